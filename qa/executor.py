"""A plan becomes a result: exact figures out of the fact store, with coverage. No words are made here."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, Protocol

from canonical.report import ReportHeader
from factstore import FactStore, Scope, StoredPassage
from qa.plan import Aggregate, Condition, Operator, Plan
from qa.readings import Figure, read_figures, store_scope

AnswerStatus = Literal[
    "answered", "no_match", "no_report", "not_in_form", "no_value", "out_of_scope", "needs_clarification"
]
PASSAGES = 8  # as many as a reader looks through
PLACES = Decimal("0.0001")  # of averages and medians; sums and printed values are never rounded


class SearchHit(Protocol):
    """One passage found; scores compare within one search only."""

    @property
    def passage_id(self) -> str: ...
    @property
    def score(self) -> float: ...


class SearchAnswer(Protocol):
    """What a search found, best first, and how it searched ("hybrid" or "keyword")."""

    @property
    def hits(self) -> Sequence[SearchHit]: ...
    @property
    def mode(self) -> str: ...


class Search(Protocol):
    """Search over passages; `vectorstore.PassageIndex` is one."""

    def search(self, query: str, scope: Scope, limit: int) -> SearchAnswer: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What was looked at: reports, how many had a figure, and why the others had none."""

    reports: int = 0
    with_value: int = 0
    without_value: Mapping[str, int] = field(default_factory=dict)
    flagged: int = 0
    failed_checks: int = 0
    matching: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPassage:
    """A passage with the report it stands in."""

    header: ReportHeader
    passage: StoredPassage
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a plan came to.

    `known_years` are the years there are reports for, where those asked for are lacking or none was named; `bodies`
    the names of bodies asked for that have no report in the scope. `apart` has figures that meet the condition in
    bodies of another sort than was asked for. `overlapping` says that a sum has a government and bodies below it.
    """

    plan: Plan
    status: AnswerStatus
    value: Decimal | None = None
    unit: str | None = None
    figures: tuple[Figure, ...] = ()
    apart: tuple[Figure, ...] = ()
    tally: Tally = Tally()
    passages: tuple[FoundPassage, ...] = ()
    search_mode: str | None = None
    known_years: tuple[int, ...] = ()
    bodies: tuple[str, ...] = ()
    overlapping: bool = False


def execute(plan: Plan, store: FactStore, search: Search | None) -> Result:
    """The result of a plan without obstacle; the store is only read."""
    if plan.kind == "passages":
        return _passages(plan, store, search)
    headers = _latest(plan, store.headers(store_scope(plan.scope, any_kind=_looks_beyond(plan))))
    if not headers:
        return _no_report(plan, store)
    figures = read_figures(plan, headers, store)
    return RUNNERS[plan.kind](_start(plan, headers, figures, store), figures)


def _looks_beyond(plan: Plan) -> bool:
    """A list of bureaus also names the other bodies that meet the condition, apart."""
    return plan.kind == "list" and plan.scope.kinds is not None


def _latest(plan: Plan, headers: tuple[ReportHeader, ...]) -> tuple[ReportHeader, ...]:
    if not plan.latest_only:
        return headers
    newest = {header.agency_key: header for header in sorted(headers, key=lambda header: header.year or 0)}
    return tuple(newest.values())


def _no_report(plan: Plan, store: FactStore) -> Result:
    bodies: tuple[str, ...] = ()
    if plan.scope.agencies:
        scope = Scope(agency_keys=plan.scope.agencies)
        bodies = tuple(sorted({header.agency for header in store.headers(scope) if header.agency}))
    return Result(plan=plan, status="no_report", known_years=_known_years(plan, store), bodies=bodies)


def _known_years(plan: Plan, store: FactStore) -> tuple[int, ...]:
    scope = store_scope(plan.scope.model_copy(update={"years": None}))
    return tuple(sorted({header.year for header in store.headers(scope) if header.year}))


def _start(plan: Plan, headers: Sequence[ReportHeader], figures: Sequence[Figure], store: FactStore) -> Result:
    """The result before anything is chosen: its coverage, and the status that follows from it."""
    tally = _tally(headers, figures)
    if plan.condition is not None and plan.condition.op == "no_value":
        status: AnswerStatus = "answered"
    elif tally.with_value:
        status = "answered"
    else:
        status = "not_in_form" if set(tally.without_value) == {"not_in_template"} else "no_value"
    years = _known_years(plan, store) if plan.latest_only else ()
    unit = next((figure.unit for figure in figures), None)
    return Result(plan=plan, status=status, unit=unit, tally=tally, known_years=years)


def _tally(headers: Sequence[ReportHeader], figures: Sequence[Figure]) -> Tally:
    valued = {figure.header.id for figure in figures if figure.value is not None}
    lacking = {figure.header.id: figure.status for figure in figures if figure.header.id not in valued}
    used = [figure for figure in figures if figure.value is not None]
    return Tally(
        reports=len(headers),
        with_value=len(valued),
        without_value=dict(sorted(Counter(lacking.values()).items())),
        flagged=len({figure.header.id for figure in used if figure.flags}),
        failed_checks=len({figure.header.id for figure in used if figure.in_failed_check}),
    )


def _lookup(start: Result, figures: tuple[Figure, ...]) -> Result:
    shown = tuple(sorted(figures, key=_by_body_and_year))
    with_value = tuple(figure for figure in shown if figure.value is not None)
    value = with_value[0].value if len(shown) == len(with_value) == 1 else None
    return replace(start, value=value, figures=shown)


def _list(start: Result, figures: tuple[Figure, ...]) -> Result:
    if start.status != "answered":
        return replace(start, figures=figures)
    condition = start.plan.condition
    assert condition is not None
    kinds = start.plan.scope.kinds
    meeting = sorted((figure for figure in figures if meets(figure, condition)), key=_largest_first)
    rows = tuple(figure for figure in meeting if kinds is None or figure.header.kind in kinds)
    apart = tuple(figure for figure in meeting if figure not in rows)
    status: AnswerStatus = "answered" if rows else "no_match"
    return replace(start, status=status, figures=rows, apart=apart, tally=replace(start.tally, matching=len(rows)))


def _aggregate(start: Result, figures: tuple[Figure, ...]) -> Result:
    if start.status != "answered":
        return replace(start, figures=figures)
    condition, wanted = start.plan.condition, start.plan.aggregate
    assert wanted is not None
    used = tuple(sorted((figure for figure in figures if _counts(figure, condition)), key=_largest_first))
    tally = replace(start.tally, matching=len(used))
    if wanted == "count":
        bodies = {figure.header.agency_key or figure.header.id for figure in used}
        return replace(start, value=Decimal(len(bodies)), unit=None, figures=used, tally=tally)
    if not used:
        return replace(start, status="no_match", tally=tally)
    values = [figure.value for figure in used if figure.value is not None]
    value = AGGREGATES[wanted](values)
    if wanted in {"min", "max"}:
        used = tuple(figure for figure in used if figure.value == value)
    return replace(start, value=value, figures=used, tally=tally, overlapping=wanted == "sum" and _overlap(used))


def _overlap(figures: Sequence[Figure]) -> bool:
    """True when a government's figure stands beside one of a body below it, which it may contain."""
    governments = {
        (figure.header.year, figure.header.region.path)
        for figure in figures
        if figure.header.kind == "government" and figure.header.region
    }
    return any(
        (figure.header.year, path) in governments
        for figure in figures
        if figure.header.region
        for path in _paths_above(figure.header)
    )


