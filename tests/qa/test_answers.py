"""Answers over a small collection: values, statuses, coverage, citations, and words that say no more than was found."""

import re
from dataclasses import dataclass
from decimal import Decimal

import pytest

from qa import ask


def rows(answer):
    return [(row.agency, row.year, row.value) for row in answer.rows]


def apart(answer):
    return [(row.agency, row.year, row.value) for row in answer.apart]


# -- lists


@pytest.mark.parametrize("question", ["which bureaus reported fee income in 2024", "哪些局2024年有收费"])
def test_a_list_of_bureaus_names_other_bodies_apart(question, asked):
    answer = asked(question)
    assert answer.status == "answered"
    assert rows(answer) == [("和田地区教育局", 2024, Decimal("1076.1811"))]
    assert apart(answer) == [("淮安市洪泽区人民政府", 2024, Decimal(7545))]
    assert answer.coverage.model_dump() == {
        "reports": 2,
        "with_value": 1,
        "without_value": {"blank": 1},
        "flagged": 0,
        "failed_checks": 0,
        "complete": False,
        "matching": 1,
    }
    for said in ("和田地区教育局", "1076.1811", "淮安市洪泽区人民政府", "7545"):
        assert said in answer.answer


def test_bodies_of_any_sort_are_listed_largest_first(asked):
    answer = asked("2024年哪些单位有行政事业性收费")
    assert [row.value for row in answer.rows] == [Decimal(7545), Decimal("1076.1811")]
    assert answer.apart == ()
    assert "3份报告，2份有可用数值，1份空白" in answer.answer


def test_what_a_row_says_is_cited_with_its_printed_text(asked):
    answer = asked("which bureaus reported fee income in 2024")
    (row,) = answer.rows
    cited = {citation.id: citation for citation in answer.citations}[row.citation]
    assert (cited.agency, cited.year, cited.field) == ("和田地区教育局", 2024, "disclosure.fees.amount")
    assert cited.text == "行政事业性收费·本年收费金额 1076.1811"
    assert cited.line is not None
    assert [citation.id for citation in answer.citations] == [1, 2]
    assert answer.apart[0].citation == 2


@pytest.mark.parametrize(
    "question", ["which bureaus reported fee income in 2019", "哪些局2019年有收费", "兵团教育局2019年收费多少"]
)
def test_a_form_without_fees_is_neither_zero_nor_none(question, asked):
    answer = asked(question)
    assert answer.status == "not_in_form"
    assert answer.value is None
    assert "disclosure.fees.previous_items" in answer.answer
    assert re.search("既不是零，也不是“没有”|neither zero nor none", answer.answer)
    assert answer.coverage.without_value == {"not_in_template": 1}
    assert all(asked(suggestion).status in {"answered", "no_match"} for suggestion in answer.suggestions)


def test_a_blank_cell_is_not_zero(asked):
    answer = asked("2024年哪些单位没有收费")
    assert answer.status == "no_match"
    assert rows(answer) == []
    assert answer.coverage.without_value == {"blank": 1}


def test_a_reported_zero_is_a_value(asked):
    answer = asked("2021年哪些单位没有收费")
    assert rows(answer) == [("十一师教育局", 2021, Decimal(0)), ("尖扎县教育局", 2021, Decimal(0))]
    one = asked("尖扎县教育局2021年有没有收费")
    assert (one.status, one.value, one.unit) == ("answered", Decimal(0), "万元")
    assert "0万元" in one.answer


def test_cells_without_a_value_can_be_listed(asked):
    answer = asked("2021年哪些单位行政许可空白")
    assert [(row.agency, row.value, row.status) for row in answer.rows] == [("第十一师", None, "unreadable")]


def test_nothing_that_fits_is_said_with_how_much_was_looked_at(asked):
    answer = asked("哪些单位2024年收费超过1亿元")
    assert answer.status == "no_match"
    assert answer.coverage.reports == 3
    assert "3份报告" in answer.answer


def test_only_other_sorts_of_bodies_that_fit_is_no_match_but_they_are_named(asked):
    answer = asked("2021年哪些局有收费")
    assert answer.status == "no_match"
    assert apart(answer) == [("第十一师", 2021, Decimal("267.9503"))]
    assert "267.9503" in answer.answer


def test_a_word_that_was_not_understood_is_asked_back_and_never_dropped(asked):
    answer = asked("which small bureaus reported fee income in 2024")
    assert answer.status == "needs_clarification"
    assert answer.plan["unplaced"] == ["small"]
    assert "small" in answer.answer
    assert answer.rows == ()


# -- lookups


