"""Suite `mentions`: it tells found, lost and invented apart, and production finds what the generator told."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from eval.generate.retold import FIELDS, numeral, retold, ways
from eval.generate.values import year_values
from eval.records import CaseResult, Options
from eval.suite_data import suite_data
from eval.suites.mentions import FORMATS, SUITE
from extraction.mentions_counts import value_of_numeral

CASES = tuple(SUITE.cases(Options(limit=2 * len(FORMATS))))
QUICK = ("docx", "html", "text-lines")


def result(case, expected, output) -> CaseResult:
    """A case as it is read back from a log."""
    expected, output = json.loads(json.dumps([expected, output]))
    scores = SUITE.score(expected, output)
    return CaseResult(case=case, position=0, hashes={}, expected=expected, output=output, scores=scores, seconds=0.0)


def metric(results, name, **by):
    return next(each.value for each in SUITE.metrics(results) if each.name == name and each.by == by)


@pytest.fixture(scope="module")
def disagreeing():
    """A case that disagrees with its tables, and what has to be found in it."""
    case = next(case for case in CASES if case.tags["tables"] == "disagree" and case.tags["format"] in QUICK)
    expected = SUITE.prepare(case).expected
    assert expected["checks"]
    return case, expected


def perfect(expected):
    mentions = [{**each, "verbatim": True} for each in expected["mentions"]]
    return {"mentions": mentions, "checks": expected["checks"], "compared": 1}


def test_every_format_has_reports_that_agree_and_that_do_not():
    assert {(case.tags["format"], case.tags["tables"]) for case in CASES} == {
        (name, tables) for name in FORMATS for tables in ("agree", "disagree")
    }


def test_a_perfect_output_scores_perfect(disagreeing):
    case, expected = disagreeing
    results = [result(case, expected, perfect(expected))]
    higher = ("recall", "precision", "exact", "disagreement_recall", "disagreement_precision", "verbatim")
    assert [metric(results, name) for name in higher] == [1] * len(higher)
    assert metric(results, "fields_invented") == 0


def test_a_lost_count_costs_recall_and_one_that_is_not_there_precision(disagreeing):
    case, expected = disagreeing
    output = perfect(expected)
    first, *rest = output["mentions"]
    total = len(expected["mentions"])
    lost = [result(case, expected, output | {"mentions": rest})]
    assert (metric(lost, "recall"), metric(lost, "precision")) == (pytest.approx(1 - 1 / total), 1)
    extra = [result(case, expected, output | {"mentions": [first | {"value": -7}, first, *rest]})]
    assert (metric(extra, "recall"), metric(extra, "precision")) == (1, pytest.approx(total / (total + 1)))


def test_a_field_that_was_invented_is_told_from_one_that_was_left_open(disagreeing):
    case, expected = disagreeing
    mentions = perfect(expected)["mentions"]
    plain = next(each for each in mentions if each["field"] is None)
    told = next(each for each in mentions if each["field"])
    total = len(mentions)
    for changed, field, invented in ((plain, "review.total", 1 / total), (told, None, 0)):
        wrong = [each | {"field": field} if each is changed else each for each in mentions]
        results = [result(case, expected, perfect(expected) | {"mentions": wrong})]
        assert metric(results, "fields_invented") == pytest.approx(invented)
        assert metric(results, "exact") == pytest.approx(1 - 1 / total)


def test_an_alarm_on_a_report_that_agrees_is_a_false_one(disagreeing):
    case, expected = disagreeing
    agreeing = {**expected, "checks": []}
    results = [result(case, agreeing, perfect(expected))]
    assert metric(results, "false_alarms") == 1
    assert metric(results, "disagreement_precision") == 0


def test_a_failed_task_finds_nothing(disagreeing):
    case, expected = disagreeing
    assert metric([result(case, expected, None)], "recall") == 0


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_production_finds_what_the_generator_told(number):
    case = replace(CASES[number], inputs={**CASES[number].inputs, "format": QUICK[number % 3]})
    prepared = SUITE.prepare(case)
    results = [result(case, prepared.expected, SUITE.as_json(SUITE.task(prepared.given)))]
    assert metric(results, "exact") == 1
    assert metric(results, "fields_invented") == 0
    assert not [each for each in results[0].scores if each.name == "check" and each.outcome != "right"]


def test_a_crop_shows_the_line_of_what_was_lost(disagreeing):
    case, expected = disagreeing
    given = SUITE.prepare(case).given
    output = perfect(expected)
    (score,) = [
        each
        for each in SUITE.score(expected, output | {"mentions": output["mentions"][1:]})
        if each.outcome == "omitted"
    ]
    assert expected["mentions"][0]["quote"] in SUITE.crop(given, None, score)["text"]


def test_every_metric_has_its_name_in_both_languages(disagreeing):
    case, expected = disagreeing
    data = suite_data("mentions")
    names = {each.name for each in SUITE.metrics([result(case, expected, perfect(expected))])}
    assert all(data.metrics[name].keys() == {"zh", "en"} for name in names)
    assert {threshold.metric for threshold in data.thresholds} <= names


def test_every_row_of_the_tables_that_can_be_told_has_a_wording_that_tells_it():
    told = frozenset().union(*(way.firm for part in ways().values() for way in part))
    assert told == set(FIELDS)


@pytest.mark.parametrize("seed", range(20))
def test_a_demanded_number_is_told_so_that_a_difference_is_a_finding(seed):
    from random import Random

    from eval.generate.bodies import Body

    values = year_values(Body(place="沧湄市", office="公安局"), 2023, None, seed=seed)
    said = retold("disputes", values, values.numbers, Random(seed), demanded=["litigation.direct.total"])
    fields = [field for told in said.told if told.firm and told.field for field in told.field.split("+")]
    assert "litigation.direct.total" in fields
    assert all(told.quote in said.text for told in said.told)


@pytest.mark.parametrize("number", [1, 2, 10, 12, 20, 100, 105, 110, 1000, 1002, 1010, 3200, 9999])
def test_a_numeral_is_read_back(number):
    assert value_of_numeral(numeral(number)) == number
