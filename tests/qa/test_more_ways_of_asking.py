"""Ways of asking that people have: when reports were published, averages, two figures at once, what a figure means."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from collection import FEES, GRANTED, LICENSING, PENALTIES, RECEIVED, report_of

from canonical.measures import measure_of
from canonical.report import Mention
from factstore import FactStore, PassageDraft
from qa import ask
from qa.framing import joined
from qa.plan import Plan, Published, plan_id

TODAY = date(2025, 6, 1)
SECRETS, PRIVACY = "requests.refused.state_secret.total", "requests.refused.third_party_rights.total"
COMPANY, PERSON = "requests.received.company", "requests.received.natural_person"
BODIES = (
    ("南京市教育局", 2024, {RECEIVED: "10", FEES: "300", LICENSING: "4", PENALTIES: "1"}, date(2025, 1, 20)),
    ("南京市财政局", 2024, {RECEIVED: "20", FEES: "100", LICENSING: "9", SECRETS: "3"}, date(2025, 3, 2)),
    ("贵州省人民政府", 2024, {RECEIVED: "90", FEES: "0", LICENSING: "1", PRIVACY: "5", PERSON: "90"}, None),
    ("遵义市教育局", 2024, {RECEIVED: "0", FEES: "blank", COMPANY: "0"}, date(2025, 1, 31)),
    ("南京市教育局", 2023, {RECEIVED: "8", FEES: "200", GRANTED: "2"}, date(2024, 1, 9)),
    ("和田地区教育局", 2024, {RECEIVED: "7", FEES: "6"}, date(2025, 2, 3)),
    ("第十一师教育局", 2024, {RECEIVED: "3", FEES: "2"}, date(2025, 2, 4)),
)
FOLLOWERS = Mention(label="关注人数", value=Decimal(500), unit="人", quote="关注人数500人", section=1)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with FactStore.open(f"sqlite:///{tmp_path_factory.mktemp('ways') / 'nianbao.db'}") as opened:
        for number, (body, year, figures, day) in enumerate(BODIES):
            report = report_of(body, year, figures)
            told = (replace(FOLLOWERS, value=Decimal(500 + number), quote=f"关注人数{500 + number}人"),)
            report = replace(report, identity=replace(report.identity, published=day), mentions=told)
            texts = (1, f"微信公众号关注人数{500 + number}人。"), (5, "不足是更新偏慢。下一步将加强培训。")
            opened.write(report, [PassageDraft(kind="text", section=at, text=text) for at, text in texts])
        yield opened


@pytest.fixture
def asked(store):
    return lambda question, before=None: ask(question, store, None, today=TODAY, previous=before)


@pytest.fixture
def after(asked):
    def last(*questions):
        plan = None
        for question in questions:
            answer = asked(question, plan)
            plan = Plan.model_validate(answer.plan)
        return answer

    return last


def who(answer):
    return [row.agency for row in answer.rows]


# -- when reports were published


@pytest.mark.parametrize("question", ["which reports were published in 2024", "2024年发布的报告有哪些"])
def test_the_year_of_publication_is_not_the_year_of_the_report(question, asked):
    answer = asked(question)
    assert [(row.agency, row.year, row.message) for row in answer.rows] == [("南京市教育局", 2023, "2024-01-09")]


def test_reports_without_a_date_are_told_apart(asked):
    answer = asked("2024年报告中2025年1月31日以后发布的有哪些")
    assert set(who(answer)) == {"南京市财政局", "和田地区教育局", "第十一师教育局"}
    assert answer.coverage.without_value == {"missing": 1}
    assert "1份没有写明发布日期" in answer.answer


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("2025年1月发布的报告有多少份", 2),
        ("how many reports were published before February 2025", 3),
        ("2025年有几个单位发布了年报", 5),
        ("没有写明发布日期的年报有几份", 1),
    ],
)
def test_reports_are_counted_by_their_dates(question, number, asked):
    assert asked(question).value == number


def test_the_day_alone_is_one_of_the_year_after_the_reports_own():
    late = Published(since="02-01")
    assert [late.has(date(2024, 2, 1), 2023), late.has(date(2024, 1, 31), 2023)] == [True, False]
    assert late.has(None, 2023) is None


def test_who_published_last_is_told_with_the_day(asked):
    assert "南京市财政局2024年报告2025-03-02" in asked("谁的2024年年报发布得最晚").answer


def test_a_rate_beside_a_year_is_no_date_of_publication(asked):
    assert asked("2024年公开率最低的单位在报告里写了哪些问题").plan["kind"] == "passages"


# -- places


def test_what_is_administered_apart_is_named_and_not_silently_left_out(asked):
    assert "不含新疆生产建设兵团" in asked("新疆各单位2024年收费合计").answer
    both = asked("新疆和兵团2024年收费合计")
    assert both.value == 8
    assert "不含" not in both.answer


def test_regions_are_those_next_below_the_one_named(asked):
    assert asked("2024年申请量按地区统计").plan["group"] == "province"
    below = asked("江苏省2024年申请量按地区统计")
    assert below.plan["group"] == "prefecture"
    above = asked("贵州省2024年申请量按地区统计")
    assert "不属于其中任何一个" in above.answer


def test_a_place_that_nobody_has_reports_of_is_not_searched_for_everywhere(asked):
    assert asked("What problems did Danzhai report").status == "no_report"


# -- averages, sums, several figures


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("2024年申请量超过平均数的单位", ["贵州省人民政府"]),
        ("which bodies had above-average fee income in 2024", ["南京市教育局", "南京市财政局"]),
        ("2024年许可低于中位数的单位", ["遵义市教育局", "和田地区教育局", "第十一师教育局"]),
        ("2024年申请超过平均值而且没有收费的单位", ["贵州省人民政府"]),
    ],
)
def test_figures_are_set_against_the_average(question, names, asked):
    answer = asked(question)
    own = [row.agency for row in answer.rows if row.field == answer.plan["measures"][0]]
    assert sorted(own) == sorted(names)


def test_one_body_is_set_against_the_average_of_all(asked):
    answer = asked("贵州省人民政府2024年申请量高于平均水平吗")
    assert who(answer) == ["贵州省人民政府"]
    assert "21.6667" in (answer.definition or "")


def test_two_figures_are_added_where_that_is_asked(asked):
    assert asked("南京市教育局2024年许可和处罚一共多少件").value == 5
    assert asked("2024年许可加处罚最多的单位").rows[0].value == 9


def test_a_sum_counts_no_figure_twice_and_keeps_units_apart():
    assert measure_of(f"{LICENSING}+{LICENSING}") is None
    assert measure_of(f"{LICENSING}+{FEES}") is None


def test_a_figure_beside_the_one_that_chooses_is_told_and_orders_nothing(asked):
    answer = asked("2024年收费最高的两个单位，许可各多少")
    assert [(row.agency, row.value) for row in answer.rows] == [
        ("南京市教育局", 300),
        ("南京市教育局", 4),
        ("南京市财政局", 100),
        ("南京市财政局", 9),
    ]
    in_english = asked("top 2 bodies by requests received in 2024 and their refusal rate")
    assert in_english.plan["measures"] == [RECEIVED]


@pytest.mark.parametrize(
    "question", ["2024年不予公开理由用得最多的是哪个", "Which ground for refusal was used most often in 2024?"]
)
def test_grounds_are_added_over_all_reports_and_ordered(question, asked):
    assert [(row.field, row.value) for row in asked(question).rows][:2] == [(PRIVACY, 5), (SECRETS, 3)]


def test_number_and_share_are_both_told(asked):
    answer = asked("贵州省人民政府2024年自然人申请多少件，占比多少")
    assert [row.value for row in answer.rows] == [90, 100]


# -- every year, which years


def test_who_has_a_report_of_every_year_is_no_list_of_all(asked):
    assert who(asked("哪些单位每年都有报告")) == ["南京市教育局"]


def test_the_years_that_a_body_lacks_are_told_and_no_others(asked):
    assert "没有2023年报告的：遵义市教育局" in asked("遵义市教育局缺哪几年的报告").answer


def test_every_year_is_said_where_it_is_asked_for(asked):
    answer = asked("每年都有收费的单位")
    assert set(who(answer)) == {"南京市教育局"}
    assert "每一年" in answer.answer


def test_reports_on_another_form_are_not_said_to_be_none(asked):
    answer = asked("2024年哪些报告用了旧版表格").answer
    assert "没有一份用2019年版表格" in answer
    assert "没有单位2024年的报告" not in answer


# -- what a figure means


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("什么叫结转下年度", "没有办结"),
        ("公开率是怎么算的", "予以公开 + 部分公开"),
        ('what does "carried over" mean in these reports', "earlier years"),
        ("不予处理包括哪些情形", "重复申请"),
    ],
)
def test_what_a_figure_means_is_told_and_no_numbers(question, words, asked):
    answer = asked(question)
    assert words in answer.answer
    assert not answer.rows


# -- going on


def test_a_chain_keeps_its_body_when_it_turns_to_words_and_back(after):
    first = "南京市教育局2024年收费多少"
    improved = after(first, "改进措施呢")
    assert {passage.agency for passage in improved.passages} == {"南京市教育局"}
    assert "加强培训" in improved.answer
    assert after(first, "改进措施呢", "许可多少件").value == 4
    assert after(first, "有没有勾稽错误").coverage.reports == 1


def test_they_are_those_that_the_ranking_before_chose(after):
    answer = after("2024年收费最高的两个单位", "它们存在什么问题")
    assert {passage.agency for passage in answer.passages} == {"南京市教育局", "南京市财政局"}


# -- numbers of the narrative


def test_numbers_of_narratives_are_ranked_with_their_words(asked):
    answer = asked("2024年哪个单位公众号关注人数最多")
    assert [(row.agency, row.value) for row in answer.rows] == [("第十一师教育局", 506)]
    assert "口径未必相同" in answer.answer


def test_what_says_nothing_new_leaves_the_ids_of_stored_plans_as_they_are():
    old = Plan(kind="lookup", measures=(FEES,), language="zh")
    assert plan_id(old) == plan_id(old.model_copy(update={"published": None, "beside": ()}))


# -- words that mean something else beside others


def test_a_year_that_something_is_carried_into_is_no_report_year(asked):
    assert asked("南京市教育局2023年办结几件，结转到2024年的几件").plan["scope"]["years"] == [2023]


def test_a_field_of_work_stands_for_all_of_it(asked):
    answer = asked("2024年教育系统申请总数")
    assert (answer.value, answer.coverage.reports) == (20, 4)


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("2024年法院败诉最多的单位", "litigation.corrected"),
        ("bodies with the largest backlog at the end of 2024", "requests.carried_forward.total"),
        ("How many cases did courts decide against agencies in 2024?", "litigation.corrected"),
    ],
)
def test_words_of_courts_and_of_backlogs_name_their_figure(question, measure, asked):
    assert asked(question).plan["measures"] == [measure]


@pytest.mark.parametrize("question", ["2024申请量top2", "2024 top2 收费"])
def test_top_needs_no_space(question, asked):
    assert asked(question).plan["limit"] == 2


def test_one_body_over_another_is_a_comparison(asked):
    answer = asked("2024年南京市教育局的申请数有没有超过南京市财政局")
    assert (answer.plan["kind"], set(who(answer))) == ("compare", {"南京市教育局", "南京市财政局"})
    both = asked("南京市教育局和财政局2024年谁的许可多")
    assert [row.value for row in both.rows] == [9, 4]


def test_a_number_that_says_again_how_many_are_named_is_no_part_of_a_name():
    assert joined("南京、徐州、淮安三市政府的申请量") == "南京、徐州、淮安市政府的申请量"
    assert joined("收费前三市政府") == "收费前三市政府"


def test_zeros_and_blanks_in_one_question_are_asked_back(asked):
    assert asked("收费为零和没填收费的分别是哪些单位（2024）").status == "needs_clarification"


def test_a_field_that_the_form_lacks_is_why_there_is_no_figure(tmp_path):
    with FactStore.open(f"sqlite:///{tmp_path / 'old.db'}") as opened:
        opened.write(report_of("南京市教育局", 2020, {}), ())
        assert ask("为什么2020年没有收费金额", opened, None, today=TODAY).status == "not_in_form"


# -- what there is to ask about


def test_the_openness_of_government_is_no_field_of_work(asked):
    """政务 was taken for the departments of government services, of which the collection has none."""
    answer = asked("政务公开存在哪些问题")
    assert answer.plan["scope"]["departments"] is None
    assert answer.passages


def test_where_nothing_is_stored_it_is_said_how_to_store_something(tmp_path):
    with FactStore.open(f"sqlite:///{tmp_path / 'nianbao.db'}") as empty:
        answers = [ask(question, empty, None, today=TODAY) for question in ("哪些单位收费", "who charged fees")]
    assert all("nianbao ingest" in answer.answer for answer in answers)


# -- what goes on from a question that was not answered


def test_a_body_without_reports_is_not_forgotten_in_what_follows(after):
    """那2024年呢 was answered with the reports of all other bodies."""
    answer = after("火星市教育局2023年收到多少申请", "那2024年呢")
    assert answer.status == "no_report"
    assert not answer.rows
    assert after("火星市教育局2023年收到多少申请", "南京市教育局呢").rows


@pytest.mark.parametrize("first", ["各单位的预算是多少", "北京的天气怎么样"])
def test_which_has_most_of_what_no_report_has_is_no_defect(first, after):
    assert after(first, "那2024年呢", "哪个最多").status == "out_of_scope"
