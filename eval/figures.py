"""Metrics as people read them: shares in percent, milliseconds, counts."""

from __future__ import annotations

from eval.records import Metric

OTHERS = {"per_second": "{:,.1f} /s", "usd": "{:.2f} $", "MB": "{:,.0f} MB"}


def figure(value: float | None, unit: str) -> str:
    """One value in its unit; – where there is none. A share is never rounded up to 100 % or down to 0."""
    if value is None:
        return "–"
    if unit == "share":
        return _percent(value)
    if unit == "ms":
        return f"{value:,.1f} ms"
    if unit == "ratio":
        return f"{value:.2f} ×"
    return OTHERS.get(unit, "{:,.0f}").format(value)


def _percent(value: float) -> str:
    shown = f"{value * 100:.2f} %"
    if value > 0 and shown == "0.00 %":
        return f"{value * 100:.2g} %"
    return "> 99.99 %" if value < 1 and shown == "100.00 %" else shown


def interval(metric: Metric) -> str:
    """The interval as text, empty where there is none."""
    if metric.low is None or metric.high is None:
        return ""
    return f"{figure(metric.low, metric.unit)} – {figure(metric.high, metric.unit)}"
