"""Values of a row under the columns of the form."""

from __future__ import annotations

import pytest

from extraction.columns import Layout, layout_of_rows, place_ragged, place_true
from extraction.tables import PrintedRow
from ingest.document import Cell


def row(*texts: str) -> PrintedRow:
    cells = tuple(Cell(text=text, column=place) for place, text in enumerate(texts))
    return PrintedRow(cells=cells, positions="true", grid=0, width=len(texts))


def test_a_row_whose_label_stands_in_a_column_because_a_wall_was_lost_is_doubted_in_all() -> None:
    lost = place_true(row("1.属于国家秘密", "3", "0", "0", "0", "00", "3"), range(7))
    assert lost.doubtful == frozenset(range(7))


def test_a_row_with_a_cell_for_each_column_is_not_doubted() -> None:
    whole = place_true(row("1.属于国家秘密", "3", "0", "0", "0", "0", "0", "3"), range(1, 8))
    assert whole.doubtful == frozenset()


def test_a_blank_left_of_the_columns_makes_the_row_doubtful() -> None:
    """A stray sign made a column of its own before those of the numbers, and all of them were one off."""
    columns = range(2, 9)
    blank = place_true(row("1.属于国家秘密", "", "3", "0", "0", "0", "0", "0"), columns)
    assert blank.doubtful == frozenset(range(7))
    whole = place_true(row("1.属于国家秘密", "3", "0", "0", "0", "0", "0", "3"), columns)
    assert whole.doubtful == frozenset()


@pytest.mark.parametrize(("other", "doubted"), [("!", range(7)), ("1", ()), ("/", ())])
def test_a_stray_sign_that_makes_up_for_a_blank_leaves_the_row_in_doubt(other: str, doubted) -> None:
    """ "805 · 0 ! 0 8 0 921": the blank's neighbours were read one column to the left."""
    printed = place_ragged(row("一、本年新收", "805", "0", other, "0", "8", "0", "921"), Layout(count=7))
    assert printed.doubtful == frozenset(doubted)


def test_a_stray_sign_in_a_row_that_adds_up_stands_in_its_own_column() -> None:
    assert not place_ragged(row("一、本年新收", "805", "0", "?", "0", "8", "0", "813"), Layout(count=7)).doubtful


def test_a_row_that_goes_on_behind_all_others_has_a_cell_too_many() -> None:
    """A blank amid its cells moved the others by one, the last number to the total that all rows left blank."""
    longer = row("部分公开", "5", "", "3", "0", "0", "1", "0", "")
    assert place_true(longer, range(1, 8), end=8).doubtful == frozenset(range(7))
    assert not place_true(longer, range(1, 8), end=9).doubtful


def test_blanks_hold_places_where_rows_without_values_are_as_long_and_the_others_end_in_their_total() -> None:
    """Only two rows had values, too few to tell, and all they said was flagged."""
    empty = [row("属于国家秘密", *[""] * 7), row("三、办理结果", "予以公开", *[""] * 7)]
    told = [row("本年新收", "3", "", "", "", "", "", "3"), row("上年结转", "", "", "", "", "", "", "0"), *empty]
    filled_up = [row("本年新收", "3", "3", "", "", "", "", ""), *empty, *empty]
    assert layout_of_rows(told, 7).regular
    assert not place_ragged(told[0], layout_of_rows(told, 7)).doubtful
    assert not layout_of_rows(filled_up, 7).regular
    assert not layout_of_rows([*told, row("不予公开", *[""] * 6)], 7).regular


def test_a_row_that_lost_a_cell_is_not_filled_up_with_a_blank_of_its_label() -> None:
    """ "（七）总计 · 60 10 0 3 0 73": 60 stood below the companies, as the blank was taken for the first place."""
    layout = Layout(count=7, columns=tuple(range(3, 10)), width=10)
    lost = place_ragged(row("", "（七）总计", "", "60", "10", "0", "3", "0", "73"), layout)
    assert lost.doubtful == frozenset(range(7))
    blank = place_ragged(row("", "", "（七）总计", "", "10", "0", "0", "3", "0", "13"), layout)
    assert (blank.cells[0], blank.doubtful) == (None, frozenset())
