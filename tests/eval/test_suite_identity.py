"""Suite `identity`: it knows right from wrong, its papers have no numbers, and its places are those of the gazetteer."""

from __future__ import annotations

import json
from dataclasses import asdict
from random import Random

import pytest

from eval.generate.grid import Paragraph, Table
from eval.records import CaseResult, Options, Score
from eval.suite_data import suite_data
from eval.suites.identity import ATTRIBUTES, COVERED_BY, SUITE
from eval.suites.identity_papers import make_paper
from eval.suites.identity_ways import WAYS
from eval.suites.places import KINDS, any_place, namesake, official, renamed

CASES = tuple(SUITE.cases(Options(limit=len(WAYS))))
PLAIN, *_ = CASES
EXPECTED = {case.id: make_paper(case.inputs["way"], case.inputs["seed"]).expected for case in CASES}


def result(case, output) -> CaseResult:
    """A case as it is read back from a log."""
    expected, output = json.loads(json.dumps([dict(EXPECTED[case.id]), output]))
    return CaseResult(
        case=case,
        position=0,
        hashes={},
        expected=expected,
        output=output,
        scores=SUITE.score(expected, output),
        seconds=0.0,
    )


def perfect(case) -> dict | None:
    """What extraction would put out if nothing were wrong: nothing for a text that is no report."""
    expected = EXPECTED[case.id]
    if expected["refused"]:
        return None
    return {name: expected[name] for name in ATTRIBUTES} | {"flags": [each.split("|")[0] for each in expected["flags"]]}


def metric(results, name, **by):
    return next(each.value for each in SUITE.metrics(results) if each.name == name and each.by == by)


def test_a_perfect_output_scores_perfect():
    results = [result(case, perfect(case)) for case in CASES]
    assert {each.outcome for each_result in results for each in each_result.scores} == {"right"}
    assert (metric(results, "all_right"), metric(results, "silent"), metric(results, "omitted")) == (1, 0, 0)


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_one_changed_attribute_is_silent_unless_flagged_and_one_left_out_is_omitted(name):
    case = PLAIN
    (changed,) = [each for each in result(case, perfect(case) | {name: "x"}).scores if each.outcome != "right"]
    missing = [f"{name}_missing"] if name in {"agency", "year"} else []
    without = perfect(case) | {name: None, "flags": missing}
    (left_out,) = [each for each in result(case, without).scores if each.outcome != "right"]
    said = perfect(case) | {name: "x", "flags": [COVERED_BY[name][0]]}
    flagged = {each.name: each.outcome for each in result(case, said).scores}
    assert (changed.name, changed.outcome) == (name, "silent")
    assert (left_out.name, left_out.outcome) == (name, "omitted")
    assert flagged[name] == "flagged"


def test_a_flag_about_another_attribute_covers_nothing():
    said = perfect(PLAIN) | {"year": 1999, "flags": ["region_ambiguous"]}
    scores = {each.name: each.outcome for each in result(PLAIN, said).scores}
    assert (scores["year"], scores["flags"]) == ("silent", "flagged")


@pytest.mark.parametrize("name", ["agency", "year"])
def test_a_report_without_a_body_or_a_year_has_to_say_so(name):
    scores = {each.name: each.outcome for each in result(PLAIN, perfect(PLAIN) | {name: None}).scores}
    assert (scores[name], scores["flags"]) == ("omitted", "silent")


def test_a_flag_that_has_to_be_there_and_is_not_is_silent():
    case = next(case for case in CASES if case.tags["way"] == "years_disagree")
    (score,) = [each for each in result(case, perfect(case) | {"flags": []}).scores if each.outcome != "right"]
    assert (score.name, score.outcome, score.detail["expected"]) == ("flags", "silent", ["years_disagree"])


@pytest.mark.parametrize("way", ["news", "other_text"])
def test_a_text_that_is_no_report_has_to_be_refused(way):
    case = next(case for case in CASES if case.tags["way"] == way)
    (refused,) = result(case, None).scores
    (taken,) = result(case, perfect(PLAIN)).scores
    assert (refused.outcome, taken.outcome) == ("right", "silent")


def test_another_report_stands_behind_the_first_in_a_bound_file():
    paper = make_paper("two_reports", 1)
    titles = [block.text for block in paper.layout.blocks if isinstance(block, Paragraph) and block.style == "title"]
    assert len(titles) == 2
    assert paper.expected["agency"] in titles[0]
    assert paper.expected["flags"] == ["several_reports"]


