"""What the sums of a report leave for its open cells, were nothing known of them but that they are counts.

Only cells that are sure count: a cell with a flag may hold anything, and a sum of sure cells that does not hold says
that one of them is misprinted, so that none of them proves anything.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from canonical.fields import FIELDS
from canonical.report import Fact
from canonical.rules import Equation
from extraction.arithmetic import room_of


class Room(NamedTuple):
    """The least and the greatest value a cell can have."""

    low: float
    high: float

    def holds(self, value: Decimal | None) -> bool:
        """Whether the cell can have that value; a cell without one can stand for any."""
        return value is None or self.low <= float(value) <= self.high

    @property
    def only(self) -> Decimal | None:
        """The one value that is left, if it is one."""
        return Decimal(int(self.low)) if self.low == self.high else None


COUNT, AMOUNT = Room(0.0, math.inf), Room(-math.inf, math.inf)
"""The room of a cell that stands in no sum: a count is not negative, a change or an amount may be anything."""


def room_at(field: str, found: Mapping[str, Room]) -> Room:
    """The room of a field."""
    return found.get(field, COUNT if FIELDS[field].is_count else AMOUNT)


def is_sure(fact: Fact) -> bool:
    """Whether a fact has a value that nobody needs to look at; a sum that fails says nothing of one cell of it."""
    return fact.value is not None and not set(fact.flags) - {"failed_check"}


def rooms(facts: Mapping[str, Fact], equations: Sequence[Equation]) -> Mapping[str, Room]:
    """The room of each cell that is not sure and stands in a sum that tells something."""
    misprinted = _misprinted(facts, equations)
    opened = {name: fact if _is_closed(fact) else _opened(fact) for name, fact in facts.items()}
    trusted = [each for each in equations if misprinted.isdisjoint((*each.left, *each.right))]
    return {name: Room(*room) for name, room in room_of(opened, trusted).items()}


def _is_closed(fact: Fact) -> bool:
    return is_sure(fact) or fact.status == "not_in_template"


def _opened(fact: Fact) -> Fact:
    return replace(fact, value=None, status="blank", flags=())


def _misprinted(facts: Mapping[str, Fact], equations: Iterable[Equation]) -> frozenset[str]:
    """The cells of sums that do not hold though all of their cells are sure."""
    names: set[str] = set()
    for each in equations:
        cells = (*each.left, *each.right)
        if all(is_sure(facts[name]) for name in cells) and _sum(each.left, facts) != _sum(each.right, facts):
            names.update(cells)
    return frozenset(names)


def _sum(names: Iterable[str], facts: Mapping[str, Fact]) -> Decimal:
    return sum((facts[name].value or Decimal(0) for name in names), Decimal(0))
