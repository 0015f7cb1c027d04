"""The ways to read a cell of a picture, as numbers: what each is worth in a sum, and how likely it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from extraction.values import read_cell
from ingest.document import Reading

SURE_READING = 0.98
"""From this probability on a reading is taken as it is; below it, it is doubtful. The one threshold of that kind."""

LEAST = 1e-9  # probability that a recogniser's 0 is taken for
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to read a cell. `value` is None for a blank and for a mark ("/"), which add nothing to a sum."""

    value: Decimal | None
    probability: float

    @property
    def worth(self) -> Decimal:
        """What it adds to a sum."""
        return NOTHING if self.value is None else self.value

    @property
    def cost(self) -> float:
        """How unlikely it is: 0 for a certainty, 2.3 for each factor of ten."""
        return -math.log(max(self.probability, LEAST))


def ways_of(readings: Sequence[Reading]) -> tuple[Way, ...]:
    """The numbers, blanks and marks among the readings, the likeliest first; readings of one value count together."""
    found: dict[Decimal | None, float] = {}
    for reading in readings:
        printed = read_cell(reading.text)
        if printed.kind != "text" and not printed.doubtful:
            found[printed.value] = found.get(printed.value, 0.0) + reading.probability
    ways = (Way(value=value, probability=min(probability, 1.0)) for value, probability in found.items())
    return tuple(sorted(ways, key=lambda way: -way.probability))


def probability_of_first(readings: Sequence[Reading]) -> float:
    """How likely the first reading's value is, readings of the same value counted together."""
    first = read_cell(readings[0].text)
    if first.kind == "text" or first.doubtful:
        return readings[0].probability
    return next(way.probability for way in ways_of(readings) if way.value == first.value)


def is_doubtful(readings: Sequence[Reading]) -> bool:
    """Whether a cell was read from a picture, and not for sure."""
    return len(readings) > 0 and probability_of_first(readings) < SURE_READING
