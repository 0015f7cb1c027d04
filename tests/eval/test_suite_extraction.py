"""The suite `extraction`: what becomes of a cell, what of the form's numbers went nowhere, what models cost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from canonical.report import Usage
from eval.records import Options
from eval.runner import run_case
from eval.suites.extraction import SUITE, as_json, cases, metrics, prepare, score, task
from eval.suites.facts import packed, unpacked

FIELD = "requests.received.total"


@pytest.fixture(scope="module")
def prepared():
    """A generated report that is read right."""
    return prepare(next(cases(Options(limit=1))))


def outcome(want, got) -> str:
    """What becomes of a cell: (value, status) expected, (value, status, flags) read."""
    value, status, flags = got
    expected = {"report": {}, "facts": packed({FIELD: want})}
    output = {"report": {}, "facts": packed({FIELD: (value, status, tuple(flags), 0.9)})}
    return score(expected, output)[0].outcome


@pytest.mark.parametrize(
    ("want", "got", "becomes"),
    [
        ((3, "reported"), (3, "reported", []), "right"),
        ((3, "reported"), (3, "reported", ["failed_check"]), "right"),
        ((3, "reported"), (8, "reported", []), "silent"),
        ((3, "reported"), (8, "reported", ["failed_check"]), "flagged"),
        ((3, "reported"), (None, "unreadable", []), "omitted"),
        ((None, "blank"), (0, "reported", []), "invented"),
        ((None, "blank"), (0, "reported", ["layout_guess"]), "flagged"),
        ((None, "blank"), (None, "missing", []), "right"),
        ((0, "inferred"), (0, "reported", []), "restated"),
        ((0, "inferred"), (0, "reported", ["layout_guess"]), "right"),
        ((0, "reported"), (0, "inferred", []), "restated"),
    ],
)
def test_what_becomes_of_a_cell(want, got, becomes):
    assert outcome(want, got) == becomes


def test_a_printed_number_that_no_fact_has_is_unplaced(prepared):
    output = as_json(task(prepared.given))
    field, number = next((f, v) for f, (v, s) in unpacked(prepared.expected["facts"]).items() if v and s == "reported")
    output["facts"] = packed({**unpacked(output["facts"]), field: (None, "missing", (), 0.0)})
    (unplaced,) = (each for each in score(prepared.expected, output) if each.name == "unplaced")
    assert unplaced.value == 1, number


def test_a_refused_document_counts_every_cell_as_omitted(prepared):
    judged = score(prepared.expected, None)
    facts = unpacked(prepared.expected["facts"])
    values = [value for value, _ in facts.values() if value is not None]
    assert sum(each.outcome == "omitted" and each.name in facts for each in judged) == len(values)


def test_facts_are_packed_without_losing_anything():
    facts = {"a": (1, "reported", (), 0.9), "b": (None, "blank", (), 0.9), "c": (2.5, "reported", (), 0.9)}
    assert packed(facts) == [[("reported", (), 0.9), {"a": 1, "c": 2.5}], [("blank", (), 0.9), {"b": None}]]
    assert unpacked(packed(facts)) == facts


def test_what_models_cost_stands_in_the_log():
    """Extraction itself calls no model yet: the cost is put into its report here."""
    paid = Usage(llm_calls=2, prompt_tokens=900, completion_tokens=40, cost_usd=0.01)
    suite = replace(SUITE, task=lambda given: replace(task(given), usage=paid))
    result = run_case(suite, 0, next(cases(Options(limit=1))))
    assert result.usage == {"llm_calls": 2, "prompt_tokens": 900, "completion_tokens": 40, "cost_usd": 0.01}


def test_figures_are_told_apart_by_format_and_damage():
    results = [run_case(SUITE, number, case) for number, case in enumerate(cases(Options(limit=2)))]
    made = {(each.name, *each.by.values()): each.value for each in metrics(results)}
    assert made["exact",] == 1.0
    assert made["silent", "docx"] == made["silent", "none"] == 0.0
    assert {"omitted", "invented", "flagged", "unplaced", "needless", "refused", "crashed"} <= {key[0] for key in made}
