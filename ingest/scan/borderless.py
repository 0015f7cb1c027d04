"""Lines of text that were recognised on a page, with their pieces: tables without rules are found by where they stand.

What `ingest/unruled.py` does with the words of a PDF it does with these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.ocr import TextBox
from ingest.pieces import Piece
from ingest.ruled import PIECE_GAP, SAME_LINE, SPACE
from ingest.ruled_cells import around, rounded
from ingest.unruled import SpacedLine


def spaced_lines(boxes: Sequence[TextBox], page: int) -> Iterator[SpacedLine]:
    """The lines that the boxes make, from top to bottom; boxes on one line are its pieces."""
    for row in _rows(boxes):
        yield SpacedLine(
            text=_joined(row),
            page=page,
            bbox=around([each.box for each in row]),
            probability=min(each.reading.probability for each in row),
            pieces=tuple(_piece(group, page) for group in _groups(row)),
        )


def _rows(boxes: Sequence[TextBox]) -> Iterator[list[TextBox]]:
    row: list[TextBox] = []
    for box in sorted((each for each in boxes if each.reading.text.strip()), key=_middle):
        if row and _middle(box) - _middle(row[0]) > SAME_LINE * min(_height(row[0]), _height(box)):
            yield sorted(row, key=lambda each: each.box[0])
            row = []
        row.append(box)
    if row:
        yield sorted(row, key=lambda each: each.box[0])


def _middle(box: TextBox) -> float:
    return (box.box[1] + box.box[3]) / 2


def _height(box: TextBox) -> float:
    return box.box[3] - box.box[1]


def _groups(row: Sequence[TextBox]) -> Iterator[Sequence[TextBox]]:
    """The boxes by piece: wide gaps part them."""
    start = 0
    for place in range(1, len(row)):
        if row[place].box[0] - row[place - 1].box[2] > PIECE_GAP * _height(row[place]):
            yield row[start:place]
            start = place
    yield row[start:]


def _piece(group: Sequence[TextBox], page: int) -> Piece:
    box = rounded(around([each.box for each in group]))
    words = tuple(_piece([each], page) for each in group) if len(group) > 1 else ()
    return Piece(text=_joined(group), left=box[0], right=box[2], page=page, bbox=box, words=words)


def _joined(row: Sequence[TextBox]) -> str:
    text = row[0].reading.text.strip()
    for before, box in pairwise(row):
        wide = box.box[0] - before.box[2] > SPACE * _height(box)
        word = box.reading.text.strip()
        text += (" " if wide or (text[-1:].isdigit() and word[:1].isdigit()) else "") + word
    return text
