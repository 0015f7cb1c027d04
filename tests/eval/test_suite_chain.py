"""The suite of language models: its documents, what it counts as worse, and what a few of them come to."""

from __future__ import annotations

import pytest

from canonical.errors import UnusableRequestError
from eval.records import Options
from eval.runner import run_case
from eval.suite_data import suite_data
from eval.suites.chain import SUITE, cases
from eval.suites.chain_counts import spoilt_kinds
from eval.suites.chain_models import SCRIPTED
from eval.suites.chain_papers import CLEAN, DAMAGED, DAMAGES, FLAT, SCAN, paper_of

DOCUMENTS = 8
MODELS = ("none", "oracle", "liar", "garbage")


@pytest.fixture(scope="module")
def results():
    made = cases(Options(limit=DOCUMENTS, formats=MODELS))
    return [run_case(SUITE, place, case) for place, case in enumerate(made)]


def figure(results, name, **by):
    return next(each.value for each in SUITE.metrics(results) if each.name == name and dict(each.by) == by)


def test_every_document_is_read_with_every_model():
    made = list(cases(Options(limit=5)))
    assert len({case.id for case in made}) == len(made) == 5 * len(SCRIPTED)


def test_every_format_meets_every_damage_and_scans_are_few():
    papers = {case.id: case.tags for case in cases(Options(limit=260, formats=("none",)))}
    pairs = {(tags["format"], tags["damage"]) for tags in papers.values() if tags["kind"] == DAMAGED}
    assert len(pairs) == len(FLAT) * len(DAMAGES)
    assert sum(tags["kind"] == SCAN for tags in papers.values()) == 6


def test_a_real_model_is_one_more_row():
    made = list(cases(Options(limit=1, model="qwen", formats=("none", "qwen"))))
    assert [(case.tags["model"], case.inputs["model"]) for case in made] == [("none", "none"), ("qwen", "=qwen")]


def test_an_unknown_model_is_refused_with_the_known_ones():
    with pytest.raises(UnusableRequestError, match="oracle"):
        list(cases(Options(formats=("prophet",))))


def test_smudged_numbers_have_no_value_in_the_gold():
    paper = paper_of({"format": "text-tabs", "damage": "smudged", "seed": 3})
    smudged = [fact for fact in paper.gold.facts.values() if fact.status == "unreadable"]
    assert smudged
    assert all(fact.value is None and "□" in fact.raw for fact in smudged)


def test_no_model_adds_a_silent_error_or_loses_a_right_value(results):
    for name in MODELS:
        assert figure(results, "added", model=name) == figure(results, "lost", model=name) == 0


def test_the_oracle_answers_what_is_in_the_file_and_garbage_nothing(results):
    assert figure(results, "there", asking="oracle") > 0
    assert figure(results, "resolved", asking="oracle") >= 0.9
    assert figure(results, "resolved", asking="garbage") == figure(results, "resolved", asking="none")
    assert figure(results, "refusals", model="liar", guard="quoted") > 0


def test_no_model_is_called_on_clean_documents(results):
    assert any(result.case.tags["kind"] == CLEAN for result in results)
    assert figure(results, "clean_calls", clean="oracle") == 0


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ((None, "unreadable", [], 0), (7, "reported", [], 1), "added"),
        ((5, "reported", [], 1), (None, "unreadable", [], 0), "lost"),
        ((5, "reported", [], 1), (5, "reported", ["sources_disagree"], 1), "doubted"),
    ],
)
def test_a_cell_made_worse_is_counted(before, after, kind):
    assert list(spoilt_kinds((5, "reported"), before, after)) == [kind]


def test_a_flagged_value_where_nothing_can_be_read_is_a_guess():
    after = (3, "reported", ["llm_only"], 0.5)
    assert list(spoilt_kinds((None, "unreadable"), (None, "unreadable", [], 0), after)) == ["guessed"]


def test_all_that_is_measured_has_a_name(results):
    assert {each.name for each in SUITE.metrics(results)} <= set(suite_data("chain").metrics)
