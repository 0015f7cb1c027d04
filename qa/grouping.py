"""Figures made of figures: the change between two years of a body, and one figure for a group of reports."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from canonical.measures import PERCENT
from canonical.regions import region, within
from canonical.report import ReportHeader
from qa.plan import Aggregate, Change, Group
from qa.readings import ZERO_DENOMINATOR, Figure, percent

PLACES = Decimal("0.0001")  # of averages and medians; sums and printed values are never rounded
BY_DEPTH: tuple[Group, ...] = ("province", "prefecture", "county")
DEPTHS: Mapping[str, int] = {name: depth for depth, name in enumerate(BY_DEPTH)}


def changes(figures: Iterable[Figure], years: tuple[int, int], change: Change) -> tuple[Figure, ...]:
    """For each body or group and measure with a value in both years: later minus earlier, with the cells of both."""
    pairs: defaultdict[tuple[str, str], dict[int | None, Figure]] = defaultdict(dict)
    for figure in figures:
        pairs[figure.body, figure.measure.id][figure.year] = figure
    found = (_change(pair[years[0]], pair[years[1]], change) for pair in pairs.values() if set(years) <= set(pair))
    return tuple(figure for figure in found if figure is not None)


def grouped(
    figures: Iterable[Figure], group: Group, aggregate: Aggregate, *, by_year: bool, places: Sequence[str] = ()
) -> tuple[Figure, ...]:
    """One figure for each group, measure and (with `by_year`) year, out of the figures that have a value.

    `places` are the codes of those that are groups of their own, if the group is `place`.
    """
    members: defaultdict[tuple[Hashable, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        name = group_of(figure.header, group, places) if figure.header else None
        if name is not None:
            year = figure.year if by_year or group == "year" else None
            members[name, figure.measure.id, year].append(figure)
    made = (_of_group(str(key[0]), key[2], found, aggregate) for key, found in members.items())
    found = tuple(replace(each, group=None) if group == "year" else each for each in made)
    if group == "measure":
        owners = {figure.header.id: figure.header for found in members.values() for figure in found if figure.header}
        header = next(iter(owners.values())) if len(owners) == 1 else None
        found = tuple(replace(each, header=header, year=header.year if header else None) for each in found)
    return found if group == "year" else tuple(each for each in found if each.value is not None)


def outside_groups(figures: Iterable[Figure], group: Group, places: Sequence[str] = ()) -> bool:
    """True where reports with a figure lie in no group: those of a province's own bodies, by prefecture."""
    valued = (figure.header for figure in figures if figure.header and figure.value is not None)
    return any(group_of(header, group, places) is None for header in valued)


def next_below(codes: Iterable[str]) -> Group:
    """The groups that lie right within some places; provinces where there is none."""
    depths = [len(place.path) for code in codes if (place := region(code))]
    return BY_DEPTH[min(max(depths, default=0), len(BY_DEPTH) - 1)]


def group_of(header: ReportHeader, group: Group, places: Sequence[str] = ()) -> str | None:
    """The group a report belongs to, or None where it has none: a province's own body lies in no county."""
    if group == "place":
        return _place_of(header, places)
    if group == "measure":
        return ""
    if group in DEPTHS:
        path = header.region.path if header.region else ()
        return path[DEPTHS[group]] if len(path) > DEPTHS[group] else None
    found = getattr(header, group)
    return None if found is None else str(found)


def _place_of(header: ReportHeader, places: Sequence[str]) -> str | None:
    """The narrowest of the places that a report's body lies in."""
    around = [code for code in places if header.region and within(header.region.code, code)]
    found = region(max(around, key=lambda code: len(_path(code)))) if around else None
    return found.path[-1] if found else None


def _path(code: str) -> tuple[str, ...]:
    place = region(code)
    return place.path if place else ()


def combined(figures: Sequence[Figure], aggregate: Aggregate) -> Decimal | None:
    """One value out of those of several figures; a sum of ratios is the ratio of the sums."""
    if aggregate == "sum" and figures and figures[0].measure.is_ratio:
        above, below = _pooled(figures)
        return percent(above, below) if below else None
    values = [figure.value for figure in figures if figure.value is not None]
    return AGGREGATES[aggregate](values) if values else None


def may_overlap(figures: Sequence[Figure]) -> bool:
    """True when a government's figure stands beside one of a body below it, which it may contain."""
    headers = [figure.header for figure in figures if figure.header and figure.header.region]
    governments = {(header.year, header.region.path) for header in headers if header.kind == "government"}  # type: ignore[union-attr]
    return any((header.year, path) in governments for header in headers for path in _paths_above(header))


def rounded(value: Decimal) -> Decimal:
    """An average or median, at four decimals."""
    return value if value == value.to_integral_value() else value.quantize(PLACES).normalize()


AGGREGATES: Mapping[Aggregate, Callable[[list[Decimal]], Decimal]] = {
    "sum": lambda values: sum(values, Decimal(0)),
    "average": lambda values: rounded(sum(values, Decimal(0)) / len(values)),
    "median": lambda values: rounded(statistics.median(values)),
    "min": min,
    "max": max,
    "count": lambda values: Decimal(len(values)),
}


def _change(earlier: Figure, later: Figure, change: Change) -> Figure | None:
    if earlier.value is None or later.value is None:
        return None
    value: Decimal | None = later.value - earlier.value
    if change == "percent":
        value = percent(later.value - earlier.value, earlier.value) if earlier.value else None
    return replace(
        later,
        value=value,
        unit=PERCENT if change == "percent" else later.unit,
        status=later.status if value is not None else ZERO_DENOMINATOR,
        cells=(*later.cells, *earlier.cells),
        flags=tuple(dict.fromkeys((*later.flags, *earlier.flags))),
    )


def _of_group(name: str, year: Hashable, figures: Sequence[Figure], aggregate: Aggregate) -> Figure:
    used = [figure for figure in figures if _is_used(figure, aggregate)]
    value = combined(used, aggregate)
    statuses = {figure.status for figure in figures}
    missing = statuses.pop() if len(statuses) == 1 else "missing"
    above, below = _pooled(used) if used and used[0].measure.is_ratio else (value, None)
    return Figure(
        measure=figures[0].measure,
        group=name,
        year=year if isinstance(year, int) else None,
        value=value,
        unit=figures[0].unit,
        status="reported" if value is not None else missing,
        cells=tuple(cell for figure in used for cell in figure.cells),
        flags=tuple(dict.fromkeys(flag for figure in used for flag in figure.flags)),
        above=above,
        below=below,
    )


def _is_used(figure: Figure, aggregate: Aggregate) -> bool:
    """The sums of a pooled ratio also hold reports whose own ratio has none because its whole is 0."""
    if aggregate == "sum" and figure.measure.is_ratio:
        return figure.above is not None and figure.below is not None
    return figure.value is not None


def _pooled(figures: Iterable[Figure]) -> tuple[Decimal, Decimal]:
    stated = [(figure.above, figure.below) for figure in figures]
    above = sum((above for above, below in stated if above is not None and below is not None), Decimal(0))
    below = sum((below for above, below in stated if above is not None and below is not None), Decimal(0))
    return above, below


def _paths_above(header: ReportHeader) -> list[tuple[str, ...]]:
    """The paths of the places around a body, its own included if it is no government."""
    assert header.region is not None
    path = header.region.path
    return [path[:depth] for depth in range(1, len(path) + (header.kind != "government"))]
