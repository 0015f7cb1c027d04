"""Tables that a web page makes of a CSS grid: boxes one behind the other, of which a style says how wide a row is.

Of a page whose style sheet is elsewhere nothing is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from ingest.boxes import boxes_in, is_cell, is_table

TEMPLATE = re.compile(r"\bgrid-template-columns\s*:\s*([^;]+)", re.IGNORECASE)
REPEATED = re.compile(r"repeat\(\s*(\d+)\s*,((?:[^()]|\([^()]*\))*)\)", re.IGNORECASE)
TRACK = re.compile(r"(?:[^\s()\[\]]|\([^()]*\))+")
NAMES = re.compile(r"\[[^\[\]]*\]")
SPANS = {
    side: re.compile(
        rf"\bgrid-{side}\s*:\s*(?:(?P<first>\d+)\s*/\s*)?(?:span\s+(?P<span>\d+)|(?P<last>-?\d+)(?!\s*/))",
        re.IGNORECASE,
    )
    for side in ("column", "row")
}
WIDEST = 60  # columns; a report takes 15
TALLEST = 2_000


class Boxed(NamedTuple):
    """A box of the grid, how many rows and columns it takes, and the lines it says it begins at (0: where it comes)."""

    node: LexborNode
    rowspan: int
    colspan: int
    row: int
    column: int


def rows_of_grid(node: LexborNode) -> tuple[Sequence[Boxed], ...]:
    """The rows of boxes as a grid puts them; none where the element is no grid of cells, or places them itself."""
    width = _width(node)
    boxes = boxes_in(node) if 1 < width <= WIDEST else ()
    if len(boxes) <= width or not all(map(is_cell, boxes)):
        return ()
    rows = _flowing([_boxed(box, width) for box in boxes], width)
    return rows if rows and is_table([[boxed.node for boxed in row] for row in rows]) else ()


def _width(node: LexborNode) -> int:
    """How many columns the element's style gives it, 0 without such a style."""
    said = TEMPLATE.findall(node.attributes.get("style") or "")
    if not said:
        return 0
    tracks = REPEATED.sub(lambda match: f" {match[2]} " * min(int(match[1]), WIDEST + 1), said[-1])
    return 0 if "auto-fi" in tracks else len(TRACK.findall(NAMES.sub(" ", tracks)))


def _boxed(node: LexborNode, width: int) -> Boxed:
    style = node.attributes.get("style") or ""
    (row, rowspan), (column, colspan) = _place(style, "row", TALLEST), _place(style, "column", width)
    return Boxed(node, rowspan=min(rowspan, TALLEST), colspan=min(colspan, width), row=row, column=column)


def _place(style: str, side: str, most: int) -> tuple[int, int]:
    """The line at which a box begins and how many tracks it takes."""
    found = [*SPANS[side].finditer(style)]
    if not found:
        return 0, 1
    match = found[-1]
    first = int(match["first"] or 0)
    if match["span"]:
        return first, max(1, int(match["span"]))
    last = int(match["last"])
    return (first, max(1, (most + 2 + last if last < 0 else last) - first)) if first else (max(0, last), 1)


def _flowing(boxes: Sequence[Boxed], width: int) -> tuple[list[Boxed], ...]:
    """The boxes put into rows, each where the next room is; none where one says that it stands elsewhere."""
    below = [0] * width  # of each column: the first row that is free in it
    rows: list[list[Boxed]] = [[]]
    column = 0
    for box in boxes:
        while not _has_room(below, len(rows) - 1, column, box.colspan):
            column += 1
            if column + box.colspan > width:
                rows.append([])
                column = 0
        if box.column not in {0, column + 1} or box.row not in {0, len(rows)}:
            return ()
        below[column : column + box.colspan] = [len(rows) - 1 + box.rowspan] * box.colspan
        rows[-1].append(box)
        column += box.colspan
    return tuple(rows)


def _has_room(below: Sequence[int], row: int, column: int, colspan: int) -> bool:
    return column + colspan <= len(below) and all(free <= row for free in below[column : column + colspan])
