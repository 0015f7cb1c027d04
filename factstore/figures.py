"""The numbers of a whole scope at once, as light as they can be read: for answers over thousands of reports.

One reading sees one state: which reports there are, their cells in some fields, and which of these stand in a failed
check. Where the numbers are printed is read later, for those that are shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection, String, select, type_coerce

from factstore.reading import batches
from factstore.scope import Scope, among, condition
from factstore.tables import checks, facts, reports

ABOUT_FORMS = "form."
"""Begins the rules that say that a form is unusual, not that a number is wrong."""


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
    wanted = condition(scope, preferred_only=True)
    ids = connection.execute(select(reports.c.id).where(wanted)).scalars().all()
    if not fields or not ids:
        return Cells(report_ids=tuple(ids), cells=(), broken=frozenset())
    return Cells(
        report_ids=tuple(ids),
        cells=tuple(
            Cell(identifier, field, None if value is None else Decimal(value), status, _flags(flags))
            for identifier, field, value, status, flags in _rows(connection, ids, fields)
        ),
        broken=frozenset(_broken(connection, scope, frozenset(fields))),
    )


def _rows(connection: Connection, ids: Sequence[str], fields: Sequence[str]) -> Iterator[Sequence[Any]]:
    """By the primary key, whatever the scope: joined with `reports`, SQLite would read all facts from end to end."""
    query = select(
        facts.c.report_id,
        facts.c.field,
        type_coerce(facts.c.value, String),
        facts.c.status,
        type_coerce(facts.c.flags, String),
    ).where(facts.c.field.in_(fields))
    for some in batches(ids):
        yield from connection.execute(query.where(facts.c.report_id.in_(some)))


def _flags(stored: str | Sequence[str]) -> tuple[str, ...]:
    """PostgreSQL's driver gives JSON parsed, SQLite's as text."""
    if stored == "[]" or not stored:
        return ()
    return tuple(json.loads(stored) if isinstance(stored, str) else stored)


def _broken(connection: Connection, scope: Scope, fields: frozenset[str]) -> Iterator[tuple[str, str]]:
    query = (
        select(checks.c.report_id, checks.c.fields)
        .join(reports, checks.c.report_id == reports.c.id)
        .where(condition(scope, preferred_only=True), checks.c.status == "failed")
        .where(checks.c.id.not_like(f"{ABOUT_FORMS}%"))
    )
    if scope.report_ids is not None:
        query = query.where(among(checks.c.report_id, scope.report_ids))  # or all failed checks would be looked at
    for identifier, named in connection.execute(query):
        yield from ((identifier, field) for field in named if field in fields)
