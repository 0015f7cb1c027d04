"""The numbers of a whole scope at once, as light as they can be read: for answers over thousands of reports.

One reading sees one state: which reports there are, their cells in some fields, and which of these stand in a failed
check. Where the numbers are printed is read later, for those that are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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

CELLS = (
    select(
        reports.c.id,
        facts.c.field,
        type_coerce(facts.c.value, String),
        facts.c.status,
        type_coerce(facts.c.flags, String),
    )
    .outerjoin_from(reports, facts, (facts.c.report_id == reports.c.id) & is_listed(facts.c.field, "fields"))
    .where(reports.c.preferred.is_(True))
)
"""A report without such a cell is a row too. Joined otherwise, SQLite would read all facts from end to end."""
CELLS_OF = CELLS.where(is_listed(reports.c.id, "ids"))
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
    is_list = scope.report_ids is not None and scope == Scope(report_ids=scope.report_ids)
    query = CELLS_OF if is_list else CELLS.where(condition(scope))
    wanted = {"fields": listed(fields), **({"ids": listed(scope.report_ids or ())} if is_list else {})}
    rows = connection.execute(query, wanted).all()
    ids = dict.fromkeys(row[0] for row in rows)
    return Cells(
        report_ids=tuple(ids),
        cells=tuple(
            Cell(identifier, field, None if value is None else Decimal(value), status, _flags(flags))
            for identifier, field, value, status, flags in rows
            if field is not None
        ),
        broken=frozenset(_broken(connection, ids, frozenset(fields))) if fields else frozenset(),
    )


def _flags(stored: str | Sequence[str]) -> tuple[str, ...]:
    """PostgreSQL's driver gives JSON parsed, SQLite's as text."""
    if stored == "[]" or not stored:
        return ()
    return tuple(orjson.loads(stored) if isinstance(stored, str) else stored)


def _broken(connection: Connection, ids: Iterable[str], fields: frozenset[str]) -> Iterator[tuple[str, str]]:
    for identifier, named in connection.execute(FAILED, {"ids": listed(ids)}):
        yield from ((identifier, field) for field in named if field in fields)
