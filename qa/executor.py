"""A plan becomes a result: exact figures out of the fact store, with coverage. No words are made here.

Measures are read in every report of the scope, changes and groups are made of them, and then one operation picks,
counts, adds or orders. Counts are over everything; what is shown of it is decided later.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from heapq import nlargest, nsmallest

from canonical.fields import FIELDS, form_of_year
from canonical.measures import Measure
from canonical.report import ReportHeader
from factstore import FactStore
from qa.catalogue import Catalogue, catalogue_of
from qa.collection import run_checks, run_reports
from qa.grouping import changes, combined, grouped, may_overlap, outside_groups
from qa.meeting import OF_GAPS, bound_of, counts, meets, with_others
from qa.narrative import run_passages
from qa.ordering import by_body_and_year, largest_first, smallest_first, value_of, valued_first
from qa.plan import Aggregate, Plan, PlanScope
from qa.readings import ZERO_DENOMINATOR, Figure, Reading, percent, read_figures
from qa.result import AnswerStatus, Result, Search, tally_of
from qa.shortage import known_years, no_report, set_apart, unreported


def execute(plan: Plan, store: FactStore, search: Search | None = None, catalogue: Catalogue | None = None) -> Result:
    """The result of a plan without obstacle; the store is only read."""
    held = catalogue or catalogue_of(store)
    return replace(_executed(plan, store, search, held), set_apart=set_apart(plan, held))


def _executed(plan: Plan, store: FactStore, search: Search | None, catalogue: Catalogue) -> Result:
    if plan.kind == "passages":
        return _passages(plan, store, search, catalogue)
    if plan.kind == "reports":
        return run_reports(plan, store, catalogue)
    if plan.kind == "checks":
        return run_checks(plan, store, catalogue)
    if plan.kind == "define":
        return Result(plan=plan, status="answered")
    return replace(_figures(plan, store, catalogue), unreported=unreported(plan, catalogue))


def _passages(plan: Plan, store: FactStore, search: Search | None, catalogue: Catalogue) -> Result:
    """The passages of a scope, or of the reports that another plan chooses."""
    if plan.among is None:
        return run_passages(plan, store, search, catalogue)
    chosen = execute(plan.among, store, search, catalogue)
    if chosen.status != "answered":
        return replace(chosen, plan=plan)
    headers = tuple(dict.fromkeys(figure.header for figure in chosen.figures if figure.header))
    found = run_passages(plan, store, search, catalogue, among=headers)
    tally = found.tally if plan.phrases else chosen.tally  # words are looked for in the chosen reports alone
    return replace(found, figures=chosen.figures, tally=tally, unit=chosen.unit, known_years=chosen.known_years)


def _figures(plan: Plan, store: FactStore, catalogue: Catalogue) -> Result:
    scope = plan.whole if plan.whole is not None and plan.kind in {"share", "place"} else plan.scope
    reading = read_figures(plan, scope, store, catalogue)
    lacking = no_report(plan, reading.headers, catalogue)
    if lacking is not None:
        return _not_in_any_form(plan, store, catalogue) or lacking
    beside = with_others(plan, reading, store, catalogue)
    start = _start(plan, replace(reading, figures=beside.looked_at) if beside else reading, catalogue)
    if start.status != "answered":
        return replace(start, figures=beside.looked_at if beside else reading.figures)
    figures = reading.figures
    if beside:
        result = RUNNERS[plan.kind](replace(start, unit=plan.measured[0].unit), beside.told)
        result = _with_apart(result, reading, store, catalogue)
        return replace(result, figures=beside.shown(result.figures))
    if plan.change:
        return _of_change(start, figures)
    if plan.group:
        places = plan.scope.regions or ()
        start = replace(start, ungrouped=outside_groups(figures, plan.group, places))
        figures = grouped(figures, plan.group, plan.aggregate or "sum", by_year=plan.kind == "trend", places=places)
    return _with_apart(_run(start, figures, _all_of(plan, store, catalogue)), reading, store, catalogue)


def _all_of(plan: Plan, store: FactStore, catalogue: Catalogue) -> tuple[Figure, ...] | None:
    """The figures whose average a condition is set against, where these are more than the plan's own."""
    if plan.condition is None or plan.condition.of is None or plan.whole is None:
        return None
    return read_figures(plan, plan.whole, store, catalogue).figures


