"""Any file becomes a `Document`: pages of lines and table grids, in reading order, each with the place it was printed.

The steps, in order:

1. `finding.py`: folders, archives and single files become `FoundFile`s (`archives.py` unpacks within limits)
2. `reading.py`: the bytes of one file, or the reason why there are none (`limits.py` says how much is too much)
3. `sniffing.py`: what the bytes are, whatever the file is called; `encodings.py`: their text
4. `loading.py`: the loader for that type: `plain_text.py` (with `tabbed.py`, `piped.py`, `listed.py` for tables that
   another tool flattened), `html.py`, `word.py`, `rtf.py`, `legacy.py`, `pdf.py` (with `ruled.py`, `pages.py`)
5. `tables.py`: drawn tables become grids, and text that was only framed becomes lines
6. `chunks.py`: a document becomes passages for search
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
