"""Pages are read side by side, as many at a time as there are cores, and come out in their order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from ingest.ruled import Sheet

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

Work = Callable[[], Sheet]
"""Reads a page when it is called."""

MOST_AT_ONCE = 2  # pages: each more takes about 350 MB, most of it for what the network makes of a batch


def pages_at_once() -> int:
    """How many pages are in work at a time: one a core that this process may use, as `OMP_NUM_THREADS` may say."""
    told = os.environ.get("OMP_NUM_THREADS", "")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(int(told) if told.isdigit() and int(told) else cores, MOST_AT_ONCE)


def side_by_side(work: Iterable[Work], at_once: int) -> Iterator[Sheet]:
    """The page that each gives, in their order; an error comes in its page's turn, and ends it all.

    What has begun is waited for at the end, however it comes.
    """
    if at_once == 1:
        yield from (each() for each in work)
        return
    from concurrent.futures import ThreadPoolExecutor

    begun: deque[Future[Sheet]] = deque()
    pool = ThreadPoolExecutor(at_once, thread_name_prefix="page")
    try:
        for future in _begun(work, pool):
            begun.append(future)
            if len(begun) > at_once:  # one waits, so that no core does
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _begun(work: Iterable[Work], pool: ThreadPoolExecutor) -> Iterator[Future[Sheet]]:
    """All work, begun as it is asked for; an error on the way to the next page is that page's."""
    from concurrent.futures import Future

    try:
        yield from map(pool.submit, work)
    except Exception as error:  # noqa: BLE001  raised again in its turn
        failed: Future[Sheet] = Future()
        failed.set_exception(error)
        yield failed
