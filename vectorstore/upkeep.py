"""The index brought to what SQL has. All of this is called by the owner of the folder only.

Order is what makes a kill harmless: the folder is marked as being changed before the first change and as clean after
the last. Whoever finds the mark set asks the index by query, and makes it anew from SQL when anything was lost.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from vectorstore.chroma import BATCH, Collection, DamagedIndexError, as_matrix
from vectorstore.ports import PassageStore, Progress
from vectorstore.probe import look, probe
from vectorstore.state import IndexState, fresh_folder, read_state, write_state


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncResult:
    """What `sync` did. "busy": another process owns the index, nothing was done; "current": nothing was to do.

    `unfound` counts texts that no query finds even in an index made anew (0 unless Chroma is at fault).
    """

    status: Literal["synced", "current", "busy"]
    added: int = 0
    removed: int = 0
    rebuilt: bool = False
    unfound: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What the index has of what it should have. "busy": another process owns it, nothing was looked at.

    `missing` were never added, `lost` were added and no query finds them, `extra` are gone from SQL; `damaged`: Chroma
    can not read its folder.
    """

    status: Literal["checked", "busy"]
    texts: int = 0
    missing: int = 0
    lost: int = 0
    extra: int = 0
    damaged: bool = False

    @property
    def is_sound(self) -> bool:
        """True when every text was found by its own vector, and nothing else is there."""
        return self.status == "checked" and not (self.missing or self.lost or self.extra or self.damaged)


class Upkeep:
    """The folder of one index, and the collection opened in it."""

    def __init__(self, root: Path, store: PassageStore[Any], model: str) -> None:
        self._root, self._store, self._model = root, store, model
        self.collection: Collection | None = None
        self.revision: int | None = None
        """The store's revision that the open collection holds."""

    def close(self) -> None:
        """Closes the collection."""
        if self.collection is not None:
            self.collection.close()
        self.collection = self.revision = None

    def open_clean(self) -> bool:
        """True when the index was left clean and is open now, as far as it goes."""
        state = self._state()
        if self.collection is None and state is not None and state.clean:
            self._open(state)
            self.revision = state.revision
        return self.collection is not None

    def sync(self, progress: Progress | None, *, keep_open: bool) -> SyncResult:
        """Brings the index to what SQL has."""
        state, revision = self._state(), self._store.text_revision()
        wanted = self._store.embedded_texts(self._model)
        try:
            if self._is_current(state, revision, wanted):
                if keep_open:
                    self.open_clean()
                return SyncResult(status="current")
            self.revision = None
            result = self._change(state, wanted, progress)
        except DamagedIndexError:
            result = self._rebuild(wanted, progress)
        self._mark(self._usable_state(), clean=True, revision=revision)
        self.revision = revision
        return result

    def verify(self) -> Verification:
        """What queries can find of what the index should hold."""
        wanted = self._store.embedded_texts(self._model)
        state = self._state()
        if state is None:
            return Verification(status="checked", texts=len(wanted), missing=len(wanted))
        self.close()
        findings = probe(self._root / state.folder, self._store.vectors(self._model, wanted))
        if findings is None:
            return Verification(status="checked", texts=len(wanted), damaged=True)
        return Verification(
            status="checked",
            texts=len(wanted),
            missing=len(set(wanted) - findings.known),
            lost=len(findings.lost),
            extra=len(findings.known - set(wanted)),
        )

    def distrust(self) -> None:
        """Marks the index as doubtful, so that the next `sync` asks it by query."""
        self.close()
        state = self._state()
        if state is not None:
            self._mark(state, clean=False)

    def _is_current(self, state: IndexState | None, revision: int, wanted: tuple[str, ...]) -> bool:
        if state is None:
            return not wanted
        return state.clean and state.revision == revision

    def _change(self, state: IndexState | None, wanted: tuple[str, ...], progress: Progress | None) -> SyncResult:
        trusted = state is not None and state.clean
        if state is None or not (trusted or self._is_whole(state, wanted)):
            return self._rebuild(wanted, progress)
        collection = self._open(self._mark(state, clean=False))
        known = collection.ids()
        missing, extra = [name for name in wanted if name not in known], sorted(known - set(wanted))
        self._add(collection, missing, progress)
        collection.drop(extra)
        if not trusted and self._lost(collection, wanted):
            return self._rebuild(wanted, progress)
        return SyncResult(status="synced", added=len(missing), removed=len(extra))

    def _rebuild(self, wanted: tuple[str, ...], progress: Progress | None) -> SyncResult:
        self.close()
        self._root.mkdir(parents=True, exist_ok=True)
        state = IndexState(folder=fresh_folder(self._root), model=self._model, revision=-1, clean=False)
        write_state(self._root, state)
        collection = self._open(state)
        self._add(collection, wanted, progress)
        unfound = self._lost(collection, wanted)
        return SyncResult(status="synced", added=len(wanted), rebuilt=True, unfound=len(unfound))

    def _is_whole(self, state: IndexState, wanted: tuple[str, ...]) -> bool:
        """Whether an index that was not left clean can be read, and finds all that it says it holds."""
        self.close()
        findings = probe(self._root / state.folder, self._store.vectors(self._model, wanted))
        return findings is not None and not findings.lost

    def _lost(self, collection: Collection, wanted: tuple[str, ...]) -> frozenset[str]:
        vectors = self._store.vectors(self._model, wanted)
        return look(collection, list(vectors), as_matrix(vectors)).lost if vectors else frozenset()

    def _add(self, collection: Collection, hashes: Iterable[str], progress: Progress | None) -> None:
        names = list(hashes)
        for start in range(0, len(names), BATCH):
            collection.put(self._store.vectors(self._model, names[start : start + BATCH]))
            if progress:
                progress(min(start + BATCH, len(names)), len(names))

    def _open(self, state: IndexState) -> Collection:
        """The open collection. Marked while it opens: should its files end this process, the next distrusts them."""
        if self.collection is None:
            self._mark(state, clean=False)
            self.collection = Collection(self._root / state.folder)
            self.collection.touch()
            self._mark(state, clean=state.clean)
        return self.collection

    def _state(self) -> IndexState | None:
        state = read_state(self._root)
        return state if state is not None and state.model == self._model else None

    def _usable_state(self) -> IndexState:
        state = self._state()
        if state is None:
            raise DamagedIndexError(f"{self._root} was deleted while it was written")
        return state

    def _mark(self, state: IndexState, *, clean: bool, revision: int | None = None) -> IndexState:
        known = state.revision if revision is None else revision
        marked = dataclasses.replace(state, clean=clean, revision=known)
        write_state(self._root, marked)
        return marked
