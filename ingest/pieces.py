"""Pieces of printed lines, with white space around each, and which of them are values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from canonical.report import Box
from ingest.text_lines import may_be_value

_UNIT = "[件个個项項条條万萬]|[十百千万萬亿億]{0,3}元"
WITH_REMARK = re.compile(rf"[-+−]?\d[\d,，]*(?:\.\d+)?\s*(?:[（(].*|{_UNIT})", re.DOTALL)
ITEM_DOTS = (".", "．", "、")
MARK = re.compile(r"\W+|无")
GARBLED = re.compile(r"[^㐀-鿿.、．“”‘’（）()《》，。；：]{1,4}")  # a misread digit, no label


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Text with white space around it, from `left` to `right` in any unit; `words` are its parts, if it has several."""

    text: str
    left: float
    right: float
    page: int | None = None
    line: int | None = None
    bbox: Box | None = None
    words: tuple[Piece, ...] = ()

    @property
    def is_value(self) -> bool:
        """Whether it is a number, with a remark or without, or the dash that stands for one."""
        return may_be_value(self.text) or WITH_REMARK.fullmatch(self.text) is not None


PrintedLine = tuple[Piece, ...]
"""The pieces of one line, from left to right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where a column stands, or a piece of it."""

    left: float
    right: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    def touches(self, piece: Piece) -> bool:
        return piece.left < self.right and self.left < piece.right

    def with_piece(self, piece: Piece) -> Span:
        return Span(left=min(self.left, piece.left), right=max(self.right, piece.right))


def values_of(line: PrintedLine) -> PrintedLine:
    """The pieces that are values: from the first number on, with misread ones before it.

    A number before a label or its dot numbers it, and a mark before a word is part of a label: "本年增 / 减",
    "（四） 无 法提供".
    """
    only_values_from = next((n for n in range(len(line), 0, -1) if not line[n - 1].is_value), 0)
    first = next((n for n in range(len(line)) if _is_first_value(line, n, only_values_from)), len(line))
    while first < len(line) and first and GARBLED.fullmatch(line[first - 1].text):
        first -= 1
    return line[first:]


def _is_first_value(line: PrintedLine, place: int, only_values_from: int) -> bool:
    if not line[place].is_value:
        return False
    following = line[place + 1 : place + 2]
    dotted = any(piece.text.startswith(ITEM_DOTS) for piece in following)
    numbers = not place and any(not piece.is_value and not GARBLED.fullmatch(piece.text) for piece in following)
    marks = place < only_values_from and MARK.fullmatch(line[place].text) is not None
    return not (dotted or numbers or marks)


def blocks_of_lines(lines: Sequence[PrintedLine]) -> Iterator[tuple[PrintedLine, ...]]:
    """The lines cut where new column heads stand over the values, or under heads: behind the last line with values."""
    block: list[PrintedLine] = []
    heads: list[Span] = []
    end = 0
    zone: Span | None = None
    for line in lines:
        values = values_of(line)
        if zone and not values and any(span.touches(piece) for span in (zone, *heads) for piece in line[1:]):
            yield tuple(block[:end])
            block, zone = block[end:], None
        if not zone and not values and len(line) > 1:
            heads = [Span(left=piece.left, right=piece.right) for piece in line[1:]]
        for piece in values:
            zone = zone.with_piece(piece) if zone else Span(left=piece.left, right=piece.right)
        block.append(line)
        end = len(block) if values else end
    yield tuple(block)


def as_one(piece: Piece, other: Piece, between: str) -> Piece:
    """Two pieces as one that covers both."""
    boxes = [each.bbox for each in (piece, other) if each.bbox]
    box = list(zip(*boxes, strict=True))
    return replace(
        piece,
        text=f"{piece.text}{between}{other.text}",
        left=min(piece.left, other.left),
        right=max(piece.right, other.right),
        words=(*(piece.words or (piece,)), *(other.words or (other,))),
        bbox=(min(box[0]), min(box[1]), max(box[2]), max(box[3])) if box else None,
    )