def _run(start: Result, figures: tuple[Figure, ...], whole: tuple[Figure, ...] | None = None) -> Result:
    """The operation of the plan, with a number in the place of the average that its condition is set against."""
    plan = start.plan
    if plan.condition is None or plan.condition.of is None:
        return RUNNERS[plan.kind](start, figures)
    bound = bound_of(figures if whole is None else whole, plan.condition.of)
    if bound is None:
        return replace(start, status="no_value", figures=figures)
    condition = plan.condition.model_copy(update={"values": (bound,)})
    settled = replace(start, plan=plan.model_copy(update={"condition": condition}))
    return replace(RUNNERS[plan.kind](settled, figures), plan=plan, bound=bound)


def _not_in_any_form(plan: Plan, store: FactStore, catalogue: Catalogue) -> Result | None:
    """That the form has no such field, where no body of the sort has a report and those of other sorts tell."""
    if not plan.scope.kinds or plan.scope.agencies:
        return None
    reading = read_figures(plan, plan.scope.model_copy(update={"kinds": None}), store, catalogue)
    found = _start(plan, reading, catalogue)
    return replace(found, figures=reading.figures) if found.status == "not_in_form" else None


def _start(plan: Plan, reading: Reading, catalogue: Catalogue) -> Result:
    """The result before anything is chosen: its coverage, and the status that follows from it."""
    tally = tally_of(reading.headers, reading.figures)
    looks_for_gaps = plan.condition is not None and plan.condition.op in OF_GAPS
    if looks_for_gaps or tally.with_value or (plan.group and set(tally.without_value) == {ZERO_DENOMINATOR}):
        status: AnswerStatus = "answered"
    else:
        status = "not_in_form" if set(tally.without_value) == {"not_in_template"} else "no_value"
    years = known_years(plan, catalogue) if plan.latest_only else ()
    unit = next((figure.unit for figure in reading.figures), None)
    return Result(plan=plan, status=status, unit=unit, tally=tally, known_years=years)


# -- one function an operation


def _lookup(start: Result, figures: tuple[Figure, ...]) -> Result:
    with_value = tuple(figure for figure in figures if figure.value is not None)
    value = with_value[0].value if len(figures) == len(with_value) == 1 else None
    return replace(start, value=value, figures=_as_asked(figures, start.plan))


def _as_asked(figures: tuple[Figure, ...], plan: Plan) -> tuple[Figure, ...]:
    """By body and year; figures of one report in the order of print."""
    return tuple(sorted(figures, key=by_body_and_year)) if plan.kind != "trend" else figures


def _list(start: Result, figures: tuple[Figure, ...]) -> Result:
    condition = start.plan.condition
    assert condition is not None
    key = by_body_and_year if condition.op == "lacking" else largest_first
    meeting = sorted(_kept((figure for figure in figures if meets(figure, condition)), start.plan), key=key)
    if start.plan.order == "ascending":
        meeting.sort(key=smallest_first)
    status: AnswerStatus = "answered" if meeting else "no_match"
    return replace(start, status=status, figures=tuple(meeting), tally=replace(start.tally, matching=len(meeting)))


def _kept(figures: Iterable[Figure], plan: Plan) -> list[Figure]:
    """The figures, or only those of bodies that have one for every year of the plan."""
    found = list(figures)
    if not plan.every_year:
        return found
    years: defaultdict[str, set[int | None]] = defaultdict(set)
    for figure in found:
        years[figure.body].add(figure.year)
    in_form = {year for measure in plan.measured for year in plan.scope.years or () if _has_form(measure, year)}
    return [figure for figure in found if in_form <= years[figure.body]]


def _has_form(measure: Measure, year: int) -> bool:
    """True where the form of that year has the figure: amounts of fees are asked for since 2021 only."""
    return all(form_of_year(year) in FIELDS[field].forms for field in measure.fields)


def _aggregate(start: Result, figures: tuple[Figure, ...]) -> Result:
    condition, wanted = start.plan.condition, start.plan.aggregate
    assert wanted is not None
    counted = _kept((figure for figure in figures if counts(figure, condition)), start.plan)
    used = tuple(sorted(counted, key=largest_first))
    tally = replace(start.tally, matching=len(used))
    if wanted in COUNTERS:
        value = COUNTERS[wanted](used, figures)
        unit = "%" if wanted == "share_meeting" else None
        return replace(start, value=value, unit=unit, figures=used, tally=tally)
    if not used:
        return replace(start, status="no_match", tally=tally)
    pooled = figures if start.plan.measured[0].is_ratio and condition is None else used
    statistic = combined(_poolable(pooled, wanted), wanted)
    if statistic is None:
        return replace(start, status="no_value", tally=tally)
    if wanted in {"min", "max"}:
        used = tuple(figure for figure in used if figure.value == statistic)
    return replace(start, value=statistic, figures=used, tally=tally, overlapping=wanted == "sum" and may_overlap(used))


