"""Text that runs up, down or upside down within the rules of a page whose other text does not.

A table that has nothing else is set upright; in one that has, each cell keeps what stands in it.
"""

from __future__ import annotations

from typing import Any

from canonical.report import Box

Object = dict[str, Any]

SIDEWAYS = "ruled, sideways"
"""The origin of a table that was set upright."""


def set_upright(box: Box, turn: int, width: float, height: float) -> Box:
    """Where the box of a page of that size is when the page has been turned by so many degrees clockwise."""
    left, top, right, bottom = box
    places = {
        90: (height - bottom, left, height - top, right),
        180: (width - right, height - bottom, width - left, height - top),
        270: (top, width - right, bottom, width - left),
    }
    return places[turn]


def set_back(box: Box, turn: int, width: float, height: float) -> Box:
    """Where a box of the turned page was before; the size is that of the page before."""
    across, down = (width, height) if turn == 180 else (height, width)
    return set_upright(box, 360 - turn, across, down)


def upright_char(char: Object, turn: int, width: float, height: float) -> Object:
    """The character as it is printed on the turned page."""
    x0, top, x1, bottom = set_upright((char["x0"], char["top"], char["x1"], char["bottom"]), turn, width, height)
    size = {"width": x1 - x0, "height": bottom - top, "size": bottom - top, "upright": True}
    return {**char, "x0": x0, "top": top, "x1": x1, "bottom": bottom, "doctop": top, **size}
