"""Tables over page breaks: what stands in brackets goes on below, also under a head that is printed again."""

from __future__ import annotations

import pytest

from ingest.document import Grid
from ingest.pages import pages_of
from ingest.ruled import Sheet
from ingest.tables import DrawnCell, DrawnTable

HEAD = ("项目", "自然人", "总计")


def sheet(number: int, rows: list[tuple[str, ...]], top: float, off: float = 0, rule: float = 0) -> Sheet:
    """A page of rows, `off` points further right than others; cells stand the width of a `rule` apart."""
    cells = tuple(
        DrawnCell(
            row=row,
            column=column,
            content=(text,) if text else (),
            page=number,
            bbox=(60 + 100 * column + off, top + 20 * row, 160 + 100 * column + off - rule, top + 20 * row + 20),
        )
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    )
    return Sheet(number=number, width=595, height=842, parts=(DrawnTable(cells=cells, origin="ruled"),))


def joined(*lower: tuple[str, ...]) -> list[list[str]]:
    upper = [HEAD, ("予以公开", "29（其中修订3", "29")]
    pages = pages_of([sheet(1, upper, 700), sheet(2, list(lower), 40)])
    [grid] = [block for page in pages for block in page.blocks if isinstance(block, Grid)]
    return [[cell.text for cell in row.cells] for row in grid.rows]


def test_a_page_scanned_a_little_off_goes_on_in_the_same_columns():
    sheets = [
        sheet(1, [HEAD, ("予以公开", "2", "2")], 700, rule=2),
        sheet(2, [("总计", "3", "3")], 40, off=1.5, rule=2),
    ]
    [grid] = [block for page in pages_of(sheets) for block in page.blocks if isinstance(block, Grid)]
    assert [[cell.column for cell in row.cells] for row in grid.rows] == [[0, 1, 2]] * 3


@pytest.mark.parametrize("head", [(), (HEAD,)])
def test_a_remark_goes_on_on_the_next_page(head):
    rows = joined(*head, ("", "件）", ""), ("部分公开", "1", "1"))
    assert rows[1] == ["予以公开", "29（其中修订3\n件）", "29"]
    assert "件）" not in [text for row in rows[2:] for text in row]


@pytest.mark.parametrize("head", [(), (HEAD,)])
def test_a_remark_goes_on_beside_a_label_that_goes_on(head):
    """Its number was unreadable: the row below has more than the rest of the remark."""
    rows = joined(*head, ("（仅计已答复）", "件）", ""), ("部分公开", "1", "1"))
    assert rows[1] == ["予以公开", "29（其中修订3\n件）", "29"]
    assert rows[-2] == ["（仅计已答复）", "", ""]


def test_a_row_that_holds_more_than_the_rest_of_a_remark_is_left_as_it_is():
    rows = joined(("部分公开", "1（撤回2件）", "1"))
    assert rows[1][1] == "29（其中修订3"
    rows = joined(("部分公开", "件）", "1"))
    assert rows[1][1] == "29（其中修订3"


def split_number(*lower: tuple[str, ...]) -> list[list[str]]:
    pages = pages_of([sheet(1, [HEAD, ("予以公开", "11", "3")], 700), sheet(2, list(lower), 40)])
    [grid] = [block for page in pages for block in page.blocks if isinstance(block, Grid)]
    return [[cell.text for cell in row.cells] for row in grid.rows]


@pytest.mark.parametrize("head", [(), (HEAD,)])
def test_a_number_goes_on_on_the_next_page_its_digits_apart(head):
    """They were read as 11 and as a row without a label, so nothing but a sum could tell."""
    assert split_number(*head, ("", "7", ""), ("部分公开", "1", "1"))[1] == ["予以公开", "11  7", "3"]


def test_a_word_for_nothing_goes_on_on_the_next_page():
    pages = pages_of([sheet(1, [HEAD, ("没有现成信息需要另行制", "不涉", "3")], 700), sheet(2, [("作", "及", "")], 40)])
    [grid] = [block for page in pages for block in page.blocks if isinstance(block, Grid)]
    assert [cell.text for cell in grid.rows[1].cells] == ["没有现成信息需要另行制", "不涉\n及", "3"]


@pytest.mark.parametrize("row", [("", "7", "4"), ("部分公开", "7", "")])
def test_a_row_of_its_own_is_no_rest_of_numbers(row):
    assert split_number(row, ("办结", "1", "1"))[1] == ["予以公开", "11", "3"]


def test_a_number_below_another_head_is_no_rest_of_the_number_above_it():
    """A row that lost its label ran into the number above it, and 6 and 549 were read as 6549."""
    rows = split_number(("第二十条第（五）项", "", ""), ("", "本年处理决定数量", ""), ("", "549", ""))
    assert [row[1] for row in rows[1:]] == ["11", "", "本年处理决定数量", "549"]


@pytest.mark.parametrize("label", ["", "本年度办理结果"])
def test_a_number_cut_behind_its_separator_of_thousands_is_one_whatever_label_goes_on_beside_it(label):
    """Beside the rest of a label 523 was listed, and the 1 of 1,523 broke the sums."""
    upper = [HEAD, ("予以公开", "1，", "1,")]
    pages = pages_of([sheet(1, upper, 700), sheet(2, [(label, "523", "911"), ("部分公开", "1", "1")], 40)])
    [grid] = [block for page in pages for block in page.blocks if isinstance(block, Grid)]
    rows = [[cell.text for cell in row.cells] for row in grid.rows]
    assert rows == [[*HEAD], ["予以公开", "1，523", "1,911"], [label, "", ""], ["部分公开", "1", "1"]]


@pytest.mark.parametrize("rest", ["52", "5230", "0"])
def test_what_can_not_be_thousands_is_a_row_of_its_own_beside_a_label(rest):
    pages = pages_of([sheet(1, [HEAD, ("予以公开", "1，", "3")], 700), sheet(2, [("部分公开", rest, "")], 40)])
    [grid] = [block for page in pages for block in page.blocks if isinstance(block, Grid)]
    assert [cell.text for cell in grid.rows[2].cells] == ["部分公开", rest, ""]


@pytest.mark.parametrize(("label", "rest"), [("5.要求行政机关确认或重新", "出具已获取信息"), ("1.属于国家", "秘密")])
def test_a_number_goes_on_beside_the_end_of_its_label(label, rest):
    """Beside words nothing told that 7 was no row of its own; that the form has this label does."""
    pages = pages_of(
        [sheet(1, [HEAD, (label, "13", "0")], 700), sheet(2, [(rest, "7", ""), ("重复申请", "1", "1")], 40)]
    )
    [grid] = [block for page in pages for block in page.blocks if isinstance(block, Grid)]
    assert [[cell.text for cell in row.cells] for row in grid.rows][1:3] == [[label, "13  7", "0"], [rest, "", ""]]


def test_a_number_goes_on_beside_the_ends_of_its_label_and_of_its_groups():
    wide = ("项目", *HEAD)
    upper = [wide, ("（四）无", "1.本机关不掌握相关政府信", "13", "20")]
    lower = [("法提供", "息", "2", ""), ("", "2.没有现成信息需要另行制作", "3", "3")]
    pages = pages_of([sheet(1, upper, 700), sheet(2, lower, 40)])
    [grid] = [block for page in pages for block in page.blocks if isinstance(block, Grid)]
    assert [cell.text for cell in grid.rows[1].cells] == ["（四）无", "1.本机关不掌握相关政府信", "13  2", "20"]
