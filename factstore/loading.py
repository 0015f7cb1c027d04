"""The reports of many files at once: the same as writing one file after the other, in a fraction of the time.

Rows of many files go into a table with one statement, and what the bodies' years have to do with each other is settled
once, at the end. Everything is in the caller's transaction: all of it, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from sqlalchemy import Connection, Table, insert, select

from canonical.report import Report
from factstore import keywords
from factstore.corrections import apply_corrections
from factstore.neighbours import Body, settle
from factstore.reading import batches
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

TOGETHER = 100  # files

File = Sequence[tuple[Report, Sequence[Passage]]]
"""The reports of one file, each with its passages."""


def load_files(connection: Connection, files: Iterable[File]) -> int:
    """How many files were added; those that the store knows stay as they are."""
    bodies: list[Body] = []
    added = 0
    for some in _pieces(files):
        fresh = _unknown(connection, some)
        bodies += _insert(connection, fresh)
        added += len(fresh)
    settle(connection, bodies)
    if added:
        raise_revisions(connection, TEXTS, FIGURES)
    return added


def _pieces(files: Iterable[File]) -> Iterator[list[File]]:
    rest = iter(files)
    while some := list(islice(rest, TOGETHER)):
        yield some


def _unknown(connection: Connection, files: Iterable[File]) -> dict[str, File]:
    """The files that are not stored, by their hash; of several with one hash the first."""
    fresh: dict[str, File] = {}
    for file in files:
        fresh.setdefault(file[0][0].identity.source.sha256, file)
    known = connection.execute(select(documents.c.sha256).where(documents.c.sha256.in_(fresh))).scalars()
    for sha256 in known:
        del fresh[sha256]
    return fresh


def _insert(connection: Connection, files: dict[str, File]) -> list[Body]:
    """Everything that comes from the files themselves, and whose years have to be settled."""
    rows: dict[Table, list[Row]] = {
        table: [] for table in (documents, reports, facts, checks, sections, mentions, passages)
    }
    for sha256, file in files.items():
        rows[documents].append(document_row(file[0][0].identity.source, None))
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
    for identifier in _corrected(connection, [body.report_id for body in bodies]):
        apply_corrections(connection, identifier)
    return bodies


def _corrected(connection: Connection, ids: Sequence[str]) -> list[str]:
    query = select(corrections.c.report_id).distinct()
    return [
        identifier
        for some in batches(ids)
        for identifier in connection.execute(query.where(corrections.c.report_id.in_(some))).scalars()
    ]
