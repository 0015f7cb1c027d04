"""A picture of a page made upright, straight and clean; as little as it needs, and each step says what it did."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ingest.ocr import Image, Recogniser
from ingest.scan.bleed import without_bleed
from ingest.scan.cleaning import evenly_lit, without_borders, without_stamps, without_streaks
from ingest.scan.paper import paper_of
from ingest.scan.straighten import Matrix, lie_of
from ingest.scan.turning import quarters_to_upright

WHITE = (255, 255, 255)
LEAST_UNIT, ENOUGH_UNIT = 1.9, 2.1  # pixels of a point: rules and digits of smaller pages are scaled up to the latter


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """The clean picture; `back` takes its pixels to those of the picture given, `unit` is the pixels of a point."""

    image: Image
    unit: float
    back: Matrix
    notes: tuple[str, ...] = ()


def prepare(image: Image, unit: float, recogniser: Recogniser) -> Prepared:
    """The page prepared for reading; `unit` says how many pixels of it are a point of paper."""
    notes: list[str] = []
    back = np.eye(3)
    paper = paper_of(image)
    if paper is not None:
        unit *= paper.image.shape[1] / image.shape[1]
        image, back = paper.image, np.array([[1.0, 0, paper.left], [0, 1, paper.top], [0, 0, 1]])
        notes.append("lay on something darker; was cut out")
    image = _cleaned(image, unit, notes)
    lie = lie_of(_gray(image), unit, None if paper is None else paper.corners)
    scale = ENOUGH_UNIT / unit if unit < LEAST_UNIT else 1.0
    if lie is not None or scale > 1.0:
        straight = (
            np.diag([1 / scale, 1 / scale, 1.0]) if lie is None else lie.back @ np.diag([1 / scale, 1 / scale, 1.0])
        )
        image, back, unit = _warped(image, straight, scale), back @ straight, unit * scale
    if lie is not None:
        notes.append(lie.note)
    quarters = quarters_to_upright(image, unit, recogniser)
    if quarters:
        back = back @ _quarter_turns(quarters, image.shape[1], image.shape[0])
        image = np.ascontiguousarray(np.rot90(image, quarters))
        notes.append(f"lay on its side or head; was turned by {quarters * 90} degrees")
    return Prepared(image=image, unit=unit, back=back, notes=tuple(notes))


def _cleaned(image: Image, unit: float, notes: list[str]) -> Image:
    for step, note in (
        (without_streaks, "had lines of dirt from end to end, which were taken off"),
        (without_stamps, "had a red stamp, which was taken off"),
        (without_borders, "had black borders, which were taken off"),
        (evenly_lit, "was lit unevenly or dimly; was made even"),
        (without_bleed, "showed the print of its back, which was taken off"),
    ):
        clean = step(image, unit)
        if clean is not None:
            image = clean
            notes.append(note)
    return image


def _gray(image: Image) -> Image:
    import cv2

    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)


def _warped(image: Image, back: Matrix, scale: float) -> Image:
    import cv2

    size = round(image.shape[1] * scale), round(image.shape[0] * scale)
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpPerspective(image, back, size, flags=flags, borderValue=WHITE), np.uint8)


def _quarter_turns(quarters: int, width: int, height: int) -> Matrix:
    """Takes pixels of the picture turned to the left so often to those before."""
    turns = {
        1: ((0, -1, width - 1), (1, 0, 0), (0, 0, 1)),
        2: ((-1, 0, width - 1), (0, -1, height - 1), (0, 0, 1)),
        3: ((0, 1, 0), (-1, 0, height - 1), (0, 0, 1)),
    }
    return np.array(turns[quarters], np.float64)
