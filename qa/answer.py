"""A result becomes the answer of the JSON contract (DESIGN.md, section 2): rows, citations, coverage and a sentence.

`Answer` has every key of the contract; `apart`, `suggestions` and `known_years` are added to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from canonical.report import Box, Evidence, Fact, Language, ReportHeader
from qa.executor import AnswerStatus, FoundPassage, Result, Tally
from qa.plan import Number, Record
from qa.readings import Figure
from qa.wording import clarifying_question, sentences, suggestions_for

NO_USAGE = {"llm_calls": 0, "prompt_tokens": 0, "completion_tokens": 0, "cost_usd": 0.0}


class Row(Record):
    """One figure of one report. `citations` are all places it was read from, `citation` the first of them."""

    agency: str | None
    region: str | None
    year: int | None
    field: str
    value: Number | None
    unit: str | None
    citation: int | None
    citations: tuple[int, ...] = ()
    report_id: str
    status: str
    flags: tuple[str, ...] = ()


class Coverage(Record):
    """How much was looked at. `matching` is how many figures met the condition, where there is one."""

    reports: int
    with_value: int
    without_value: dict[str, int]
    flagged: int
    failed_checks: int
    complete: bool
    matching: int | None = None


class Citation(Record):
    """Where something is printed: page and box where the file has them, else its line."""

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
    """A passage of a report that answers a question about its narrative."""

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


class Clarification(Record):
    """What has to be known before the question can be answered."""

    question: str
    options: tuple[str, ...]


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
    clarification: Clarification | None = None
    definition: str | None = None
    chart: dict[str, Any] | None = None
    plan: dict[str, Any]
    usage: dict[str, int | float] = Field(default_factory=lambda: dict(NO_USAGE))
    apart: tuple[Row, ...] = ()
    suggestions: tuple[str, ...] = ()
    known_years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Printed:
    header: ReportHeader
    field: str | None
    evidence: Evidence


def compose(question: str, result: Result) -> Answer:
    """The answer to a question out of what its plan came to."""
    plan = result.plan
    places = [*_places_of_figures((*result.figures, *result.apart)), *_places_of_passages(result.passages)]
    numbers = {(place.header.id, place.field, place.evidence): number for number, place in enumerate(places, start=1)}
    asked = clarifying_question(result)
    return Answer(
        question=question,
        language=plan.language,
        status=result.status,
        answer=sentences(result),
        value=result.value,
        unit=result.unit,
        rows=tuple(_row(figure, numbers) for figure in result.figures),
        coverage=_coverage(result.tally),
        citations=tuple(_citation(number, place) for number, place in enumerate(places, start=1)),
        passages=tuple(_passage(found, numbers) for found in result.passages),
        clarification=Clarification(question=asked, options=_options(result)) if asked else None,
        plan=plan.model_dump(mode="json"),
        apart=tuple(_row(figure, numbers) for figure in result.apart),
        suggestions=suggestions_for(result),
        known_years=result.known_years,
    )


Places = dict[tuple[str, str | None, Evidence], int]


def _options(result: Result) -> tuple[str, ...]:
    return result.plan.obstacle.options if result.plan.obstacle else ()


def _places_of_figures(figures: Sequence[Figure]) -> Iterable[_Printed]:
    printed = (
        _Printed(header=figure.header, field=fact.field, evidence=fact.evidence)
        for figure in figures
        for fact in figure.facts
        if fact.evidence is not None
    )
    return dict.fromkeys(printed)


def _places_of_passages(passages: Sequence[FoundPassage]) -> Iterable[_Printed]:
    return (_Printed(header=found.header, field=None, evidence=_where(found)) for found in passages)


def _where(found: FoundPassage) -> Evidence:
    return Evidence(page=found.passage.page, line=found.passage.line, text=found.passage.text)


def _row(figure: Figure, numbers: Places) -> Row:
    header = figure.header
    cited = tuple(numbers[header.id, fact.field, fact.evidence] for fact in _cited(figure.facts) if fact.evidence)
    return Row(
        agency=header.agency,
        region="".join(header.region.path) if header.region else None,
        year=header.year,
        field=figure.field,
        value=figure.value,
        unit=figure.unit,
        citation=cited[0] if cited else None,
        citations=cited,
        report_id=header.id,
        status=figure.status,
        flags=figure.flags,
    )


def _cited(facts: Iterable[Fact]) -> Iterable[Fact]:
    return (fact for fact in facts if fact.evidence is not None)


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


def _citation(number: int, place: _Printed) -> Citation:
    header, evidence = place.header, place.evidence
    return Citation(
        id=number,
        report_id=header.id,
        agency=header.agency,
        year=header.year,
        field=place.field,
        page=evidence.page,
        bbox=evidence.bbox,
        line=evidence.line,
        text=evidence.text,
        path=header.path,
    )


def _passage(found: FoundPassage, numbers: Places) -> PassageRow:
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
        citation=numbers[header.id, None, _where(found)],
    )
