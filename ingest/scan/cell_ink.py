"""The ink in table cells of a picture: which pixels are darker than paper, without the rules at the cells' edges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from canonical.report import Box
from ingest.ocr.recogniser import Image

Grey = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

BLURS = (0.6, 1.0)  # pixels, for smooth and for rough paper: takes noise and leaves strokes of one pixel
ROUGH = 7.0  # grey levels of noise
NOISE_FACTOR = 3.5  # ink is darker than paper by this many times the noise of the paper
INK_SHARE = 0.35  # of the contrast between paper and darkest ink: a pixel this dark is ink
EDGE = 0.16  # of a cell's size: where rules show
RULE_COVER = (0.6, 0.8)  # of a cell's length: a row or a column of pixels with this much ink is a rule
RIM = 0.08  # of a cell's smaller side: ink that is nowhere further from the edge is a bit of a rule


class Piece(NamedTuple):
    """A connected piece of ink, or a line of them: its box in pixels of the cell."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def size(self) -> int:
        return max(self.width, self.height)

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    def gap(self, other: Piece) -> int:
        """Pixels between both, sideways or upwards, whichever is more; negative where they overlap."""
        sideways = max(self.left, other.left) - min(self.right, other.right)
        return max(sideways, max(self.top, other.top) - min(self.bottom, other.bottom))

    def joined(self, other: Piece) -> Piece:
        """The box around both."""
        return Piece(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


class Tone(NamedTuple):
    """A page in grey, the noise of its paper, and how much darker than paper its print is."""

    grey: Grey
    noise: float
    contrast: float


class CellInk(NamedTuple):
    """A cell's pixels with its rules painted over, its paper's colour, the pieces of its ink, what was left out at
    its edges, and how dark it is.
    """

    pixels: Image
    paper: tuple[int, ...]
    pieces: tuple[Piece, ...]
    bits: tuple[Piece, ...]
    dark: npt.NDArray[np.int16]
    tone: Tone


def cell_inks(image: Image, boxes: Sequence[Box]) -> tuple[CellInk | None, ...]:
    """The ink of each cell; None where a cell is blank paper."""
    import cv2

    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    smooth, rough = BLURS
    tone = _tone(_blurred(grey, smooth), boxes)
    if tone.noise > ROUGH:
        tone = _tone(_blurred(grey, rough), boxes)
    return tuple(_cell_ink(_cut(image, box), _cut(tone.grey, box), tone) for box in boxes)


def print_height(inks: Sequence[CellInk | None]) -> float:
    """How high print is in these cells: the middle one of their highest pieces; 0 where none has ink."""
    highest = [max(piece.height for piece in ink.pieces) for ink in inks if ink]
    grown = sorted(height for height in highest if height >= 5)  # pixels: nothing smaller can be read
    return float(grown[len(grown) // 2]) if grown else 0.0


def _cut(image: Any, box: Box) -> Any:
    """The pixels of the box, as far as it lies in the picture."""
    left, top, right, bottom = (max(round(edge), 0) for edge in box)
    return image[top:bottom, left:right]


def _blurred(grey: Any, pixels: float) -> Grey:
    import cv2

    return np.asarray(cv2.GaussianBlur(grey, (0, 0), pixels), dtype=np.uint8)


def _tone(grey: Grey, boxes: Sequence[Box]) -> Tone:
    """What is usual in these cells."""
    cells = [cell for box in boxes if (cell := _cut(grey, box)).size]
    papers = [int(np.median(cell[::2, ::2])) for cell in cells]
    noises = [float(np.median(np.abs(c[::2, ::2].astype(np.int16) - p))) for c, p in zip(cells, papers, strict=True)]
    contrasts = [paper - float(np.percentile(cell, 1)) for cell, paper in zip(cells, papers, strict=True)]
    if not cells:
        return Tone(grey, 0.0, 255.0)
    return Tone(grey, 1.4826 * float(np.median(noises)), float(np.percentile(contrasts, 75)))


def _cell_ink(pixels: Image, grey: Grey, tone: Tone) -> CellInk | None:
    if min(grey.shape) < 4:  # pixels: nothing can be printed in it
        return None
    least = max(INK_SHARE * tone.contrast, NOISE_FACTOR * tone.noise)
    dark = int(np.median(grey[::2, ::2])) - grey.astype(np.int16)
    inside = _inside(dark > least)
    pixels, dark = pixels[inside], dark[inside]
    pieces, bits, spots = _pieces(dark > least)
    if not pieces:
        return None
    paper = tuple(np.median(pixels[::2, ::2].reshape(-1, 3), axis=0).astype(int).tolist())
    return CellInk(_painted(pixels, spots, paper), paper, pieces, bits, dark, tone)


def _inside(mask: Mask) -> tuple[slice, slice]:
    """The part between the rules that run along the edges from end to end."""
    slices = []
    for axis, (size, cover) in enumerate(zip(mask.shape, RULE_COVER, strict=True)):
        covered = np.flatnonzero(mask.mean(axis=1 - axis) >= cover)
        reach = max(2, EDGE * size)
        first = max((place + 2 for place in covered.tolist() if place < reach), default=0)
        last = min((place - 1 for place in covered.tolist() if place >= size - reach), default=size)
        slices.append(slice(first, max(last, first + 1)))
    return slices[0], slices[1]


def _painted(pixels: Image, spots: Mask, paper: tuple[int, ...]) -> Image:
    """The pixels with these spots and their blurred edges in the colour of paper."""
    import cv2

    if not spots.any():
        return pixels
    painted = pixels.copy()
    painted[cv2.dilate(spots.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = paper
    return painted


def _pieces(mask: Mask) -> tuple[tuple[Piece, ...], tuple[Piece, ...], Mask]:
    """The pieces of ink, those that hug the edge, which are bits of rules, and the pixels of these."""
    import cv2

    height, width = mask.shape
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    rim = max(2, round(RIM * min(height, width)))
    pieces, bits, spots = [], [], np.zeros(mask.shape, dtype=bool)
    for number, (left, top, wide, high, _) in enumerate(stats[1:count].tolist(), start=1):
        piece = Piece(left, top, left + wide, top + high)
        if piece.right <= rim or piece.bottom <= rim or piece.left >= width - rim or piece.top >= height - rim:
            bits.append(piece)
            spots |= labels == number
        else:
            pieces.append(piece)
    return tuple(pieces), tuple(bits), spots
