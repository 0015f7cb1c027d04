"""The lines of text in a table cell's ink: where each stands, and a picture of it that the recogniser can read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from ingest.ocr.recogniser import Image
from ingest.scan.cell_ink import NOISE_FACTOR, CellInk, Piece

SPECK = 0.22  # of the height of print, as all that follows: smaller ink is no mark in a label
LONE_SPECK = 0.36  # smaller ink is dirt, or a point in a number; a hyphen is wider
HYPHEN = 0.28  # a hyphen is at least this wide
MINUS, LOW = 0.18, 1.5  # a minus before digits may be narrower, if it is so many times as wide as high
LINE_SIZE = 0.55  # a line without a piece this large is dirt beside other lines
DOWNWARDS = 3  # lines of one character: a label that runs downwards
LINE_GAP = 0.12  # less paper lies within a character, more between lines
BREAK_GAP = 0.3  # less paper lies between the pieces of a broken character
EDGE_GAP = 0.3  # ink at the edge of a cell this far from other ink is a bit of a rule
WORDS = 4  # characters in a line, which then is taken for words: dirt does not matter to them
WORD_GAP = 0.6  # less paper lies between the characters of a number
FAINT_SHARE = 0.12  # of the contrast of print: a column of pixels this dark on average has ink
MARGIN = 0.25  # of a line's height: paper around its ink, without which the last digit gets lost


class LinePicture(NamedTuple):
    """A line of text with paper around it, the box of its ink in the cell, and whether the cell's edge cuts it."""

    pixels: Image
    ink: Piece
    cut: bool


def line_pictures(ink: CellInk, height: float) -> tuple[LinePicture, ...]:
    """A picture of each line of text, top to bottom, none if the ink is dirt beside print of that height.

    A label that runs downwards, one character a line, is one picture with its characters side by side.
    """
    lines = _lines(ink, height)
    crops = [_crop(ink, line, height) for line in lines]
    if len(lines) >= DOWNWARDS and all(line.width < 1.5 * max(height, line.height) for line in lines):
        return (LinePicture(_side_by_side(crops), _around(lines), cut=False),)
    return tuple(LinePicture(crop, line, _is_cut(line, ink, height)) for crop, line in zip(crops, lines, strict=True))


def _lines(ink: CellInk, height: float) -> tuple[Piece, ...]:
    """The boxes of a cell's lines of text, top to bottom."""
    grown = [piece for piece in ink.pieces if piece.size >= LONE_SPECK * height]
    if not grown and (strokes := [piece for piece in ink.pieces if _is_short_stroke(piece, height)]):
        return (max(strokes),)
    if not grown:
        box = _around(ink.pieces)  # print in bits, or specks
        return (box,) if len(ink.pieces) >= 3 and 0.6 * height <= box.height <= 1.5 * height else ()
    lines = _stacked(_without_corners(grown, ink, height), height)
    full = [line for line in lines if max(piece.height for piece in line) >= LINE_SIZE * height]
    if _runs_down(full, height):
        marks = _stacked([piece for piece in ink.pieces if piece.size >= SPECK * height], height)
        return tuple(part for line in marks for part in _characters(_around(line), ink))
    return tuple(_widened(_in_a_row(line, ink, height), ink, height) for line in full or lines[:1])


def _runs_down(lines: Sequence[Sequence[Piece]], height: float) -> bool:
    """Whether these lines are the characters of a label that runs downwards."""
    if not lines:
        return False
    box = _around([piece for line in lines for piece in line])
    return box.width < 1.5 * height and box.height > DOWNWARDS * max(box.width, 0.8 * height)


def _characters(run: Piece, ink: CellInk) -> tuple[Piece, ...]:
    """The characters of a narrow run downwards that touch each other, cut where there is the least ink."""
    count = max(round(run.height / max(run.width, 1)), 1)
    pitch = run.height / count
    profile = ink.dark[:, max(run.left, 0) : run.right].clip(0).sum(axis=1)
    cuts = [run.top]
    for number in range(1, count):
        middle, reach = run.top + round(number * pitch), max(round(pitch / 6), 1)
        cuts.append(middle - reach + int(profile[middle - reach : middle + reach + 1].argmin()))
    return tuple(Piece(run.left, top, run.right, bottom) for top, bottom in pairwise([*cuts, run.bottom]))


