"""Drawn tables become blocks: grids for data, lines for text that was only framed.

Web pages, Word files and PDFs all hand over `DrawnTable`s: cells at their place in the printed grid. Here layout
tables are descended into, official frames around narrative are taken off, and section headings always stand free.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from canonical.report import Box
from canonical.sections import section_of_heading
from ingest.document import Block, Cell, Grid, Line, Picture, Positions, Reading, Row

RUNNING = re.compile(r"[，。；！？]|[,;!?](?!\d)")
LONG = 40  # characters: no label of the forms is running text below it unless it is punctuated
WIDEST = 500  # columns that spans may reach; reports need 20


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnCell:
    """A cell at its place; `content` is its paragraphs and what is drawn inside it, in reading order.

    `readings` are the ways to read a cell of a picture, the likeliest first, which is the content.
    """

    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    content: tuple[str | DrawnTable | Picture, ...] = ()
    page: int | None = None
    line: int | None = None
    bbox: Box | None = None
    readings: tuple[Reading, ...] = ()
    disputed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnTable:
    """A table as it was drawn; no two cells overlap. Cells are ordered by row, then column."""

    cells: tuple[DrawnCell, ...]
    origin: str
    positions: Positions = "true"

    @property
    def width(self) -> int:
        return max((cell.column + cell.colspan for cell in self.cells), default=0)


Part = DrawnTable | Line


@dataclass(frozen=True, slots=True, kw_only=True)
class LooseCell:
    """A cell as HTML has it: in its row's order, with the spans it claims (rowspan 0: to the end)."""

    content: tuple[str | DrawnTable | Picture, ...] = ()
    rowspan: int = 1
    colspan: int = 1
    line: int | None = None


def place(groups: Iterable[Sequence[Sequence[LooseCell]]], origin: str) -> DrawnTable:
    """The table with each cell at its place, by the rules browsers follow; groups are thead, tbody and the like.

    Spans that run over their row group's end or into another cell are cut there.
    """
    cells: list[DrawnCell] = []
    top = 0
    for rows in groups:
        cells.extend(_placed_group(rows, top))
        top += len(rows)
    return DrawnTable(cells=tuple(cells), origin=origin)


def _placed_group(rows: Sequence[Sequence[LooseCell]], top: int) -> Iterator[DrawnCell]:
    taken: dict[int, int] = {}  # column: first row below the cell that stands in it
    for row, loose_cells in enumerate(rows):
        column = 0
        for loose in loose_cells:
            while taken.get(column, 0) > row:
                column += 1
            height = min(loose.rowspan or len(rows), len(rows) - row)
            claimed = max(1, min(loose.colspan, WIDEST - column))
            free = next((n for n in range(claimed) if taken.get(column + n, 0) > row), claimed)
            taken.update((column + right, row + height) for right in range(free))
            yield DrawnCell(
                row=top + row, column=column, rowspan=height, colspan=free, content=loose.content, line=loose.line
            )
            column += claimed


def blocks_of(table: DrawnTable) -> tuple[Block | Picture, ...]:
    """The table's blocks in reading order: grids, lines for headings and framed narrative, and pictures."""
    return tuple(as_grid(part) if isinstance(part, DrawnTable) else part for part in parts_of(table))


def parts_of(table: DrawnTable) -> tuple[Part | Picture, ...]:
    """The table's data tables and lines in reading order, layout tables taken apart; pictures in cells come last."""
    if is_layout(table):
        return tuple(part for cell in table.cells for part in _content_parts(cell))
    pictures = (item for cell in table.cells for item in cell.content if isinstance(item, Picture))
    return (*_without_frame(compact(_opened(table))), *pictures)


def is_layout(table: DrawnTable) -> bool:
    """Whether the table only arranges a page: tables inside hold more cells than it has, or a cell holds sections."""
    nested = sum(_size(inner) for cell in table.cells for inner in cell.content if isinstance(inner, DrawnTable))
    return nested > sum(1 for cell in table.cells if text_of(cell)) or any(map(_holds_sections, table.cells))


def _opened(table: DrawnTable) -> DrawnTable:
    """The table, a cell that holds a row of cells of its own replaced by them where it spans as many columns."""
    if not any(isinstance(item, DrawnTable) for cell in table.cells for item in cell.content):
        return table
    return replace(table, cells=tuple(part for cell in table.cells for part in _row_within(cell)))


def _row_within(cell: DrawnCell) -> Iterator[DrawnCell]:
    inner = [item for item in cell.content if isinstance(item, DrawnTable)]
    bare = len(inner) == len([item for item in cell.content if item])
    if len(inner) != 1 or not bare or cell.colspan != inner[0].width or any(each.row for each in inner[0].cells):
        yield cell
        return
    for each in inner[0].cells:
        yield replace(each, row=cell.row, column=cell.column + each.column, rowspan=cell.rowspan)


def _size(table: DrawnTable) -> int:
    inner = (item for cell in table.cells for item in cell.content if isinstance(item, DrawnTable))
    return len(table.cells) + sum(map(_size, inner))


def _holds_sections(cell: DrawnCell) -> bool:
    return len(cell.content) > 1 and any(isinstance(item, str) and section_of_heading(item) for item in cell.content)


def _content_parts(cell: DrawnCell) -> Iterator[Part | Picture]:
    for item in cell.content:
        if isinstance(item, DrawnTable):
            yield from parts_of(item)
        elif isinstance(item, Picture):
            yield item
        else:
            yield _line(item, cell)


