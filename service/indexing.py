"""The search index brought up to date: embed what has no embedding, then let the index's owner take it in.

SQL has every passage and every embedding before the index is touched, so search finds them all meanwhile. One process
owns the index at a time: the command line asks a running `nianbao serve` to do it, or waits for its turn.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

from canonical.errors import NianbaoError
from service.logs import LOG
from service.texts import say

if TYPE_CHECKING:
    from canonical.report import Language
    from vectorstore import Owner, PassageIndex

Report = Callable[[str, int, int], None]
"""Called with a stage (`embedding` or `indexing`), how many are done, and how many there are."""

PATIENCE = 600.0  # seconds for another process to finish its own turn: 400,000 texts at 700 a second
TURN = 2.0  # seconds between looks at who owns the index
SERVER_SECONDS = 600.0


class Synced(BaseModel):
    """What bringing the index up to date did. `done` is false while another process holds the index."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    done: bool
    by: Literal["here", "server"] = "here"
    embedded: int = 0
    written: int = 0
    removed: int = 0
    url: str | None = None
    pid: int | None = None

    def line(self, lang: Language) -> str:
        """One sentence for people."""
        if not self.done:
            return say("index.later", lang, pid=self.pid or "?")
        if self.by == "server":
            return say("index.by_server", lang, url=self.url)
        return say("index.synced", lang, embedded=self.embedded, written=self.written, removed=self.removed)


def bring_up_to_date(index: PassageIndex[Any], report: Report, *, patience: float = PATIENCE) -> Synced:
    """What was done so that every stored passage can be found by meaning, by this process or the index's owner."""
    embedded = index.embed(lambda done, total: report("embedding", done, total))
    deadline = monotonic() + patience
    while True:
        owner = index.owner()
        if owner and owner.url and (by_server := _asked_server(owner.url, embedded)):
            return by_server
        result = index.sync(wait=TURN, progress=lambda done, total: report("indexing", done, total))
        if result.status != "busy":
            return Synced(done=True, embedded=embedded, written=result.added, removed=result.removed)
        if monotonic() > deadline:
            return Synced(done=False, embedded=embedded, pid=_pid(index.owner()))


def ask_server(url: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any] | None:
    """What a running server answers, or None if it can not be reached or does not answer well."""
    import httpx

    method = "GET" if body is None else "POST"
    with suppress(httpx.HTTPError, ValueError):
        said = httpx.request(method, f"{url}{path}", json=body, timeout=SERVER_SECONDS, trust_env=False)
        if said.status_code == httpx.codes.OK:
            answer: dict[str, Any] = said.json()
            return answer
    return None


def _asked_server(url: str, embedded: int) -> Synced | None:
    said = ask_server(url, "/v1/index/sync", {})
    if said is None or not said["done"]:
        return None
    return Synced.model_validate({**said, "by": "server", "url": url, "embedded": embedded + said["embedded"]})


def _pid(owner: Owner | None) -> int | None:
    return owner.pid if owner else None


class Stopped(Exception):  # noqa: N818  not an error: the server is going down
    """The work was left for the next start."""


class Keeper:
    """Keeps the index of a running server up to date: one turn at a time, in a thread of its own or when asked."""

    def __init__(self, index: PassageIndex[Any], url: str) -> None:
        self.index, self.url = index, url
        self._turn, self._wanted, self._stopping = Lock(), Event(), Event()
        self._thread = Thread(target=self._work, name="nianbao-index")

    def start(self) -> None:
        """Owns the index if nobody else does, and begins with whatever an earlier process left undone."""
        self.index.own(url=self.url)
        self._thread.start()
        self.wake()

    def wake(self) -> None:
        """Has the index brought up to date soon, in the background."""
        self._wanted.set()

    def run(self) -> Synced:
        """What was done to bring the index up to date, now."""
        with self._turn:
            self._heed_stop()
            embedded = self.index.embed(self._heed_stop)
            if not self.index.own(url=self.url, wait=TURN):
                return Synced(done=False, embedded=embedded, pid=_pid(self.index.owner()))
            result = self.index.sync()
            return Synced(done=True, embedded=embedded, written=result.added, removed=result.removed)

    def close(self) -> None:
        """Stops between two batches and gives up the index; what is left is done at the next start."""
        self._stopping.set()
        self._wanted.set()
        self._thread.join()
        self.index.close()

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._wanted.wait()
            self._wanted.clear()
            try:
                if not self.run().done:
                    self._stopping.wait(TURN)
                    self._wanted.set()
            except Stopped:
                return
            except (NianbaoError, OSError) as error:
                LOG.error("%s", error)

    def _heed_stop(self, *_: int) -> None:
        if self._stopping.is_set():
            raise Stopped
