"""Table 3 as the forms print it, where a report prints it turned or in two halves side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from canonical.forms import blocks_of
from canonical.text import chinese
from extraction.labels import split_number
from ingest.document import Cell, Grid, Row
from ingest.text_lines import is_value

FEWEST_APPLICANTS = 5  # of the seven, that stand below each other in the first columns of a turned table
FEWEST_MIRRORED = 4  # rows with their label behind the values
FEWEST_RESULTS = 6  # labels of rows that stand in the first rows of one
HEAD_ROWS = 4
LABEL_COLUMNS = 2  # the applicants, and before them 法人或其他组织

_Placed = tuple[int, Cell]
"""A cell with the number of its row."""


def as_on_the_form(grid: Grid) -> tuple[Grid, ...]:
    """The grid, or what the form would have in its stead: turned back, or its halves one below the other."""
    if grid.positions != "true":
        return (grid,)
    if _is_mirrored(grid):
        return as_on_the_form(_mirrored(grid))
    if _is_turned(grid):
        return (_turned_back(grid),)
    middle = _middle(grid)
    return (
        (grid,)
        if middle is None
        else tuple(_half(grid, left, right) for left, right in ((0, middle), (middle, grid.columns)))
    )


def _is_mirrored(grid: Grid) -> bool:
    """Whether labels stand behind their values, as where a script runs from right to left, in all rows that tell."""
    ends = [(cells[0].text, cells[-1].text) for row in grid.rows if len(cells := [c for c in row.cells if c.text]) > 1]
    behind = sum(is_value(first) and _is_label(last) for first, last in ends)
    return behind >= FEWEST_MIRRORED and not any(_is_label(first) and is_value(last) for first, last in ends)


def _is_label(text: str) -> bool:
    return chinese(split_number(text).rest) in _row_labels()


def _mirrored(grid: Grid) -> Grid:
    cells = [
        (number, replace(cell, column=grid.columns - cell.column - cell.colspan)) for number, cell in _placed(grid)
    ]
    return _grid_of(cells, grid, columns=grid.columns)


def _is_turned(grid: Grid) -> bool:
    if grid.columns <= len(grid.rows):
        return False
    placed = tuple(_placed(grid))
    beginning = [(number, chinese(cell.text)) for number, cell in placed if cell.column < LABEL_COLUMNS]
    below = [number for number, text in beginning if text in _applicants()]
    if len(below) < FEWEST_APPLICANTS:
        return False
    results = {_label(cell) for number, cell in placed if number < below[0]} & _results()
    return len(results) >= FEWEST_RESULTS


def _turned_back(grid: Grid) -> Grid:
    cells = [
        (cell.column, replace(cell, column=number, rowspan=cell.colspan, colspan=cell.rowspan))
        for number, cell in _placed(grid)
    ]
    return _grid_of(cells, grid, columns=len(grid.rows))


def _middle(grid: Grid) -> int | None:
    """The column where the table begins again beside itself, if no cell lies across it."""
    for row in grid.rows[:HEAD_ROWS]:
        firsts = [place for place, cell in enumerate(row.cells) if chinese(cell.text) == _first_applicant()]
        lasts = [place for place, cell in enumerate(row.cells) if chinese(cell.text) in _totals()]
        if len(firsts) == len(lasts) == 2 and firsts[0] < lasts[0] < firsts[1]:
            middle = row.cells[lasts[0]].column + row.cells[lasts[0]].colspan
            across = (cell for _, cell in _placed(grid) if cell.column < middle < cell.column + cell.colspan)
            return None if any(across) else middle
    return None


def _half(grid: Grid, left: int, right: int) -> Grid:
    cells = [
        (number, replace(cell, column=cell.column - left))
        for number, cell in _placed(grid)
        if left <= cell.column < right
    ]
    return _grid_of(cells, grid, columns=right - left)


def _placed(grid: Grid) -> Iterator[_Placed]:
    return ((number, cell) for number, row in enumerate(grid.rows) for cell in row.cells)


def _grid_of(cells: Iterable[_Placed], grid: Grid, columns: int) -> Grid:
    ordered = sorted(cells, key=lambda each: (each[0], each[1].column))
    rows = (tuple(cell for _, cell in found) for _, found in groupby(ordered, key=lambda each: each[0]))
    return replace(grid, rows=tuple(Row(cells=row) for row in rows), columns=columns)


def _label(cell: Cell) -> str:
    return chinese(split_number(cell.text).rest)


@lru_cache(maxsize=1)
def _applicants() -> frozenset[str]:
    return frozenset(
        chinese(wording) for block in blocks_of("requests") for column in block.columns for wording in column.wordings
    )


@lru_cache(maxsize=1)
def _first_applicant() -> str:
    return chinese(blocks_of("requests")[0].columns[0].zh)


@lru_cache(maxsize=1)
def _totals() -> frozenset[str]:
    return frozenset(map(chinese, blocks_of("requests")[0].columns[-1].wordings))


@lru_cache(maxsize=1)
def _results() -> frozenset[str]:
    rows = (row for block in blocks_of("requests") for row in block.rows)
    return frozenset(chinese(wording) for row in rows for wording in row.wordings)


@lru_cache(maxsize=1)
def _row_labels() -> frozenset[str]:
    rows = (row for table in ("disclosure", "requests") for block in blocks_of(table) for row in block.rows)
    return frozenset(chinese(split_number(wording).rest) for row in rows for wording in row.wordings)
