"""Whole reports, drawn as text, through loading and extraction."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from canonical.errors import UnusableFileError
from canonical.fields import FIELDS
from extraction import extract, extract_traced
from ingest import load, load_bytes
from tests.extraction.documents import TABLE_2, TABLE_4, report_of, table_3, whole


def test_a_clean_report_is_read_whole() -> None:
    report = report_of(whole())
    identity = report.identity
    assert (identity.agency, identity.year, identity.template) == ("临岚县教育局", 2023, "2021")
    assert (identity.published, identity.department, identity.level) == (date(2024, 1, 20), "education", "county")
    assert report.facts["disclosure.fees.amount"].value == Decimal("1076.1811")
    assert report.facts["disclosure.normative_documents.in_force"].value == 8
    assert report.facts["litigation.after_review.total"].value == 1
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]


def test_every_field_of_the_schema_has_a_fact() -> None:
    report = report_of(whole())
    assert list(report.facts) == list(FIELDS)
    assert all((fact.value is None) == (fact.status not in {"reported", "inferred"}) for fact in report.facts.values())


def test_every_reported_fact_has_its_line_and_words() -> None:
    report = report_of(whole())
    fact = report.facts["disclosure.fees.amount"]
    assert fact.evidence is not None
    assert fact.evidence.line == whole().split("\n").index("行政事业性收费\t1076.1811\t\t") + 1
    assert fact.evidence.text == "行政事业性收费 1076.1811"


def test_fields_of_the_other_form_are_not_in_the_template() -> None:
    report = report_of(whole())
    assert report.facts["disclosure.fees.previous_items"].status == "not_in_template"
    assert report.facts["requests.other_handling.all.total"].status == "not_in_template"


def test_a_table_that_is_absent_is_missing_and_not_zero() -> None:
    report = report_of(whole(requests="三、收到和处理政府信息公开申请情况\n"))
    assert {report.facts[name].status for name in FIELDS if name.startswith("requests.received")} == {"missing"}


def test_a_2019_table_3_under_a_2021_table_2_is_read_and_reported() -> None:
    report = report_of(whole(requests=table_3({"received": "2 0 0 0 0 0 2"}, layout="2019")))
    assert (report.identity.template, report.identity.requests_layout) == ("2021", "2019")
    assert report.facts["requests.other_handling.all.total"].status == "reported"
    assert report.facts["requests.other_handling.other.total"].status == "not_in_template"
    assert "form.mixed" in {check.id for check in report.checks if check.status == "failed"}


def test_a_printed_total_that_is_wrong_stays_and_is_flagged() -> None:
    report = report_of(whole(requests=table_3({"received": "5 0 0 0 0 0 9"})))
    total = report.facts["requests.received.total"]
    assert (total.value, total.status) == (9, "reported")
    assert "failed_check" in total.flags


def test_blank_cells_under_a_zero_total_are_inferred_and_others_stay_blank() -> None:
    rows = {"granted": "_ _ _ _ _ _ 0", "received": "3 _ _ 0 0 0 5"}
    report = report_of(whole(requests=table_3(rows)))
    assert report.facts["requests.granted.company"].status == "inferred"
    assert report.facts["requests.granted.company"].value == 0
    assert report.facts["requests.received.company"].status == "blank"
    assert report.facts["requests.received.company"].value is None


def test_a_slash_is_blank_and_keeps_its_mark() -> None:
    report = report_of(whole(requests=table_3({"received": "/ 1 / / / / 7"})))
    fact = report.facts["requests.received.natural_person"]
    assert (fact.status, fact.raw, fact.value) == ("blank", "/", None)


def test_a_cell_with_words_in_it_is_unreadable() -> None:
    report = report_of(whole(disclosure=TABLE_2.replace("行政许可\t345", "行政许可\t行 政许可")))
    fact = report.facts["disclosure.licensing.decisions"]
    assert (fact.status, fact.value, fact.raw) == ("unreadable", None, "行 政许可")


def test_a_value_whose_place_is_a_guess_is_flagged() -> None:
    report = report_of(whole(requests=table_3({"received": "3 4"})))
    assert all(
        "layout_guess" in report.facts[f"requests.received.{applicant}"].flags for applicant in ("other", "total")
    )


def test_one_cell_a_line_reads_like_rows() -> None:
    text = whole()
    listed = "\n\n".join(line.replace("\t", "\n\n") if "\t" in line else line for line in text.splitlines())
    read, expected = report_of(listed).facts, report_of(text).facts
    assert {name: fact.value for name, fact in read.items()} == {name: fact.value for name, fact in expected.items()}


def test_an_extra_procurement_row_without_a_header_is_unreadable_and_flagged() -> None:
    report = report_of(whole(disclosure=TABLE_2 + "政府集中采购\t92\t\t\n"))
    fact = report.facts["disclosure.procurement.items"]
    assert (fact.status, fact.raw, fact.flags) == ("unreadable", "92", ("layout_guess",))


def test_a_report_before_2019_has_no_facts() -> None:
    text = "临岚县教育局2016年政府信息公开工作年度报告\n一、总体情况\n2016年公开信息30条。\n五、存在的主要问题及改进情况\n无\n"
    report = report_of(text)
    assert report.identity.template == "pre-2019"
    assert {fact.status for fact in report.facts.values()} == {"not_in_template"}


def test_a_budget_report_is_refused_with_its_name() -> None:
    text = "临岚县教育局2024年部门预算\n第一部分 概况\n收入总计\t1,234.56\n行政事业性收费\t20.00\n"
    with pytest.raises(UnusableFileError, match=r"budget\.txt"):
        extract(load_bytes(text.encode(), path="budget.txt"))


def test_the_trace_shows_rows_readings_and_open_questions() -> None:
    document = load_bytes(whole(requests=table_3({"received": "3 4"})).encode(), path="a.txt")
    _, trace = extract_traced(document)
    lines = list(trace.lines())
    assert any("行政事业性收费 | 1076.1811" in line for line in lines)
    assert {question.reason for question in trace.questions} == {"layout_guess"}


def test_table_4_breaks_its_sum_only_where_it_is_wrong() -> None:
    report = report_of(whole(review=TABLE_4.replace("1\t0\t0\t1\t2", "1\t0\t0\t1\t3")))
    failed = [check for check in report.checks if check.id == "review.sum" and check.status == "failed"]
    assert [(check.expected, check.actual) for check in failed] == [(2, 3)]


@pytest.mark.shared
def test_real_reports_are_read_cell_for_cell(shared: Path) -> None:
    silent = []
    for gold_file in sorted((shared / "gold").glob("*.json")):
        gold = json.loads(gold_file.read_text(encoding="utf-8"))
        found = [path for folder in ("seeds", "real") for path in (shared / folder).glob(f"{gold_file.stem}.*")]
        report = extract(load(found[0]))
        for name, wanted in gold["facts"].items():
            fact = report.facts[name]
            value = None if fact.value is None else float(fact.value)
            if value != wanted["value"]:
                silent.append((gold_file.stem, name, wanted, fact))
    assert not silent


def test_a_fee_printed_in_yuan_is_given_in_ten_thousands_and_keeps_its_raw() -> None:
    text = TABLE_2.replace("单位：万元", "单位：元").replace("1076.1811", "10761811")
    fact = report_of(whole(disclosure=text)).facts["disclosure.fees.amount"]
    assert (fact.value, fact.unit, fact.raw) == (Decimal("1076.1811"), "万元", "10761811")


def test_a_fee_printed_in_yuan_is_known_in_traditional_characters_and_spaced_out_heads() -> None:
    for unit in ("單位：元", "單 位 ： 元"):
        text = TABLE_2.replace("单位：万元", unit).replace("1076.1811", "10761811")
        fact = report_of(whole(disclosure=text)).facts["disclosure.fees.amount"]
        assert fact.value == Decimal("1076.1811")


def test_table_4_in_two_parts_is_read_as_one() -> None:
    review = (
        "四、政府信息公开行政复议、行政诉讼情况\n行政复议\n1\t0\t0\t1\t2\n行政诉讼\n" + "\t".join("0000010001") + "\n"
    )
    facts = report_of(whole(review=review)).facts
    assert [facts[f"review.{key}"].value for key in ("upheld", "pending", "total")] == [1, 1, 2]
    assert facts["litigation.after_review.total"].value == 1
    assert not facts["litigation.after_review.upheld"].flags


def test_a_table_of_the_overview_is_not_taken_for_table_2() -> None:
    own = "一、总体情况\n类别\t数量\t占比\n规范性文件\t77\t10%\n行政许可\t99\t20%\n其他\t3\t1%\n"
    facts = report_of(whole().replace("一、总体情况\n", own)).facts
    assert facts["disclosure.normative_documents.in_force"].value == 8
    assert facts["disclosure.licensing.decisions"].value == 345
