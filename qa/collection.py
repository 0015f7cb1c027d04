"""Questions about the collection itself: which reports there are, and which of them break a check."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from canonical.measures import measure_of
from canonical.report import CheckResult, ReportHeader
from canonical.rule_table import RULES
from factstore import Cell, FactStore, Scope
from factstore.figures import ABOUT_FORMS
from qa.catalogue import Catalogue
from qa.plan import Plan
from qa.readings import Figure, store_scope
from qa.result import AnswerStatus, Result, Tally
from qa.shortage import no_report_result

Headers = Sequence[ReportHeader]


def run_reports(plan: Plan, store: FactStore, catalogue: Catalogue) -> Result:
    """The reports of a scope: how many, of which years, of which bodies, and who has none."""
    assert plan.collected is not None
    years = plan.scope.years if plan.collected == "without_year" else None
    scope = plan.scope if years is None else plan.scope.model_copy(update={"years": None})
    headers: Headers = catalogue.within(store_scope(scope))
    if not headers and not plan.collected.startswith("count"):
        return no_report_result(plan, catalogue)
    known = tuple(sorted({header.year for header in headers if header.year}))
    tally = Tally(reports=len(headers), with_value=len(headers))
    named = [
        catalogue.directory.bodies[key].name for key in plan.scope.agencies or () if key in catalogue.directory.bodies
    ]
    if plan.published is not None:
        headers, tally = _published_then(headers, plan)
    start = Result(plan=plan, status="answered", tally=tally, known_years=known, bodies=tuple(named))
    if plan.collected in CELLS:
        return _cells(start, headers, store)
    return COLLECTED[plan.collected](start, headers)


def _published_then(headers: Headers, plan: Plan) -> tuple[Headers, Tally]:
    """The reports that were published when the plan says; those without a date are in no count but the coverage's."""
    assert plan.published is not None
    judged = [(header, plan.published.has(header.published, header.year)) for header in headers]
    found = [header for header, is_then in judged if is_then]
    unknown = sum(is_then is None for _, is_then in judged)
    without = {"missing": unknown} if unknown else {}
    return found, Tally(
        reports=len(headers), with_value=len(headers) - unknown, without_value=without, matching=len(found)
    )


def _count(start: Result, headers: Headers) -> Result:
    return replace(start, value=Decimal(len(headers)))


def _count_bodies(start: Result, headers: Headers) -> Result:
    kept = _of_every_year(headers, start)
    return replace(start, value=Decimal(len({header.agency_key or header.id for header in kept})))


def _of_every_year(headers: Headers, start: Result) -> Headers:
    """The reports of bodies that have one of each year asked for, where the plan wants that."""
    if not start.plan.every_year:
        return headers
    wanted = set(start.plan.scope.years or start.known_years)
    held: defaultdict[str | None, set[int | None]] = defaultdict(set)
    for header in headers:
        held[header.agency_key].add(header.year)
    return [header for header in headers if header.agency_key and wanted <= held[header.agency_key]]


def _years(start: Result, headers: Headers) -> Result:
    ordered = sorted(headers, key=lambda header: (header.agency or "", header.year or 0))
    if start.plan.scope.agencies is None or len(start.plan.scope.agencies) == 1:
        ordered.sort(key=lambda header: header.year or 0)
    return replace(start, reports=tuple(ordered))


def _bodies(start: Result, headers: Headers) -> Result:
    newest = {header.agency_key or header.id: header for header in _of_every_year(headers, start)}
    found = sorted(newest.values(), key=lambda header: header.agency or "")
    return replace(start, reports=tuple(found), tally=replace(start.tally, matching=len(found)))


def _without_year(start: Result, headers: Headers) -> Result:
    """The bodies that have a report, but none of some year; their rows carry the year that they lack."""
    held = {(header.agency_key, header.year) for header in headers}
    newest = {header.agency_key: header for header in headers if header.agency_key}
    lacking = [
        replace(header, year=year)
        for header in sorted(newest.values(), key=lambda header: header.agency or "")
        for year in start.plan.scope.years or ()
        if (header.agency_key, year) not in held
    ]
    status = "answered" if lacking else "no_match"
    return replace(start, status=status, reports=tuple(lacking), tally=replace(start.tally, matching=len(lacking)))  # type: ignore[arg-type]


def _first_year(start: Result, _headers: Headers) -> Result:
    return replace(start, value=Decimal(start.known_years[0]) if start.known_years else None)


def _latest_year(start: Result, _headers: Headers) -> Result:
    return replace(start, value=Decimal(start.known_years[-1]) if start.known_years else None)


