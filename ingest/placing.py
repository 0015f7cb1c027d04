"""Pages that were made straight before reading: places found on them become places of the page in its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from canonical.report import Box
from ingest.document import Block, Cell, Line, Page, Row
from ingest.ruled import Paper, rounded

Papers = Mapping[int, Paper]
"""By the number of the page."""


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
