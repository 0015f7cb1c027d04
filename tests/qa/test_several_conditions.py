"""Several conditions in one question, one figure against another, and conditions that choose whose other figure counts."""

from datetime import date

import pytest
from collection import FEES, LICENSING, PENALTIES, RECEIVED, report_of

from factstore import FactStore
from qa import ask
from qa.catalogue import catalogue_of
from qa.plan import Condition, Plan, Where, plan_id
from qa.planner import plan as plan_of
from qa.restating import restate

TODAY = date(2025, 6, 1)
REVIEWS, LAWSUITS = "review.total", "litigation.direct.total"


@pytest.fixture(scope="module")
def bodies(tmp_path_factory):
    with FactStore.open(f"sqlite:///{tmp_path_factory.mktemp('several') / 'nianbao.db'}") as opened:
        for body, figures in (
            ("南京市教育局", {RECEIVED: "60", LAWSUITS: "2", FEES: "5", REVIEWS: "1"}),
            ("南京市财政局", {RECEIVED: "70", FEES: "200"}),
            ("南京市公安局", {RECEIVED: "80", LAWSUITS: "unreadable", PENALTIES: "9", LICENSING: "4"}),
            ("遵义市教育局", {RECEIVED: "3", LAWSUITS: "1", REVIEWS: "4"}),
            ("遵义市财政局", {RECEIVED: "blank", LAWSUITS: "5", FEES: "30"}),
        ):
            opened.write(report_of(body, 2023, figures), ())
        opened.write(report_of("南京市教育局", 2022, {RECEIVED: "51", LAWSUITS: "1"}), ())
        opened.write(report_of("遵义市教育局", 2022, {RECEIVED: "90"}), ())
        yield opened


@pytest.fixture
def asked(bodies):
    return lambda question, before=None: ask(question, bodies, None, today=TODAY, previous=before)


def who(answer):
    return [row.agency for row in answer.rows if row.field == answer.plan["measures"][0]]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("2023年哪些单位申请超过50件并且有行政诉讼", ["南京市教育局"]),
        ("2023年收到申请不到10件但是有被复议的单位", ["遵义市教育局"]),
        ("Which bodies received more than 50 requests and had lawsuits in 2023?", ["南京市教育局"]),
        ("bodies with fee income but no lawsuits in 2023", ["南京市财政局"]),
        ("2023年申请超过50件而且收费超过100万元、没有诉讼的单位", ["南京市财政局"]),
        ("2023年收费超过100万元或者申请不到10件的单位", ["南京市财政局", "遵义市教育局"]),
        ("2023年复议比诉讼多的单位", ["遵义市教育局"]),
        ("which bodies had more licences than penalties in 2023", []),
        ("2023年处罚多于许可的单位有哪些", ["南京市公安局"]),
        ("2023年收费低于100万元但不是0的单位", ["遵义市财政局", "南京市教育局"]),
        ("2023年没有复议和诉讼的单位", ["南京市财政局"]),
        ("2023年哪些单位一件复议也没有", ["南京市财政局", "南京市公安局", "遵义市财政局"]),
        ("2023年许可和处罚都超过3件的单位", ["南京市公安局"]),
    ],
)
def test_a_body_is_listed_where_its_report_meets_all_that_is_asked(asked, question, names):
    answer = asked(question)
    assert sorted(who(answer)) == sorted(names)
    assert answer.status == ("answered" if names else "no_match")


def test_both_figures_are_shown_each_with_its_own_place_and_said(asked):
    answer = asked("2023年哪些单位申请超过50件并且有行政诉讼")
    first, second = answer.rows
    assert (first.field, first.value, second.field, second.value) == (RECEIVED, 60, "litigation.total", 2)
    cited = {each.id: each.field for each in answer.citations}
    assert cited[first.citation] == RECEIVED
    assert LAWSUITS in {cited[number] for number in second.citations}
    assert "大于50件、且" in answer.answer


