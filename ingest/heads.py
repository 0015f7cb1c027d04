"""Column heads that stand at several heights: one for each place, and those over several others left out.

In a table without rules a head of three lines may stand beside one of a single line, and tight beside another, so
that no one line has all heads and a gap between two is no wider than one between two words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce

from canonical.forms import blocks, blocks_of
from canonical.text import chinese
from ingest.pieces import Piece, PrintedLine, Span, as_one
from ingest.text_lines import is_heading, is_numbered

MOST_BESIDE = 4  # characters of a head that stand beside each other in a line, spaced out
PARTING = (0.0, 0.5, 1.0)  # of the widest gap inside a spaced-out label: gaps that may part two heads


@dataclass(frozen=True, slots=True, kw_only=True)
class TallHead:
    """The heads of all columns, whole; `others` are lines of what else stands beside and over them, from `start` on.

    They are `known` where they are those of a form's table, all of them: then no other column stands between two.
    """

    start: int
    others: tuple[PrintedLine, ...]
    heads: PrintedLine
    known: bool


def tall_heads(lines: Sequence[PrintedLine], label_end: float, narrow: float) -> Iterator[TallHead]:
    """The ways to read the last of the lines, right of the labels, as heads: parted by any gap, then by wide ones."""
    for start in _starts(lines, label_end):
        for parting in PARTING:
            words = [tuple(_words(line, label_end, parting * narrow)) for line in lines[start:]]
            stacks = _stacks([tuple(word for word in line if word.left >= label_end) for line in words])
            order = {id(word): place for place, word in enumerate(word for line in words for word in line)}
            known = _as_known(stacks, order)
            stacks = known or stacks
            stacked = {id(piece) for stack in stacks for piece in stack}
            rest = (tuple(word for word in line if id(word) not in stacked) for line in words)
            heads = tuple(map(_whole, stacks))
            yield TallHead(start=start, others=tuple(filter(None, rest)), heads=heads, known=bool(known))


def _starts(lines: Sequence[PrintedLine], label_end: float) -> Iterator[int]:
    """Where the heads may begin: below what stands over the labels only, and above that too."""
    start = _first_of_head(lines, len(lines), label_end)
    yield start
    beside = start
    while beside and lines[beside - 1][-1].right <= label_end and not _is_apart(lines[beside - 1]):
        beside -= 1
    above = _first_of_head(lines, beside, label_end)
    if above < beside < start:
        yield above


def _first_of_head(lines: Sequence[PrintedLine], end: int, label_end: float) -> int:
    """The first of the lines above `end` in each of which something stands over the values."""
    start = end
    while start and lines[start - 1][-1].right > label_end and not _is_apart(lines[start - 1]):
        start -= 1
    return start


def _is_apart(line: PrintedLine) -> bool:
    """Whether the line is a section's heading, or an item of text."""
    return is_heading(line[0].text) or (len(line) == 1 and is_numbered(line[0].text))


def _words(line: PrintedLine, label_end: float, gap: float) -> Iterator[Piece]:
    """The pieces of the line; those right of the labels are parted where a gap is wider than this."""
    for piece in line:
        words = piece.words or (piece,)
        whole = words[0]
        for word in words[1:]:
            if word.left >= label_end and (whole.left < label_end or word.left - whole.right > gap):
                yield whole
                whole = word
            else:
                whole = as_one(whole, word, " ")
        yield whole


def stacked(lines: Sequence[PrintedLine]) -> PrintedLine:
    """The heads at different heights: one for each place, broken over lines as they are printed."""
    return tuple(map(_whole, _stacks(lines)))


def _as_known(stacks: Sequence[Sequence[Piece]], order: Mapping[int, int]) -> list[Sequence[Piece]]:
    """The stacks as the heads of a form's table, several of them one head where its characters are spaced out.

    None at all if one is no such head, or one of the table's is not there. `order` is that of print, by identity.
    """
    heads: list[Sequence[Piece]] = []
    place = 0
    while place < len(stacks):
        ways = (_known_end(stacks[place : place + count], order) for count in range(1, MOST_BESIDE + 1))
        count, head = next(((count, end) for count, end in enumerate(ways, start=1) if end), (0, ()))
        if not count:
            return []
        heads.append(head)
        place += count
    return heads if len(heads) in _counts() else []


def _known_end(stacks: Sequence[Sequence[Piece]], order: Mapping[int, int]) -> Sequence[Piece]:
    """The lower pieces of these stacks, line by line, that are such a head; what is above stands over several."""
    pieces = sorted((piece for stack in stacks for piece in stack), key=lambda piece: order[id(piece)])
    ends = (pieces[start:] for start in range(len(pieces)))
    return next((end for end in ends if chinese("".join(piece.text for piece in end)) in _known()), ())


@lru_cache(maxsize=1)
def _counts() -> frozenset[int]:
    """How many columns of numbers tables 3 and 4 have; in table 4 what the schema has as rows stands side by side."""
    (requests,), (review,) = blocks_of("requests"), blocks_of("review")
    return frozenset({len(requests.columns), len(review.rows) * len(review.columns)})


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    columns = (column for block in blocks() for column in block.columns)
    return frozenset(chinese(wording) for column in columns for wording in column.wordings)


def _stacks(lines: Sequence[PrintedLine]) -> list[Sequence[Piece]]:
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
