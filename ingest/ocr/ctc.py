"""What a recogniser's network saw step by step becomes texts with probabilities (CTC decoding).

The network looks at a line from left to right and gives every character a probability at each step, and a blank that
parts characters: equal neighbours are one character unless a blank stands between them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

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
CELL_TEXT = re.compile(r"[\u4e00-\u9fff%]|[A-Za-z]{4}")  # in what is no number
WORDS = re.compile(r"[\u4e00-\u9fff].*[\u4e00-\u9fff]|\d[\u4e00-\u9fff]")  # one character may be a misread digit
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
    """The readings as numbers, and `text`, which is the crop's text over the whole alphabet, if it is none of them.

    Letters without any Chinese character come after the numbers, however likely: no table has such cells.
    """
    readings = [reading for reading in number_readings(scores) if reading.probability > WORTHLESS]
    tidy = text.text.rstrip(".,")
    if any(reading.text == tidy for reading in readings) or (readings and tidy in LOOKALIKES):
        return tuple(readings)
    if is_words(text):
        return (text,)
    if CELL_TEXT.search(tidy):
        return tuple(sorted([text, *readings], key=lambda each: -each.probability))
    return (*readings, Reading(text=text.text, probability=text.probability / 2))


def is_words(reading: Reading) -> bool:
    """Whether it is words, and so little of a number that its digits need no other readings."""
    return reading.probability > 0.5 and bool(WORDS.search(reading.text))


def mixed(looks: Sequence[tuple[Reading, ...]]) -> tuple[Reading, ...]:
    """The readings of several looks at the same crop as one: each text as likely as it is on average."""
    sums: defaultdict[str, float] = defaultdict(float)
    for readings in looks:
        for reading in readings:
            sums[reading.text] += reading.probability / len(looks)
    best = sorted(sums.items(), key=lambda each: (not _is_cell(each[0]), -each[1]))[:MOST_READINGS]
    return tuple(Reading(text=text, probability=probability) for text, probability in best)


def greedy_reading(characters: Sequence[str], best: Sequence[int], probabilities: Sequence[float]) -> Reading:
    """The text of each step's best character; as likely as the least likely of its letters and digits."""
    kept = [(characters[best[step]], probabilities[step]) for step in greedy_steps(best)]
    text = "".join(character for character, _ in kept).strip()
    sure = min((p for character, p in kept if character.isalnum()), default=min(probabilities, default=0.0))
    return Reading(text=text, probability=sure)


def greedy_steps(best: Sequence[int]) -> list[int]:
    """The steps at which a character begins, where each step's best one is taken."""
    return [step for step, (before, index) in enumerate(pairwise([0, *best])) if index and index != before]


def _is_cell(text: str) -> bool:
    """Whether a table may have such a cell."""
    return bool(NUMBER.fullmatch(text) or CELL_TEXT.search(text))


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
    sums = {text: ends_blank[text] + ends_mark[text] for text in ends_mark}
    least = UNLIKELY * max(sums.values())
    kept = sorted((text for text, p in sums.items() if p > least), key=sums.__getitem__, reverse=True)[:BEAM]
    return {text: (ends_blank[text], ends_mark[text]) for text in kept}
