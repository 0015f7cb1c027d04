"""A `Report` as the JSON of the command line and the HTTP interface (DESIGN.md, section 2), and back.

Numbers are printed as JSON numbers: whole values without a decimal point.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from canonical.report import CheckResult, Fact, Identity, Report


def report_as_json(report: Report) -> dict[str, Any]:
    """The whole report in the shape `nianbao extract FILE --json` prints."""
    return {
        "report": identity_as_json(report.identity),
        "facts": {name: fact_as_json(fact) for name, fact in report.facts.items()},
        "checks": [check_as_json(check) for check in report.checks],
        "sections": [as_json(section) for section in report.sections],
        "mentions": [as_json(mention) for mention in report.mentions],
        "flags": [as_json(flag) for flag in report.flags],
        "unplaced": [as_json(each) for each in report.unplaced],
        "problems": [as_json(each) for each in report.problems],
        "accepted": [as_json(each) for each in report.accepted],
        "refused": [as_json(each) for each in report.refused],
        "usage": as_json(report.usage),
    }


def identity_as_json(identity: Identity) -> dict[str, Any]:
    """The report's head: agency, year, forms, region, level, department, date, title and source."""
    plain: dict[str, Any] = as_json(identity)
    return plain


def fact_as_json(fact: Fact) -> dict[str, Any]:
    """One fact without its field id, which is its key."""
    plain: dict[str, Any] = as_json(fact)
    del plain["field"]
    return plain


def check_as_json(check: CheckResult) -> dict[str, Any]:
    """One check's outcome."""
    plain: dict[str, Any] = as_json(check)
    return plain


def as_json(value: Any) -> Any:  # noqa: PLR0911  a kind of value a line
    """Any record of `canonical.report` as plain JSON data."""
    if value is None or isinstance(value, str | int | float):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: as_json(getattr(value, name)) for name in _names(type(value))}
    if isinstance(value, Decimal):
        return number_as_json(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [as_json(item) for item in value]
    if isinstance(value, Mapping):
        return {key: as_json(item) for key, item in value.items()}
    return value


@cache
def _names(record: type[Any]) -> tuple[str, ...]:
    return tuple(item.name for item in dataclasses.fields(record))


def number_as_json(value: Decimal) -> int | float:
    """A whole value as int, any other as float."""
    return int(value) if value == value.to_integral_value() else float(value)
