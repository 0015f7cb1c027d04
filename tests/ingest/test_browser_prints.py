"""What browsers print web pages as: heads at every height, justified and set apart, zero-width spaces, dotted rules."""

from __future__ import annotations

from itertools import pairwise

import pytest

from ingest import Grid, load_bytes
from ingest.dotted import with_whole_rules

LEFTS = (314, 350, 389, 428, 477, 527, 555)
NAMES = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
SPACED = (  # tops of lines, and what stands in each: every character where a justified line sets it
    (100, {314: "申请人情况"}),
    (114, {350: "法人或其他组织"}),
    (128, {80: "（本列数据的勾稽关系为：第一项", 314: "自然", 428: "社", 455: "会", 477: "法", 504: "律", 555: "总"}),
    (140, {80: "加第二项之和）"}),
    (147, {350: "商", 366: "业", 389: "科", 405: "研", 527: "其"}),
    (154, {314: "人", 428: "公", 455: "益", 477: "服", 504: "务", 555: "计"}),
    (161, {350: "企业", 389: "机构", 527: "他"}),
    (180, {428: "组织", 477: "机构"}),
)
CAPTION_OVER_ONE = (  # what stands over several columns is no wider than one of them
    (100, {430: "申请人情况"}),
    (114, {430: "法人或其他"}),
    (128, {314: "自然人", 555: "总计"}),
    (142, {350: "商业", 389: "科研", 428: "社会公益", 477: "法律", 527: "其他"}),
    (154, {350: "企业", 389: "机构", 428: "组织", 477: "服务机构"}),
)
DOT = 0.75
DIGIT = 0.462  # of the size: how wide one is
LABELS = ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "四、结转下年度继续办理")


def table(paper, heads, rows, names=None) -> Grid:
    sheet = paper()
    for top, places in heads:
        for left, text in places.items():
            if names is None or text not in names:
                sheet.text(text, top, left, 11)
    for n, (label, row) in enumerate(zip(LABELS, rows, strict=True)):
        sheet.text(label, 210 + 20 * n, 80, 11)
        for left, value in zip(LEFTS, row, strict=True):
            sheet.text(value, 210 + 20 * n, left, 11)
    (grid,) = (block for block in load_bytes(sheet.save(), path="a.pdf").blocks() if isinstance(block, Grid))
    return grid


ROWS = [
    pytest.param([["3", *[""] * 5, "3"], ["0", *[""] * 5, "0"], ["1", *[""] * 5, "1"]], id="organisations-blank"),
    pytest.param([["3", *"01001", ""], ["0", *"00000", ""], ["1", *"01020", ""]], id="totals-blank"),
]


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize("heads", [SPACED, CAPTION_OVER_ONE], ids=["spaced", "caption-over-one"])
def test_columns_blank_throughout_are_told_by_all_heads_of_a_form_however_they_stand(paper, heads, rows):
    """Where a justified head was taken for two, all applicants had each other's numbers, and no flag."""
    grid = table(paper, heads, rows)
    assert grid.positions == "true"
    named, *valued = grid.rows[-4:]
    assert ["".join(cell.text.split()) for cell in named.cells][-7:] == NAMES
    assert [[cell.text for cell in row.cells][1:] for row in valued] == rows


def test_heads_that_are_not_all_those_of_a_form_tell_no_columns_where_they_stand_unevenly(paper):
    rows = [["3", *[""] * 5, "3"], ["0", *[""] * 5, "0"], ["1", *[""] * 5, "1"]]
    assert table(paper, CAPTION_OVER_ONE, rows, names={"其他"}).positions == "ragged"


def test_a_zero_width_space_printed_as_a_space_parts_no_number(paper, read, draw):
    """6, a space and 37, which began where the space did, were two numbers."""
    sheet = paper()
    for top, label in ((100, "规章"), (130, "行政规范性文件"), (160, "行政许可")):
        sheet.text(label, top)
        for left in (300, 400):
            sheet.text("6 ", top, left).text("37", top, left + 12 * DIGIT)
    drawn = draw(read(sheet.save()))
    assert [line.split(" | ")[1:] for line in drawn if line.startswith("|")] == [["1:637", "2:637"]] * 3


