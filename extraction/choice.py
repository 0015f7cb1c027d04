"""The table's sums as proof-reader of cells that were read from a picture and not for sure.

Table 3 puts nearly every cell under a row sum and a column sum. Where all sums of a doubtful cell hold with its first
reading and no other explanation comes near, the reading is confirmed; where they hold with another of its readings
only, that one is chosen. All else stays as it was read, and flagged. A cell read for sure is never changed: where its
sums do not hold, that is a finding. See docs/decisions/0011.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from canonical.fields import FIELDS
from canonical.report import Fact, Flag
from canonical.rules import Equation
from extraction.facts import SURE, one_a_field
from extraction.lattice import Lattice, lattice_of
from extraction.reading import Reading
from extraction.rivals import cheapest_repair, rivalled
from extraction.ways import Way, is_doubtful
from ingest.document import Reading as Read

MOST_CHANGES = 12  # cells of one table; a picture that needs more is too bad to trust any of its doubtful cells
DOUBT: Flag = "low_confidence"

Outcome = Literal["settled", "no sum", "sums fail", "several fit", "too many changes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the sums made of a doubtful cell: its readings, the outcome, the value, and the rules that decided."""

    field: str
    read: tuple[Read, ...]
    outcome: Outcome
    fact: Fact
    rules: tuple[str, ...] = ()


def choose(
    facts: Mapping[str, Fact], readings: Iterable[Reading], equations: Sequence[Equation]
) -> tuple[Mapping[str, Fact], tuple[Choice, ...]]:
    """The facts, doubtful ones confirmed or chosen where their sums settle them, and what was made of each."""
    counting = one_a_field(readings)
    if not any(reading.read for reading in counting.values()):
        return facts, ()
    doubtful = [name for name, reading in counting.items() if is_doubtful(reading.read)]
    lattice, first = lattice_of(facts, counting, equations)
    taken, spoiled = _repaired(lattice, first)
    outcomes = _outcomes(doubtful, lattice, taken, spoiled)
    choices = tuple(
        _choice(facts[name], counting[name], outcome, lattice, taken.get(name)) for name, outcome in outcomes.items()
    )
    settled = {**facts, **{choice.field: choice.fact for choice in choices}}
    return {**settled, **_beyond_blanks(settled, lattice, taken)}, choices


def _beyond_blanks(facts: Mapping[str, Fact], lattice: Lattice, taken: Mapping[str, Way]) -> Mapping[str, Fact]:
    """The cells of sums that no number in their empty cells makes hold, flagged: no rule can tell that they fail.

    One of them was misread, or misprinted.
    """
    sums = (lattice.sums[number].cells for number in lattice.off_by(taken))
    names = {name for cells in sums if any(facts[name].value is None for name, _ in cells) for name, _ in cells}
    return {
        name: replace(facts[name], flags=tuple(dict.fromkeys((*facts[name].flags, DOUBT))))
        for name in names
        if facts[name].method in {"ocr", "arithmetic"}
    }


def _repaired(lattice: Lattice, first: Mapping[str, Way]) -> tuple[Mapping[str, Way], frozenset[str]]:
    """The way taken for each cell, and the tables in which too many would have to be changed."""
    repairs: list[Mapping[str, Way]] = []
    taken, off = first, lattice.off_by(first)
    for number in off:
        if number in off and (repair := cheapest_repair(lattice, taken, number)):
            repairs.append(repair)
            taken = {**taken, **repair}
            off = lattice.off_by(taken)
    changed = [FIELDS[name].table for name, way in taken.items() if way != first[name]]
    spoiled = frozenset(table for table in changed if changed.count(table) > MOST_CHANGES)
    return _unrivalled(lattice, first, repairs), spoiled


def _unrivalled(lattice: Lattice, first: Mapping[str, Way], repairs: Sequence[Mapping[str, Way]]) -> Mapping[str, Way]:
    """The ways taken once every repair is undone that changes a cell in one of several ways."""
    taken = {**first, **{name: way for repair in repairs for name, way in repair.items()}}
    rivals = rivalled(lattice, taken, [name for name in taken if taken[name] != first[name]])
    kept = [repair for repair in repairs if not rivals & repair.keys()]
    return taken if len(kept) == len(repairs) else _unrivalled(lattice, first, kept)


def _outcomes(
    doubtful: Sequence[str], lattice: Lattice, taken: Mapping[str, Way], spoiled: frozenset[str]
) -> Mapping[str, Outcome]:
    off = lattice.off_by(taken)
    outcomes = {name: _of_sums(name, lattice, off, taken, spoiled) for name in doubtful}
    rivals = rivalled(lattice, taken, [name for name, outcome in outcomes.items() if outcome == "settled"])
    return {**outcomes, **dict.fromkeys(sorted(rivals & outcomes.keys()), "several fit")}


def _of_sums(
    name: str, lattice: Lattice, off: Mapping[int, Decimal], taken: Mapping[str, Way], spoiled: frozenset[str]
) -> Outcome:
    """What becomes of a cell if it has no rival."""
    if name not in lattice.places:
        return "no sum"
    if FIELDS[name].table in spoiled:
        return "too many changes"
    if any(number in off for number, _ in lattice.places[name].sums):
        return "sums fail"
    return "several fit" if taken[name].value is None else "settled"  # a blank and a 0 add up alike


def _choice(fact: Fact, reading: Reading, outcome: Outcome, lattice: Lattice, way: Way | None) -> Choice:
    if outcome != "settled" or way is None:
        return Choice(field=fact.field, read=reading.read, outcome=outcome, fact=fact)
    rules = (lattice.sums[number].rule for number, _ in lattice.places[fact.field].sums)
    return Choice(
        field=fact.field,
        read=reading.read,
        outcome=outcome,
        fact=_settled(fact, way),
        rules=tuple(dict.fromkeys(rules)),
    )


def _settled(fact: Fact, way: Way) -> Fact:
    """The fact without doubt; with another value than was read first, by arithmetic."""
    flags = tuple(flag for flag in fact.flags if flag != DOUBT)
    if fact.value == way.value and fact.status != "unreadable":
        return replace(fact, flags=flags, confidence=SURE)
    return replace(fact, value=way.value, status="reported", method="arithmetic", flags=flags, confidence=SURE)
