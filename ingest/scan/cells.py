"""The cells of a table in a picture, read: blank by ink, numbers in several ways, words in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import product

import numpy as np
import numpy.typing as npt

from canonical.report import Box
from ingest.document import Reading
from ingest.ocr.recogniser import Image, Recogniser
from ingest.scan.alike import first_alike
from ingest.scan.cell_ink import CellInk, cell_inks, print_height
from ingest.scan.cell_lines import LOW, MINUS, LinePicture, line_pictures

MOST_READINGS = 5
SLASH_SLANT = 0.18  # how far a stroke leans to the right for each pixel upwards: more is a slash, less a one
LONG_DASH = 0.95  # of the height of print: a wider stroke is a dash and not a hyphen
FLAT = 0.36  # of the height of print: a lower stroke is a dash, whatever the network sees
TALL = 0.55  # of the height of print: a piece of ink at least so high is a digit, or part of one
UNSEEN = 0.45  # how likely a minus is that seems to stand before digits and was not read: both are in doubt
SURE = 0.995  # a reading at least this likely, which is no flag, holds for all crops that look the same
REMAINS = 0.25  # of the height of print: larger specks may be what a stamp has left of a digit
SURE_BLANK, UNSURE_BLANK = 0.999, 0.6
SURE_STROKE, UNSURE_STROKE = 0.95, 0.6  # how likely a dash is one, if wide enough for print and if small
DASHES, STROKES = ("-", "—", "--", "——"), ("1", "/", "l", "I", "|", "丨")


def read_cells(image: Image, boxes: Sequence[Box], recogniser: Recogniser) -> tuple[tuple[Reading, ...], ...]:
    """The readings of each cell, the likeliest first; one empty reading where a cell is blank by its ink.

    `boxes` are the cells' insides in pixels, between the rules. A cell with words has one reading, with a line break
    between its lines; a cell that looks like a number has the few likeliest, one of which may be the empty text.
    """
    inks = cell_inks(image, boxes)
    height = print_height(inks)
    lines = [line_pictures(ink, height) if ink else () for ink in inks]
    read = iter(_read([line.pixels for of_cell in lines for line in of_cell], recogniser))
    return tuple(
        _together([_with_shape(next(read), line, height) for line in of_cell]) if of_cell else (_blank(ink, height),)
        for ink, of_cell in zip(inks, lines, strict=True)
    )


def _read(crops: Sequence[Image], recogniser: Recogniser) -> list[tuple[Reading, ...]]:
    """The readings of each crop; crops that look the same are read once, unless that reading is in doubt."""
    first = first_alike(crops)
    read = _read_at({place for place, same in enumerate(first) if place == same}, crops, recogniser)
    doubted = {place for place, same in enumerate(first) if place != same and not _is_sure(read[same])}
    read |= _read_at(doubted, crops, recogniser)
    return [read.get(place, read[same]) for place, same in enumerate(first)]


def _read_at(
    places: AbstractSet[int], crops: Sequence[Image], recogniser: Recogniser
) -> dict[int, tuple[Reading, ...]]:
    asked = sorted(places)
    return dict(zip(asked, recogniser.cells([crops[place] for place in asked]), strict=True))


def _is_sure(readings: Sequence[Reading]) -> bool:
    return bool(readings) and readings[0].probability >= SURE


def _blank(ink: CellInk | None, height: float) -> Reading:
    """The empty reading of a cell without print, in doubt where specks may be what is left of some."""
    largest = max((piece.size for piece in ink.pieces), default=0) if ink else 0
    return Reading(text="", probability=SURE_BLANK if largest < REMAINS * height else UNSURE_BLANK)


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


def _with_shape(readings: tuple[Reading, ...], line: LinePicture, height: float) -> tuple[Reading, ...]:
    """The readings as the shape of the ink changes them; half as likely where the cell's edge cuts it."""
    shaped = _by_shape(readings, line, height)
    if not line.cut:
        return shaped
    return tuple(Reading(text=each.text, probability=each.probability / 2) for each in shaped)


