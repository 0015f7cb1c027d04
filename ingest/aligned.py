"""Tables without rules: cells held apart by white space, their columns shown by where the full rows stand.

A row with blank cells is put under the columns by its place on the paper. Where all rows of a table agree with the
same columns its positions are true; where one does not, or no row is short, only the order of the cells is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from canonical.report import Box
from ingest.document import Cell, Grid, Positions, Row
from ingest.text_lines import is_numbered, is_value

FEWEST_VALUES = 4
UNEVEN = 1.7  # times the usual distance of two columns: one that is blank throughout may stand between them
WITH_REMARK = re.compile(r"[-+−]?\d[\d,，]*(?:\.\d+)?\s*(?:[（(].*|万|[件个项条]|万?元)", re.DOTALL)
GARBLED = re.compile(r"[^㐀-鿿.、．]{1,4}")  # a misread digit, no label


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Text with white space around it, from `left` to `right` in any unit."""

    text: str
    left: float
    right: float
    page: int | None = None
    line: int | None = None
    bbox: Box | None = None

    @property
    def is_value(self) -> bool:
        """Whether it is a number, with a remark or without, or the dash that stands for one."""
        return is_value(self.text) or WITH_REMARK.fullmatch(self.text) is not None


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


def grids_and_lines(lines: Sequence[PrintedLine], origin: str, narrow: float) -> tuple[Grid | PrintedLine, ...]:
    """The tables among the lines, and the lines above and below them; only lines where there is no table.

    `narrow` is the widest gap that may be inside a label whose characters are spaced out.
    """
    values = sum(len(values_of(line)) for line in lines if len(line) > 1)
    if values < FEWEST_VALUES:
        return tuple(lines)
    whole = [_with_whole_labels(line, narrow) if values_of(line) else line for line in lines]
    return tuple(part for block in blocks_of_lines(whole) for part in _block_parts(block, origin, narrow))


def _with_whole_labels(line: PrintedLine, narrow: float) -> PrintedLine:
    """The line, pieces of its label put together that only a narrow gap parts."""
    values = values_of(line)
    return (*_joined(line[: len(line) - len(values)], narrow), *values)


def _joined(line: PrintedLine, narrow: float) -> PrintedLine:
    joined: list[Piece] = []
    for piece in line:
        if joined and piece.left - joined[-1].right <= narrow and not is_numbered(piece.text):
            joined.append(_as_one(joined.pop(), piece, " "))
        else:
            joined.append(piece)
    return tuple(joined)


def _as_one(piece: Piece, other: Piece, between: str) -> Piece:
    """Two pieces as one that covers both."""
    boxes = [each.bbox for each in (piece, other) if each.bbox]
    box = list(zip(*boxes, strict=True))
    return replace(
        piece,
        text=f"{piece.text}{between}{other.text}",
        left=min(piece.left, other.left),
        right=max(piece.right, other.right),
        bbox=(min(box[0]), min(box[1]), max(box[2]), max(box[3])) if box else None,
    )


def values_of(line: PrintedLine) -> PrintedLine:
    """The pieces that are values: from the first number on, with misread ones before it."""
    numbered = len(line) > 1 and not line[1].is_value and not GARBLED.fullmatch(line[1].text)
    first = next((place for place, piece in enumerate(line) if piece.is_value and (place or not numbered)), len(line))
    while first < len(line) and first and GARBLED.fullmatch(line[first - 1].text):
        first -= 1
    return line[first:]


def blocks_of_lines(lines: Sequence[PrintedLine]) -> Iterator[tuple[PrintedLine, ...]]:
    """The lines cut where new column heads stand over the values."""
    block: list[PrintedLine] = []
    zone: Span | None = None
    for line in lines:
        values = values_of(line)
        if zone and not values and any(map(zone.touches, line[1:])):
            yield tuple(block)
            block, zone = [], None
        for piece in values:
            zone = zone.with_piece(piece) if zone else Span(left=piece.left, right=piece.right)
        block.append(line)
    yield tuple(block)


def _block_parts(block: tuple[PrintedLine, ...], origin: str, narrow: float) -> Iterator[Grid | PrintedLine]:
    """The table of a block: from its column heads to its last value."""
    valued = [place for place, line in enumerate(block) if values_of(line)]
    if not valued:
        yield from block
        return
    start = valued[0]
    while start and len(block[start - 1]) > 1:
        start -= 1
    yield from block[:start]
    yield _grid(block[start : valued[-1] + 1], valued[0] - start, origin, narrow)
    yield from block[valued[-1] + 1 :]


def _grid(lines: Sequence[PrintedLine], heads: int, origin: str, narrow: float) -> Grid:
    """The table of lines that begin with so many lines of heads."""
    columns = _columns(lines, heads, narrow)
    positions: Positions = "true" if columns else "ragged"
    rows = tuple(_true_rows(lines, heads, columns)) if columns else tuple(map(_ragged_row, lines))
    width = max(cell.column + cell.colspan for row in rows for cell in row.cells)
    return Grid(rows=rows, columns=width, positions=positions, origin=origin, page=lines[0][0].page)


def _ragged_row(line: PrintedLine) -> Row:
    return Row(cells=tuple(_cell(piece, place) for place, piece in enumerate(line)))


def _cell(piece: Piece, column: int, colspan: int = 1) -> Cell:
    return Cell(text=piece.text, column=column, colspan=colspan, page=piece.page, line=piece.line, bbox=piece.bbox)


