"""The flow from a `Document` to a `Report`, top to bottom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import get_args

from canonical.errors import UnusableFileError
from canonical.fields import form_of_year
from canonical.forms import PRE_FORM, TableId
from canonical.report import Identity, Report, ReportFlagId
from canonical.rule_table import APPLICANTS
from canonical.rules import check, equations
from extraction.arithmetic import infer
from extraction.choice import choose
from extraction.columns import blanks_hold_places
from extraction.disclosure import read_disclosure
from extraction.facts import facts_from, with_failed_checks
from extraction.identity import Who, identify
from extraction.identity_kind import OtherKind, seems_to_be
from extraction.identity_parts import split_reports
from extraction.mentions import find_mentions
from extraction.open_questions import Findings, Resolution, Resolver, open_questions
from extraction.placing import place_by_sums
from extraction.reading import Reading
from extraction.report_flags import identity_notes, missing_in_scan, report_flags, table_notes, unplaced_notes
from extraction.requests import layout_of, read_requests
from extraction.review import read_review
from extraction.row_numbers import without_running_numbers
from extraction.sections import Narrative, split_sections
from extraction.tables import PrintedRow, find_tables
from extraction.trace import Trace
from extraction.unplaced import find_unplaced
from ingest.document import Document

OTHER_KINDS: Mapping[OtherKind, str] = {
    "none": "不是政府信息公开工作年度报告 / not an annual report on government-information disclosure",
    "other": "是另一种文件，不是政府信息公开工作年度报告 / "
    "another kind of text, not an annual report on government-information disclosure",
    "links": "是年度报告的目录页，不是报告本身 / a list of annual reports, none of them itself",
    "news": "是关于年度报告的消息或解读，不是报告本身 / about an annual report, not the report itself",
}


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
    tables = without_running_numbers(find_tables(document))
    who = identify(document, narrative)
    readings, forms = _read_tables(tables.rows, who.year)
    _demand_report(document, who, narrative, readings)
    identity = _identity(document, who, forms)
    sums = equations(forms["requests"] or "")
    proofread, choices = choose(facts_from(readings, forms), readings, sums)
    unplaced = () if forms["disclosure"] == PRE_FORM else find_unplaced(tables, readings)
    facts = infer(place_by_sums(proofread, sums), sums)
    of_tables = (*table_notes(tables, readings), *unplaced_notes(unplaced))
    notes = (*who.notes, *identity_notes(identity), *of_tables, *missing_in_scan(document, facts))
    report = _checked(
        Report(
            identity=identity,
            facts=facts,
            sections=narrative.sections,
            mentions=find_mentions(narrative, identity),
            flags=report_flags(notes),
            unplaced=unplaced,
        )
    )
    findings = Findings(
        document=document,
        narrative=narrative,
        tables=tables,
        readings=readings,
        equations=sums,
        report=report,
        questions=open_questions(report),
    )
    if resolver is not None:
        report = _resolved(findings, resolver.resolve(findings))
    return report, Trace(findings=findings, choices=choices, report=report)


Forms = Mapping[str, str | None]
OPEN: tuple[ReportFlagId, ...] = ("agency_missing", "year_missing", "unplaced_digits")
"""The flags of what a resolver may close."""


def _read_tables(
    tables: Mapping[TableId, tuple[PrintedRow, ...]], year: int | None
) -> tuple[tuple[Reading, ...], Forms]:
    """All readings, and the form in use in each table: what is printed tells, the year only where nothing does."""
    due = form_of_year(year) if year else None
    regular = blanks_hold_places(tables["requests"], len(APPLICANTS))
    disclosure = read_disclosure(tables["disclosure"], None if due == PRE_FORM else due, year=year, regular=regular)
    if due == PRE_FORM and disclosure.form is None:
        return (), dict.fromkeys(tables, PRE_FORM)  # tables of those years count other things
    requests = read_requests(tables["requests"], year=year)
    forms = {
        "disclosure": disclosure.form,
        "requests": layout_of(requests) or disclosure.form,
        "review": disclosure.form,
    }
    return (*disclosure.readings, *requests, *read_review(tables["review"], regular=regular)), forms


def _resolved(findings: Findings, resolution: Resolution) -> Report:
    """The report with what a resolver found out, checked again."""
    report = findings.report
    unplaced = find_unplaced(findings.tables, findings.readings, resolution.placed) if report.unplaced else ()
    identity = _with_parts(report.identity, resolution)
    still_open = (*identity_notes(identity), *unplaced_notes(unplaced))
    closed = (flag for flag in report.flags if flag.id not in OPEN)
    flags = (*closed, *report_flags((*resolution.notes, *still_open)))
    return _checked(
        replace(
            report,
            identity=identity,
            facts={**report.facts, **resolution.facts},
            mentions=(*report.mentions, *resolution.mentions),
            problems=tuple(resolution.problems),
            flags=tuple(sorted(flags, key=lambda flag: get_args(ReportFlagId).index(flag.id))),
            unplaced=unplaced,
            accepted=tuple(resolution.accepted),
            refused=tuple(resolution.refused),
            usage=resolution.usage,
        )
    )


def _with_parts(identity: Identity, resolution: Resolution) -> Identity:
    agency, year = resolution.agency, resolution.year
    named = identity if year is None else replace(identity, year=year)
    if agency is None:
        return named
    return replace(named, agency=agency.name, region=agency.region, level=agency.level, department=agency.department)


def _checked(report: Report) -> Report:
    checks = check(report.identity, report.facts, report.mentions)
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
            "扫描件中没有认出年报 / is a scan in which no annual report was recognised",
            "提供更清晰的扫描件或原始文件 / give a clearer scan, or the original document",
        )
    raise UnusableFileError(document.source.path, OTHER_KINDS[kind], "核对文件 / check the file")
