"""Which short crops of a page show the same print: of a hundred equal zeros one has to be read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ingest.ocr import Image

SHORT = 2.5  # heights: longer crops are rarely equal
SIZE = 2  # pixels by which the sizes of equal print differ at most
BLUR = 1.0  # pixels
INK = 0.3  # of the darkest: what is print
ALIKE = 0.11
"""Of the darkness of print: how far two crops may differ in any blurred pixel.

On clean pages of 150 dpi 99 % of equal numbers differ by less than 0.11, and different ones by 0.34 at least; at 100
dpi 75 % by less than 0.11, and 0.37; under heavy noise hardly any two are as near as this, and different ones 0.17.
"""


def first_alike(crops: Sequence[Image]) -> tuple[int, ...]:
    """For each crop the place of the first that shows the same print: its own where there is none before it."""
    found = list(range(len(crops)))
    short = [place for place, crop in enumerate(crops) if crop.shape[1] <= SHORT * crop.shape[0]]
    if not short:
        return tuple(found)
    sizes = np.array([crops[place].shape[:2] for place in short])
    height, width = (sizes.max(axis=0) + SIZE).tolist()
    prints = np.stack([_print(crops[place], height, width) for place in short])
    first: list[int] = []
    for at, place in enumerate(short):
        near = [each for each in first if (np.abs(sizes[each] - sizes[at]) <= SIZE).all()]
        apart = np.abs(prints[near] - prints[at]).max(axis=1)
        if near and apart.min() < ALIKE:
            found[place] = short[near[int(apart.argmin())]]
        else:
            first.append(at)
    return tuple(found)


def _print(crop: Image, height: int, width: int) -> npt.NDArray[np.float32]:
    """How dark each pixel is, as a row, with the middle of the print's weight in the middle of the sheet."""
    import cv2

    grey = crop.min(axis=2).astype(np.float32)
    by_level = np.sort(grey, axis=None)
    paper, darkest = by_level[len(by_level) // 2], by_level[len(by_level) // 100]
    dark = np.clip(paper - grey, 0.0, None) / max(float(paper - darkest), 1.0)
    weight = cv2.moments(np.where(dark > INK, dark, np.float32(0.0)))
    total = max(weight["m00"], 1e-6)
    shift = (width - 1) / 2 - weight["m10"] / total, (height - 1) / 2 - weight["m01"] / total
    moved = cv2.warpAffine(dark, np.array([[1.0, 0.0, shift[0]], [0.0, 1.0, shift[1]]]), (width, height))
    return np.asarray(cv2.GaussianBlur(moved, (0, 0), BLUR), np.float32).ravel()
