"""What the narrative says beside what the tables print, in whole reports."""

from __future__ import annotations

from canonical.report import CheckResult, Report
from tests.extraction.documents import report_of, table_3, whole

FEES, RECEIVED = "disclosure.fees.amount", "requests.received.total"
SEVEN = "5 2 0 0 0 0 7"
ASKED = table_3({"received": SEVEN, "granted": SEVEN, "concluded": SEVEN})


def report_with(sentence: str, requests: str = ASKED) -> Report:
    """A report of a bureau with 7 requests and 1076.1811万元 of fees, and this sentence in its first section."""
    return report_of(whole(requests).replace("我局主动公开信息12条。", f"我局主动公开信息12条。{sentence}"))


def tales(report: Report) -> dict[str, CheckResult]:
    return {check.id: check for check in report.checks if check.id.startswith("narrative.")}


def test_a_sentence_that_agrees_passes_and_one_that_does_not_fails() -> None:
    found = tales(report_with("收到政府信息公开申请7件，办结8件。"))
    assert {name: check.status for name, check in found.items()} == {
        "narrative.received": "passed",
        "narrative.concluded": "failed",
    }
    assert "“办结8件”" in found["narrative.concluded"].message["zh"]


def test_a_cell_that_the_sums_of_its_table_bear_out_is_not_flagged_for_what_the_narrative_says() -> None:
    report = report_with("收到政府信息公开申请9件。")
    assert tales(report)["narrative.received"].status == "failed"
    assert report.facts[RECEIVED].flags == ()


def test_a_cell_that_nothing_else_bears_out_is_flagged_where_the_narrative_differs() -> None:
    report = report_with("全年行政事业性收费1706.18万元。")
    assert report.facts[FEES].flags == ("sources_disagree",)
    assert report_with("全年行政事业性收费1076.18万元。").facts[FEES].flags == ()


def test_a_contradicted_cell_of_a_broken_sum_keeps_the_flag_of_the_sum() -> None:
    report = report_with("收到政府信息公开申请7件。", table_3({"received": "5 2 0 0 0 0 9"}))
    assert tales(report)["narrative.received"].status == "failed"
    assert report.facts[RECEIVED].flags == ("failed_check",)


def test_mentions_are_part_of_the_report() -> None:
    report = report_with("收到政府信息公开申请7件。")
    assert [(mention.value, mention.unit, mention.field) for mention in report.mentions] == [
        (12, "条", None),
        (7, "件", RECEIVED),
    ]
    assert all(any(mention.quote in section.text for section in report.sections) for mention in report.mentions)