def test_a_place_that_nothing_tells_is_invented():
    case = next(case for case in CASES if case.tags["way"] == "ambiguous")
    said = perfect(case) | {"region": "110105", "flags": []}
    scores = {each.name: each.outcome for each in result(case, said).scores}
    assert scores == dict.fromkeys(ATTRIBUTES, "right") | {"region": "invented", "flags": "silent"}


def test_a_name_with_something_before_it_is_wrong_and_says_that_it_is_contained():
    case = PLAIN
    right = perfect(case)
    (score,) = [each for each in result(case, right | {"agency": f"首页{right['agency']}"}).scores if each.detail]
    assert (score.outcome, score.detail["contained"]) == ("silent", True)


def test_a_failed_task_omits_everything():
    assert {each.outcome for each in result(PLAIN, None).scores} == {"omitted"}


def test_wrong_is_counted_under_its_way_only():
    results = [result(case, perfect(case)) for case in CASES if case is not PLAIN]
    results.append(result(PLAIN, perfect(PLAIN) | {"year": 1999}))
    judged = [case for case in CASES if not EXPECTED[case.id]["refused"]]
    assert metric(results, "silent", way=PLAIN.tags["way"]) == pytest.approx(1 / (len(ATTRIBUTES) + 1))
    assert metric(results, "silent", way=CASES[1].tags["way"]) == 0
    assert metric(results, "year") == pytest.approx(1 - 1 / len(judged))


def test_scores_survive_the_log():
    scores = result(PLAIN, perfect(PLAIN) | {"agency": None}).scores
    assert tuple(Score(**each) for each in json.loads(json.dumps([asdict(score) for score in scores]))) == scores


def test_cases_do_not_depend_on_the_limit_and_follow_from_the_seed():
    assert tuple(SUITE.cases(Options(limit=3))) == CASES[:3]
    assert SUITE.prepare(CASES[2]).hashes == SUITE.prepare(CASES[2]).hashes
    other = next(SUITE.cases(Options(limit=1, seed=1)))
    assert other.id != PLAIN.id
    assert SUITE.prepare(other).hashes != SUITE.prepare(PLAIN).hashes


@pytest.mark.parametrize("way", WAYS)
def test_a_paper_under_a_real_name_has_no_number_in_its_tables(way):
    for seed in range(5):
        paper = make_paper(way, seed)
        tables = [block for block in paper.layout.blocks if isinstance(block, Table)]
        reports = 0 if paper.expected["refused"] else 2 if way == "two_reports" else 1
        assert len(tables) == (0 if paper.expected["template"] == "pre-2019" else 3 * reports)
        assert {cell.text for table in tables for row in table.rows for cell in row if not cell.label} <= {""}


def test_places_are_those_of_the_gazetteer():
    chance = Random(0)
    known = dict(official())
    for kind in ("province", "prefecture", "county", "district"):
        for _ in range(20):
            place = any_place(kind, chance)
            assert known[place.code] == place.path
            assert place.written.endswith(place.path[-1])
    assert {any_place(kind, chance).kind for kind in KINDS} == set(KINDS)


def test_only_namesakes_share_their_name():
    chance = Random(0)
    names = [path[-1] for _, path in official()]
    assert all(names.count(any_place("county", chance).written) == 1 for _ in range(30))
    assert all(names.count(namesake(chance).written) > 1 for _ in range(30))
    assert all(renamed(chance).written not in names for _ in range(30))


def test_the_task_reads_a_plain_paper():
    case = next(case for case in CASES if case.tags["way"] == "year_first")
    output = json.loads(json.dumps(SUITE.as_json(SUITE.task(SUITE.prepare(case).given))))
    assert output == perfect(case)


def test_a_crop_shows_where_the_document_says_it():
    case = next(case for case in CASES if case.tags["way"] == "year_first")
    given = SUITE.prepare(case).given
    wrong = Score(name="agency", outcome="omitted", detail={"expected": perfect(case)["agency"], "got": None})
    shown = SUITE.crop(given, None, wrong)
    assert shown["mark"] == perfect(case)["agency"]
    assert shown["mark"] in shown["text"]


def test_every_metric_has_its_name_in_both_languages():
    data = suite_data("identity")
    names = {each.name for each in SUITE.metrics([result(case, perfect(case)) for case in CASES])}
    assert all(data.metrics[name].keys() == {"zh", "en"} for name in names)
    assert {threshold.metric for threshold in data.thresholds} <= names
