from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.tables import DrawnCell, LooseCell, blocks_of, compact, place, upright

LOOSE = st.builds(
    LooseCell,
    content=st.just(("x",)),
    rowspan=st.integers(min_value=0, max_value=5),
    colspan=st.integers(min_value=1, max_value=5),
)
GROUPS = st.lists(st.lists(st.lists(LOOSE, max_size=5), min_size=1, max_size=5), min_size=1, max_size=3)


def squares(cell: DrawnCell) -> set[tuple[int, int]]:
    return {(cell.row + down, cell.column + right) for down in range(cell.rowspan) for right in range(cell.colspan)}


@given(GROUPS)
def test_every_cell_is_placed_once_and_none_overlap(groups: list[list[list[LooseCell]]]):
    table = place(groups, "html")
    taken = [square for cell in table.cells for square in squares(cell)]
    assert len(taken) == len(set(taken))
    assert len(table.cells) == sum(len(row) for rows in groups for row in rows)
    assert all(row < sum(map(len, groups)) for row, _ in taken)


@given(GROUPS)
def test_compacting_keeps_cells_apart_and_leaves_no_empty_row_or_column(groups: list[list[list[LooseCell]]]):
    table = compact(place(groups, "html"))
    taken = [square for cell in table.cells for square in squares(cell)]
    assert len(taken) == len(set(taken))
    assert {cell.row for cell in table.cells} == set(range(len({cell.row for cell in table.cells})))
    assert {cell.column for cell in table.cells} == set(range(table.width))


@given(st.lists(st.lists(st.integers(min_value=0, max_value=99), min_size=2, max_size=4), min_size=2, max_size=6))
def test_a_plain_table_s_grid_says_what_was_drawn(numbers: list[list[int]]):
    loose = [[LooseCell(content=(str(number),)) for number in row] for row in numbers]
    (grid,) = blocks_of(place([loose], "html"))
    assert [[cell.text for cell in row.cells] for row in grid.rows] == [[str(n) for n in row] for row in numbers]


def test_labels_written_downwards_are_joined_and_numbers_are_not():
    assert upright("三\n、\n本\n年\n度") == "三、本年度"
    assert upright("三、\n本\n年\n度") == "三、本年度"
    assert upright("商业\n企业") == "商业\n企业"
    assert upright("1\n0") == "1\n0"
