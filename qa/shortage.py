"""No report of a body, a place or a year: not the same as a report without a value, and said with what there is."""

from __future__ import annotations

from collections.abc import Sequence

from canonical.regions import region
from canonical.report import ReportHeader
from qa.catalogue import Catalogue
from qa.plan import Plan, PlanScope
from qa.readings import store_scope
from qa.result import Result, Tally

APART = {"650000": "660000"}
"""Places that people may mean along with the one that they lie in, and that are administered apart: 兵团 in 新疆."""


def set_apart(plan: Plan, catalogue: Catalogue) -> tuple[str, ...]:
    """The places with reports that lie in one of the plan's and are not counted in it."""
    codes = set(plan.scope.regions or ())
    inner = {code: region(code) for outer, code in APART.items() if outer in codes and code not in codes}
    return tuple(
        place.name
        for code, place in inner.items()
        if place and catalogue.within(store_scope(plan.scope.model_copy(update={"regions": (code,)})))
    )


def no_report(plan: Plan, headers: Sequence[ReportHeader], catalogue: Catalogue) -> Result | None:
    """The result where there are no reports, or not those that both sides of a comparison need; else None."""
    if headers and not _lacks_a_side(plan, headers):
        return None
    return no_report_result(plan, catalogue)


def no_report_result(plan: Plan, catalogue: Catalogue) -> Result:
    """What there is in the place of the reports asked for: the bodies by name, and the years they have."""
    if plan.scope.templates:
        others = catalogue.within(store_scope(plan.scope.model_copy(update={"templates": None})))
        if others:
            return Result(plan=plan, status="no_report", tally=Tally(reports=len(others)))
    names = {catalogue.directory.bodies[key].name for key in plan.scope.agencies or () if _is_known(key, catalogue)}
    lacking = unreported(plan, catalogue)
    known = [catalogue.directory.years.get(key, ()) for key in _keys_of(lacking, plan, catalogue)]
    return Result(
        plan=plan,
        status="no_report",
        known_years=tuple(sorted(set().union(*known))) if known else known_years(plan, catalogue),
        bodies=tuple(sorted(names)),
        unreported=lacking,
        nothing_stored=not catalogue.headers,
    )


def _keys_of(lacking: Sequence[tuple[str, tuple[int, ...]]], plan: Plan, catalogue: Catalogue) -> list[str]:
    """The bodies named that lack a report."""
    names = {name for name, _ in lacking}
    bodies = catalogue.directory.bodies
    return [key for key in plan.scope.agencies or () if key in bodies and bodies[key].name in names]


def unreported(plan: Plan, catalogue: Catalogue) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """The bodies that are named, each with the years that are named and that it has no report of, if there are any."""
    known, years = catalogue.directory, plan.scope.years or ()
    found = (
        (known.bodies[key].name, tuple(year for year in years if year not in known.years.get(key, ())))
        for key in plan.scope.agencies or ()
        if key in known.bodies
    )
    return tuple((name, lacking) for name, lacking in found if lacking)


def known_years(plan: Plan, catalogue: Catalogue) -> tuple[int, ...]:
    """The years there are reports for in the plan's scope, whatever years it names."""
    scope = store_scope(plan.scope.model_copy(update={"years": None}))
    headers = catalogue.within(scope)
    return tuple(sorted({header.year for header in headers if header.year}))


def _is_known(key: str, catalogue: Catalogue) -> bool:
    return key in catalogue.directory.bodies


def _lacks_a_side(plan: Plan, headers: Sequence[ReportHeader]) -> bool:
    """A comparison needs a report on each of its sides; a place in a ranking or a share, one of the body."""
    if plan.kind in {"place", "share"} and plan.scope.agencies:
        held = {(header.agency_key, header.year) for header in headers}
        keys = plan.scope.agencies
        return not any((key, year) in held for key in keys for year in _years(plan.scope, headers))
    is_one = plan.kind in {"lookup", "trend", "share"}
    if plan.change and is_one:
        held = {(header.agency_key, header.year) for header in headers}
        years = plan.scope.years or ()
        if plan.scope.agencies:
            return any((key, year) not in held for key in plan.scope.agencies for year in years)
        return not set(years) <= {header.year for header in headers}
    if plan.change:
        return not set(plan.scope.years or ()) <= {header.year for header in headers}
    if plan.kind == "compare" and plan.scope.agencies:
        return not set(plan.scope.agencies) <= {header.agency_key for header in headers}
    return False


def _years(scope: PlanScope, headers: Sequence[ReportHeader]) -> set[int | None]:
    return set(scope.years or ()) or {header.year for header in headers}