def _columns(lines: Sequence[PrintedLine], heads: int, narrow: float) -> tuple[Span, ...]:
    """The columns that every value stands under; none where they are not certain, or the order says as much."""
    rows = [values for line in lines[heads:] if (values := values_of(line))]
    most = max(map(len, rows))
    named = _named(lines, heads)
    for names in (_longest(named), _stacked(named), _joined(_longest(named), narrow)):
        if len(names) >= most and (columns := _grown(_hulls([names]), rows)):
            return columns
    full = [values for values in rows if len(values) == most]
    return _grown(_hulls(full), rows) if len(full) < len(rows) and most > 1 else ()


def _grown(columns: list[Span], rows: Sequence[PrintedLine]) -> tuple[Span, ...]:
    """The columns as wide as the values under them; none where a value stands under no column or under several."""
    for values in rows:
        places = [_under(piece, columns) for piece in values]
        if any(len(under) != 1 for under in places) or len({under[0] for under in places}) < len(values):
            return ()
        for piece, (place,) in zip(values, places, strict=True):
            columns[place] = columns[place].with_piece(piece)
    return tuple(columns) if _are_even(columns) else ()


def _named(lines: Sequence[PrintedLine], heads: int) -> tuple[PrintedLine, ...]:
    """The lines of heads without those of the labels, which stand left of all values or amid their column."""
    label_end = max(
        (line[-len(values) - 1].right for line in lines[heads:] if 0 < len(values := values_of(line)) < len(line)),
        default=0.0,
    )
    margin = min(line[0].left for line in lines)
    named = [tuple(piece for piece in line if piece.left >= label_end) for line in lines[:heads]]
    return tuple(line[1:] if label_end and _is_amid(line, margin) else line for line in named)


def _is_amid(line: PrintedLine, margin: float) -> bool:
    """Whether the first piece is centred between the margin and the next piece."""
    return len(line) > 1 and line[0].left + line[0].right - margin <= line[1].left


def _longest(lines: Sequence[PrintedLine]) -> PrintedLine:
    return max(lines, key=len, default=())


def _stacked(lines: Sequence[PrintedLine]) -> PrintedLine:
    """The heads that stand at different heights: one for each place, those over several others left out."""
    pieces = [piece for line in lines for piece in line]
    single = [piece for piece in pieces if not _is_over_several(piece, pieces)]
    stacks: list[Piece] = []
    for piece in sorted(single, key=lambda each: each.left):
        if stacks and piece.left < stacks[-1].right:
            stacks.append(_as_one(stacks.pop(), piece, "\n"))
        else:
            stacks.append(piece)
    return tuple(stacks)


def _is_over_several(piece: Piece, pieces: Sequence[Piece]) -> bool:
    span = Span(left=piece.left, right=piece.right)
    below = [each for each in pieces if each is not piece and span.touches(each)]
    return any(one.right <= other.left for one in below for other in below)


def _hulls(rows: Sequence[PrintedLine]) -> list[Span]:
    return [
        Span(left=min(piece.left for piece in pieces), right=max(piece.right for piece in pieces))
        for pieces in zip(*rows, strict=True)
    ]


def _under(piece: Piece, columns: Sequence[Span]) -> list[int]:
    return [place for place, column in enumerate(columns) if column.touches(piece)]


def _are_even(columns: Sequence[Span]) -> bool:
    """Whether the columns stand apart, and no gap between two is wide enough for another."""
    steps = [right.middle - left.middle for left, right in pairwise(columns)]
    apart = all(left.right <= right.left for left, right in pairwise(columns))
    return apart and (len(steps) < 2 or max(steps) <= UNEVEN * median(steps))


def _true_rows(lines: Sequence[PrintedLine], heads: int, columns: Sequence[Span]) -> Iterator[Row]:
    labels = max(max((len(line) - len(values_of(line)) for line in lines[heads:]), default=0), 1)
    for line in _with_whole_heads(lines[:heads], columns):
        yield Row(cells=tuple(_head_cells(line, columns, labels)))
    for line in lines[heads:]:
        yield Row(cells=tuple(_value_row(line, columns, labels)))


def _value_row(line: PrintedLine, columns: Sequence[Span], labels: int) -> Iterator[Cell]:
    """The labels, then a cell for every column; none for a line without values, which may go on with a label."""
    values = values_of(line)
    for place, piece in enumerate(line[: len(line) - len(values)]):
        yield _cell(piece, place)
    by_column = {_under(piece, columns)[0]: piece for piece in values}
    blank = Piece(text="", left=0, right=0, page=line[0].page, line=line[0].line)
    for place in range(len(columns) if values else 0):
        yield _cell(by_column.get(place, blank), labels + place)


def _head_cells(line: PrintedLine, columns: Sequence[Span], labels: int) -> Iterator[Cell]:
    """The heads, each over the columns that it touches; what touches none stands left of all or between two."""
    taken = 0
    for piece in line:
        under = _under(piece, columns)
        if under and labels + under[0] >= taken:
            yield _cell(piece, labels + under[0], len(under))
            taken = labels + under[-1] + 1
        elif not under and taken < labels:
            yield _cell(piece, taken)
            taken += 1


def _with_whole_heads(lines: Sequence[PrintedLine], columns: Sequence[Span]) -> Iterator[PrintedLine]:
    """The lines of heads, those of one column that are broken over lines put together in the last."""
    step = min((right.middle - left.middle for left, right in pairwise(columns)), default=0.0)
    above: dict[int, Piece] = {}
    for line in lines:
        whole: list[Piece] = []
        for piece in line:
            under = _under(piece, columns)
            fits = len(under) == 1 and piece.right - piece.left <= step
            upper = above.get(under[0]) if fits else None
            text = f"{upper.text}\n{piece.text}" if upper else piece.text
            whole.append(replace(piece, text=text))
            if fits:
                above[under[0]] = whole[-1]
        yield tuple(whole)
