"""Pages are read side by side, and come out in their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from ingest.cores import cores
from ingest.ruled import Sheet

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

Work = Callable[[], Sheet]
"""Reads a page when it is called."""

MOST_AT_ONCE = 3  # pages: each takes about 120 MB


def pages_at_once() -> int:
    """How many pages are in work at a time: one more than there are cores, which is at the steps that take but one."""
    return min(cores() + 1, MOST_AT_ONCE) if cores() > 1 else 1


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
