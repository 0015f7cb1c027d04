"""Where a picture of a page has ruling lines: thin, dark and straight, faint and broken ones among them.

Sizes are in points of paper; `unit` says how many pixels a point has.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Gray = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.uint8]

PAPER = 3.3  # points: nothing that is thicker is a line, as shaded rows and folds are
FAINTEST = 26  # of 255: how much darker than its paper a rule is at least
NOISE = 3.5  # times the spread of the paper's grain
GRAIN = 5  # pixels along a line that are averaged, so that grain is no gap
SHORTEST = {"across": 14.0, "down": 12.0}  # points; a stroke of a character is shorter
DOUBLED = {"across": 28.0, "down": 16.0}  # points of a line that may be one of two: borders of neighbouring cells
BROKEN_GAP = 2.5  # points
BESIDE = 0.7, 2.2  # points above and below a line where its paper is looked at
FROM_TRACE = 1.5, 2.7  # the same from the middle of what may be left of a line
MARKED, LONG_MARKED = 0.35, 0.7  # share of it that is dark beside text; beside a long line that has no gap
THICKEST = 3.0  # points
LONG = 45.0  # points of a line that may have gaps, or text beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A line found: its middle across its direction, where it begins and ends, and how its middle moves along it."""

    at: float
    start: float
    end: float
    slope: float = 0.0

    @property
    def length(self) -> float:
        return self.end - self.start


class Lines(NamedTuple):
    """The lines that run across in a picture: their pixels, and each by itself."""

    mask: Mask
    rules: tuple[Rule, ...]


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """The dark marks of a page along each direction, and the lines among them.

    What runs down is told of the page turned, so that it runs across.
    """

    unit: float
    marks_across: Mask
    marks_down: Mask
    grainy: bool

    @cached_property
    def across(self) -> Lines:
        return self._lines("across", self.marks_across)

    @cached_property
    def down(self) -> Lines:
        return self._lines("down", self.marks_down)

    def _lines(self, way: str, marks: Mask) -> Lines:
        twice = None if self.grainy else DOUBLED[way] * self.unit  # in grain print looks like lines side by side
        return _lines(marks, SHORTEST[way] * self.unit, twice, self.unit)

    @cached_property
    def traces_across(self) -> Mask:
        """The marks with paper above and below, as what is left of a broken line has."""
        return _bare_marks(self.marks_across, self.unit)

    @cached_property
    def traces_down(self) -> Mask:
        return _bare_marks(self.marks_down, self.unit)


def ruling_of(gray: Gray, unit: float) -> Ruling:
    """The ruling of a page that is about straight."""
    import cv2

    ink = _ink(gray, unit)
    across, down = ink, ink
    grainy = _spread(ink) * NOISE > FAINTEST
    if grainy:
        across, down = (np.asarray(cv2.blur(ink, size), np.uint8) for size in ((GRAIN, 1), (1, GRAIN)))
    least = max(FAINTEST, NOISE * _spread(across))
    return Ruling(
        unit=unit,
        marks_across=(across > least).astype(np.uint8),
        marks_down=np.asarray(cv2.transpose((down > least).astype(np.uint8)), np.uint8),
        grainy=grainy,
    )


