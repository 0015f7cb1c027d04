"""The embedding of each distinct narrative text, once per model: the vector index is rebuilt from here.

Vectors come and go as bytes (float32, little-endian); only `vectorstore` knows what they mean. A passage belongs to
its text by the text's hash, so a sentence that five hundred reports share is embedded and indexed once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, Table, distinct, func, select
from sqlalchemy.dialects import postgresql, sqlite

from factstore.reading import batches
from factstore.records import EmbeddingCount
from factstore.revisions import TEXTS, raise_revisions
from factstore.scope import Scope, condition
from factstore.tables import embeddings, passages, reports

NARRATIVE = passages.c.kind == "text"
INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def count(connection: Connection, model: str) -> EmbeddingCount:
    """How many distinct narrative texts are embedded, and how many there are."""
    total = connection.execute(select(func.count(distinct(passages.c.text_hash))).where(NARRATIVE)).scalar_one()
    done = connection.execute(select(func.count()).select_from(_embedded(model, None).subquery())).scalar_one()
    return EmbeddingCount(done, total)


def count_in_scope(connection: Connection, model: str, scope: Scope | None) -> int:
    """How many distinct embedded texts stand in the reports within the scope."""
    return int(connection.execute(select(func.count()).select_from(_embedded(model, scope).subquery())).scalar_one())


def without_embedding(connection: Connection, model: str, limit: int) -> tuple[tuple[str, str], ...]:
    """Hash and text of up to `limit` narrative texts that have no embedding, in an order that does not change."""
    known = select(embeddings.c.text_hash).where(
        embeddings.c.model == model, embeddings.c.text_hash == passages.c.text_hash
    )
    query = (
        select(passages.c.text_hash, func.min(passages.c.text))
        .where(NARRATIVE, ~known.exists())
        .group_by(passages.c.text_hash)
        .order_by(func.min(passages.c.number))
        .limit(limit)
    )
    return tuple(connection.execute(query))


def save(connection: Connection, model: str, vectors: Mapping[str, bytes]) -> None:
    """Keeps embeddings by text hash; one that is there already stays."""
    if not vectors:
        return
    rows = [{"model": model, "text_hash": name, "vector": vector} for name, vector in vectors.items()]
    connection.execute(_insert(connection, embeddings).on_conflict_do_nothing(), rows)
    raise_revisions(connection, TEXTS)


def in_use(connection: Connection, model: str) -> tuple[str, ...]:
    """The hashes of all embedded texts that stand in a stored report, in order."""
    query = _embedded(model, None).order_by(passages.c.text_hash)
    return tuple(connection.execute(query).scalars())


def vectors_of(connection: Connection, model: str, hashes: Sequence[str]) -> dict[str, bytes]:
    """Text hash → embedding, for those that have one."""
    found: dict[str, bytes] = {}
    for some in batches(hashes):
        query = select(embeddings.c.text_hash, embeddings.c.vector).where(
            embeddings.c.model == model, embeddings.c.text_hash.in_(some)
        )
        found.update(connection.execute(query).all())
    return found


def vectors_in_scope(connection: Connection, model: str, scope: Scope | None) -> dict[str, bytes]:
    """Text hash → embedding, for every embedded text within the scope."""
    stands = select(passages.c.number).where(NARRATIVE, passages.c.text_hash == embeddings.c.text_hash)
    if scope is not None:
        stands = stands.join(reports, passages.c.report_id == reports.c.id).where(_within(scope))
    query = select(embeddings.c.text_hash, embeddings.c.vector).where(embeddings.c.model == model, stands.exists())
    return dict(connection.execute(query).all())


def passages_with(connection: Connection, hashes: Sequence[str], scope: Scope | None) -> tuple[tuple[str, str], ...]:
    """Passage id and text hash of the narrative passages within the scope that have one of these texts."""
    query = select(passages.c.id, passages.c.text_hash).join(reports).where(NARRATIVE, _within(scope))
    return tuple(
        pair
        for some in batches(hashes)
        for pair in connection.execute(query.where(passages.c.text_hash.in_(some)).order_by(passages.c.id))
    )


def _embedded(model: str, scope: Scope | None) -> Select[str]:
    join = passages.join(embeddings, passages.c.text_hash == embeddings.c.text_hash)
    query = select(passages.c.text_hash).distinct().select_from(join).where(NARRATIVE, embeddings.c.model == model)
    return query if scope is None else query.join(reports, passages.c.report_id == reports.c.id).where(_within(scope))


def _within(scope: Scope | None) -> Any:
    return reports.c.id.is_not(None) if scope is None else condition(scope, preferred_only=scope.report_ids is None)


def _insert(connection: Connection, table: Table) -> Any:
    return INSERTS[connection.dialect.name](table)