def _by_shape(readings: tuple[Reading, ...], line: LinePicture, height: float) -> tuple[Reading, ...]:
    """The readings, with a lone stroke known by its shape, of which the network sees little."""
    if line.ink.height < FLAT * height and line.ink.width > 1.4 * line.ink.height:
        dash = "—" if line.ink.width > LONG_DASH * height else "-"
        return _settled(readings, dash, DASHES, SURE_STROKE if line.ink.width >= 0.4 * height else UNSURE_STROKE)
    if readings and readings[0].text[:1].isdigit() and _begins_with_minus(line, height):
        return _with_minus(readings)
    if readings and readings[0].text in STROKES:
        slash = float(np.clip(_slant(_darkness(line)) / SLASH_SLANT - 0.5, 0.0, 1.0))  # 0.5 where it may be either
        return _split(readings, {"1": 1.0 - slash, "/": slash}, STROKES)
    return readings


def _begins_with_minus(line: LinePicture, height: float) -> bool:
    """Whether a low flat piece of ink stands before the digits at half their height, with nothing above or below it."""
    import cv2

    ink = (_darkness(line) > 0).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    pieces = stats[1:].tolist()
    start = min((left for left, _, _, high, _ in pieces if high >= TALL * height), default=0)
    return any(
        left + wide <= start <= left + wide + height
        and wide >= max(MINUS * height, LOW * high)
        and abs(top + high / 2 - ink.shape[0] / 2) <= FLAT * height
        and not ink[:top, left : left + wide].any()
        and not ink[top + high :, left : left + wide].any()
        for left, top, wide, high, _ in pieces
    )


def _with_minus(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """The readings, the likeliest without and with the minus that the network did not see."""
    first, *others = readings
    told = ((first.text, 1.0 - UNSEEN), ("-" + first.text, UNSEEN))
    seen = [Reading(text=text, probability=first.probability * share) for text, share in told]
    return tuple(sorted([*seen, *others], key=lambda each: -each.probability)[:MOST_READINGS])


def _settled(readings: Sequence[Reading], text: str, same: Sequence[str], least: float) -> tuple[Reading, ...]:
    """The readings with `text` in the place of all that are the `same`, at least as likely as told."""
    sure = max(min(sum(reading.probability for reading in readings if reading.text in same), 1.0), least)
    others = [reading for reading in readings if reading.text not in same and reading.text]
    total = sum(reading.probability for reading in others)
    rest = min(1.0, (1.0 - sure) / total) if total else 0.0
    left = [Reading(text=each.text, probability=each.probability * rest) for each in others]
    return (Reading(text=text, probability=sure), *left)[:MOST_READINGS]


def _split(readings: Sequence[Reading], shares: Mapping[str, float], same: Sequence[str]) -> tuple[Reading, ...]:
    """The readings with the probability of all that are the `same` split between these texts."""
    sure = min(sum(reading.probability for reading in readings if reading.text in same), 1.0)
    parts = [Reading(text=text, probability=share * sure) for text, share in shares.items() if share]
    others = [reading for reading in readings if reading.text not in same]
    return tuple(sorted([*parts, *others], key=lambda each: -each.probability)[:MOST_READINGS])


def _darkness(line: LinePicture) -> npt.NDArray[np.float32]:
    """How dark each pixel of the ink's box is: 0 for paper, 1 for the darkest."""
    rows, columns = line.pixels.shape[:2]
    above, before = max((rows - line.ink.height) // 2, 0), max((columns - line.ink.width) // 2, 0)
    grey = line.pixels.min(axis=2).astype(np.float32)
    paper = float(np.median(grey))
    part = grey[above : rows - above, before : columns - before]
    share = np.clip((paper - part) / max(paper - float(part.min()), 1.0), 0.0, 1.0)
    return np.where(share > 0.4, share, np.float32(0.0)).astype(np.float32)


def _slant(ink: npt.NDArray[np.float32]) -> float:
    """How far the ink leans to the right for each pixel upwards."""
    rows, columns = np.nonzero(ink)
    if not len(rows):
        return 0.0
    weights = ink[rows, columns]
    up = np.average(rows, weights=weights) - rows
    right = columns - np.average(columns, weights=weights)
    return float(np.average(up * right, weights=weights) / max(float(np.average(up * up, weights=weights)), 1e-6))
