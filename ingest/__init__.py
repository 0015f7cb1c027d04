"""Any file becomes a `Document`: pages of lines and table grids, in reading order, each with the place it was printed.

The steps, in order:

1. `finding.py`: folders, archives, archives inside archives and single files become `FoundFile`s (`archives.py` unpacks
   within limits)
2. `reading.py`: the bytes of one file, or the reason why there are none (`limits.py` says how much is too much)
3. `sniffing.py`: what the bytes are, whatever the file is called; `encodings.py`: their text, and `invisible.py` the
   characters in it that nobody printed; `records.py`: the page inside a JSON record, the rows of a CSV file
4. `loading.py`: the loader for that type
   - `plain_text.py`: lines (`text_lines.py`; `quoted.py` takes off what a program put around them all, `squeezed.py`
     takes a report in one line apart, `formulas.py` has numbers written as formulas, `marked_up.py` tables in LaTeX or
     lists, `parted.py` cells with other marks between, `tab_lines.py` puts cells copied out of a browser into rows) and
     the tables that another tool flattened: `gridded.py` (rules around every cell), `piped.py`, `pipe_lines.py` (a pipe
     behind every cell, each on a line of its own), `tabbed.py` (with `broken_rows.py`), `listed.py`, `spaced.py` (with
     `aligned.py`, `pieces.py` and `heads.py`)
   - `html.py` (`style_sheets.py` has what the page's own sheet says, `boxes.py` and `css_grids.py` the tables that are
     made of other elements), `word.py`, `rtf.py`, `workbook.py` (Excel), `legacy.py`
   - `pdf.py`: `content.py` interprets a page (`pdf_fonts.py`: fonts with maps of their own), `ink.py` has what it
     prints (`covered.py`: what nobody sees of it, `typed.py`: what was typed on it later), `ruled.py` its tables
     (`ruled_cells.py`: the cells that rules make) and lines (`sideways.py`: those that run another way), `unruled.py`
     (with the same and `wrapped.py`) tables without rules, `pages.py` the whole
   - `flattened.py` puts tables together again of which every cell became a paragraph or a line
5. `tables.py`: drawn tables become grids, and text that was only framed becomes lines; `pictures.py` says which
   pictures may show a table
6. `chunks.py`: a document becomes passages for search

`page_images.py` draws the pages of a file again, with a box marked, for people who look at what was read;
`contact_sheets.py` many cells of them side by side, for models that see.
"""

from ingest.chunks import Chunk, chunk
from ingest.document import Block, Cell, Document, Grid, Line, Page, Picture, Row
from ingest.finding import FoundFile, find_files
from ingest.limits import Limits
from ingest.loading import load, load_bytes

__all__ = [
    "Block",
    "Cell",
    "Chunk",
    "Document",
    "FoundFile",
    "Grid",
    "Limits",
    "Line",
    "Page",
    "Picture",
    "Row",
    "chunk",
    "find_files",
    "load",
    "load_bytes",
]
