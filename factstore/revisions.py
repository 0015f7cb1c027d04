"""Numbers that are others after every change, so that what was computed from the store can be kept until then."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, insert, select, update

from factstore.tables import meta

TEXTS = "text_revision"
"""Counts the changes of passages and embeddings."""
FIGURES = "figure_revision"
"""Counts the changes of reports, facts and checks."""
VALUE = select(meta.c.value).where(meta.c.key == bindparam("name"))
FIGURES_NOW = f"SELECT value FROM meta WHERE key = '{FIGURES}'"  # noqa: S608  a constant


def revision(connection: Connection, name: str) -> int:
    """The number of a revision as it is now."""
    return int(connection.execute(VALUE, {"name": name}).scalar() or 0)


def raise_revisions(connection: Connection, *names: str) -> None:
    """Marks a change, in the transaction that makes it."""
    for name in names:
        following = {"value": str(revision(connection, name) + 1)}
        if connection.execute(update(meta).where(meta.c.key == name).values(**following)).rowcount == 0:
            connection.execute(insert(meta).values(key=name, **following))
