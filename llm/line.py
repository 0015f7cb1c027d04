"""The line to a server: how many calls at once, how fast after one another, how often again, and when to give up."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Event, Lock
from typing import TypeVar

from canonical.errors import CallCancelledError, ModelDownError
from llm.config import ModelConfig
from llm.faults import RETRIED, Fault

LOG = logging.getLogger("nianbao.llm")
STEP = 0.02
"""Seconds until a caller that waits for its turn looks whether it was cancelled."""
T = TypeVar("T")


class Line:
    """One for a server; shared by all threads that call it."""

    def __init__(self, config: ModelConfig) -> None:
        self._config, self._lock = config, Lock()
        self._places = BoundedSemaphore(config.concurrency)
        self._next_start = self._rests_until = 0.0
        self._unanswered = 0

    def call(self, ask: Callable[[], T], cancelled: Event, retries: int | None = None) -> T:
        """What `ask` gives, tried again where that may help. Raises Fault, CallCancelledError, or ModelDownError."""
        left = self._config.retries if retries is None else retries
        wait = self._config.first_wait
        while True:
            try:
                with self._place(cancelled):
                    self._demand_awake()  # here, where callers that waited see what happened to the others
                    reply = ask()
            except Fault as fault:
                if fault.kind == "adapted":
                    continue
                self._note(fault)
                if fault.kind not in RETRIED or left <= 0:
                    self._count(fault)
                    raise
                LOG.info("%s; again in %.2g s at the earliest", fault, wait)
                _sleep(self._pause(fault, wait), cancelled)
                left, wait = left - 1, wait * 2
            else:
                self._unanswered = 0
                return reply

    def _demand_awake(self) -> None:
        left = self._rests_until - time.monotonic()
        if left > 0:
            raise ModelDownError(
                f"{self._config.model}: 服务器多次无应答，{left:.0f} 秒内不再尝试 / "
                f"the server failed again and again and is left alone for {left:.0f} s"
            )

    @contextmanager
    def _place(self, cancelled: Event) -> Iterator[None]:
        while not self._places.acquire(timeout=STEP):
            _sleep(0, cancelled)
        try:
            _sleep(self._turn(), cancelled)
            yield
        finally:
            self._places.release()

    def _turn(self) -> float:
        """Seconds until this call may start; the next one starts later by what the rate allows."""
        rate = self._config.requests_per_second
        with self._lock:
            start = max(time.monotonic(), self._next_start)
            self._next_start = start + (1 / rate if rate else 0.0)
        return start - time.monotonic()

    def _pause(self, fault: Fault, wait: float) -> float:
        """Half of the wait at least, so that callers who failed together do not come back together."""
        spread = wait * random.uniform(0.5, 1.0)  # noqa: S311
        return min(self._config.longest_wait, max(spread, fault.retry_after or 0.0))

    def _note(self, fault: Fault) -> None:
        """A server that says when to come back says it to all callers."""
        if fault.retry_after:
            until = time.monotonic() + min(fault.retry_after, self._config.longest_wait)
            with self._lock:
                self._next_start = max(self._next_start, until)

    def _count(self, fault: Fault) -> None:
        """A refusal is an answer, of a server that is well; one with a wrong key is asked no more at once."""
        with self._lock:
            self._unanswered = 0 if fault.kind == "refused" else self._unanswered + 1
            if fault.kind == "barred" or self._unanswered >= self._config.gives_up_after:
                self._rests_until, self._unanswered = time.monotonic() + self._config.rest, 0


def _sleep(seconds: float, cancelled: Event) -> None:
    if cancelled.wait(max(0.0, seconds)):
        raise CallCancelledError("已取消 / cancelled")
