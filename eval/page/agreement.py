"""How the output's own word compares with what is so: the status of each field, and its confidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import get_args

from canonical.fields import FIELDS
from canonical.report import Status
from eval.figures import figure
from eval.judged import JUDGED, Judged, judged
from eval.metrics import share
from eval.page.bars import odds_place
from eval.page.view import View
from eval.records import Metric

EDGES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
SIDE = 300
"""Of the square that the plot is drawn in, in the units of the picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Counts by expected status (rows) and given status (columns)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[MatrixCell, ...], int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixCell:
    """How many, how strong its colour is from 0 to 1, and whether both statuses are the same."""

    count: int
    strength: float
    is_same: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The fields whose confidence lies between two edges: how many, how sure in the mean, how many of them right."""

    edges: str
    count: int
    sure: float
    right: Metric
    radius: float

    @property
    def place(self) -> tuple[float, float, float, float]:
        """Left, top, and the tops of both ends of the interval, on scales of odds."""
        low, high = (
            bound if bound is not None else self.right.value or 0 for bound in (self.right.low, self.right.high)
        )
        tops = (SIDE - odds_place(value) * SIDE / 100 for value in (self.right.value or 0, low, high))
        left, top, bottom, upper = (round(value, 1) for value in (odds_place(self.sure) * SIDE / 100, *tops))
        return left, top, bottom, upper

    @property
    def texts(self) -> tuple[str, str, str]:
        """Mean confidence, share right, and its interval, for the table."""
        low, high = self.right.low, self.right.high
        span = f"{figure(low, 'share')} – {figure(high, 'share')}"
        return figure(self.sure, "share"), figure(self.right.value, "share"), span


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The bins that have fields, and the mean deviation of share right from confidence over all fields."""

    bins: tuple[Bin, ...]
    error: str


def judged_fields(view: View) -> tuple[Judged, ...]:
    """Every judged field of every case, with its statuses and its confidence."""
    return tuple(
        judged(result, score)
        for result in view.run.results
        for score in result.scores
        if score.name in FIELDS and score.outcome in JUDGED
    )


def matrix(fields: Sequence[Judged], view: View) -> Matrix | None:
    """The status matrix, None where no status is known."""
    counts: Counter[tuple[str, str]] = Counter()
    for each in fields:
        if each.expected_status and each.status:
            counts[each.expected_status, each.status] += 1
    if not counts:
        return None
    order = [*get_args(Status), *sorted({status for pair in counts for status in pair} - set(get_args(Status)))]
    rows = [status for status in order if any(pair[0] == status for pair in counts)]
    columns = [status for status in order if any(status in pair for pair in counts)]
    return Matrix(
        columns=tuple(view.say("status", status) for status in columns),
        rows=tuple(
            (
                view.say("status", row),
                tuple(_matrix_cell(row, column, counts) for column in columns),
                sum(counts[row, column] for column in columns),
            )
            for row in rows
        ),
    )


def _matrix_cell(row: str, column: str, counts: Counter[tuple[str, str]]) -> MatrixCell:
    whole = sum(count for pair, count in counts.items() if pair[0] == row)
    return MatrixCell(
        count=counts[row, column],
        strength=round((counts[row, column] / whole) ** 0.5, 3) if whole else 0.0,
        is_same=row == column,
    )


def calibration(fields: Sequence[Judged]) -> Calibration | None:
    """Share right by confidence, None where no field has a confidence."""
    found = [(each, each.confidence) for each in fields if each.confidence is not None]
    if not found:
        return None
    bins = tuple(_bins(found))
    whole = sum(each.count for each in bins)
    error = sum(each.count * abs(each.sure - (each.right.value or 0)) for each in bins) / whole
    return Calibration(bins=bins, error=figure(error, "share"))


def _bins(found: Sequence[tuple[Judged, float]]) -> Iterator[Bin]:
    for low, high in pairwise(EDGES):
        here = [(each, sure) for each, sure in found if low <= sure < high or sure == high == 1]
        if here:
            yield Bin(
                edges=f"{low:g} – {high:g}",
                count=len(here),
                sure=sum(sure for _, sure in here) / len(here),
                right=share("right", _parts([each for each, _ in here])),
                radius=round(3 + 7 * (len(here) / len(found)) ** 0.5, 2),
            )


def _parts(fields: Sequence[Judged]) -> list[tuple[int, int]]:
    """Right and all by case: the fields of one report are not independent of each other."""
    right = Counter(each.case for each in fields if each.outcome == "right")
    return [(right[case], count) for case, count in Counter(each.case for each in fields).items()]
