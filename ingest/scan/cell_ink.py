"""The ink in table cells of a picture: which pixels are print, and a picture of each line of text.

Rules that show at a cell's edges are painted over, specks are no print, and a cell without print has no lines. A cell
whose ink may be print or dirt has lines: the recogniser says what they are.
"""

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
RULE_COVER = 0.8  # of a cell's length: a row or column of pixels with this much ink is a rule
SPECK = 0.22  # of the height of print: smaller ink beside print is dirt, or a point
LONE_SPECK = 0.36  # of the height of print: smaller ink alone in a cell is dirt; a hyphen is wider
LINE_GAP = 0.12  # of the height of print: less paper lies within a character, more between lines
LINE_HEIGHT = 0.45  # of the height of print: a lower line is dirt beside other lines
MARGIN = 0.25  # of a line's height: paper around its ink, without which the last digit gets lost


class Piece(NamedTuple):
    """A connected piece of ink, or a line of them: its box in pixels of the cell."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def size(self) -> int:
        return max(self.right - self.left, self.bottom - self.top)

    @property
    def height(self) -> int:
        return self.bottom - self.top

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
    """A cell's pixels with its rules painted over, its paper's colour, and the pieces of its ink."""

    pixels: Image
    paper: tuple[int, ...]
    pieces: tuple[Piece, ...]


def cell_inks(image: Image, boxes: Sequence[Box]) -> tuple[CellInk | None, ...]:
    """The ink of each cell; None where a cell is blank paper."""
    import cv2

    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    tone = _tone(cv2.GaussianBlur(grey, (0, 0), BLURS[0]), boxes)
    if tone.noise > ROUGH:
        tone = _tone(cv2.GaussianBlur(grey, (0, 0), BLURS[1]), boxes)
    return tuple(_cell_ink(_cut(image, box), _cut(tone.grey, box), tone) for box in boxes)


def print_height(inks: Sequence[CellInk | None]) -> float:
    """How high print is in these cells: the middle one of their highest pieces; 0 where none has ink."""
    highest = [max(piece.height for piece in ink.pieces) for ink in inks if ink]
    grown = sorted(height for height in highest if height >= 5)  # pixels: nothing smaller can be read
    return float(grown[len(grown) // 2]) if grown else 0.0


def line_crops(ink: CellInk, height: float) -> tuple[Image, ...]:
    """A picture of each line of text, top to bottom, none if it is dirt beside print of that height.

    A label that runs downwards, one character a line, is one picture with its characters side by side.
    """
    lines = _lines(ink, height)
    crops = tuple(_crop(ink, line, height) for line in lines)
    if len(lines) >= 3 and all(line.right - line.left < 1.5 * max(height, line.height) for line in lines):
        return (_side_by_side(crops),)
    return crops


def _cut(image: Any, box: Box) -> Any:
    """The pixels of the box, as far as it lies in the picture."""
    left, top, right, bottom = (max(round(edge), 0) for edge in box)
    return image[top:bottom, left:right]


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
    import cv2

    if min(grey.shape) < 4:  # pixels: nothing can be printed in it
        return None
    least = max(INK_SHARE * tone.contrast, NOISE_FACTOR * tone.noise)
    mask = grey < int(np.median(grey[::2, ::2])) - least
    rules = _rules(mask)
    pieces, bits = _pieces(mask & ~rules)
    if not pieces:
        return None
    paper = tuple(np.median(pixels[::2, ::2].reshape(-1, 3), axis=0).astype(int).tolist())
    rules |= bits
    if rules.any():
        pixels = pixels.copy()
        pixels[cv2.dilate(rules.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = paper
    return CellInk(pixels, paper, pieces)


def _rules(mask: Mask) -> Mask:
    """True where rules run along the edges from end to end."""
    rules = np.zeros(mask.shape, dtype=bool)
    for axis, size in enumerate(mask.shape):
        covered = np.flatnonzero(mask.mean(axis=1 - axis) >= RULE_COVER)
        near = covered[np.minimum(covered, size - 1 - covered) < max(2, EDGE * size)]
        rules[(near, slice(None)) if axis == 0 else (slice(None), near)] = True
    return rules


def _pieces(mask: Mask) -> tuple[tuple[Piece, ...], Mask]:
    """The pieces of ink, and the pixels of those that are bits of rules: thin, and in the outermost pixels."""
    import cv2

    height, width = mask.shape
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    rim = max(2, round(0.06 * min(height, width)))
    pieces, bits = [], np.zeros(mask.shape, dtype=bool)
    for number, (left, top, wide, high, _) in enumerate(stats[1:count].tolist(), start=1):
        piece = Piece(left, top, left + wide, top + high)
        if piece.right <= rim or piece.bottom <= rim or piece.left >= width - rim or piece.top >= height - rim:
            bits |= labels == number
        else:
            pieces.append(piece)
    return tuple(pieces), bits


def _lines(ink: CellInk, height: float) -> tuple[Piece, ...]:
    """The boxes of a cell's lines of text, top to bottom."""
    if max(piece.size for piece in ink.pieces) < LONE_SPECK * height:
        box = _around(ink.pieces)  # print in bits, or specks
        return (box,) if len(ink.pieces) >= 3 and 0.6 * height <= box.height <= 1.5 * height else ()
    lines: list[Piece] = []
    for piece in sorted((each for each in ink.pieces if each.size >= SPECK * height), key=lambda piece: piece.top):
        if lines and piece.top < lines[-1].bottom + LINE_GAP * height:
            lines[-1] = lines[-1].joined(piece)
        else:
            lines.append(piece)
    grown = tuple(line for line in lines if line.height >= LINE_HEIGHT * height)
    return grown or (max(lines, key=lambda line: line.size),)


def _around(pieces: Sequence[Piece]) -> Piece:
    box = pieces[0]
    for piece in pieces:
        box = box.joined(piece)
    return box


def _crop(ink: CellInk, line: Piece, height: float) -> Image:
    """The line's pixels with a margin of paper; what is no ink of the line is painted over."""
    import cv2

    high = max(line.height, round(0.7 * height))
    margin = round(MARGIN * high)
    middle = (line.top + line.bottom) // 2
    top, left = middle - high // 2 - margin, line.left - margin
    shape = (high + 2 * margin, line.right - line.left + 2 * margin)
    rows, columns = ink.pixels.shape[:2]
    part = ink.pixels[max(top, 0) : top + shape[0], max(left, 0) : left + shape[1]].copy()
    for piece in ink.pieces:
        if piece.right <= line.left or piece.left >= line.right or piece.bottom <= line.top or piece.top >= line.bottom:
            x, y = max(left, 0), max(top, 0)
            part[max(piece.top - 1 - y, 0) : max(piece.bottom + 1 - y, 0), max(piece.left - 1 - x, 0) : max(piece.right + 1 - x, 0)] = ink.paper
    above, before = max(-top, 0), max(-left, 0)
    below, behind = shape[0] - above - part.shape[0], shape[1] - before - part.shape[1]
    return np.asarray(
        cv2.copyMakeBorder(part, above, below, before, behind, cv2.BORDER_CONSTANT, value=ink.paper), dtype=np.uint8
    )


def _side_by_side(crops: Sequence[Image]) -> Image:
    import cv2

    high = max(crop.shape[0] for crop in crops)
    even = []
    for crop in crops:
        above = (high - crop.shape[0]) // 2
        even.append(cv2.copyMakeBorder(crop, above, high - crop.shape[0] - above, 0, 0, cv2.BORDER_REPLICATE))
    return np.asarray(np.concatenate(even, axis=1), dtype=np.uint8)
