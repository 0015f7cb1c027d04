"""The abstract report that every renderer draws: paragraphs and tables with spans, nothing of any file format.

`eval.generate.layout` builds it from values; `eval.generate.render` turns it into bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Style = Literal["title", "heading", "body", "signature"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of the report and what it is for."""

    text: str
    style: Style = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCell:
    """A printed cell: its text and how many rows and columns it covers. `label` is False for values.

    `field` is the field whose value a cell holds. A tool has `lost` the cell: it is gone from rows that can do without,
    and an empty box where the format needs one.
    """

    text: str
    rowspan: int = 1
    colspan: int = 1
    label: bool = True
    field: str | None = None
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table as the cells that start in each row, and the relative width of each column."""

    name: str
    rows: tuple[tuple[TableCell, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A whole report: the title of the file, who published it when, and its blocks in order."""

    title: str
    publisher: str
    published: str
    blocks: tuple[Paragraph | Table, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One place of a table's grid and the cell that covers it; the cell starts at (`top`, `left`)."""

    cell: TableCell
    row: int
    column: int
    top: int
    left: int

    @property
    def starts(self) -> bool:
        """Whether the cell starts at this very place."""
        return (self.row, self.column) == (self.top, self.left)


def slots(table: Table) -> tuple[tuple[Slot, ...], ...]:
    """Every row of the table's grid, one slot a column, spanned places included."""
    taken: dict[tuple[int, int], Slot] = {}
    width = len(table.widths)
    for row, cells in enumerate(table.rows):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            _cover(taken, cell, row, column)
    return tuple(tuple(taken[row, column] for column in range(width)) for row in range(len(table.rows)))


def _cover(taken: dict[tuple[int, int], Slot], cell: TableCell, top: int, left: int) -> None:
    for row in range(top, top + cell.rowspan):
        for column in range(left, left + cell.colspan):
            taken[row, column] = Slot(cell=cell, row=row, column=column, top=top, left=left)


def part_of(table: Table, rows: Sequence[int], columns: Sequence[int]) -> Table:
    """The table with these rows and columns only; a span that loses some of its places covers the others."""
    grid = slots(table)
    kept = []
    for row in rows:
        starts = dict.fromkeys((slot.top, slot.left) for slot in (grid[row][column] for column in columns))
        first = [corner for corner in starts if row == min(each for each in rows if each >= corner[0])]
        kept.append(tuple(_shrunk(grid[top][left].cell, top, left, rows, columns) for top, left in first))
    return replace(table, rows=tuple(kept), widths=tuple(table.widths[column] for column in columns))


def _shrunk(cell: TableCell, top: int, left: int, rows: Sequence[int], columns: Sequence[int]) -> TableCell:
    return replace(
        cell,
        rowspan=len([row for row in rows if top <= row < top + cell.rowspan]),
        colspan=len([column for column in columns if left <= column < left + cell.colspan]),
    )


def with_cells(table: Table, change: Callable[[TableCell], TableCell]) -> Table:
    """The table with every cell changed."""
    return replace(table, rows=tuple(tuple(change(cell) for cell in row) for row in table.rows))


def with_tables(layout: Layout, change: Callable[[Table], Table]) -> Layout:
    """The layout with every table changed."""
    blocks = (change(block) if isinstance(block, Table) else block for block in layout.blocks)
    return replace(layout, blocks=tuple(blocks))