def test_a_report_without_one_of_the_figures_has_no_usable_value(asked):
    covered = asked("2023年哪些单位申请超过50件并且有行政诉讼").coverage
    assert (covered.reports, covered.with_value, covered.without_value) == (5, 3, {"blank": 1, "unreadable": 1})


def test_where_either_is_enough_a_lacking_figure_leaves_nothing_open(asked):
    covered = asked("2023年申请超过50件或者有行政诉讼的单位有几个")
    assert (covered.value, covered.coverage.with_value) == (5, 5)


def test_a_condition_on_one_figure_chooses_whose_other_figure_is_ranked_or_added(asked):
    best = asked("2023年申请超过50件的单位里收费最高的是哪个")
    assert (best.rows[0].agency, best.rows[0].value) == ("南京市财政局", 200)
    assert asked("2023年申请超过50件的单位的收费一共多少").value == 205
    assert asked("average number of requests of bodies that had no lawsuits in 2023").value == 70


def test_a_question_that_goes_on_keeps_all_conditions_and_may_add_one(asked):
    first = Plan.model_validate(asked("2023年哪些单位申请超过50件并且有行政诉讼").plan)
    earlier = asked("那2022年呢", first)
    assert (who(earlier), earlier.plan["scope"]["years"]) == (["南京市教育局"], [2022])
    narrower = asked("其中没有复议的呢", first)
    assert [each["measure"] for each in narrower.plan["where"]] == ["litigation.total", REVIEWS]
    assert narrower.status == "no_match"


@pytest.mark.parametrize(
    "question",
    [
        "2023年申请和复议超过50件的单位",
        "which bodies had no requests and reviews in 2023",
        "2023年申请超过50件或者没有收费而且有诉讼的单位",
        "2023年收费比申请多的单位",
        "2022年申请超过50件而2023年不足10件的单位",
        "2023年申请增长超过50%而且有诉讼的单位",
    ],
)
def test_conditions_that_can_be_read_in_two_ways_are_asked_back_and_none_is_dropped(asked, question):
    answer = asked(question)
    assert (answer.status, answer.rows) == ("needs_clarification", ())


@pytest.mark.parametrize(
    "question",
    [
        "2023年申请超过50件而且有诉讼的单位",
        "2023年收费超过100万元或者申请不到10件的单位",
        "2023年复议比诉讼多的单位有几个",
        "2023年申请超过50件的单位里收费最高的是哪个",
        "bodies with fee income but no lawsuits in 2023",
        "average number of requests of bodies that had no lawsuits in 2023",
    ],
)
def test_what_is_offered_in_words_is_understood_as_the_same_plan(bodies, question):
    directory = catalogue_of(bodies).directory
    plan = plan_of(question, directory, TODAY)
    again = plan_of(restate(plan, {}), directory, TODAY)
    assert plan.is_joint
    assert plan_id(again) == plan_id(plan)


def test_a_plan_stored_before_there_were_several_conditions_loads_under_the_same_id():
    old = {"kind": "list", "measures": [FEES], "condition": {"op": "gt", "values": [0]}, "language": "zh"}
    plan = Plan.model_validate(old)
    assert plan_id(plan) == "ee26bb3aa1c7fc8b"
    assert plan.where == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"condition": {"op": "gt", "than": FEES}},
        {"condition": {"op": "between", "than": REVIEWS}},
        {"kind": "trend", "where": [{"measure": REVIEWS, "op": "gt", "values": [0]}]},
        {"where": [{"measure": "no.such", "op": "gt", "values": [0]}]},
        {"condition": None, "kind": "rank", "order": "descending", "either": True},
    ],
    ids=str,
)
def test_a_plan_whose_conditions_do_not_fit_together_is_refused(wrong):
    fits = {"kind": "list", "measures": [RECEIVED], "condition": {"op": "gt", "values": [0]}, "language": "zh"}
    with pytest.raises(ValueError, match=r"needs|unknown|compare"):
        Plan.model_validate({**fits, **wrong})


def test_a_condition_says_what_it_compares_with():
    assert Condition(op="gt", than=REVIEWS).than == REVIEWS
    assert Where(measure=FEES, op="eq", values=(0,)).measure == FEES
