"""The reports of one file into the store, in the caller's transaction: all or nothing, and the same however often."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Table, delete, insert, select

from canonical.report import Report
from factstore import keywords
from factstore.corrections import apply_corrections
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
from factstore.tables import checks, documents, facts, mentions, passages, reports, sections


def write_reports(
    connection: Connection,
    read: Sequence[tuple[Report, Sequence[Passage]]],
    *,
    replace: bool,
    size: int | None,
) -> Written:
    """What became of a file's reports, each with its passages: added, unchanged (the file is known), or updated.

    Updated are all of them when `replace` is set and any differs from what is stored, or their number does.
    """
    source = read[0][0].identity.source
    content = {report_id(source.sha256, n): digest(*each) for n, each in enumerate(read, start=1)}
    known = _digests_of(connection, source.sha256)
    if known and (not replace or known == content):
        return "unchanged"
    bodies = _remove(connection, source.sha256)
    connection.execute(insert(documents), [document_row(source, size)])
    for (identifier, hashed), (report, drafts) in zip(content.items(), read, strict=True):
        head = report_row(identifier, report, hashed)
        _insert(connection, head, report, drafts)
        apply_corrections(connection, identifier)
        bodies.add(Body(identifier, head["agency_key"], head["year"]))
    settle(connection, bodies)
    raise_revisions(connection, TEXTS, FIGURES)
    return "updated" if known else "added"


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


def _insert(connection: Connection, head: Row, report: Report, drafts: Sequence[Passage]) -> None:
    identifier = head["id"]
    texts = passage_rows(identifier, drafts)
    rows: tuple[tuple[Table, list[Row]], ...] = (
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
