"""Monotone alignment of printed rows with the rows of the form, by dynamic programming.

Rows of the form stand in a fixed order, so a damaged label between two good ones has one place left. Printed rows may
be skipped (headers, wrapped lines), rows of the form may be absent, and a row whose label was lost is taken where
the order leaves room for it. The score is a sum over matched pairs; the highest total wins. A label beyond mistaking
beats the order: its row is that entry wherever it stands, and no other row is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, repeat

from canonical.forms import Entry
from canonical.text import plain
from extraction.labels import likenesses, split_number

WORTH_MATCHING = 0.45  # likeness (of 1) from which a match gains more than skipping both sides
VALUES_BONUS = 0.3  # a row with numbers is the row ...
EMPTY_SHARE = 0.2  # ... an empty one or the wrapped rest of a label only where no other wants the place
LOST_LABEL_GAIN = 0.05  # a row of numbers without a label, better placed than dropped
SKIPPED_VALUES = -0.25
SKIPPED_ENTRY = -0.02
UNMISTAKABLE = 90.0  # likeness of a row that is taken out of its order
ANYBODYS = frozenset({"其他", "其他处理", "总计"})  # labels that say little without their number
NUMBERED = 100.0  # likeness above this is the label's and its number's
ANOTHERS = 70.0  # likeness to another entry from which a label that fits its place ill speaks for that one
NEVER = -1000.0  # likeness of a row to an entry that another row is
CLEARLY_BETTER = 20.0  # likeness points by which another entry fits better than the aligned one


Likenesses = tuple[float, ...]
"""How well a printed row fits each entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A printed row for alignment: the ways its label can be put together, and whether values stand beside it.

    `values` are those that are printed: they tell a row printed twice from two rows with one label. A `bare` row has no
    label of its own.
    """

    labels: tuple[str, ...]
    has_values: bool
    values: tuple[str, ...] = ()
    bare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Printed row number `row` is entry number `entry`. `certain` is False for a place that was guessed."""

    row: int
    entry: int
    likeness: float
    certain: bool


def align(rows: Sequence[Labelled], entries: Sequence[Entry]) -> tuple[Match, ...]:
    """The best order-preserving matches between printed rows and entries, by row; then the rows out of order."""
    columns = tuple(entries)
    table = [likenesses(row.labels, columns) for row in rows]
    told = {i: j for i, row in enumerate(rows) if row.has_values and (j := _told(table[i], entries)) is not None}
    tellers: dict[int, list[int]] = {}
    for i, j in told.items():
        tellers.setdefault(j, []).append(i)
    claims = {which[0]: j for j, which in tellers.items() if len(which) == 1}
    rivals = {i for which in tellers.values() if len({rows[i].values for i in which}) > 1 for i in which}
    pairs = _best_path(rows, _claimed(table, claims), len(entries))
    taken = {entry for i, entry in pairs if not rows[i].labels or _speaks_for(table[i], entry)}
    left_out = {i for i, row in enumerate(rows) if row.has_values} - {i for i, _ in pairs} - claims.keys()
    crowded = _crowded([i for i, _ in pairs], left_out)
    matches = [
        Match(
            row=i,
            entry=j,
            likeness=table[i][j],
            certain=i not in rivals and _is_certain(rows[i], table[i], j, taken, crowded=i in crowded),
        )
        for i, j in pairs
    ]
    strays = [
        Match(row=i, entry=j, likeness=table[i][j], certain=True) for i, j in claims.items() if (i, j) not in pairs
    ]
    return tuple(sorted((*matches, *strays), key=lambda match: match.row))


def _told(fits: Likenesses, entries: Sequence[Entry]) -> int | None:
    """The entry that a row's label is beyond mistaking, None where it may be another's."""
    best = max(fits, default=0.0)
    if best < UNMISTAKABLE:
        return None
    j = fits.index(best)
    if best <= NUMBERED and plain(split_number(entries[j].zh).rest) in ANYBODYS:
        return None
    return j if max(0.0, *fits[:j], *fits[j + 1 :]) < best - CLEARLY_BETTER else None


