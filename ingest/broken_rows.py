"""Tabbed rows whose cells held line breaks: a label that goes on in the next line is put together again.

Where a tool wrote each row with the same number of tabs, the lines of a broken row add up to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from canonical.forms import blocks
from canonical.text import plain
from ingest.document import Row
from ingest.text_lines import NUMBERED, is_numbered, is_value

REGULAR = 0.6  # of the rows have to have as many cells as the longest line
MOST_PIECES = 6  # lines that a row is broken into


def mended(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows, those put together that were broken inside a label; blank lines part tables."""
    for _, table in groupby(enumerate(rows), key=lambda pair: _line_of(pair[1]) - pair[0]):
        yield from _mended_table([row for _, row in table])


def _line_of(row: Row) -> int:
    return row.cells[0].line or 0


def _mended_table(rows: Sequence[Row]) -> Sequence[Row]:
    width = max(len(row.cells) for row in rows)
    joined = list(_joined(rows, width))
    full = sum(1 for row in joined if len(row.cells) == width)
    return joined if width > 1 and full >= REGULAR * len(joined) else rows


def _joined(rows: Sequence[Row], width: int) -> Iterator[Row]:
    """Each row with the lines that it goes on in, as long as they fit together into the width."""
    place = 0
    while place < len(rows):
        row, end = rows[place], place + 1
        while end < min(len(rows), place + MOST_PIECES) and _goes_on(row, rows[end], width):
            row, end = _as_one(row, rows[end]), end + 1
        whole = end == place + 1 or len(row.cells) == width or _has_value(row)
        yield row if whole else rows[place]
        place = end if whole else place + 1


def _goes_on(row: Row, below: Row, width: int) -> bool:
    """Whether the last cell of a row may be broken off, and the first of the next may be its rest."""
    last, first = row.cells[-1].text, below.cells[0].text
    broken = bool(last and first) and not is_value(last) and not is_value(first) and not _is_row_of_its_own(last, first)
    fits = len(row.cells) + len(below.cells) - 1 <= width
    starts_anew = is_numbered(first) or (len(row.cells) == width and len(below.cells) == width)
    return broken and fits and not starts_anew and not _has_value(row)


def _is_row_of_its_own(label: str, below: str) -> bool:
    """Whether a form's row has this label and no longer one: its values are lost, and the next line is another row."""
    return is_whole_label(label) and not below.startswith(("（", "("))


def is_whole_label(label: str) -> bool:
    """Whether a form's row has this label, and none a longer one that begins so."""
    return plain(NUMBERED.sub("", label)) in _whole_labels()


@lru_cache(maxsize=1)
def _whole_labels() -> frozenset[str]:
    labels = {plain(wording) for block in blocks() for row in block.rows for wording in row.wordings}
    return frozenset(one for one in labels if not any(other.startswith(one) for other in labels - {one}))


def _has_value(row: Row) -> bool:
    return any(is_value(cell.text) for cell in row.cells)


def _as_one(row: Row, below: Row) -> Row:
    last, first = row.cells[-1], below.cells[0]
    middle = replace(last, text=f"{last.text}\n{first.text}")
    rest = (replace(cell, column=cell.column + last.column) for cell in below.cells[1:])
    return Row(cells=(*row.cells[:-1], middle, *rest))
