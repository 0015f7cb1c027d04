"""How many cores this process may use."""

from __future__ import annotations

import os


def cores() -> int:
    """As many as the system gives it, or as `OMP_NUM_THREADS` says."""
    told = os.environ.get("OMP_NUM_THREADS", "")
    if told.isdigit() and int(told):
        return int(told)
    return granted()


def granted() -> int:
    """Those that the system lets this process use, where it tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
