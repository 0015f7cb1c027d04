"""What a recogniser's network saw, step by step, becomes texts with probabilities (connectionist temporal classification).

The network looks at a line from left to right and gives every character a probability at each step, and a blank that
parts characters: equal neighbours are one character unless a blank stands between them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from ingest.document import Reading

Scores = npt.NDArray[np.float32]
"""Steps x characters: the probability of each character at each step, the blank first."""

MARKS: Mapping[str, str] = {
    "0": "0０OoDQ〇",
    "1": "1１lI|",
    "2": "2２Z",
    "3": "3３",
    "4": "4４",
    "5": "5５S",
    "6": "6６",
    "7": "7７",
    "8": "8８B",
    "9": "9９",
    ".": ".．",
    "-": "-－–−",
    "—": "—―一ー",
    "/": "/／",
    ",": ",，",
}
"""What a number cell can hold, and the characters of the network's alphabet that look the same."""

NUMBER = re.compile(r"-?(0|[1-9]\d*|[1-9]\d{0,2}(,\d{3})+)(\.\d+)?|[-—/]?|--|——")
LOOKALIKES = frozenset("".join(MARKS.values()))  # alone in a cell each is its mark

BEAM = 12  # prefixes kept at each step
WORTHLESS = 0.001  # a number less likely than this is not kept beside words
UNLIKELY = 1e-6  # a character less likely than this at a step is not tried
MOST_READINGS = 5


def number_readings(scores: Scores) -> tuple[Reading, ...]:
    """The likeliest numbers and marks, best first; `scores` has the blank's column, then one for each of `MARKS`.

    Points and commas at the end are dirt and left out; the probability of what is no number is nobody's.
    """
    beams = {"": (1.0, 0.0)}  # how likely a text is, seen as ending in a blank and as ending in its last mark
    if float(scores.sum(axis=1).prod()) < UNLIKELY:
        return ()
    for blank, *marks in scores.tolist():
        likely = {mark: p for mark, p in zip(MARKS, marks, strict=True) if p > UNLIKELY}
        beams = _longer(beams, blank, likely)
    numbers: defaultdict[str, float] = defaultdict(float)
    for text, ends in beams.items():
        if NUMBER.fullmatch(tidy := text.rstrip(".,")):
            numbers[tidy] += sum(ends)
    best = sorted(((p, text) for text, p in numbers.items() if p > UNLIKELY), reverse=True)
    return tuple(Reading(text=text, probability=min(p, 1.0)) for p, text in best[:MOST_READINGS])


def number_or_words(scores: Scores, text: Reading) -> tuple[Reading, ...]:
    """The readings as numbers, and `text`, which is the crop's text over the whole alphabet, if it is none of them."""
    readings = [reading for reading in number_readings(scores) if reading.probability > WORTHLESS]
    tidy = text.text.rstrip(".,")
    if any(reading.text == tidy for reading in readings) or tidy in LOOKALIKES:
        return tuple(readings)
    sure = text.probability if set(tidy) - set("".join(MARKS)) else text.probability / 2  # marks, but no number
    return tuple(sorted([*readings, Reading(text=text.text, probability=sure)], key=lambda each: -each.probability))


def greedy_reading(characters: Sequence[str], best: Sequence[int], probabilities: Sequence[float]) -> Reading:
    """The text of each step's best character; as likely as the least likely of its characters."""
    kept: list[tuple[str, float]] = []
    before = 0
    for index, probability in zip(best, probabilities, strict=True):
        if index and index != before:
            kept.append((characters[index], probability))
        before = index
    text = "".join(character for character, _ in kept).strip()
    return Reading(text=text, probability=min((p for _, p in kept), default=min(probabilities, default=0.0)))


def _longer(
    beams: Mapping[str, tuple[float, float]], blank: float, likely: Mapping[str, float]
) -> dict[str, tuple[float, float]]:
    """The texts one step on."""
    ends_blank: defaultdict[str, float] = defaultdict(float)
    ends_mark: defaultdict[str, float] = defaultdict(float)
    for text, (as_blank, as_mark) in beams.items():
        either, last = as_blank + as_mark, text[-1:]
        ends_blank[text] += either * blank
        ends_mark[text] += as_mark * likely.get(last, 0.0)
        for mark, probability in likely.items():
            ends_mark[text + mark] += (as_blank if mark == last else either) * probability
    kept = sorted(ends_mark, key=lambda text: ends_blank[text] + ends_mark[text], reverse=True)[:BEAM]
    return {text: (ends_blank[text], ends_mark[text]) for text in kept}
