"""Empty cells that the table's own sums leave only one value for.

Counts are whole and not negative, so each sum bounds its parts: a total of 0 makes every part 0, one open cell in a
sum is the difference. Bounds are narrowed until nothing moves; a cell whose bounds meet is `inferred`. Where the
bounds of an equation contradict each other, the print is wrong somewhere, and nothing is inferred from it or from what
hangs on it: a wrong printed total must not leak into other cells.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import Decimal

from canonical.report import Fact, Flag
from canonical.rules import Equation

INFERRED_CONFIDENCE = 0.95
GUESSED_CONFIDENCE = 0.5
GUESS: Flag = "layout_guess"
GUESSED: frozenset[Flag] = frozenset({"layout_guess", "low_confidence"})
MOST_ROUNDS = 200  # contradicting equations can push each other's bounds up without end


@dataclass(slots=True)
class _Bounds:
    """The least and the greatest value an open cell can have."""

    low: float = 0.0
    high: float = math.inf

    @property
    def settled(self) -> bool:
        return self.low == self.high


def infer(facts: Mapping[str, Fact], equations: Sequence[Equation]) -> Mapping[str, Fact]:
    """The facts with every blank or unplaced count filled that has one possible value; all others as they were.

    What is certain comes first; what only follows from cells whose place was a guess is a guess itself, and flagged.
    """
    usable = [equation for equation in equations if _has_open(equation, facts) and _is_usable(equation, facts)]
    misread = _perhaps_misread(facts, equations) if usable else frozenset()
    certain = _settle(facts, [equation for equation in usable if not _is_guess(equation, facts, misread)], ())
    return _settle(certain, usable, (GUESS,))


def room_of(facts: Mapping[str, Fact], equations: Sequence[Equation]) -> Mapping[str, tuple[float, float]]:
    """The least and the greatest value that the sums leave for each blank cell; none that hangs on a contradiction."""
    usable = [equation for equation in equations if _has_open(equation, facts) and _is_usable(equation, facts)]
    bounds = {name: _Bounds() for equation in usable for name in _names(equation) if _is_open(facts[name])}
    spoiled = _connected(_narrow(usable, facts, bounds), usable, bounds)
    return {name: (each.low, each.high) for name, each in bounds.items() if name not in spoiled}


def _perhaps_misread(facts: Mapping[str, Fact], equations: Sequence[Equation]) -> frozenset[str]:
    """The cells read from a picture that stand in a sum that does not hold."""
    if all(fact.method != "ocr" for fact in facts.values()):
        return frozenset()
    stated = (equation for equation in equations if all(facts[name].value is not None for name in _names(equation)))
    broken = (equation for equation in stated if _total(equation.left, facts) != _total(equation.right, facts))
    return frozenset(name for equation in broken for name in _names(equation) if facts[name].method == "ocr")


def _total(names: Iterable[str], facts: Mapping[str, Fact]) -> Decimal:
    return sum((facts[name].value or Decimal(0) for name in names), Decimal(0))


def _is_guess(equation: Equation, facts: Mapping[str, Fact], misread: AbstractSet[str]) -> bool:
    return any(GUESSED & set(facts[name].flags) or name in misread for name in _names(equation))


def _settle(facts: Mapping[str, Fact], trusted: Sequence[Equation], flags: tuple[Flag, ...]) -> Mapping[str, Fact]:
    bounds = {name: _Bounds() for equation in trusted for name in _names(equation) if _is_open(facts[name])}
    contradicted = _narrow(trusted, facts, bounds)
    if flags and contradicted and all(_has_doubt(equation, facts) for equation in contradicted):
        return _settle_others(facts, trusted, contradicted, flags)
    spoiled = _connected(contradicted, trusted, bounds)
    settled = {name for name, each in bounds.items() if each.settled and name not in spoiled}
    return {name: _inferred(fact, bounds[name], flags) if name in settled else fact for name, fact in facts.items()}


def _settle_others(
    facts: Mapping[str, Fact], trusted: Sequence[Equation], contradicted: Sequence[Equation], flags: tuple[Flag, ...]
) -> Mapping[str, Fact]:
    """What follows without the sums in which a cell was probably misread, guesses all; their own cells stay open."""
    settled = _settle(facts, [equation for equation in trusted if equation not in contradicted], flags)
    touched = {name for equation in contradicted for name in _names(equation)}
    return {name: facts[name] if name in touched else fact for name, fact in settled.items()}


def _has_doubt(equation: Equation, facts: Mapping[str, Fact]) -> bool:
    return any(facts[name].method == "ocr" and "low_confidence" in facts[name].flags for name in _names(equation))


def _is_open(fact: Fact) -> bool:
    return fact.status == "blank"


def _has_open(equation: Equation, facts: Mapping[str, Fact]) -> bool:
    """Whether there is something to infer: a sum whose cells are all stated bounds none, whether it holds or not."""
    return any(_is_open(facts[name]) for name in _names(equation))


def _names(equation: Equation) -> tuple[str, ...]:
    return (*equation.left, *equation.right)


def _is_usable(equation: Equation, facts: Mapping[str, Fact]) -> bool:
    """Only equations whose every cell is stated or empty; an unreadable or absent one could hold anything."""
    return all(_is_open(facts[name]) or facts[name].value is not None for name in _names(equation))


def _narrow(
    equations: Sequence[Equation], facts: Mapping[str, Fact], bounds: Mapping[str, _Bounds]
) -> tuple[Equation, ...]:
    """Narrow all bounds to a fixed point; gives the equations that no values satisfy."""
    contradicted: dict[int, Equation] = {}
    for _ in range(MOST_ROUNDS):
        moved = False
        for number, equation in enumerate(equations):
            if number in contradicted:
                continue
            left, right = _side(equation.left, facts, bounds), _side(equation.right, facts, bounds)
            if left.low > right.high or right.low > left.high:
                contradicted[number] = equation
                continue
            moved |= _narrow_side(equation.left, equation.right, facts, bounds)
            moved |= _narrow_side(equation.right, equation.left, facts, bounds)
        if not moved:
            break
    return tuple(contradicted.values())


def _side(names: Iterable[str], facts: Mapping[str, Fact], bounds: Mapping[str, _Bounds]) -> _Bounds:
    side = _Bounds(low=0.0, high=0.0)
    for name in names:
        value = facts[name].value
        side.low += bounds[name].low if value is None else float(value)
        side.high += bounds[name].high if value is None else float(value)
    return side


def _narrow_side(
    names: tuple[str, ...], across: tuple[str, ...], facts: Mapping[str, Fact], bounds: Mapping[str, _Bounds]
) -> bool:
    """Narrow the open cells of one side by what the other side and their neighbours can be; True if any moved."""
    moved = False
    for name in names:
        if name not in bounds:
            continue
        other = _side(across, facts, bounds)
        beside = _side((neighbour for neighbour in names if neighbour != name), facts, bounds)
        cell = bounds[name]
        low, high = max(cell.low, other.low - beside.high), min(cell.high, other.high - beside.low)
        if low <= high and (low, high) != (cell.low, cell.high):
            cell.low, cell.high = low, high
            moved = True
    return moved


def _connected(
    contradicted: Sequence[Equation], equations: Sequence[Equation], bounds: Mapping[str, _Bounds]
) -> frozenset[str]:
    """The open cells that hang on a contradicted equation, directly or through other open cells."""
    spoiled = {name for equation in contradicted for name in _names(equation) if name in bounds}
    grown = True
    while grown:
        grown = False
        for equation in equations:
            open_names = {name for name in _names(equation) if name in bounds}
            if open_names & spoiled and not open_names <= spoiled:
                spoiled |= open_names
                grown = True
    return frozenset(spoiled)


def _inferred(fact: Fact, bounds: _Bounds, flags: tuple[Flag, ...]) -> Fact:
    """The cell with its value; in doubt where a mark for nothing ("/") is printed and the sums leave room for more."""
    value = Decimal(int(bounds.low))
    doubts: tuple[Flag, ...] = ("low_confidence",) if fact.raw and value else ()
    return replace(
        fact,
        value=value,
        status="inferred",
        method="arithmetic",
        confidence=GUESSED_CONFIDENCE if flags or doubts else INFERRED_CONFIDENCE,
        flags=tuple(dict.fromkeys((*fact.flags, *flags, *doubts))),
    )
