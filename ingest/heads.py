"""Column heads that stand at several heights: one for each place, and those over several others left out.

In a table without rules a head of three lines may stand beside one of a single line, and tight beside another, so
that no one line has all heads and a gap between two is no wider than one between two words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from ingest.pieces import Piece, PrintedLine, Span, as_one
from ingest.text_lines import is_heading, is_numbered

PARTING = (0.0, 0.5, 1.0)  # of the widest gap inside a spaced-out label: gaps that may part two heads


@dataclass(frozen=True, slots=True, kw_only=True)
class TallHead:
    """The heads of all columns, whole; `others` are lines of what else stands beside and over them, from `start` on."""

    start: int
    others: tuple[PrintedLine, ...]
    heads: PrintedLine


def tall_heads(lines: Sequence[PrintedLine], label_end: float, narrow: float) -> Iterator[TallHead]:
    """The ways to read the last of the lines, right of the labels, as heads: parted by any gap, then by wide ones."""
    start = len(lines)
    while start and _may_be_of_head(lines[start - 1], label_end):
        start -= 1
    for parting in PARTING:
        words = [tuple(_words(line, label_end, parting * narrow)) for line in lines[start:]]
        stacks = _stacks([tuple(word for word in line if word.left >= label_end) for line in words])
        stacked = {id(piece) for stack in stacks for piece in stack}
        rest = (tuple(word for word in line if id(word) not in stacked) for line in words)
        yield TallHead(start=start, others=tuple(filter(None, rest)), heads=tuple(map(_whole, stacks)))


def _may_be_of_head(line: PrintedLine, label_end: float) -> bool:
    """Whether something in the line stands over the values, or beside such a line; a section's heading does not."""
    numbered = len(line) == 1 and is_numbered(line[0].text)
    return not numbered and not is_heading(line[0].text) and line[-1].right > label_end


def _words(line: PrintedLine, label_end: float, gap: float) -> Iterator[Piece]:
    """The pieces of the line; those right of the labels are parted where a gap is wider than this."""
    for piece in line:
        if piece.left < label_end or len(piece.words) < 2:
            yield piece
            continue
        whole = piece.words[0]
        for word in piece.words[1:]:
            if word.left - whole.right > gap:
                yield whole
                whole = word
            else:
                whole = as_one(whole, word, " ")
        yield whole


def stacked(lines: Sequence[PrintedLine]) -> PrintedLine:
    """The heads at different heights: one for each place, broken over lines as they are printed."""
    return tuple(map(_whole, _stacks(lines)))


def _stacks(lines: Sequence[PrintedLine]) -> list[list[Piece]]:
    pieces = [piece for line in lines for piece in line]
    single = [piece for place, piece in enumerate(pieces) if not _is_over_several(piece, pieces[place + 1 :])]
    stacks: list[list[Piece]] = []
    right = 0.0
    for piece in sorted(single, key=lambda each: each.left):
        if stacks and piece.left < right:
            stacks[-1].append(piece)
        else:
            stacks.append([piece])
        right = max(right, piece.right) if len(stacks[-1]) > 1 else piece.right
    order = {id(piece): place for place, piece in enumerate(pieces)}
    return [sorted(stack, key=lambda piece: order[id(piece)]) for stack in stacks]


def _whole(stack: Sequence[Piece]) -> Piece:
    return reduce(lambda upper, lower: as_one(upper, lower, "\n"), stack)


def _is_over_several(piece: Piece, below: Sequence[Piece]) -> bool:
    span = Span(left=piece.left, right=piece.right)
    touched = [each for each in below if span.touches(each)]
    return any(one.right <= other.left for one in touched for other in touched)
