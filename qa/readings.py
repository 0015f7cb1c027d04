"""The figures of reports: what a plan's fields are in each report, with status, flags and the facts behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from canonical.fields import FIELDS
from canonical.forms import PRE_FORM
from canonical.report import Fact, ReportHeader, Status
from factstore import FactStore, Scope
from qa.plan import Plan, PlanScope

STATUS_ORDER: tuple[Status, ...] = ("unreadable", "blank", "missing", "not_in_template", "inferred", "reported")
"""Of several facts the first of these is the status of their sum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of one report: a field, or the sum of several. `value` is None where a part has none."""

    header: ReportHeader
    field: str
    value: Decimal | None
    unit: str | None
    status: Status
    facts: tuple[Fact, ...]
    flags: tuple[str, ...] = ()

    @property
    def in_failed_check(self) -> bool:
        """True when the report's own arithmetic does not hold for it."""
        return "failed_check" in self.flags


def read_figures(plan: Plan, headers: Sequence[ReportHeader], store: FactStore) -> tuple[Figure, ...]:
    """The plan's figures of some reports, in their order; fields the report's form lacks only where all are."""
    facts = store.facts([header.id for header in headers], plan.fields)
    broken = _fields_in_failed_checks(plan, store)
    return tuple(figure for header in headers for figure in _of_report(plan, header, facts.get(header.id, {}), broken))


def store_scope(scope: PlanScope, *, any_kind: bool = False) -> Scope:
    """The plan's scope as the store's; `any_kind` lifts the restriction to sorts of bodies."""
    return Scope(
        years=scope.years,
        agency_keys=scope.agencies,
        region_codes=scope.regions,
        departments=scope.departments,
        kinds=None if any_kind else scope.kinds,
        levels=scope.levels,
    )


def _fields_in_failed_checks(plan: Plan, store: FactStore) -> frozenset[tuple[str, str]]:
    failed = store.checks(store_scope(plan.scope, any_kind=True), status="failed")
    return frozenset(
        (found.header.id, field)
        for found in failed
        if not found.check.id.startswith("form.")  # says that a form is unusual, not that a number is wrong
        for field in found.check.fields
    )


def _of_report(
    plan: Plan, header: ReportHeader, stored: Mapping[str, Fact], broken: frozenset[tuple[str, str]]
) -> Iterator[Figure]:
    facts = tuple(stored.get(name) or _absent(name, header) for name in plan.fields)
    printed = tuple(fact for fact in facts if fact.status != "not_in_template") or facts[:1]
    if plan.combine == "sum":
        yield _figure(header, plan.measure or " + ".join(plan.fields), printed, broken)
    else:
        yield from (_figure(header, fact.field, (fact,), broken) for fact in printed)


def _figure(header: ReportHeader, field: str, facts: tuple[Fact, ...], broken: frozenset[tuple[str, str]]) -> Figure:
    values = [fact.value for fact in facts if fact.value is not None]
    flags = dict.fromkeys(flag for fact in facts for flag in fact.flags)
    if any((header.id, fact.field) in broken for fact in facts):
        flags["failed_check"] = None
    return Figure(
        header=header,
        field=field,
        value=sum(values, Decimal(0)) if len(values) == len(facts) else None,
        unit=facts[0].unit or FIELDS[facts[0].field].unit,
        status=min((fact.status for fact in facts), key=STATUS_ORDER.index),
        facts=facts,
        flags=tuple(flags),
    )


def _absent(name: str, header: ReportHeader) -> Fact:
    """A field that is not stored: the form lacks it, or it was not found."""
    field = FIELDS[name]
    form = header.requests_layout if field.table == "requests" else header.template
    lacking = form == PRE_FORM or (form is not None and form not in field.forms)
    return Fact(field=name, value=None, unit=field.unit, status="not_in_template" if lacking else "missing")
