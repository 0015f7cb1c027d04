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

Dark = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.uint8]

PALE = 0.5  # of the darkness of print: characters that are nowhere darker are the back's
FAINTEST = 0.1  # of the darkness of print: paler is paper
GRAIN = 10  # of 255: paper is that rough
SEEN = 0.25  # of the darkness of print: paler characters do no harm
FEWEST = 25  # characters of the back
LEAST_SHARE, MOST_SHARE = 0.01, 2.0  # of the room of the page's own ink that they have: else they may be its own
SHARP = 0.87  # of their darkness that is lost over three pixels: paper blurs what is behind it
LOWEST, HIGHEST = 3.0, 24.0  # points of a character, or of a row of them
ABOVE, OWN = 1.15, 0.6  # darker than the back's darkest by the one, and somewhere than that share of print: its own
THICKEST = 6.0  # points of a stroke
AROUND, BESIDE = 0.7, 1.2  # points around ink that are its own, blurred; and that are not looked at for the back's
WITHIN = 5.0  # points between the strokes of one character
LINE = 20.0  # points: a line that is longer is a rule
THIN = 2.5  # points: what is thicker is no rule
LINE_DARK = 0.95  # of the back's characters: its rules are paler


class _Back(NamedTuple):
    """How dark the characters of the back are: the middle one, and nearly all."""

    middle: float
    most: float


def without_bleed(image: Image, unit: float) -> Image | None:
    """The page without the print of its back; None where none is seen."""
    import cv2

    gray = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
    paper = paper_of_page(gray, unit)
    dark = np.asarray(cv2.blur(cv2.subtract(paper, gray), (3, 3)), np.uint8)
    ink = _ink(dark, unit)
    pale = (dark > max(GRAIN, FAINTEST * ink)).astype(np.uint8)
    back = _back(dark, pale, ink, unit)
    if back is None:
        return None
    gone = (pale > 0) & (_own(dark, back, ink, unit) == 0)
    gone = cv2.dilate(gone.astype(np.uint8), np.ones((3, 3), np.uint8)) & (dark < PALE * ink)
    clean = image.copy()
    clean[gone > 0] = paper[gone > 0][:, None]
    return clean


def _ink(dark: Dark, unit: float) -> float:
    """How much darker than paper print is: borders and seals are no print."""
    import cv2

    thin = cv2.morphologyEx(dark, cv2.MORPH_TOPHAT, _square(THICKEST * unit))
    darkest = float(np.percentile(thin[::2, ::2], 99.8))
    return float(np.percentile(thin[thin > PALE * darkest], 75)) if darkest > GRAIN else 0.0


def _back(dark: Dark, pale: Mask, ink: float, unit: float) -> _Back | None:
    import cv2

    print_ = cv2.dilate((dark >= PALE * ink).astype(np.uint8), _square(2 * BESIDE * unit))
    away = np.where(print_ > 0, 0, pale).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(away, connectivity=8)
    peaks = _peaks(labels, count, dark)
    sizes = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    lower = sizes.min(axis=1)  # the height of several that touch
    found = (lower >= LOWEST * unit) & (lower <= HIGHEST * unit)
    area = stats[found, cv2.CC_STAT_AREA].sum() / max(float(print_.sum()), 1.0)
    if found.sum() < FEWEST or not LEAST_SHARE <= area <= MOST_SHARE:
        return None
    slopes = _peaks(labels, count, _slope(dark))
    if np.median(slopes[found] / peaks[found]) > SHARP:
        return None
    back = _Back(*(float(value) for value in np.percentile(peaks[found], (50, 95))))
    return back if back.most >= SEEN * ink else None


def _peaks(labels: npt.NDArray[np.int32], count: int, of: Dark) -> npt.NDArray[np.float64]:
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
    count, labels = cv2.connectedComponents((dark >= least).astype(np.uint8), connectivity=8)
    peaks, slopes = _peaks(labels, count, dark), _peaks(labels, count, _slope(dark))
    kept = (peaks >= OWN * ink) | (slopes > SHARP * peaks)
    kept[0] = False
    strokes = kept.astype(np.uint8)[labels]
    around = cv2.dilate(strokes, _square(2 * AROUND * unit))
    within = cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, _square(WITHIN * unit))
    lines = (dark > LINE_DARK * back.middle).astype(np.uint8)
    rules = _thin_lines(lines, unit) | _thin_lines(np.ascontiguousarray(lines.T), unit).T
    return np.asarray(around | within | cv2.dilate(rules, _square(2 * AROUND * unit)), np.uint8)


def _thin_lines(lines: Mask, unit: float) -> Mask:
    import cv2

    long = cv2.morphologyEx(lines, cv2.MORPH_OPEN, np.ones((1, round(LINE * unit)), np.uint8))
    thick = cv2.morphologyEx(long, cv2.MORPH_OPEN, np.ones((round(THIN * unit), 1), np.uint8))
    return np.asarray(cv2.subtract(long, thick), np.uint8)


def _square(size: float) -> Mask:
    return np.ones((max(round(size), 1),) * 2, np.uint8)
