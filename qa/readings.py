"""The figures of reports: what a plan's measures are in each report, with status, flags and the cells behind them."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from canonical.fields import FIELDS
from canonical.forms import PRE_FORM
from canonical.measures import Measure
from canonical.report import ReportHeader
from factstore import Cell, FactStore, Scope
from qa.catalogue import Catalogue
from qa.plan import Plan, PlanScope

STATUS_ORDER = ("unreadable", "blank", "missing", "not_in_template", "inferred", "reported")
"""Of several cells the first of these is the status of what is computed from them."""
ZERO_DENOMINATOR = "zero_denominator"
"""Why a ratio of two values that are there has none."""
MOST_KEPT = 400_000
"""Figures kept in memory: 40 measures of 10,000 reports, some 150 MB."""
MANY = 1000
"""So many new figures are told to the garbage collector, as in `catalogue_of`."""
SEVERAL = 2
PERCENT_PLACES = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure: a measure in one report (`header`), between two, or over a group of reports (`group`).

    `value` is None where a part has none. `above` and `below` are the sums a ratio is of, kept for groups. `met` is
    whether its report meets a plan's conditions, where these are on other figures too.
    """

    measure: Measure
    value: Decimal | None
    status: str
    cells: tuple[Cell, ...]
    header: ReportHeader | None = None
    group: str | None = None
    year: int | None = None
    flags: tuple[str, ...] = ()
    above: Decimal | None = None
    below: Decimal | None = None
    unit: str | None = None
    met: bool | None = None

    @property
    def in_failed_check(self) -> bool:
        """True when the report's own arithmetic does not hold for it."""
        return "failed_check" in self.flags

    @property
    def name(self) -> str:
        """Whose it is: a body, or a group of them."""
        return (self.header.agency if self.header else self.group) or ""

    @property
    def body(self) -> str:
        """What tells its body from all others."""
        return (self.header.agency_key or self.header.id) if self.header else self.group or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a scope has: its reports, by body and year, and the figures in them."""

    headers: tuple[ReportHeader, ...]
    figures: tuple[Figure, ...]


def read_figures(plan: Plan, scope: PlanScope, store: FactStore, catalogue: Catalogue) -> Reading:
    """The plan's measures in the reports of a scope; where a form lacks some of several, only those it has."""
    headers = catalogue.within(store_scope(scope))
    if plan.latest_only:
        headers = _latest(headers)
    columns = read_columns(plan.measured, headers, store, catalogue)
    held = tuple(header for header in headers if all(header.id in column for column in columns))
    if len(columns) == 1:
        return Reading(headers=held, figures=tuple(columns[0][header.id] for header in held))
    figures = (figure for header in held for figure in _of_report([column[header.id] for column in columns]))
    return Reading(headers=held, figures=tuple(figures))


def read_columns(
    measures: Sequence[Measure], headers: Sequence[ReportHeader], store: FactStore, catalogue: Catalogue
) -> list[dict[str, Figure]]:
    """Some measures in these reports and others, by report: what is not kept from earlier questions is read now."""
    columns: list[dict[str, Figure]] = [catalogue.columns.get(measure.id, {}) for measure in measures]
    lacking = tuple(header.id for header in headers if any(header.id not in column for column in columns))
    if lacking:
        fields = dict.fromkeys(field for measure in measures for field in measure.fields)
        found = store.cells(Scope(report_ids=lacking), tuple(fields))
        cells: defaultdict[str, dict[str, Cell]] = defaultdict(dict)
        for cell in found.cells:
            cells[cell.report_id][cell.field] = cell
        held = [catalogue.headers[name] for name in found.report_ids if name in catalogue.headers]
        for measure, column in zip(measures, columns, strict=True):
            column.update((each.id, _figure(measure, each, cells[each.id], found.broken)) for each in held)
        _keep(measures, columns, catalogue)
        if len(held) > MANY:
            gc.freeze()
    return columns


