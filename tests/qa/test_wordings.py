"""Everyday wordings: what is said around a question goes, what restricts it stays or is asked back."""

import pytest

from qa import ask
from qa.framing import joined, unframed
from qa.planner import plan
from qa.question import comparable

FRAMED = [
    (
        "您好，我是一名在读研究生，正在写关于政府信息公开的论文，想请您帮忙查一下2023年收费最多的单位，非常感谢！",
        "2023年收费最多的单位",
    ),
    ("听说2020年有单位被起诉了，真的吗", "2020年有单位被起诉了"),
    ("我想知道2023年的申请量", "2023年的申请量"),
    (
        "Hello, I'm a reporter working on a story. Could you please tell me who charged fees in 2023? Thanks a lot.",
        "who charged fees in 2023?",
    ),
    ("I wonder whether any bureau charged fees", "any bureau charged fees"),
]


@pytest.mark.parametrize(("question", "asked_for"), FRAMED)
def test_greetings_thanks_and_who_is_asking_are_no_part_of_a_question(question, asked_for):
    assert unframed(comparable(question)) == asked_for


@pytest.mark.parametrize("question", ["谢谢", "我们处室2023年申请几件", "i am asking how many fees 2023"])
def test_a_clause_that_asks_something_is_never_taken_for_framing(question):
    assert unframed(question) == question


@pytest.mark.parametrize(
    ("split", "whole"), [("罚了多少次款", "罚款了多少次"), ("打了几场官司", "打官司了几场"), ("收费用途", "收费用途")]
)
def test_a_verb_and_its_object_split_by_a_number_are_put_together(split, whole):
    assert joined(split) == whole


@pytest.mark.parametrize(
    ("question", "ratio"),
    [
        ("2023年办结的申请里予以公开的占比", "rate.full_disclosure"),
        ("2023年办结的申请中有多大比例没能提供", "rate.unavailable"),
        ("what percentage of concluded requests were refused in 2023", "rate.refusal"),
        ("2023年国家秘密占不予公开的比例", "requests.refused.state_secret.total/requests.refused.total"),
        ("ratio of refusals to grants 2023", "requests.refused.total/requests.granted.total"),
        ("granted/concluded 2023", "rate.full_disclosure"),
    ],
)
def test_a_share_is_never_turned_upside_down(question, ratio, directory, today):
    assert plan(question, directory, today).measures == (ratio,)


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("2023年各省收费最高的单位", "最高的"),
        ("2023年只有自然人申请的单位", "只有"),
        ("从没被复议过的单位有哪些", "从没"),
        ("2023年县级以上单位申请合计", "级以上"),
        ("2023年申请最多的三个单位合计多少", "合计"),
        ("2023年申请最多和最少的单位", "最多"),
        ("requests per penalty in 2023", "per"),
        ("2023年农民提交的申请有多少", "农民"),
    ],
)
def test_what_restricts_a_question_and_no_plan_can_say_is_asked_back(question, word, directory, today):
    made = plan(question, directory, today)
    assert made.obstacle is not None
    assert word in made.unplaced


def test_a_figure_beside_another_is_not_dropped_because_its_word_is_a_weak_one(directory, today):
    both = ("requests.received.total", "disclosure.penalties.decisions")
    assert plan("2023年和田地区教育局的申请量、处罚数分别是多少", directory, today).measures == both
    asked_apart = plan("和田地区教育局2023年依申请公开收了多少件，办结多少件", directory, today)
    assert asked_apart.measures == ("requests.received.total", "requests.concluded.total")


def test_a_year_beside_what_is_left_out_says_when(directory, today):
    for question in ("2023年教育部门之外的申请总量", "requests received by bureaus but not governments in 2023"):
        scope = plan(question, directory, today).scope
        assert scope.years == (2023,)
        assert [each.years for each in scope.excluded] == [None]


def test_a_body_said_to_have_the_most_is_set_among_all(directory, today):
    made = plan("和田地区教育局2024年收费是不是最多的", directory, today)
    assert (made.kind, made.order) == ("place", "descending")


def test_whether_more_than_a_number_is_no_negation(directory, today):
    condition = plan("和田地区教育局2024年有没有超过100件申请", directory, today).condition
    assert condition is not None
    assert condition.op == "gt"


def test_rows_that_a_check_compares_ask_for_that_check(directory, today):
    balance = plan("哪些单位本年新收加上年结转不等于办理结果加结转下年", directory, today)
    assert (balance.kind, balance.rules) == ("checks", ("requests.balance",))
    carried = plan("上一年结转下年和本年上年结转不一致的单位", directory, today)
    assert carried.rules == ("years.",)


def test_a_slip_is_not_looked_for_in_what_tells_one_thing_from_another(directory, today):
    assert plan("和田地区教育局2024年学费收入", directory, today).measures == ()
    assert plan("和田地区教育局2024年行政处理多少", directory, today).measures == ()
    assert plan("和田地区教育局2024年行政处法多少", directory, today).measures == ("disclosure.penalties.decisions",)


def test_a_change_by_a_multiple_is_one_in_percent(directory, today):
    doubled = plan("2023年哪些单位处罚翻倍了", directory, today)
    assert (doubled.change, doubled.condition.op, doubled.condition.values) == ("percent", "ge", (100,))
    halved = plan("2024年申请量减半的单位有哪些", directory, today)
    assert (halved.change, halved.condition.op, halved.condition.values) == ("percent", "le", (-50,))


def test_places_of_different_levels_are_compared_each_by_itself(store, today):
    """第十一师 lies in no county, and was left out of a comparison by county."""
    answer = ask("第十一师和洪泽区谁收到的申请更多", store, None, today=today)
    assert answer.plan["group"] == "place"
    assert [(row.group, row.value) for row in answer.rows] == [("洪泽区", 98), ("第十一师", 0)]