def _claimed(table: Sequence[Likenesses], claims: Mapping[int, int]) -> Sequence[Likenesses]:
    """The likenesses, with nothing but its claim left to a row that has one, and to no other row."""
    claimed = frozenset(claims.values())
    return [
        tuple(
            [
                likeness if (j == claims[i] if i in claims else j not in claimed) else NEVER
                for j, likeness in enumerate(fits)
            ]
        )
        for i, fits in enumerate(table)
    ]


def _best_path(rows: Sequence[Labelled], table: Sequence[Likenesses], width: int) -> list[tuple[int, int]]:
    gains = [_gains(row, fits) for row, fits in zip(rows, table, strict=True)]
    scores = _scores(rows, gains, width)
    pairs, i, j = [], len(rows), width
    while i or j:
        if i and j and scores[i][j] == scores[i - 1][j - 1] + gains[i - 1][j - 1]:
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif i and scores[i][j] == scores[i - 1][j] + _skipped(rows[i - 1]):
            i -= 1
        else:
            j -= 1
    return pairs[::-1]


def _scores(rows: Sequence[Labelled], gains: Sequence[Sequence[float]], width: int) -> list[list[float]]:
    """The best total up to each row and entry: the last two match, the row is skipped, or the entry is."""
    scores = [list(accumulate(repeat(SKIPPED_ENTRY, width), initial=0.0))]
    for row, of_row in zip(rows, gains, strict=True):
        above, skipped = scores[-1], _skipped(row)
        best = above[0] + skipped
        line = [best]
        for gain, diagonal, straight in zip(of_row, above, above[1:], strict=False):
            best += SKIPPED_ENTRY  # comparing is thrice as fast as `max` of three, and this is asked a thousand times
            if (matched := diagonal + gain) > best:
                best = matched
            if (passed := straight + skipped) > best:
                best = passed
            line.append(best)
        scores.append(line)
    return scores


def _skipped(row: Labelled) -> float:
    return SKIPPED_VALUES if row.has_values else 0.0


def _gains(row: Labelled, fits: Likenesses) -> list[float]:
    if not row.labels:
        return [LOST_LABEL_GAIN if row.has_values and likeness > NEVER else -1.0 for likeness in fits]
    if row.has_values:
        return [likeness / 100 - WORTH_MATCHING + VALUES_BONUS for likeness in fits]
    return [(likeness / 100 - WORTH_MATCHING) * EMPTY_SHARE for likeness in fits]


def _crowded(matched: Sequence[int], left_out: Collection[int]) -> Collection[int]:
    """The rows that a row of values without an entry stands next to: it may be what they are taken for."""
    places = (-1, *matched, max((*matched, *left_out), default=0) + 1)
    around = zip(places, places[1:], places[2:], strict=False)
    return {i for first, i, last in around if any(first < k < last for k in left_out)}


def _speaks_for(likenesses: Likenesses, entry: int) -> bool:
    """Whether a row's label says by itself which entry it is, no other one clearly better."""
    here = likenesses[entry]
    return here >= 100 * WORTH_MATCHING and max(likenesses) < here + CLEARLY_BETTER


def _is_certain(row: Labelled, likenesses: Likenesses, entry: int, taken: set[int], *, crowded: bool) -> bool:
    """False when a free neighbour would do as well, or when the label speaks for another entry."""
    here = likenesses[entry]
    if max(likenesses) >= max(ANOTHERS, here + CLEARLY_BETTER):
        return False
    if not row.labels or here < 100 * WORTH_MATCHING:
        beside = [j for j in (entry - 1, entry + 1) if 0 <= j < len(likenesses)]
        return not crowded and all(j in taken for j in beside)
    return max(likenesses) < here + CLEARLY_BETTER
