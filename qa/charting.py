"""A picture of an answer where one helps: a line over years, bars for rankings and comparisons."""

from __future__ import annotations

from typing import Any

from canonical.contract import number_as_json
from qa.asking import label_of
from qa.readings import Figure
from qa.result import Result

MOST_BARS = 30
KINDS = {"lookup": "line", "trend": "line", "rank": "bar", "compare": "bar"}
LEAST = 2  # points of a picture


def chart_of(result: Result) -> dict[str, Any] | None:
    """The chart as data: `type`, `title`, `unit`, and for each series its name with `x` and `y`; or None."""
    plan = result.plan
    kind = KINDS.get(plan.kind)
    if result.status != "answered" or kind is None:
        return None
    asked = set(plan.measures) if plan.is_joint else None
    drawn = (figure for figure in result.figures if asked is None or figure.measure.id in asked)
    figures = [figure for figure in drawn if figure.value is not None]
    points = {figure.year for figure in figures} if plan.kind == "lookup" else figures
    if len(points) < LEAST:
        return None
    title = "、".join(dict.fromkeys(label_of(figure.measure.id, plan.language) for figure in figures))
    series = _lines(figures) if kind == "line" else [_bars(figures[:MOST_BARS], plan.language)]
    return {"type": kind, "title": title, "unit": result.unit, "series": series}


def _lines(figures: list[Figure]) -> list[dict[str, Any]]:
    """A line for each body or group and measure, by year."""
    names = list(dict.fromkeys((figure.name, figure.measure.id) for figure in figures))
    return [
        {
            "name": name,
            "field": measure,
            "x": [figure.year for figure in mine],
            "y": [_value(figure) for figure in mine],
        }
        for name, measure in names
        for mine in ([f for f in figures if (f.name, f.measure.id) == (name, measure)],)
    ]


def _bars(figures: list[Figure], language: str) -> dict[str, Any]:
    several = len({figure.year for figure in figures}) > 1
    year = {"zh": "{}（{}年）", "en": "{} ({})"}[language]
    names = [year.format(figure.name, figure.year) if several else figure.name for figure in figures]
    return {"name": "", "x": names, "y": [_value(figure) for figure in figures]}


def _value(figure: Figure) -> int | float:
    assert figure.value is not None
    return number_as_json(figure.value)