def dots(left: float, top: float, right: float, bottom: float, step: float = 1.5) -> list[dict[str, float]]:
    """A row of dots from one corner to the other, across or down."""
    across = right - left > bottom - top
    count = int(max(right - left, bottom - top) // step)
    places = [(left + n * step, top) if across else (left, top + n * step) for n in range(count)]
    return [
        {
            **dict(zip(("x0", "top", "x1", "bottom"), (x, y, x + DOT, y + DOT), strict=True)),
            **dict(zip(("y0", "y1", "doctop", "width", "height"), (-y - DOT, -y, y, DOT, DOT), strict=True)),
        }
        for x, y in places
    ]


def spans(shapes) -> list[tuple[int, ...]]:
    return sorted(tuple(round(shape[edge]) for edge in ("x0", "top", "x1", "bottom")) for shape in shapes)


def test_a_row_of_dots_is_a_rule_and_two_rows_are_two():
    drawn = dots(40, 100, 140, 100) + dots(40, 100, 40, 160) + dots(180, 100, 240, 100)
    assert spans(with_whole_rules(drawn)) == [(40, 100, 41, 159), (40, 100, 138, 101), (180, 100, 239, 101)]


def test_dots_that_lie_in_no_line_or_far_apart_or_are_few_stay_what_they_are():
    aside = [dot for n in range(9) for dot in dots(40 + 3 * n, 100 + 7 * n, 42 + 3 * n, 100 + 7 * n)[:1]]
    apart, few = dots(40, 300, 140, 300, step=9), dots(40, 400, 46, 400)
    assert with_whole_rules(aside) == tuple(aside)
    assert with_whole_rules(apart) == tuple(apart)
    assert with_whole_rules(few) == tuple(few)


@pytest.mark.parametrize("step", [1.5, 0.12], ids=["dots", "thousands-of-dots"])
def test_a_table_with_dotted_rules_is_a_ruled_one(paper, read, grids, step):
    """Its values, tight behind the labels, were taken for parts of them; thousands of dots were a drawing."""
    sheet = paper()
    lefts, tops = (80, 168, 188, 208), (100, 120, 140, 160)
    for top in tops:
        for n in range(int(128 / step)):
            sheet.canvas.rect(80 + n * step, 842 - top, step / 2, 0.5, stroke=0, fill=1)
    for left in lefts:
        for n in range(int(60 / step)):
            sheet.canvas.rect(left, 742 - n * step, 0.5, step / 2, stroke=0, fill=1)
    for (top, _), texts in zip(
        pairwise(tops), (("规章", "0", "3"), ("行政规范性文件", "2", "4"), ("其他", "", "5")), strict=True
    ):
        for left, text in zip(lefts, texts, strict=False):
            sheet.text(text, top + 3, left + 2)
    (grid,) = grids(read(sheet.save()))
    assert grid.origin == "ruled"
    assert [[cell.text for cell in row.cells] for row in grid.rows] == [
        ["规章", "0", "3"],
        ["行政规范性文件", "2", "4"],
        ["其他", "", "5"],
    ]


ROWS_OF_2 = (
    ("信息内容", "本年制发件数", "废止件数"),
    ("规章", "0", "1"),
    ("行政规范性文件", "2", "4"),
    ("行政强制", "6", "5"),
)
EDGES = (80, 260, 380, 500)


def coloured(paper, rows: set[int]) -> bytes:
    """A table without rules, these rows of it on a coloured ground, cell by cell."""
    sheet = paper()
    sheet.canvas.setFillColorRGB(0.9, 0.9, 0.9)
    for n in sorted(rows):
        for left, right in pairwise(EDGES):
            sheet.canvas.rect(left, 722 - 20 * n, right - left, 20, stroke=0, fill=1)
    sheet.canvas.setFillColorRGB(0, 0, 0)
    for n, texts in enumerate(ROWS_OF_2):
        for left, text in zip(EDGES, texts, strict=False):
            sheet.text(text, 104 + 20 * n, left + 4)
    return sheet.save()


@pytest.mark.parametrize("rows", [set(), {0}, {1, 3}, {0, 2}, {0, 1, 2, 3}], ids=str)
def test_coloured_rows_among_others_are_rows_of_one_table(paper, read, grids, rows):
    """Each band was a table of its own, and the rows between two were lines."""
    (grid,) = grids(read(coloured(paper, rows)))
    assert tuple(tuple(cell.text for cell in row.cells) for row in grid.rows) == ROWS_OF_2


def test_a_table_that_lays_out_the_page_is_no_part_of_those_inside_it(paper, read, draw):
    """Its rules, a point or two beside theirs, made all of them one, and their rows were read as lines."""
    sheet = paper().box(30, 80, 560, 780).box(30, 80, 160, 780).box(161, 81, 559, 99).box(161, 100, 559, 779)
    for n, text in enumerate(("目录", "指南", "年报")):
        sheet.text(text, 102 + 20 * n, 34)
    for n, text in enumerate(("一、总体情况", "全年公开信息12条。", *["工作平稳。"] * 6, "二、主动公开政府信息情况")):
        sheet.text(text, 102 + 20 * n, 170)
    sheet.table([["规章", "0", "1"], ["行政规范性文件", "2", "4"], ["行政强制", "6", "5"]], 290, (162, 340, 450, 558))
    sheet.text("三、收到和处理政府信息公开申请情况", 354, 170)
    sheet.table([[f"{n}项", *[str(n)] * 7] for n in range(1, 20)], 380, (162, 250, 290, 330, 370, 410, 450, 490, 558))
    drawn = draw(read(sheet.save()))
    place = drawn.index("二、主动公开政府信息情况") + 1
    assert drawn[place : place + 5] == [
        "| 0:规章 | 1:0 | 2:1",
        "| 0:行政规范性文件 | 1:2 | 2:4",
        "| 0:行政强制 | 1:6 | 2:5",
        "--",
        "三、收到和处理政府信息公开申请情况",
    ]
    last_row = "| 0:19项 | " + " | ".join(f"{column}:19" for column in range(1, 8))
    assert {"目录", "一、总体情况", "全年公开信息12条。", last_row} <= set(drawn)


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("11/27/26, 1:17 PM 2023年年度报告", "file:///tmp/1.html {}/2"),
        ("2026/11/27 13:17 2023年年度报告", "https://example.gov.cn/1.html {}/2"),
        ("2026/11/27 下午1:17 2023年年度报告", "{} of 2 11/27/2026, 1:17 PM"),
    ],
)
def test_what_browsers_print_at_the_edges_of_pages_is_no_part_of_a_table_there(paper, read, draw, above, below):
    sheet = paper()
    for page in (1, 2):
        sheet.text(above, 16, 24, 8)
        for n in range(37):
            sheet.text(f"第{page}页{'甲乙丙丁'[n % 4]}项", 27 + 21 * n, 80)
            for left in (300, 400, 500):
                sheet.text(str(page), 27 + 21 * n, left)
        sheet.text(below.format(page), 806, 24, 8).page()
    drawn = draw(read(sheet.save()))
    assert len([line for line in drawn if line.startswith("|")]) == 74
    assert not [line for line in drawn if "/" in line or ":17" in line]
