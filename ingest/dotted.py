"""Rules drawn as a row of dots or dashes, each a shape of its own: a browser prints thousands of them for a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

THICK = 3.0  # points: a dot or a dash is no thicker
LONGEST = 12.0  # points: a longer one is a rule by itself
GAP = 3.0  # points between two dots; dashes stand no further apart than they are long
FEWEST = 5  # that make a rule

Object = dict[str, Any]


def with_whole_rules(shapes: Sequence[Object]) -> tuple[Object, ...]:
    """The shapes, each row of dots that lie in a line, as thick and as far apart as each other, as one of them."""
    dots = [shape for shape in shapes if shape["width"] <= LONGEST and shape["height"] <= LONGEST]
    if len(dots) < FEWEST:
        return tuple(shapes)
    rules, gone = [], set[int]()
    for start, end, across, along in (("x0", "x1", "top", "height"), ("top", "bottom", "x0", "width")):
        for row in _rows(dots, start, end, across, along):
            rules.append(_whole(row))
            gone.update(map(id, row))
    return (*(shape for shape in shapes if id(shape) not in gone), *rules)


def _rows(dots: Sequence[Object], start: str, end: str, across: str, thickness: str) -> Iterator[list[Object]]:
    lines: dict[tuple[float, float], list[Object]] = defaultdict(list)
    for dot in dots:
        if dot[thickness] <= THICK:
            lines[round(dot[across], 1), round(dot[thickness], 1)].append(dot)
    for line in lines.values():
        row: list[Object] = []
        for dot in sorted(line, key=lambda each: each[start]):
            if row and dot[start] - row[-1][end] > max(GAP, row[-1][end] - row[-1][start]):
                if len(row) >= FEWEST:
                    yield row
                row = []
            row.append(dot)
        if len(row) >= FEWEST:
            yield row


def _whole(row: Sequence[Object]) -> Object:
    """One rectangle over all of them."""
    first = row[0]
    x0, top = min(dot["x0"] for dot in row), min(dot["top"] for dot in row)
    x1, bottom = max(dot["x1"] for dot in row), max(dot["bottom"] for dot in row)
    y0, y1 = min(dot["y0"] for dot in row), max(dot["y1"] for dot in row)
    corners = [(x0, top), (x1, top), (x1, bottom), (x0, bottom)]
    size = {"width": x1 - x0, "height": bottom - top}
    place = {"x0": x0, "x1": x1, "top": top, "bottom": bottom, "doctop": top, "y0": y0, "y1": y1}
    return {**first, **place, **size, "object_type": "rect", "pts": corners}
