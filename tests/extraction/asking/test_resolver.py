"""What a report becomes with a model that is honest, lies, raves, or is not there."""

from __future__ import annotations

from decimal import Decimal

import pytest

from canonical.contract import report_as_json
from canonical.fields import FIELDS
from canonical.report import Report
from extraction import extract
from extraction.asking import asked_cells
from llm import Asked, Reply, Said
from tests.extraction.asking.open_reports import (
    GRANTED,
    LICENSING,
    PARTLY,
    PENALTIES,
    REPORT,
    TRUE,
    answered,
    document_of,
    saying,
    trace_of,
)
from tests.extraction.documents import TABLE_2, whole


def facts_of(report: Report) -> dict[str, tuple[object, object, object]]:
    return {name: (fact.value, fact.status, fact.flags) for name, fact in report.facts.items()}


def test_an_honest_model_settles_what_was_open() -> None:
    report, model = answered(saying(TRUE))
    assert report.facts[PENALTIES].value == 6
    assert report.facts[PENALTIES].flags == ("llm_only",)
    assert report.facts[f"{GRANTED}.natural_person"].value == 3
    assert report.facts[f"{GRANTED}.natural_person"].flags == ()
    assert report.facts[f"{PARTLY}.company"].value == 1
    assert report.refused == ()
    assert {each.about for each in report.accepted} == set(TRUE)
    assert report.usage.llm_calls == len(model.asked) == 2


def test_every_answer_taken_over_says_where_and_by_whom() -> None:
    report, _ = answered(saying(TRUE, {PENALTIES: "约６起"}))
    accepted = next(each for each in report.accepted if each.about == PENALTIES)
    assert accepted.evidence.text[accepted.start : accepted.end] == accepted.quote == "约6起"
    assert (accepted.prompt, accepted.model) == ("answer_open_cells/v1", "scripted")
    assert len(accepted.digest) == 64


def test_a_cell_without_digits_is_not_asked_about() -> None:
    _, model = answered(saying(TRUE))
    assert LICENSING not in {cell.field for asked in model.asked for cell in asked_cells(asked.user)}


def test_a_clean_report_costs_no_call() -> None:
    report, model = answered(saying({}), whole())
    assert model.asked == []
    assert report == extract(document_of(whole()))


def test_without_a_model_nothing_of_a_report_changes() -> None:
    report = extract(document_of())
    assert report == trace_of().report
    assert (report.accepted, report.refused, report.problems, report.usage.llm_calls) == ((), (), (), 0)


def lie(asked: Asked) -> Said:
    """For every cell another number of its own line: the quote is real, and so is the number."""
    rows = []
    for cell in asked_cells(asked.user):
        numbers = [word for word in cell.lines[0].replace("起", " ").replace("约", " ").split() if word.isdigit()]
        wrong = next((number for number in reversed(numbers) if number != TRUE.get(cell.field)), "9")
        rows.append({"quote": cell.lines[0], "cells": [{"key": cell.key, "value": wrong}], "reason": None})
    return {"rows": rows}


def test_a_liar_changes_no_value_that_was_read_and_nothing_without_a_flag() -> None:
    before = extract(document_of())
    report, _ = answered(lie)
    for name, fact in report.facts.items():
        if fact.value != before.facts[name].value:
            assert before.facts[name].value is None
            assert fact.flags
    assert report.refused
    assert {"within_sums"} <= {each.guard for each in report.refused}


def test_cells_swapped_between_two_rows_are_refused_though_all_totals_hold() -> None:
    swapped = {**TRUE, f"{GRANTED}.natural_person": "2", f"{PARTLY}.natural_person": "3", f"{PARTLY}.company": "0"}
    report, _ = answered(saying(swapped))
    assert report.facts[f"{GRANTED}.natural_person"].value is None
    assert report.facts[f"{PARTLY}.natural_person"].value is None
    refused = {each.about for each in report.refused}
    assert {f"{GRANTED}.natural_person", f"{PARTLY}.natural_person", f"{PARTLY}.company"} <= refused


@pytest.mark.parametrize(
    "script",
    [
        lambda _: "这不是 JSON",
        lambda _: {"rows": [{"quote": "x", "cells": [{"key": "n1", "value": {"a": 1}}], "reason": None}]},
        lambda _: {"facts": []},
        lambda _: Reply(status=500),
        lambda _: Reply(text="{", sends="half"),
    ],
)
def test_a_broken_model_leaves_all_facts_as_they_were_and_is_told_of(script: object) -> None:
    report, model = answered(script)  # type: ignore[arg-type]
    assert facts_of(report) == facts_of(extract(document_of()))
    assert {each.guard for each in report.refused} <= {"validates", "no_answer"}
    assert report.refused
    assert len(model.asked) <= 6


def test_a_model_that_is_gone_is_not_asked_again() -> None:
    _, model = answered(lambda _: Reply(status=503))
    assert len(model.asked) == 1


