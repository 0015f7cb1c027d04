"""A result becomes the answer of the JSON contract (DESIGN.md, section 2): rows, citations, coverage and a sentence.

`Answer` has every key of the contract; added to it are `apart`, `suggestions`, `known_years`, `told`, `permalink` (of
the plan that was run, or that a language model offers), and how many rows there are beyond those given (`rows_total`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from pydantic import Field

from canonical.report import Box, Language, ReportHeader
from factstore import FactStore
from qa.charting import chart_of
from qa.citing import Places, cite
from qa.defining import definition_of
from qa.plan import Number, Plan, Record, plan_id
from qa.quoting import bearing_on, told_said
from qa.readings import Figure
from qa.result import AnswerStatus, FoundPassage, Result, Tally, Told
from qa.sentences import clarifying_question, sentences, suggestions_for

if TYPE_CHECKING:
    from llm.model import Spent

MOST_ROWS = 1000
MOST_BEHIND = 100
"""Rows behind a single number, where nothing else is said: the largest ones."""
NUMBERS = {"count", "count_reports", "share_meeting", "sum", "average", "median"}
"""Aggregates that are of all rows; of the largest and smallest the rows are asked for too."""
NO_USAGE = {"llm_calls": 0, "prompt_tokens": 0, "completion_tokens": 0, "cost_usd": 0.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure of one report or one `group` of reports, one report, or one failed `check`.

    `citations` are the places it was read from, `citation` the first of them; of a group some of its reports' places,
    where the groups together have many. `reports` is how many reports a group's figure is of.
    """

    __pydantic_config__: ClassVar = Record.model_config

    agency: str | None
    region: str | None
    year: int | None
    field: str
    value: Number | None
    unit: str | None
    citation: int | None
    citations: tuple[int, ...] = ()
    report_id: str | None
    status: str
    flags: tuple[str, ...] = ()
    group: str | None = None
    check: str | None = None
    message: str | None = None
    reports: int | None = None


