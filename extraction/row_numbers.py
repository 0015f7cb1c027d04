"""Running numbers of rows (序号) and of columns (栏次) are no values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extraction.labels import is_label_text
from extraction.tables import PrintedRow, value_cells
from extraction.values import read_cell

FEWEST = 3  # numbered rows: fewer are no series
FEWEST_COLUMNS = 5  # numbered ones


def without_row_numbers(rows: Sequence[PrintedRow]) -> tuple[PrintedRow, ...]:
    """The rows without those that number the columns, and without a first column that counts the rows up."""
    rows = [row for row in rows if not _numbers_columns(row)]
    numbers = [_number_of(row) for row in rows]
    counted = [number for number in numbers if number is not None]
    if len(counted) < FEWEST or any(above >= below for above, below in pairwise(counted)):
        return tuple(rows)
    return tuple(
        row if number is None else replace(row, cells=row.cells[1:]) for row, number in zip(rows, numbers, strict=True)
    )


def _numbers_columns(row: PrintedRow) -> bool:
    """Whether the values are 1, 2, 3 and so on: numbers that no row of totals can have."""
    values = [read_cell(cell.text).value for cell in value_cells(row) if cell.text]
    return len(values) >= FEWEST_COLUMNS and values == list(range(1, len(values) + 1))


def _number_of(row: PrintedRow) -> int | None:
    """The whole number in the first cell of a row whose second is a label."""
    if len(row.cells) < 3 or not is_label_text(row.cells[1].text):
        return None
    first = read_cell(row.cells[0].text)
    return int(first.value) if first.value is not None and first.value == first.value.to_integral_value() else None