def _poolable(figures: Sequence[Figure], wanted: Aggregate) -> list[Figure]:
    if wanted == "sum" and figures and figures[0].measure.is_ratio:
        return [figure for figure in figures if figure.above is not None and figure.below is not None]
    return [figure for figure in figures if figure.value is not None]


def _bodies(used: Sequence[Figure], _all: Sequence[Figure]) -> Decimal:
    return Decimal(len({figure.body for figure in used}))


def _reports(used: Sequence[Figure], _all: Sequence[Figure]) -> Decimal:
    return Decimal(len({(figure.body, figure.year) for figure in used}))


def _share_meeting(used: Sequence[Figure], figures: Sequence[Figure]) -> Decimal:
    """The bodies that meet a condition, in percent of those with a value."""
    valued = {figure.body for figure in figures if figure.value is not None or figure.met}
    return percent(_bodies(used, figures), Decimal(len(valued)))


COUNTERS: Mapping[Aggregate, Callable[[Sequence[Figure], Sequence[Figure]], Decimal]] = {
    "count": _bodies,
    "count_reports": _reports,
    "share_meeting": _share_meeting,
}


def _rank(start: Result, figures: tuple[Figure, ...]) -> Result:
    """The first ones, or those in one place; figures with the same value share a place."""
    plan, upward = start.plan, start.plan.order == "ascending"
    used = [figure for figure in figures if counts(figure, plan.condition)]
    last = _value_at(used, plan.nth or plan.limit or 0, upward=upward)
    if plan.nth:
        rows = [each for each in used if each.value == last] if last is not None else []
    else:
        rows = [each for each in used if last is None or (value_of(each) <= last if upward else value_of(each) >= last)]
    rows.sort(key=smallest_first if upward else largest_first)
    status: AnswerStatus = "answered" if rows else "no_match"
    return replace(start, status=status, figures=tuple(rows), tally=replace(start.tally, matching=len(used)))


def _value_at(figures: Sequence[Figure], place: int, *, upward: bool) -> Decimal | None:
    """The value in a place from 1 of a ranking, or None where that has fewer."""
    if not 0 < place <= len(figures):
        return None
    return (nsmallest if upward else nlargest)(place, map(value_of, figures))[-1]


def _place(start: Result, figures: tuple[Figure, ...]) -> Result:
    """Where a body stands: 1 and as many as are strictly ahead of it."""
    own = [figure for figure in figures if _is_part(figure, start.plan.scope)]
    valued = [figure for figure in own if figure.value is not None]
    if not valued:
        return _without(start, own)
    mine = valued[0].value
    assert mine is not None
    upward = start.plan.order == "ascending"
    rivals = (figure.value for figure in figures if figure.value is not None)
    ahead = sum(value < mine if upward else value > mine for value in rivals)
    matching = sum(figure.value is not None for figure in figures)
    tally = replace(start.tally, matching=matching)
    return replace(start, value=Decimal(ahead + 1), unit=None, figures=tuple(own), tally=tally)


def _share(start: Result, figures: tuple[Figure, ...]) -> Result:
    """The part's sum in percent of the whole's."""
    part = [figure for figure in figures if _is_part(figure, start.plan.scope)]
    valued = [figure for figure in part if figure.value is not None]
    if not valued:
        return _without(start, part)
    whole = combined([figure for figure in figures if figure.value is not None], "sum")
    above = combined(valued, "sum")
    rows = tuple(sorted(part, key=by_body_and_year))
    if not whole or above is None:
        return replace(start, status="no_value", figures=rows)
    return replace(start, value=percent(above, whole), unit="%", figures=rows)


def _is_part(figure: Figure, scope: PlanScope) -> bool:
    header = figure.header
    assert header is not None
    asked = (
        (scope.agencies, header.agency_key),
        (scope.departments, header.department),
        (scope.kinds, header.kind),
        (scope.levels, header.level),
        (scope.years, header.year),
    )
    is_placed = scope.regions is None or any(_is_in(header, code) for code in scope.regions)
    return is_placed and all(wanted is None or own in wanted for wanted, own in asked)


def _is_in(header: ReportHeader, code: str) -> bool:
    prefix = code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
    return header.region is not None and header.region.code.startswith(prefix)


