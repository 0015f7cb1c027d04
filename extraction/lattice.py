"""The cells of a report under the sums that its rules state, each cell with the ways to read it.

A sum takes part where every one of its cells is a number or empty and stands where it stands for certain. An empty cell
counts as nothing, with a price on being something after all; where the sum does not hold so, it tells nothing, unless
no number in the empty cells could make it hold.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal

from canonical.report import Fact
from canonical.rules import Equation
from extraction.reading import Reading
from extraction.ways import NOTHING, Way, is_doubtful, way, ways_of
from ingest.document import Reading as Read

ANY_VALUE = 0.1  # the share of what a recogniser did not list that falls to one certain value
ELSEWISE = 2e-4  # that a cell read for sure is misread, or misprinted, by just what another explanation needs
NOT_NOTHING = 0.03  # that an empty cell stands for just that number


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A cell under sums. `ways` are at least one, the likeliest first; `other` is the cost of any value not listed.

    `sums` are the numbers of its sums, each with the cell's sign there.
    """

    ways: tuple[Way, ...]
    other: float
    doubtful: bool
    sums: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Cells that add up to nothing, those on its left as they are and those on its right taken off."""

    rule: str
    cells: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lattice:
    """Cells by field, and the sums over them."""

    places: Mapping[str, Place]
    sums: tuple[Sum, ...]

    def off_by(self, taken: Mapping[str, Way]) -> Mapping[int, Decimal]:
        """The sums that do not hold with the ways taken, and by how much."""
        differences = ((number, _difference(each, taken)) for number, each in enumerate(self.sums))
        return {number: difference for number, difference in differences if difference}


def lattice_of(
    facts: Mapping[str, Fact], readings: Mapping[str, Reading], equations: Sequence[Equation]
) -> tuple[Lattice, Mapping[str, Way]]:
    """The lattice, and the likeliest way to read each of its cells."""
    ways = {name: found for name in facts if (found := _ways(facts[name], readings.get(name)))}
    first = {name: found[0] for name, found in ways.items()}
    every = [_sum(equation) for equation in equations]
    stated = [each for each in every if all(name in ways for name, _ in each.cells)]
    blank = {name for name in ways if facts[name].status == "blank" and _is_empty(readings[name].read)}
    sums = tuple(each for each in stated if not _is_filled_up(each, blank, first))
    numbers: dict[str, list[tuple[int, int]]] = {}
    for number, each in enumerate(sums):
        for name, sign in each.cells:
            numbers.setdefault(name, []).append((number, sign))
    places = {name: _place(ways[name], readings.get(name), tuple(found)) for name, found in numbers.items()}
    return Lattice(places=places, sums=sums), first


def _ways(fact: Fact, reading: Reading | None) -> tuple[Way, ...]:
    """The ways to read a cell; none where it takes part in no sum."""
    if reading is None or reading.flags or reading.printed.doubtful:
        return ()
    if reading.read:
        return ways_of(reading.read)
    return () if fact.status == "unreadable" else (way(fact.value),)


def _sum(equation: Equation) -> Sum:
    sides = ((equation.left, 1), (equation.right, -1))
    return Sum(rule=equation.rule, cells=tuple((name, sign) for side, sign in sides for name in side))


def _is_filled_up(each: Sum, blank: AbstractSet[str], first: Mapping[str, Way]) -> bool:
    """Whether a sum that does not hold as printed would hold with some numbers in its empty cells."""
    difference = _difference(each, first)
    return any(name in blank and difference * sign < 0 for name, sign in each.cells)


def _difference(each: Sum, taken: Mapping[str, Way]) -> Decimal:
    return sum((taken[name].worth * sign for name, sign in each.cells), NOTHING)


def _place(ways: tuple[Way, ...], reading: Reading | None, sums: tuple[tuple[int, int], ...]) -> Place:
    read = reading.read if reading else ()
    blank = _is_empty(read) and ways[0].value is None
    unlisted = max((1 - sum(each.probability for each in ways)) * ANY_VALUE, ELSEWISE)
    return Place(
        ways=ways,
        other=-math.log(NOT_NOTHING if blank else unlisted),
        doubtful=is_doubtful(read),
        sums=sums,
    )


def _is_empty(read: Sequence[Read]) -> bool:
    """Whether there is nothing in the cell: not read from a picture, or blank by its ink."""
    return not any(reading.text for reading in read)
