"""What answers over a large store cost in one process, without HTTP: processor times, true on a busy machine too."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from eval.suites.load_questions import KINDS, questions
from eval.suites.load_store import Known
from factstore import FactStore
from qa import ask
from qa.catalogue import catalogue_of

TODAY = date(2025, 6, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Milliseconds of processor time an answer, its JSON included."""

    mean: float
    median: float
    p95: float
    longest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Milliseconds for the catalogue, for the first answers after it, which read figures, and for others then."""

    catalogue: float
    first: Cost
    later: Cost


def costs(home: Path, bodies: Sequence[Known], *, rounds: int, seed: int) -> Costs:
    """What `rounds` questions of every kind cost in a process that has just started, and as many others after them."""
    with FactStore.open(f"sqlite:///{home / 'nianbao.db'}") as store:
        begun = time.thread_time()
        catalogue_of(store)
        catalogue = (time.thread_time() - begun) * 1000
        first, later = (_cost(store, bodies, rounds, each) for each in (seed, seed + 1))
    return Costs(catalogue=catalogue, first=first, later=later)


def _cost(store: FactStore, bodies: Sequence[Known], rounds: int, seed: int) -> Cost:
    times: list[float] = []
    for _, text in islice(questions(bodies, seed), rounds * len(KINDS)):
        begun = time.thread_time()
        ask(text, store, None, today=TODAY).model_dump_json()
        times.append((time.thread_time() - begun) * 1000)
    times.sort()
    return Cost(
        mean=statistics.mean(times),
        median=statistics.median(times),
        p95=times[math.ceil(len(times) * 0.95) - 1],
        longest=times[-1],
    )
