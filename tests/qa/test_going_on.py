"""Questions that go on from the one before: what is changed, what stays, and whose figures 它们 asks for."""

import pytest

from qa import ask
from qa.picking import picked
from qa.plan import Plan, plan_id
from qa.planner import plan


@pytest.fixture
def talk(store, today):
    """The plan that the last of some questions comes to."""

    def talk(*questions: str) -> Plan:
        before = None
        for question in questions:
            before = Plan.model_validate(ask(question, store, None, today=today, previous=before).plan)
        return before

    return talk


def test_a_part_of_the_figure_before_is_of_the_same_body_and_year(talk):
    made = talk("淮安市洪泽区人民政府2024年收到多少申请", "其中自然人多少", "企业呢")
    assert made.measures == ("requests.received.company",)
    assert (made.scope.agencies, made.scope.years) == (("320813:人民政府",), (2024,))


def test_they_are_the_bodies_that_the_answer_named(talk):
    made = talk("2024年收费最高的单位", "它2023年收了多少")
    assert (made.kind, made.scope.agencies, made.scope.years) == ("lookup", ("320813:人民政府",), (2023,))


def test_the_other_way_round_turns_the_condition_of_a_list(talk):
    assert talk("2024年收费为0的单位", "反过来，收了费的呢").condition.op == "gt"


def test_what_is_added_is_added(talk):
    assert talk("2022年申请总数", "加上2023年").scope.years == (2022, 2023)
    assert len(talk("2024年申请总数", "不含教育局", "也不含财政局").scope.excluded) == 2


def test_another_place_is_asked_for_the_same_sort_of_body(talk):
    there = talk("和田地区教育局2024年许可多少", "十一师的呢")
    assert there.scope.agencies == ("661100:教育局",)
    nowhere = talk("和田地区教育局2024年许可多少", "沭阳的呢")
    assert nowhere.obstacle is not None
    assert nowhere.obstacle.kind == "unknown_body"


def test_another_sort_of_body_is_asked_for_at_the_same_place(talk):
    assert talk("淮安市洪泽区2024年收费", "我是说财政局").scope.agencies == ("320813:财政局",)
    counties = talk("淮安市洪泽区2024年收费", "只看县级").scope
    assert (counties.agencies, counties.regions, counties.levels) == (None, ("320813",), ("county",))


def test_a_correction_changes_only_what_it_names(talk):
    made = talk("和田地区教育局2024年收费", "不对，我问的是许可")
    assert (made.measures, made.scope.years) == (("disclosure.licensing.decisions",), (2024,))
    assert talk("sum of fees in 2024", "average instead").aggregate == "average"


def test_a_figure_is_set_against_the_year_before(talk):
    made = talk("和田地区教育局2024年收费", "和上年比呢")
    assert (made.change, made.scope.years) == ("difference", (2023, 2024))


def test_a_total_is_broken_down_by_groups(talk):
    made = talk("2024年收费合计", "分部门看")
    assert (made.kind, made.group) == ("compare", "department")


def test_how_many_and_which_go_from_one_to_the_other(talk):
    assert talk("2024年哪些报告的勾稽关系不成立", "有多少份").aggregate == "count_reports"
    assert talk("有多少份2024年的报告", "哪些单位的").collected == "bodies"
    assert talk("2024年多少单位有收费", "哪些").kind == "list"
    assert talk("2024年收费超过1000万的单位", "有几家是教育局").scope.departments == ("education",)


def test_the_end_of_a_ranking_and_its_order_can_be_asked_for(talk):
    last = talk("2024年收费最多的三个单位", "后两名呢")
    assert (last.order, last.limit) == ("ascending", 2)
    assert talk("2024年各单位收费", "按从小到大排").order == "ascending"


def test_all_bodies_are_all_within_the_place_before(talk):
    made = talk("淮安市洪泽区2024年申请", "所有单位加起来呢")
    assert (made.aggregate, made.scope.agencies, made.scope.regions) == ("sum", None, ("320813",))


def test_a_chart_of_the_same_is_the_same(talk):
    assert plan_id(talk("2024年收费最多的三个单位", "as a chart")) == plan_id(talk("2024年收费最多的三个单位"))


def test_a_question_that_goes_on_from_nothing_is_asked_back(directory, today):
    made = plan("拒绝的呢", directory, today)
    assert made.obstacle is not None
    assert made.obstacle.kind == "unsure_question"


@pytest.mark.parametrize(
    "reply", ["2", "２.", "第二个", "选第二個吧", "the second one", "option 2", "number two please"]
)
def test_an_option_is_picked_by_its_number(reply):
    assert picked(reply, ("南京市鼓楼区教育局", "徐州市鼓楼区教育局")) == "徐州市鼓楼区教育局"


@pytest.mark.parametrize("reply", ["2023", "0", "第二高的单位", "2年", "南京", "那2023年呢"])
def test_what_is_no_number_of_an_option_stays_a_question(reply):
    assert picked(reply, ("南京市鼓楼区教育局", "徐州市鼓楼区教育局")) is None
