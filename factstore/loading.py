"""The reports of many files at once: the same as writing one file after the other, in a fraction of the time.

Rows of many files go into a table with one statement, and what the bodies' years have to do with each other is settled
once, at the end. Everything is in the caller's transaction: all of it, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import Connection, select

from factstore.listing import is_listed, listed
from factstore.neighbours import Body, settle
from factstore.revisions import FIGURES, TEXTS, raise_revisions
from factstore.tables import documents
from factstore.writing import File, insert_files

TOGETHER = 100  # files
KNOWN = select(documents.c.sha256).where(is_listed(documents.c.sha256, "hashes"))


def load_files(connection: Connection, files: Iterable[File]) -> int:
    """How many files were added; those that the store knows stay as they are."""
    bodies: list[Body] = []
    added = 0
    for some in _pieces(files):
        fresh = _unknown(connection, some)
        bodies += insert_files(connection, fresh, {})
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
    for sha256 in connection.execute(KNOWN, {"hashes": listed(fresh)}).scalars().all():
        del fresh[sha256]
    return fresh
