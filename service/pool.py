"""Threads for questions: bounded, shared fairly, and with a limit to how many questions one client may put.

A client has a bucket of questions that fills at a steady rate; from an empty one it is told at once when to come back.
What is let in waits for one of the client's own threads, so that those who ask little never queue behind one who asks
a thousand times.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakValueDictionary

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from service.faults import answer

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

T = TypeVar("T")
SHARE = 2
"""How many of the threads one client's questions may keep busy: all but two, and at least one."""
MOST_CLIENTS = 10_000
"""Beyond so many buckets the full ones are thrown away: a full bucket is that of a client never seen."""


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


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class RateLimit:
    """ASGI middleware: so many questions a second from one client, in bursts of one second's worth at most."""

    def __init__(
        self, app: ASGIApp, *, per_second: float, paths: tuple[str, ...], clock: Callable[[], float] = monotonic
    ) -> None:
        self.app, self.rate, self.paths, self.clock = app, per_second, paths, clock
        self.most = max(1.0, per_second)
        self._buckets: dict[str, _Bucket] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or answers 429 with the seconds to wait."""
        if self.rate and scope["type"] == "http" and scope["path"].startswith(self.paths):
            wait = self.wait_of(client_of(scope))
            if wait:
                headers = {"retry-after": str(math.ceil(wait))}
                detail = {"per_second": self.rate, "retry_after": math.ceil(wait)}
                await answer(429, detail=detail, headers=headers, at=scope["path"])(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def wait_of(self, client: str) -> float:
        """How many seconds the client has to wait: 0 where its question is let in, and counted."""
        now = self.clock()
        if len(self._buckets) > MOST_CLIENTS:
            self._buckets = {name: each for name, each in self._buckets.items() if self._level(each, now) < self.most}
        bucket = self._buckets.setdefault(client, _Bucket(self.most, now))
        bucket.tokens, bucket.at = self._level(bucket, now), now
        if bucket.tokens < 1:
            return (1 - bucket.tokens) / self.rate
        bucket.tokens -= 1
        return 0

    def _level(self, bucket: _Bucket, now: float) -> float:
        return min(self.most, bucket.tokens + (now - bucket.at) * self.rate)


def client_of(scope: Scope) -> str:
    """Who asks, as far as the network says."""
    return scope["client"][0] if scope.get("client") else "?"
