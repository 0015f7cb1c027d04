"""An embedder without a model: texts that share characters are near each other. And a store full of its vectors."""

import hashlib
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from handmade_reports import a_report, some_passages

from factstore import FactStore

DIM = 64


class QuickEmbedder:
    name = "quick"
    dim = DIM

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        return np.stack([self.query(text) for text in texts])

    def query(self, text: str) -> np.ndarray:
        vector = sum((_direction(a + b) for a, b in pairwise(text)), _direction(text) * 0.1)
        return (vector / np.linalg.norm(vector)).astype(np.float32)


def _direction(word: str) -> np.ndarray:
    seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")
    return np.random.default_rng(seed).normal(size=DIM)


def text_number(number: int) -> str:
    return f"第{number}段：{hashlib.sha256(str(number).encode()).hexdigest()}"


def fill(store: FactStore, texts: int, *, start: int = 0, per_report: int = 100) -> None:
    """Stores that many distinct texts, each with its vector, and one text that every report has."""
    for first in range(start, start + texts, per_report):
        words = [text_number(number) for number in range(first, min(first + per_report, start + texts))]
        report = a_report(f"report {first}", agency=f"第{first}局", year=2019 + first // per_report % 6)
        store.write(report, some_passages(*words, "其他需要报告的事项：无。"))
    while batch := store.texts_without_embedding(QuickEmbedder.name, 1000):
        vectors = QuickEmbedder().passages([text for _, text in batch])
        store.save_embeddings(
            QuickEmbedder.name, {name: v.tobytes() for (name, _), v in zip(batch, vectors, strict=True)}
        )
