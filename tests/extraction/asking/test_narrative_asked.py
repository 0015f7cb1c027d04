"""Counted things, problems and measures by a model are verbatim words of the report."""

from __future__ import annotations

import re

import pytest

from canonical.report import Report
from extraction.asking.answers import MentionAnswer, MentionAnswers, ProblemAnswer, ProblemAnswers
from extraction.asking.narrative import SectionLine, judge_mentions, judge_problems, problem_lines
from llm import Asked, Said
from tests.extraction.asking.open_reports import answered, trace_of
from tests.extraction.documents import HEAD, whole

TEXT = whole().replace("2023年，我局主动公开信息12条。", "2023年，我局主动公开信息12条，发函4 7（封）有余。")
LINES = (SectionLine(section=1, text="全年组织培训６场次，参训 112 人，占45%。", page=2),)
PLANS = (SectionLine(section=5, text="公开内容不够全面。下一步将加强培训。", page=4),)


def mention(**said: str | None) -> tuple[list[tuple[str, int, str]], list[str]]:
    answer = MentionAnswers(mentions=[MentionAnswer(**said)])
    found, rejected = judge_mentions(answer, (), LINES, ())
    return [(each.label, int(each.value), each.unit) for each in found], [each.guard for each in rejected]


def test_a_counted_thing_in_its_own_words_is_taken() -> None:
    assert mention(label="组织培训", value="6", unit="场次", quote="组织培训6场次") == ([("组织培训", 6, "场次")], [])


@pytest.mark.parametrize(
    ("said", "guard"),
    [
        ({"label": "组织培训", "value": "7", "unit": "场次", "quote": "组织培训7场次"}, "quoted"),
        ({"label": "组织培训", "value": "11", "unit": "人", "quote": "参训 112 人"}, "number_in_quote"),
        ({"label": "参训", "value": "45", "unit": "%", "quote": "占45%"}, "number_in_quote"),
        ({"label": "财政收入", "value": "6", "unit": "场次", "quote": "组织培训６场次"}, "label_in_quote"),
        ({"label": "参训", "value": "112", "unit": "万元", "quote": "参训 112 人"}, "unit_in_quote"),
        ({"label": None, "value": None, "unit": None, "quote": None}, "quoted"),
    ],
)
def test_what_is_not_in_the_words_is_refused(said: dict[str, str | None], guard: str) -> None:
    assert mention(**said) == ([], [guard])


def test_what_a_rule_has_found_is_not_told_twice() -> None:
    answer = MentionAnswers(mentions=[MentionAnswer(label="参训", value="112", unit="人", quote="参训 112 人")])
    found, _ = judge_mentions(answer, (), LINES, ())
    assert judge_mentions(answer, (), LINES, found)[0] == ()


def test_a_value_told_with_its_unit_or_a_stray_comma_is_the_number_in_it() -> None:
    for value in ("6场次", ",6"):
        said = {"label": "组织培训", "value": value, "unit": "场次", "quote": "组织培训6场次"}
        assert mention(**said) == ([("组织培训", 6, "场次")], [])


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
        return {"mentions": [{"label": "发函", "value": "47", "unit": "", "quote": "发函4 7（封）有余"}]}
    return {"problems": [{"kind": "problem", "label": "人手少", "quote": "人员不足。"}]}


def test_the_narrative_is_asked_about_where_an_option_says_so() -> None:
    report, model = answered(telling, TEXT, narrative=True)
    assert [(each.kind, each.quote, each.section) for each in report.problems] == [("problem", "人员不足。", 5)]
    assert [each.label for each in report.mentions if each.method == "llm"] == ["发函"]
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
