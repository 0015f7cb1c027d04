"""Each question without and with a language model: what is gained is counted, and so would be what is spoiled."""

from __future__ import annotations

from copy import deepcopy
from itertools import islice

import pytest

from eval.records import Case, CaseResult, Options
from eval.suites.questions import SUITE, Given, as_json, cases, task
from eval.suites.questions_cases import filled, unusual_questions
from eval.suites.questions_expected import expected
from eval.suites.questions_models import SCRIPTED, models_of
from eval.suites.questions_store import TODAY, asked
from qa import plan_of
from qa.catalogue import catalogue_of
from qa.proposing import is_open

BODIES, SEED = 8, 3
NARRATIVE = "{agency}{year}年存在的问题有哪些"


@pytest.fixture(scope="module")
def small():
    return asked(SEED, BODIES)


@pytest.fixture(scope="module")
def odd(small):
    """Three unusual wordings that the rules do not know, filled."""
    directory = catalogue_of(small.store).directory
    made = (filled(each, small.gold, SEED, 0) for each in unusual_questions() if "{place" not in each.text)
    return list(islice((each for each in made if is_open(plan_of(each.text, directory, TODAY))), 3))


def judged(small, made, model):
    given = Given(asked=small, questions=(made.text,), model=model, means=made.means)
    output = as_json(task(given))
    wanted = {**expected(small.gold, made.want), "asked": [made.text], "distinct": False}
    return {**wanted, "helped": True, "unusual": True}, output


def figures(wanted, output):
    return {score.name: score.value for score in SUITE.score(wanted, output) if score.value is not None}


def outcomes(wanted, output):
    return {score.name: score.outcome for score in SUITE.score(wanted, output)}


def test_the_plain_words_of_unusual_wordings_are_understood_by_rules(small):
    directory = catalogue_of(small.store).directory
    for question in unusual_questions():
        if "{place" not in question.text:
            means = filled(question, small.gold, SEED, 0).means
            assert plan_of(means, directory, TODAY).obstacle is None, means


def test_a_model_that_knows_is_offered_and_counted_as_help(small, odd):
    for made in odd:
        wanted, output = judged(small, made, "oracle")
        assert output["status"] == "needs_clarification"
        counted = figures(wanted, output)
        assert (counted["lost"], counted["shown_wrong"], counted["llm_calls"]) == (0, 0, 1)
    assert outcomes(*judged(small, odd[0], "oracle"))["offered"] == "right"


@pytest.mark.parametrize("model", [name for name in SCRIPTED if name not in {"none", "oracle"}])
def test_a_model_that_lies_or_raves_loses_nothing_and_shows_nothing_wrong(small, odd, model):
    for made in odd:
        counted = figures(*judged(small, made, model))
        assert (counted["lost"], counted["shown_wrong"], counted["told_false"]) == (0, 0, 0)


def test_what_a_liar_takes_from_passages_is_what_they_say(small):
    report = small.gold[0]
    question = NARRATIVE.format(agency=report.agency, year=report.year)
    given = Given(asked=small, questions=(question,), model="liar")
    output = as_json(task(given))
    assert output["passages"]
    wanted = {"status": "answered", "asked": [question], "distinct": False, "helped": True, "unusual": True}
    assert figures(wanted, output)["told_false"] == 0
    planted = deepcopy(output)
    passage = output["passages"][0]
    planted["told"] = [{"text": "并无问题", "quote": "并无问题", "passage": passage["id"], "citation": 1}]
    assert figures(wanted, planted)["told_false"] == 1


def test_a_wrong_answer_because_of_a_model_would_be_counted_as_shown_and_as_lost(small, odd):
    wanted, output = judged(small, odd[0], "oracle")
    spoiled = {**deepcopy(output), "status": "answered", "rows": []}
    assert figures(wanted, spoiled)["shown_wrong"] == 1
    right = output["picked"][0]
    was_right = {**deepcopy(spoiled), "before": right}
    assert (figures(wanted, was_right)["lost"], figures(wanted, was_right)["shown_wrong"]) == (1, 1)
    gained = {**deepcopy(output), **right}
    assert (figures(wanted, gained)["gained"], figures(wanted, gained)["lost"]) == (1, 0)
    assert outcomes(wanted, {**output, "picked": []})["offered"] == "omitted"


def test_figures_are_told_by_model(small, odd):
    wanted, output = judged(small, odd[0], "oracle")
    case = Case(id="x", tags={"kind": "top", "language": "zh", "style": "unusual", "model": "oracle"}, inputs={})
    result = CaseResult(
        case=case,
        position=0,
        hashes={},
        expected=wanted,
        output=output,
        scores=SUITE.score(wanted, output),
        seconds=0.1,
    )
    named = {metric.name: metric.value for metric in SUITE.metrics([result]) if metric.by == {"model": "oracle"}}
    assert (named["lost"], named["offered"], named["llm_calls"]) == (0, 1.0, 1)


def test_models_are_named_with_commas_and_any_other_name_is_a_real_one():
    assert models_of(None) == ("none",)
    assert models_of("liar, oracle") == ("liar", "oracle")
    assert models_of("qwen2.5:7b") == ("=qwen2.5:7b",)


def test_with_a_model_the_unusual_wordings_come_first_and_a_limit_keeps_to_them():
    chosen = list(cases(Options(limit=4, seed=SEED, model="liar")))
    assert [case.tags["style"] for case in chosen] == ["unusual"] * 4
    assert all(case.inputs["means"] and case.id.endswith("-liar") for case in chosen)