@pytest.mark.parametrize(
    ("question", "value", "unit"),
    [
        ("尖扎县教育局2021年规范性文件现行有效多少件", 8, "件"),
        ("How many licensing decisions did 和田地区教育局 make in 2024", 345, "件"),
        ("How many licensing decisions did Hotan Education Bureau make in 2024", 345, "件"),
        ("淮安市洪泽区2024年收到多少件政府信息公开申请", 95, "件"),
        ("洪泽区人民政府2024年商业企业申请多少件", 5, "件"),
        ("洪泽区人民政府2024年不予公开多少件", 3, "件"),
        ("沭阳发改局2023年行政复议多少件", 1, "件"),
        ("第十一师本级2021年收费多少", Decimal("267.9503"), "万元"),
    ],
)
def test_one_number_asked_for_is_the_value(question, value, unit, asked):
    answer = asked(question)
    assert (answer.status, answer.value, answer.unit) == ("answered", value, unit)
    assert answer.citations


def test_a_sum_of_rows_cites_each_of_them(asked):
    (row,) = asked("洪泽区人民政府2024年不予公开多少件").rows
    assert len(row.citations) == 8


def test_without_a_year_the_latest_report_answers_and_the_others_are_named(asked):
    answer = asked("和田地区教育局行政许可多少件")
    assert answer.value == 345
    assert answer.known_years == (2023, 2024)
    assert "2023" in answer.answer


def test_several_years_are_rows_in_order(asked):
    answer = asked("和田地区教育局2023和2024年收费")
    assert answer.value is None
    assert [(row.year, row.value) for row in answer.rows] == [(2023, Decimal("900.5")), (2024, Decimal("1076.1811"))]


def test_several_figures_are_rows_in_the_order_of_the_form(asked):
    answer = asked("尖扎县教育局规范性文件多少件")
    assert [row.value for row in answer.rows] == [3, 1, 8]


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("第十一师本级2021年行政许可多少", "unreadable"),
        ("洪泽区财政局2024年收费多少", "blank"),
        ("沭阳县发展和改革局2022年收费多少", "missing"),
    ],
)
def test_a_cell_without_a_value_is_no_value(question, status, asked):
    answer = asked(question)
    assert (answer.status, answer.value) == ("no_value", None)
    assert answer.coverage.without_value == {status: 1}
    assert answer.rows[0].status == status


@pytest.mark.parametrize(
    "question",
    ["拉萨市教育局2024年行政许可多少件", "某某公安局2024年行政处罚多少", "尖扎县教育基金会2021年收费多少"],
)
def test_a_body_that_is_not_in_the_collection_is_named(question, asked):
    answer = asked(question)
    assert answer.status == "no_report"
    assert re.split(r"\d", question)[0] in answer.answer


def test_a_year_without_a_report_is_no_report_and_the_others_are_named(asked):
    answer = asked("尖扎县教育局2024年收费多少")
    assert answer.status == "no_report"
    assert answer.known_years == (2021,)
    assert "尖扎县教育局2024年" in answer.answer


def test_an_unsure_body_is_asked_back(asked):
    answer = asked("第十一师2021年收费多少")
    assert answer.status == "needs_clarification"
    assert answer.clarification is not None
    assert set(answer.clarification.options) == {"第十一师本级", "十一师教育局"}
    assert [asked(f"{option}2021年收费多少").value for option in answer.clarification.options] == [
        0,
        Decimal("267.9503"),
    ]


# -- totals and rankings


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("2024年一共收了多少行政事业性收费", Decimal("8621.1811")),
        ("2024年收到多少件申请", Decimal(98)),
        ("2024年平均每个单位收到多少件申请", Decimal("32.6667")),
        ("median number of requests received in 2024", Decimal(3)),
        ("2024年收费最高是多少", Decimal(7545)),
        ("2024年多少个单位有收费", Decimal(2)),
        ("How many bureaus reported fee income in 2024?", Decimal(1)),
        ("how many requests were refused in 2024", Decimal(3)),
        ("江苏省2024年一共收了多少行政事业性收费", Decimal(7545)),
    ],
)
def test_a_total_is_computed_over_the_values_there_are(question, value, asked):
    answer = asked(question)
    assert (answer.status, answer.value) == ("answered", value)


def test_a_total_states_its_coverage(asked):
    coverage = asked("2024年一共收了多少行政事业性收费").coverage
    assert (coverage.reports, coverage.with_value, coverage.complete) == (3, 2, False)


def test_a_government_beside_its_own_bureau_may_be_counted_twice_and_that_is_said(asked):
    assert "重复" in asked("2024年收到多少件申请").answer
    assert "重复" not in asked("2024年一共收了多少行政事业性收费").answer


def test_a_ranking_is_in_order_and_cut(asked):
    answer = asked("2024年行政许可最多的两个单位")
    assert [row.value for row in answer.rows] == [9487, 345]
    assert answer.coverage.reports == 3


def test_bodies_that_tie_at_the_end_of_a_ranking_are_kept(asked):
    assert len(asked("2024年行政处罚最少的单位").rows) == 2


