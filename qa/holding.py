"""What is said of the reports there are: how many, whose, of which years, when published, which cells have no value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from canonical.report import ReportHeader
from qa.plan import Plan
from qa.result import Result
from qa.wording import joined, label_said, number, period_said, pick, say, sort_said, years_said

MOST_NAMES = 20
EVERYBODY = "单位"
OF_CELLS = {"unreadable", "blank"}


def collected_said(result: Result) -> Iterable[str]:
    """How many reports, of which years, of which bodies, or who has none; or their dates or cells."""
    plan = result.plan
    if plan.collected in OF_CELLS:
        yield from _cells_said(result)
        return
    said = {
        "who": _who(result),
        "names": _first([_named(header, plan) for header in result.reports], plan),
        "period": period_said(plan),
        "form": _form_said(plan),
        "years": years_said(plan.scope.years or (), plan),
        "known": years_said(result.known_years, plan),
        "count": len(result.reports) if result.reports else _reports_of(result),
        "value": "" if result.value is None else number(result.value),
    }
    if plan.collected == "without_year" and len(plan.scope.years or ()) > 1 and result.reports:
        yield from _without_years_said(result)
        return
    name = "reports_in_order" if plan.order else f"reports_{plan.collected}"
    yield say(
        plan, name if result.status != "no_match" else "none_published", **said, then=_then_said(plan, said["who"])
    )
    undated = sum(result.tally.without_value.values())
    if undated and (plan.published or plan.order):
        yield say(plan, "undated", reports=result.tally.reports, count=undated)


def _reports_of(result: Result) -> int:
    """How many reports those of a count are; without a date of publication all that were looked at."""
    matching = result.tally.matching
    return matching if result.plan.published and matching is not None else result.tally.reports


def _without_years_said(result: Result) -> Iterable[str]:
    """Who lacks reports of which years, together where they lack the same."""
    lacking: defaultdict[str, list[int]] = defaultdict(list)
    for header in result.reports:
        lacking[header.agency or ""].append(header.year or 0)
    by_years: defaultdict[tuple[int, ...], list[str]] = defaultdict(list)
    for name, own in lacking.items():
        by_years[tuple(sorted(own))].append(name)
    for years, names in sorted(by_years.items(), key=lambda each: (-len(each[0]), each[0])):
        said = years_said(years, result.plan)
        yield say(result.plan, "reports_without_years", years=said, names=_first(names, result.plan))


def _who(result: Result) -> str:
    """The bodies named, or their sort; of reports as such nobody's: 资料中的报告."""
    plan = result.plan
    who = joined(result.bodies, plan) or sort_said(plan)
    of_all = plan.language == "zh" and plan.collected in {"count", "reports"} and sort_said(plan) == EVERYBODY
    return "" if of_all and not result.bodies else who


def _named(header: ReportHeader, plan: Plan) -> str:
    """A body, or with its year where reports are listed, or with the date on its report."""
    name, year = header.agency or "", header.year or ""
    if plan.collected == "reports" and (plan.published is None or plan.published.undated):
        return say(plan, "one_report", agency=name, year=year)
    if plan.collected not in {"published", "reports"}:
        return name
    day = header.published.isoformat() if header.published else say(plan, "no_date")
    return say(plan, "one_date", agency=name, year=year, day=day)


def _first(names: Iterable[str], plan: Plan) -> str:
    """The first names, each once."""
    once = list(dict.fromkeys(names))
    more = {"zh": "等", "en": " and others"}[plan.language] if len(once) > MOST_NAMES else ""
    return joined(once[:MOST_NAMES], plan) + more


def _form_said(plan: Plan) -> str:
    forms = joined(plan.scope.templates or (), plan)
    return say(plan, "form_of", forms=forms) if forms else ""


def _then_said(plan: Plan, who: object) -> str:
    """When the reports were published, as days; in Chinese before whose they are."""
    then = plan.published
    if then is not None and plan.language == "zh" and not who:
        return _then_said(plan, "them").removesuffix("的")
    if then is None:
        return ""
    if then.undated:
        return say(plan, "then_undated")
    ends = {"since": then.since, "until": then.until}
    said = {name: _day_said(day, plan) for name, day in ends.items() if day}
    key = "then_between" if len(said) > 1 else "then_since" if then.since else "then_until"
    return say(plan, "then_on", day=said["since"]) if then.since == then.until else say(plan, key, **said)


def _day_said(day: str, plan: Plan) -> str:
    return day if len(day) > len("03-31") else say(plan, "day_of_next_year", day=day)


def _cells_said(result: Result) -> Iterable[str]:
    """The cells by report, the first of many; their number is of all."""
    plan, tally = result.plan, result.tally
    status = pick("statuses", plan.collected or "", plan.language)
    said = {"period": period_said(plan), "reports": tally.reports, "status": status}
    if not result.figures:
        yield say(plan, "no_such_cell", **said)
        return
    yield say(plan, "cells", **said, with_value=tally.with_value, count=tally.matching)
    cells = [
        say(plan, "one_cell", agency=figure.name, year=figure.year or "", label=label_said(figure, plan))
        for figure in result.figures
    ]
    yield say(plan, "named_cells", names=_first(cells, plan))
