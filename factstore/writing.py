"""The reports of files into the store, in the caller's transaction: all or nothing, and the same however often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Table, delete, insert, select

from canonical.report import Report
from factstore import keywords
from factstore.corrections import apply_corrections
from factstore.listing import is_listed, listed
from factstore.neighbours import Body, settle
from factstore.records import Written
from factstore.revisions import FIGURES, TEXTS, raise_revisions
from factstore.rows import (
    Passage,
    Row,
    check_rows,
    digest,
    document_row,
    fact_rows,
    mention_rows,
    passage_rows,
    report_id,
    report_row,
    section_rows,
)
from factstore.tables import checks, corrections, documents, facts, mentions, passages, reports, sections

File = Sequence[tuple[Report, Sequence[Passage]]]
"""The reports of one file, each with its passages."""
CORRECTED = select(corrections.c.report_id).distinct().where(is_listed(corrections.c.report_id, "ids"))


def write_reports(connection: Connection, read: File, *, replace: bool, size: int | None) -> Written:
    """What became of a file's reports, each with its passages: added, unchanged (the file is known), or updated.

    Updated are all of them when `replace` is set and any differs from what is stored, or their number does.
    """
    sha256 = read[0][0].identity.source.sha256
    content = {report_id(sha256, n): digest(*each) for n, each in enumerate(read, start=1)}
    known = _digests_of(connection, sha256)
    if known and (not replace or known == content):
        return "unchanged"
    bodies = _remove(connection, sha256)
    bodies.update(insert_files(connection, {sha256: read}, {sha256: size}))
    settle(connection, bodies)
    raise_revisions(connection, TEXTS, FIGURES)
    return "updated" if known else "added"


def insert_files(connection: Connection, files: Mapping[str, File], sizes: Mapping[str, int | None]) -> list[Body]:
    """The bodies whose years have to be settled; everything that comes from files not stored yet is in the store.

    Files and their sizes are given by the hash of their content. Rows go into a table with one statement.
    """
    rows: dict[Table, list[Row]] = {
        table: [] for table in (documents, reports, facts, checks, sections, mentions, passages)
    }
    for sha256, file in files.items():
        rows[documents].append(document_row(file[0][0].identity.source, sizes.get(sha256)))
        for number, (report, drafts) in enumerate(file, start=1):
            identifier = report_id(sha256, number)
            rows[reports].append(report_row(identifier, report, digest(report, drafts)))
            rows[facts] += fact_rows(identifier, report.facts)
            rows[checks] += check_rows(identifier, report.checks)
            rows[sections] += section_rows(identifier, report.sections)
            rows[mentions] += mention_rows(identifier, report.mentions)
            rows[passages] += passage_rows(identifier, drafts)
    for table, values in rows.items():
        if values:
            connection.execute(insert(table), values)
    keywords.add(connection, {row["id"]: row["text"] for row in rows[passages]})
    bodies = [Body(row["id"], row["agency_key"], row["year"]) for row in rows[reports]]
    for identifier in connection.execute(CORRECTED, {"ids": listed(body.report_id for body in bodies)}).scalars().all():
        apply_corrections(connection, identifier)
    return bodies


def _digests_of(connection: Connection, sha256: str) -> dict[str, str]:
    rows = connection.execute(select(reports.c.id, reports.c.digest).where(reports.c.sha256 == sha256))
    return {row.id: row.digest for row in rows}


def _remove(connection: Connection, sha256: str) -> set[Body]:
    """Deletes a document with all that came from it, and says whose years have to be settled again."""
    query = select(reports.c.id, reports.c.agency_key, reports.c.year).where(reports.c.sha256 == sha256)
    bodies = {Body(*row) for row in connection.execute(query)}
    for body in bodies:
        keywords.remove(connection, body.report_id)
    connection.execute(delete(documents).where(documents.c.sha256 == sha256))
    return bodies
