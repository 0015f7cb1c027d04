"""Characters of a PDF's page that nobody sees: painted over later by a correction, or white on white."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

BAND = 16.0  # points: characters are looked for by the height they stand at
TALLEST = 72.0  # points: larger ones are layers of the page, which may be transparent
WHITE = 0.99
CMYK = 4


def uncovered(parts: Sequence[Any]) -> list[Any]:
    """The characters among the parts of a page, in the order of painting, without those that nothing shows."""
    from pdfminer.layout import LTChar, LTCurve

    bands: dict[int, dict[int, Any]] = defaultdict(dict)
    grounds: list[Any] = []  # what white letters can be seen on
    for place, part in enumerate(parts):
        if isinstance(part, LTChar):
            if not _is_white_digit(part) or any(_covers(ground, part) for ground in grounds):
                bands[int((part.y0 + part.y1) / 2 // BAND)][place] = part
        elif bands and isinstance(part, LTCurve) and _hides(part):
            for band in range(int(part.y0 // BAND), int(part.y1 // BAND) + 1):
                for gone in _below(part, bands.get(band, {})):
                    del bands[band][gone]
        elif _is_ground(part):
            grounds.append(part)
    left = {place: char for band in bands.values() for place, char in band.items()}
    return [left[place] for place in sorted(left)]


def _is_white_digit(char: Any) -> bool:
    """Of other letters it does not matter, and a head may stand on a ground that nothing tells of."""
    return char.get_text().isdigit() and is_white(char.painted)


def _is_ground(part: Any) -> bool:
    from pdfminer.layout import LTCurve, LTImage

    return isinstance(part, LTImage) or (
        isinstance(part, LTCurve) and part.fill and not is_white(part.non_stroking_color)
    )


def _hides(area: Any) -> bool:
    """Whether it is a white patch: a rectangle, filled, and no layer of the page."""
    corners = all(x in {area.x0, area.x1} and y in {area.y0, area.y1} for x, y in area.pts)
    return area.fill and area.height <= TALLEST and corners and is_white(area.non_stroking_color)


def _below(area: Any, chars: dict[int, Any]) -> list[int]:
    return [place for place, char in chars.items() if _covers(area, char)]


def _covers(area: Any, char: Any) -> bool:
    x, y = (char.x0 + char.x1) / 2, (char.y0 + char.y1) / 2
    return bool(area.x0 <= x <= area.x1 and area.y0 <= y <= area.y1)


def is_white(color: Any) -> bool:
    """Whether the colour is white, or so near it that nobody sees it."""
    values = color if isinstance(color, tuple | list) else (color,)
    if not values or not all(isinstance(value, int | float) for value in values):
        return False
    return all(value == 0 for value in values) if len(values) == CMYK else all(value >= WHITE for value in values)
