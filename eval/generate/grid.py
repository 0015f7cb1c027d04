"""The abstract report that every renderer draws: paragraphs and tables with spans, nothing of any file format.

`eval.generate.layout` builds it from values; `eval.generate.render` turns it into bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Style = Literal["title", "heading", "body", "signature"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of the report and what it is for."""

    text: str
    style: Style = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCell:
    """A printed cell: its text and how many rows and columns it covers. `label` is False for values."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    label: bool = True


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
