"""How a sheet lies under the scanner or before the camera: where every point of it ends in the picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import cv2
import numpy as np
import numpy.typing as npt

from canonical.report import Box
from eval.generate.render.scan_condition import ScanCondition
from ingest.ocr import Image

Matrix = npt.NDArray[np.float64]

DESK = 0.06  # of the sheet's longer side is seen around it in a photograph
CURLED = 0.08  # of its width from the spine a sheet bends up
OFFSET = 4.0  # points that a sheet is beside its place on the scanner


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Sheet to picture, in pixels: first the sheet bends by `bow` and `curl`, then it is seen through `matrix`.

    `width` and `height` are those of the picture, `sheet` is the width of the sheet.
    """

    matrix: Matrix
    width: int
    height: int
    sheet: int
    bow: float
    curl: float = 0.0

    def picture(self, sheet: Image, around: tuple[int, ...]) -> Image:
        """The sheet as it is seen, with that colour around it."""
        if self.bow or self.curl:
            height, width = sheet.shape[:2]
            across, down = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
            bent = down + self._bent(across).astype(np.float32)
            sheet = cv2.remap(sheet, across, bent, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)  # type: ignore[assignment]
        size = (self.width, self.height)
        return cv2.warpPerspective(sheet, self.matrix, size, flags=cv2.INTER_LINEAR, borderValue=around)  # type: ignore[return-value]

    def points(self, points: Sequence[tuple[float, float]], scale: float) -> Matrix:
        """Where in the picture these points of the sheet are, in points; there are `scale` pixels to a point."""
        at = np.array(points) * scale
        at[:, 1] -= self._bent(at[:, 0])
        seen: Matrix = cv2.perspectiveTransform(at[None], self.matrix)[0] / scale
        return seen

    def box(self, box: Box, scale: float) -> Box:
        """The upright box in the picture around a box of the sheet, in points."""
        left, top, right, bottom = box
        around = self.points([(x, y) for y in (top, bottom) for x in (left, (left + right) / 2, right)], scale)
        (left, top), (right, bottom) = around.min(axis=0), around.max(axis=0)
        return float(left), float(top), float(right), float(bottom)

    def _bent(self, x: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
        bent: npt.NDArray[np.floating] = self.bow * np.sin(math.pi * x / self.sheet)
        curled: npt.NDArray[np.floating] = self.curl * np.exp(-x / (CURLED * self.sheet))
        return bent + curled


def any_view(width: int, height: int, condition: ScanCondition, chance: Random) -> View:
    """A view of a sheet of so many pixels: askew, in perspective and turned as far as the condition allows."""
    scale = condition.dpi / 72
    tilt, turns = chance.uniform(-1, 1) * condition.skew, chance.choice(condition.turns)
    beside = [chance.uniform(-1, 1) * OFFSET * scale for _ in range(2)]
    corners = [(chance.random(), chance.random()) for _ in range(4)]
    matrix = _moved(*beside) @ _tilted(width, height, tilt)
    if condition.perspective:
        matrix, width_seen, height_seen = _on_desk(matrix, width, height, condition.perspective, corners)
    else:
        width_seen, height_seen = width, height
    for _ in range(turns):
        matrix = np.array([[0.0, -1, height_seen - 1], [1, 0, 0], [0, 0, 1]]) @ matrix
        width_seen, height_seen = height_seen, width_seen
    bow = condition.bow * scale * chance.uniform(-1, 1)
    return View(matrix=matrix, width=width_seen, height=height_seen, sheet=width, bow=bow, curl=condition.curl * scale)


def _moved(x: float, y: float) -> Matrix:
    return np.array([[1.0, 0, x], [0, 1, y], [0, 0, 1]])


def _tilted(width: int, height: int, degrees: float) -> Matrix:
    affine = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.vstack([affine, (0.0, 0.0, 1.0)])


def _on_desk(
    matrix: Matrix, width: int, height: int, most: float, corners: list[tuple[float, float]]
) -> tuple[Matrix, int, int]:
    """The corners drawn in towards the middle, with some of the desk around."""
    margin = DESK * height
    plain = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)
    inwards = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)], dtype=np.float32)
    seen = plain + inwards * np.array(corners, dtype=np.float32) * most * width + np.float32(margin)
    through = cv2.getPerspectiveTransform(plain, seen.astype(np.float32))
    return through @ matrix, round(width + 2 * margin), round(height + 2 * margin)
