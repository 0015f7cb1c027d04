"""A model may say whose report of which year it is only in words of the document, and where no rule knows."""

from __future__ import annotations

import pytest

from canonical.report import Report
from extraction.asking.answers import IdentityAnswer, Named
from extraction.asking.identity import Identified, IdentityAsk, judge_identity
from extraction.asking.lines import line_of_text
from ingest.document import Line
from llm import Asked, Said
from tests.extraction.asking.open_reports import answered, trace_of
from tests.extraction.documents import HEAD, TAIL, whole

NAMELESS = whole().replace(
    HEAD,
    "政府信息公开工作年度报告\n下为本县教育主管机关（即临岚县教育局）全文如下之报告\n一、总体情况\n工作有序开展。\n",
)
NAMELESS = NAMELESS.replace(
    TAIL, "\n五、存在的主要问题及改进情况\n人员不足。\n六、其他需要报告的事项\n无。\n二〇二三年度\n"
)
MISSING = {"agency_missing", "year_missing"}
QUOTE = "教育主管机关（即临岚县教育局）全文"


def naming(agency: str | None, quote: str | None, year: str | None = None) -> Report:
    def behave(_: Asked) -> Said:
        return {
            "agency": {"value": agency, "quote": quote, "reason": None},
            "year": {"value": year, "quote": quote, "reason": None},
        }

    return answered(behave, NAMELESS)[0]


def test_the_rules_leave_the_body_of_this_report_open_and_say_so() -> None:
    report = trace_of(NAMELESS).report
    assert report.identity.agency is None
    assert [flag.id for flag in report.flags if flag.id in MISSING] == ["agency_missing", "year_missing"]


def test_a_body_that_is_quoted_is_taken_and_the_report_says_from_whom() -> None:
    report = naming("临岚县教育局", QUOTE)
    assert report.identity.agency == "临岚县教育局"
    assert report.identity.department == "education"
    flag = next(flag for flag in report.flags if flag.id == "agency_from_model")
    assert flag.text == "临岚县教育局"
    assert {flag.id for flag in report.flags} & MISSING == {"year_missing"}
    assert [each.about for each in report.accepted] == ["agency"]


@pytest.mark.parametrize(
    ("agency", "quote", "guard"),
    [
        ("临岚县公安局", QUOTE, "value_in_quote"),
        ("临岚县公安局", "临岚县公安局的报告", "quoted"),
        ("教育主管机关（即临岚县教育局）", QUOTE, "names_one"),
        ("全文", QUOTE, "names_one"),
        ("临岚县教育局", "", "quoted"),
    ],
)
def test_what_is_not_quoted_or_no_body_is_refused(agency: str, quote: str, guard: str) -> None:
    report = naming(agency, quote)
    assert report.identity.agency is None
    assert "agency_missing" in {flag.id for flag in report.flags}
    assert {each.guard for each in report.refused if each.about == "agency"} == {guard}


ASK = IdentityAsk(
    asked=("agency", "year"),
    lines=(line_of_text(Line(text="临岚县教育局2023年报告（2024年1月）")),),
    agency=None,
    year=None,
)


def year(value: str, ask: IdentityAsk = ASK) -> tuple[Identified, list[str]]:
    answer = IdentityAnswer(year=Named(value=value, quote="临岚县教育局2023年报告（2024年1月）"))
    found, rejected = judge_identity(answer, Identified(), ask)
    return found, [each.guard for each in rejected]


def test_a_year_has_to_stand_in_its_quote() -> None:
    assert year("2023")[0].year == 2023
    assert year("2022")[1] == ["value_in_quote"]
    assert year("23")[1] == ["names_one"]


def test_what_rules_found_is_never_replaced() -> None:
    known = IdentityAsk(asked=("year",), lines=ASK.lines, agency="临岚县教育局", year=2023)
    found, rejected = year("2024", known)
    assert (found.year, rejected) == (None, ["rules_stand"])
    found, rejected = year("2023", known)
    assert (found.year, rejected, len(found.taken)) == (None, [], 1)
