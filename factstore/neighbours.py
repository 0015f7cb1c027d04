"""What depends on the other reports of a body: which file of a year is preferred, and the checks across years.

Both are computed from what is stored and nothing else, so the order in which files arrive leaves no trace.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, RowMapping, case, delete, func, insert, or_, select, update

from canonical.rules import check_years, fields_across_years
from factstore.reading import REPORT, batches, read_facts
from factstore.rows import check_rows, row_to_identity
from factstore.tables import checks, reports

Years = Mapping[str, set[int]]
"""Years by the key of their body."""


class Body(NamedTuple):
    """One report's place: whose, and of which year."""

    report_id: str
    agency_key: str | None
    year: int | None


def settle(connection: Connection, bodies: Iterable[Body]) -> None:
    """Brings `preferred` and the cross-year checks around some bodies and years in line with what is stored.

    A report without body or year is preferred for itself, and has no year before or after.
    """
    touched: defaultdict[str, set[int]] = defaultdict(set)
    for _, key, year in bodies:
        if key is not None and year is not None:
            touched[key].add(year)
    for keys in batches(sorted(touched)):
        years = {key: touched[key] for key in keys}
        for key, year in _contested(connection, years):
            _prefer(connection, key, year)
        _check_against_years_before(connection, years)


def _contested(connection: Connection, years: Years) -> list[tuple[str, int]]:
    """The bodies and years with several files, or with one that was not preferred while there was another."""
    passed_over = func.sum(case((reports.c.preferred.is_(False), 1), else_=0))
    query = (
        select(reports.c.agency_key, reports.c.year)
        .where(reports.c.agency_key.in_(years))
        .group_by(reports.c.agency_key, reports.c.year)
        .having(or_(func.count() > 1, passed_over > 0))
    )
    return [(key, year) for key, year in connection.execute(query) if year in years[key]]


def _prefer(connection: Connection, agency_key: str, year: int) -> None:
    same = (reports.c.agency_key == agency_key) & (reports.c.year == year)
    best = connection.execute(
        select(reports.c.id)
        .where(same)
        .order_by(
            reports.c.valued_facts.desc(),
            reports.c.published.is_(None),
            reports.c.published.desc(),
            reports.c.sha256,
            reports.c.id,
        )
        .limit(1)
    ).scalar()
    connection.execute(update(reports).where(same).values(preferred=reports.c.id == best))


def _check_against_years_before(connection: Connection, years: Years) -> None:
    """Makes the checks of these years, and of those that follow them, anew."""
    found = connection.execute(REPORT.where(reports.c.agency_key.in_(years))).mappings().all()
    later = [row for row in found if {row["year"], (row["year"] or 0) - 1} & years[row["agency_key"]]]
    for ids in batches([row["id"] for row in later]):
        connection.execute(delete(checks).where(checks.c.previous_id.is_not(None), checks.c.report_id.in_(ids)))
    preferred = {(row["agency_key"], row["year"]): row for row in found if row["preferred"]}
    pairs = [
        (row, before)
        for row in later
        if row["preferred"] and (before := preferred.get((row["agency_key"], row["year"] - 1)))
    ]
    for some in batches(pairs):
        _check_pairs(connection, some)


def _check_pairs(connection: Connection, pairs: Sequence[tuple[RowMapping, RowMapping]]) -> None:
    ids = list(dict.fromkeys(row["id"] for pair in pairs for row in pair))
    facts = read_facts(connection, ids, fields_across_years())
    starts = _positions_behind(connection, [later["id"] for later, _ in pairs])
    rows = [
        row
        for later, before in pairs
        for row in check_rows(
            later["id"],
            check_years(row_to_identity(later), facts[later["id"]], facts[before["id"]]),
            start=starts.get(later["id"], 0),
            previous=before["id"],
        )
    ]
    if rows:
        connection.execute(insert(checks), rows)


def _positions_behind(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """Where a report's next check goes, by report; those without checks are left out."""
    query = select(checks.c.report_id, func.max(checks.c.position) + 1).group_by(checks.c.report_id)
    return {
        identifier: position
        for some in batches(ids)
        for identifier, position in connection.execute(query.where(checks.c.report_id.in_(some)))
    }
