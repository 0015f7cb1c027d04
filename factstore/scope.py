"""Which reports a question is about: a typed filter, and its meaning in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, false, func, or_, true

from canonical.report import Level
from factstore.tables import reports

MANY = 500  # above this a list is written into the statement: drivers limit the number of parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A filter over reports. None does not restrict; an empty tuple matches nothing.

    A region code stands for everything within it: "650000" for 65…, "653200" for 6532…. What any of
    `excluded` describes is left out.
    """

    years: tuple[int, ...] | None = None
    agency_keys: tuple[str, ...] | None = None
    region_codes: tuple[str, ...] | None = None
    departments: tuple[str, ...] | None = None
    kinds: tuple[str, ...] | None = None
    levels: tuple[Level, ...] | None = None
    templates: tuple[str, ...] | None = None
    report_ids: tuple[str, ...] | None = None
    excluded: tuple[Scope, ...] = ()


EVERYTHING = Scope()

COLUMNS = {
    "years": reports.c.year,
    "agency_keys": reports.c.agency_key,
    "departments": reports.c.department,
    "kinds": reports.c.kind,
    "levels": reports.c.level,
    "templates": reports.c.template,
    "report_ids": reports.c.id,
}


def condition(scope: Scope, *, preferred_only: bool = False) -> ColumnElement[bool]:
    """The scope as one SQL condition on the table `reports`."""
    wanted = [(column, getattr(scope, name)) for name, column in COLUMNS.items()]
    result: ColumnElement[bool] = true()
    for column, values in wanted:
        if values is not None:
            result &= among(column, values)
    if scope.region_codes is not None:
        result &= or_(*(reports.c.region_code.like(_prefix(code) + "%") for code in scope.region_codes), _never())
    for each in scope.excluded:
        result &= func.coalesce(condition(each), false()).is_(False)
    return result & reports.c.preferred.is_(True) if preferred_only else result


def among(column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """The condition that a column has one of the values, however many there are."""
    if len(values) <= MANY:
        return column.in_(values)
    return column.in_(bindparam(None, list(values), column.type, expanding=True, literal_execute=True))


def _prefix(code: str) -> str:
    """The digits that all codes within a six-digit code begin with: pairs of zeros at its end stand for "all"."""
    while len(code) in {2, 4, 6} and code.endswith("00"):
        code = code[:-2]
    return code


def _never() -> ColumnElement[bool]:
    return reports.c.id.is_(None)
