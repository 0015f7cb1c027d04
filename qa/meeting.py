"""Which figures meet what a plan asks of them: its condition, and those on other figures of the same report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from canonical.measures import measure_of
from factstore import FactStore
from qa.catalogue import Catalogue
from qa.grouping import combined
from qa.plan import Condition, Operator, Plan, Where
from qa.readings import Figure, Reading, read_columns

TESTS: Mapping[Operator, Callable[..., bool]] = {
    "gt": lambda value, bound: value > bound,
    "ge": lambda value, bound: value >= bound,
    "lt": lambda value, bound: value < bound,
    "le": lambda value, bound: value <= bound,
    "eq": lambda value, bound: value == bound,
    "ne": lambda value, bound: value != bound,
    "between": lambda value, low, high: low <= value <= high,
}
OF_GAPS = frozenset({"no_value", "lacking"})
"""Conditions that a figure without a value can meet."""
OF_VALUES = frozenset({"sum", "average", "median", "min", "max"})
"""Aggregates of the figures themselves, and not of how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a reading comes to with the other figures of its reports.

    `told` are the plan's own figures in the reports that have what it takes to tell whether they meet its conditions,
    `looked_at` one figure for each report: its own, or the one that is lacking. `others` are those beside, by report.
    """

    told: tuple[Figure, ...]
    looked_at: tuple[Figure, ...]
    others: Mapping[str, tuple[Figure, ...]]

    def shown(self, figures: Iterable[Figure]) -> tuple[Figure, ...]:
        """The figures, each with those of the same report behind it."""
        return tuple(each for figure in figures for each in (figure, *self.others.get(_report(figure), ())))


def meets(figure: Figure, condition: Condition) -> bool:
    """True when a figure meets a condition; a figure without a value meets none but those that ask for such."""
    if figure.met is not None:
        return figure.met
    if condition.op == "lacking":
        return figure.value is None
    if condition.op == "no_value":
        return figure.value is None and figure.status != "not_in_template"
    return figure.value is not None and TESTS[condition.op](figure.value, *condition.values)


def counts(figure: Figure, condition: Condition | None) -> bool:
    """True when a figure has a value, and meets the condition if there is one."""
    if condition is None:
        return figure.value is not None and figure.met is not False
    return meets(figure, condition)


def with_others(plan: Plan, reading: Reading, store: FactStore, catalogue: Catalogue) -> Beside | None:
    """The reading with what is beside it; None for a plan whose conditions are all on its own figures."""
    if not plan.is_joint:
        return None
    measures = [measure for name in plan.others if (measure := measure_of(name))]
    columns = read_columns(measures, reading.headers, store, catalogue)
    others = {
        header.id: tuple(column[header.id] for column in columns if header.id in column) for header in reading.headers
    }
    plan = _with_bounds(plan, (reading.figures, *(tuple(column.values()) for column in columns)), reading)
    judged = [_judged(plan, own, others[_report(own)]) for own in reading.figures]
    return Beside(
        told=tuple(own for own, _ in judged if own is not None),
        looked_at=tuple(seen for _, seen in judged),
        others=others,
    )


def bound_of(figures: Iterable[Figure], of: str | None) -> Decimal | None:
    """The average or the median of all figures that have a value."""
    return combined(
        [figure for figure in figures if figure.value is not None], "median" if of == "median" else "average"
    )


def _with_bounds(plan: Plan, columns: Iterable[Iterable[Figure]], reading: Reading) -> Plan:
    """The plan with numbers in the place of averages."""
    if not any(test.of for test in (*((plan.condition,) if plan.condition else ()), *plan.where)):
        return plan
    looked_at = {header.id for header in reading.headers}
    held = {
        figure.measure.id: [each for each in (figure, *rest) if _report(each) in looked_at]
        for column in columns
        for figure, *rest in (list(column),)
    }

    def settled(test: Condition, measure: str) -> Condition:
        bound = bound_of(held.get(measure, ()), test.of) if test.of else None
        return test if bound is None else test.model_copy(update={"values": (bound,)})

    where = tuple(settled(each, each.measure) for each in plan.where)
    own = settled(plan.condition, plan.measures[0]) if plan.condition else None
    return plan.model_copy(update={"condition": own, "where": where})


def _report(figure: Figure) -> str:
    return figure.header.id if figure.header else ""


def _judged(plan: Plan, own: Figure, others: tuple[Figure, ...]) -> tuple[Figure | None, Figure]:
    """A report's own figure with what came of the conditions, and the one that stands for the report in the coverage.

    Where a figure is lacking that it takes to tell, that one stands for it, and there is no other.
    """
    held = {figure.measure.id: figure for figure in (own, *others)}
    tests = (*((plan.condition,) if plan.condition else ()), *plan.where)
    outcomes = [_outcome(test, own, held) for test in tests]
    met = (any if plan.either else all)(outcome is True for outcome in outcomes)
    needed = [own] if plan.kind == "rank" or plan.aggregate in OF_VALUES else []
    if not (plan.either and met):
        needed += [figure for test in tests for figure in _needed(test, own, held)]
    lacking = next((figure for figure in needed if figure.value is None), None)
    if lacking is not None:
        return None, lacking
    flags = tuple(dict.fromkeys(flag for figure in held.values() for flag in figure.flags))
    valued = (figure for figure in (own, *others) if figure.value is not None)
    return replace(own, met=met), replace(next(valued, own) if plan.either else own, flags=flags)


def _outcome(test: Condition, own: Figure, held: Mapping[str, Figure]) -> bool | None:
    """Whether a report meets one condition; None where a figure that it takes has no value."""
    figure = held.get(test.measure) if isinstance(test, Where) else own
    if figure is None:
        return None
    if test.than is None:
        return meets(figure, test) if figure.value is not None or test.op in OF_GAPS else None
    other = held.get(test.than)
    if figure.value is None or other is None or other.value is None:
        return None
    return TESTS[test.op](figure.value, other.value)


def _needed(test: Condition, own: Figure, held: Mapping[str, Figure]) -> list[Figure]:
    """The figures without whose values nobody can tell whether a condition is met."""
    if test.op in OF_GAPS:
        return []
    names = (test.measure if isinstance(test, Where) else own.measure.id, test.than)
    return [held[name] for name in names if name is not None and name in held]
