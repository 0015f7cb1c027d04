"""The cells of a table in a picture, read: blank by ink, numbers in several ways, words in one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np

from canonical.report import Box
from ingest.document import Reading
from ingest.ocr.recogniser import Image, Recogniser
from ingest.scan.cell_ink import LinePicture, cell_inks, line_pictures, print_height

MOST_READINGS = 5
SLASH_SLANT = 0.2  # how far a stroke leans to the right for each pixel upwards: more is a slash and not a one
LONG_DASH = 0.95  # of the height of print: a wider stroke is a dash and not a hyphen
FLAT = 0.36  # of the height of print: a lower stroke is a dash, whatever the network sees
SURE_STROKE, UNSURE_STROKE = 0.95, 0.6  # how likely a dash is one, if wide enough for print and if small
DASHES, STROKES = ("-", "—", "--", "——"), ("1", "/", "l", "I", "|", "丨")


def read_cells(image: Image, boxes: Sequence[Box], recogniser: Recogniser) -> tuple[tuple[Reading, ...], ...]:
    """The readings of each cell, the likeliest first; `()` for a cell that is blank by its ink.

    `boxes` are the cells' insides in pixels, between the rules. A cell with words has one reading, with a line break
    between its lines; a cell that looks like a number has the few likeliest, one of which may be the empty text.
    """
    inks = cell_inks(image, boxes)
    height = print_height(inks)
    lines = [line_pictures(ink, height) if ink else () for ink in inks]
    read = iter(recogniser.cells([line.pixels for of_cell in lines for line in of_cell]))
    return tuple(_together([_by_shape(next(read), line, height) for line in of_cell]) for of_cell in lines)


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


def _by_shape(readings: tuple[Reading, ...], line: LinePicture, height: float) -> tuple[Reading, ...]:
    """The readings, with a lone stroke known by its shape, of which the network sees little."""
    if line.ink.height < FLAT * height and line.ink.width > 1.4 * line.ink.height:
        dash = "—" if line.ink.width > LONG_DASH * height else "-"
        return _settled(readings, dash, DASHES, SURE_STROKE if line.ink.width >= 0.4 * height else UNSURE_STROKE)
    if readings and readings[0].text in STROKES:
        slash = _slant(_darkness(line.pixels)) > SLASH_SLANT
        return _settled(readings, "/" if slash else "1", STROKES, 0.0)
    return readings


def _settled(readings: Sequence[Reading], text: str, same: Sequence[str], least: float) -> tuple[Reading, ...]:
    """The readings with `text` in the place of all that are the `same`, at least as likely as told."""
    sure = max(min(sum(reading.probability for reading in readings if reading.text in same), 1.0), least)
    others = [reading for reading in readings if reading.text not in same and reading.text]
    total = sum(reading.probability for reading in others)
    rest = min(1.0, (1.0 - sure) / total) if total else 0.0
    left = [Reading(text=each.text, probability=each.probability * rest) for each in others]
    return (Reading(text=text, probability=sure), *left)[:MOST_READINGS]


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
