"""Suite `checks`: it tells found, missed and invented errors apart, and production finds what is planted."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from itertools import islice

import pytest

from eval.generate.flaws import PLANTS
from eval.records import CaseResult, Options, Score
from eval.suite_data import suite_data
from eval.suites.checks import MIXED_FORMS, OTHER_FORM, SUITE

CASES = tuple(SUITE.cases(Options(limit=6 * (len(PLANTS) + 2))))
QUICK = ("docx", "html", "text-lines", "text-tabs", "markdown")


def planted(name, number=1, **tags):
    """The first cases with that mistake."""
    suited = (case for case in CASES if case.tags["plant"] == name and all(case.tags[tag] == tags[tag] for tag in tags))
    return tuple(islice(suited, number))


def in_quick_format(case):
    """The same case in a format that takes no time."""
    name = case.inputs["format"] if case.inputs["format"] in QUICK else QUICK[0]
    return replace(case, inputs={**case.inputs, "format": name})


def result(case, output, expected=()) -> CaseResult:
    """A case as it is read back from a log; nothing is expected of it unless that is said."""
    expected, output = json.loads(json.dumps([expected, output]))
    return CaseResult(
        case=case,
        position=0,
        hashes={},
        expected=expected,
        output=output,
        scores=SUITE.score(expected, output),
        seconds=0.0,
    )


def metric(results, name, **by):
    return next(each.value for each in SUITE.metrics(results) if each.name == name and each.by == by)


@pytest.fixture(scope="module")
def broken():
    """A case with more than one broken check, in a quick format, and what has to be found in it."""
    (case,) = planted("concluded")
    case = in_quick_format(case)
    return case, SUITE.prepare(case).expected


@pytest.fixture(scope="module")
def clean():
    return in_quick_format(CASES[0])


def test_half_of_the_cases_are_in_order_and_every_mistake_has_its_turn():
    assert {case.tags["plant"] for case in CASES} == {"none", *PLANTS, OTHER_FORM, MIXED_FORMS}
    assert sum(case.tags["plant"] == "none" for case in CASES) == len(CASES) / 2
    assert {case.tags["blanks"] for case in CASES} == {"some", "none"}
    assert any(case.tags["damage"] != "none" for case in CASES)


def test_every_mistake_breaks_a_check_and_without_one_none_is_broken():
    for name in (*PLANTS, OTHER_FORM, MIXED_FORMS):
        (case,) = planted(name)
        assert SUITE.prepare(in_quick_format(case)).expected, name
    for tags in ({}, {"blanks": "some"}, {"years": "two"}):
        (case,) = planted("none", **tags)
        assert SUITE.prepare(in_quick_format(case)).expected == []


def test_a_perfect_output_scores_perfect(broken, clean):
    case, expected = broken
    results = [result(case, expected, expected), result(clean, [])]
    assert [metric(results, name) for name in ("recall", "precision", "clean_alarmed", "false_alarms")] == [1, 1, 0, 0]
    assert {each.outcome for each in results[0].scores} == {"right"}


def test_a_missing_check_costs_recall_only(broken):
    case, expected = broken
    results = [result(case, expected[1:], expected)]
    assert metric(results, "recall") == pytest.approx(1 - 1 / len(expected))
    assert metric(results, "precision") == 1
    assert [each.outcome for each in results[0].scores].count("omitted") == 1


def test_an_alarm_on_a_report_in_order_costs_precision_and_is_counted(broken, clean):
    case, expected = broken
    results = [result(case, expected, expected), result(clean, expected[:1])]
    assert metric(results, "recall") == 1
    assert metric(results, "precision") == pytest.approx(len(expected) / (len(expected) + 1))
    assert (metric(results, "clean_alarmed"), metric(results, "false_alarms")) == (1, 1)
    assert [each.outcome for each in results[1].scores] == ["invented"]


@pytest.mark.parametrize("changed", [{"actual": 99999}, {"expected": None}])
def test_the_right_check_with_another_number_is_wrong(broken, changed):
    case, expected = broken
    (score,) = [each for each in result(case, [expected[0] | changed, *expected[1:]], expected).scores if each.detail]
    assert (score.name, score.outcome) == (expected[0]["check"], "wrong")


def test_the_right_check_of_other_fields_is_one_missed_and_one_invented(broken):
    case, expected = broken
    other = expected[0] | {"fields": ["requests.received.total"]}
    outcomes = sorted(each.outcome for each in result(case, [other, *expected[1:]], expected).scores if each.detail)
    assert outcomes == ["invented", "omitted"]


def test_a_failed_task_finds_nothing(broken):
    case, expected = broken
    assert metric([result(case, None, expected)], "recall") == 0
    assert len(result(case, None, expected).scores) == len(expected)


def test_recall_and_precision_are_those_of_scikit_learn(broken, clean):
    from sklearn.metrics import precision_score, recall_score

    case, expected = broken
    results = [
        result(case, expected[:-1], expected),
        result(case, expected, expected),
        result(clean, expected[:1]),
    ]
    scores = [each.outcome for each_result in results for each in each_result.scores]
    truth, said = [each != "invented" for each in scores], [each != "omitted" for each in scores]
    assert metric(results, "recall") == pytest.approx(recall_score(truth, said))
    assert metric(results, "precision") == pytest.approx(precision_score(truth, said))


def test_scores_survive_the_log(broken):
    case, expected = broken
    scores = result(case, expected[1:], expected).scores
    assert tuple(Score(**each) for each in json.loads(json.dumps([asdict(score) for score in scores]))) == scores


def test_cases_do_not_depend_on_the_limit_and_follow_from_the_seed(clean):
    assert tuple(SUITE.cases(Options(limit=3))) == CASES[:3]
    assert SUITE.prepare(clean).hashes == SUITE.prepare(clean).hashes
    assert next(SUITE.cases(Options(limit=1, seed=1))).id != CASES[0].id


@pytest.mark.parametrize("name", ["row_total", "negative_amount", "rule_making", MIXED_FORMS])
def test_what_is_planted_is_found_and_nothing_else(name):
    (case,) = planted(name)
    case = replace(case, inputs={**case.inputs, "format": "html"})
    prepared = SUITE.prepare(case)
    output = json.loads(json.dumps(SUITE.as_json(SUITE.task(prepared.given))))
    assert {each.outcome for each in SUITE.score(prepared.expected, output)} == {"right"}


def test_a_mistake_between_years_is_found_in_the_store_and_not_in_one_report(broken):
    (case,) = planted("in_force")
    prepared = SUITE.prepare(in_quick_format(case))
    assert len(prepared.given) == 2
    assert {each["check"] for each in SUITE.as_json(SUITE.task(prepared.given))} == {"years.in_force"}
    assert SUITE.as_json(SUITE.task(prepared.given[1:])) == []


def test_a_crop_shows_the_cells_that_were_read(broken):
    case, expected = broken
    given = SUITE.prepare(case).given
    (score,) = [each for each in result(case, expected[1:], expected).scores if each.detail]
    shown = SUITE.crop(given, SUITE.task(given), score)
    assert all(field in shown["text"] for field in expected[0]["fields"])


def test_every_metric_has_its_name_in_both_languages(broken):
    data = suite_data("checks")
    names = {each.name for each in SUITE.metrics([result(broken[0], broken[1], broken[1])])}
    assert all(data.metrics[name].keys() == {"zh", "en"} for name in names)
    assert {threshold.metric for threshold in data.thresholds} <= names
