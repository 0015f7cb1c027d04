"""Where a figure and its interval stand on a horizontal track, from 0 (left end) to 100 (right end)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from eval.records import Metric

NARROWEST = 1e-4  # a share nearer than this to 0 or 1 stands at the end of the track
TICKS = (0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A figure on its track; `was` is the figure of the baseline."""

    at: float
    low: float
    high: float
    was: float | None = None
    is_share: bool = False


def bar(metric: Metric, was: Metric | None, beside: Iterable[Metric]) -> Bar | None:
    """The bar of a metric: shares by their odds, others linear up to the largest of their unit `beside` it.

    None where there is no value, and for counts, which have nothing to be compared with.
    """
    if metric.value is None or metric.unit == "count":
        return None
    place = odds_place if metric.unit == "share" else _linear([each for each in beside if each.unit == metric.unit])
    low, high = (metric.value if bound is None else bound for bound in (metric.low, metric.high))
    return Bar(
        at=place(metric.value),
        low=place(low),
        high=place(high),
        was=place(was.value) if was and was.value is not None else None,
        is_share=metric.unit == "share",
    )


def odds_place(share: float) -> float:
    """The place of a share by its log-odds, so that 99 % and 99.9 % are as far apart as 1 % and 0.1 %."""
    kept = min(max(share, NARROWEST), 1 - NARROWEST)
    return round(50 + 50 * math.log(kept / (1 - kept)) / math.log((1 - NARROWEST) / NARROWEST), 2)


def _linear(metrics: Iterable[Metric]) -> Callable[[float], float]:
    top = max((each.high or each.value or 0 for each in metrics), default=0) or 1
    return lambda value: round(min(100.0, 100 * value / top), 2)
