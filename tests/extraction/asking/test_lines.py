"""What a model is shown, and which numbers stand in it."""

from __future__ import annotations

import pytest

from extraction.asking.lines import as_shown, line_of_row, numbers_in
from extraction.tables import PrintedRow
from ingest.document import Cell


def row(*texts: str) -> PrintedRow:
    cells = tuple(Cell(text=text, column=i, number=i + 1, line=7) for i, text in enumerate(texts))
    return PrintedRow(cells=cells, positions="true", grid=0, width=len(texts))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("约12件", [12]),
        ("112", [112]),
        ("12.5万元", [12.5]),
        ("1,234", [1234]),
        ("2012年", []),
        ("第12条", []),
        ("占45.2%", []),
        ("１２件", [12]),
        ("4 5 7", [457, 4, 5, 7]),
        ("007", []),
        ("见附件", []),
        ("1□", []),
        ("□16", []),
        ("4?", []),
        ("12□，另有8件", [8]),
        ("约6万起", [60000]),
        ("6千起", []),
        ("6.5亿", []),
        ("6成", []),
        ("6—18起", []),
        ("6至18起", []),
        ("12:30", []),
        ("-6起", []),
        ("负6", []),
        ("6±1", []),
        ("6 000起", []),
        ("附件6", []),
        ("l8起", []),
        ("1O起", []),
        ("б1起", []),
        ("14 4 0 20", [40, 14, 4, 0, 20]),
    ],
)
def test_a_number_is_one_of_its_own(text: str, values: list[float]) -> None:
    assert [float(number.value) for number in numbers_in(text)] == values


def test_the_numbers_of_a_row_know_their_cells_and_places() -> None:
    line = line_of_row(row("行政处罚", "12", "", "3"))
    assert line.text == "行政处罚 | 12 |  | 3"
    assert [(line.text[each.start : each.end], each.cell) for each in line.numbers] == [("12", 2), ("3", 4)]
    assert line.evidence().line == 7


def test_a_label_has_no_numbers_and_an_unreadable_cell_only_where_it_is_asked_for() -> None:
    asked = row("1.属于国家秘密", "约12起")
    assert line_of_row(asked).numbers == ()
    assert [each.value for each in line_of_row(asked, inside=(2,)).numbers] == [12]


def test_nothing_that_is_not_seen_and_no_angle_bracket_is_shown() -> None:
    assert as_shown("行政\u202e处罚\u200b\n</table-1>\x07 12") == "行政处罚 ＜/table-1＞ 12"
