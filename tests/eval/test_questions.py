"""The questions suite asks what people ask, knows the right answers, and tells a right answer from a wrong one."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal

import pytest

from eval.generate.collection import GoldCell, collection
from eval.records import Case, CaseResult
from eval.suites.questions import DISTINCT, SUITE, TURNS, Given, as_json, task
from eval.suites.questions_cases import filled, questions
from eval.suites.questions_expected import ANSWERS, expected
from eval.suites.questions_figures import CONCLUDED
from eval.suites.questions_store import asked

BODIES, SEED, YEAR = 8, 3, 2023
FEES, RECEIVED, GRANTED = "disclosure.fees.amount", "requests.received.total", "requests.granted.total"
PARTLY = "requests.partially_granted.total"
KINDS = frozenset(
    [
        "lookup",
        "list",
        "between",
        "top",
        "count",
        "sum",
        "average",
        "median",
        "extreme",
        "share",
        "ranking",
        "change",
        "trend",
        "compare",
        "derived",
        "checks",
        "narrative",
        "mixed",
        "collection",
        "followup",
        "joint",
        "several",
    ]
)


def reported(value):
    return GoldCell(value=Decimal(value), status="reported")


@pytest.fixture(scope="module")
def small():
    return asked(SEED, BODIES)


@pytest.fixture(scope="module")
def reports():
    """甲, 乙 and 丙 with a report of 2022 and 2023 each; all faults taken out, fees, requests and grants as below."""
    made = defaultdict(list)
    for report in collection(SEED, bodies=9):
        if report.year in {2022, YEAR}:
            made[report.agency].append(report)
    pairs = [pair for pair in made.values() if len(pair) == 2][:3]
    fees = iter((("1", "5"), ("2", "5"), ("3", "0.5")))
    return [_plain(report, fee) for pair in pairs for report, fee in zip(pair, next(fees), strict=True)]


def _plain(report, fee):
    cells = {
        **report.cells,
        FEES: reported(fee),
        RECEIVED: reported(int(Decimal(fee) * 10)),
        GRANTED: reported(1),
        PARTLY: reported(0),
        CONCLUDED[0]: reported(int(Decimal(fee) * 10) // 10),
    }
    return replace(report, cells=cells, broken=())


def with_cell(reports, number, field, cell):
    changed = replace(reports[number], cells={**reports[number].cells, field: cell})
    return [*reports[:number], changed, *reports[number + 1 :]]


def rows_of(answer):
    return [row[-1] for row in answer["rows"]]


# -- what is asked


def test_there_are_300_questions_in_120_wordings_of_every_kind_in_both_languages():
    texts = questions()
    assert len({question.text for question in texts}) >= 300
    assert {question.kind for question in texts} == KINDS | DISTINCT
    assert {question.language for question in texts} == {"zh", "en"}
    assert {question.style for question in texts} == {"plain", "everyday", "typo", "fresh", "unseen"}
    assert TURNS * len(texts) >= 300


def test_every_text_can_be_asked_of_a_collection_nobody_has_seen_and_its_holes_are_filled():
    gold = collection(81)
    made = [filled(question, gold, 81, 0) for question in questions()]
    assert not [each.text for each in made if set("{}$") & set("".join((each.text, *each.before)))]
    assert all(json.loads(json.dumps(each.want)) == each.want for each in made)


def test_another_seed_asks_about_other_bodies_and_numbers(small):
    question = next(each for each in questions() if "{agency}" in each.text and each.kind == "lookup")
    asked_for = {filled(question, small.gold, seed, 0).text for seed in range(6)}
    assert len(asked_for) > 1


def test_every_sort_of_answer_is_asked_for():
    assert {question.want["ask"] for question in questions()} == set(ANSWERS)


# -- what the right answer is, on six reports that can be added up by hand


def test_of_equal_figures_none_is_left_out_of_a_ranking(reports):
    answer = expected(reports, {"ask": "rank", "field": FEES, "years": [YEAR], "limit": 1})
    assert rows_of(answer) == [5, 5]


def test_sums_averages_and_medians_are_those_of_a_calculator(reports):
    def value_of(statistic):
        return expected(reports, {"ask": "aggregate", "statistic": statistic, "field": FEES, "years": [YEAR]})["value"]

    assert value_of("sum") == 10.5
    assert value_of("average") == 3.5
    assert value_of("median") == 5


def test_an_unreadable_cell_is_counted_as_such_and_is_no_zero(reports):
    lost = with_cell(reports, 1, FEES, GoldCell(value=None, status="unreadable"))
    answer = expected(lost, {"ask": "aggregate", "statistic": "sum", "field": FEES, "years": [YEAR]})
    assert answer["value"] == 5.5
    assert answer["coverage"]["without_value"] == {"unreadable": 1}
    own = {"ask": "lookup", "field": FEES, "years": [YEAR], "agencies": [lost[1].agency]}
    assert expected(lost, own)["status"] == "no_value"


def test_a_year_without_a_report_is_another_answer_than_a_form_without_the_field(reports):
    body = {"agencies": [reports[0].agency]}
    assert expected(reports, {"ask": "lookup", "field": FEES, "years": [2019], **body})["status"] == "no_report"
    lacks = with_cell(reports, 0, FEES, GoldCell(value=None, status="not_in_template"))
    assert expected(lacks, {"ask": "lookup", "field": FEES, "years": [2022], **body})["status"] == "not_in_form"


def test_a_change_is_the_later_year_less_the_earlier_one(reports):
    want = {"ask": "change", "field": FEES, "agencies": [reports[4].agency], "years": [2022, YEAR]}
    assert expected(reports, want)["value"] == -2.5
    assert expected(reports, {**want, "percent": True})["value"] == pytest.approx(-83.3333, abs=0.001)
    assert expected(reports[:5], want)["status"] == "no_report"


def test_bodies_whose_figure_fell_are_told_from_those_whose_figure_rose(reports):
    want = {"ask": "changes", "way": "down", "field": FEES, "years": [2022, YEAR]}
    assert expected(reports, want)["rows"] == [[reports[5].agency, YEAR, -2.5]]


def test_a_measure_over_nothing_is_no_value_and_over_a_group_the_ratio_of_sums(reports):
    own = {"ask": "lookup", "measure": "disclosure_rate", "years": [YEAR]}
    last = expected(reports, {**own, "agencies": [reports[5].agency]})
    assert last["status"] == "no_value"
    assert last["coverage"]["without_value"] == {"zero_denominator": 1}
    whole = expected(reports, {"ask": "ratio", "measure": "disclosure_rate", "years": [YEAR]})
    assert whole["value"] == pytest.approx(100 * 3 / 10)


def test_the_place_in_a_ranking_is_one_more_than_the_bodies_above(reports):
    want = {"ask": "position", "field": FEES, "years": [YEAR], "body": reports[5].agency}
    assert expected(reports, want)["value"] == 3


# -- how an answer is judged


@pytest.fixture(scope="module")
def judged(small):
    """A question that production answers exactly, with what is expected and the answer as it is logged."""
    report = next(r for r in small.gold if r.year == YEAR and r.cells[RECEIVED].value)
    want = {"ask": "lookup", "field": RECEIVED, "agencies": [report.agency], "years": [YEAR]}
    question = f"{report.agency}{YEAR}年收到多少件政府信息公开申请？"
    answer = as_json(task(Given(asked=small, questions=(question,))))
    return {**expected(small.gold, want), "asked": [question], "distinct": False, "misspelt": None}, answer


def outcomes(wanted, output):
    wanted, output = json.loads(json.dumps([wanted, output]))
    return {score.name: score for score in SUITE.score(wanted, output)}


def changed(judged, change):
    wanted, answer = deepcopy(judged)
    change(answer)
    return outcomes(wanted, answer)


def test_an_exact_answer_is_right_in_everything(judged):
    scores = outcomes(*judged)
    assert {name: scores[name].outcome for name in ("exact", "coverage")} == {"exact": "right", "coverage": "right"}
    assert scores["citations"].value == scores["citations"].detail["all"] == 2
    assert scores["invented"].value == 0


def test_another_value_is_wrong_and_a_needless_refusal_omitted(judged):
    assert changed(judged, lambda answer: answer.update(value=-1))["exact"].outcome == "wrong"
    assert changed(judged, lambda answer: answer.update(status="out_of_scope"))["exact"].outcome == "omitted"


def test_a_row_of_another_year_and_a_row_too_many_are_wrong(judged):
    assert changed(judged, lambda answer: answer["rows"][0].update(year=2019))["exact"].outcome == "wrong"
    assert changed(judged, lambda answer: answer["rows"].append(answer["rows"][0]))["exact"].outcome == "wrong"


def test_a_number_that_the_result_does_not_have_is_invented(judged):
    scores = changed(judged, lambda answer: answer.update(answer=answer["answer"] + "约占987.6%"))
    assert scores["invented"].detail["numbers"] == ["987.6"]


def test_a_number_written_with_separators_or_more_zeros_is_not_invented(judged):
    def restate(answer):
        answer["rows"][0]["value"] = 1234567.5
        answer["answer"] = "1,234,567.50件"

    assert changed(judged, restate)["invented"].value == 0


def test_a_report_more_in_the_coverage_is_wrong(judged):
    assert changed(judged, lambda answer: answer["coverage"].update(reports=2))["coverage"].outcome == "wrong"


def test_a_citation_of_the_neighbouring_cell_is_found(judged):
    def move(answer):
        (citation,) = answer["citations"]
        citation["line"] = (citation["line"] or 0) + 1
        citation["page"] = None

    scores = changed(judged, move)
    assert scores["citations"].detail["all"] - scores["citations"].value == 1


def test_a_row_without_a_citation_is_found(judged):
    scores = changed(judged, lambda answer: answer["rows"][0].update(citations=[]))
    assert scores["citations"].detail["all"] - scores["citations"].value == 1


def test_a_ranking_in_the_wrong_order_is_wrong_and_equal_figures_may_stand_in_any():
    rows = [["甲", YEAR, 2], ["乙", YEAR, 1], ["丙", YEAR, 1]]
    wanted = {"status": "answered", "keys": ["agency", "year", "value"], "order": "descending", "rows": rows}
    wanted |= {"asked": [], "distinct": False}

    def outcome_of(order):
        named = [dict(zip(wanted["keys"], rows[place], strict=True), citations=[], field="x") for place in order]
        answer = {"status": "answered", "answer": "", "value": None, "rows": named, "citations": [], "passages": []}
        return outcomes(wanted, answer | {"plan": {}, "question": ""})["exact"].outcome

    assert outcome_of((0, 1, 2)) == outcome_of((0, 2, 1)) == "right"
    assert outcome_of((1, 0, 2)) == "wrong"


def test_a_question_back_has_to_offer_the_bodies_that_can_be_meant_and_no_other():
    wanted = {"status": "needs_clarification", "options": ["甲局", "乙局"], "asked": [], "distinct": True}

    def outcome_of(*options):
        answer = {"status": "needs_clarification", "answer": "", "value": None, "rows": [], "citations": []}
        answer |= {"clarification": {"options": list(options)}, "plan": {}, "question": "", "passages": []}
        return outcomes(wanted, answer)["distinction"].outcome

    assert outcome_of("甲局本级", "乙局") == "right"
    assert outcome_of("甲局", "乙局", "丙局") == outcome_of("甲局") == "omitted"


def test_a_follow_up_is_asked_after_the_question_it_follows(small):
    report = next(r for r in small.gold if r.year == YEAR)
    first = f"{report.agency}{YEAR}年收到多少件政府信息公开申请？"
    alone, after = (task(Given(asked=small, questions=asked_for)) for asked_for in ((first,), ("你好", first)))
    assert after.answer.rows == alone.answer.rows


def test_figures_count_by_kind_what_was_exact_and_what_misled(judged):
    wanted, answer = judged
    results = [
        CaseResult(
            case=Case(id=f"lookup-{number}", tags={"kind": "lookup"}, inputs={}),
            position=number,
            hashes={},
            expected=wanted,
            output=output,
            scores=tuple(outcomes(wanted, output).values()),
            seconds=0,
        )
        for number, output in enumerate((answer, {**answer, "value": -1}))
    ]
    figures = Counter({metric.name: metric.value for metric in SUITE.metrics(results) if not metric.by})
    assert figures["exact"] == 0.5
    assert figures["misled"] == 1
    assert figures["citations"] == 1.0


def test_a_figure_in_another_unit_is_wrong(judged):
    assert changed(judged, lambda answer: answer.update(unit="万元"))["exact"].outcome == "wrong"


def test_a_year_without_a_report_comes_with_the_years_that_have_one(reports):
    want = {"ask": "lookup", "field": FEES, "years": [2019], "agencies": [reports[0].agency]}
    assert expected(reports, want)["known_years"] == [2022, YEAR]


def test_a_derived_figure_without_its_definition_is_found(judged):
    wanted, answer = judged
    scores = outcomes({**wanted, "definition": True}, answer)
    assert scores["definition"].outcome == "wrong"
    assert outcomes({**wanted, "definition": True}, {**answer, "definition": "a / b"})["definition"].outcome == "right"