def _ink(gray: Gray, unit: float) -> Gray:
    """How much darker each place is than the paper around it."""
    import cv2

    size = 2 * round(PAPER * unit / 2) + 1
    paper = cv2.morphologyEx(gray, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    return np.asarray(cv2.subtract(paper, gray), np.uint8)


def _spread(ink: Gray) -> float:
    """The spread of the paper's grain; more than half of any page is paper."""
    sample = ink[::4, ::4].astype(np.float32)
    middle = float(np.median(sample))
    return middle / NOISE + 1.48 * float(np.median(np.abs(sample - middle)))


def _lines(marks: Mask, shortest: float, twice: float | None, unit: float) -> Lines:
    """The marks that are part of a long run across, gaps closed in very long ones that have paper on both sides.

    From the length `twice` on, another may be as close as the border of the next cell is.
    """
    import cv2

    def run(points: float) -> Mask:
        return np.ones((1, max(3, round(points))), np.uint8)

    whole = np.asarray(cv2.morphologyEx(marks, cv2.MORPH_OPEN, run(shortest)), np.uint8)
    closed = cv2.morphologyEx(marks, cv2.MORPH_CLOSE, run(BROKEN_GAP * unit))
    broken = cv2.morphologyEx(closed, cv2.MORPH_OPEN, run(LONG * unit))
    return _bare(np.asarray(cv2.bitwise_or(whole, broken), np.uint8), whole, marks, unit, twice)


def _bare(lines: Mask, whole: Mask, marks: Mask, unit: float, twice: float | None) -> Lines:
    """The thin lines with paper above and below: text has its other strokes there.

    `whole` are the parts of lines without gaps; a line of them from the length `twice` on may be one of two.
    """
    import cv2

    held = np.flatnonzero(lines.max(axis=1))
    row_of = np.union1d(held, held[held < len(lines) - 1] + 1)  # few rows have any; a blank one parts those that do
    if not held.size:
        return Lines(lines, ())
    count, pieces, stats, middles = cv2.connectedComponentsWithStats(lines[row_of], connectivity=8)
    labels = np.asarray(pieces, np.int32)
    rows, columns = np.nonzero(labels)
    line, rows = labels[rows, columns], row_of[rows]
    keep = stats[:, cv2.CC_STAT_AREA] <= THICKEST * unit * stats[:, cv2.CC_STAT_WIDTH]
    keep[0] = False
    runs = _run_lengths(whole[rows, columns] > 0, rows, columns)
    allowed = np.where(np.bincount(line, runs >= LONG * unit, count) > 0, LONG_MARKED, MARKED)
    strokes = _without(marks, rows, columns, runs >= twice) if twice else marks
    for step in (-1, 1):
        is_edge = ~_is_marked(lines, rows + step, columns)
        at, across, of = rows[is_edge], columns[is_edge], line[is_edge]
        distances = range(round(BESIDE[0] * unit) + 1, round(BESIDE[1] * unit) + 1)
        beside = np.logical_or.reduce([_is_marked(strokes, at + step * each, across) for each in distances])
        marked = np.bincount(of[beside], minlength=count)
        keep &= marked < allowed * np.maximum(np.bincount(of, minlength=count), 1)
    bare = np.zeros_like(lines)
    bare[rows, columns] = keep[line]
    wide = keep & (stats[:, cv2.CC_STAT_HEIGHT] <= stats[:, cv2.CC_STAT_WIDTH])
    rules = []
    for number in np.flatnonzero(wide).tolist():
        left, top, width, height, _ = stats[number].tolist()
        slope = _slope(labels[top : top + height, left : left + width] == number) if height > 1 else 0.0
        at = float(middles[number][1]) + int(row_of[top]) - top
        rules.append(Rule(at=at, start=float(left), end=float(left + width), slope=slope))
    return Lines(bare, tuple(rules))


def _run_lengths(
    whole: npt.NDArray[np.bool_], rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]
) -> npt.NDArray[np.intp]:
    """How long the run is that each pixel belongs to, 0 for those that are not `whole`; they come row by row."""
    goes_on = np.zeros(len(rows), np.bool_)
    goes_on[1:] = whole[1:] & whole[:-1] & (rows[1:] == rows[:-1]) & (columns[1:] == columns[:-1] + 1)
    run = np.cumsum(~goes_on) - 1
    return np.where(whole, np.bincount(run)[run], 0)


def _without(
    marks: Mask, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp], chosen: npt.NDArray[np.bool_]
) -> Mask:
    """The marks without the chosen pixels, and those above and below each."""
    left = marks.copy()
    across = columns[chosen]
    for step in (-1, 0, 1):
        left[np.clip(rows[chosen] + step, 0, len(marks) - 1), across] = 0
    return left


def _is_marked(marks: Mask, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """Whether a mark stands at each of these places; outside of the page stands none."""
    within = (rows >= 0) & (rows < len(marks))
    return np.asarray(within & (marks[np.where(within, rows, 0), columns] > 0))


def _bare_marks(marks: Mask, unit: float) -> Mask:
    near, far = (round(points * unit) for points in FROM_TRACE)
    marked = _marked_above(marks, near, far) | _marked_above(marks[::-1], near, far)[::-1]
    return np.where(marked, 0, marks).astype(np.uint8)


def _marked_above(marks: Mask, near: int, far: int) -> npt.NDArray[np.bool_]:
    """Where a mark stands so many pixels above."""
    import cv2

    reach = np.zeros((2 * far + 1, 1), np.uint8)
    reach[: far - near] = 1
    return np.asarray(cv2.dilate(marks, reach) > 0)


def _slope(mask: npt.NDArray[np.bool_]) -> float:
    rows, columns = np.nonzero(mask)
    spread = columns - columns.mean()
    return float((spread * rows).sum() / max(float((spread * spread).sum()), 1.0))