def _paths_above(header: ReportHeader) -> list[tuple[str, ...]]:
    """The paths of the places around a body, its own included if it is no government."""
    assert header.region is not None
    path = header.region.path
    return [path[:depth] for depth in range(1, len(path) + (header.kind != "government"))]


def _rank(start: Result, figures: tuple[Figure, ...]) -> Result:
    if start.status != "answered":
        return replace(start, figures=figures)
    used = [figure for figure in figures if _counts(figure, start.plan.condition)]
    upward = start.plan.order == "ascending"
    ordered = sorted(used, key=_smallest_first if upward else _largest_first)
    limit = start.plan.limit or len(ordered)
    tied = [figure for figure in ordered[limit:] if figure.value == ordered[limit - 1].value]
    rows = tuple(ordered[:limit] + tied)
    status: AnswerStatus = "answered" if rows else "no_match"
    return replace(start, status=status, figures=rows, tally=replace(start.tally, matching=len(used)))


RUNNERS: Mapping[str, Callable[[Result, tuple[Figure, ...]], Result]] = {
    "lookup": _lookup,
    "list": _list,
    "aggregate": _aggregate,
    "rank": _rank,
}

AGGREGATES: Mapping[Aggregate, Callable[[list[Decimal]], Decimal]] = {
    "sum": lambda values: sum(values, Decimal(0)),
    "average": lambda values: _rounded(sum(values, Decimal(0)) / len(values)),
    "median": lambda values: _rounded(statistics.median(values)),
    "min": min,
    "max": max,
}

