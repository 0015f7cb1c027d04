"""Tables copied out of a browser whose cells hold paragraphs: a line with nothing but a tab parts two cells.

What stands behind such a line without another one between begins a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.text_lines import TextLine

FEWEST_TABS = 8  # lines of a single tab; a stray one or two part nothing
NEAR = 1  # blank lines between the tab that parts two cells and the lines of both


def joined_at_tabs(lines: Sequence[TextLine]) -> Sequence[TextLine]:
    """The lines, the cells of each row in one with tabs between them, in a text that has such tables."""
    tabs = sum(map(_parts_cells, lines))
    indented = sum(line.bare != "" and line.text.startswith("\t") for line in lines)
    if tabs < FEWEST_TABS or indented >= FEWEST_TABS or tabs <= sum("\t" in line.text for line in lines) - tabs:
        return lines  # none, or those of blank cells in a table that has others
    return tuple(_rows(lines))


def _parts_cells(line: TextLine) -> bool:
    return line.text.strip(" ") == "\t"


def _rows(lines: Sequence[TextLine]) -> Iterator[TextLine]:
    row: TextLine | None = None  # the row so far
    parted, gap = 0, 0  # tabs and blank lines since its last cell
    for line in lines:
        if _parts_cells(line):
            if row is None or (not parted and gap > NEAR):  # a row whose first cell is empty
                yield from (row,) if row else ()
                row = replace(line, text="")
            parted, gap = parted + 1, 0
        elif not line.bare:
            gap += 1
        elif row is not None and parted and gap <= NEAR:
            row, parted, gap = replace(row, text=row.text + "\t" * parted + line.bare), 0, 0
        elif row is not None and not gap and "\t" in row.text:  # a cell's next line
            row = replace(row, text=f"{row.text} {line.bare}")
        else:
            yield from (replace(row, text=row.text + "\t" * parted),) if row else ()
            row, parted, gap = line, 0, 0
    yield from (row,) if row else ()
