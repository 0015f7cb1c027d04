"""Cells of tables without rules that go on over lines, put together again on the line of their row.

No two rows overlap. So where lines do, they are lines of one row, whose cells are set in the middle: a cell of two
lines stands half above and half below its neighbours of one line, and they leave its place free. That joins the digits
of a number and the halves of a label. A remark goes on until its bracket is closed, wherever its row stands. Digits
that only stand nearer to the row above or below than rows do are kept apart in the cell, which is flagged for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from ingest.pieces import Piece, PrintedLine, as_one, values_of
from ingest.text_lines import NOTHING_WORDS, is_numbered, is_value

OVERLAP = 0.1  # of a line's height: how far lines of one row reach into each other, at least
SAME_PLACE = 0.6  # of it: how far the middles of two lines of a cell may differ
SAME_EDGE = 0.3  # of it: the same for their left or right ends
LEADING = 0.8  # of it: the widest gap between two lines of a cell
NEARER = 1.15  # times: how much further rows stand apart than the lines of one
MOST_LINES = 12  # printed lines that a cell may reach over, those of its neighbours included
BEGUN = re.compile(r"[-+−]?\d[\d,，]*\.?\d*")
REST = re.compile(r"[\d,，]*\.?\d+")
OPENING = ("（", "(")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Whole:
    """A cell put together: the line of its row, the pieces it was printed in, and all of them as one."""

    row: int
    parts: tuple[Piece, ...]
    piece: Piece


_Chain = list[tuple[int, Piece]]
"""The pieces of one cell, from above to below, each with its line."""


def with_whole_cells(lines: Sequence[PrintedLine], narrow: float) -> list[PrintedLine]:
    """The lines, each cell that goes on over several of them on the line of its row; `narrow` is as for labels."""
    if any(piece.bbox is None for line in lines for piece in line):
        return list(lines)  # a file of text, whose lines have no height
    for join in (_numbers, _remarks, _nothing_words, _labels, _near_digits):
        lines = _joined(lines, list(join(lines, narrow)))
    return list(lines)


def is_broken_number(texts: Sequence[str]) -> bool:
    """Whether the lines of a cell hold nothing but the digits of one number, or of several."""
    return BEGUN.fullmatch(texts[0]) is not None and all(REST.fullmatch(text) for text in texts[1:])


def _joined(lines: Sequence[PrintedLine], found: Sequence[_Whole]) -> Sequence[PrintedLine]:
    gone = {id(part) for whole in found for part in whole.parts}
    kept = [[piece for piece in line if id(piece) not in gone] for line in lines]
    for whole in found:
        kept[whole.row].append(whole.piece)
    same = [len(after) == len(before) and after[-1] is before[-1] for before, after in zip(lines, kept, strict=True)]
    rows = (tuple(sorted(line, key=lambda piece: (piece.left, _top(piece)))) for line in kept)
    return [before if whole else row for before, row, whole in zip(lines, rows, same, strict=True) if whole or row]


def _numbers(lines: Sequence[PrintedLine], _narrow: float) -> Iterator[_Whole]:
    """Numbers of two lines: all that stands in the one goes on in the other, and between them stands their row."""
    for above, upper in enumerate(lines):
        begun = _values(upper, BEGUN)
        for below in range(above + 2, min(above + MOST_LINES, len(lines))) if begun else ():
            pairs = _pairs(begun, _values(lines[below], REST))
            rows = [row for row in range(above + 1, below) if values_of(lines[row])]
            if pairs and len(rows) == 1 and _is_between(lines[rows[0]], pairs):
                yield from (_Whole(row=rows[0], parts=pair, piece=as_one(*pair, "")) for pair in pairs)
                break


def _values(line: PrintedLine, pattern: re.Pattern[str]) -> PrintedLine:
    """The values of the line if each looks like this, else none."""
    values = values_of(line)
    return values if all(pattern.fullmatch(piece.text) for piece in values) else ()


def _pairs(upper: PrintedLine, lower: PrintedLine) -> list[tuple[Piece, Piece]]:
    """Each of the one with that of the other which it goes on in; none where one has no other."""
    pairs = [(above, below) for above in upper for below in lower if _goes_on(above, below)]
    whole = len(pairs) == len(upper) == len(lower) and all(_fills(above, below) for above, below in pairs)
    return pairs if whole else []


def _fills(above: Piece, below: Piece) -> bool:
    """Whether the upper line is as wide as the lower one at least: a line is filled before the next is begun."""
    return below.right - below.left <= above.right - above.left + SAME_EDGE * _height(above)


def _is_between(line: PrintedLine, pairs: Sequence[tuple[Piece, Piece]]) -> bool:
    """Whether the line is that of a row with cells of two lines, whose places it leaves free."""
    return all(
        _overlap(above, piece) and _overlap(piece, below) for piece in values_of(line) for above, below in pairs
    ) and not any(_touches(piece, pair) for piece in line for pair in pairs)


def _remarks(lines: Sequence[PrintedLine], _narrow: float) -> Iterator[_Whole]:
    """Numbers whose remark goes on below them until its bracket is closed."""
    yield from _of_rows(lines, [chain for place in range(len(lines)) for chain in _remarks_from(lines, place)], "\n")


def _nothing_words(lines: Sequence[PrintedLine], _narrow: float) -> Iterator[_Whole]:
    """Words for "nothing" that go on over lines: "无此" above "项"."""
    yield from _of_rows(lines, [chain for place in range(len(lines)) for chain in _words_from(lines, place)], "")


def _of_rows(lines: Sequence[PrintedLine], chains: Sequence[_Chain], between: str) -> Iterator[_Whole]:
    """The chains of pieces whose row can be told: the one line among theirs that has other values, or a label."""
    parts = {id(piece) for chain in chains for _, piece in chain}
    for chain in chains:
        pieces = tuple(piece for _, piece in chain)
        among = range(chain[0][0], chain[-1][0] + 1)
        valued = [row for row in among if any(id(piece) not in parts for piece in values_of(lines[row]))]
        rows = valued or [row for row in among if any(id(piece) not in parts for piece in lines[row])] or among[:1]
        others = (piece for row in rows for piece in lines[row] if id(piece) not in {id(part) for part in pieces})
        if len(rows) == 1 and not any(_touches(piece, pieces) for piece in others):
            whole = reduce(lambda upper, lower: as_one(upper, lower, between), pieces)
            yield _Whole(row=rows[0], parts=pieces, piece=whole)


def _remarks_from(lines: Sequence[PrintedLine], place: int) -> Iterator[_Chain]:
    """The pieces, with their lines, of each number of the line whose remark ends in another."""
    for piece in lines[place]:
        if not piece.is_value or not (_open(piece.text) or BEGUN.fullmatch(piece.text)):
            continue
        chain, depth = [(place, piece)], _open(piece.text)
        for row in range(place + 1, min(place + MOST_LINES, len(lines))):
            below = [each for each in lines[row] if _goes_on(chain[-1][1], each)]
            if len(below) != 1 or (not depth and not below[0].text.startswith(OPENING)):
                continue
            chain.append((row, below[0]))
            depth += _open(below[0].text)
            if depth <= 0:
                break
        if len(chain) > 1 and depth == 0 and not _is_begun_above(lines, place, piece):
            yield chain


def _words_from(lines: Sequence[PrintedLine], place: int) -> Iterator[_Chain]:
    """The pieces, with their lines, of each word for "nothing" that begins on the line and ends on another."""
    for piece in lines[place]:
        chain, text = [(place, piece)], piece.text
        for row in range(place + 1, min(place + MOST_LINES, len(lines))):
            if not any(word.startswith(text) and word != text for word in NOTHING_WORDS):
                break
            below = [each for each in lines[row] if _goes_on(chain[-1][1], each)]
            if len(below) == 1:
                chain.append((row, below[0]))
                text += below[0].text
        if len(chain) > 1 and text in NOTHING_WORDS:
            yield chain


def _is_begun_above(lines: Sequence[PrintedLine], place: int, piece: Piece) -> bool:
    """Whether digits stand above it that may be the beginning of its number."""
    before = (each for line in lines[max(0, place - MOST_LINES) : place] for each in line)
    return any(BEGUN.fullmatch(each.text) and _goes_on(each, piece) for each in before)


def _open(text: str) -> int:
    """How many brackets are open at its end; below 0 where it closes some that it does not open."""
    return sum(map(text.count, OPENING)) - text.count("）") - text.count(")")


def _labels(lines: Sequence[PrintedLine], narrow: float) -> Iterator[_Whole]:
    """Labels of two lines, one half above and one half below the line of their row, whose place is free there."""
    for row, line in enumerate(lines):
        values = values_of(line)
        if not values:
            continue
        above, below = (_halves(lines, row, step, narrow, values[0]) for step in (-1, 1))
        for upper in above:
            lower = next((half for half in below if _is_half(upper[0], half[0])), None)
            if lower is None or len("".join(piece.text for piece in upper)) == 1:  # of a label written downwards
                continue
            parts = (*upper, *lower)
            if not any(_touches(piece, parts) for piece in line):
                first, second = (reduce(lambda one, other: as_one(one, other, " "), half) for half in (upper, lower))
                yield _Whole(row=row, parts=parts, piece=as_one(first, second, "\n"))


def _halves(lines: Sequence[PrintedLine], row: int, step: int, narrow: float, value: Piece) -> list[PrintedLine]:
    """The labels in the lines on this side of a row's that reach into its values, in the pieces of each."""
    found: list[PrintedLine] = []
    for place in range(row + step, row + step * MOST_LINES // 2, step):
        line = lines[place] if 0 <= place < len(lines) else ()
        label = line[: len(line) - len(values_of(line))]
        reaching = [half for half in label if (_overlap(half, value) if step < 0 else _overlap(value, half))]
        if not reaching:
            break
        found.extend(_parted(reaching, narrow))
    return found


def _parted(pieces: Sequence[Piece], narrow: float) -> Iterator[PrintedLine]:
    """The pieces by label: wide gaps part them, and numbers of items begin them."""
    start = 0
    for place in range(1, len(pieces)):
        if pieces[place].left - pieces[place - 1].right > narrow or is_numbered(pieces[place].text):
            yield tuple(pieces[start:place])
            start = place
    yield tuple(pieces[start:])


def _is_half(above: Piece, below: Piece) -> bool:
    """Whether the lower piece begins the second line of a label: below its first, and as no label of its own."""
    begins = abs(above.left - below.left) <= SAME_EDGE * _height(above)
    return begins and above.page == below.page and _top(below) > _top(above) and not is_numbered(below.text)


def _near_digits(lines: Sequence[PrintedLine], _narrow: float) -> Iterator[_Whole]:
    """Lines of nothing but digits that stand nearer to a row than rows do, each under or over a number of it.

    They are put beside those, pieces of one cell.
    """
    valued = [place for place, line in enumerate(lines) if values_of(line)]
    for n, place in enumerate(valued):
        digits = _values(lines[place], REST)
        for row in (valued[n - 1 : n] if n else []) + valued[n + 1 : n + 2] if len(digits) == len(lines[place]) else ():
            numbers = [piece for piece in values_of(lines[row]) if is_value(piece.text)]
            pairs = _pairs_within(digits, numbers, after=row < place)
            if pairs and len(numbers) > len(digits) and _is_nearer(lines, valued, place, row):
                yield from (_Whole(row=row, parts=(each,), piece=each) for each in digits)
                break


def _pairs_within(digits: PrintedLine, numbers: Sequence[Piece], *, after: bool) -> list[tuple[Piece, Piece]]:
    pairs = [
        (number, each) if after else (each, number)
        for each in digits
        for number in numbers
        if (_goes_on(number, each) if after else _goes_on(each, number))
    ]
    begun = all(BEGUN.fullmatch(above.text) and REST.fullmatch(below.text) for above, below in pairs)
    return pairs if len(pairs) == len(digits) and begun and all(_fills(*pair) for pair in pairs) else []


def _is_nearer(lines: Sequence[PrintedLine], valued: Sequence[int], place: int, row: int) -> bool:
    """Whether the two lines stand nearer to each other than to all lines with values beside them."""
    own = abs(_top(lines[place][0]) - _top(lines[row][-1]))
    first, last = sorted((place, row))
    beside = [(before, first) for before in valued if before < first][-1:]
    beside += [(last, behind) for behind in valued if behind > last][:1]
    steps = [_top(lines[lower][-1]) - _top(lines[upper][-1]) for upper, lower in beside]
    return bool(steps) and all(step < 0 or step > NEARER * own for step in steps)  # below 0 on another page


def _goes_on(above: Piece, below: Piece) -> bool:
    """Whether the lower piece stands where the text of the upper one would go on."""
    height = _height(above)
    gap = _top(below) - _bottom(above)
    middles = abs(above.left + above.right - below.left - below.right) / 2 <= SAME_PLACE * height
    ends = min(abs(above.left - below.left), abs(above.right - below.right)) <= SAME_EDGE * height
    return above.page == below.page and -OVERLAP * height <= gap <= LEADING * height and (middles or ends)


def _overlap(upper: Piece, lower: Piece) -> bool:
    """Whether the upper piece reaches down into the lines of the lower one, and begins above it."""
    reach = OVERLAP * _height(lower)
    return upper.page == lower.page and _top(upper) < _top(lower) - reach and _bottom(upper) > _top(lower) + reach


def _touches(piece: Piece, parts: Sequence[Piece]) -> bool:
    left, right = min(part.left for part in parts), max(part.right for part in parts)
    return piece.left < right and left < piece.right


def _height(piece: Piece) -> float:
    return _bottom(piece) - _top(piece)


def _top(piece: Piece) -> float:
    return piece.bbox[1] if piece.bbox else 0.0


def _bottom(piece: Piece) -> float:
    return piece.bbox[3] if piece.bbox else 0.0
