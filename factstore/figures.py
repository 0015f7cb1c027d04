"""The numbers of a whole scope at once, as light as they can be read: for answers over thousands of reports.

One reading sees one state: which reports there are, their cells in some fields, and which of these stand in a failed
check. Where the numbers are printed is read later, for those that are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, String, select, type_coerce

from factstore.listing import is_listed, listed
from factstore.scope import Scope, condition
from factstore.tables import checks, facts, reports

ABOUT_FORMS = "form."
"""Begins the rules that say that a form is unusual, not that a number is wrong."""

PREFERRED = select(reports.c.id).where(is_listed(reports.c.id, "ids"), reports.c.preferred.is_(True))
CELLS = select(
    facts.c.report_id,
    facts.c.field,
    type_coerce(facts.c.value, String),
    facts.c.status,
    type_coerce(facts.c.flags, String),
).where(is_listed(facts.c.report_id, "ids"), is_listed(facts.c.field, "fields"))
"""By the primary key, whatever the scope: joined with `reports`, SQLite would read all facts from end to end."""
FAILED = select(checks.c.report_id, checks.c.fields).where(
    checks.c.status == "failed", checks.c.id.not_like(f"{ABOUT_FORMS}%"), is_listed(checks.c.report_id, "ids")
)


class Cell(NamedTuple):
    """A field of a report without its evidence."""

    report_id: str
    field: str
    value: Decimal | None
    status: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """What a scope has: all its reports, their cells, and the (report, field) pairs of failed checks."""

    report_ids: tuple[str, ...]
    cells: tuple[Cell, ...]
    broken: frozenset[tuple[str, str]]


def read_cells(connection: Connection, scope: Scope, fields: Sequence[str]) -> Cells:
    """The reports of the scope (of several files of a body and year the best) with their cells in these fields."""
    ids = _ids(connection, scope)
    if not fields or not ids:
        return Cells(report_ids=tuple(ids), cells=(), broken=frozenset())
    rows = connection.execute(CELLS, {"ids": listed(ids), "fields": listed(fields)}).all()
    return Cells(
        report_ids=tuple(ids),
        cells=tuple(
            Cell(identifier, field, None if value is None else Decimal(value), status, _flags(flags))
            for identifier, field, value, status, flags in rows
        ),
        broken=frozenset(_broken(connection, ids, frozenset(fields))),
    )


def _ids(connection: Connection, scope: Scope) -> Sequence[str]:
    if scope == Scope(report_ids=scope.report_ids) and scope.report_ids is not None:
        return connection.execute(PREFERRED, {"ids": listed(scope.report_ids)}).scalars().all()
    return connection.execute(select(reports.c.id).where(condition(scope, preferred_only=True))).scalars().all()


def _flags(stored: str | Sequence[str]) -> tuple[str, ...]:
    """PostgreSQL's driver gives JSON parsed, SQLite's as text."""
    if stored == "[]" or not stored:
        return ()
    return tuple(orjson.loads(stored) if isinstance(stored, str) else stored)


def _broken(connection: Connection, ids: Sequence[str], fields: frozenset[str]) -> Iterator[tuple[str, str]]:
    for identifier, named in connection.execute(FAILED, {"ids": listed(ids)}):
        yield from ((identifier, field) for field in named if field in fields)
