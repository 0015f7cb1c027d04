"""The search for other ways to read the cells of a table that fit its sums as well.

Where one cell is read otherwise, each of its sums is off, and another of their cells has to be otherwise too, until
all hold again. The search goes on in the sum with the fewest ways out and leaves a path once it costs too much. Costs
are logarithms of probability (`Way.cost`); the price of a move is how much more it costs than the way that is taken.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from os.path import commonprefix

from extraction.lattice import Lattice
from extraction.ways import NOTHING, Way

MARGIN = 6.9
"""How much likelier than its rivals a reading has to be: a thousand times."""
MOST_CHANGE = 3.5
"""How much likelier the first reading of a changed cell may be; beyond that a misprint explains the sums as well."""
MOST_STEPS = 400  # of one search; a longer one is given up

Glyphs = tuple[str, str]
"""What is read and what it might be instead: the part of two numbers in which they differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A cell read otherwise than it is taken; `way` is None for a value that the recogniser did not list."""

    field: str
    worth: Decimal
    price: float
    way: Way | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """Where a path of the search stands: what each sum that was touched is off by, and the cells that moved.

    `tried` are moves whose every continuation was looked at before.
    """

    off: Mapping[int, Decimal]
    moved: Mapping[str, Move] = field(default_factory=dict)
    tried: frozenset[tuple[str, Decimal]] = frozenset()
    price: float = 0.0
    dearest: Mapping[Glyphs, float] = field(default_factory=dict)


def cheapest_repair(lattice: Lattice, taken: Mapping[str, Way], number: int) -> Mapping[str, Way]:
    """The likeliest other ways to read doubtful cells with which a sum holds, and all others of those cells.

    Empty where there are none, or where the search was too long.
    """
    off = lattice.off_by(taken)
    off = {each: off.get(each, NOTHING) for each in range(len(lattice.sums))}

    def moves(name: str, _worth: Decimal) -> Iterator[Move]:
        for move in _listed(lattice, taken, name) if lattice.places[name].doubtful else ():
            if move.price <= MOST_CHANGE:
                yield move

    search = _Search(lattice=lattice, taken=taken, outset=off, moves=moves)
    search.follow(_State(off={number: off[number]}))
    found = search.found if search.found and search.steps <= MOST_STEPS else {}
    return {name: move.way for name, move in found.items() if move.way}


def has_rival(lattice: Lattice, taken: Mapping[str, Way], name: str) -> bool:
    """Whether a cell can be read otherwise, and nearly as likely, with all sums holding that hold now.

    Other cells may be otherwise for it, those read for sure too, as any value and be it for a misprint. Cells of a
    page that look alike are misread alike: the same mistake made in many cells counts once.
    """
    off = lattice.off_by(taken)
    held = {number: NOTHING for number in range(len(lattice.sums)) if number not in off}

    def moves(cell: str, worth: Decimal) -> Iterator[Move]:
        yield from _listed(lattice, taken, cell)
        if move := _unlisted(lattice, taken, cell, worth):
            yield move

    search = _Search(
        lattice=lattice, taken=taken, outset=held, moves=moves, limit=MARGIN, alike=True, gains=_gains(lattice, taken)
    )
    for move in _openings(lattice, taken, name):
        search.follow(search.after(_State(off={}), move))
        if search.found is not None or search.steps > MOST_STEPS:
            return True
    return False


@dataclass(slots=True, kw_only=True)
class _Search:
    """The cheapest moves below `limit` after which all sums touched hold.

    `outset` has what each sum that counts is off by at first, `gains` how much cheaper than now some cells could be.
    `moves` gives those of a cell, for which a value is wanted. With `alike`, moves between the same glyphs count once.
    """

    lattice: Lattice
    taken: Mapping[str, Way]
    outset: Mapping[int, Decimal]
    moves: Callable[[str, Decimal], Iterator[Move]]
    limit: float = math.inf
    alike: bool = False
    gains: Mapping[str, float] = field(default_factory=dict)
    found: Mapping[str, Move] | None = None
    steps: int = 0

    def follow(self, state: _State) -> None:
        """Go on from a state until all of its sums hold."""
        if self.steps > MOST_STEPS or state.price - self._open_gains(state) >= self.limit:
            return
        self.steps += 1
        open_sums = [(number, off) for number, off in state.off.items() if off]
        if not open_sums:
            if state.price < self.limit:
                self.found, self.limit = state.moved, state.price
            return
        ways_out = (self._ways_out(number, off, state) for number, off in open_sums)
        for move in sorted(min(ways_out, key=len), key=lambda move: move.price):
            self.follow(self.after(state, move))
            state = replace(state, tried=state.tried | {(move.field, move.worth)})

    def _open_gains(self, state: _State) -> float:
        return sum(gain for name, gain in self.gains.items() if name not in state.moved)

    def _ways_out(self, number: int, off: Decimal, state: _State) -> list[Move]:
        most = self.limit + self._open_gains(state) - state.price
        return [
            move
            for name, sign in self.lattice.sums[number].cells
            if name not in state.moved
            for move in self.moves(name, self.taken[name].worth - off * sign)
            if self._price(state, move) < most and (name, move.worth) not in state.tried
        ]

    def _price(self, state: _State, move: Move) -> float:
        """What a move adds: with `alike`, the same mistake as before is dearer only by what it is less likely."""
        if not self.alike or move.price <= 0:
            return move.price
        return max(move.price - state.dearest.get(self._glyphs(move), 0.0), 0.0)

    def _glyphs(self, move: Move) -> Glyphs:
        return _differing(self.taken[move.field].worth, move.worth)

    def after(self, state: _State, move: Move) -> _State:
        """The state with one more cell read otherwise."""
        change = move.worth - self.taken[move.field].worth
        off = dict(state.off)
        for number, sign in self.lattice.places[move.field].sums:
            if number in self.outset:
                off[number] = off.get(number, self.outset[number]) + sign * change
        glyphs = self._glyphs(move)
        return _State(
            off=off,
            moved={**state.moved, move.field: move},
            tried=state.tried,
            price=state.price + self._price(state, move),
            dearest={**state.dearest, glyphs: max(move.price, state.dearest.get(glyphs, 0.0))},
        )


def _listed(lattice: Lattice, taken: Mapping[str, Way], name: str) -> Iterator[Move]:
    """The other readings of a cell."""
    for way in lattice.places[name].ways:
        if way.value != taken[name].value:
            yield Move(field=name, worth=way.worth, price=way.cost - taken[name].cost, way=way)


def _unlisted(lattice: Lattice, taken: Mapping[str, Way], name: str, worth: Decimal) -> Move | None:
    """A cell as a value that the recogniser did not list, where a count can have it."""
    place = lattice.places[name]
    if worth < 0 or worth % 1 or worth in {way.worth for way in place.ways}:
        return None
    return Move(field=name, worth=worth, price=place.other - taken[name].cost)


def _openings(lattice: Lattice, taken: Mapping[str, Way], name: str) -> Iterator[Move]:
    """The moves of a cell that a rival could begin with: those listed, and by as much as its neighbours could move."""
    yield from _listed(lattice, taken, name)
    changes = {Decimal(1)}
    for number, _ in lattice.places[name].sums:
        for neighbour, _ in lattice.sums[number].cells:
            for move in _listed(lattice, taken, neighbour):
                change = move.worth - taken[neighbour].worth
                changes |= {change, -change} if move.price < MARGIN else set()
    for change in sorted(changes - {NOTHING}):
        if move := _unlisted(lattice, taken, name, taken[name].worth + change):
            yield move


def _gains(lattice: Lattice, taken: Mapping[str, Way]) -> Mapping[str, float]:
    """How much cheaper than now the cells could be that are not taken in their likeliest way."""
    gains = ((name, taken[name].cost - place.ways[0].cost) for name, place in lattice.places.items())
    return {name: gain for name, gain in gains if gain > 0}


@lru_cache(maxsize=4096)
def _differing(before: Decimal, after: Decimal) -> Glyphs:
    first, second = str(before), str(after)
    start = len(commonprefix((first, second)))
    first, second = first[start:], second[start:]
    end = len(commonprefix((first[::-1], second[::-1])))
    return first[: len(first) - end], second[: len(second) - end]