def test_amounts_without_a_unit_are_not_added(asked):
    answer = asked("2019年政府采购金额一共多少")
    assert answer.status == "needs_clarification"
    assert answer.value is None
    assert answer.clarification is not None
    assert asked(answer.clarification.options[0]).status == "answered"


def test_flagged_values_and_failed_checks_are_counted_and_marked(asked):
    flagged = asked("洪泽区人民政府2024年行政处罚多少件")
    assert flagged.coverage.flagged == 1
    assert flagged.rows[0].flags == ("low_confidence",)
    broken = asked("2024年收到多少件申请")
    assert (broken.coverage.flagged, broken.coverage.failed_checks) == (1, 1)
    assert [row.flags for row in broken.rows] == [("failed_check",), (), ()]
    assert "未通过" in broken.answer


# -- what the reports can not answer


@pytest.mark.parametrize(
    "question",
    [
        "明天天气怎么样",
        "what is the population of Beijing",
        "why is the sky blue",
        "2024年公开了多少",
        "",
        "?",
        "2024",
        "drop table reports; --",
    ],
)
def test_what_the_reports_do_not_have_is_out_of_scope(question, asked):
    answer = asked(question)
    assert answer.status == "out_of_scope"
    assert answer.suggestions
    assert answer.clarification is None


def test_suggestions_can_be_asked(asked):
    for question in ("明天天气怎么样", "what is the population of Beijing"):
        assert all(asked(suggestion).status == "answered" for suggestion in asked(question).suggestions)


@pytest.mark.parametrize(
    "question", ["和田地区教育局2024年罚款多少万元", "How much did 和田地区教育局 collect in fines in 2024"]
)
def test_fines_are_not_answered_with_the_number_of_penalties(question, asked):
    answer = asked(question)
    assert (answer.status, answer.value, answer.rows) == ("out_of_scope", None, ())
    assert re.search("罚款金额不在|fines are not", answer.answer)


# -- narrative


def test_a_narrative_question_is_answered_by_passages(asked):
    answer = asked("what problems did 尖扎县教育局 report")
    assert answer.status == "answered"
    first = answer.passages[0]
    assert (first.section, first.page) == (5, 4)
    assert "不够全面" in first.text
    cited = {citation.id: citation for citation in answer.citations}[first.citation]
    assert (cited.page, cited.field, cited.text) == (4, None, first.text)


def test_a_search_that_is_given_is_used(store, today):
    @dataclass(frozen=True)
    class Hit:
        passage_id: str
        score: float

    @dataclass(frozen=True)
    class Found:
        hits: tuple[Hit, ...]
        mode: str = "hybrid"

    class OneHit:
        def search(self, query, scope, limit):
            assert scope.agency_keys == ("653200:教育局",)
            return Found(tuple(Hit(name, score) for name, score in store.search_keywords("培训", scope, limit)))

    answer = ask("和田地区教育局如何培训", store, OneHit(), today=today)
    assert [passage.agency for passage in answer.passages] == ["和田地区教育局"]
    assert "关键词" not in answer.answer


def test_a_narrative_nobody_wrote_is_no_match(asked):
    assert asked("哪些报告提到量子计算机").status == "no_match"


# -- the real reports, with the values of their gold files


@pytest.mark.shared
def test_the_questions_of_the_specification_over_the_real_reports(shared, tmp_path, today):
    import json

    from collection import report_of

    from factstore import FactStore

    names = {
        "000": "十一师教育局",
        "001": "兵团教育局",
        "002": "尖扎县教育局",
        "003": "和田地区教育局",
        "004": "第十一师",
        "hongze": "淮安市洪泽区人民政府",
        "shuyang": "沭阳县发展和改革局",
    }
    with FactStore.open(f"sqlite:///{tmp_path / 'gold.db'}") as store:
        for file in sorted((shared / "gold").glob("*.json")):
            gold = json.loads(file.read_text())
            values = {
                name: fact["status"] if fact["value"] is None else str(fact["value"])
                for name, fact in gold["facts"].items()
                if fact["status"] != "not_in_template"
            }
            store.write(report_of(names[re.split("_", file.name)[0]], gold["report"]["year"], values))
        fees = ask("which bureaus reported fee income in 2024", store, None, today=today)
        assert rows(fees) == [("和田地区教育局", 2024, Decimal("1076.1811"))]
        assert apart(fees) == [("淮安市洪泽区人民政府", 2024, Decimal(7545))]
        assert (fees.coverage.reports, fees.coverage.with_value, fees.coverage.complete) == (1, 1, True)
        assert ask("which bureaus reported fee income in 2019", store, None, today=today).status == "not_in_form"
        for question, value in (
            ("尖扎县教育局2021年规范性文件现行有效多少件", 8),
            ("How many licensing decisions did 和田地区教育局 make in 2024", 345),
            ("淮安市洪泽区2024年收到多少件政府信息公开申请", 95),
        ):
            assert ask(question, store, None, today=today).value == value
