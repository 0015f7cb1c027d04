"""Lines of print on a clean page, found by the paper between them, which costs next to nothing.

A detector has to look where lines touch, lie askew or stand among dirt; there nothing is told here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from canonical.report import Box
from ingest.document import Reading
from ingest.ocr import Image

SPECK = 3  # pixels: where fewer of three by three are dark, there is no print
LOWEST, HIGHEST = 3.5, 34.0  # points of a line: lower is dirt or a stroke, higher are several, or no print
GAP = 1.6  # heights of a line: more paper parts two pieces of it; a full stop and a bracket have less between them
MARGIN = 0.25  # of a line's height: paper around its ink
CLEAR, MOST_UNCLEAR = 0.6, 0.15  # a line less likely than this is not clear, and how much of all lines may be so


def printed_lines(gray: Image, level: float, unit: float) -> tuple[Box, ...] | None:
    """The boxes in pixels, with a margin, of all lines of print darker than `level`; None where no paper parts them."""
    ink = _ink(gray, level)
    boxes: list[Box] = []
    for top, bottom in _runs(np.flatnonzero(ink.any(axis=1)), 1):
        height = bottom - top
        if height > HIGHEST * unit:
            return None
        if height >= LOWEST * unit:
            boxes.extend(_pieces(ink[top:bottom], top))
    return tuple(boxes)


def are_clear(boxes: Sequence[Box], readings: Sequence[Reading]) -> bool:
    """Whether the lines read like print: what was cut in the wrong place does not."""
    widths = [box[2] - box[0] for box in boxes]
    unclear = (each for each, read in zip(widths, readings, strict=True) if not read.text or read.probability < CLEAR)
    return sum(unclear) <= MOST_UNCLEAR * sum(widths)


def _ink(gray: Image, level: float) -> npt.NDArray[np.bool_]:
    import cv2

    dark = (gray < level).astype(np.uint8)
    around = cv2.boxFilter(dark, -1, (3, 3), normalize=False)
    return np.asarray((dark > 0) & (around >= SPECK), np.bool_)


def _pieces(line: npt.NDArray[np.bool_], top: int) -> Iterator[Box]:
    """The pieces of a line that wide paper parts."""
    height = len(line)
    margin = MARGIN * height
    for left, right in _runs(np.flatnonzero(line.any(axis=0)), GAP * height):
        yield left - 2 * margin, top - margin, right + 2 * margin, top + height + margin


def _runs(places: npt.NDArray[Any], gap: float) -> Iterator[tuple[int, int]]:
    """First and one past the last of those that have no more than that between them."""
    for run in np.split(places, np.flatnonzero(np.diff(places) > gap) + 1):
        if run.size:
            yield int(run[0]), int(run[-1]) + 1
