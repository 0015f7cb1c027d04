"""Threads for questions: bounded, shared fairly, and with a limit to how many questions one client may put.

A client has a bucket of questions that fills at a steady rate; from an empty one it is told at once when to come back.
What is let in waits for one of the client's own threads, so that those who ask little never queue behind one who asks
a thousand times. Where several processes serve, none has much more in hand than another.
"""

from __future__ import annotations

import math
import os
from array import array
from collections.abc import Callable
from contextlib import nullcontext
from multiprocessing import get_context
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakValueDictionary
from zlib import crc32

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from service.faults import answer

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

T = TypeVar("T")
SHARE = 2
"""How many of the threads one client's questions may keep busy: all but two, and at least one."""
PLACES = 65_536
"""Of the table of buckets: 1 MB, however many clients come."""


class Pool:
    """Runs blocking work in a bounded number of threads."""

    def __init__(self, threads: int) -> None:
        self._share = max(1, threads - SHARE)
        self._threads = CapacityLimiter(threads)
        self._shares: WeakValueDictionary[str, CapacityLimiter] = WeakValueDictionary()

    async def run(self, client: str, work: Callable[[], T]) -> T:
        """What the work returns, when it is the client's turn."""
        share = self._shares.get(client)
        if share is None:
            share = self._shares[client] = CapacityLimiter(self._share)
        async with share:
            return await run_sync(work, limiter=self._threads)


class Buckets:
    """What each client has asked lately, in a table of fixed size that several processes can share.

    A client's place is told by the hash of its address; two on one place share what they may ask.
    """

    def __init__(self, *, shared: bool = False) -> None:
        table: Any = get_context("spawn").Array("d", 2 * PLACES) if shared else array("d", bytes(16 * PLACES))
        self._table, self._lock = table, table.get_lock() if shared else nullcontext()

    def wait_of(self, client: str, rate: float, now: float) -> float:
        """How many seconds the client has to wait: 0 where its question is let in, and counted."""
        place = 2 * (crc32(client.encode()) % PLACES)
        with self._lock:
            asked, at = self._table[place : place + 2]
            asked = max(0.0, asked - (now - at) * rate)
            over = asked + 1 - max(1.0, rate)
            self._table[place], self._table[place + 1] = asked + (over <= 0), now
        return float(max(0.0, over / rate))


class Loads:
    """How many questions each of several processes has in hand, in a table that they share."""

    def __init__(self, processes: int) -> None:
        self._table: Any = get_context("spawn").Array("q", 2 * processes)  # for each process its id, and its questions
        self._mine: int | None = None

    def join(self, process: int) -> None:
        """Nothing; from now on this process is counted, in the place of one that has ended."""
        with self._table.get_lock():
            places = range(0, len(self._table), 2)
            self._mine = next((place for place in places if not _is_running(self._table[place])), None)
            if self._mine is not None:
                self._table[self._mine : self._mine + 2] = process, 0

    def add(self, change: int) -> None:
        """Nothing; a question has come, or was answered."""
        if self._mine is not None:
            with self._table.get_lock():
                self._table[self._mine + 1] += change

    @property
    def is_ahead(self) -> bool:
        """True where this process has more in hand than another, by more than the one that may just be coming."""
        return self._mine is not None and self._table[self._mine + 1] > min(self._table[1::2]) + 1


class Balance:
    """ASGI middleware: a process with more in hand than another closes connections, so that clients come anew.

    Whichever process is free takes a new connection; an open one stays with its process, and clients that came at once
    may all have met the same.
    """

    def __init__(self, app: ASGIApp, *, loads: Loads, paths: tuple[str, ...]) -> None:
        self.app, self.loads, self.paths = app, loads, paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and counts it while it runs."""
        if scope["type"] != "http" or not scope["path"].startswith(self.paths):
            await self.app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start" and self.loads.is_ahead:
                message["headers"] = [*message["headers"], (b"connection", b"close")]
            await send(message)

        self.loads.add(1)
        try:
            await self.app(scope, receive, sent)
        finally:
            self.loads.add(-1)


def _is_running(process: int) -> bool:
    if not process or os.name == "nt":  # there, the signal that asks would stop it
        return bool(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class RateLimit:
    """ASGI middleware: so many questions a second from one client, in bursts of one second's worth at most."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        per_second: float,
        paths: tuple[str, ...],
        buckets: Buckets | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.app, self.rate, self.paths, self.clock = app, per_second, paths, clock
        self.buckets = buckets or Buckets()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or answers 429 with the seconds to wait."""
        if self.rate and scope["type"] == "http" and scope["path"].startswith(self.paths):
            wait = self.buckets.wait_of(client_of(scope), self.rate, self.clock())
            if wait:
                headers = {"retry-after": str(math.ceil(wait))}
                detail = {"per_second": self.rate, "retry_after": math.ceil(wait)}
                await answer(429, detail=detail, headers=headers, at=scope["path"])(scope, receive, send)
                return
        await self.app(scope, receive, send)


def client_of(scope: Scope) -> str:
    """Who asks, as far as the network says."""
    return scope["client"][0] if scope.get("client") else "?"
