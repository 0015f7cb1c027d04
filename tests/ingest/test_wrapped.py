"""Cells that go on over lines in narrow columns, without rules and in ruled boxes."""

from __future__ import annotations

import pytest

from ingest import Grid, load_bytes

MIDDLES = (260, 320, 380, 440)
SIZE, HALF = 10, 7  # of the print, and of the distance between two lines of a cell


@pytest.fixture
def rows(paper):
    """The rows of the only table, heads left out, of lines drawn at these heights: a label, then numbers by column."""

    def read(*lines: tuple[float, str, dict[int, str]], left: float = 80) -> list[list[str]]:
        sheet = paper()
        for middle, head in zip(MIDDLES, ("自然人", "企业", "其他", "总计"), strict=True):
            sheet.text(head, 80, middle - 5 * len(head), SIZE)
        for top, label, values in lines:
            if label:
                sheet.text(label, top, left, SIZE)
            for column, text in values.items():
                width = sum(5 if char.isascii() else 10 for char in text)
                sheet.text(text, top, MIDDLES[column] - width / 2, SIZE)
        grids = [block for block in load_bytes(sheet.save(), path="report").blocks() if isinstance(block, Grid)]
        return [[cell.text for cell in row.cells] for grid in grids for row in grid.rows][1:]

    return read


def line(top: float, label: str, *values: str) -> tuple[float, str, dict[int, str]]:
    return top, label, {column: text for column, text in enumerate(values) if text}


FIRST = line(100, "一、新收", "3", "0", "0", "3")
LAST = line(200, "四、结转", "2", "1", "0", "3")


def test_a_number_of_two_lines_stands_whole_in_the_row_between_them(rows):
    upper, middle, lower = (
        line(143, "", "５５４", "", "", "５８０"),
        line(150, "二、结转", "", "2", "0"),
        line(157, "", "０", "", "", "９"),
    )
    assert rows(FIRST, upper, middle, lower, LAST)[1] == ["二、结转", "５５４０", "2", "0", "５８０９"]


def test_digits_of_two_rows_are_never_joined(rows):
    """The rows stand as close as lines of one, but there is no row between them whose places they leave free."""
    above, below = line(136, "二、结转", "554", "2", "0", "580"), line(150, "三、办结", "0", "1", "0", "9")
    assert rows(FIRST, above, below, LAST)[1:3] == [
        ["二、结转", "554", "2", "0", "580"],
        ["三、办结", "0", "1", "0", "9"],
    ]


def test_a_place_that_the_row_fills_itself_takes_no_digits_from_above_and_below(rows):
    upper, middle, lower = (
        line(143, "", "55", "", "", "58"),
        line(150, "二、结转", "1", "2", "0"),
        line(157, "", "0", "", "", "9"),
    )
    found = rows(FIRST, upper, middle, lower, LAST)
    assert not {"550", "589"} & {text for row in found for text in row}


def test_digits_below_those_of_fewer_columns_than_above_are_not_joined(rows):
    upper, middle, lower = line(143, "", "554", "", "", "580"), line(150, "二、结转", "", "2", "0"), line(157, "", "0")
    found = rows(FIRST, upper, middle, lower, LAST)
    assert "5540" not in {text for row in found for text in row}


def test_digits_nearer_to_a_row_than_rows_are_stay_apart_in_its_cell(rows):
    found = rows(FIRST, line(140, "二、结转", "554", "2", "0", "580"), line(154, "", "0", "", "", "9"), LAST)
    assert found[1] == ["二、结转", "554 0", "2", "0", "580 9"]


def test_digits_as_far_below_as_the_next_row_are_a_row_of_their_own(rows):
    found = rows(
        line(120, "一、新收", "3", "0", "0", "3"),
        line(140, "二、结转", "5", "2", "0", "7"),
        line(160, "", "0", "", "", "9"),
    )
    assert found[1] == ["二、结转", "5", "2", "0", "7"]


@pytest.mark.parametrize(("above", "inside", "below"), [("22（其", "中修订", "1件）"), ("22", "（已核", "实）")])
def test_a_remark_goes_on_until_its_bracket_is_closed(rows, above, inside, below):
    lines = (
        line(136, "", "", "", "", above),
        line(150, "二、结转", "20", "2", "0", inside),
        line(164, "", "", "", "", below),
    )
    assert rows(FIRST, *lines, LAST)[1] == ["二、结转", "20", "2", "0", f"{above}\n{inside}\n{below}"]


def test_a_remark_whose_bracket_is_never_closed_takes_nothing_from_below(rows):
    lines = (line(136, "", "", "", "", "22（其"), line(150, "二、结转", "20", "2", "0", "中修订"))
    assert all("\n" not in text for row in rows(FIRST, *lines, LAST) for text in row)


