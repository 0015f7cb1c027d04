"""The cells of a table in a picture, read: blank by ink, numbers in several ways, words in one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np

from canonical.report import Box
from ingest.document import Reading
from ingest.ocr.recogniser import Image, Recogniser
from ingest.scan.cell_ink import cell_inks, line_crops, print_height

MOST_READINGS = 5
SLASH_SLANT = 0.2  # how far a stroke leans to the right for each pixel upwards: more is a slash and not a one
LONG_DASH = 0.95  # of the height of print: a wider stroke is a dash and not a hyphen
TWINS = {"1": "/", "/": "1", "-": "—", "—": "-"}


def read_cells(image: Image, boxes: Sequence[Box], recogniser: Recogniser) -> tuple[tuple[Reading, ...], ...]:
    """The readings of each cell, the likeliest first; `()` for a cell that is blank by its ink.

    `boxes` are the cells' insides in pixels, between the rules. A cell with words has one reading, with a line break
    between its lines; a cell that looks like a number has the few likeliest, one of which may be the empty text.
    """
    inks = cell_inks(image, boxes)
    height = print_height(inks)
    crops = [line_crops(ink, height) if ink else () for ink in inks]
    read = iter(recogniser.cells([crop for lines in crops for crop in lines]))
    return tuple(_together([_by_shape(next(read), crop, height) for crop in lines]) for lines in crops)


def _together(lines: Sequence[tuple[Reading, ...]]) -> tuple[Reading, ...]:
    """The readings of a cell from those of its lines."""
    if len(lines) < 2:
        return tuple(reading for readings in lines for reading in readings)
    ways = [_in_one(way) for way in product(*(readings[:3] for readings in lines if readings))]
    return tuple(sorted(ways, key=lambda way: -way.probability)[:MOST_READINGS])


def _in_one(lines: Sequence[Reading]) -> Reading:
    probability = 1.0
    for line in lines:
        probability *= line.probability
    return Reading(text="\n".join(line.text for line in lines if line.text), probability=probability)


def _by_shape(readings: tuple[Reading, ...], crop: Image, height: float) -> tuple[Reading, ...]:
    """The readings with a lone stroke told from its twin by slant and width, of which the network sees little."""
    if not readings or readings[0].text not in TWINS:
        return readings
    first = readings[0].text
    ink = _darkness(crop)
    if first in "1/":
        right = "/" if _slant(ink) > SLASH_SLANT else "1"
    else:
        right = "—" if np.ptp(np.flatnonzero(ink.max(axis=0) > 0.5)) + 1 > LONG_DASH * height else "-"
    both = sum(reading.probability for reading in readings if reading.text in (right, TWINS[right]))
    others = [reading for reading in readings if reading.text not in (right, TWINS[right])]
    return (Reading(text=right, probability=min(both, 1.0)), *others)


def _darkness(crop: Image) -> np.ndarray:
    """How dark each pixel is: 0 for paper, 1 for the darkest."""
    grey = crop.min(axis=2).astype(np.float32)
    paper, dark = float(np.median(grey)), float(grey.min())
    share = np.clip((paper - grey) / max(paper - dark, 1.0), 0.0, 1.0)
    return np.where(share > 0.35, share, 0.0)


def _slant(ink: np.ndarray) -> float:
    """How far the ink leans to the right for each pixel upwards."""
    rows, columns = np.nonzero(ink)
    weights = ink[rows, columns]
    up = -(rows - np.average(rows, weights=weights))
    right = columns - np.average(columns, weights=weights)
    return float(np.average(up * right, weights=weights) / max(np.average(up * up, weights=weights), 1e-6))
