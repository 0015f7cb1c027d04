"""Counted things, problems and measures by a model are verbatim words of the report."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from canonical.report import Report
from extraction.asking.answers import MentionAnswer, MentionAnswers, ProblemAnswer, ProblemAnswers
from extraction.asking.counts import told_in
from extraction.asking.narrative import SectionLine, judge_mentions, judge_problems, problem_lines, told_numbers
from llm import Asked, Said
from tests.extraction.asking.open_reports import answered, trace_of
from tests.extraction.documents import HEAD, whole

TEXT = whole().replace("2023年，我局主动公开信息12条。", "2023年，我局主动公开信息12条，组建5支宣传队伍。")
TOLD = tuple(
    told_in(
        "2023年，组建 ５支宣传队伍，按时答复率达到98.5%，支援队伍2支；全年信息公开未发生责任追究情况。2022年满意率为90%，20个工作日内答复。",
        section=1,
        page=2,
        year=2023,
    )
)
PLANS = (SectionLine(section=5, text="公开内容不够全面。下一步将加强培训。", page=4),)


def mention(number: str | None, what: str | None) -> tuple[list[tuple[str, str, str]], list[str]]:
    answer = MentionAnswers(mentions=[MentionAnswer(number=number, what=what)])
    found, rejected = judge_mentions(answer, (), TOLD)
    return [(each.label, f"{each.value:f}", each.unit) for each in found], [each.guard for each in rejected]


def test_numbers_of_another_year_and_of_days_are_not_asked_about() -> None:
    assert [(each.printed, f"{each.value:f}", each.unit) for each in TOLD] == [
        ("５支", "5", "支"),
        ("98.5%", "98.5", "%"),
        ("2支", "2", "支"),
        ("未发生", "0", ""),
    ]


@pytest.mark.parametrize(
    ("number", "what", "made"),
    [
        ("5支", "宣传队伍", ("宣传队伍", "5", "支")),
        ("〔5〕", "组建 5支宣传队伍", ("组建 宣传队伍", "5", "支")),
        ("98.5%", "按时答复率", ("按时答复率", "98.5", "%")),
        ("98.5", "按时答复率达到98.5%", ("按时答复率", "98.5", "%")),
        ("未发生", "责任追究", ("信息公开责任追究", "0", "")),
        (None, "责任追究", ("信息公开责任追究", "0", "")),
        ("0", "全年信息公开未发生责任追究情况", ("信息公开责任追究", "0", "")),
    ],
)
def test_words_that_say_what_a_number_counts_are_taken(number: str, what: str, made: tuple[str, str, str]) -> None:
    assert mention(number, what) == ([made], [])


@pytest.mark.parametrize(
    ("number", "what", "guard"),
    [
        ("5支", "执法队伍", "quoted"),
        ("6支", "宣传队伍", "number_in_quote"),
        (None, "队伍", "number_in_quote"),
        ("98.5%", "宣传队伍", "number_in_quote"),
        ("5支", "５支", "label_in_quote"),
        ("98.5%", "按时答复", "label_in_quote"),
        ("未发生", "责任", "label_in_quote"),
        ("未发生", "追究情况", "label_in_quote"),
    ],
)
def test_what_the_words_do_not_say_is_refused(number: str | None, what: str, guard: str) -> None:
    assert mention(number, what) == ([], [guard])


def test_a_number_of_which_a_model_says_nothing_is_no_counted_thing() -> None:
    assert mention("5支", None) == ([], [])


def test_a_counted_thing_is_quoted_with_its_clause_on_its_page() -> None:
    (found,), _ = judge_mentions(MentionAnswers(mentions=[MentionAnswer(number="5", what="宣传队伍")]), (), TOLD)
    assert (found.quote, found.section, found.page, found.method) == ("组建 ５支宣传队伍", 1, 2, "llm")


def test_what_a_rule_has_found_is_not_asked_about() -> None:
    findings = trace_of(TEXT).findings
    assert [each.printed for each in told_numbers(findings)] == ["5支"]
    known = replace(findings, report=replace(findings.report, mentions=(TOLD[0].mention("宣传队伍"),)))
    assert told_numbers(known) == ()


def test_a_quote_may_go_on_in_the_next_printed_line_and_have_other_quotation_marks() -> None:
    wrapped = "五、存在的主要问题及改进情况\n我局公开的内容还不够全面，解读的形式还比较单一，下一步将强化“公开为\n常态”的原则，加强业务培训。"
    text = re.sub(r"五、存在的主要问题.*\n.*", wrapped, whole())
    lines = problem_lines(trace_of(text).findings)
    assert [line.text for line in lines] == [wrapped.replace("\n", "").removeprefix("五、存在的主要问题及改进情况")]
    answer = ProblemAnswers(problems=[ProblemAnswer(kind="measure", label="培训", quote="强化‘公开为常态’的原则")])
    found, _ = judge_problems(answer, (), lines)
    assert [each.quote for each in found] == ["强化“公开为常态”的原则"]


def problem(kind: str | None, label: str, quote: str) -> tuple[list[str], list[str]]:
    answer = ProblemAnswers(problems=[ProblemAnswer(kind=kind, label=label, quote=quote)])  # type: ignore[arg-type]
    found, rejected = judge_problems(answer, (), PLANS)
    return [each.quote for each in found], [each.guard for each in rejected]


def test_words_that_are_quoted_again_for_another_label_tell_nothing_more() -> None:
    said = [ProblemAnswer(kind="measure", label=label, quote="将加强培训") for label in ("培训", "充实队伍")]
    found, rejected = judge_problems(ProblemAnswers(problems=said), (), PLANS)
    assert ([each.label for each in found], rejected) == (["培训"], ())


def test_a_problem_is_a_label_for_words_that_are_there() -> None:
    assert problem("problem", "内容不全", "公开内容不够全面。") == (["公开内容不够全面。"], [])
    assert problem("problem", "经费不足", "经费严重不足。") == ([], ["quoted"])
    assert problem("measure", "培训30次", "将加强培训") == ([], ["labelled"])
    assert problem(None, "内容不全", "公开内容不够全面。") == ([], ["labelled"])


def telling(asked: Asked) -> Said:
    if asked.wanted == "MentionAnswers":
        return {"mentions": [{"number": "5支", "what": "宣传队伍"}]}
    return {"problems": [{"kind": "problem", "label": "人手少", "quote": "人员不足。"}]}


def test_the_narrative_is_asked_about_where_an_option_says_so() -> None:
    report, model = answered(telling, TEXT, narrative=True)
    assert [(each.kind, each.quote, each.section) for each in report.problems] == [("problem", "人员不足。", 5)]
    assert [each.label for each in report.mentions if each.method == "llm"] == ["宣传队伍"]
    assert [asked.wanted for asked in model.asked] == ["MentionAnswers", "ProblemAnswers"]
    assert answered(telling, TEXT)[1].asked == []


def test_a_mention_by_a_model_settles_nothing_about_the_tables() -> None:
    def with_and_without() -> tuple[Report, Report]:
        return answered(telling, TEXT, narrative=True)[0], answered(telling, TEXT)[0]

    told, untold = with_and_without()
    assert told.facts == untold.facts
    assert told.checks == untold.checks


def test_a_report_without_tables_is_asked_about_its_narrative_by_itself() -> None:
    text = (
        HEAD
        + "二、主动公开政府信息情况\n另表。\n五、存在的主要问题及改进情况\n人员不足。\n六、其他需要报告的事项\n无。\n"
    )
    _, model = answered(lambda asked: telling(asked) if asked.wanted == "ProblemAnswers" else {"mentions": []}, text)
    assert "ProblemAnswers" in [asked.wanted for asked in model.asked]
