"""Values of a flattened row of table 3 put where the sums of the other rows say that they stand.

A row that lost cells was put under the columns by a guess. Where everything else in the table leaves one value only for
each of its cells, and the printed values fit into those in their order, they stand there: what fits in one way only is
no guess any more, and the cells between them are the lost ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from canonical.forms import blocks_of
from canonical.report import Fact
from canonical.rules import Equation
from extraction.arithmetic import GUESS, infer
from extraction.facts import FLAGGED
from extraction.values import read_cell

MOST_LOST = 5  # of seven cells
PROVEN = 0.95


def place_by_sums(facts: Mapping[str, Fact], equations: Sequence[Equation]) -> Mapping[str, Fact]:
    """The facts, those of guessed rows of table 3 placed anew where sums leave one way to do it."""
    guessed = [row for row in _rows() if any(GUESS in facts[name].flags for name in row)]
    if not guessed:
        return facts
    opened = {name: _opened(facts[name]) for row in guessed for name in row}
    settled = infer({**facts, **opened}, equations)
    first_gone = _lack_their_first(guessed, facts)
    placed = {name: fact for row in guessed for name, fact in _placed(row, facts, settled, first_gone=first_gone)}
    return {**facts, **placed}


def _rows() -> Iterator[tuple[str, ...]]:
    (block,) = blocks_of("requests")
    for row in block.rows:
        yield tuple(block.field_id(row.key, column.key) for column in block.columns)


def _lack_their_first(guessed: Sequence[Sequence[str]], facts: Mapping[str, Fact]) -> bool:
    """Whether most rows of the table lack one cell each: a tool has taken it for part of the label before it."""
    printed = [row for row in _rows() if any(facts[name].raw is not None for name in row)]
    one_short = all(sum(facts[name].raw is not None for name in row) == len(row) - 1 for row in guessed)
    return one_short and len(guessed) > len(printed) / 2


def _opened(fact: Fact) -> Fact:
    """The cell as if nothing was printed there: what is may belong to another."""
    return replace(fact, value=None, raw=None, status="blank", flags=())


def _placed(
    row: Sequence[str], facts: Mapping[str, Fact], settled: Mapping[str, Fact], *, first_gone: bool
) -> Iterator[tuple[str, Fact]]:
    """The row's facts by what the sums say; nothing where they leave anything open or do not fit."""
    values = [settled[name].value for name in row]
    printed = [facts[name] for name in row if facts[name].raw is not None]
    if any(value is None or settled[name].flags for name, value in zip(row, values, strict=True)):
        return
    if any(fact.value is None or read_cell(fact.raw or "").doubtful for fact in printed):
        return
    ways = list(_ways([fact.value for fact in printed], values))
    if not ways:
        return
    ways = ways[-1:] if first_gone and len(set(values)) == 1 else ways
    guessed = tuple(place for place, name in enumerate(row) if facts[name].raw is not None)
    best = guessed if guessed in ways else ways[-1]
    for place, name in enumerate(row):
        fact = printed[best.index(place)] if place in best else _opened(facts[name])
        sure = len({place in way for way in ways}) == 1
        flags = tuple(flag for flag in fact.flags if flag != GUESS)
        moved = replace(fact, field=name, unit=facts[name].unit, flags=flags if sure else (*flags, GUESS))
        moved = replace(moved, confidence=FLAGGED if moved.flags else PROVEN)
        yield name, moved if place in best else replace(moved, raw=None, remark=None)


def _ways(printed: Sequence[Decimal | None], values: Sequence[Decimal | None]) -> Iterator[tuple[int, ...]]:
    """Every choice of places, in order, that hold the printed values."""
    if len(values) - len(printed) <= MOST_LOST:
        for places in combinations(range(len(values)), len(printed)):
            if all(values[place] == value for place, value in zip(places, printed, strict=True)):
                yield places