def _stacked(pieces: Sequence[Piece], height: float) -> list[list[Piece]]:
    """The pieces line by line."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.top):
        if lines and _on_line(piece, _around(lines[-1]), height):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return lines


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


def _in_a_row(pieces: Sequence[Piece], ink: CellInk, height: float) -> Piece:
    """The box of a line's pieces, in words with its strokes and dots, else without small ones far from the others."""
    if sum(piece.height >= LINE_SIZE * height for piece in pieces) >= WORDS:
        box = _around(pieces)
        return _around([*pieces, *(each for each in ink.pieces if _is_beside(each, box, height))])
    words: list[list[Piece]] = []
    for piece in sorted(pieces):
        if words and piece.left - _around(words[-1]).right < WORD_GAP * height:
            words[-1].append(piece)
        else:
            words.append([piece])
    full = [word for word in words if _around(word).size >= LINE_SIZE * height]
    return _around([piece for word in full or words for piece in word])


def _is_beside(piece: Piece, line: Piece, height: float) -> bool:
    """Whether the piece is a stroke or dot on the line."""
    return piece.size >= SPECK * height and line.top < (piece.top + piece.bottom) / 2 < line.bottom


def _widened(line: Piece, ink: CellInk, height: float) -> Piece:
    """The line with the faint print beside it: columns of pixels that are darker than paper all in all."""
    rows = ink.dark[max(line.top, 0) : line.bottom]
    noise = NOISE_FACTOR * ink.tone.noise / np.sqrt(max(len(rows), 1))
    faint = np.flatnonzero(rows.mean(axis=0) > max(FAINT_SHARE * ink.tone.contrast, noise)).tolist()
    left, right, reach = line.left, line.right, WORD_GAP * height
    faint += [column for piece in ink.pieces if _is_minus(piece, line, height) for column in (piece.left, piece.right)]
    faint.sort()
    for column in faint:
        if right <= column < right + reach:
            right = column + 1
    for column in reversed(faint):
        if left - reach < column < left:
            left = column
    return Piece(left, line.top, right, line.bottom)


def _is_minus(piece: Piece, line: Piece, height: float) -> bool:
    """Whether the piece is a short stroke at half the line's height, left of it."""
    middle = (piece.top + piece.bottom - line.top - line.bottom) / 2
    flat = (piece.width >= HYPHEN * height and piece.width > piece.height) or (
        piece.width >= MINUS * height and piece.width >= LOW * piece.height
    )
    return piece.right <= line.left and abs(middle) < 0.25 * line.height and flat


def _may_be_minus(piece: Piece, line: Piece, height: float) -> bool:
    """Whether the piece stands where a minus does, and is as small and hardly as flat as one in a coarse picture."""
    middle = (piece.top + piece.bottom - line.top - line.bottom) / 2
    is_near = 0 <= line.left - piece.right < BREAK_GAP * height and abs(middle) < 0.15 * line.height
    return is_near and piece.width > piece.height and MINUS * height <= piece.width < HYPHEN * height


def _is_cut(line: Piece, ink: CellInk, height: float) -> bool:
    """Whether print of the line may go on beyond its box: at the cell's edge, or in ink that was taken for dirt."""
    columns = ink.dark.shape[1]
    if line.left <= 0 or line.right >= columns or any(_may_be_minus(each, line, height) for each in ink.pieces):
        return True
    if any(
        _is_beside(each, line, height) and each.size >= LONE_SPECK * height and each.gap(line) >= 0
        for each in ink.pieces
    ):
        return True
    return any(
        (bit.left <= 0 or bit.right >= columns)
        and line.top - EDGE_GAP * height < bit.top < bit.bottom < line.bottom + EDGE_GAP * height
        and bit.height >= SPECK * height
        and bit.gap(line) < EDGE_GAP * height
        for bit in ink.bits
    )


def _crop(ink: CellInk, line: Piece, height: float) -> Image:
    """The line's pixels with a margin of paper; what is no ink of the line is painted over."""
    import cv2

    high = max(line.height, round(0.7 * height))
    margin = round(MARGIN * high)
    middle = (line.top + line.bottom) // 2
    top, left = middle - high // 2 - margin, line.left - margin
    shape = (high + 2 * margin, line.right - line.left + 2 * margin)
    part = ink.pixels[max(top, 0) : top + shape[0], max(left, 0) : left + shape[1]].copy()
    for piece in ink.pieces:
        if piece.gap(line) >= 0:
            across = slice(max(piece.left - 1 - max(left, 0), 0), max(piece.right + 1 - max(left, 0), 0))
            part[max(piece.top - 1 - max(top, 0), 0) : max(piece.bottom + 1 - max(top, 0), 0), across] = ink.paper
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


def _around(pieces: Sequence[Piece]) -> Piece:
    box = pieces[0]
    for piece in pieces:
        box = box.joined(piece)
    return box
