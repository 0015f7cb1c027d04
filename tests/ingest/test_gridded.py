from __future__ import annotations

import pytest


@pytest.fixture
def drawn(read, draw):
    return lambda text: draw(read(text))


def test_cells_of_several_lines_between_rules_are_one_cell_each(read, draw, grids):
    document = read(
        "+------+------+------+\n| 项目 | 制发 | 现行 |\n|      | 件数 | 有效 |\n+======+======+======+\n"
        "| 规章 | 0    | 12   |\n+------+------+------+\n| 文件 | 3    |      |\n+------+------+------+\n"
    )
    assert draw(document) == [
        "| 0:项目 | 1:制发/件数 | 2:现行/有效",
        "| 0:规章 | 1:0 | 2:12",
        "| 0:文件 | 1:3 | 2:",
        "--",
    ]
    (grid,) = grids(document)
    assert (grid.positions, grid.origin) == ("true", "gridded")
    assert [row.cells[0].line for row in grid.rows] == [2, 5, 7]


def test_a_rule_with_a_wrong_sign_in_it_is_a_rule(drawn):
    """The rows above and below it were one, with the label of the second and the numbers of the first."""
    assert drawn(
        "+--------+------+\n| 规章   | 12   |\n+%-------+------+\n| 文件   | 34   |\n+--------+------+\n| 许可   | -    |\n+--------+------+\n"
    ) == ["| 0:规章 | 1:12", "| 0:文件 | 1:34", "| 0:许可 | 1:-", "--"]


def test_merged_cells_are_those_that_no_rule_parts(drawn):
    assert drawn(
        "┌──────┬─────────────┐\n│ 申请 │ 申请人      │\n│      ├──────┬──────┤\n│      │ 个人 │ 总计 │\n"
        "├──────┼──────┼──────┤\n│ 新收 │ 1    │ 2    │\n└──────┴──────┴──────┘\n"
    ) == ["| 0:申请<2x1> | 1:申请人<1x2>", "| 1:个人 | 2:总计", "| 0:新收 | 1:1 | 2:2", "--"]


def test_a_number_that_wraps_beside_whole_ones_is_in_one_cell_its_digits_apart(drawn):
    assert drawn(
        "+------+--------+------+------+\n| 新收 | １１９ | 7    | 0    |\n|      | ５     |      |      |\n"
        "+------+--------+------+------+\n| 结转 | ０     | 1    | 0    |\n+------+--------+------+------+\n"
    ) == ["| 0:新收 | 1:１１９  ５ | 2:7 | 3:0", "| 0:结转 | 1:０ | 2:1 | 3:0", "--"]


def test_rows_that_no_rule_parts_stay_rows(drawn):
    assert drawn("+------+----+\n| 规章 | 12 |\n| 文件 | 34 |\n| 许可 | 5  |\n+------+----+\n") == [
        "| 0:规章 | 1:12",
        "| 0:文件 | 1:34",
        "| 0:许可 | 1:5",
        "--",
    ]


def test_a_number_broken_over_two_lines_is_not_joined(drawn):
    rows = drawn("+------+----+\n| 规章 | 12 |\n|      | 34 |\n+------+----+\n| 文件 | 5  |\n+------+----+\n")
    assert rows[0] == "| 0:规章 | 1:12"
    assert "1234" not in "".join(rows)


def test_a_section_s_heading_inside_a_drawn_table_is_a_line(drawn):
    heading = "二、主动公开政府信息情况"
    assert drawn(
        "+-------------------------------+\n| 二、主动公开政府信息情况      |\n+---------------+---------------+\n"
        "| 规章          | 0             |\n+---------------+---------------+\n| 文件          | 1             |\n"
        "+---------------+---------------+\n"
    ) == [heading, "| 0:规章 | 1:0", "| 0:文件 | 1:1", "--"]


def test_text_below_a_drawn_table_is_no_part_of_it(drawn):
    assert drawn("+----+---+\n| 甲 | 1 |\n+----+---+\n| 乙 | 2 |\n+----+---+\n完\n")[-2:] == ["--", "完"]
