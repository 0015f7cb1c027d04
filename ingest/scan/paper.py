"""Where the sheet of paper lies in a photograph, and the picture without the desk around it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ingest.ocr import Image

Corners = npt.NDArray[np.float64]

WIDTH = 400  # pixels of the small picture that is looked at
LEAST_CONTRAST = 40  # of 255 between desk and paper
SMALLEST, LARGEST = 0.25, 0.98  # of the picture's area
FILLED = 0.95  # of the four corners' area that is bright
INSIDE = 0.004  # of the width: paper left out along its edge, where its shadow is
TEXT = 9  # pixels of the small picture that dark marks on paper are smaller than


class Paper(NamedTuple):
    """The picture cut to the paper, white around it; where it began in the whole picture, and the paper's corners."""

    image: Image
    left: int
    top: int
    corners: Corners


def paper_of(image: Image) -> Paper | None:
    """The sheet of paper in a photograph; None where the picture is all paper, or nothing tells."""
    import cv2

    corners = _corners(image)
    if corners is None:
        return None
    height, width = image.shape[:2]
    left, top = (max(0, int(value)) for value in corners.min(axis=0))
    right, bottom = (int(value) + 1 for value in corners.max(axis=0))
    inside = np.zeros((height, width), np.uint8)
    middle = corners.mean(axis=0)
    shrunk = middle + (corners - middle) * (1 - 2 * INSIDE)
    cv2.fillConvexPoly(inside, np.round(shrunk).astype(np.int32), 255)
    clean = image.copy()
    clean[inside == 0] = 255
    cut = np.ascontiguousarray(clean[top:bottom, left:right])
    return Paper(image=cut, left=left, top=top, corners=corners - (left, top))


def _corners(image: Image) -> Corners | None:
    """The paper's corners, from the top left in the sense of the clock."""
    import cv2

    factor = WIDTH / image.shape[1]
    small = cv2.cvtColor(
        cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY
    )
    bare = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((TEXT, TEXT), np.uint8))
    threshold, bright = cv2.threshold(bare, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    edge = np.concatenate([bare[0], bare[-1], bare[:, 0], bare[:, -1]])
    if not (bare > threshold).any() or np.median(bare[bare > threshold]) - np.percentile(edge, 25) < LEAST_CONTRAST:
        return None
    contours, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    hull = cv2.convexHull(max(contours, key=cv2.contourArea))
    area = cv2.contourArea(hull)
    for share in (0.01, 0.02, 0.03, 0.05):
        found = cv2.approxPolyDP(hull, share * cv2.arcLength(hull, closed=True), closed=True)
        if len(found) <= 4:
            break
    fills = len(found) == 4 and FILLED <= area / max(cv2.contourArea(found), 1.0) <= 2 - FILLED
    if not fills or not SMALLEST * bare.size <= area <= LARGEST * bare.size:
        return None
    return _in_order(found.reshape(4, 2).astype(np.float64) / factor)


def _in_order(corners: Corners) -> Corners:
    across, down = corners.sum(axis=1), corners[:, 1] - corners[:, 0]
    order = [int(across.argmin()), int(down.argmin()), int(across.argmax()), int(down.argmax())]
    return corners[order]