def _reports(start: Result, headers: Headers) -> Result:
    return replace(start, status="answered" if headers else "no_match", reports=tuple(headers))


def _published(start: Result, headers: Headers) -> Result:
    """The reports, with the date of publication that is printed on them; many have none."""
    dated = sum(header.published is not None for header in headers)
    status: AnswerStatus = "answered" if dated else "no_value"
    without = {"missing": len(headers) - dated} if dated < len(headers) else {}
    tally = replace(start.tally, with_value=dated, without_value=without)
    return replace(start, status=status, reports=_in_order(headers, start.plan), tally=tally)


def _in_order(headers: Headers, plan: Plan) -> tuple[ReportHeader, ...]:
    """As they are; or from the first published or the last on, as many as are asked for and those of the same day."""
    if plan.order is None:
        return tuple(headers)
    dated = [(header.published, header) for header in headers if header.published]
    dated.sort(key=lambda each: each[0], reverse=plan.order == "descending")
    limit = plan.limit or 1
    last = [day for day, _ in dated[:limit]][-1:]
    return tuple(header for number, (day, header) in enumerate(dated) if number < limit or day in last)


CELLS: Mapping[str, str] = {"unreadable": "unreadable", "blank": "blank"}
"""The status of the cells that are listed."""


def _cells(start: Result, headers: Headers, store: FactStore) -> Result:
    """The cells of the reports that have no value for one reason, by report, in the order of print; or their number."""
    status = CELLS[start.plan.collected or ""]
    held = {header.id: header for header in headers}
    found = store.cells_with(status, tuple(held))
    figures = (_figure(held[name], field, status) for name, field in found)
    order = {name: place for place, name in enumerate(held)}
    listed = tuple(sorted(figures, key=lambda figure: order[figure.header.id] if figure.header else 0))
    tally = replace(start.tally, with_value=len({name for name, _ in found}), matching=len(found))
    is_number = start.plan.aggregate == "count"
    return replace(
        start,
        status="answered" if found or is_number else "no_match",
        value=Decimal(len(found)) if is_number else None,
        figures=listed,
        tally=tally,
    )


def _figure(header: ReportHeader, field: str, status: str) -> Figure:
    measure = measure_of(field)
    assert measure is not None
    cell = Cell(header.id, field, None, status, ())
    return Figure(
        measure=measure, header=header, year=header.year, value=None, unit=measure.unit, status=status, cells=(cell,)
    )


COLLECTED: Mapping[str, Callable[[Result, Headers], Result]] = {
    "count": _count,
    "count_bodies": _count_bodies,
    "years": _years,
    "bodies": _bodies,
    "without_year": _without_year,
    "first_year": _first_year,
    "latest_year": _latest_year,
    "reports": _reports,
    "published": _published,
}


def run_checks(plan: Plan, store: FactStore, catalogue: Catalogue) -> Result:
    """The failed checks of a scope, one a row, by body and year; or in how many reports there are such."""
    headers = catalogue.within(store_scope(plan.scope))
    if not headers:
        return no_report_result(plan, catalogue)
    held = store.checks(Scope(report_ids=tuple(header.id for header in headers)), status="failed", cited=False)
    failed = [found for found in held if _is_asked(found.check.id, plan.rules)]
    if plan.measures:
        rows = {field.rpartition(".")[0] for field in plan.fields}
        failed = [found for found in failed if rows & _rows_of(found.check)]
    failed.sort(key=lambda found: (found.header.agency or "", found.header.year or 0))
    reports = len({found.header.id for found in failed})
    tally = Tally(reports=len(headers), with_value=len(headers), failed_checks=reports, matching=len(failed))
    start = Result(plan=plan, status="answered" if failed else "no_match", checks=tuple(failed), tally=tally)
    if plan.aggregate == "count_reports":
        return replace(start, status="answered", value=Decimal(reports))
    if plan.aggregate == "count":
        bodies = {found.header.agency_key or found.header.id for found in failed}
        return replace(start, status="answered", value=Decimal(len(bodies)))
    return start


def _rows_of(check: CheckResult) -> set[str]:
    """The rows that a check is about, those of the year before too."""
    rule = next((rule for rule in RULES if rule.id == check.id), None)
    names = (*check.fields, *(rule.inputs if rule else ()))
    return {name.removeprefix("previous:").rpartition(".")[0] for name in names}


def _is_asked(rule: str, rules: Sequence[str]) -> bool:
    if not rules:
        return not rule.startswith(ABOUT_FORMS)
    return any(rule == asked or (asked.endswith(".") and rule.startswith(asked)) for asked in rules)
