"""`PassageIndex`: hybrid search over the passages of a store, whoever owns the Chroma folder.

Who may use Chroma, and what happens otherwise:

- The process that called `own` (`nianbao serve`) searches Chroma, as long as it holds what SQL holds.
- Everybody else compares the question with SQL's embeddings exactly (cosine, numpy): nothing to import, no lock, always
  right; up to `exact_limit` texts within the scope, 0.2 s for 50,000. Narrow scopes are always searched this way.
- Beyond that Chroma is opened if nobody owns it; if somebody does, only keywords are searched, and the note says so.

A scope is not put into Chroma's filter: the nearest texts are fetched, SQL says which passages within the scope have
them, and more are fetched until there are enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING, Generic, NamedTuple, Self, TypeVar

from vectorstore.chroma import Collection, DamagedIndexError
from vectorstore.embedding import embed_missing
from vectorstore.ownership import Owner, Ownership
from vectorstore.ports import Embedder, PassageStore, Progress
from vectorstore.search import By, Mode, SearchResult, fuse, nearest_exactly
from vectorstore.upkeep import SyncResult, Upkeep, Verification

if TYPE_CHECKING:
    from vectorstore.ports import Vector

EXACT_LIMIT = 50_000
SCOPED_LIMIT = 5_000
LEAST_DEPTH, DEPTH = 50, 4  # candidates of each ranking: at least 50, and four for each hit wanted

NO_VECTORS = "只按关键词检索：尚未生成向量 / keyword search only: no passage has been embedded yet"
PARTLY = "向量只生成了 {done}/{total} / only {done} of {total} texts have been embedded so far"
BEHIND = "向量索引尚未更新 / the vector index is not up to date yet"
BUSY = "只按关键词检索：向量索引被进程 {pid} 占用 / keyword search only: process {pid} owns the vector index"
DOUBTFUL = "只按关键词检索：请运行 nianbao doctor / keyword search only: run `nianbao doctor` to mend the vector index"

ScopeT = TypeVar("ScopeT")


class Ranking(NamedTuple):
    """Passage ids, best first, or None where meaning could not be searched; and what to tell the user."""

    ids: list[str] | None
    note: str | None


class PassageIndex(Generic[ScopeT]):
    """The index in one folder over one store."""

    def __init__(
        self,
        folder: Path,
        store: PassageStore[ScopeT],
        embedder: Embedder,
        *,
        exact_limit: int = EXACT_LIMIT,
        scoped_limit: int = SCOPED_LIMIT,
    ) -> None:
        self._store, self._embedder = store, embedder
        self._exact_limit, self._scoped_limit = exact_limit, scoped_limit
        self._ownership = Ownership(folder)
        self._upkeep = Upkeep(folder, store, embedder.name)
        self._mutex = RLock()
        self._stays = False  # whether the index is owned beyond the present call
        self._counts: tuple[int, tuple[int, int]] = (-1, (0, 0))

    def __enter__(self) -> Self:
        """The index itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes it."""
        self.close()

    def own(self, *, url: str | None = None, wait: float = 0) -> bool:
        """True when this process owns the index from now until `close`; False when another does.

        `url` is where this process can be asked instead; others see it by `owner`. Call `sync` next.
        """
        with self._mutex:
            self._stays = self._ownership.is_held or self._ownership.take(url=url, wait=wait)
            return self._stays

    def owner(self) -> Owner | None:
        """The living process that owns the index, or None."""
        return self._ownership.owner()

    def close(self) -> None:
        """Closes Chroma and lets other processes own the folder."""
        with self._mutex:
            self._upkeep.close()
            self._ownership.give_up()
            self._stays = False

    def embed(self, progress: Progress | None = None) -> int:
        """How many texts were embedded: all that had no embedding. Can be killed and goes on next time."""
        return embed_missing(self._store, self._embedder, progress)

    def sync(self, *, wait: float = 0, progress: Progress | None = None) -> SyncResult:
        """What was done to bring the index to what SQL has. After an unclean end everything is asked for by query.

        Who does not own the index owns it meanwhile, waiting up to `wait` seconds for it.
        """
        with self._owned(wait) as owned:
            return self._upkeep.sync(progress, keep_open=self._stays) if owned else SyncResult(status="busy")

    def verify(self, *, wait: float = 0) -> Verification:
        """What queries can find of what the index should hold; changes nothing."""
        with self._owned(wait) as owned:
            return self._upkeep.verify() if owned else Verification(status="busy")

    def repair(self, *, wait: float = 0, progress: Progress | None = None) -> SyncResult:
        """What was done to mend the index: kept if queries find all it holds, else made anew from SQL's embeddings."""
        with self._owned(wait) as owned:
            if not owned:
                return SyncResult(status="busy")
            self._upkeep.distrust()
            return self._upkeep.sync(progress, keep_open=self._stays)

    def search(self, query: str, scope: ScopeT | None = None, limit: int = 20) -> SearchResult:
        """The passages within the scope that fit a question best, by meaning and by words."""
        depth = max(LEAST_DEPTH, DEPTH * limit)
        words = [passage_id for passage_id, _ in self._store.search_keywords(query, scope, depth)]
        meaning = self._by_meaning(query, scope, depth)
        rankings: dict[By, list[str]] = {"vector": meaning.ids or [], "keyword": words}
        mode: Mode = "keyword" if meaning.ids is None else "hybrid"
        return SearchResult(hits=fuse(rankings, limit), mode=mode, note=meaning.note)

    def _by_meaning(self, query: str, scope: ScopeT | None, depth: int) -> Ranking:
        done, total = self._counted()
        if not done:
            return Ranking(None, NO_VECTORS)
        partly = PARTLY.format(done=done, total=total) if done < total else None
        inside = done if scope is None else self._store.count_embedded_texts(self._embedder.name, scope)
        is_narrow = inside < done and inside <= self._scoped_limit
        if inside <= self._exact_limit and (is_narrow or self._current_collection() is None):
            return Ranking(self._exactly(query, scope, depth), partly)
        collection, trouble = self._collection_at_all()
        if collection is None:
            return Ranking(None, trouble)
        try:
            return Ranking(self._by_index(collection, query, scope, depth), trouble or partly)
        except DamagedIndexError:
            with self._mutex:
                self._upkeep.distrust()  # searched without it from now on, until `sync` has mended it
            return Ranking(None, DOUBTFUL)

    def _counted(self) -> tuple[int, int]:
        """How many texts are embedded and how many there are; counted again after a change only."""
        revision = self._store.text_revision()
        if self._counts[0] != revision:
            self._counts = (revision, self._store.count_embeddings(self._embedder.name))
        return self._counts[1]

    def _exactly(self, query: str, scope: ScopeT | None, depth: int) -> list[str]:
        vectors = self._store.vectors_in_scope(self._embedder.name, scope)
        hashes = nearest_exactly(self._embedder.query(query), vectors, depth)
        return self._passages_of(hashes, scope)[:depth]

    def _by_index(self, collection: Collection, query: str, scope: ScopeT | None, depth: int) -> list[str]:
        vector: Vector = self._embedder.query(query)
        fetched = depth
        while True:
            hashes = collection.nearest(vector.reshape(1, -1), fetched)[0]
            ids = self._passages_of(hashes, scope)
            if len(ids) >= depth or len(hashes) < fetched:
                return ids[:depth]
            fetched *= 4

    def _passages_of(self, hashes: list[str], scope: ScopeT | None) -> list[str]:
        rank = {name: place for place, name in enumerate(hashes)}
        pairs = self._store.embedded_passages(hashes, scope)
        return [passage_id for passage_id, _ in sorted(pairs, key=lambda pair: (rank[pair[1]], pair[0]))]

    def _current_collection(self) -> Collection | None:
        """The collection, if it is open here and holds what SQL holds now."""
        collection, revision = self._upkeep.collection, self._upkeep.revision
        return collection if revision is not None and revision == self._store.text_revision() else None

    def _collection_at_all(self) -> tuple[Collection | None, str | None]:
        """The collection, owned from now on, with a note if it is behind; else None and why."""
        if not self.own():
            owner = self.owner()
            return None, BUSY.format(pid=owner.pid if owner else "?")
        with self._mutex:
            try:
                opened = self._upkeep.open_clean()
            except DamagedIndexError:
                opened = False
        if not opened:
            return None, DOUBTFUL
        return self._upkeep.collection, None if self._current_collection() else BEHIND

    @contextmanager
    def _owned(self, wait: float) -> Iterator[bool]:
        with self._mutex:
            if self._stays:
                yield True
                return
            try:
                yield self._ownership.take(url=None, wait=wait)
            finally:
                self.close()