class Coverage(Record):
    """How much was looked at. `matching` is how many figures met the condition, where there is one."""

    reports: int
    with_value: int
    without_value: dict[str, int]
    flagged: int
    failed_checks: int
    complete: bool
    matching: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where something is printed: page and box where the file has them, else its line."""

    __pydantic_config__: ClassVar = Record.model_config

    id: int
    report_id: str
    agency: str | None
    year: int | None
    field: str | None
    page: int | None
    bbox: Box | None
    line: int | None
    text: str
    path: str


class PassageRow(Record):
    """A passage of a report that answers a question about its narrative.

    `matches` are its sentences that bear on the question most, as `[start, end)` in the characters of `text`.
    """

    id: str
    report_id: str
    agency: str | None
    year: int | None
    section: int | None
    page: int | None
    line: int | None
    text: str
    score: float
    citation: int
    matches: tuple[tuple[int, int], ...] = ()


class ToldRow(Record):
    """A sentence that a language model took from a passage; `quote` stands in it, and `text` leaves words out."""

    text: str
    quote: str
    passage: str
    citation: int


class Clarification(Record):
    """What has to be known before the question can be answered. `by_model` are options that a language model made."""

    question: str
    options: tuple[str, ...]
    by_model: tuple[str, ...] = ()


class Answer(Record):
    """The answer to a question, with everything its numbers rest on."""

    question: str
    language: Language
    status: AnswerStatus
    answer: str
    value: Number | None = None
    unit: str | None = None
    rows: tuple[Row, ...] = ()
    coverage: Coverage
    citations: tuple[Citation, ...] = ()
    passages: tuple[PassageRow, ...] = ()
    told: tuple[ToldRow, ...] = ()
    clarification: Clarification | None = None
    definition: str | None = None
    chart: dict[str, Any] | None = None
    plan: dict[str, Any]
    usage: dict[str, int | float] = Field(default_factory=lambda: dict(NO_USAGE))
    apart: tuple[Row, ...] = ()
    suggestions: tuple[str, ...] = ()
    known_years: tuple[int, ...] = ()
    rows_total: int = 0
    permalink: str | None = None


class Page(NamedTuple):
    """Which rows of an answer are given: those after the first `offset`, `limit` of them, or as many as usual."""

    offset: int = 0
    limit: int | None = None


def usage_of(spent: Spent) -> dict[str, int | float]:
    """What a language model cost for an answer, under the names of the contract."""
    return {
        "llm_calls": spent.calls,
        "prompt_tokens": spent.prompt_tokens,
        "completion_tokens": spent.completion_tokens,
        "cost_usd": spent.cost_usd,
    }


def compose(question: str, result: Result, store: FactStore, page: Page = Page()) -> Answer:  # noqa: B008  immutable
    """The answer to a question out of what its plan came to; all but its rows is the same on every page."""
    plan = result.plan
    shown = _shown(result, page)
    places = cite((*shown.figures, *shown.apart), shown.checks, result.passages, store)
    asked = clarifying_question(result)
    rows = (
        *(_row(figure, places) for figure in shown.figures),
        *_check_rows(shown, places),
        *_report_rows(shown, places, _near(result)),
        *_mention_rows(shown, places),
    )
    return Answer(
        question=question,
        language=plan.language,
        status=result.status,
        answer=told_said(result, places.of_passage) + sentences(result),
        value=result.value,
        unit=result.unit,
        rows=rows,
        coverage=_coverage(result.tally),
        citations=_citations(places),
        passages=tuple(_passage(found, places, plan) for found in result.passages),
        told=tuple(_told(each, places) for each in result.told),
        clarification=_clarification(result, asked) if asked else None,
        definition=definition_of(result),
        chart=chart_of(result),
        plan=plan.model_dump(mode="json"),
        apart=tuple(_row(figure, places) for figure in shown.apart),
        suggestions=suggestions_for(result),
        known_years=result.known_years,
        rows_total=len(result.figures) + len(result.checks) + len(result.reports) + len(result.mentions),
        permalink=plan_id(plan) if plan.obstacle is None or plan.planned_by == "model" else None,
    )


def _shown(result: Result, page: Page) -> Result:
    """The result with what is on a page of it."""
    plan = result.plan
    is_number = plan.kind == "share" or (plan.kind == "aggregate" and plan.aggregate in NUMBERS)
    usual = MOST_BEHIND if is_number else MOST_ROWS
    part = slice(page.offset, page.offset + min(page.limit or usual, MOST_ROWS))
    return replace(
        result,
        figures=result.figures[part],
        apart=result.apart[part],
        checks=result.checks[part],
        reports=result.reports[part],
        mentions=result.mentions[part],
    )


def _clarification(result: Result, asked: str) -> Clarification:
    plan = result.plan
    options = plan.obstacle.options if plan.obstacle else ()
    return Clarification(question=asked, options=options, by_model=(plan.understood_as,) if plan.understood_as else ())


def _row(figure: Figure, places: Places) -> Row:
    header = figure.header
    cited = places.of_cells(figure.cells)
    return Row(
        agency=header.agency if header else None,
        region="".join(header.region.path) if header and header.region else None,
        year=figure.year,
        field=figure.measure.id,
        value=figure.value,
        unit=figure.unit,
        citation=cited[0] if cited else None,
        citations=cited,
        report_id=header.id if header else None,
        status=figure.status,
        flags=figure.flags,
        group=figure.group or None,
        reports=None if header else len({cell.report_id for cell in figure.cells}),
    )


def _check_rows(result: Result, places: Places) -> list[Row]:
    return [
        Row(
            agency=found.header.agency,
            region="".join(found.header.region.path) if found.header.region else None,
            year=found.header.year,
            field=next(iter(found.check.fields), ""),
            value=found.check.actual,
            unit=None,
            citation=next(iter(cited), None),
            citations=cited,
            report_id=found.header.id,
            status=found.check.status,
            check=found.check.id,
            message=found.check.message[result.plan.language],
        )
        for found in result.checks
        for cited in (places.of_check(found),)
    ]


def _near(result: Result) -> frozenset[str]:
    """The reports in which only words near to those looked for stand."""
    finds = result.plan.phrases and result.plan.condition is None
    return frozenset(header.id for header in result.reports[result.exact :]) if finds else frozenset()


def _report_rows(result: Result, places: Places, near: frozenset[str]) -> list[Row]:
    """The reports, without a year those that lack it; where words are looked for, with the passages they stand in."""
    without = result.plan.collected == "without_year"
    cited = places.of_passages(result.passages)
    return [
        Row(
            agency=header.agency,
            region="".join(header.region.path) if header.region else None,
            year=header.year,
            field="report",
            value=None,
            unit=None,
            citation=next(iter(cited.get(header.id, ())), None),
            citations=cited.get(header.id, ()),
            report_id=None if without else header.id,
            status=_status_of(header, result.plan),
            message=header.published.isoformat() if _is_dated(result.plan) and header.published else None,
            flags=("near",) if header.id in near else (),
        )
        for header in result.reports
    ]


def _status_of(header: ReportHeader, plan: Plan) -> str:
    if plan.collected == "without_year":
        return "no_report"
    return "missing" if _is_dated(plan) and header.published is None else "reported"


def _is_dated(plan: Plan) -> bool:
    return plan.collected == "published" or plan.published is not None


def _mention_rows(result: Result, places: Places) -> list[Row]:
    """The counted things of narratives, each under the words for it; its quote is the message."""
    return [
        Row(
            agency=found.header.agency,
            region="".join(found.header.region.path) if found.header.region else None,
            year=found.header.year,
            field=found.mention.label,
            value=found.mention.value,
            unit=found.mention.unit or None,
            citation=next(iter(cited), None),
            citations=cited,
            report_id=found.header.id,
            status="reported",
            flags=("approximate",) if found.mention.approximate else (),
            message=found.mention.quote,
        )
        for found in result.mentions
        for cited in ((places.of_passage(found.passage),) if found.passage else (),)
    ]


def _coverage(tally: Tally) -> Coverage:
    return Coverage(
        reports=tally.reports,
        with_value=tally.with_value,
        without_value=dict(tally.without_value),
        flagged=tally.flagged,
        failed_checks=tally.failed_checks,
        complete=0 < tally.reports == tally.with_value,
        matching=tally.matching,
    )


def _citations(places: Places) -> tuple[Citation, ...]:
    return tuple(
        Citation(
            id=number,
            report_id=place.header.id,
            agency=place.header.agency,
            year=place.header.year,
            field=place.field,
            page=place.evidence.page,
            bbox=place.evidence.bbox,
            line=place.evidence.line,
            text=place.evidence.text,
            path=place.header.path,
        )
        for number, place in enumerate(places.printed, start=1)
    )


def _passage(found: FoundPassage, places: Places, plan: Plan) -> PassageRow:
    header, passage = found.header, found.passage
    return PassageRow(
        id=passage.id,
        report_id=header.id,
        agency=header.agency,
        year=header.year,
        section=passage.section,
        page=passage.page,
        line=passage.line,
        text=passage.text,
        score=found.score,
        citation=places.of_passage(found),
        matches=bearing_on(passage.text, plan),
    )


def _told(said: Told, places: Places) -> ToldRow:
    found = said.passage
    return ToldRow(text=said.text, quote=said.quote, passage=found.passage.id, citation=places.of_passage(found))
