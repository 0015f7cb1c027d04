"""Questions about what reports say in words: sentences and not headings, words looked up, numbers of the narrative."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from collection import report_of

from canonical.report import Mention
from factstore import FactStore, PassageDraft
from qa import ask

TODAY = date(2026, 11, 26)
JIANZHA, HOTAN, HONGZE, SHUYANG = "尖扎县教育局", "和田地区教育局", "淮安市洪泽区人民政府", "沭阳县发展和改革局"
OFFICE = "（二）平台建设情况。本局在政务新媒体刊登通知，"
PASSAGES = {
    JIANZHA: (
        (
            1,
            (
                "一、总体情况\n（一）主动公开情况。全年发布各类信息86条，网站信息访问量达到3200余次。\n"
                "开展业务培训四次，参加培训的有各科室的承办人员，内容以条例释义为主，每次都有\n签到表。"
            ),
        ),
        (
            5,
            (
                "五、存在的主要问题及改进情况\n今年的工作有三点不足。**一是**栏目维护缺乏专业人员；**二是**答复文书过于简略；"
                "三是图表类解读偏少。\n今后这样改进：\n（一）加强学习。每季度组织一次以会代训。"
            ),
        ),
        (6, "六、其他需要报告的事项\n无。"),
    ),
    HOTAN: (
        (1, "一、总体情况\n门户网站发布通知40条，公众号推文280条，关注人数达1.1万余人。"),
        (5, "五、存在的主要问题及改进情况\n（一）存在的主要问题。栏目更新不及时。\n（二）改进措施。定期检查栏目。"),
    ),
    HONGZE: (
        (1, f"一、总体情况\n{OFFICE}由专人值守，发布政务信息12条。"),
        (5, "五、存在的主要问题及改进情况\n解读形式单一，人手不足。下一步将增加图解。"),
    ),
    SHUYANG: ((1, "一、总体情况\n各科室按目录认领任务，每月对账。"),),
}
MENTIONS = {
    JIANZHA: (
        ("发布各类信息", "86", "条", False, "全年发布各类信息86条"),
        ("网站信息访问量", "3200", "次", True, "网站信息访问量达到3200余次"),
    ),
    HONGZE: (("发布政务信息", "12", "条", False, "发布政务信息12条"),),
    HOTAN: (
        ("门户网站发布通知", "40", "条", False, "门户网站发布通知40条"),
        ("公众号推文", "280", "条", False, "公众号推文280条"),
        ("关注人数", "11000", "人", True, "关注人数达1.1万余人"),
    ),
}
YEARS = {JIANZHA: 2021, HOTAN: 2024, HONGZE: 2024, SHUYANG: 2019}


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> Iterator:
    with FactStore.open(f"sqlite:///{tmp_path_factory.mktemp('told') / 'nianbao.db'}") as store:
        for name, sections in PASSAGES.items():
            report = report_of(name, YEARS[name])
            if name == HOTAN:
                report = replace(report, identity=replace(report.identity, published=date(2025, 1, 20)))
            counts = tuple(_mention(*each) for each in MENTIONS.get(name, ()))
            drafts = [PassageDraft(kind="text", section=number, page=number, text=text) for number, text in sections]
            store.write(replace(report, mentions=counts), drafts)
        yield lambda question: ask(question, store, None, today=TODAY)


def _mention(label: str, value: str, unit: str, approximate: bool, quote: str) -> Mention:
    return Mention(
        label=label, value=Decimal(value), unit=unit, quote=quote, section=1, page=1, approximate=approximate
    )


# -- sentences, not headings


def test_problems_are_told_by_the_sentences_below_the_heading_all_of_them(told):
    answer = told("尖扎县教育局存在的主要问题是什么")
    assert answer.status == "answered"
    quoted = "今年的工作有三点不足。一是栏目维护缺乏专业人员；二是答复文书过于简略；三是图表类解读偏少。"
    assert f"“{quoted}”" in answer.answer
    assert "五、" not in answer.answer
    assert "以会代训" not in answer.answer


def test_what_is_to_be_improved_is_told_without_the_problems(told):
    answer = told("尖扎县教育局有哪些改进措施")
    assert "加强学习" in answer.answer
    assert "缺乏专业人员" not in answer.answer


def test_a_question_in_english_gets_the_sentences_too(told):
    answer = told("What did Hotan Prefecture Education Bureau report as main problems in 2024?")
    assert "“栏目更新不及时。”" in answer.answer


def test_a_section_can_be_asked_for_by_its_number(told):
    answer = told("尖扎县教育局报告第六部分写了什么")
    assert [passage.section for passage in answer.passages] == [6]
    assert "“无。”" in answer.answer


def test_highlighted_places_are_whole_sentences_across_broken_lines(told):
    (passage,) = told("尖扎县教育局的业务培训怎么开展").passages
    assert ["".join(passage.text[slice(*place)].split()) for place in passage.matches] == [
        "开展业务培训四次，参加培训的有各科室的承办人员，内容以条例释义为主，每次都有签到表。"
    ]


def test_what_only_a_heading_names_is_told_by_the_sentences_below_it(told):
    answer = told("洪泽区的平台建设怎么样")
    assert "“本局在政务新媒体刊登通知，由专人值守，发布政务信息12条。”" in answer.answer


# -- words looked up


def test_bodies_that_mention_words_are_counted_over_all_and_each_is_quoted(told):
    answer = told("哪些单位提到政务新媒体")
    assert [(row.agency, row.flags) for row in answer.rows] == [(HONGZE, ()), (HOTAN, ("near",))]
    assert (answer.coverage.reports, answer.coverage.with_value, answer.coverage.matching) == (4, 1, 2)
    assert "本局在政务新媒体刊登通知" in answer.answer
    assert all(row.citation for row in answer.rows)


def test_another_word_for_the_same_is_found_and_a_near_one_is_named_as_that(told):
    answer = told("哪些单位提到人员不足")
    assert [row.agency for row in answer.rows if not row.flags] == [HONGZE]
    assert [row.agency for row in answer.rows if row.flags] == [JIANZHA]
    assert "相近的说法（“缺乏专业人员”）" in answer.answer


def test_words_that_nobody_writes_are_said_to_be_nowhere(told):
    answer = told("哪些单位提到区块链")
    assert answer.status == "no_match"
    assert answer.answer == "查看了4份报告，没有一份的正文写有“区块链”。"


def test_one_report_without_the_words_is_told_from_one_with_them(told):
    assert told("尖扎县教育局有没有提到区块链").status == "no_match"
    assert told("尖扎县教育局有没有提到培训").status == "answered"


def test_words_are_looked_for_in_the_section_that_is_named(told):
    answer = told("哪些单位存在的问题里提到更新不及时")
    assert [row.agency for row in answer.rows] == [HOTAN]
    assert {passage.section for passage in answer.passages} == {5}


def test_bodies_that_do_not_mention_words_are_those_without_near_ones_too(told):
    answer = told("哪些单位没有提到新媒体")
    assert {row.agency for row in answer.rows} == {SHUYANG, JIANZHA}


def test_words_in_english_are_looked_for_in_chinese(told):
    answer = told("which bodies mention new media")
    assert [row.agency for row in answer.rows if not row.flags] == [HONGZE]


def test_how_many_bodies_mention_something_is_a_number(told):
    assert told("有多少单位提到培训").value == 1


@pytest.mark.parametrize("words", ["人员变动", "最多跑一次", "一人兼着"])
def test_words_that_are_looked_for_ask_for_nothing_else(told, words):
    answer = told(f"哪些报告写到“{words}”")
    assert answer.status == "no_match"
    assert f"“{words}”" in answer.answer


def test_a_word_of_bodies_in_what_is_looked_for_restricts_nothing(told):
    assert told("哪些报告提到政府公报").coverage.reports == 4


# -- numbers of the narrative


@pytest.mark.parametrize(
    ("question", "value", "unit"),
    [
        ("公众号关注人数有多少", 11000, "人"),
        ("尖扎县教育局发布了多少条信息", 86, "条"),
        ("尖扎县教育局网站访问量是多少", 3200, "次"),
        ("how many items did the Jianzha education bureau publish", 86, "条"),
        ("和田地区教育局公众号有多少粉丝", 11000, "人"),
    ],
)
def test_a_number_that_only_the_narrative_tells_is_found(told, question, value, unit):
    answer = told(question)
    assert (answer.status, answer.value, answer.unit) == ("answered", value, unit)
    (row,) = answer.rows
    assert row.message
    assert row.message in answer.answer
    assert answer.citations[row.citation - 1].page == 1


def test_a_number_told_as_about_so_many_is_marked(told):
    answer = told("公众号关注人数有多少")
    assert answer.rows[0].flags == ("approximate",)
    assert "约11000人" in answer.answer


def test_numbers_of_several_reports_are_not_added(told):
    answer = told("各单位发布了多少条信息")
    assert answer.value is None
    assert {(row.agency, row.value) for row in answer.rows} == {(JIANZHA, 86), (HONGZE, 12)}
    assert "没有相加" in answer.answer


def test_a_number_that_no_narrative_tells_stays_outside(told):
    answer = told("和田地区教育局有多少条狗")
    assert answer.status == "out_of_scope"
    assert answer.suggestions


def test_a_number_of_items_is_never_taken_for_one_of_documents(told):
    answer = told("沭阳县发展和改革局发布了多少条信息")
    assert answer.status == "out_of_scope"
    assert answer.clarification is None


# -- the collection


@pytest.mark.parametrize(
    "question", ["哪些报告用的是旧表", "哪些报告是2019年格式的", "which reports use the 2019 form"]
)
def test_reports_are_listed_by_their_form(told, question):
    answer = told(question)
    assert [(row.agency, row.year) for row in answer.rows] == [(SHUYANG, 2019)]


@pytest.mark.parametrize("question", ["江苏省有哪些报告", "list the reports from Jiangsu Province"])
def test_the_reports_of_a_place_are_listed(told, question):
    assert {row.agency for row in told(question).rows} == {HONGZE, SHUYANG}


@pytest.mark.parametrize("question", ["所有县级单位", "县级单位有哪些"])
def test_a_sort_of_bodies_alone_asks_who_they_are(told, question):
    assert {row.agency for row in told(question).rows} == {HONGZE, SHUYANG, JIANZHA}


def test_the_day_of_publication_is_told_or_that_there_is_none(told):
    answer = told("和田地区教育局的报告是哪天发布的")
    assert (answer.status, answer.rows[0].message) == ("answered", "2025-01-20")
    assert "2025-01-20" in answer.answer
    assert told("洪泽区报告是哪天发布的").status == "no_value"


@pytest.mark.parametrize("question", ["哪些单元格无法识别", "哪些数字看不清", "which cells are unreadable"])
def test_unreadable_cells_are_listed_by_report(asked, question):
    answer = asked(question)
    assert [(row.agency, row.field, row.status) for row in answer.rows] == [
        ("第十一师", "disclosure.licensing.decisions", "unreadable")
    ]
    assert answer.coverage.matching == 1
    assert answer.rows[0].citation


def test_a_report_without_unreadable_cells_is_said_to_have_none(asked):
    answer = asked("尖扎县教育局的报告有哪些单元格看不清")
    assert (answer.status, answer.rows) == ("no_match", ())


# -- wording


def test_whether_anybody_has_any_asks_for_more_than_none(asked):
    assert [row.agency for row in asked("有没有单位被提起行政复议").rows] == ["沭阳县发展和改革局"]
    assert asked("有没有法律服务机构提申请的").status == "no_match"


def test_a_list_without_a_condition_is_not_said_to_have_one(asked):
    answer = asked("2024年各单位收费")
    assert "各单位的“行政事业性收费”" in answer.answer
    assert "不少于" not in answer.answer


def test_a_rate_over_several_reports_is_no_sum(asked):
    answer = asked("自然人申请占比多少")
    assert "合在一起计算" in answer.answer
    assert "合计" not in answer.answer


def test_who_applied_asks_for_each_kind_of_applicant(asked):
    answer = asked("洪泽区2024年的申请都是谁提的")
    assert {row.field.rpartition(".")[2]: row.value for row in answer.rows if row.value} == {
        "natural_person": 90,
        "company": 5,
    }
    assert "其余各项为0" in answer.answer


def test_reasons_beside_the_number_of_refusals_are_its_rows(asked):
    answer = asked("洪泽区2024年不予公开了几件，都是什么理由")
    values = {row.field.split(".")[-2]: row.value for row in answer.rows if row.value}
    assert values == {"refused": 3, "endangers_stability": 1, "internal_affairs": 2}


def test_more_than_another_body_is_a_comparison(asked):
    answer = asked("和田地区教育局2024年收费比洪泽区多吗")
    assert answer.plan["kind"] == "compare"
    assert {row.agency for row in answer.rows} == {HOTAN, HONGZE}


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("沭阳县发展和改革局2023年答复了多少件", "requests.concluded.total"),
        ("Did Hotan Prefecture Education Bureau carry anything over to next year?", "requests.carried_forward.total"),
    ],
)
def test_everyday_words_name_these_figures(asked, question, field):
    answer = asked(question)
    assert (answer.status, answer.rows[0].field) == ("answered", field)
