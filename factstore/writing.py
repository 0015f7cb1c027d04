"""One report into the store, in the caller's transaction: all of it or nothing, and the same however often."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Table, delete, insert, select

from canonical.report import Report
from factstore import keywords
from factstore.corrections import apply_corrections
from factstore.embeddings import raise_revision
from factstore.neighbours import Body, settle
from factstore.records import Written
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
from factstore.tables import checks, documents, facts, mentions, passages, reports, sections


def write_report(
    connection: Connection, report: Report, drafts: Sequence[Passage], *, replace: bool, size: int | None
) -> Written:
    """What became of a report: added, unchanged (the file is known), or updated (`replace`, and it differs)."""
    sha256 = report.identity.source.sha256
    content = digest(report, drafts)
    known = _digest_of(connection, sha256)
    if known is not None and (not replace or known == content):
        return "unchanged"
    bodies = _remove(connection, sha256)
    head = report_row(report_id(sha256), report, content)
    _insert(connection, head, report, drafts, size)
    apply_corrections(connection, head["id"])
    for body in bodies | {Body(head["id"], head["agency_key"], head["year"])}:
        settle(connection, body)
    raise_revision(connection)
    return "added" if known is None else "updated"


def _digest_of(connection: Connection, sha256: str) -> str | None:
    query = select(reports.c.digest).where(reports.c.sha256 == sha256, reports.c.id == report_id(sha256))
    digest_found: str | None = connection.execute(query).scalar()
    return digest_found


def _remove(connection: Connection, sha256: str) -> set[Body]:
    """Deletes a document with all that came from it, and says whose years have to be settled again."""
    query = select(reports.c.id, reports.c.agency_key, reports.c.year).where(reports.c.sha256 == sha256)
    bodies = {Body(*row) for row in connection.execute(query)}
    for body in bodies:
        keywords.remove(connection, body.report_id)
    connection.execute(delete(documents).where(documents.c.sha256 == sha256))
    return bodies


def _insert(connection: Connection, head: Row, report: Report, drafts: Sequence[Passage], size: int | None) -> None:
    identifier = head["id"]
    texts = passage_rows(identifier, drafts)
    rows: tuple[tuple[Table, list[Row]], ...] = (
        (documents, [document_row(report.identity.source, size)]),
        (reports, [head]),
        (facts, fact_rows(identifier, report.facts)),
        (checks, check_rows(identifier, report.checks)),
        (sections, section_rows(identifier, report.sections)),
        (mentions, mention_rows(identifier, report.mentions)),
        (passages, texts),
    )
    for table, values in rows:
        if values:
            connection.execute(insert(table), values)
    keywords.add(connection, {row["id"]: row["text"] for row in texts})
