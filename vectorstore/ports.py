"""What this package needs of its neighbours: a store of passages and embeddings, and an embedding model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

ScopeT_contra = TypeVar("ScopeT_contra", contravariant=True)
Progress = Callable[[int, int], Any]
"""Called with how many are done and how many there are."""


class Embedder(Protocol):
    """An embedding model; `name` is the key under which its vectors are kept, so a changed model has a new one."""

    @property
    def name(self) -> str:
        """The model's name."""

    @property
    def dim(self) -> int:
        """The length of its vectors."""

    def passages(self, texts: Sequence[str]) -> Vector:
        """One row per text."""

    def query(self, text: str) -> Vector:
        """One vector for a question."""


class PassageStore(Protocol[ScopeT_contra]):
    """The store that passages are in (`factstore.FactStore` fits). Texts go by a hash, vectors are float32 bytes."""

    def text_revision(self) -> int:
        """Another number after every change of passages or embeddings."""

    def count_embeddings(self, model: str) -> tuple[int, int]:
        """How many distinct texts are embedded, and how many there are."""

    def count_embedded_texts(self, model: str, scope: ScopeT_contra | None = None) -> int:
        """How many distinct embedded texts are within the scope."""

    def texts_without_embedding(self, model: str, limit: int) -> tuple[tuple[str, str], ...]:
        """Hash and text of some that are not embedded yet."""

    def save_embeddings(self, model: str, vectors: Mapping[str, bytes]) -> None:
        """Keeps vectors by hash."""

    def embedded_texts(self, model: str) -> tuple[str, ...]:
        """The hashes that the index has to hold."""

    def vectors(self, model: str, hashes: Sequence[str]) -> dict[str, bytes]:
        """Hash → vector."""

    def vectors_in_scope(self, model: str, scope: ScopeT_contra | None = None) -> dict[str, bytes]:
        """Hash → vector, for all within the scope."""

    def embedded_passages(
        self, hashes: Sequence[str], scope: ScopeT_contra | None = None
    ) -> tuple[tuple[str, str], ...]:
        """Passage id and hash of the passages within the scope that have one of these texts."""

    def search_keywords(
        self, query: str, scope: ScopeT_contra | None = None, limit: int = 20
    ) -> tuple[tuple[str, float], ...]:
        """Passage id and score, best first."""
