"""A printed row whose numbers were put under the columns by a guess, and the ways to do it that the sums allow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, groupby
from math import comb

from canonical.report import Fact
from canonical.rules import Equation
from extraction.arithmetic import GUESS
from extraction.asking.room import Room, is_sure, room_at
from extraction.choice import DOUBT
from extraction.reading import Reading
from extraction.tables import PrintedRow

MOST_WAYS = 8000  # ways to put the numbers of a row under its columns that are tried

Value = Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The fields of a row in the order of print, and its printed numbers: `held[i]` is the number under field i.

    `cells` are the printed cells of the numbers, in order.
    """

    row: PrintedRow
    fields: tuple[str, ...]
    held: tuple[Value, ...]
    cells: tuple[int, ...]
    guessed: frozenset[str]

    @property
    def numbers(self) -> tuple[Decimal, ...]:
        """The printed numbers in the order of print."""
        return tuple(value for value in self.held if value is not None)

    def held_by(self, name: str) -> Value:
        """The number that stands under a field by the guess."""
        return self.held[self.fields.index(name)]

    @property
    def sure_cells(self) -> Mapping[str, int]:
        """The printed cell of each field that is no guess."""
        holders = (name for name, value in zip(self.fields, self.held, strict=True) if value is not None)
        return {name: cell for name, cell in zip(holders, self.cells, strict=True) if name not in self.guessed}


def guessed_strips(readings: Sequence[Reading], facts: Mapping[str, Fact]) -> Iterator[Strip]:
    """The rows that lost cells, whose label is sure and whose printed cells are numbers beyond doubt."""
    times = Counter(reading.field for reading in readings)
    for _, members in groupby(readings, key=lambda reading: id(reading.row)):
        row = tuple(members)
        fields = tuple(reading.field for reading in row)
        guessed = frozenset(name for name in fields if GUESS in facts[name].flags)
        if guessed and all(times[name] == 1 for name in fields) and _is_plain(row, facts):
            held = tuple(facts[name].value if facts[name].raw is not None else None for name in fields)
            cells = tuple(reading.cell for reading in row if reading.printed.raw and reading.cell is not None)
            yield Strip(row=row[0].row, fields=fields, held=held, cells=cells, guessed=guessed)


def _is_plain(row: Sequence[Reading], facts: Mapping[str, Fact]) -> bool:
    printed = [reading for reading in row if reading.printed.raw]
    cells = {reading.cell for reading in printed}
    kept = sum(facts[reading.field].raw is not None for reading in row)
    clear = all(reading.printed.kind == "number" and not reading.printed.doubtful for reading in printed)
    sure = not any(reading.read or DOUBT in facts[reading.field].flags for reading in row)
    return clear and sure and 0 < len(cells) == len(printed) == kept < len(row)


def options(
    strip: Strip, facts: Mapping[str, Fact], rooms: Mapping[str, Room], equations: Sequence[Equation]
) -> Mapping[str, frozenset[Value]]:
    """What can stand under each guessed field of a sum (None: no number) in all ways that fit; empty if none does."""
    if comb(len(strip.fields), len(strip.numbers)) > MOST_WAYS:
        return {}
    within = [each for each in equations if {*each.left, *each.right} <= set(strip.fields)]
    found: dict[str, set[Value]] = {name: set() for name in strip.guessed}
    for places in combinations(range(len(strip.fields)), len(strip.numbers)):
        way: dict[str, Value] = dict.fromkeys(strip.fields)
        way.update(zip((strip.fields[place] for place in places), strip.numbers, strict=True))
        if _fits(way, strip, facts, rooms) and all(_can_hold(each, way, facts, rooms) for each in within):
            for name in strip.guessed:
                found[name].add(way[name])
    return {name: frozenset(values) for name, values in found.items() if values and name in rooms}


def _fits(way: Mapping[str, Value], strip: Strip, facts: Mapping[str, Fact], rooms: Mapping[str, Room]) -> bool:
    """Whether sure cells stand where they stand, and the others find room."""
    return all(
        room_at(name, rooms).holds(way[name])
        if name in strip.guessed
        else way[name] == (facts[name].value if facts[name].raw is not None else None)
        for name in strip.fields
    )


def _can_hold(
    equation: Equation, way: Mapping[str, Value], facts: Mapping[str, Fact], rooms: Mapping[str, Room]
) -> bool:
    left, right = (_side(side, way, facts, rooms) for side in (equation.left, equation.right))
    return left.low <= right.high and right.low <= left.high


def _side(names: Sequence[str], way: Mapping[str, Value], facts: Mapping[str, Fact], rooms: Mapping[str, Room]) -> Room:
    each = [_room(name, way, facts, rooms) for name in names]
    return Room(sum(room.low for room in each), sum(room.high for room in each))


def _room(name: str, way: Mapping[str, Value], facts: Mapping[str, Fact], rooms: Mapping[str, Room]) -> Room:
    value = way[name] if way[name] is not None else facts[name].value if is_sure(facts[name]) else None
    return room_at(name, rooms) if value is None else Room(float(value), float(value))
