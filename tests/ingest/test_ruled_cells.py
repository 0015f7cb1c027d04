"""Cells between rules that close no side, or that are drawn as boxes of their own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest

from ingest.ruled_cells import boxes_of

COLUMNS, ROWS = (40.0, 140.0, 220.0, 300.0), (100.0, 120.0, 145.0, 170.0)
WHOLE = [[(left, top, right, bottom) for left, right in pairwise(COLUMNS)] for top, bottom in pairwise(ROWS)]

Box = tuple[float, float, float, float]


def line(left: float, top: float, right: float, bottom: float) -> dict[str, Any]:
    """A stroke as pdfplumber has it."""
    box = {"x0": left, "top": top, "x1": right, "bottom": bottom, "width": right - left, "height": bottom - top}
    return {"object_type": "line", "stroke": True, "pts": [(left, top), (right, bottom)], **box}


def rules(columns: Sequence[float], rows: Sequence[float]) -> list[dict[str, Any]]:
    """Rules at these places, each from one end of the table to the other."""
    upright = [line(x, ROWS[0], x, ROWS[-1]) for x in columns]
    return upright + [line(COLUMNS[0], y, COLUMNS[-1], y) for y in rows]


def box(left: float, top: float, right: float, bottom: float) -> list[dict[str, Any]]:
    sides = [
        (left, top, right, top),
        (left, bottom, right, bottom),
        (left, top, left, bottom),
        (right, top, right, bottom),
    ]
    return [line(*side) for side in sides]


def cells(shapes: Sequence[dict[str, Any]]) -> list[list[Box]]:
    return [sorted(tuple(map(round, each)) for each in table) for table in boxes_of(shapes)]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        (COLUMNS, ROWS),
        (COLUMNS, ROWS[1:]),
        (COLUMNS, ROWS[:-1]),
        (COLUMNS, ROWS[1:-1]),
        (COLUMNS[1:], ROWS),
        (COLUMNS[1:-1], ROWS),
    ],
)
def test_a_side_that_no_rule_closes_ends_where_the_rules_do(columns: Sequence[float], rows: Sequence[float]) -> None:
    """The row that a page break left open, and the columns at an open side, stood outside of the table."""
    assert cells(rules(columns, rows)) == [sorted(cell for row in WHOLE for cell in row)]


def test_the_open_part_of_a_side_is_closed_beside_the_closed_one() -> None:
    shapes = [*rules(COLUMNS, ROWS[:-1]), line(COLUMNS[1], ROWS[-1], COLUMNS[-1], ROWS[-1])]
    assert cells(shapes) == [sorted(cell for row in WHOLE for cell in row)]


def test_what_is_no_open_table_gets_no_rules() -> None:
    """Boxes side by side stay two tables, and a stroke that ends beside a rule makes no row of nothing."""
    apart = [*box(40, 100, 140, 120), *box(40, 120, 140, 140), *box(200, 100, 300, 120), *box(200, 120, 300, 140)]
    assert len(cells(apart)) == 2
    beyond = [line(x, ROWS[0], x, ROWS[-1] + 5) for x in COLUMNS] + rules((), ROWS)
    assert cells(beyond) == [sorted(cell for row in WHOLE for cell in row)]


@pytest.mark.parametrize("gap", [2.0, 3.0, 3.75, 4.5])
def test_cells_that_are_boxes_of_their_own_are_one_table(gap: float) -> None:
    """What browsers print of tables with room between cells fell apart into pairs of cells."""
    inner = [
        side
        for row in WHOLE
        for left, top, right, bottom in row
        for side in box(left + gap / 2, top + gap / 2, right - gap / 2, bottom - gap / 2)
    ]
    (table,) = boxes_of([*inner, *box(40 - gap, 100 - gap, 300 + gap, 170 + gap)])
    middles = [((left + right) / 2, (top + bottom) / 2) for left, top, right, bottom in table]
    assert len(table) == 9
    for row in WHOLE:
        for left, top, right, bottom in row:
            assert sum(left < x < right and top < y < bottom for x, y in middles) == 1
