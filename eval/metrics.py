"""Metrics with intervals: ratios of sums and means over cases, by bootstrap over the cases.

Cells of one report are not independent of each other, so whole cases are drawn again, never single scores. Where no
case differs from any other the bootstrap knows nothing; the interval is then the exact binomial one (Clopper–Pearson)
over the cases, which is wider than the cells would make it and never claims certainty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Literal

import numpy as np

from eval.records import CaseResult, Metric

REPETITIONS = 1000
TAIL = 0.025
BOUNDS = (100 * TAIL, 100 * (1 - TAIL))
SEED = 20240101
Better = Literal["higher", "lower"] | None
Unit = Literal["share", "count", "ms", "ratio", "MB", "per_second", "usd"]
Everything: Mapping[str, str] = {}


def share(
    name: str,
    parts: Sequence[tuple[float, float]],
    *,
    by: Mapping[str, str] = Everything,
    better: Better = "higher",
) -> Metric:
    """The ratio of the sums of all first and all second numbers; one pair a case, second at least first."""
    counted = [(part, whole) for part, whole in parts if whole]
    whole = sum(each for _, each in counted)
    if not counted:
        return Metric(name=name, value=None, by=by, better=better)
    low, high = _interval_of_share(np.array(counted, dtype=float))
    return Metric(
        name=name,
        value=sum(part for part, _ in counted) / whole,
        low=low,
        high=high,
        count=round(whole),
        better=better,
        by=by,
    )


def mean(
    name: str,
    values: Sequence[float],
    *,
    by: Mapping[str, str] = Everything,
    better: Better = "higher",
    unit: Unit = "share",
) -> Metric:
    """The mean of one number a case."""
    if not values:
        return Metric(name=name, value=None, by=by, better=better, unit=unit)
    data = np.array(values, dtype=float)
    low, high = np.percentile(_times_drawn(len(data)) @ data / len(data), BOUNDS) if len(data) > 1 else (None, None)
    return Metric(
        name=name,
        value=float(data.mean()),
        low=None if low is None else float(low),
        high=None if high is None else float(high),
        count=len(values),
        better=better,
        unit=unit,
        by=by,
    )


def count(name: str, number: int, *, by: Mapping[str, str] = Everything, better: Better = "lower") -> Metric:
    """A plain count, without an interval."""
    return Metric(name=name, value=number, count=number, by=by, better=better, unit="count")


def grouped(results: Iterable[CaseResult], tag: str) -> dict[str, list[CaseResult]]:
    """The results by the value of one tag, in order of appearance; results without the tag are left out."""
    groups: dict[str, list[CaseResult]] = {}
    for result in results:
        if tag in result.case.tags:
            groups.setdefault(result.case.tags[tag], []).append(result)
    return groups


def _interval_of_share(counted: np.ndarray) -> tuple[float, float]:
    shares = counted[:, 0] / counted[:, 1]
    if np.all(shares == shares[0]) and shares[0] in {0.0, 1.0}:
        return exact_interval(round(shares[0]) * len(counted), len(counted))
    drawn = _times_drawn(len(counted)) @ counted
    low, high = np.percentile(drawn[:, 0] / drawn[:, 1], BOUNDS)
    return float(low), float(high)


def exact_interval(hits: int, cases: int) -> tuple[float, float]:
    """The exact binomial interval (Clopper–Pearson, 95 %) of a share of independent cases."""
    from scipy.special import betaincinv  # scipy.stats has this as a method, and takes two seconds to import

    low = betaincinv(hits, cases - hits + 1, TAIL) if hits else 0.0
    high = betaincinv(hits + 1, cases - hits, 1 - TAIL) if hits < cases else 1.0
    return float(low), float(high)


@lru_cache(maxsize=64)
def _times_drawn(cases: int) -> np.ndarray:
    """Row by row, how often one repetition has drawn each case; the same for every metric of so many cases."""
    return np.random.default_rng(SEED).multinomial(cases, [1 / cases] * cases, size=REPETITIONS).astype(float)
