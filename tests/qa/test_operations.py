"""Changes, trends, comparisons, shares, rates, checks and the collection itself, over a collection with known figures."""

from decimal import Decimal

import pytest
from collection import FEES, GRANTED, LICENSING, RECEIVED, report_of

from canonical.errors import UnusableRequestError
from factstore import FactStore, PassageDraft
from qa import Plan, answer_plan, ask, plan_id

CONCLUDED, PARTIAL = "requests.concluded.total", "requests.partially_granted.total"
PEOPLE = "requests.received.natural_person"
REPORTS = (
    report_of("南京市教育局", 2022, {RECEIVED: "40", FEES: "100", LICENSING: "7"}),
    report_of(
        "南京市教育局", 2023, {RECEIVED: "60", FEES: "50", PEOPLE: "45", CONCLUDED: "50", GRANTED: "20", PARTIAL: "5"}
    ),
    report_of("南京市财政局", 2022, {RECEIVED: "10", FEES: "300"}),
    report_of("南京市财政局", 2023, {RECEIVED: "4", FEES: "blank", CONCLUDED: "10", GRANTED: "1"}, broken=RECEIVED),
    report_of("遵义市教育局", 2022, {RECEIVED: "0", FEES: "20"}),
    report_of("遵义市教育局", 2023, {RECEIVED: "30", FEES: "150", CONCLUDED: "40", GRANTED: "10"}),
    report_of("湄潭县教育局", 2023, {RECEIVED: "6", FEES: "0"}),
    report_of("湄潭县教育局", 2020, {RECEIVED: "5"}),
)
PROBLEMS = PassageDraft(kind="text", section=5, page=4, text="存在的主要问题：公开内容不够全面。")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with FactStore.open(f"sqlite:///{tmp_path_factory.mktemp('operations') / 'nianbao.db'}") as opened:
        for report in REPORTS:
            opened.write(report, (PROBLEMS,))
        yield opened


@pytest.fixture(scope="module")
def asked(store):
    from datetime import date

    def ask_all(*questions):
        plan = None
        for question in questions:
            answer = ask(question, store, None, today=date(2025, 6, 1), previous=plan)
            plan = Plan.model_validate(answer.plan)
        return answer

    return ask_all


def rows(answer):
    return [(row.agency or row.group, row.year, row.value) for row in answer.rows]


@pytest.mark.parametrize(
    ("question", "value", "unit"),
    [
        ("南京市教育局2023年的申请量比2022年增加了多少", 20, "件"),
        ("How did the requests received by 南京市教育局 change from 2022 to 2023?", 20, "件"),
        ("南京市教育局2023年申请量同比增长百分之几", 50, "%"),
        ("南京市教育局2023年比南京市财政局多收到多少件申请", 56, "件"),
        ("南京市教育局2023年公开率是多少", 50, "%"),
        ("南京市教育局2023年新收申请中自然人占比", 75, "%"),
        ("江苏省2023年公开率", Decimal("43.33"), "%"),
        ("南京市教育局2023年收到的申请占全部申请的比例", 60, "%"),
        ("2022年收费超过50万元的单位占比", Decimal("66.67"), "%"),
        ("2023年收费最高的单位是遵义市教育局吗，遵义市教育局排第几", 1, None),
        ("有多少份2022年的报告", 3, None),
        ("最早的报告是哪一年的", 2020, None),
        ("2023年有多少份报告的勾稽关系不成立", 1, None),
        ("除南京市外2023年收到申请总数", 36, "件"),
    ],
)
def test_one_number_is_computed(question, value, unit, asked):
    answer = asked(question)
    assert (answer.status, answer.value, answer.unit) == ("answered", value, unit), answer.answer


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("哪些单位2023年的申请比2022年减少了", [("南京市财政局", 2023, -6)]),
        ("2022到2023年申请量增加最多的两个单位", [("遵义市教育局", 2023, 30), ("南京市教育局", 2023, 20)]),
        ("2022到2023年收到申请总数每年各多少", [(None, 2022, 50), (None, 2023, 100)]),
        ("南京市教育局2022到2023年收费走势", [("南京市教育局", 2022, 100), ("南京市教育局", 2023, 50)]),
        ("2023年各省收到申请总数比较", [("江苏省", None, 64), ("贵州省", None, 36)]),
        ("2023年教育局和财政局收到的申请总数对比", [("education", None, 96), ("finance", None, 4)]),
        ("2023年收费第二高的单位", [("南京市教育局", 2023, 50)]),
        ("2022年和2023年收到申请都超过5件的单位", [("南京市教育局", 2023, 60), ("南京市教育局", 2022, 40)]),
        ("哪些单位没有2022年的报告", [("湄潭县教育局", 2022, None)]),
        ("2023年哪些报告的合计不对", [("南京市财政局", 2023, 0)]),
        ("2023年收费不为0的单位", [("遵义市教育局", 2023, 150), ("南京市教育局", 2023, 50)]),
    ],
)
def test_rows_are_computed_and_in_order(question, expected, asked):
    answer = asked(question)
    assert answer.status == "answered", answer.answer
    assert rows(answer) == expected


def test_a_change_cites_both_years(asked):
    (row,) = asked("哪些单位2023年的申请比2022年减少了").rows
    assert len(row.citations) == 2


