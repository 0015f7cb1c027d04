"""A model as judge: what it says is a figure beside the others, checked against people, and decides nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace

import pytest

from eval.gate import steady_figures
from eval.judging import (
    CalibrationCase,
    Narrative,
    calibration,
    calibration_cases,
    is_by_judge,
    judged_run,
    metrics,
    narrative_of,
    score,
)
from eval.records import Score
from eval.rescoring import rescored
from eval.suite_data import SuiteData, Threshold, suite_data
from eval.suites import SUITES
from tests.eval.made_up_runs import result, run

NARRATIVE = Narrative(question="怎样培训？", passages=("全年4人学会了公开属性的判定。",), answer="4人学会了判定。")


@dataclass
class Scripted:
    """A model that replies what a test wants, and remembers what it was asked."""

    replies: object
    asked: list[str] = field(default_factory=list)

    def complete(self, prompt: str) -> str:
        self.asked.append(prompt)
        return self.replies(prompt) if callable(self.replies) else self.replies


def reply(*, supported: bool, quote: str) -> str:
    return json.dumps({"supported": supported, "quote": quote}, ensure_ascii=False)


def honest(case: CalibrationCase, *, supported: bool) -> str:
    return reply(supported=supported, quote=case.narrative.passages[0] if supported else case.narrative.answer)


def as_people(prompt: str) -> str:
    """The reply of somebody who judges every calibration case as people did."""
    case = next(each for each in calibration_cases() if f"\n{each.narrative.answer}\n</answer>" in prompt)
    return honest(case, supported=case.supported)


def by_name(figures):
    return {each.name: each.value for each in figures}


def test_a_reply_with_a_quote_that_exists_is_a_score():
    yes = score(NARRATIVE, Scripted(reply(supported=True, quote="全年4人学会了")))
    no = score(NARRATIVE, Scripted("Sure:\n```json\n" + reply(supported=False, quote="4人学会了判定") + "\n```"))
    assert (yes.outcome, yes.value, no.outcome, no.value) == ("graded", 1.0, "graded", 0.0)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "I think so.",
        "[true]",
        '{"supported": "yes", "quote": "全年4人"}',
        reply(supported=True, quote="全年14人学会了"),
        reply(supported=True, quote=" "),
        reply(supported=False, quote="全年4人学会了公开属性"),
    ],
)
def test_a_reply_that_can_not_be_used_or_invents_its_quote_is_unscored_and_not_zero(said):
    found = score(NARRATIVE, Scripted(said))
    assert (found.outcome, found.value) == ("unscored", None)


def test_the_prompt_holds_what_is_judged_and_nothing_is_left_open():
    judge = Scripted("")
    score(replace(NARRATIVE, answer="it cost $question {x}"), judge)
    (asked,) = judge.asked
    assert "it cost $question {x}" in asked
    assert NARRATIVE.passages[0] in asked
    assert "purpose:" not in asked


def test_a_judge_that_agrees_with_people_has_full_agreement():
    assert by_name(calibration(Scripted(as_people))) == {
        "judge.agrees": 1.0,
        "judge.agrees_good": 1.0,
        "judge.agrees_bad": 1.0,
        "judge.unusable": 0.0,
    }


def test_a_judge_that_always_agrees_with_the_answer_is_found_out():
    def flatters(prompt: str) -> str:
        case = next(each for each in calibration_cases() if f"\n{each.narrative.answer}\n</answer>" in prompt)
        return honest(case, supported=True)

    found = by_name(calibration(Scripted(flatters)))
    assert (found["judge.agrees_good"], found["judge.agrees_bad"]) == (1.0, 0.0)


def test_replies_of_no_use_are_counted_apart():
    found = by_name(calibration(Scripted("no idea")))
    assert (found["judge.unusable"], found["judge.agrees"]) == (1.0, None)


def test_half_of_the_calibration_cases_are_supported_in_both_languages():
    cases = calibration_cases()
    assert len({case.id for case in cases}) == len(cases) >= 20
    assert sum(case.supported for case in cases) * 2 == len(cases)
    assert {case.narrative.question.isascii() for case in cases} == {True, False}
    assert all(case.narrative.answer not in case.narrative.passages for case in cases)


def answered_run():
    output = {"question": "怎样培训？", "answer": "4人学会了判定。", "passages": [{"text": NARRATIVE.passages[0]}]}
    cells = (Score(name="requests.received.total", outcome="right"),)
    return run(
        replace(result(0, cells), output=output),
        replace(result(1, cells), output={"report": {}, "facts": {}}),
        replace(result(2, ()), output=None),
    )


def test_only_narrative_answers_are_judged_and_each_of_them_once():
    judge = Scripted(reply(supported=True, quote="全年4人学会了"))
    once = judged_run(answered_run(), judge, "local/qwen")
    again = judged_run(once, judge, "local/qwen")
    assert narrative_of(once.results[0]) == NARRATIVE
    assert again == once
    assert len(judge.asked) == 1
    assert once.header["judge"] == "local/qwen"
    assert by_name(metrics(once.results)) == {"judge.supported": 1.0}


def test_scoring_again_keeps_what_the_judge_said():
    """The log of a suite that knows nothing of judges: scoring it again asks nobody."""
    answered = answered_run()
    answered = replace(answered, results=tuple(replace(each, expected=None) for each in answered.results[:1]))
    once = judged_run(answered, Scripted(reply(supported=False, quote="4人学会了判定")), "local/qwen")
    kept = [each for each in rescored(once).results[0].scores if is_by_judge(each.name)]
    assert [each.value for each in kept] == [0.0]


def test_the_gate_never_sees_what_a_judge_says():
    judge = Scripted(reply(supported=False, quote="4人学会了判定"))
    assert steady_figures(metrics(judged_run(answered_run(), judge, "x").results)) == {}
    assert steady_figures(calibration(judge)) == {}


def test_no_threshold_may_be_about_a_judge():
    with pytest.raises(ValueError, match="never gate"):
        SuiteData(title={}, about={}, metrics={}, slice=None, thresholds=(Threshold(metric="judge.supported"),))
    for name in SUITES:
        assert not [each for each in suite_data(name).thresholds if is_by_judge(each.metric)]
