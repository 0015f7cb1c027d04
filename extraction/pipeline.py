"""The flow from a `Document` to a `Report`, top to bottom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from canonical.errors import UnusableFileError
from canonical.fields import form_of_year
from canonical.forms import PRE_FORM, TableId
from canonical.report import Fact, Identity, Report
from canonical.rule_table import APPLICANTS
from canonical.rules import check, equations
from extraction.arithmetic import infer
from extraction.columns import blanks_hold_places
from extraction.disclosure import read_disclosure
from extraction.facts import facts_from, with_failed_checks
from extraction.identity import Who, identify
from extraction.identity_kind import OtherKind, seems_to_be
from extraction.identity_parts import split_reports
from extraction.open_questions import OpenQuestion, Resolver, open_questions
from extraction.reading import Reading
from extraction.report_flags import report_flags
from extraction.requests import layout_of, read_requests
from extraction.review import read_review
from extraction.sections import Narrative, split_sections
from extraction.tables import PrintedRow, find_tables
from ingest.document import Document

OTHER_KINDS: Mapping[OtherKind, str] = {
    "none": "不是政府信息公开工作年度报告 / not an annual report on government-information disclosure",
    "other": "是另一种文件，不是政府信息公开工作年度报告 / "
    "another kind of text, not an annual report on government-information disclosure",
    "links": "是年度报告的目录页，不是报告本身 / a list of annual reports, none of them itself",
    "news": "是关于年度报告的消息或解读，不是报告本身 / about an annual report, not the report itself",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What each stage made of a document, for people who look."""

    tables: Mapping[TableId, tuple[PrintedRow, ...]]
    readings: tuple[Reading, ...]
    narrative: Narrative
    questions: tuple[OpenQuestion, ...]

    def lines(self) -> Iterator[str]:
        """The trace as text: the rows of each table, what was read from them, and what is still open."""
        for table, rows in self.tables.items():
            yield f"[{table}] {len(rows)} rows"
            for row in rows:
                yield f"  {row.positions:6} " + " | ".join(" ".join(cell.text.split()) or "·" for cell in row.cells)
        yield f"[readings] {len(self.readings)}"
        for reading in self.readings:
            flags = f" {','.join(reading.flags)}" if reading.flags else ""
            yield f"  {reading.field} = {reading.printed.raw or '·'} ({reading.printed.kind}){flags}"
        yield f"[sections] {', '.join(f'{section.number} {section.title}' for section in self.narrative.sections)}"
        yield f"[open] {len(self.questions)}"
        for question in self.questions:
            yield f"  {question.about}: {question.reason} ({question.evidence})"


def extract(document: Document, *, resolver: Resolver | None = None) -> Report:
    """The report in a document: identity, a fact for every field of the schema, checks, sections and flags.

    Of a document that binds several (`split_reports`) it is the first, and flagged. Raises UnusableFileError when the
    document is no annual report on government-information disclosure.
    """
    return extract_traced(document, resolver=resolver)[0]


def extract_traced(document: Document, *, resolver: Resolver | None = None) -> tuple[Report, Trace]:
    """The report together with what each stage decided."""
    document = split_reports(document)[0]
    narrative = split_sections(document)
    tables = find_tables(document)
    who = identify(document, narrative)
    readings, forms = _read_tables(tables, who.year)
    _demand_report(document, who, narrative, readings)
    identity = _identity(document, who, forms)
    report = _checked(
        Report(
            identity=identity,
            facts=_facts(readings, forms),
            sections=narrative.sections,
            flags=report_flags(who.notes),
        )
    )
    questions = open_questions(report)
    if resolver is not None and questions:
        answers = resolver.resolve(questions, document)
        report = _checked(replace(report, facts={**report.facts, **answers}))
    return report, Trace(tables=tables, readings=readings, narrative=narrative, questions=questions)


Forms = Mapping[str, str | None]


def _read_tables(
    tables: Mapping[TableId, tuple[PrintedRow, ...]], year: int | None
) -> tuple[tuple[Reading, ...], Forms]:
    """All readings, and the form in use in each table: what is printed tells, the year only where nothing does."""
    due = form_of_year(year) if year else None
    regular = blanks_hold_places(tables["requests"], len(APPLICANTS))
    disclosure = read_disclosure(tables["disclosure"], None if due == PRE_FORM else due, regular=regular)
    if due == PRE_FORM and disclosure.form is None:
        return (), dict.fromkeys(tables, PRE_FORM)  # tables of those years count other things
    requests = read_requests(tables["requests"])
    forms = {
        "disclosure": disclosure.form,
        "requests": layout_of(requests) or disclosure.form,
        "review": disclosure.form,
    }
    return (*disclosure.readings, *requests, *read_review(tables["review"], regular=regular)), forms


def _facts(readings: tuple[Reading, ...], forms: Forms) -> Mapping[str, Fact]:
    facts = facts_from(readings, forms)
    return infer(facts, equations(forms["requests"] or ""))


def _checked(report: Report) -> Report:
    checks = check(report.identity, report.facts)
    return replace(report, facts=with_failed_checks(report.facts, checks), checks=checks)


def _identity(document: Document, who: Who, forms: Forms) -> Identity:
    agency = who.agency
    return Identity(
        agency=agency.name if agency else None,
        year=who.year,
        template=forms["disclosure"],
        requests_layout=None if forms["requests"] == PRE_FORM else forms["requests"],
        region=agency.region if agency else None,
        level=agency.level if agency else None,
        department=agency.department if agency else None,
        published=who.published,
        title=who.title,
        source=document.source,
    )


def _demand_report(document: Document, who: Who, narrative: Narrative, readings: tuple[Reading, ...]) -> None:
    kind = seems_to_be(document, narrative, who.title, readings)
    if kind is None:
        return
    if document.source.scanned:
        raise UnusableFileError(
            document.source.path,
            "只有扫描图像，没有文字层 / scanned pages only, without a text layer",
            "请先做文字识别（OCR）/ run OCR on it first",
        )
    raise UnusableFileError(document.source.path, OTHER_KINDS[kind], "核对文件 / check the file")
