from __future__ import annotations

import pytest

from ingest import Grid

HEADS = "信息内容        本年制发件数    本年废止件数    现行有效件数\n"


@pytest.fixture
def drawn(read, draw):
    return lambda text: draw(read(text))


@pytest.fixture
def only(read, grids):
    """The only grid of a text."""

    def one(text: str) -> Grid:
        (grid,) = grids(read(text))
        return grid

    return one


def test_a_blank_cell_is_found_by_its_place_under_the_heads(drawn, only):
    text = (
        HEADS
        + "规章                0               1               3\n"
        + "规范性文件          2                               8\n"
        + "行政许可                            4\n"
    )
    assert drawn(text) == [
        "| 0:信息内容 | 1:本年制发件数 | 2:本年废止件数 | 3:现行有效件数",
        "| 0:规章 | 1:0 | 2:1 | 3:3",
        "| 0:规范性文件 | 1:2 | 2: | 3:8",
        "| 0:行政许可 | 1: | 2:4 | 3:",
        "--",
    ]
    assert (only(text).positions, only(text).origin) == ("true", "layout")


def test_a_column_that_is_blank_throughout_is_known_by_its_head(drawn):
    assert drawn(
        HEADS
        + "规章                0                               3\n"
        + "规范性文件          2                               8\n"
    )[1:3] == ["| 0:规章 | 1:0 | 2: | 3:3", "| 0:规范性文件 | 1:2 | 2: | 3:8"]


def test_values_that_stand_under_no_head_make_no_true_positions(only):
    grid = only(
        "信息内容    本年制发件数  本年废止件数  现行有效件数\n"
        "规章          0         1            3\n"
        "规范性文件          2       1                     8\n"
    )
    assert grid.positions == "ragged"
    assert [cell.text for cell in grid.rows[2].cells] == ["规范性文件", "2", "1", "8"]


def test_a_gap_as_wide_as_two_columns_without_heads_makes_no_true_positions(only):
    grid = only(
        "规章       0     1           3     4\n规范性文件 2     1           8     9\n行政许可   2                 8     9\n"
    )
    assert grid.positions == "ragged"


def test_a_number_in_pieces_stays_in_pieces_in_one_cell(drawn):
    assert (
        drawn(
            HEADS
            + "规章                0               1               3\n"
            + "规范性文件          1 2             3               8\n"
            + "行政许可            4               5               6\n"
        )[2]
        == "| 0:规范性文件 | 1:1 2 | 2:3 | 3:8"
    )


def test_a_number_in_pieces_makes_no_column_where_the_heads_can_not_tell(only):
    grid = only(
        "规章                0               1               3\n"
        "规范性文件          1 2             3               8\n"
        "行政许可            4               5               6\n"
    )
    assert grid.positions == "ragged"
    assert [cell.text for cell in grid.rows[1].cells] == ["规范性文件", "1", "2", "3", "8"]


def test_spaced_out_heads_are_whole_and_in_their_column(drawn):
    assert drawn(
        "信  息  内  容          本  年  增  /  减        处  理  决  定  数  量\n"
        "行 政 许 可                     5                        17\n"
        "行 政 处 罚                     2                        0\n"
    ) == [
        "| 0:信 息 内 容 | 1:本 年 增 / 减 | 2:处 理 决 定 数 量",
        "| 0:行 政 许 可 | 1:5 | 2:17",
        "| 0:行 政 处 罚 | 1:2 | 2:0",
        "--",
    ]


def test_a_head_broken_by_narrow_gaps_makes_no_blank_columns(only):
    grid = only(
        "信 息 内 容          本年  处理决定  数量\n行 政 许 可          81355\n行 政 处 罚          12\n"
        "行 政 强 制          0\n其他                 4\n"
    )
    assert [[cell.text for cell in row.cells][1:] for row in grid.rows[1:]] == [["81355"], ["12"], ["0"], ["4"]]


