"""Two runs of one suite: what changed is named, paired by case, the worst first."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from canonical.fields import FIELDS
from eval.compare import Comparison, compare
from eval.page import lines
from eval.records import Run, Score
from tests.eval.made_up_runs import field_run, field_score, graded_run, result, right, run, scored, wrong_where


def compared(a: Run, b: Run) -> Comparison:
    return compare(a, b, scored(a)[1], scored(b)[1])


def difference(comparison: Comparison, name: str):
    return next(each for each in comparison.differences if each.name == name)


def is_total(_case: int, field: str) -> bool:
    return FIELDS[field].table == "requests" and FIELDS[field].column == "total"


def test_a_column_that_went_wrong_is_named_with_its_cells_and_cases():
    worse = field_run(wrong_where("silent", lambda case, field: case < 4 and is_total(case, field)))
    comparison = compared(field_run(), worse)
    rows = len({field.row for field in FIELDS.values() if field.table == "requests" and "2021" in field.forms})
    line = f"  requests.*.total: right → silent in {rows * 4} cells of 4 cases (table 3, column “total”)"
    assert line in list(lines(comparison, "en"))
    assert [group.pattern for group in comparison.regressions] == ["requests.*.total"]


@pytest.mark.parametrize(
    ("place", "pattern", "label"),
    [
        (lambda field: field.startswith("requests.granted."), "requests.granted.*", "表3 “予以公开”行"),
        (lambda field: field == "review.upheld", "review.upheld", "表4 行政复议·结果维持"),
        (lambda field: field.startswith("requests."), "requests.*", "表3 整张表"),
        (lambda field: field.endswith(".upheld"), "*.upheld", "表4 “结果维持”列"),
        (lambda field: FIELDS[field].table == "review", "review.*|litigation.*", "表4 整张表"),
    ],
)
def test_a_place_is_named_as_a_row_a_column_a_table_or_a_cell(place, pattern, label):
    comparison = compared(field_run(), field_run(wrong_where("silent", lambda _, field: place(field))))
    assert [(group.pattern, group.label["zh"]) for group in comparison.groups] == [(pattern, label)]


def test_wrong_values_without_a_flag_come_before_flagged_ones_and_improvements_last():
    becomes = {"requests.granted.total": "flagged", "requests.received.total": "silent"}
    before = field_run(wrong_where("silent", lambda _, field: field == "review.total"))
    comparison = compared(before, field_run(lambda _, field: becomes.get(field, "right")))
    assert [(group.before, group.after) for group in comparison.groups] == [
        ("right", "silent"),
        ("right", "flagged"),
        ("silent", "right"),
    ]
    assert [change.score for change in comparison.changes][:2] == ["requests.received.total"] * 2
    assert len({change.case for change in comparison.changes[:6]}) == 6


def test_a_run_does_not_differ_from_itself():
    same = field_run(wrong_where("silent", is_total))
    comparison = compared(same, same)
    assert not comparison.groups
    assert not comparison.changes
    assert not comparison.headers
    assert all((each.change, each.low, each.high) == (0, 0, 0) for each in comparison.differences)


def test_a_difference_turns_its_sign_when_the_runs_are_swapped():
    good, bad = field_run(), field_run(wrong_where("silent", is_total))
    there, back = (difference(compared(*runs), "silent") for runs in ((good, bad), (bad, good)))
    assert there.change > 0
    assert (there.change, there.low, there.high) == (-back.change, -back.high, -back.low)


def test_pairing_tells_a_small_change_from_cases_of_unequal_difficulty():
    """Every case loses one cell, while the cases differ by up to fifty: only pairs can tell."""

    def loses(extra: int):
        fields = [field for field in FIELDS if "2021" in FIELDS[field].forms]
        return lambda case, field: "omitted" if fields.index(field) < case * 10 + extra else "right"

    found = difference(compared(field_run(loses(0)), field_run(loses(1))), "omitted")
    assert found.is_certain
    assert found.low == pytest.approx(found.high)


def test_cases_of_one_run_only_are_listed_and_not_counted():
    few, many = field_run(cases=3), field_run(wrong_where("silent", lambda case, _: case >= 3), cases=5)
    comparison = compared(few, many)
    assert (comparison.paired, comparison.only_before) == (3, ())
    assert comparison.only_after == ("case-003", "case-004")
    assert not comparison.changes
    assert difference(comparison, "right").change == 0


def test_the_same_case_with_another_document_is_pointed_out():
    one = field_run(cases=2)
    other = replace(one, results=(one.results[0], replace(one.results[1], hashes={"document": "f" * 64})))
    assert compared(one, other).other_inputs == ("case-001",)
    assert any("different documents (1)" in line for line in lines(compared(one, other), "en"))


def test_headers_are_compared_by_what_a_figure_depends_on():
    a = field_run(prompts={"open/v1.md": "aa"}, started="yesterday")
    b = field_run(prompts={"open/v1.md": "bb"}, started="today", sabotage="blank-is-zero", dirty=True)
    assert [each.key for each in compared(a, b).headers] == ["sabotage", "dirty", "prompts.open/v1.md"]


def test_graded_scores_have_the_difference_of_their_means():
    before = graded_run({"recall": (0.5, 0.5, 0.5, 0.5)})
    after = graded_run({"recall": (1.0, 0.5, 1.0, 0.25)})
    comparison = compare(before, after, (), ())
    assert difference(comparison, "recall").change == pytest.approx(0.1875)
    assert {(group.after, group.cells) for group in comparison.groups} == {("higher", 2), ("lower", 1)}


def test_a_graded_score_without_a_value_is_not_taken_for_zero():
    comparison = compare(graded_run({"recall": (0.5, None)}), graded_run({"recall": (0.5, 0.9)}), (), ())
    assert difference(comparison, "recall").cases == 1
    assert difference(comparison, "recall").change == 0
    assert not comparison.changes


def test_what_could_not_be_scored_is_not_counted_as_wrong():
    field = "requests.received.total"
    before = run(result(0, (field_score(field, "right"), field_score("review.total", "right"))))
    after = run(result(0, (Score(name=field, outcome="unscored"), field_score("review.total", "right"))))
    comparison = compared(before, after)
    assert difference(comparison, "right").change == 0
    assert [(group.before, group.after) for group in comparison.groups] == [("right", "unscored")]


def test_scores_of_one_name_are_paired_by_their_turn():
    def of(*outcomes):
        return run(result(0, tuple(Score(name="requests.balance", outcome=each) for each in outcomes)), suite="checks")

    comparison = compare(of("right", "right"), of("right", "wrong"), (), ())
    assert [(change.before, change.after) for change in comparison.changes] == [("right", "wrong")]


def test_a_case_that_began_to_crash_is_listed():
    crashed = replace(field_run(cases=2).results[1], error="KeyError: 'x'", crashed=True, scores=())
    comparison = compared(field_run(cases=2), run(field_run(cases=2).results[0], crashed))
    assert [(each.case, each.before, each.after) for each in comparison.failures] == [
        ("case-001", None, "KeyError: 'x'")
    ]
    assert {group.after for group in comparison.groups} == {"absent"}


def test_a_status_that_alone_differs_is_shown():
    field = "requests.received.total"
    detail = {"expected": 0, "got": 0, "expected_status": "blank", "status": "reported"}
    before, after = (
        run(result(0, (Score(name=field, outcome=outcome, detail=detail),))) for outcome in ("right", "silent")
    )
    said = "\n".join(lines(compared(before, after), "en"))
    assert "expected 0 (blank), got 0 (reported)" in said


def test_runs_without_a_common_case_say_so():
    comparison = compared(run(result(0, (), id="a")), run(result(0, (), id="b")))
    assert (comparison.paired, comparison.differences) == (0, ())
    assert "0 cases paired" in list(lines(comparison, "en"))


def test_the_comparison_is_json():
    comparison = compared(field_run(), field_run(wrong_where("silent", is_total)))
    read = json.loads(json.dumps(asdict(comparison)))
    assert read["groups"][0]["pattern"] == "requests.*.total"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_long_lists_on_the_terminal_say_how_much_they_leave_out(lang):
    comparison = compared(field_run(right), field_run(wrong_where("silent", is_total)))
    said = list(lines(comparison, lang, most=3))
    assert sum("requests.received.total" in line for line in said) == 3
    assert str(len(comparison.changes)) in next(line for line in said if "3 of" in line or "3 /" in line)
