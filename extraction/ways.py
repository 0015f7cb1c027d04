"""The ways to read a cell of a picture, as numbers: what each is worth in a sum, and how likely it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from extraction.values import read_cell
from ingest.document import Reading

SURE_READING = 0.99
"""From this probability on a reading is taken as it is; below it, it is doubtful: measured in docs/decisions/0011."""

LEAST = 1e-9  # probability that a recogniser's 0 is taken for
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to read a cell.

    value   None for a blank and for a mark ("/")
    worth   what it adds to a sum
    cost    how unlikely it is: 0 for a certainty, 2.3 for each factor of ten
    """

    value: Decimal | None
    probability: float
    worth: Decimal
    cost: float


def way(value: Decimal | None, probability: float = 1.0) -> Way:
    """The way to read a cell as this value."""
    worth = NOTHING if value is None else value
    return Way(value=value, probability=probability, worth=worth, cost=-math.log(max(probability, LEAST)))


def ways_of(readings: Sequence[Reading]) -> tuple[Way, ...]:
    """The numbers, blanks and marks among the readings, the likeliest first; readings of one value count together."""
    found: dict[Decimal | None, float] = {}
    for reading in readings:
        printed = read_cell(reading.text)
        if printed.kind != "text" and not printed.doubtful:
            found[printed.value] = found.get(printed.value, 0.0) + reading.probability
    ways = (way(value, min(probability, 1.0)) for value, probability in found.items())
    return tuple(sorted(ways, key=lambda each: each.cost))


def probability_of_first(readings: Sequence[Reading]) -> float:
    """How likely the first reading's value is, readings of the same value counted together."""
    first = read_cell(readings[0].text)
    if first.kind == "text" or first.doubtful:
        return readings[0].probability
    return next(each.probability for each in ways_of(readings) if each.value == first.value)


def is_doubtful(readings: Sequence[Reading]) -> bool:
    """Whether a cell was read from a picture, and not for sure."""
    if not readings or readings[0].probability >= SURE_READING:
        return False
    return probability_of_first(readings) < SURE_READING
