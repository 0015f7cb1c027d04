"""The search for other ways to read the cells of a table that fit its sums as well.

Where one cell is read otherwise, each of its sums is off, and another of their cells has to be otherwise too, until
all hold again. The search goes on in the sum with the fewest ways out and leaves a path once it costs too much. Costs
are logarithms of probability (`Way.cost`); the price of a move is how much more it costs than the way that is taken.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import takewhile
from operator import attrgetter
from typing import NamedTuple

from extraction.lattice import Lattice
from extraction.ways import NOTHING, Way

MARGIN = 6.9
"""How much likelier than its rivals a reading has to be: a thousand times."""
MOST_CHANGE = 1.6
"""How much likelier the first reading of a changed cell may be; beyond that a misprint explains the sums as well."""
STEPS_TO_RIVAL = 100  # of the search for one cell's rivals; a longer one is given up
STEPS_TO_REPAIR = 30
MOST_STEPS = 1200  # of all searches for rivals together: some 50 ms

Glyphs = tuple[str, str]
"""What is read and what it might be instead: the part of two numbers in which they differ."""


class Move(NamedTuple):
    """A cell read otherwise than it is taken, by how much; `way` is None for a value that was not listed."""

    field: str
    change: Decimal
    price: float
    glyphs: Glyphs
    way: Way | None = None


class _State(NamedTuple):
    """Where a path of the search stands: what each sum that was touched is off by, and the cells that moved.

    `tried` are moves whose every continuation was looked at before, `dearest` the prices paid for mistakes.
    """

    off: Mapping[int, Decimal]
    moved: Mapping[str, Move] = {}
    tried: frozenset[tuple[str, Decimal]] = frozenset()
    price: float = 0.0
    dearest: Mapping[Glyphs, float] = {}


def cheapest_repair(lattice: Lattice, taken: Mapping[str, Way], number: int) -> Mapping[str, Way]:
    """The likeliest other ways to read doubtful cells with which a sum holds, and all others of those cells.

    Empty where none was found. Whether others come near is for `rivalled` to say.
    """
    search = _Search(lattice=lattice, taken=taken, off=lattice.off_by(taken), most=MOST_CHANGE, repairs=True)
    search.follow(_State(off={number: search.off[number]}))
    return {name: move.way for name, move in (search.found or {}).items() if move.way}


def rivalled(lattice: Lattice, taken: Mapping[str, Way], names: Sequence[str]) -> AbstractSet[str]:
    """Those of the cells that can be read otherwise, and nearly as likely, with all sums holding that hold now.

    Other cells may be otherwise for it, those read for sure too, as any value and be it for a misprint. Cells of a
    page that look alike are misread alike: the same mistake made in many cells counts once. A cell whose search was
    too long has a rival, for all that is known.
    """
    search = _Search(lattice=lattice, taken=taken, off=lattice.off_by(taken), most=MARGIN + MOST_CHANGE)
    firsts = ((name, taken[name].cost - place.ways[0].cost) for name, place in lattice.places.items())
    gains = {name: gain for name, gain in firsts if gain > 0}
    found: set[str] = set()
    spent = 0
    for name in names:
        if name not in found:
            search.gains = gains if name in gains else {}
            found |= _rival(search, name) if spent < MOST_STEPS else {name}
            spent += search.steps
    return found


def _rival(search: _Search, name: str) -> AbstractSet[str]:
    """The cells of another reading of the table that has this cell otherwise; none where there is no such reading."""
    search.steps, search.found = 0, None
    for move in search.openings(name):
        search.limit = MARGIN
        search.follow(search.after(_State(off={}), move))
        if search.found is not None or search.steps > STEPS_TO_RIVAL:
            return {name, *(search.found or ())}
    return frozenset()


@dataclass(slots=True, kw_only=True)
class _Search:
    """The cheapest moves below `limit` after which all sums touched hold; each move costs up to `most`.

    A search that `repairs` moves doubtful cells to other readings that are numbers (whether a cell is blank or 0 is not
    for sums to say), and all sums count. One for rivals moves any cell, be it to a value that is not listed; the sums
    count that hold now, and moves between the same glyphs are paid for once. `gains` are the cells that would be
    likelier otherwise, and by how much: those that were chosen.
    """

    lattice: Lattice
    taken: Mapping[str, Way]
    off: Mapping[int, Decimal]
    most: float
    repairs: bool = False
    gains: Mapping[str, float] = field(default_factory=dict)
    limit: float = math.inf
    found: Mapping[str, Move] | None = None
    steps: int = 0
    _listed: dict[str, Sequence[Move]] = field(default_factory=dict)
    _moves: dict[int, tuple[Sequence[Move], Sequence[float]]] = field(default_factory=dict)
    _wild: dict[int, Sequence[tuple[str, int, float]]] = field(default_factory=dict)

    def openings(self, name: str) -> Iterator[Move]:
        """The moves of a cell that a path can begin with: those listed, and by as much as its neighbours could move."""
        yield from self.listed(name)
        if self._price_of_any(name) >= self.most:
            return
        numbers = [number for number, _ in self.lattice.places[name].sums if self._counts(number)]
        changes = {abs(move.change) for number in numbers for move in self._moves_of(number)[0]} | {Decimal(1)}
        for change in sorted(changes | {-change for change in changes} - {NOTHING}):
            if move := self._unlisted(name, change):
                yield move

    def follow(self, state: _State) -> None:
        """Go on from a state until all of its sums hold."""
        if self.steps > (STEPS_TO_REPAIR if self.repairs else STEPS_TO_RIVAL) or self._room(state) <= 0:
            return
        self.steps += 1
        open_sums = [(number, off) for number, off in state.off.items() if off]
        if not open_sums and state.price < self.limit:
            self.found, self.limit = state.moved, state.price
        if not open_sums:
            return
        tried = set(state.tried)
        for move in self._fewest_moves(state, open_sums):
            self.follow(self.after(state._replace(tried=frozenset(tried)), move))
            tried.add((move.field, move.change))

    def after(self, state: _State, move: Move) -> _State:
        """The state with one more cell read otherwise; a rival does not pay again for a mistake made before."""
        off = dict(state.off)
        for number, sign in self.lattice.places[move.field].sums:
            if self._counts(number):
                off[number] = off.get(number, self._outset(number)) + sign * move.change
        moved = {**state.moved, move.field: move}
        if self.repairs or move.price <= 0:
            return _State(off, moved, state.tried, state.price + move.price, state.dearest)
        paid = state.dearest.get(move.glyphs, 0.0)
        dearest = {**state.dearest, move.glyphs: max(move.price, paid)}
        return _State(off, moved, state.tried, state.price + max(move.price - paid, 0.0), dearest)

    def _room(self, state: _State) -> float:
        """What the next move may cost, for others may gain something."""
        return self.limit - state.price + sum(gain for name, gain in self.gains.items() if name not in state.moved)

    def listed(self, name: str) -> Sequence[Move]:
        """The moves of a cell to its other readings."""
        if name not in self._listed:
            self._listed[name] = tuple(self._other_readings(name))
        return self._listed[name]

    def _other_readings(self, name: str) -> Iterator[Move]:
        own, place = self.taken[name], self.lattice.places[name]
        if self.repairs and not place.doubtful:
            return
        for way in place.ways:
            price = way.cost - own.cost
            if way.value != own.value and price <= self.most and not (self.repairs and way.value is None):
                yield Move(name, way.worth - own.worth, price, _differing(own.worth, way.worth), way)

    def _unlisted(self, name: str, change: Decimal) -> Move | None:
        """A cell as a value that the recogniser did not list, where a count can have it."""
        before = self.taken[name].worth
        worth = before + change
        if worth < 0 or worth % 1 or any(way.worth == worth for way in self.lattice.places[name].ways):
            return None
        return Move(name, change, self._price_of_any(name), _differing(before, worth))

    def _price_of_any(self, name: str) -> float:
        return self.lattice.places[name].other - self.taken[name].cost

    def _counts(self, number: int) -> bool:
        return self.repairs or number not in self.off

    def _outset(self, number: int) -> Decimal:
        return self.off.get(number, NOTHING)

    def _moves_of(self, number: int) -> tuple[Sequence[Move], Sequence[float]]:
        """The moves in a sum to other readings, the cheapest first, and their prices."""
        if number not in self._moves:
            cells = self.lattice.sums[number].cells
            moves = sorted((move for name, _ in cells for move in self.listed(name)), key=attrgetter("price"))
            self._moves[number] = moves, [move.price for move in moves]
        return self._moves[number]

    def _wild_of(self, number: int) -> Sequence[tuple[str, int, float]]:
        """The cells of a sum that may be any value, with their signs there and the price of it."""
        if number not in self._wild:
            cells = self.lattice.sums[number].cells
            priced = ((name, sign, self._price_of_any(name)) for name, sign in cells)
            self._wild[number] = [] if self.repairs else [each for each in priced if each[2] < self.most]
        return self._wild[number]

    def _fewest_moves(self, state: _State, open_sums: Sequence[tuple[int, Decimal]]) -> Sequence[Move]:
        """The moves in the open sum that has the fewest: those after which it holds first, then the cheapest."""
        fewest: Sequence[Move] = ()
        need = NOTHING
        for number, off in open_sums:
            moves = self._ways_out(number, off, state)
            if not moves:
                return ()
            if not fewest or len(moves) < len(fewest):
                fewest, need = moves, abs(off)
        return sorted(fewest, key=lambda move: (abs(move.change) != need, move.price))

    def _ways_out(self, number: int, off: Decimal, state: _State) -> Sequence[Move]:
        most, moved, dearest, tried = self._room(state), state.moved, state.dearest, state.tried
        listed, prices = self._moves_of(number)
        moves = [
            move
            for move in listed[: bisect_left(prices, most + max(dearest.values(), default=0.0))]
            if move.field not in moved and move.price - dearest.get(move.glyphs, 0.0) < most
        ]
        for name, sign, price in self._wild_of(number):
            if price < most and name not in moved and (move := self._unlisted(name, -off * sign)):
                moves.append(move)
        return [move for move in moves if (move.field, move.change) not in tried] if tried else moves


@lru_cache(maxsize=16384)
def _differing(before: Decimal, after: Decimal) -> Glyphs:
    first, second = str(before), str(after)
    start = _alike(first, second)
    end = _alike(first[:start:-1], second[:start:-1])
    return first[start : len(first) - end], second[start : len(second) - end]


def _alike(first: str, second: str) -> int:
    """How many characters are the same from the beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))
