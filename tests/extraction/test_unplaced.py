"""Digit conservation: what is printed in a table's area is a fact, a label, or listed."""

from __future__ import annotations

import re

import pytest

from canonical.report import Report
from eval.generate import make_report, wide_order
from eval.generate.render import FORMATS, drawn
from extraction import extract, extract_traced
from extraction.unplaced import find_unplaced
from ingest import load_bytes
from tests.extraction.documents import TABLE_2, TABLE_4, report_of, table_3, whole


def unplaced(report: Report) -> list[tuple[str, str]]:
    return [(each.table, each.text) for each in report.unplaced]


def test_a_clean_report_leaves_no_digit() -> None:
    assert unplaced(report_of(whole())) == []


def test_a_row_with_more_values_than_columns_leaves_the_rest() -> None:
    lines = TABLE_2.replace("行政事业性收费\t1076.1811\t\t", "行政事业性收费\t1076.1811\t77\t")
    assert unplaced(report_of(whole(disclosure=lines))) == [("disclosure", "77")]


def test_a_row_that_no_row_of_the_form_is_like_is_listed_with_its_words() -> None:
    report = report_of(whole(review=TABLE_4 + "\n备查数\t81\t82"))
    assert unplaced(report) == [("review", "81"), ("review", "82")]
    assert report.unplaced[0].evidence.text == "备查数 81 82"
    assert report.unplaced[0].evidence.line is not None


def test_a_line_of_bare_numbers_below_a_table_is_listed() -> None:
    report = report_of(whole(requests=table_3({}) + "\n\n本表由办公室填报。\n4 5"))
    assert unplaced(report) == [("requests", "4"), ("requests", "5")]


def test_years_and_numbering_in_labels_are_no_lost_digits() -> None:
    lines = TABLE_2.replace("本年制发件数", "本年(2023)制发件数")
    assert unplaced(report_of(whole(disclosure=lines))) == []


def test_a_table_printed_under_no_heading_of_its_own_is_listed_and_not_lost() -> None:
    text = whole() + "\n附：\n" + "\n".join(table_3({"received": "9 0 0 0 0 0 9"}).split("\n")[1:])
    assert ("requests", "9") in unplaced(report_of(text))


def test_a_report_of_years_without_a_form_lists_nothing() -> None:
    text = (
        "临岚县教育局2016年政府信息公开工作年度报告\n一、总体情况\n2016年公开信息30条。\n"
        "二、主动公开政府信息情况\n公开类别\t数量\n机构职能\t12\n五、存在的主要问题及改进情况\n无\n"
    )
    assert unplaced(report_of(text)) == []


@pytest.mark.parametrize("name", [name for name in FORMATS if not name.startswith("pdf")])
def test_no_digit_is_left_of_an_undamaged_report_in_any_format(name: str) -> None:
    made = make_report(wide_order(11, blanks=FORMATS[name].keeps_blanks))
    file = drawn(made.layout, name, seed=11)
    assert unplaced(extract(load_bytes(file.data, path=f"a{FORMATS[name].suffix}"))) == []


@pytest.mark.parametrize("kept", [0.25, 0.5, 0.75])
def test_readings_that_are_taken_away_leave_their_digits(kept: float) -> None:
    document = load_bytes(whole().encode(), path="a.txt")
    _, trace = extract_traced(document)
    some = trace.readings[: int(kept * len(trace.readings))]
    left = find_unplaced(trace.tables, some)
    digits = sum(len(re.findall(r"\d+", reading.printed.raw)) for reading in trace.readings[len(some) :])
    assert digits
    assert sum(len(re.findall(r"\d+", each.text)) for each in left) == digits


def test_a_note_below_a_table_is_no_lost_digit() -> None:
    report = report_of(whole(review=TABLE_4 + "\n注：以上各项口径见2019年第3号说明。\n备注：含上年结转5件"))
    assert unplaced(report) == []


def test_a_number_right_behind_the_label_in_a_cell_of_a_true_grid_is_listed() -> None:
    rows = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in line.split(chr(9)))}</tr>"
        for line in TABLE_2.replace("行政许可\t345", "行政许可345\t").splitlines()[1:]
    )
    page = f"<h1>临岚县教育局2023年政府信息公开工作年度报告</h1><p>二、主动公开政府信息情况</p><table>{rows}</table>"
    report = extract(load_bytes(page.encode(), path="report.html"))
    assert report.facts["disclosure.licensing.decisions"].value is None
    assert unplaced(report) == [("disclosure", "行政许可345")]
