"""What restricts a question reaches the plan or is asked back: each of these once passed unnoticed."""

import pytest

from qa.framing import unframed
from qa.planner import plan
from qa.question import comparable


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("top 3 and bottom 3 by disclosure rate 2024", "3"),
        ("申请量排前20的单位中有几个教育局 2023", "有几个"),
        ("为什么2023年申请变多了", "为什么"),
        ("关于土地的申请最多的县", "土地"),
        ("哪个地方最爱收费", "地方"),
        ("它们2023年收费一共多少", "它们"),
        ("2023年复议案件超过10件且被纠正的单位", "且"),
        ("不予公开率在全部单位中排前十的教育局 2023", "排前十"),
        ("省本级2023年收费合计", "本级"),
    ],
)
def test_a_word_that_the_plan_has_no_use_for_is_asked_back(question, word, directory, today):
    made = plan(question, directory, today)
    assert made.obstacle is not None
    assert word in made.unplaced


def test_a_year_behind_most_is_a_year_and_no_limit(directory, today):
    made = plan("谁家被告得最多 2023", directory, today)
    assert (made.kind, made.scope.years, made.condition) == ("rank", (2023,), None)


def test_county_governments_are_governments_of_counties(directory, today):
    scope = plan("requests received by every county government in 2024", directory, today).scope
    assert (scope.kinds, scope.levels) == (("government",), ("county",))


def test_the_place_in_a_bodys_own_name_is_not_what_it_is_ranked_in(directory, today):
    made = plan("Where does Hongze District Finance Bureau rank by requests in 2024", directory, today)
    assert made.scope.agencies == ("320813:财政局",)
    assert made.whole is not None
    assert (made.whole.regions, made.whole.departments) == (None, None)


def test_reports_with_problems_of_checks_are_counted_and_not_read(directory, today):
    made = plan("有几份2024年的报告存在校验问题", directory, today)
    assert (made.kind, made.aggregate) == ("checks", "count_reports")
    assert plan("2024年存在的问题有哪些", directory, today).kind == "passages"


def test_the_years_that_a_body_lacks_are_those_without_a_report(directory, today):
    made = plan("沭阳县发展和改革局缺哪几年的报告", directory, today)
    assert (made.collected, made.scope.years) == ("without_year", directory.all_years)


def test_cases_that_were_not_given_are_counted_and_no_bodies_listed(directory, today):
    made = plan("因为涉及第三方权益没给的有多少件，2022年", directory, today)
    assert (made.kind, made.aggregate) == ("aggregate", "sum")


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("上上年沭阳县发展和改革局申请", (2024,)),
        ("“十四五”以来收费合计", (2021, 2022, 2023, 2024, 2025)),
        ("沭阳县发展和改革局2021、2022和2023三年申请", (2021, 2022, 2023)),
        ("fees of Hongze District Finance Bureau '24", (2024,)),
        ("三安全一稳定 2023 件数", (2023,)),
        ("最近一年的申请总量", (2024,)),
        ("沭阳县发展和改革局这些年一共收到多少申请", None),
    ],
)
def test_periods_are_read_as_they_are_said(question, years, directory, today):
    made = plan(question, directory, today)
    assert (made.obstacle, made.scope.years, made.latest_only) == (None, years, False)


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("2023年收费过亿的单位", ("disclosure.fees.amount", "gt", 10_000)),
        ("自然人占比不足一半的单位2022", ("share.natural_person", "lt", 50)),
        ("复议维持率100%的单位 2023", ("rate.review_upheld", "eq", 100)),
        ("2024年比2023年申请量下降一半以上的单位", ("requests.received.total", "le", -50)),
        ("教育局2024年收费0元的有谁", ("disclosure.fees.amount", "eq", 0)),
        ("申请量为个位数的单位 2024", ("requests.received.total", "lt", 10)),
    ],
)
def test_round_numbers_halves_and_bare_percentages_are_conditions(question, meant, directory, today):
    made = plan(question, directory, today)
    assert made.condition is not None
    (measure,), (value,) = made.measures, made.condition.values
    assert (made.kind, measure, made.condition.op, value) == ("list", *meant)


def test_a_negation_in_a_place_asks_who_has_none(directory, today):
    made = plan("Was there any body that received zero requests in 2024 in Jiangsu?", directory, today)
    assert (made.kind, made.condition.op) == ("list", "eq")


def test_a_total_and_an_average_are_two_questions(directory, today):
    assert "一共" in plan("教育局的处罚2024年一共多少起，平均每家多少", directory, today).unplaced


def test_sums_of_each_department_in_order_are_of_departments(directory, today):
    assert plan("各部门2023年收费总和从高到低", directory, today).group == "department"


def test_rows_and_columns_have_checks_of_their_own(directory, today):
    rows, columns = plan("2023年哪些报告横向合计对不上", directory, today), plan("wrong column sums", directory, today)
    assert rows.rules == ("requests.row_sum",)
    assert columns.rules == ("requests.concluded_sum", "requests.concluded_sum_2019")


def test_how_many_more_is_a_difference_however_it_is_counted(directory, today):
    made = plan("沭阳县发展和改革局2023比2022多收了几件申请", directory, today)
    assert (made.change, made.scope.years) == ("difference", (2022, 2023))


def test_who_has_more_may_be_asked_before_the_year(directory, today):
    assert plan("和田地区教育局和洪泽区财政局谁申请多，2024", directory, today).kind == "compare"


def test_the_number_of_places_said_again_is_no_limit(directory, today):
    made = plan("洪泽、沭阳两地2024年申请量比较", directory, today)
    assert "两地" not in made.unplaced


def test_only_may_stand_behind_what_it_restricts(directory, today):
    made = plan("top ten by licensing decisions, 2024, counties only", directory, today)
    assert (made.obstacle, made.scope.levels) == (None, ("county",))


@pytest.mark.parametrize(
    ("question", "asked_for"),
    [
        ("您好，我是某高校公共管理专业的研究生，2023年收费最多的单位", "2023年收费最多的单位"),
        ("不好意思打扰了，我们审计组想核对一下，2023年的收费", "2023年的收费"),
        ("学生想请教一个小问题：2023年的收费", "2023年的收费"),
    ],
)
def test_who_asks_may_work_where_reports_come_from(question, asked_for):
    assert unframed(comparable(question)) == asked_for
