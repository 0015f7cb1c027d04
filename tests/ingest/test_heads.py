"""Heads of tables without rules that stand at several heights, as text and on paper."""

from __future__ import annotations

from unicodedata import east_asian_width

import pytest

MIDDLES = (30, 40, 50, 60, 70, 80, 90)
HEIGHTS = (
    {60: "法人或其他组织情况"},
    {30: "自然", 50: "科研", 60: "社会", 70: "法律", 90: "总计"},
    {30: "人", 40: "商业", 50: "机构", 60: "公益", 70: "服务"},
    {40: "企业", 60: "组织", 70: "机构", 80: "其他"},
)
WHOLE = ["自然/人", "商业/企业", "科研/机构", "社会/公益/组织", "法律/服务/机构", "其他", "总计"]


def width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def line(places: dict[int, str], label: str = "") -> str:
    """A line with each text centred on its place."""
    drawn = label
    for middle, text in sorted(places.items()):
        drawn += " " * (middle - width(text) // 2 - width(drawn)) + text
    return drawn + "\n"


def rows(first: dict[int, str], second: dict[int, str], third: dict[int, str]) -> str:
    return line(first, "一、新收") + line(second, "二、结转") + line(third, "三、总计")


@pytest.fixture
def positions(read, grids):
    return lambda text: [grid.positions for grid in grids(read(text))]


def test_a_column_blank_throughout_is_known_by_its_head_at_whatever_height(read, draw):
    text = "".join(map(line, HEIGHTS)) + rows({30: "3", 90: "3"}, {30: "0", 90: "0"}, {30: "3", 90: "3"})
    drawn = draw(read(text))
    head = next(row for row in drawn if row.endswith("总计") and "自然/人" in row)
    assert [cell.split(":")[1] for cell in head[2:].split(" | ")] == WHOLE
    assert drawn[drawn.index(head) + 1] == "| 0:一、新收 | 1:3 | 2: | 3: | 4: | 5: | 6: | 7:3"


def test_a_table_that_lacks_a_column_has_no_place_for_it(read, grids):
    heads = "".join(line({place: text for place, text in height.items() if place != 90}) for height in HEIGHTS)
    full = dict(zip(MIDDLES[:-1], "300000", strict=True))
    (grid,) = grids(read(heads + rows(full, full, full)))
    assert (grid.positions, grid.columns) == ("true", 7)


def test_a_value_under_no_head_makes_no_true_positions(positions):
    heads = "".join(map(line, HEIGHTS))
    assert positions(heads + rows({30: "3", 35: "3"}, {30: "0", 35: "0"}, {30: "3", 35: "3"})) == ["ragged"]


def test_a_head_that_may_have_been_lost_makes_no_true_positions(positions):
    without = [{place: text for place, text in height.items() if place != 70} for height in HEIGHTS]
    heads = "".join(map(line, without))
    assert positions(heads + rows({30: "3", 90: "3"}, {30: "0", 90: "0"}, {30: "3", 90: "3"})) == ["ragged"]


def test_a_section_s_heading_is_no_head(read, draw):
    heading = "三、收到和处理政府信息公开申请情况"
    text = heading + "\n" + "".join(map(line, HEIGHTS))
    assert draw(read(text + rows({30: "3", 90: "3"}, {30: "0", 90: "0"}, {30: "3", 90: "3"})))[0] == heading


def test_heads_so_tight_that_they_look_like_one_are_parted_by_their_words(paper, read, grids):
    sheet = paper()
    for place, (upper, lower) in enumerate(
        [("商业企", "业"), ("科研机", "构"), ("社会公", "益组织"), ("法律服", "务机构")], start=1
    ):
        for height, text in enumerate((upper, lower)):
            sheet.text(text, 113 + 12 * height, 314 + 34 * place - 4.5 * len(text), 9)
    for middle, text in ((314, "自然人"), (518, "总计"), (484, "其他")):
        sheet.text(text, 107 + 12 * (text == "其他"), middle - 4.5 * len(text), 9)
    for place, label in enumerate(("一、新收", "二、结转", "三、总计")):
        sheet.text(label, 150 + 20 * place, 80, 9).text("3", 150 + 20 * place, 312, 9)
        sheet.text("3", 150 + 20 * place, 516, 9)
    (grid,) = grids(read(sheet.save()))
    assert grid.positions == "true"
    assert [[cell.text for cell in row.cells][1:] for row in grid.rows[-3:]] == [["3", "", "", "", "", "", "3"]] * 3
    assert [cell.text.replace("\n", "") for cell in grid.rows[-4].cells] == [
        *("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    ]


def test_the_last_row_of_heads_has_those_that_stand_higher(read, draw):
    text = (
        line({40: "新制作数", 56: "新公开数"})
        + line({70: "对外公开总数"}, "信息内容")
        + line({40: "量", 56: "量"})
        + line({40: "0", 56: "0", 70: "1"}, "规章")
        + line({40: "4", 56: "2", 70: "9"}, "规范性文件")
    )
    assert "| 1:新制作数/量 | 2:新公开数/量 | 3:对外公开总数" in draw(read(text))


def test_a_head_with_a_line_above_and_one_below_those_beside_it_is_whole(read, draw):
    text = (
        line({40: "第二十条第（一）项"})
        + line({42: "本年制发件"})
        + line({56: "废止件数", 70: "有效件数"}, "信息内容")
        + line({42: "数"})
        + line({42: "0", 70: "1"}, "规章")
        + line({42: "4", 56: "2", 70: "9"}, "规范性文件")
    )
    drawn = draw(read(text))
    assert drawn[0] == "第二十条第（一）项"
    assert drawn[-4:-1] == [
        "| 1:本年制发件/数 | 2:废止件数 | 3:有效件数",
        "| 0:规章 | 1:0 | 2: | 3:1",
        "| 0:规范性文件 | 1:4 | 2:2 | 3:9",
    ]


def test_words_of_a_head_between_two_columns_make_no_column(read, grids):
    heads = line({20: "维持", 36: "纠正", 52: "其他", 60: "起诉", 68: "尚未", 84: "总计"})
    (grid,) = grids(read(heads + line({20: "24", 36: "20", 52: "30", 68: "17", 84: "91"})))
    assert [cell.text for cell in grid.rows[-1].cells] == ["24", "20", "30", "17", "91"]


def test_a_year_printed_amid_the_lines_of_a_label_is_no_value(read, grids):
    text = line({40: "1", 50: "2"}, "一、新收") + line({40: "3", 50: "4"}, "(2021)  3.补正后仍不明确")
    (grid,) = grids(read(text))
    assert [cell.text for cell in grid.rows[1].cells] == ["(2021) 3.补正后仍不明确", "3", "4"]