@pytest.mark.parametrize(
    "lines",
    [
        ("无此", "项"),
        ("无", "此", "项"),
        ("未发", "生"),
    ],
)
def test_a_word_for_nothing_that_goes_on_over_lines_is_whole(rows, lines):
    start = 150 - 7 * (len(lines) - 1)
    above = [line(start + 14 * n, "", part, "", part, "") for n, part in enumerate(lines)]
    if len(lines) % 2:
        above[len(lines) // 2] = line(150, "二、结转", lines[1], "2", lines[1], "2")
    else:
        above.append(line(150, "二、结转", "", "2", "", "2"))
    word = "".join(lines)
    assert rows(FIRST, *above, LAST)[1] == ["二、结转", word, "2", word, "2"]


def test_a_row_of_nothing_but_such_words_is_a_row(rows):
    above, below = (line(top, "", *[part] * 4) for top, part in ((143, "无此"), (157, "项")))
    assert rows(FIRST, above, line(150, "二、结转"), below, LAST)[1] == ["二、结转", *["无此项"] * 4]
    assert rows(FIRST, above, below, LAST)[1] == ["无此项"] * 4


def test_a_label_above_and_below_its_numbers_stands_whole_beside_them(paper, read, draw):
    sheet = paper()
    for place, values in enumerate(("3003", "7007", "1001")):
        for column, text in enumerate(values):
            sheet.text(text, 110 + 40 * place, 260 + 60 * column, SIZE)
    sheet.text("一、新收", 110, 80, SIZE).text("四、结转", 190, 80, SIZE)
    sheet.text("提供", 150, 80, SIZE).text("1.本机关不掌握相", 143, 120, SIZE).text("关信息", 157, 120, SIZE)
    assert "| 0:提供 | 1:1.本机关不掌握相/关信息 | 2:7 | 3:0 | 4:0 | 5:7" in draw(read(sheet.save()))


def test_a_mark_amid_a_label_is_no_value(paper, read, draw):
    sheet = paper()
    for place, (label, values) in enumerate([("一、新收", "3003"), ("（四） 无", ""), ("法提供", "1001")]):
        for word, left in zip(label.split(), (80, 120), strict=False):
            sheet.text(word, 110 + 20 * place, left, SIZE)
        for column, text in enumerate(values):
            sheet.text(text, 110 + 20 * place, 260 + 60 * column, SIZE)
    assert "| 0:（四） 无" in draw(read(sheet.save()))


def test_a_note_between_heads_and_values_is_no_head(paper, read, draw):
    sheet = paper()
    for top, texts in ((100, ("信息内容", "采购项目数量", "采购总金额")), (140, ("政府集中采购", "23", "17803.61"))):
        for text, left in zip(texts, (80, 240, 420), strict=True):
            sheet.text(text, top, left, SIZE)
    sheet.text("规章", 160, 80, SIZE).text("1", 160, 240, SIZE).text("2", 160, 420, SIZE)
    drawn = draw(read(sheet.text("注：口径见第3号说明。", 120, 200, SIZE).save()))
    assert drawn[:2] == ["| 0:信息内容 | 1:采购项目数量 | 2:采购总金额", "| 0:注：口径见第3号说明。"]


def ruled(paper, *texts: tuple[str, ...]) -> bytes:
    """One row of boxes 30 points wide, behind a wider label; each has its lines of text."""
    sheet = paper()
    for column, lines in enumerate(texts):
        left, right = (60 + 30 * column, 90 + 30 * column) if column else (20, 90)
        sheet.box(left, 100, right, 150)
        for place, text in enumerate(lines):
            sheet.text(text, 104 + 14 * place, left + 3, SIZE)
    return sheet.save()


def test_a_number_that_had_no_room_in_its_box_is_whole(paper, read, draw):
    assert draw(read(ruled(paper, ("新收",), ("1234", "5"), ("0",)))) == ["| 0:新收 | 1:12345 | 2:0", "--"]


@pytest.mark.parametrize("cells", [(("1", "2"), ("0",)), (("12", "3456"), ("0",)), (("1234", "5678"), ("0", "3"))])
def test_numbers_of_two_lines_that_had_room_or_stand_in_rows_of_two_stay_apart(paper, read, draw, cells):
    label = ("新收", "结转") if len(cells[1]) > 1 else ("新收",)
    assert "/" in draw(read(ruled(paper, label, *cells)))[0].split(" | ")[1]


def test_the_rest_of_a_number_near_the_foot_of_a_page_is_no_page_number(paper, read, draw):
    def drawn(top: float) -> list[str]:
        sheet = paper()
        for place, values in enumerate(("3003", "7007", "1001")):
            for column, text in enumerate(values):
                sheet.text(text, 720 + 20 * place, 260 + 60 * column, SIZE)
        return draw(read(sheet.text("7", top, 440, SIZE).save()))

    assert any("7" in row for row in drawn(770)[2:])
    assert drawn(800) == ["| 0:3 | 1:0 | 2:0 | 3:3", "| 0:7 | 1:0 | 2:0 | 3:7", "| 0:1 | 1:0 | 2:0 | 3:1", "--"]