def _line(text: str, cell: DrawnCell) -> Line:
    probability = cell.readings[0].probability if cell.readings else None
    return Line(text=text, page=cell.page, line=cell.line, bbox=cell.bbox, probability=probability)


def _without_frame(table: DrawnTable) -> Iterator[Part]:
    """The table cut at headings that span it, running text at its top and bottom taken out of each piece."""
    width = table.width
    rows = [tuple(cells) for _, cells in groupby(table.cells, key=lambda cell: cell.row)]
    piece: list[tuple[DrawnCell, ...]] = []
    for row in rows:
        if _spans(row, width) and section_of_heading(text_of(row[0])):
            yield from _piece_parts(piece, table)
            yield from _lines(row)
            piece = []
        else:
            piece.append(row)
    yield from _piece_parts(piece, table)


def _piece_parts(rows: Sequence[tuple[DrawnCell, ...]], table: DrawnTable) -> Iterator[Part]:
    width = table.width
    framed = [_spans(row, width) for row in rows]
    running = [spans and is_running(text_of(row[0])) for row, spans in zip(rows, framed, strict=True)]
    head = _reach(framed, running)
    tail = len(rows) - _reach(framed[::-1], running[::-1])
    if all(framed):
        head, tail = len(rows), len(rows)
    for row in rows[:head]:
        yield from _lines(row)
    if rows[head:tail]:
        yield compact(replace(table, cells=tuple(cell for row in rows[head:tail] for cell in row)))
    for row in rows[tail:]:
        yield from _lines(row)


def _reach(framed: Sequence[bool], running: Sequence[bool]) -> int:
    """How many rows from this end are narrative: up to the last running text before the first real row."""
    end = framed.index(False) if False in framed else len(framed)
    return max((place + 1 for place in range(end) if running[place]), default=0)


def _spans(row: Sequence[DrawnCell], width: int) -> bool:
    return len(row) == 1 and row[0].colspan == width and row[0].rowspan == 1


def _lines(row: Sequence[DrawnCell]) -> Iterator[Line]:
    for cell in row:
        for text in text_of(cell).split("\n"):
            if text.strip():
                yield _line(text.strip(), cell)


def is_running(text: str) -> bool:
    """Whether the text reads like a sentence rather than a label."""
    bare = re.sub(r"[（(][^）)]*[）)]", "", text)  # a label's remark may be a sentence
    return len(bare) > LONG or bool(RUNNING.search(bare))


def compact(table: DrawnTable) -> DrawnTable:
    """The same table without rows and columns in which no cell starts; its top left corner is 0, 0."""
    rows = sorted({cell.row for cell in table.cells})
    columns = sorted({cell.column for cell in table.cells})
    height = max((cell.row + cell.rowspan for cell in table.cells), default=0)
    is_compact = (len(rows), len(columns)) == (height, table.width)
    cells = table.cells if is_compact else _compacted(table.cells, rows, columns)
    return replace(table, cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))


def _compacted(cells: Iterable[DrawnCell], rows: Sequence[int], columns: Sequence[int]) -> Iterator[DrawnCell]:
    for cell in cells:
        yield replace(
            cell,
            row=bisect_left(rows, cell.row),
            column=bisect_left(columns, cell.column),
            rowspan=_count(rows, cell.row, cell.rowspan),
            colspan=_count(columns, cell.column, cell.colspan),
        )


def _count(starts: Sequence[int], first: int, span: int) -> int:
    return bisect_left(starts, first + span) - bisect_left(starts, first)


def as_grid(table: DrawnTable, first_line: int | None = None) -> Grid:
    """The table as a grid; with a `first_line`, its rows are counted from there."""
    printed = enumerate(groupby(table.cells, key=lambda cell: cell.row))
    rows = tuple(_as_row(cells, None if first_line is None else first_line + place) for place, (_, cells) in printed)
    first = table.cells[0].page if table.cells else None
    return Grid(rows=rows, columns=table.width, positions=table.positions, origin=table.origin, page=first)


def _as_row(cells: Iterable[DrawnCell], line: int | None) -> Row:
    return Row(cells=tuple([_as_cell(cell, line) for cell in cells]))


def _as_cell(cell: DrawnCell, line: int | None) -> Cell:
    return Cell(
        text=upright(text_of(cell)),
        column=cell.column,
        rowspan=cell.rowspan,
        colspan=cell.colspan,
        page=cell.page,
        line=cell.line if line is None else line,
        bbox=cell.bbox,
        readings=cell.readings,
        disputed=cell.disputed,
    )


def text_of(cell: DrawnCell) -> str:
    """All text of the cell: a line a paragraph, nested tables a line a row."""
    first = cell.content[0] if len(cell.content) == 1 else None
    return first.strip() if isinstance(first, str) else "\n".join(_texts(cell)).strip()


def _texts(cell: DrawnCell) -> Iterator[str]:
    for item in cell.content:
        if isinstance(item, str):
            yield item
        elif isinstance(item, DrawnTable):
            for _, row in groupby(item.cells, key=lambda inner: inner.row):
                yield "\t".join(text_of(inner) for inner in row)


def upright(text: str) -> str:
    """Labels written downwards, a character a line, as words; digits are never joined."""
    lines = [line.strip() for line in text.split("\n") if line.strip()] if "\n" in text else []
    vertical = len(lines) > 1 and max(map(len, lines)) <= 2 and sum(map(len, lines)) < len(lines) * 1.5
    return "".join(lines) if vertical and not any(char.isdigit() for char in text) else text
