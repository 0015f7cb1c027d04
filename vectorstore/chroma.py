"""The Chroma collection: one vector per distinct text, under the text's hash.

Not one per passage: reports repeat each other's sentences, and equal vectors crowd each other out of an HNSW graph
(measured with 1.5.9: after 3,000 copies of one vector were added to 5,000 others, queries found 417 of 499 that they
had all found before). Which passages have a text, and which of them are within a scope, is SQL's to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vectorstore.ports import Vector

NAME = "passages"
SHAPE: Any = {"hnsw": {"space": "cosine"}}
BATCH = 500


class DamagedIndexError(Exception):
    """Chroma can not use its folder; never seen by users, the index is made anew."""


class Collection:
    """The open collection in one folder. Open it only while the folder is owned."""

    def __init__(self, folder: Path) -> None:
        import chromadb
        from chromadb.config import Settings

        with _damage():
            self._client: Any = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
            self._vectors: Any = self._client.get_or_create_collection(
                NAME, embedding_function=None, configuration=SHAPE
            )

    def touch(self) -> None:
        """Has the graph read from disk, which Chroma puts off until the first query."""
        with _damage():
            first = self._vectors.get(limit=1, include=["embeddings"])["embeddings"]
            if len(first):
                self._vectors.query(query_embeddings=first, n_results=1, include=[])

    def close(self) -> None:
        """Releases the folder's files."""
        self._client.close()

    def ids(self) -> frozenset[str]:
        """The hashes that the collection believes to hold."""
        with _damage():
            return frozenset(self._vectors.get(include=[])["ids"])

    def put(self, vectors: Mapping[str, bytes]) -> None:
        """Adds vectors, or replaces those there."""
        if vectors:
            with _damage():
                self._vectors.upsert(ids=list(vectors), embeddings=as_matrix(vectors))

    def drop(self, hashes: Sequence[str]) -> None:
        """Removes vectors."""
        for start in range(0, len(hashes), BATCH):
            with _damage():
                self._vectors.delete(ids=list(hashes[start : start + BATCH]))

    def nearest(self, vectors: Vector, limit: int) -> list[list[str]]:
        """For each vector the hashes nearest to it, nearest first."""
        with _damage():
            found: list[list[str]] = self._vectors.query(query_embeddings=vectors, n_results=limit, include=[])["ids"]
            return found


def as_matrix(vectors: Mapping[str, bytes]) -> Vector:
    """Stored vectors as the rows of a matrix, in the mapping's order."""
    import numpy as np

    return np.frombuffer(b"".join(vectors.values()), dtype="<f4").reshape(len(vectors), -1)


@contextmanager
def _damage() -> Iterator[None]:
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, OSError, ValueError, AttributeError) as error:  # the last after `close`
        raise DamagedIndexError(str(error)) from error
