"""A picture of a page made upright, straight and clean; as little as it needs, and each step says what it did."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.ocr import Image

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """The clean picture; `back` takes its pixels to those of the picture given, `unit` is the pixels of a point."""

    image: Image
    unit: float
    back: Matrix
    notes: tuple[str, ...] = ()


def prepare(image: Image, unit: float) -> Prepared:
    """The page prepared for reading; `unit` says how many pixels of it are a point of paper."""
    return Prepared(image=image, unit=unit, back=np.eye(3))
