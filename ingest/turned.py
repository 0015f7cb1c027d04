"""Pages on which the text runs up, down or upside down: what is on them is turned until it runs across.

Landscape tables are printed so on portrait paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from canonical.report import Box
from ingest.ink import Ink, Object, Way

Matrix = tuple[float, ...]
"""Six numbers, row by row: where a place of the page as it is comes to on the page made straight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Straight:
    """The ink of a page that was turned, its size then, and the nine numbers that take a place back to the page."""

    ink: Ink
    width: float
    height: float
    there: Matrix
    back: Matrix

    def box(self, box: Box) -> Box:
        """Where a box of the page as it is comes to."""
        left, top, right, bottom = box
        (x0, y0), (x1, y1) = _place(left, top, self.there), _place(right, bottom, self.there)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def straightened(ink: Ink, width: float, height: float) -> Straight:
    """The page with its text running across; `width` and `height` are the page's as it is."""
    there, back = _matrices(width, height)[ink.way]
    across, down = (width, height) if ink.way == "over" else (height, width)
    turned = replace(
        ink,
        chars=tuple({**_moved(char, there, down), "upright": True} for char in ink.chars),
        shapes=tuple(_moved(shape, there, down) for shape in ink.shapes),
    )
    return Straight(ink=turned, width=across, height=down, there=there, back=(*back, 0.0, 0.0, 1.0))


def _matrices(width: float, height: float) -> Mapping[Way, tuple[Matrix, Matrix]]:
    """There and back, by the way the text runs."""
    up, down, over = (
        (0.0, -1.0, height, 1.0, 0.0, 0.0),
        (0.0, 1.0, 0.0, -1.0, 0.0, width),
        (-1.0, 0.0, width, 0.0, -1.0, height),
    )
    back_up, back_down = (0.0, 1.0, 0.0, -1.0, 0.0, height), (0.0, -1.0, width, 1.0, 0.0, 0.0)
    return MappingProxyType({"up": (up, back_up), "down": (down, back_down), "over": (over, over)})


def _moved(item: Object, there: Matrix, page_height: float) -> Object:
    (x0, top), (x1, bottom) = (_place(item[x], item[y], there) for x, y in (("x0", "top"), ("x1", "bottom")))
    left, right, top, bottom = min(x0, x1), max(x0, x1), min(top, bottom), max(top, bottom)
    moved = {"x0": left, "x1": right, "top": top, "bottom": bottom, "doctop": top}
    size = {"width": right - left, "height": bottom - top}
    if "pts" not in item:
        return {**item, **moved, **size, "size": size["height"]}
    points = [_place(x, y, there) for x, y in item["pts"]]
    return {**item, **moved, **size, "y0": page_height - bottom, "y1": page_height - top, "pts": points}


def _place(x: float, y: float, there: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = there
    return a * x + b * y + c, d * x + e * y + f
