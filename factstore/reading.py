"""What is stored, as records: headers, whole reports, facts, checks and passages of a scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, select

from canonical.report import Box, CheckStatus, Evidence, Fact, Mention, Report, ReportHeader, Section
from factstore.listing import are_listed, is_listed, listed
from factstore.records import StoredCheck, StoredDocument, StoredPassage
from factstore.rows import (
    PLAIN_HEAD,
    row_to_accepted,
    row_to_check,
    row_to_fact,
    row_to_flags,
    row_to_header,
    row_to_identity,
    row_to_mention,
    row_to_passage,
    row_to_problems,
    row_to_refused,
    row_to_unplaced,
    row_to_usage,
)
from factstore.scope import Scope, condition
from factstore.tables import checks, documents, facts, mentions, passages, reports, sections

BATCH = 500  # ids in one statement: SQLite and PostgreSQL drivers limit the number of parameters

REPORT = select(
    reports, documents.c.path, documents.c.media_type, documents.c.pages, documents.c.scanned, documents.c.encoding
).join(documents)
"""Reports with the columns of their file."""
HEADER = select(
    *(reports.c[name] for name in (*PLAIN_HEAD, "id", "agency_key", "kind", "sha256", "preferred", "flags")),
    *(reports.c[name] for name in ("region_code", "region_name", "region_path")),
    documents.c.path,
).join(documents)
"""What a header is made of: the rest of a report is many times larger."""
HEADERS = HEADER.where(is_listed(reports.c.id, "ids"))

Each = TypeVar("Each")

EVIDENCE = select(facts.c.report_id, facts.c.field, facts.c.page, facts.c.bbox, facts.c.line, facts.c.text).where(
    are_listed(facts.c.report_id, facts.c.field, "cells"), facts.c.text.is_not(None)
)


def read_document(connection: Connection, sha256: str) -> StoredDocument | None:
    """The file with this SHA-256, or None."""
    row = connection.execute(select(documents).where(documents.c.sha256 == sha256)).mappings().first()
    if row is None:
        return None
    ids = connection.execute(select(reports.c.id).where(reports.c.sha256 == sha256)).scalars()
    return StoredDocument(**row, report_ids=tuple(sorted(ids, key=lambda each: (len(each), each))))


def read_headers(connection: Connection, scope: Scope, *, preferred_only: bool) -> tuple[ReportHeader, ...]:
    """The headers within the scope, by agency, then year, then file."""
    query = HEADER.where(condition(scope, preferred_only=preferred_only))
    order = (reports.c.agency_key.is_(None), reports.c.agency_key, reports.c.year, reports.c.id)
    return tuple(map(row_to_header, connection.execute(query.order_by(*order)).mappings()))


def read_report(connection: Connection, report_id: str) -> Report | None:
    """One report, corrections applied, with the checks against the year before appended; or None."""
    row = connection.execute(REPORT.where(reports.c.id == report_id)).mappings().first()
    if row is None:
        return None
    return Report(
        identity=row_to_identity(row),
        facts=read_facts(connection, (report_id,))[report_id],
        checks=tuple(map(row_to_check, _rows_of(connection, checks, report_id))),
        sections=tuple(
            Section(**{name: found[name] for name in ("number", "title", "text", "page")})
            for found in _rows_of(connection, sections, report_id)
        ),
        mentions=read_mentions(connection, report_id),
        flags=row_to_flags(row),
        unplaced=row_to_unplaced(row),
        problems=row_to_problems(row),
        accepted=row_to_accepted(row),
        refused=row_to_refused(row),
        usage=row_to_usage(row),
    )


def read_mentions(connection: Connection, report_id: str) -> tuple[Mention, ...]:
    """What the narrative of a report counts, in the order of print."""
    return tuple(map(row_to_mention, _rows_of(connection, mentions, report_id)))


def read_facts(
    connection: Connection, report_ids: Sequence[str], fields: Sequence[str] | None = None, *, table: Table = facts
) -> dict[str, dict[str, Fact]]:
    """Report id → field → fact, for the reports that exist; `fields` None means all of them, in the schema's order.

    The table is that of the facts that are used, unless it is said to be that of the facts as read.
    """
    found: dict[str, dict[str, Fact]] = {}
    for ids in batches(report_ids):
        for identifier in connection.execute(select(reports.c.id).where(reports.c.id.in_(ids))).scalars():
            found[identifier] = {}
        query = select(table).where(table.c.report_id.in_(ids)).order_by(table.c.report_id, table.c.position)
        if fields is not None:
            query = query.where(table.c.field.in_(fields))
        for row in connection.execute(query).mappings():
            found[row["report_id"]][row["field"]] = row_to_fact(row)
    return found


def read_checks(
    connection: Connection, scope: Scope, *, status: CheckStatus | None, preferred_only: bool, cited: bool
) -> tuple[StoredCheck, ...]:
    """The outcomes of the rules for the reports within the scope, by agency and year, each with its evidence."""
    wanted = {"of": listed(scope.report_ids)} if scope.report_ids is not None else {}
    query = (
        select(checks)
        .join(reports, checks.c.report_id == reports.c.id)
        .where(condition(replace(scope, report_ids=None), preferred_only=preferred_only))
        .order_by(reports.c.agency_key.is_(None), reports.c.agency_key, reports.c.year, reports.c.id)
        .order_by(checks.c.position)
    )
    if status is not None:
        query = query.where(checks.c.status == status)
    if wanted:
        query = query.where(is_listed(checks.c.report_id, "of"))  # or the checks of all reports would be looked at
    rows = connection.execute(query, wanted).mappings().all()
    ids = sorted({row[name] for row in rows for name in NEIGHBOURS if row[name]})
    headers = _headers_of(connection, ids)
    named = {(row[name], field): None for row in rows for name in NEIGHBOURS if row[name] for field in row["fields"]}
    printed = read_evidence(connection, named) if cited else {}
    return tuple(_stored_check(row, headers, printed) for row in rows)


NEIGHBOURS = ("report_id", "previous_id")
"""The reports that took part in a check."""


def _stored_check(
    row: RowMapping, headers: dict[str, ReportHeader], printed: dict[tuple[str, str], Evidence]
) -> StoredCheck:
    def cited(report_id: str | None) -> tuple[Evidence, ...]:
        keys = ((report_id or "", field) for field in row["fields"])
        return tuple(printed[key] for key in keys if key in printed)

    return StoredCheck(
        header=headers[row["report_id"]],
        check=row_to_check(row),
        evidence=cited(row["report_id"]),
        previous=headers.get(row["previous_id"] or ""),
        previous_evidence=cited(row["previous_id"]),
    )


def _headers_of(connection: Connection, ids: Sequence[str]) -> dict[str, ReportHeader]:
    found = map(row_to_header, connection.execute(HEADERS, {"ids": listed(ids)}).mappings())
    return {header.id: header for header in found}


def read_evidence(connection: Connection, cells: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Evidence]:
    """Report and field → where it was printed."""
    found: dict[tuple[str, str], Evidence] = {}
    for identifier, field, page, bbox, line, text in connection.execute(EVIDENCE, {"cells": listed(cells)}).all():
        box: Box | None = tuple(bbox) if bbox else None
        found[identifier, field] = Evidence(page=page, bbox=box, line=line, text=text)
    return found


def read_passages(connection: Connection, ids: Sequence[str]) -> tuple[StoredPassage, ...]:
    """The passages with these ids, in the order asked for; those that do not exist are left out."""
    found = {
        row["id"]: row_to_passage(row)
        for some in batches(ids)
        for row in connection.execute(select(passages).where(passages.c.id.in_(some))).mappings()
    }
    return tuple(found[identifier] for identifier in ids if identifier in found)


def read_passages_of_section(
    connection: Connection, report_ids: Sequence[str], section: int
) -> tuple[StoredPassage, ...]:
    """The narrative passages of one section of some reports, report by report, in the order of print."""
    query = (
        select(passages)
        .where(passages.c.report_id.in_(report_ids), passages.c.section == section, passages.c.kind == "text")
        .order_by(passages.c.report_id, passages.c.number)
    )
    return tuple(map(row_to_passage, connection.execute(query).mappings()))


def batches(ids: Iterable[Each]) -> Iterator[list[Each]]:
    """The ids, or what else there is one parameter for, in lists short enough for one statement."""
    rest = iter(ids)
    while some := list(islice(rest, BATCH)):
        yield some


def _rows_of(connection: Connection, table: Table, report_id: str) -> Iterable[RowMapping]:
    mine: ColumnElement[bool] = table.c.report_id == report_id
    return connection.execute(select(table).where(mine).order_by(table.c.position)).mappings()
