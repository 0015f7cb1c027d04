"""Wordings of people who had not seen the planner, each with the plan that it has to come to."""

import pytest

from qa import ask
from qa.framing import joined, unframed
from qa.pinyin import in_characters
from qa.plan import Plan
from qa.planner import plan
from qa.question import comparable


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("huai an shi jiaoyu ju 2023 nian shenqing shu", "淮安市教育局2023年申请数"),
        ("hetian diqu jiaoyuju 2022 shoufei", "和田地区教育局2022收费"),
        ("xuzhou shi gulou qu jiaoyu ju", "徐州市鼓楼区教育局"),
        ("gulou qu jiaoyu ju", "gulou qu 教育局"),
        ("meeting of the bureau in shanxi", "meeting of the bureau in shanxi"),
    ],
)
def test_pinyin_is_written_as_characters_where_it_means_one_thing(typed, meant):
    assert in_characters(typed) == meant


def test_a_body_typed_in_pinyin_is_the_body(directory, today):
    made = plan("shuyang xian fazhanhegaigeju 2023 nian shenqing", directory, today)
    assert (made.scope.agencies, made.measures) == (("321322:发展和改革局",), ("requests.received.total",))


@pytest.mark.parametrize(
    ("question", "change"),
    [
        ("2023年申请多于2022年的单位", "difference"),
        ("2023年申请比2022年多的单位", "difference"),
        ("2023年申请超过2000件的单位", None),
    ],
)
def test_more_than_a_year_is_a_change_and_no_number(question, change, directory, today):
    made = plan(question, directory, today)
    assert (made.kind, made.change, made.condition.op) == ("list", change, "gt")
    assert made.scope.years == ((2022, 2023) if change else (2023,))


def test_only_those_that_did_something_are_listed(directory, today):
    assert plan("2022年因第三方权益拒绝公开的单位", directory, today).condition.op == "gt"
    assert plan("2022年各单位收费", directory, today).condition.op == "ge"


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("2021至2023年申请数一直增长的单位", "一直"),
        ("2023年县政府平均收到申请多少件？中位数呢", "平均"),
        ("哪些单位2021年有报告、2022年没有", "2021年"),
        ("申请量前五的单位2023年各有多少诉讼", "申请量"),
    ],
)
def test_what_a_plan_would_have_dropped_is_asked_back(question, word, directory, today):
    made = plan(question, directory, today)
    assert word in made.unplaced
    assert made.obstacle.kind == "unsure_question"


def test_a_number_of_cases_right_behind_a_sort_of_bodies_counts_no_bodies(directory, today):
    assert plan("和田地区教育局2023年一共收了多少个申请", directory, today).measures == ("requests.received.total",)
    assert plan("教育局2023年一共收了多少个申请", directory, today).aggregate == "sum"
    assert plan("2023年部分公开件数超过予以公开件数的单位", directory, today).kind == "list"


def test_the_reasons_for_refusals_are_the_rows_of_the_form(directory, today):
    made = plan("淮安市洪泽区人民政府2024年不予公开的原因", directory, today)
    assert (made.kind, len(made.measures)) == ("lookup", 8)
    assert all(name.startswith("requests.refused.") for name in made.measures)


def test_the_level_of_many_bodies_is_a_word_of_its_own():
    assert joined("哪些市政府") == "哪些市级政府"
    assert joined("各省教育厅") == "各省级教育厅"
    assert joined("各省收费最高的教育局") == "各省收费最高的教育局"
    assert joined("淮安市政府") == "淮安市政府"


def test_what_somebody_writes_about_is_not_what_is_asked():
    question = "我是记者，想写一篇关于乱收费的报道，能告诉我2023年处罚最多的教育局吗"
    assert unframed(comparable(question)) == "2023年处罚最多的教育局吗"
    assert "收费" in unframed("想写收费最高的单位")


def test_and_a_is_no_place(directory, today):
    made = plan("List governments with over 100 requests and a fee income above 5 in 2024", directory, today)
    assert (made.scope.regions, made.scope.kinds) == (None, ("government",))


def test_whether_one_body_has_more_is_asked_of_that_body(directory, today):
    made = plan("Did requests to Hongze District government go up from 2023 to 2024?", directory, today)
    assert (made.kind, made.change, made.scope.agencies) == ("lookup", "difference", ("320813:人民政府",))


def test_which_bodies_there_are_is_a_question_about_the_collection(directory, today):
    made = plan("有哪些教育局", directory, today)
    assert (made.kind, made.collected, made.scope.departments) == ("reports", "bodies", ("education",))


def test_only_the_years_without_a_report_are_said_to_have_none(asked):
    said = asked("沭阳县发展和改革局2024年比2023年申请多了多少")
    assert said.status == "no_report"
    assert said.answer == "资料中没有沭阳县发展和改革局2024年的报告。有报告的年份：2022、2023。"
    both = asked("和田地区教育局2022、2023年收费")
    assert (both.status, both.value) == ("answered", 900.5)
    assert "资料中没有和田地区教育局2022年的报告。" in both.answer


def test_a_comparison_names_the_body_that_has_no_report(asked):
    said = asked("和田地区教育局和沭阳县发展和改革局2024年收费比较").answer
    assert said == "资料中没有沭阳县发展和改革局2024年的报告。有报告的年份：2022、2023。"


@pytest.fixture
def talk(store, today):
    """The answer to the last of some questions."""

    def talk(*questions):
        before = None
        for question in questions:
            answer = ask(question, store, None, today=today, previous=before)
            before = Plan.model_validate(answer.plan)
        return answer

    return talk


def test_the_second_of_a_ranking_is_asked_for_by_its_place(talk):
    answer = talk("2024年收费最高的单位", "第二呢")
    assert [row.agency for row in answer.rows] == ["和田地区教育局"]
    assert "第2位" in answer.answer


def test_another_body_is_set_beside_the_one_before(talk):
    answer = talk("淮安市洪泽区人民政府2024年收费", "比和田地区教育局多吗")
    assert (answer.plan["kind"], float(answer.value)) == ("compare", 6468.8189)


def test_another_year_is_set_beside_the_one_before(talk):
    answer = talk("和田地区教育局2024年收费", "和2023年比")
    assert (answer.plan["change"], float(answer.value)) == ("difference", 175.6811)


def test_a_ranking_by_another_figure_keeps_place_and_year(talk):
    made = talk("2024年新疆收费最多的单位", "许可最多的呢").plan
    assert (made["measures"], made["scope"]["years"]) == (["disclosure.licensing.decisions"], [2024])
    assert made["scope"]["regions"] == ["650000"]


def test_some_in_the_place_of_none_turns_the_condition(talk):
    assert talk("2024年没有申请的单位", "有收费的呢").plan["condition"]["op"] == "gt"
