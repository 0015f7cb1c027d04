"""What is said of reports that there are none of, and of places that are not counted in those around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qa.plan import Plan
from qa.result import Result
from qa.wording import joined, period_said, say, sort_said, years_said


def no_report_said(result: Result) -> Iterable[str]:
    """That there is none, and what there is in its place."""
    plan = result.plan
    if result.nothing_stored:
        yield say(plan, "nothing_stored")
        return
    if plan.obstacle is not None:
        yield say(plan, "no_body", words=plan.obstacle.words)
        return
    who = joined(result.bodies, plan) or sort_said(plan)
    if plan.scope.templates and result.tally.reports:
        forms = joined(plan.scope.templates, plan)
        yield say(plan, "none_on_form", period=period_said(plan), reports=result.tally.reports, who=who, forms=forms)
        return
    yield from unreported_said(result) if result.unreported else (_no_report_of(who, plan.scope.years or (), plan),)
    if result.known_years:
        yield say(plan, "known_years", years=years_said(result.known_years, plan))


def unreported_said(result: Result) -> Iterable[str]:
    """The bodies that lack reports, together where they lack those of the same years."""
    for years in dict.fromkeys(lacking for _, lacking in result.unreported):
        who = joined((name for name, lacking in result.unreported if lacking == years), result.plan)
        yield _no_report_of(who, years, result.plan)


def set_apart_said(result: Result) -> Iterable[str]:
    """新疆 is answered without 兵团, and says so."""
    yield from (say(result.plan, "set_apart", name=name) for name in result.set_apart)


def _no_report_of(who: str, years: Sequence[int], plan: Plan) -> str:
    said = years_said(years, plan)
    period = {"zh": f"{said}年", "en": f" for {said}"}[plan.language] if said else ""
    return say(plan, "no_report", who=who, period=period)
