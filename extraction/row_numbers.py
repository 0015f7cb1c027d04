"""Running numbers of rows (序号) and of columns (栏次) are no values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extraction.labels import is_label_text
from extraction.tables import PrintedRow, Tables, value_cells
from extraction.values import read_cell

FEWEST = 3  # numbered rows: fewer are no series
FIRST = 1  # or 0, where a program counts; the next table begins with it again
FEWEST_COLUMNS = 5  # numbered ones


def without_running_numbers(tables: Tables) -> Tables:
    """The tables without rows that number the columns, and without first columns that count the rows up."""
    return replace(tables, rows={table: _without_numbers(rows) for table, rows in tables.rows.items()})


def _without_numbers(rows: Sequence[PrintedRow]) -> tuple[PrintedRow, ...]:
    rows = [row for row in rows if not _numbers_columns(row)]
    numbers = [_number_of(row) for row in rows]
    counted = [number for number in numbers if number is not None]
    if len(counted) < FEWEST or any(above >= below > FIRST for above, below in pairwise(counted)):
        return tuple(rows)
    return tuple(row if number is None else _without_first_word(row) for row, number in zip(rows, numbers, strict=True))


def _without_first_word(row: PrintedRow) -> PrintedRow:
    first = next(i for i, cell in enumerate(row.cells) if cell.text)
    return replace(row, cells=row.cells[first + 1 :])


def _numbers_columns(row: PrintedRow) -> bool:
    """Whether the values are 1, 2, 3 and so on, or 0, 1, 2: numbers that no row of totals can have."""
    printed = [cell.text for cell in value_cells(row) if cell.text]
    if len(printed) < FEWEST_COLUMNS:
        return False
    numbers = [read_cell(text).value for text in printed]
    return any(numbers == list(range(start, start + len(numbers))) for start in (0, FIRST))


def _number_of(row: PrintedRow) -> int | None:
    """The whole number in the first printed cell of a row whose second is a label with something behind it."""
    words = [cell for cell in row.cells if cell.text]
    if len(words) < 2 or len(row.cells) < 3 or not is_label_text(words[1].text):
        return None
    first = read_cell(words[0].text).value
    return int(first) if first is not None and first == first.to_integral_value() else None
