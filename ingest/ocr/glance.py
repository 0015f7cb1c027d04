"""What a quick look at a line told, and whether and where it has to be looked at again.

In a line that is squeezed equal characters side by side run into one: the network needs a step between them. So numbers
are always looked at again, and lines where a character takes the room of two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ingest.document import Reading
from ingest.ocr.recogniser import Image

FIGURE = re.compile(r"\d+(?:[.,，．]\d+)*")
HAN = re.compile(r"[\u4e00-\u9fff]")
ROOM = 1.6  # times the usual way from one character to the next
SURE = 0.9  # of a quick look that is enough
REACH = 0.8  # of a crop's height: what is looked at on both sides of a number


class Glance(NamedTuple):
    """The reading, whether it is enough, and for each of its numbers where it begins and ends in the crop's width."""

    reading: Reading
    enough: bool
    figures: tuple[tuple[float, float], ...]


def glance(reading: Reading, places: Sequence[tuple[str, float]]) -> Glance:
    """The reading with the places of its numbers; `places` are its characters and where each is seen."""
    text = "".join(character[:1] for character, _ in places)
    found = (match.span() for match in FIGURE.finditer(text))
    enough = reading.probability >= SURE and not _has_room(places)
    return Glance(reading, enough, tuple((places[start][1], places[end - 1][1]) for start, end in found))


def close_ups(crop: Image, seen: Glance) -> tuple[Image, ...]:
    """The parts of the crop around its numbers; numbers side by side are in one."""
    return tuple(crop[:, left:right] for left, right, _ in _parts(crop, seen))


def with_figures(crop: Image, seen: Glance, closer: Sequence[Reading]) -> Reading | None:
    """The reading with its numbers as they are in the close-ups; None where these do not tell."""
    numbers: list[str] = []
    for (left, right, count), reading in zip(_parts(crop, seen), closer, strict=True):
        found = list(FIGURE.finditer(reading.text))
        cut = found and (
            (found[0].start() == 0 and left > 0) or (found[-1].end() == len(reading.text) and right < crop.shape[1])
        )
        if cut or len(found) != count:
            return None
        numbers += [each.group() for each in found]
    left_over = iter(numbers)
    text = FIGURE.sub(lambda _: next(left_over), seen.reading.text)
    return Reading(text=text, probability=min(each.probability for each in (seen.reading, *closer)))


def _has_room(places: Sequence[tuple[str, float]]) -> bool:
    """Whether a character may be two equal ones."""
    ways = [after - before for (_, before), (_, after) in pairwise(places)]
    usual = sorted(ways)[len(ways) // 2] if ways else 0.0
    return any(HAN.match(each) and way > ROOM * usual for (each, _), way in zip(places, ways, strict=False))


def _parts(crop: Image, seen: Glance) -> Iterator[tuple[int, int, int]]:
    """Left and right edge of each close-up, and how many numbers are in it."""
    height, width = crop.shape[:2]
    part: tuple[int, int, int] | None = None
    for start, end in seen.figures:
        left = min(max(round(start * width - REACH * height), 0), width - 1)
        right = max(min(round(end * width + REACH * height), width), left + 1)
        if part and left < part[1]:
            part = part[0], right, part[2] + 1
            continue
        if part:
            yield part
        part = left, right, 1
    if part:
        yield part