def _keep(measures: Sequence[Measure], columns: Sequence[dict[str, Figure]], catalogue: Catalogue) -> None:
    """Nothing; measures are kept as long as the catalogue is what the store has, and while there is room."""
    kept = catalogue.columns
    with catalogue.lock:
        for measure, column in zip(measures, columns, strict=True):
            kept.pop(measure.id, None)
            kept[measure.id] = column  # as the last to go
        while len(kept) > 1 and sum(map(len, kept.values())) > MOST_KEPT:
            del kept[next(iter(kept))]


def store_scope(scope: PlanScope) -> Scope:
    """The plan's scope as the store's."""
    return Scope(
        years=scope.years,
        agency_keys=scope.agencies,
        region_codes=scope.regions,
        departments=scope.departments,
        kinds=scope.kinds,
        levels=scope.levels,
        templates=scope.templates,
        excluded=tuple(store_scope(each) for each in scope.excluded if each.restricts),
    )


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """The one in percent of the other, which is not 0."""
    return (part * 100 / whole).quantize(PERCENT_PLACES).normalize() + Decimal(0)


def _latest(headers: Sequence[ReportHeader]) -> tuple[ReportHeader, ...]:
    newest = {header.agency_key or header.id: header for header in sorted(headers, key=lambda h: h.year or 0)}
    kept = {header.id for header in newest.values()}
    return tuple(header for header in headers if header.id in kept)


def _of_report(figures: list[Figure]) -> list[Figure]:
    if len(figures) == 1:
        return figures
    return [figure for figure in figures if figure.status != "not_in_template"] or figures[:1]


def _figure(
    measure: Measure, header: ReportHeader, stored: Mapping[str, Cell], broken: frozenset[tuple[str, str]]
) -> Figure:
    parts = _printed(measure.parts, header, stored)
    whole = _printed(measure.of, header, stored)
    cells = parts + whole
    above, below = _sum(parts), _sum(whole)
    value, status = above, _status(cells)
    if measure.is_ratio:
        is_computed = above is not None and below is not None
        value = percent(above, below) if above is not None and below else None
        status = ZERO_DENOMINATOR if is_computed and value is None else status
    return Figure(
        measure=measure,
        header=header,
        year=header.year,
        value=value,
        unit=measure.unit,
        status=status,
        cells=cells,
        flags=_flags(cells, broken),
        above=above if below is not None or not measure.is_ratio else None,
        below=below if above is not None else None,
    )


def _printed(names: Iterable[str], header: ReportHeader, stored: Mapping[str, Cell]) -> tuple[Cell, ...]:
    cells = tuple([stored.get(name) or _absent(name, header) for name in names])
    if len(cells) < SEVERAL:
        return cells
    return tuple(cell for cell in cells if cell.status != "not_in_template") or cells[:1]


def _sum(cells: Sequence[Cell]) -> Decimal | None:
    if len(cells) == 1:
        return cells[0].value
    values = [cell.value for cell in cells if cell.value is not None]
    return sum(values, Decimal(0)) if len(values) == len(cells) else None


def _status(cells: Sequence[Cell]) -> str:
    return min((cell.status for cell in cells), key=STATUS_ORDER.index) if len(cells) > 1 else cells[0].status


def _flags(cells: Sequence[Cell], broken: frozenset[tuple[str, str]]) -> tuple[str, ...]:
    flags = [flag for cell in cells for flag in cell.flags]
    if broken and any(cell[:2] in broken for cell in cells):
        flags.append("failed_check")
    return tuple(dict.fromkeys(flags)) if flags else ()


def _absent(name: str, header: ReportHeader) -> Cell:
    """A field that is not stored: the form lacks it, or it was not found."""
    field = FIELDS[name]
    form = header.requests_layout if field.table == "requests" else header.template
    lacking = form == PRE_FORM or (form is not None and form not in field.forms)
    return Cell(header.id, name, None, "not_in_template" if lacking else "missing", ())
