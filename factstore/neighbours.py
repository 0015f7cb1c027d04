"""What depends on the other reports of a body: which file of a year is preferred, and the checks across years.

Both are computed from what is stored and nothing else, so the order in which files arrive leaves no trace.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update

from canonical.rules import check_years
from factstore.reading import REPORT, read_facts
from factstore.rows import check_rows, row_to_identity
from factstore.tables import checks, reports


class Body(NamedTuple):
    """One report's place: whose, and of which year."""

    report_id: str
    agency_key: str | None
    year: int | None


def settle(connection: Connection, body: Body) -> None:
    """Brings `preferred` and the cross-year checks around one body and year in line with what is stored."""
    if body.agency_key is None or body.year is None:
        return  # preferred for itself, and without a year before or after
    _prefer(connection, body.agency_key, body.year)
    for year in (body.year, body.year + 1):
        _check_against_year_before(connection, body.agency_key, year)


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


def _check_against_year_before(connection: Connection, agency_key: str, year: int) -> None:
    of_year = select(reports.c.id).where(reports.c.agency_key == agency_key, reports.c.year == year)
    connection.execute(delete(checks).where(checks.c.previous_id.is_not(None), checks.c.report_id.in_(of_year)))
    pair = {
        row["year"]: row
        for row in connection.execute(
            REPORT.where(
                reports.c.agency_key == agency_key, reports.c.year.in_((year - 1, year)), reports.c.preferred.is_(True)
            )
        ).mappings()
    }
    if len(pair) < 2:
        return
    later, earlier = pair[year], pair[year - 1]
    facts = read_facts(connection, (later["id"], earlier["id"]))
    results = check_years(row_to_identity(later), facts[later["id"]], facts[earlier["id"]])
    start = connection.execute(
        select(func.coalesce(func.max(checks.c.position) + 1, 0)).where(checks.c.report_id == later["id"])
    ).scalar_one()
    rows = check_rows(later["id"], results, start=start, previous=earlier["id"])
    if rows:
        connection.execute(insert(checks), rows)
