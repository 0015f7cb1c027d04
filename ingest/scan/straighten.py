"""How a page lies in its picture: turned a little, or photographed from an angle. Told from its ruling lines.

Lines that are parallel on paper meet in one point of a photograph, far away. From the points where the lying and the
standing ones meet comes the matrix that takes a place of the straight page to its place in the picture.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ingest.scan.rules import Gray

Matrix = npt.NDArray[np.float64]
Lines = npt.NDArray[np.float64]

LONG = 25.0  # points of a line that tells a direction
STEEPEST = 0.36  # slope of lines that are about lying or standing: 20 degrees
FEWEST_LINES = 3  # of one direction
ROUNDS = 12  # of fitting, each without what fits badly
MISFIT = 0.004  # of slope: a line that misses the common point by more counts little
SURE = 0.02  # of nearness, before any line is seen: more pages are turned than photographed
STRAIGHT = 0.0015  # of the width: a page whose corners are that near to straight is left as it is
FLAT = 0.0025  # of the width by which corners miss those of a page that is only turned
LEAST_TEXT_ANGLE, MOST_TEXT_ANGLE = 0.15, 8.0  # degrees
TEXT_WIDTH = 600  # pixels that the angle of text is looked for in


PHOTOGRAPHED = "was photographed from an angle; was made straight"


class Lie(NamedTuple):
    """The matrix from the straight page to the picture, both in pixels, and what it undoes."""

    back: Matrix
    note: str


def lie_of(gray: Gray, unit: float, corners: Lines | None = None) -> Lie | None:
    """How the page lies; None where it is straight, or nothing tells. `corners` are the paper's, where seen."""
    lines = _long_lines(gray, unit)
    lying = lines[np.abs(lines[:, 3] - lines[:, 1]) < STEEPEST * np.abs(lines[:, 2] - lines[:, 0])]
    standing = lines[np.abs(lines[:, 2] - lines[:, 0]) < STEEPEST * np.abs(lines[:, 3] - lines[:, 1])]
    height, width = gray.shape
    if len(lying) < FEWEST_LINES or len(standing) < FEWEST_LINES:
        return _by_corners(corners, width, height) if corners is not None else _turned(_text_angle(gray), width, height)
    to_unit = np.array([[1 / width, 0, -0.5], [0, 1 / width, -0.5 * height / width], [0, 0, 1]])
    slope, far = _meeting(lying, to_unit)
    lean, down = _meeting(standing[:, [1, 0, 3, 2]], to_unit[[1, 0, 2]][:, [1, 0, 2]])
    across, along = np.array([1.0, slope, far]), np.array([lean, 1.0, down])
    back = np.column_stack([across / np.hypot(*across[:2]), along / np.hypot(*along[:2]), np.array([0.0, 0.0, 1.0])])
    aspect = height / width
    if _moves(back, np.eye(3), aspect) < STRAIGHT:
        return None
    angle = (slope * len(lying) - lean * len(standing)) / (len(lying) + len(standing))
    if _moves(back, _rotation(angle), aspect) < FLAT:
        return _turned(float(np.degrees(np.arctan(angle))), width, height)
    return Lie(np.linalg.inv(to_unit) @ back @ to_unit, PHOTOGRAPHED)


def _by_corners(corners: Lines, width: int, height: int) -> Lie:
    import cv2

    page = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    back = np.asarray(cv2.getPerspectiveTransform(page, corners.astype(np.float32)), np.float64)
    return Lie(back, PHOTOGRAPHED)


def _long_lines(gray: Gray, unit: float) -> Lines:
    """The straight edges of ink, a row each: x and y of both ends."""
    import cv2

    factor = min(1.0, 1.6 / unit)
    small = cv2.resize(gray, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA) if factor < 1 else gray
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(small)[0]
    if found is None:
        return np.zeros((0, 4))
    lines = np.asarray(found, np.float64).reshape(-1, 4) / factor
    return np.asarray(lines[np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]) >= LONG * unit])


def _meeting(lines: Lines, to_unit: Matrix) -> tuple[float, float]:
    """Where lying lines meet, as (1, slope, nearness): what all of them miss least."""
    ends = np.concatenate([lines[:, :2], lines[:, 2:]]) @ to_unit[:2, :2].T + to_unit[:2, 2]
    start, end = ends[: len(lines)], ends[len(lines) :]
    length = np.hypot(*(end - start).T)
    normal = np.column_stack([start[:, 1] - end[:, 1], end[:, 0] - start[:, 0]]) / length[:, None]
    offset = -(normal * start).sum(axis=1)
    design = np.column_stack([normal[:, 1], offset])
    weight = length.copy()
    found = np.zeros(2)
    for _ in range(ROUNDS):
        scale = weight[:, None]
        prior = np.diag([0.0, (MISFIT / SURE) ** 2 * 1e-2 * weight.sum()])
        found = np.linalg.solve(
            design.T @ (design * scale) + prior + 1e-12 * np.eye(2), design.T @ (-normal[:, 0] * weight)
        )
        miss = np.abs(normal[:, 0] + design @ found)
        weight = length / (1 + (miss / MISFIT) ** 2)
    return float(found[0]), float(found[1])


def _moves(back: Matrix, other: Matrix, aspect: float) -> float:
    """How far apart two matrices put a corner of the page, in its widths."""
    corners = np.array([[x, y, 1] for x in (-0.5, 0.5) for y in (-0.5 * aspect, 0.5 * aspect)])
    places = [(corners @ each.T)[:, :2] / (corners @ each.T)[:, 2:] for each in (back, other)]
    return float(np.abs(places[0] - places[1]).max())


def _rotation(slope: float) -> Matrix:
    cosine = 1 / np.hypot(1, slope)
    return np.array([[cosine, -slope * cosine, 0], [slope * cosine, cosine, 0], [0, 0, 1]])


def _turned(degrees: float, width: int, height: int) -> Lie | None:
    slope = float(np.tan(np.radians(degrees)))
    if abs(slope) * max(width, height) / 2 < STRAIGHT * width:
        return None
    to_middle = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1.0]])
    return Lie(
        np.linalg.inv(to_middle) @ _rotation(slope) @ to_middle,
        f"was turned by {degrees:.1f} degrees; was made straight",
    )


def _text_angle(gray: Gray) -> float:
    """The angle at which lines of text and the paper between them differ most; 0 where none stands out."""
    import cv2

    small = cv2.resize(
        gray, (TEXT_WIDTH, round(TEXT_WIDTH * gray.shape[0] / gray.shape[1])), interpolation=cv2.INTER_AREA
    )
    ink = np.asarray(255 - small, np.uint8)
    angles = np.arange(-MOST_TEXT_ANGLE, MOST_TEXT_ANGLE + 0.1, 0.5)
    best = max(angles, key=lambda angle: _contrast(ink, float(angle)))
    fine = np.arange(best - 0.5, best + 0.51, 0.1)
    best = float(max(fine, key=lambda angle: _contrast(ink, float(angle))))
    return best if abs(best) >= LEAST_TEXT_ANGLE and _contrast(ink, best) > 1.02 * _contrast(ink, 0.0) else 0.0


def _contrast(ink: Gray, degrees: float) -> float:
    import cv2

    middle = ink.shape[1] / 2, ink.shape[0] / 2
    turned = cv2.warpAffine(ink, cv2.getRotationMatrix2D(middle, degrees, 1.0), (ink.shape[1], ink.shape[0]))
    sums = [turned.sum(axis=axis, dtype=np.float64) for axis in (0, 1)]
    return max(float((np.diff(each) ** 2).sum()) for each in sums)
