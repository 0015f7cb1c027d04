"""Pages that were made straight before reading: tables that go on from page to page are brought into line, and places
found on the pages become places in their file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from canonical.report import Box
from ingest.document import Block, Cell, Line, Page, Row
from ingest.pieces import Piece
from ingest.ruled import Paper, Sheet, box_of
from ingest.ruled_cells import rounded
from ingest.tables import DrawnTable, Part
from ingest.unruled import SpacedLine

Papers = Mapping[int, Paper]
"""By the number of the page."""


ASKEW = 0.06  # of the page's width: how far the edges of a table may be off on two sheets that were scanned apart


def in_line(sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """The sheets, scanned ones moved and stretched sideways so that a table that goes on stands below its beginning."""
    lined: list[Sheet] = []
    for sheet in sheets:
        lined.append(_below(lined[-1], sheet) if lined and sheet.paper and sheet.paper.picture else sheet)
    return tuple(lined)


def _below(upper: Sheet, lower: Sheet) -> Sheet:
    ending = next((part for part in reversed(upper.parts) if isinstance(part, DrawnTable)), None)
    going_on = next((part for part in lower.parts if isinstance(part, DrawnTable)), None)
    if ending is None or going_on is None:
        return lower
    (left, _, right, _), (start, _, end, _) = box_of(ending), box_of(going_on)
    if max(abs(left - start), abs(right - end)) > ASKEW * lower.width:
        return lower
    scale = (right - left) / (end - start)
    return _moved(lower, scale, left - scale * start)


def _moved(sheet: Sheet, scale: float, shift: float) -> Sheet:
    assert sheet.paper is not None
    a, b, c, d, e, f, g, h, i = sheet.paper.back
    back = (
        a / scale,
        b,
        c - a * shift / scale,
        d / scale,
        e,
        f - d * shift / scale,
        g / scale,
        h,
        i - g * shift / scale,
    )

    def move(box: Box) -> Box:
        return rounded((scale * box[0] + shift, box[1], scale * box[2] + shift, box[3]))

    parts = tuple(moved_part(part, move) for part in sheet.parts)
    return replace(sheet, parts=parts, paper=replace(sheet.paper, back=back))


def moved_part(part: Part, move: Callable[[Box], Box]) -> Part:
    """The part with every box in it moved."""
    if isinstance(part, DrawnTable):
        cells = (replace(cell, bbox=cell.bbox and move(cell.bbox)) for cell in part.cells)
        return replace(part, cells=tuple(cells))
    moved = replace(part, bbox=part.bbox and move(part.bbox))
    if not isinstance(moved, SpacedLine):
        return moved
    return replace(moved, pieces=tuple(_moved_piece(piece, move) for piece in moved.pieces))


def _moved_piece(piece: Piece, move: Callable[[Box], Box]) -> Piece:
    """A piece without a box has no place on paper."""
    if piece.bbox is None:
        return piece
    box = move(piece.bbox)
    words = tuple(_moved_piece(word, move) for word in piece.words)
    return replace(piece, left=box[0], right=box[2], bbox=box, words=words)


def on_paper(page: Page, papers: Papers) -> Page:
    """The page with all places as they are in its file; a table may have cells on several pages."""
    blocks = tuple(_block(block, papers) for block in page.blocks)
    paper = papers.get(page.number)
    if paper is None:
        return replace(page, blocks=blocks)
    return replace(page, blocks=blocks, width=paper.width, height=paper.height)


def _block(block: Block, papers: Papers) -> Block:
    if isinstance(block, Line):
        return replace(block, bbox=_placed(block.bbox, block.page, papers))
    return replace(block, rows=tuple(_row(row, papers) for row in block.rows))


def _row(row: Row, papers: Papers) -> Row:
    return Row(cells=tuple(_cell(cell, papers) for cell in row.cells))


def _cell(cell: Cell, papers: Papers) -> Cell:
    return replace(cell, bbox=_placed(cell.bbox, cell.page, papers))


def _placed(box: Box | None, page: int | None, papers: Papers) -> Box | None:
    paper = papers.get(page) if page is not None else None
    return box if box is None or paper is None else place_of(box, paper)


def place_of(box: Box, paper: Paper) -> Box:
    """The upright box in the file around what the box of the straight page shows, kept on the paper."""
    a, b, c, d, e, f, g, h, i = paper.back
    left, top, right, bottom = box
    corners = [(x, y, g * x + h * y + i) for x in (left, right) for y in (top, bottom)]
    xs = [min(max((a * x + b * y + c) / scale, 0.0), paper.width) for x, y, scale in corners]
    ys = [min(max((d * x + e * y + f) / scale, 0.0), paper.height) for x, y, scale in corners]
    return rounded((min(xs), min(ys), max(xs), max(ys)))
