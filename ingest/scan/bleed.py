"""Print of the back that shines through a page: told by how pale and how blurred its characters are.

Away from the page's own ink whatever is as pale as they are becomes paper. The page's own rules may be pale too, on a
scan of few pixels; those of the back are paler than its characters, for paper blurs what is thin.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ingest.ocr import Image
from ingest.scan.cleaning import paper_of_page
from ingest.scan.levels import levels

Dark = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]

PALE = 0.5  # of the darkness of print: characters that are nowhere darker are the back's
FAINTEST = 0.1  # of the darkness of print: paler is paper
GRAIN = 10  # of 255: paper is that rough
SEEN = 26.0  # of 255: what is paler is taken neither for rules nor for print
FEWEST = 25  # characters of the back
LEAST_SHARE, MOST_SHARE = 0.01, 2.0  # of the room of the page's own ink that they have: else they may be its own
BLURRED = 0.95  # times as steep as the page's own: paper blurs what is behind it
SHARP = 0.87  # of its darkness that is lost over three pixels: the page's own, and be it pale
LOWEST, HIGHEST = 3.0, 24.0  # points of a character, or of a row of them
ABOVE, OWN = 1.15, 0.6  # darker than the back's darkest by the one, and somewhere than that share of print: its own
THICKEST = 6.0  # points of a stroke
AROUND, BESIDE = 0.7, 1.2  # points around ink that are its own, blurred; and that are not looked at for the back's
WITHIN = 5.0  # points between the strokes of one character
STROKE = 24.0  # points: no stroke of a character is longer
LINE = 20.0  # points: a line that is longer is a rule
THIN = 2.5  # points: what is thicker is no rule
LINE_DARK = 0.95  # of the back's characters: its rules are paler


class _Characters(NamedTuple):
    """Of each character: its pixels, how dark it is where it is darkest, and how steep its sides are beside that."""

    area: Floats
    peak: Floats
    sharp: Floats


class _Back(NamedTuple):
    """How dark the characters of the back are, the middle one and nearly all; and the middle one of the page."""

    middle: float
    most: float
    front: float


def without_bleed(image: Image, unit: float) -> Image | None:
    """The page without the print of its back; None where none is seen."""
    import cv2

    gray = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
    paper = paper_of_page(gray, unit)
    dark = np.asarray(cv2.blur(cv2.subtract(paper, gray), (3, 3)), np.uint8)
    ink = _ink(dark, unit)
    back = _back(dark, ink, unit)
    if back is None:
        return None
    own = _own(dark, back, ink, unit) > 0
    gone = ((dark > max(GRAIN, FAINTEST * ink)) & ~own).astype(np.uint8)
    grown = (np.asarray(cv2.dilate(gone, _square(3))) > 0) & ~own
    clean = image.copy()
    clean[grown] = paper[grown][:, None]
    return clean


def _ink(dark: Dark, unit: float) -> float:
    """How much darker than paper print is: borders, seals and rules are no print."""
    import cv2

    thin = cv2.morphologyEx(dark, cv2.MORPH_TOPHAT, _square(THICKEST * unit))
    long = round(STROKE * unit)
    lines = [cv2.morphologyEx(thin, cv2.MORPH_OPEN, np.ones(size, np.uint8)) for size in ((1, long), (long, 1))]
    thin = cv2.subtract(thin, cv2.max(*lines))
    [darkest] = levels(np.asarray(thin[::2, ::2]), (99.8,))
    return float(np.percentile(thin[thin > PALE * darkest], 75)) if darkest > GRAIN else 0.0


def _back(dark: Dark, ink: float, unit: float) -> _Back | None:
    import cv2

    pale = (dark > max(GRAIN, FAINTEST * ink)).astype(np.uint8)
    front = (dark >= PALE * ink).astype(np.uint8)
    near = np.asarray(cv2.dilate(front, _square(2 * BESIDE * unit)), np.uint8)
    far, room = np.where(near > 0, 0, pale).astype(np.uint8), max(float(near.sum()), 1.0)
    if far.sum() < LEAST_SHARE * room:  # as on most pages, before any piece is looked at
        return None
    shining = _characters(far, dark, unit)
    share = shining.area.sum() / room
    if len(shining.area) < FEWEST or not LEAST_SHARE <= share <= MOST_SHARE:
        return None
    own = _characters(front, dark, unit)
    if not len(own.area) or np.median(shining.sharp) > BLURRED * np.percentile(own.sharp, 75):
        return None
    middle, most = (float(value) for value in np.percentile(shining.peak, (50, 95)))
    back = _Back(middle, most, float(np.median(own.peak)))
    return back if back.middle >= SEEN else None


def _characters(mask: Mask, dark: Dark, unit: float) -> _Characters:
    import cv2

    count, pieces, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    labels = np.asarray(pieces, np.int32)
    lower = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].min(axis=1)  # the height of several that touch
    found = (lower >= LOWEST * unit) & (lower <= HIGHEST * unit)
    found[0] = False
    peak, slope = _peaks(labels, count, dark)[found], _peaks(labels, count, _slope(dark))[found]
    return _Characters(area=stats[found, cv2.CC_STAT_AREA].astype(np.float64), peak=peak, sharp=slope / peak)


def _peaks(labels: npt.NDArray[np.int32], count: int, of: Dark) -> Floats:
    """The most that each piece has."""
    peaks = np.zeros(count, np.uint8)
    inside = labels > 0
    np.maximum.at(peaks, labels[inside], of[inside])
    return np.maximum(peaks.astype(np.float64), 1.0)


def _slope(dark: Dark) -> Dark:
    import cv2

    return np.asarray(cv2.morphologyEx(dark, cv2.MORPH_GRADIENT, _square(3)), np.uint8)


def _own(dark: Dark, back: _Back, ink: float, unit: float) -> Mask:
    """Where the page's own ink is, and what lies within its characters."""
    import cv2

    least = min(PALE * ink, ABOVE * back.most)
    marks = (dark >= least).astype(np.uint8)
    count, found = cv2.connectedComponents(marks, connectivity=8)
    labels = np.asarray(found, np.int32)
    peaks, slopes = _peaks(labels, count, dark), _peaks(labels, count, _slope(dark))
    kept = (peaks >= OWN * back.front) | (slopes > SHARP * peaks)
    kept[0] = False
    strokes = kept.astype(np.uint8)[labels]
    lines = (dark > LINE_DARK * back.middle).astype(np.uint8)
    rules = _rules(lines, marks, unit) | _rules(np.ascontiguousarray(lines.T), np.ascontiguousarray(marks.T), unit).T
    around = cv2.dilate(strokes | rules, _square(2 * AROUND * unit))
    characters = cv2.subtract(strokes, cv2.dilate(rules, _square(3)))
    within = cv2.morphologyEx(characters, cv2.MORPH_CLOSE, _square(WITHIN * unit))
    return np.asarray(cv2.bitwise_or(around, within), np.uint8)


def _rules(lines: Mask, ink: Mask, unit: float) -> Mask:
    """The long lines across that are dark; and away from them those that are thin."""
    import cv2

    length = np.ones((1, round(LINE * unit)), np.uint8)
    dark, long = (cv2.morphologyEx(each, cv2.MORPH_OPEN, length) for each in (ink, lines))
    thick = cv2.morphologyEx(long, cv2.MORPH_OPEN, np.ones((round(THIN * unit), 1), np.uint8))
    beside = cv2.dilate(dark, np.ones((2 * round(THIN * unit) + 1, 1), np.uint8))
    return np.asarray(cv2.bitwise_or(dark, cv2.subtract(cv2.subtract(long, thick), beside)), np.uint8)


def _square(size: float) -> Mask:
    return np.ones((max(round(size), 1),) * 2, np.uint8)
