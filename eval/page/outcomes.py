"""What became of many judged things, as the parts of one bar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from eval.judged import JUDGED, UNNOTICED
from eval.page.view import View
from eval.records import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One outcome's part of a bar: how many, and how wide in percent."""

    outcome: Outcome
    count: int
    width: float
    title: str


def parts(counts: Mapping[Outcome, int], view: View) -> tuple[Part, ...]:
    """The parts of the bar, the best outcome first; empty where nothing was judged."""
    whole = sum(counts.get(outcome, 0) for outcome in JUDGED)
    return tuple(
        Part(
            outcome=outcome,
            count=counts[outcome],
            width=round(100 * counts[outcome] / whole, 3),
            title=f"{view.say('outcome', outcome)}: {counts[outcome]:,}",
        )
        for outcome in JUDGED
        if counts.get(outcome)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """How often a thing was judged, right, wrong without notice, and wrong with notice, as counts."""

    all: int
    right: int
    unnoticed: int

    @property
    def noticed(self) -> int:
        """Errors that the output points out, or that are plain omissions."""
        return self.all - self.right - self.unnoticed


def rates(counts: Counter[Outcome]) -> Rates:
    """The counts that the colour of a cell is made of."""
    return Rates(
        all=sum(counts[outcome] for outcome in JUDGED),
        right=counts["right"],
        unnoticed=sum(counts[outcome] for outcome in UNNOTICED),
    )
