from __future__ import annotations

import pytest


@pytest.fixture
def drawn(read, draw):
    return lambda text: draw(read(text))


def test_a_label_with_line_breaks_is_one_cell_again(drawn):
    assert drawn("规章\t0\t1\t3\n行政规范\n性文件\t2\t\t8\n行政许可\t5\t\t\n") == [
        "| 0:规章 | 1:0 | 2:1 | 3:3",
        "| 0:行政规范/性文件 | 1:2 | 2: | 3:8",
        "| 0:行政许可 | 1:5 | 2: | 3:",
        "--",
    ]


def test_heads_with_line_breaks_are_cells_of_one_row(drawn):
    assert drawn("信息内容\t本年废止\n件数\t现行有效\n件数\n规章\t0\t3\n规范性文件\t2\t8\n")[0] == (
        "| 0:信息内容 | 1:本年废止/件数 | 2:现行有效/件数"
    )


def test_a_row_that_lost_its_values_does_not_take_those_of_the_next(drawn):
    assert drawn("规章\t0\t1\t3\n行政许可\n行政处罚\t2\t0\t8\n行政强制\t2\t0\t9\n")[1:3] == [
        "| 0:行政许可",
        "| 0:行政处罚 | 1:2 | 2:0 | 3:8",
    ]


def test_a_numbered_line_begins_a_row(drawn):
    assert drawn("（一）予以公开\n（二）部分公开\t0\t1\n（三）不予公开\t0\t2\n其他\t0\t1\n")[1] == (
        "| 0:（二）部分公开 | 1:0 | 2:1"
    )


def test_nothing_is_joined_to_a_row_that_has_its_values(drawn):
    assert drawn("规章\t0\t1\t甲\n说明\t2\t0\t8\n文件\t2\t0\t8\n")[0] == "| 0:规章 | 1:0 | 2:1 | 3:甲"


def test_rows_of_many_widths_stay_as_they_are(drawn):
    text = "甲\t1\n乙\n丙\t1\t2\t3\n丁\t1\t2\n戊\t1\t2\t3\t4\n"
    assert drawn(text)[1:3] == ["| 0:乙", "| 0:丙 | 1:1 | 2:2 | 3:3"]
