"""Which way up a page is: along which side its text runs, and a few of its lines read either way until they make sense.

Reading alone would not tell: characters that lie on their side are read too, one from each of several lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ingest.document import Reading
from ingest.ocr import Image, Recogniser
from ingest.scan.levels import levels

Mask = npt.NDArray[np.uint8]

LOWEST, HIGHEST = 5.0, 22.0  # points of a line of text
LINES, FIRST = 3, 1  # that are read, and how many of them first, which may tell
LONGEST = 10.0  # heights of a line: more would say no more
SHORTEST = 2.5  # heights
FILLED = 0.2  # of its box is dark
INK, PALE_INK = 50, 0.4  # of 255, and of the page's darkest: whichever is less darker than paper is ink
JOINED = 9  # points between pieces of a line that is read
SURE, ENOUGH = 0.75, 9  # a mean probability, of that many characters, at which nothing else is tried
BETTER, LEAST = 1.3, 3.0  # how many times the sense of the page as it lies another way must have, and how much at least
CLOSE = 3  # points at most between characters of a line; lines are further apart
PLAIN = 3.0  # times as much text along one side of the page as along the other
LYING, STANDING = (0, 2), (1, 3)
"""Turns by 90 degrees to the left that are tried for text along each side, the likeliest first."""


class _Look(NamedTuple):
    """What a page says one way up: the Chinese characters that are read, each by its probability; and how surely."""

    sense: float
    sure: bool


def quarters_to_upright(image: Image, unit: float, recogniser: Recogniser) -> int:
    """How many turns by 90 degrees to the left put the page upright; 0 where its text does not tell."""
    senses: dict[int, float] = {}
    for quarters in _likely_turns(image, unit):
        look = _look(np.ascontiguousarray(np.rot90(image, quarters)), unit, recogniser)
        if look.sure:
            return quarters
        senses[quarters] = look.sense
    best = max(senses, key=lambda each: senses[each])
    return best if senses[best] > BETTER * max(senses.get(0, 0.0), LEAST) else 0


def _likely_turns(image: Image, unit: float) -> tuple[int, ...]:
    dark, _ = _dark(image, unit)
    lying, standing = (_length_of_text(np.ascontiguousarray(each)) for each in (dark, dark.T))
    if standing > PLAIN * lying:
        return STANDING
    return LYING if lying > PLAIN * standing else (*LYING, *STANDING)


def _length_of_text(dark: Mask) -> int:
    """How long all lines of text across are together, in points."""
    return sum(width for _, _, width, height, area in _pieces(dark, CLOSE) if _is_line(width, height, area))


def _look(image: Image, unit: float, recogniser: Recogniser) -> _Look:
    crops = tuple(_text_lines(image, unit))
    look, readings = _Look(0.0, sure=False), list[Reading]()
    for part in (crops[:FIRST], crops[FIRST:]):
        if part and not look.sure:
            readings += recogniser.texts(part)
            look = _told_by(readings, crops[: len(readings)])
    return look


def _told_by(readings: Sequence[Reading], crops: Sequence[Image]) -> _Look:
    read = [(_words(reading), reading.probability) for reading in readings]
    words = sum(count for count, _ in read)
    sense = sum(count * probability for count, probability in read)
    room = sum(crop.shape[1] / crop.shape[0] for crop in crops) / 2  # a line may be half blank, or digits
    return _Look(sense, words >= max(ENOUGH, room) and sense >= SURE * words)


def _words(reading: Reading) -> int:
    return sum("\u4e00" <= char <= "\u9fff" for char in reading.text)


def _text_lines(image: Image, unit: float) -> Iterator[Image]:
    """The longest pieces of the page that look like lines of text lying."""
    dark, factor = _dark(image, unit)
    fitting = [each for each in _pieces(dark, JOINED) if _is_line(*each[2:])]
    for left, top, width, height, _ in sorted(fitting, key=lambda each: -each[2])[:LINES]:
        right = left + _end(dark[top : top + height, left : left + width], round(LONGEST * height))
        box = [round(value / factor) for value in (left - 1, top - 1, right + 1, top + height + 1)]
        yield image[max(0, box[1]) : box[3], max(0, box[0]) : box[2]]


def _end(line: Mask, most: int) -> int:
    """How much of a line is read: as much as that, up to the paper before a character that would be cut."""
    if line.shape[1] <= most:
        return int(line.shape[1])
    paper = np.flatnonzero(~line[:, most // 2 : most + 1].any(axis=0))
    return most // 2 + int(paper[-1]) if paper.size else most


def _dark(image: Image, unit: float) -> tuple[Mask, float]:
    """Where the page is dark, a pixel a point at most, and how many of these a pixel of the page is."""
    import cv2

    gray = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))
    factor = min(1.0, 1.0 / unit)
    small = cv2.resize(gray, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    paper = cv2.blur(cv2.dilate(small, np.ones((9, 9), np.uint8)), (9, 9))
    darker = np.asarray(cv2.subtract(paper, small), np.uint8)
    [darkest] = levels(darker, (99.8,))
    return (darker > min(INK, PALE_INK * darkest)).astype(np.uint8), factor


def _pieces(dark: Mask, gap: int) -> list[tuple[int, int, int, int, int]]:
    """Left, top, width, height and area of what is dark, joined over gaps across."""
    import cv2

    joined = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    return [tuple(row) for row in cv2.connectedComponentsWithStats(joined, connectivity=4)[2][1:].tolist()]


def _is_line(width: int, height: int, area: int) -> bool:
    return LOWEST <= height <= HIGHEST and width >= SHORTEST * height and area >= FILLED * width * height
