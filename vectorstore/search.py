"""Two rankings made one, the exact nearest texts by cosine, and what a search gives back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from vectorstore.chroma import as_matrix

if TYPE_CHECKING:
    from vectorstore.ports import Vector

By = Literal["vector", "keyword"]
Mode = Literal["hybrid", "keyword"]
RANK_OFFSET = 60
"""The k of reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that was found, and by what; `score` only ranks hits of one search."""

    passage_id: str
    score: float
    by: tuple[By, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """Hits, best first. `note` is a sentence for the user when something was left out of the search."""

    hits: tuple[Hit, ...]
    mode: Mode
    note: str | None = None


def fuse(rankings: Mapping[By, Sequence[str]], limit: int) -> tuple[Hit, ...]:
    """The passages of all rankings, each scoring the sum of 1 / (60 + its rank) over the rankings it is in."""
    scores: dict[str, float] = defaultdict(float)
    found_by: dict[str, tuple[By, ...]] = defaultdict(tuple)
    for by, ranking in rankings.items():
        for rank, passage_id in enumerate(ranking, 1):
            scores[passage_id] += 1 / (RANK_OFFSET + rank)
            found_by[passage_id] += (by,)
    best = sorted(scores, key=lambda passage_id: (-scores[passage_id], passage_id))
    return tuple(Hit(passage_id=name, score=scores[name], by=found_by[name]) for name in best[:limit])


def nearest_exactly(query: Vector, vectors: Mapping[str, bytes], limit: int) -> list[str]:
    """The hashes whose vectors have the greatest cosine with the query's, nearest first; equal ones by hash."""
    import numpy as np

    names = sorted(vectors)
    if not names:
        return []
    matrix = as_matrix({name: vectors[name] for name in names})
    cosines = matrix @ query / np.maximum(np.linalg.norm(matrix, axis=1), 1e-12)
    return [names[row] for row in np.argsort(-cosines, kind="stable")[:limit]]