def _without(start: Result, figures: Sequence[Figure]) -> Result:
    statuses = {figure.status for figure in figures}
    status: AnswerStatus = "not_in_form" if statuses == {"not_in_template"} else "no_value"
    return replace(start, status=status if figures else "no_report", figures=tuple(figures))


def _trend(start: Result, figures: tuple[Figure, ...]) -> Result:
    return replace(start, figures=tuple(sorted(figures, key=lambda figure: (figure.year or 0, figure.name))))


def _compare(start: Result, figures: tuple[Figure, ...]) -> Result:
    ordered = tuple(sorted(figures, key=valued_first))
    if start.plan.group == "measure" and len({figure.unit for figure in figures}) > 1:
        ordered = tuple(sorted(figures, key=lambda figure: start.plan.measures.index(figure.measure.id)))
    if not start.plan.subtract:
        return replace(start, figures=ordered)
    first, second = _both(start.plan, figures)
    if first is None or second is None or first.value is None or second.value is None:
        return _without(start, figures)
    return replace(start, figures=ordered, value=first.value - second.value)


def _both(plan: Plan, figures: Sequence[Figure]) -> tuple[Figure | None, Figure | None]:
    """The figures of the two bodies or places, in the order they were named."""
    found = [next((figure for figure in figures if figure.body == key), None) for key in plan.scope.agencies or ()] or [
        next((figure for figure in figures if _is_in_group(figure, code)), None) for code in plan.scope.regions or ()
    ]
    return (found[0], found[1]) if len(found) == 2 else (None, None)


def _is_in_group(figure: Figure, code: str) -> bool:
    from canonical.regions import region

    place = region(code)
    return place is not None and figure.group in place.path


RUNNERS: Mapping[str, Callable[[Result, tuple[Figure, ...]], Result]] = {
    "lookup": _lookup,
    "list": _list,
    "aggregate": _aggregate,
    "rank": _rank,
    "place": _place,
    "share": _share,
    "trend": _trend,
    "compare": _compare,
}


# -- changes between two years


def _of_change(start: Result, figures: tuple[Figure, ...]) -> Result:
    """The change of one body or one total, with both figures; or of many, picked and ordered like figures."""
    plan = start.plan
    assert plan.change is not None
    years = (plan.scope.years or ())[0], (plan.scope.years or ())[-1]
    if plan.kind not in {"list", "rank", "aggregate", "compare"}:
        return _one_change(start, figures, years)
    if plan.group:
        figures = grouped(figures, plan.group, plan.aggregate or "sum", by_year=True, places=plan.scope.regions or ())
    changed = tuple(figure for figure in changes(figures, years, plan.change) if figure.value is not None)
    if not changed:
        return replace(start, status="no_value", figures=figures)
    unit = changed[0].unit
    return _run(replace(start, unit=unit), changed)


def _one_change(start: Result, figures: tuple[Figure, ...], years: tuple[int, int]) -> Result:
    plan = start.plan
    assert plan.change is not None
    if not plan.scope.agencies:
        figures = grouped(figures, "year", plan.aggregate or "sum", by_year=True)
        figures = tuple(replace(figure, group="") for figure in figures)
    rows = tuple(sorted(figures, key=lambda figure: (figure.name, figure.year or 0)))
    changed = changes(figures, years, plan.change)
    if not changed:
        lacking = [figure for figure in figures if figure.value is None]
        return _without(start, lacking or figures)
    if len(changed) == 1 and changed[0].value is None:
        tally = replace(start.tally, without_value={ZERO_DENOMINATOR: 1})
        return replace(start, status="no_value", figures=rows, tally=tally)
    value = changed[0].value if len(changed) == 1 else None
    return replace(start, value=value, unit=changed[0].unit, figures=rows)


# -- other sorts of bodies


def _with_apart(result: Result, reading: Reading, store: FactStore, catalogue: Catalogue) -> Result:
    """A list of bureaus also names the other bodies that meet the condition; they are in no count."""
    plan = result.plan
    if plan.kind != "list" or not plan.scope.kinds or plan.group:
        return result
    assert plan.condition is not None
    if plan.condition.of is not None:
        return result  # the average is of the sort that is asked for
    wide = read_figures(plan, plan.scope.model_copy(update={"kinds": None}), store, catalogue)
    beside = with_others(plan, wide, store, catalogue)
    own = {header.id for header in reading.headers}
    figures = beside.told if beside else wide.figures
    others = (figure for figure in figures if figure.header and figure.header.id not in own)
    apart = sorted((figure for figure in others if meets(figure, plan.condition)), key=largest_first)
    return replace(result, apart=beside.shown(apart) if beside else tuple(apart))
