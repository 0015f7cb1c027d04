"""Table 3 with a column that no form has: the subtotal, 小计, of the organisations among the applicants.

A true grid shows where it stands. In a flattened one every row with values has one more than the form has columns, and
that one is the sum of the organisations in all of them; where not, the rows stay as they are, and are flagged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from extraction.tables import PrintedRow, value_cells
from extraction.values import is_value, read_cell
from ingest.document import Cell

SUBTOTAL = "小计"


def without_subtotals(rows: Sequence[PrintedRow], columns: int) -> tuple[PrintedRow, ...]:
    """The rows of table 3 without the cells of a flattened subtotal; `columns` is how many applicants the form has."""
    return tuple(
        row for _, members in groupby(rows, key=lambda row: row.grid) for row in _of_grid(tuple(members), columns)
    )


def _of_grid(rows: Sequence[PrintedRow], columns: int) -> Sequence[PrintedRow]:
    valued = [value_cells(row) for row in rows if any(map(is_value, row.cells))]
    named = any(SUBTOTAL in cell.text.split() for row in rows for cell in row.cells)
    if rows[0].positions == "true" or not named or any(len(cells) != columns + 1 for cells in valued):
        return rows
    before, behind = 1, columns - 1  # the individuals stand before the organisations, the total behind them
    place = next((each for each in (behind, before) if all(_is_subtotal(cells, each) for cells in valued)), None)
    return rows if place is None else [_without(row, place) for row in rows]


def _is_subtotal(cells: Sequence[Cell], place: int) -> bool:
    """Whether the cell is the sum of all others between the first and the last."""
    _, *organisations, _ = (read_cell(cell.text).value or Decimal(0) for cell in cells)
    return 2 * organisations[place - 1] == sum(organisations)


def _without(row: PrintedRow, place: int) -> PrintedRow:
    if not any(map(is_value, row.cells)):
        return row
    start = len(row.cells) - len(value_cells(row))
    kept = (*row.cells[: start + place], *row.cells[start + place + 1 :])
    return replace(row, cells=tuple(replace(cell, column=i) for i, cell in enumerate(kept)))
