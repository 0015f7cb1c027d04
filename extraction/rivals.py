"""The search for other ways to read the cells of a table that fit its sums as well.

Where one cell is read otherwise, each of its sums is off, and another of their cells has to be otherwise too, until
all hold again. The search goes on in the sum with the fewest ways out and leaves a path once it costs too much. Costs
are logarithms of probability (`Way.cost`); the price of a move is how much more it costs than the way that is taken.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from itertools import takewhile

from extraction.lattice import Lattice
from extraction.ways import NOTHING, Way

MARGIN = 6.9
"""How much likelier than its rivals a reading has to be: a thousand times."""
MOST_CHANGE = 1.6
"""How much likelier the first reading of a changed cell may be; beyond that a misprint explains the sums as well."""
MOST_STEPS = 100  # of one search; a longer one is given up

Glyphs = tuple[str, str]
"""What is read and what it might be instead: the part of two numbers in which they differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A cell read otherwise than it is taken, by how much; `way` is None for a value that was not listed."""

    field: str
    change: Decimal
    price: float
    glyphs: Glyphs
    way: Way | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """Where a path of the search stands: what each sum that was touched is off by, and the cells that moved.

    `tried` are moves whose every continuation was looked at before, `dearest` the prices paid for mistakes.
    """

    off: Mapping[int, Decimal]
    moved: Mapping[str, Move] = field(default_factory=dict)
    tried: frozenset[tuple[str, Decimal]] = frozenset()
    price: float = 0.0
    dearest: Mapping[Glyphs, float] = field(default_factory=dict)


def cheapest_repair(lattice: Lattice, taken: Mapping[str, Way], number: int) -> Mapping[str, Way]:
    """The likeliest other ways to read doubtful cells with which a sum holds, and all others of those cells.

    Empty where none was found. Whether others come near is for `rivalled` to say.
    """
    listed = {
        name: moves
        for name, place in lattice.places.items()
        if place.doubtful and (moves := _numbers(_listed(lattice, taken, name, MOST_CHANGE)))
    }
    off = lattice.off_by(taken)
    outset = {each: off.get(each, NOTHING) for each in range(len(lattice.sums))}
    search = _Search(lattice=lattice, taken=taken, outset=outset, listed=listed)
    search.follow(_State(off={number: off[number]}))
    return {name: move.way for name, move in (search.found or {}).items() if move.way}


def rivalled(lattice: Lattice, taken: Mapping[str, Way], names: Sequence[str]) -> AbstractSet[str]:
    """Those of the cells that can be read otherwise, and nearly as likely, with all sums holding that hold now.

    Other cells may be otherwise for it, those read for sure too, as any value and be it for a misprint. Cells of a
    page that look alike are misread alike: the same mistake made in many cells counts once.
    """
    off = lattice.off_by(taken)
    most = MARGIN + MOST_CHANGE
    search = _Search(
        lattice=lattice,
        taken=taken,
        outset={number: NOTHING for number in range(len(lattice.sums)) if number not in off},
        listed={name: moves for name in lattice.places if (moves := _listed(lattice, taken, name, most))},
        others=_others(lattice, taken, most),
        limit=MARGIN,
        alike=True,
    )
    found: set[str] = set()
    for name in names:
        if name not in found:
            found |= _rival(search, name)
    return found


def _rival(search: _Search, name: str) -> AbstractSet[str]:
    """The cells of another reading of the table that has this cell otherwise; none where there is no such reading."""
    search.steps, search.found = 0, None
    for move in search.openings(name):
        search.limit = MARGIN
        search.follow(search.after(_State(off={}), move))
        if search.found is not None or search.steps > MOST_STEPS:
            return {name, *(search.found or ())}
    return frozenset()


@dataclass(slots=True, kw_only=True)
class _Search:
    """The cheapest moves below `limit` after which all sums touched hold.

    outset   what each sum that counts is off by at first
    listed   the moves to other readings, by cell
    others   the price of any value that is not listed, by cell
    alike    whether moves between the same glyphs count once
    """

    lattice: Lattice
    taken: Mapping[str, Way]
    outset: Mapping[int, Decimal]
    listed: Mapping[str, Sequence[Move]]
    others: Mapping[str, float] = field(default_factory=dict)
    limit: float = math.inf
    alike: bool = False
    found: Mapping[str, Move] | None = None
    steps: int = 0
    moves: Mapping[int, Sequence[Move]] = field(init=False)
    wild: Mapping[int, Sequence[tuple[str, int]]] = field(init=False)

    def __post_init__(self) -> None:
        sums = {number: self.lattice.sums[number].cells for number in self.outset}
        self.moves = {
            number: tuple(move for name, _ in cells for move in self.listed.get(name, ()))
            for number, cells in sums.items()
        }
        self.wild = {number: tuple(cell for cell in cells if cell[0] in self.others) for number, cells in sums.items()}

    def openings(self, name: str) -> Iterator[Move]:
        """The moves of a cell that a path can begin with: those listed, and by as much as its neighbours could move."""
        yield from self.listed.get(name, ())
        if name not in self.others:
            return
        numbers = [number for number, _ in self.lattice.places[name].sums if number in self.outset]
        changes = {abs(move.change) for number in numbers for move in self.moves[number]} | {Decimal(1)}
        for change in sorted(changes | {-change for change in changes} - {NOTHING}):
            if move := self._unlisted(name, change):
                yield move

    def follow(self, state: _State) -> None:
        """Go on from a state until all of its sums hold."""
        if self.steps > MOST_STEPS or state.price >= self.limit:
            return
        self.steps += 1
        open_sums = [(number, off) for number, off in state.off.items() if off]
        if not open_sums:
            self.found, self.limit = state.moved, state.price
            return
        for move in self._fewest_moves(state, open_sums):
            self.follow(self.after(state, move))
            state = replace(state, tried=state.tried | {(move.field, move.change)})

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
        most, moved, dearest = self.limit - state.price, state.moved, state.dearest
        moves = [
            move
            for move in self.moves[number]
            if move.price - (dearest.get(move.glyphs, 0.0) if dearest else 0.0) < most and move.field not in moved
        ]
        for name, sign in self.wild[number]:
            if self.others[name] < most and name not in moved and (move := self._unlisted(name, -off * sign)):
                moves.append(move)
        return [move for move in moves if (move.field, move.change) not in state.tried] if state.tried else moves

    def _unlisted(self, name: str, change: Decimal) -> Move | None:
        """A cell as a value that the recogniser did not list, where a count can have it."""
        before = self.taken[name].worth
        worth = before + change
        if worth < 0 or worth % 1 or any(way.worth == worth for way in self.lattice.places[name].ways):
            return None
        return Move(field=name, change=change, price=self.others[name], glyphs=_differing(before, worth))

    def after(self, state: _State, move: Move) -> _State:
        """The state with one more cell read otherwise; with `alike`, a mistake made before is not paid for again."""
        off = dict(state.off)
        for number, sign in self.lattice.places[move.field].sums:
            if number in self.outset:
                off[number] = off.get(number, self.outset[number]) + sign * move.change
        moved, paid = {**state.moved, move.field: move}, state.dearest.get(move.glyphs, 0.0)
        if not self.alike or move.price <= 0:
            return replace(state, off=off, moved=moved, price=state.price + move.price)
        dearest = {**state.dearest, move.glyphs: max(move.price, paid)}
        return replace(state, off=off, moved=moved, price=state.price + max(move.price - paid, 0.0), dearest=dearest)


def _listed(lattice: Lattice, taken: Mapping[str, Way], name: str, most: float) -> list[Move]:
    """The other readings of a cell, up to a price."""
    own = taken[name]
    return [
        Move(
            field=name,
            change=way.worth - own.worth,
            price=way.cost - own.cost,
            glyphs=_differing(own.worth, way.worth),
            way=way,
        )
        for way in lattice.places[name].ways
        if way.value != own.value and way.cost - own.cost <= most
    ]


def _numbers(moves: Sequence[Move]) -> list[Move]:
    """The moves to numbers: whether a cell is blank or 0 is not for sums to say."""
    return [move for move in moves if move.way and move.way.value is not None]


def _others(lattice: Lattice, taken: Mapping[str, Way], most: float) -> Mapping[str, float]:
    prices = ((name, place.other - taken[name].cost) for name, place in lattice.places.items())
    return {name: price for name, price in prices if price < most}


@lru_cache(maxsize=16384)
def _differing(before: Decimal, after: Decimal) -> Glyphs:
    first, second = str(before), str(after)
    start = _alike(first, second)
    end = _alike(first[:start:-1], second[:start:-1])
    return first[start : len(first) - end], second[start : len(second) - end]


def _alike(first: str, second: str) -> int:
    """How many characters are the same from the beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))
