"""A metric as it is shown: figure, interval, bar, change against the baseline, thresholds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from canonical.report import Language
from eval.figures import figure, interval
from eval.page.bars import Bar, bar
from eval.page.texts import say
from eval.page.view import View, key
from eval.records import Metric
from eval.suite_data import Verdict

MINUS = "\u2212"
Tone = Literal["better", "worse", "same", "told"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """How far a figure is from that of the baseline, and whether that is good; `short` is without words."""

    text: str
    short: str
    tone: Tone
    was: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A threshold in words; `met` is None where there was nothing to judge."""

    text: str
    met: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A metric as it is shown. `count` is empty where the figure is the count itself."""

    name: str
    label: str
    figure: str
    interval: str
    count: str
    bar: Bar | None
    change: Delta | None
    demands: tuple[Demand, ...]


def headline(view: View) -> tuple[Row, ...]:
    """The metrics over all cases, in the order of the suite."""
    return tuple(row(metric, view, view.overall) for metric in view.overall)


def row(metric: Metric, view: View, beside: Sequence[Metric]) -> Row:
    """One metric; its bar is drawn to the scale of those beside it."""
    was = view.before.get(key(metric))
    return Row(
        name=metric.name,
        label=view.label(metric.name),
        figure=figure(metric.value, metric.unit),
        interval=interval(metric),
        count="" if metric.unit == "count" else f"{metric.count:,}",
        bar=bar(metric, was, beside),
        change=_delta(metric, was, view.lang) if was else None,
        demands=tuple(each for verdict in view.verdicts.get(key(metric), ()) for each in _demands(verdict, metric)),
    )


def tone(change: float, better: str | None) -> Tone:
    """Whether a change is good, from the side that is better."""
    if not change:
        return "same"
    if better is None:
        return "told"
    return "better" if (change > 0) == (better == "higher") else "worse"


def signed(change: float, unit: str | None, lang: Language) -> str:
    """A change with its sign: shares in percentage points, other figures in their unit."""
    if not change:
        return say("table", "unchanged", lang)
    sign = "+" if change > 0 else MINUS
    return f"{points(change)} {say('table', 'points', lang)}" if unit == "share" else sign + number(abs(change), unit)


def points(change: float) -> str:
    """A change of a share in percentage points; one that there is never shows as none."""
    digits = 2 if abs(change) >= 0.00005 else 4
    return f"{'+' if change > 0 else MINUS if change < 0 else ''}{abs(change) * 100:.{digits}f}"


def number(value: float | None, unit: str | None) -> str:
    """A figure in its unit, or with four digits where it has none."""
    return f"{value:,.4g}" if unit is None and value is not None else figure(value, unit or "")


def _delta(metric: Metric, was: Metric, lang: Language) -> Delta | None:
    if metric.value is None or was.value is None:
        return None
    change = metric.value - was.value
    return Delta(
        text=signed(change, metric.unit, lang),
        short=points(change) if metric.unit == "share" else signed(change, metric.unit, lang),
        tone=tone(change, metric.better),
        was=say("table", "was", lang, value=figure(was.value, was.unit)),
    )


def _demands(verdict: Verdict, metric: Metric) -> Iterator[Demand]:
    met = None if metric.value is None else not verdict.missed
    for sign, bound in (("≤", verdict.threshold.at_most), ("≥", verdict.threshold.at_least)):
        if bound is not None:
            yield Demand(text=f"{sign} {figure(bound, metric.unit)}", met=met)


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """Several runs of one suite: a column a run, a row a metric; None where a run has no such metric."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Row | None, ...]], ...]


def side_by_side(views: Sequence[View], columns: Sequence[str]) -> SideBySide:
    """The figures over all cases of several runs of one suite, beside each other."""
    first = views[0]
    names = dict.fromkeys(metric.name for view in views for metric in view.overall)
    return SideBySide(
        title=first.suite.title[first.lang] if first.suite else first.name,
        columns=tuple(columns),
        rows=tuple((first.label(name), tuple(_beside_each_other(name, views))) for name in names),
    )


def _beside_each_other(name: str, views: Sequence[View]) -> Iterator[Row | None]:
    found = [next((metric for metric in view.overall if metric.name == name), None) for view in views]
    known = [metric for metric in found if metric]
    for view, metric in zip(views, found, strict=True):
        yield row(metric, view, known) if metric else None
