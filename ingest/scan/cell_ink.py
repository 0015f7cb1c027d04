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
RULE_COVER = (0.6, 0.8)  # of a cell's length: a row or a column of pixels with this much ink is a rule
RIM = 0.08  # of a cell's smaller side: ink that is nowhere further from the edge is a bit of a rule
LONE_SPECK = 0.36  # of the height of print, as all that follow: smaller ink is dirt, or a point; a hyphen is wider
HYPHEN = 0.28  # a hyphen is at least this wide
LINE_SIZE = 0.55  # a line without a piece this large is dirt beside other lines
DOWNWARDS = 3  # lines of one character: a label that runs downwards
LINE_GAP = 0.12  # less paper lies within a character, more between lines
BREAK_GAP = 0.3  # less paper lies between the pieces of a broken character
EDGE_GAP = 0.3  # ink at the edge of a cell this far from other ink is a bit of a rule
WORD_GAP = 0.5  # less paper lies between the characters of a number
FAINT_SHARE = 0.12  # of the contrast of print: a column of pixels this dark on average has ink
MARGIN = 0.25  # of a line's height: paper around its ink, without which the last digit gets lost


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
    """A cell's pixels with its rules painted over, its paper's colour, the pieces of its ink, and how dark it is."""

    pixels: Image
    paper: tuple[int, ...]
    pieces: tuple[Piece, ...]
    dark: npt.NDArray[np.int16]
    tone: Tone


class LinePicture(NamedTuple):
    """A line of text with paper around it, and the box of its ink in the cell."""

    pixels: Image
    ink: Piece


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


def line_pictures(ink: CellInk, height: float) -> tuple[LinePicture, ...]:
    """A picture of each line of text, top to bottom, none if the ink is dirt beside print of that height.

    A label that runs downwards, one character a line, is one picture with its characters side by side.
    """
    lines = _lines(ink, height)
    crops = [_crop(ink, line, height) for line in lines]
    if len(lines) >= DOWNWARDS and all(line.width < 1.5 * max(height, line.height) for line in lines):
        return (LinePicture(_side_by_side(crops), _around(lines)),)
    return tuple(LinePicture(crop, line) for crop, line in zip(crops, lines, strict=True))


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
    if min(grey.shape) < 4:  # pixels: nothing can be printed in it
        return None
    least = max(INK_SHARE * tone.contrast, NOISE_FACTOR * tone.noise)
    dark = int(np.median(grey[::2, ::2])) - grey.astype(np.int16)
    inside = _inside(dark > least)
    pixels, dark = pixels[inside], dark[inside]
    pieces, bits = _pieces(dark > least)
    if not pieces:
        return None
    paper = tuple(np.median(pixels[::2, ::2].reshape(-1, 3), axis=0).astype(int).tolist())
    return CellInk(_painted(pixels, bits, paper), paper, pieces, dark, tone)


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


def _pieces(mask: Mask) -> tuple[tuple[Piece, ...], Mask]:
    """The pieces of ink, and the pixels of those that are bits of rules: thin, and in the outermost pixels."""
    import cv2

    height, width = mask.shape
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    rim = max(2, round(RIM * min(height, width)))
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
    grown = [piece for piece in ink.pieces if piece.size >= LONE_SPECK * height]
    if not grown and (strokes := [piece for piece in ink.pieces if _is_short_stroke(piece, height)]):
        return (max(strokes),)
    if not grown:
        box = _around(ink.pieces)  # print in bits, or specks
        return (box,) if len(ink.pieces) >= 3 and 0.6 * height <= box.height <= 1.5 * height else ()
    lines: list[list[Piece]] = []
    for piece in sorted(_without_corners(grown, ink, height), key=lambda piece: piece.top):
        if lines and _on_line(piece, _around(lines[-1]), height):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    full = [line for line in lines if max(piece.height for piece in line) >= LINE_SIZE * height]
    if len(full) > DOWNWARDS:
        full = lines  # a character may be a mere stroke
    return tuple(_widened(_in_a_row(line, height), ink, height) for line in full or lines[:1])


def _is_short_stroke(piece: Piece, height: float) -> bool:
    """Whether so small a piece may be a hyphen."""
    return piece.width >= max(HYPHEN * height, 1.4 * piece.height)


def _without_corners(pieces: Sequence[Piece], ink: CellInk, height: float) -> Sequence[Piece]:
    """The pieces without those at the cell's edge that stand away from all others: bits of rules."""
    rows, columns = ink.dark.shape
    inner = [each for each in pieces if each.left > 0 and each.top > 0 and each.right < columns and each.bottom < rows]
    if not any(piece.size >= LINE_SIZE * height for piece in inner):
        return pieces
    box = _around(inner)
    return [piece for piece in pieces if piece in inner or piece.gap(box) < EDGE_GAP * height]


def _on_line(piece: Piece, line: Piece, height: float) -> bool:
    """Whether the piece belongs to the line above it: a broken character has gaps too, but is no higher than one."""
    gap = piece.top - line.bottom
    if gap < LINE_GAP * height:
        return True
    return gap < BREAK_GAP * height and line.joined(piece).height < 1.6 * height and piece.left < line.right


def _in_a_row(pieces: Sequence[Piece], height: float) -> Piece:
    """The box of a line's pieces without small ones far from the others."""
    words: list[list[Piece]] = []
    for piece in sorted(pieces):
        if words and piece.left - _around(words[-1]).right < WORD_GAP * height:
            words[-1].append(piece)
        else:
            words.append([piece])
    full = [word for word in words if max(piece.height for piece in word) >= LINE_SIZE * height]
    return _around([piece for word in full or words for piece in word])


def _widened(line: Piece, ink: CellInk, height: float) -> Piece:
    """The line with the faint print beside it: columns of pixels that are darker than paper all in all."""
    rows = ink.dark[max(line.top, 0) : line.bottom]
    noise = NOISE_FACTOR * ink.tone.noise / np.sqrt(max(len(rows), 1))
    faint = np.flatnonzero(rows.mean(axis=0) > max(FAINT_SHARE * ink.tone.contrast, noise)).tolist()
    left, right, reach = line.left, line.right, WORD_GAP * height
    for column in faint:
        if right <= column < right + reach:
            right = column + 1
    for column in reversed(faint):
        if left - reach < column < left:
            left = column
    return Piece(left, line.top, right, line.bottom)


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
            part[
                max(piece.top - 1 - y, 0) : max(piece.bottom + 1 - y, 0),
                max(piece.left - 1 - x, 0) : max(piece.right + 1 - x, 0),
            ] = ink.paper
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