def test_answers_to_what_was_not_asked_are_refused() -> None:
    keys = ["n0", "n17", "n42", f"n{len(FIELDS)}", "n-1", "x", "", "n１"]

    def everything(asked: Asked) -> Said:
        line = asked_cells(asked.user)[0].lines[0]
        return {"rows": [{"quote": line, "cells": [{"key": key, "value": "3"} for key in keys], "reason": None}]}

    report, _ = answered(everything)
    before = extract(document_of())
    changed = {name for name, fact in report.facts.items() if fact.value != before.facts[name].value}
    assert changed == set()
    assert {each.guard for each in report.refused} == {"asked"}


def test_an_answer_that_broke_a_rule_is_asked_for_again_with_the_rule_at_most_twice() -> None:
    report, model = answered(saying({**TRUE, PENALTIES: "16"}))
    about_penalties = [asked for asked in model.asked if "行政处罚" in asked.user]
    assert len(about_penalties) == 3
    assert about_penalties[0].complaints == ()
    assert "16" in about_penalties[1].complaints[0]
    assert report.facts[PENALTIES].value is None
    assert {each.guard for each in report.refused} == {"number_in_quote"}


def test_a_mended_answer_is_taken() -> None:
    def mends(asked: Asked) -> Said:
        return saying(TRUE if asked.complaints else {**TRUE, PENALTIES: "16"})(asked)

    report, _ = answered(mends)
    assert report.facts[PENALTIES].value == 6
    assert [each.guard for each in report.refused] == ["number_in_quote"]


def test_a_null_with_a_reason_leaves_a_cell_open() -> None:
    report, model = answered(saying(dict.fromkeys(TRUE)))
    assert facts_of(report) == facts_of(extract(document_of()))
    assert report.refused == ()
    assert len(model.asked) == 2


def test_the_contract_shows_what_was_refused_and_what_it_cost() -> None:
    report, _ = answered(lie)
    shown = report_as_json(report)
    assert {"about", "guard", "reason", "value", "quote", "prompt", "digest", "model"} == set(shown["refused"][0])
    assert shown["usage"]["llm_calls"] == report.usage.llm_calls > 0


def test_a_row_whose_label_is_lost_is_asked_for_between_its_neighbours() -> None:
    text = REPORT.replace("行政许可\t见附件", "行政许可\t5").replace(
        "行政事业性收费\t1076.1811", "〓〓〓〓〓\t1076.1811"
    )
    fees = "disclosure.fees.amount"
    assert trace_of(text).report.facts[fees].value is None
    report, _ = answered(saying({**TRUE, fees: "1076.1811"}), text)
    assert (report.facts[fees].value, report.facts[fees].flags) == (Decimal("1076.1811"), ("llm_only",))


NO_LABELS = "▇▇\t6\t\t\n▇▇\t20\t\t\n▇▇\t\t\t\n"
LOST = whole(
    disclosure=TABLE_2.replace("信息内容\t本年处理决定数量\t\t\n行政处罚\t6\t\t\n行政强制\t0\t\t\n", NO_LABELS)
)
"""The labels of two rows and the heads of their columns are lost."""


@pytest.mark.parametrize(("value", "left"), [("6", ["20"]), ("7", ["6", "20"])])
def test_digits_that_an_accepted_answer_explains_are_unplaced_no_more_and_only_those(
    value: str, left: list[str]
) -> None:
    assert [each.text for each in extract(document_of(LOST)).unplaced] == ["6", "20"]
    report, _ = answered(saying({PENALTIES: value}), LOST)
    assert report.facts[PENALTIES].flags
    assert [each.text for each in report.unplaced] == left
    (told,) = (each for each in report.flags if each.id == "unplaced_digits")
    assert (told.text or "").endswith(": " + "; ".join(left))


def test_part_of_the_digits_of_a_cell_does_not_explain_it() -> None:
    lost = whole(disclosure=TABLE_2.replace("行政处罚\t6\t\t\n", "▇▇▇\t6 起 20\t\t\n"))
    report, _ = answered(saying({PENALTIES: "6"}), lost)
    assert report.facts[PENALTIES].value == 6
    assert [each.text for each in report.unplaced] == ["6 起 20"]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("约6万起，另有18起", "6"),
        ("收费6元，另有18起", "6"),
        ("6至18起", "18"),
        ("l8起，另有3起", "8"),
        ("约6千起，另有18起", "6"),
    ],
)
def test_a_number_in_another_unit_or_half_of_one_is_refused(cell: str, said: str) -> None:
    text = REPORT.replace("约6起，另有18起", cell)
    report, model = answered(saying({PENALTIES: said}), text)
    assert report.facts[PENALTIES].value is None
    if any(each.field == PENALTIES for asked in model.asked for each in asked_cells(asked.user)):
        assert {each.guard for each in report.refused} == {"number_in_quote"}