def test_a_derived_figure_has_its_definition_and_cites_every_cell(asked):
    answer = asked("南京市教育局2023年公开率是多少")
    assert "÷" in (answer.definition or "")
    assert len(answer.rows[0].citations) == 3


def test_a_rate_of_nothing_has_no_value(asked):
    answer = asked("湄潭县教育局2023年公开率多少")
    assert answer.status == "no_value"
    assert answer.coverage.without_value == {"zero_denominator": 1}


def test_a_change_from_a_form_without_the_field_is_not_in_the_form(asked):
    assert asked("湄潭县教育局2020年收费").status == "not_in_form"
    assert asked("湄潭县教育局2023年收费比2022年增加多少").status == "no_report"


def test_a_trend_and_a_comparison_have_a_chart(asked):
    assert asked("南京市教育局2022到2023年收费走势").chart["type"] == "line"
    assert asked("2023年各省收到申请总数比较").chart["type"] == "bar"


def test_a_mixed_question_has_the_ranking_and_passages_of_each_of_its_reports(asked):
    answer = asked("2023年收费最高的两个单位在存在的问题里写了什么")
    assert [row.agency for row in answer.rows] == ["遵义市教育局", "南京市教育局"]
    assert {passage.agency for passage in answer.passages} == {"遵义市教育局", "南京市教育局"}


@pytest.mark.parametrize(
    "question",
    [
        "2023年上半年收到申请多少件",
        "2023年没有收到申请超过100件的教育局有哪些",
        "2023年勾稽关系全部成立的报告有哪些",
        "南京市教育局2023年人均收费多少",
        "2023年收费的标准差",
        "2023年 نظام 收费最多的单位",
        "哪些单位申请量增加了",
    ],
)
def test_a_constraint_that_is_not_understood_is_never_dropped(question, asked):
    answer = asked(question)
    assert answer.status in {"needs_clarification", "out_of_scope"}, answer.answer
    assert answer.rows == ()


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        (("南京市教育局2023年收到多少件申请", "那2022年呢"), [("南京市教育局", 2022, 40)]),
        (("南京市教育局2023年收到多少件申请", "那遵义市教育局呢"), [("遵义市教育局", 2023, 30)]),
        (("南京市教育局2022年收到多少件申请", "那行政许可呢"), [("南京市教育局", 2022, 7)]),
        (("which bodies reported fee income in 2023", "only counties"), []),
        (("2023年收到申请最多的单位", "反过来呢"), [("南京市财政局", 2023, 4)]),
        (("2023年收到申请最多的单位", "前两名呢"), [("南京市教育局", 2023, 60), ("遵义市教育局", 2023, 30)]),
        (("2023年各单位收费合计多少", "为什么少了一个"), [("南京市财政局", 2023, None)]),
        (("2023年收到申请最多的单位", "show the sources"), [("南京市教育局", 2023, 60)]),
    ],
)
def test_a_question_goes_on_from_the_one_before(questions, expected, asked):
    assert rows(asked(*questions)) == expected


def test_the_same_plan_has_the_same_id_and_can_be_run_again(asked, store):
    first, again = asked("2023年收费最高的单位"), asked("哪个单位2023年收费最高")
    assert first.permalink == again.permalink == plan_id(Plan.model_validate(first.plan))
    assert rows(answer_plan(Plan.model_validate(first.plan), "", store, None)) == rows(first)
    assert asked("2022年收费最高的单位").permalink != first.permalink


def test_a_slip_of_the_pen_is_mended_and_said(asked):
    answer = asked("南京市教育局2022年licencing decisoins")
    assert answer.value == 7
    assert any("decisions" in word for word in answer.plan["assumed"])


def test_a_question_of_a_hundred_thousand_characters_is_refused_at_once(asked):
    with pytest.raises(UnusableRequestError, match="100000"):
        asked("收" * 100_000)


def test_groups_are_named_in_words_and_not_by_their_ids(asked):
    levels = asked("各级别2022年收费比较")
    assert {row.group for row in levels.rows} == {"prefecture"}
    assert "市级单位" in levels.answer
    departments = asked("compare fees in 2022 by department")
    assert {"Education", "Finance"} <= set(departments.answer.replace(":", "").split())
    assert "education" not in departments.answer


def test_where_no_body_of_the_sort_has_a_report_those_of_others_tell_that_the_form_has_no_such_field(asked):
    """The only report of 2020 is a bureau's: it tells for departments too that its form has no fee amounts."""
    answer = asked("2020年哪些委员会有收费金额")
    assert answer.status == "not_in_form"
    assert answer.coverage.reports == 1
    assert asked("2020年哪些委员会收到申请").status == "no_report"
    assert asked("2019年哪些教育局有收费金额").status == "no_report"


@pytest.mark.parametrize("question", ["哪些报告没有行政事业性收费这一项", "which reports have no fee income column"])
def test_a_form_without_the_item_is_asked_for_and_not_a_zero(asked, question):
    answer = asked(question)
    assert answer.plan["condition"]["op"] == "lacking"
    assert "not_in_template" in {row.status for row in answer.rows}
    assert all(row.value is None for row in answer.rows)
