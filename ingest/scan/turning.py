"""Which way up a page is: a few of its lines are read in each of the four ways until they make sense."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ingest.document import Reading
from ingest.ocr import Image, Recogniser

LOWEST, HIGHEST = 5.0, 22.0  # points of a line of text
LINES = 3  # that are read
LONGEST = 10.0  # heights of a line: more would say no more
SHORTEST = 2.5  # heights
SURE, ENOUGH = 0.75, 9  # a mean probability, of that many characters, at which nothing else is tried
BETTER, LEAST = 1.3, 3.0  # how many times the sense of the page as it lies another way must have, and how much at least
QUARTERS = (0, 2, 1, 3)
"""Turns by 90 degrees to the left that are tried, the likeliest first."""


class _Look(NamedTuple):
    """What a page says one way up: the Chinese characters that are read, each by its probability; and how surely."""

    sense: float
    sure: bool


def quarters_to_upright(image: Image, unit: float, recogniser: Recogniser) -> int:
    """How many turns by 90 degrees to the left put the page upright; 0 where its text does not tell."""
    senses: dict[int, float] = {}
    for quarters in QUARTERS:
        look = _look(np.ascontiguousarray(np.rot90(image, quarters)), unit, recogniser)
        if look.sure:
            return quarters
        senses[quarters] = look.sense
    best = max(senses, key=lambda each: senses[each])
    return best if senses[best] > BETTER * max(senses[0], LEAST) else 0


def _look(image: Image, unit: float, recogniser: Recogniser) -> _Look:
    crops = tuple(_text_lines(image, unit))
    read = [(_words(reading), reading.probability) for reading in recogniser.texts(crops)] if crops else []
    words = sum(count for count, _ in read)
    sense = sum(count * probability for count, probability in read)
    room = sum(crop.shape[1] / crop.shape[0] for crop in crops) / 2  # a line may be half blank, or digits
    return _Look(sense, words >= max(ENOUGH, room) and sense >= SURE * words)


def _words(reading: Reading) -> int:
    return sum("\u4e00" <= char <= "\u9fff" for char in reading.text)


def _text_lines(image: Image, unit: float) -> Iterator[Image]:
    """The longest pieces of the page that look like lines of text lying."""
    import cv2

    gray = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))
    factor = min(1.0, 1.0 / unit)
    small = cv2.resize(gray, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    dark = (cv2.subtract(cv2.blur(cv2.dilate(small, np.ones((9, 9), np.uint8)), (9, 9)), small) > 50).astype(np.uint8)
    joined = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((1, 9), np.uint8))
    stats = cv2.connectedComponentsWithStats(joined, connectivity=4)[2][1:].tolist()
    for left, top, width, height, _ in _longest(stats):
        right = left + min(width, round(LONGEST * height))
        box = [round(value / factor) for value in (left - 1, top - 1, right + 1, top + height + 1)]
        yield image[max(0, box[1]) : box[3], max(0, box[0]) : box[2]]


def _longest(stats: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    fitting = [
        tuple(map(int, each))
        for each in stats
        if LOWEST <= each[3] <= HIGHEST and each[2] >= SHORTEST * each[3] and each[4] >= 0.2 * each[2] * each[3]
    ]
    return sorted(fitting, key=lambda each: -each[2])[:LINES]