def test_heads_broken_over_lines_are_put_together_and_none_is_lost(drawn):
    text = (
        "              法人或其他组织\n"
        "         自然     商业    科研      总计\n"
        "         人       企业    机构\n"
        "新收     1        0       2         3\n"
        "结转     0        0       0         0\n"
    )
    rows = drawn(text)
    assert rows[-5:] == [
        "| 1:自然 | 2:商业 | 3:科研 | 4:总计",
        "| 1:自然/人 | 2:商业/企业 | 3:科研/机构 | 4:总计",
        "| 0:新收 | 1:1 | 2:0 | 3:2 | 4:3",
        "| 0:结转 | 1:0 | 2:0 | 3:0 | 4:0",
        "--",
    ]


def test_every_word_of_a_head_is_in_the_grid_wherever_it_stands(only):
    grid = only(
        "项目  说明  备注     本年     件数  合计  其他  未列\n规章                 1              5\n"
        "文件                 2              6\n许可                 3              7\n处罚                 3              7\n"
    )
    words = "".join(cell.text for cell in grid.rows[0].cells).split()
    assert sorted("".join(words)) == sorted("项目说明备注本年件数合计其他未列")


def test_a_mark_inside_a_head_is_no_value(drawn):
    assert drawn(
        "信息内容          本年增  /  减\n行政许可          5\n行政处罚          2\n行政强制          2\n检查          1\n"
    )[1].startswith("| 0:行政许可 | 1:5")


def test_a_quotation_mark_that_stands_alone_is_no_value(only):
    grid = only(
        "规章                0               1               3\n三安全一稳定  ”     2               3               8\n"
        "行政许可            4               5               6\n"
    )
    assert [cell.text for cell in grid.rows[1].cells][-3:] == ["2", "3", "8"]


def test_new_heads_over_the_values_begin_a_new_table(read, grids):
    text = (
        HEADS
        + "规章                0               1               3\n"
        + "规范性文件          2               4               8\n"
        + "信息内容            本年处理决定数量\n"
        + "行政许可            5\n行政处罚            7\n"
    )
    assert [len(grid.rows) for grid in grids(read(text))] == [3, 3]


def test_new_heads_under_other_heads_begin_a_new_table_where_no_value_stood_above(read, grids):
    text = (
        HEADS
        + "规章                                  0               3\n"
        + "行政规范性文件\n"
        + "信息内容        本年处理决定数量\n"
        + "行政许可        158\n行政处罚        94\n"
    )
    above, below = grids(read(text))
    assert [cell.text for cell in above.rows[1].cells] == ["规章", "", "0", "3"]
    assert [[(cell.column, cell.text) for cell in row.cells] for row in below.rows[:2]] == [
        [(0, "信息内容"), (1, "本年处理决定数量")],
        [(0, "行政许可"), (1, "158")],
    ]


def test_lines_with_wide_gaps_but_few_numbers_are_no_table(drawn):
    assert drawn("联系人：张三        电话：12345678\n地址：某某路1号        邮编：100000\n") == [
        "联系人：张三        电话：12345678",
        "地址：某某路1号        邮编：100000",
    ]


def test_a_table_that_has_only_heads_at_several_heights_is_a_row_of_them(drawn):
    text = (
        "四、行政复议、行政诉讼情况\n"
        "          行政复议                        行政诉讼\n"
        "结果维  结果纠  其他结                 未经复议直接起诉\n"
        "持      正      果      总计    结果维  结果纠  其他结\n"
        "                                持      正      果      总计\n"
        "五、存在的主要问题\n"
    )
    grid = drawn(text)
    assert [line for line in grid if line.startswith("|")] == [
        "| 0:结果维/持 | 1:结果纠/正 | 2:其他结/果 | 3:总计 | 4:结果维/持 | 5:结果纠/正 | 6:其他结/果 | 7:总计"
    ]