TESTS: Mapping[Operator, Callable[..., bool]] = {
    "gt": lambda value, bound: value > bound,
    "ge": lambda value, bound: value >= bound,
    "lt": lambda value, bound: value < bound,
    "le": lambda value, bound: value <= bound,
    "eq": lambda value, bound: value == bound,
    "ne": lambda value, bound: value != bound,
    "between": lambda value, low, high: low <= value <= high,
}


def meets(figure: Figure, condition: Condition) -> bool:
    """True when a figure meets a condition; a figure without a value meets none but `no_value`."""
    if condition.op == "no_value":
        return figure.value is None and figure.status != "not_in_template"
    return figure.value is not None and TESTS[condition.op](figure.value, *condition.values)


def _counts(figure: Figure, condition: Condition | None) -> bool:
    return figure.value is not None if condition is None else meets(figure, condition)


def _rounded(value: Decimal) -> Decimal:
    return value if value == value.to_integral_value() else value.quantize(PLACES).normalize()


def _by_body_and_year(figure: Figure) -> tuple[str, int]:
    return (figure.header.agency or "", figure.header.year or 0)


def _largest_first(figure: Figure) -> tuple[Decimal, str, int]:
    return (-(figure.value or Decimal(0)), *_by_body_and_year(figure))


def _smallest_first(figure: Figure) -> tuple[Decimal, str, int]:
    return (figure.value or Decimal(0), *_by_body_and_year(figure))


def _passages(plan: Plan, store: FactStore, search: Search | None) -> Result:
    assert plan.search is not None
    headers = {header.id: header for header in store.headers(store_scope(plan.scope))}
    if not headers:
        return _no_report(plan, store)
    hits, mode = _hits(plan.search, store_scope(plan.scope), store, search)
    stored = (passage for passage in store.passages([name for name, _ in hits]) if passage.report_id in headers)
    scores = dict(hits)
    found = [
        FoundPassage(header=headers[passage.report_id], passage=passage, score=scores[passage.id]) for passage in stored
    ]
    found.sort(key=lambda item: plan.section is not None and item.passage.section != plan.section)
    chosen = tuple(found[: plan.limit or PASSAGES])
    reports = len({item.header.id for item in chosen})
    tally = Tally(reports=len(headers), with_value=reports, matching=len(chosen))
    status: AnswerStatus = "answered" if chosen else "no_match"
    return Result(plan=plan, status=status, tally=tally, passages=chosen, search_mode=mode)


def _hits(
    query: str, scope: Scope, store: FactStore, search: Search | None
) -> tuple[tuple[tuple[str, float], ...], str]:
    """Passage ids with scores, best first, and how they were found; without a search the keywords have to do."""
    wanted = 3 * PASSAGES  # some are put behind those of the section asked for
    if search is None:
        return store.search_keywords(query, scope, wanted), "keyword"
    answer = search.search(query, scope, wanted)
    return tuple((hit.passage_id, hit.score) for hit in answer.hits), answer.mode
