"""Tables without rules: cells held apart by white space, their columns shown by where the full rows stand.

A row with blank cells is put under the columns by its place on the paper. Where all rows of a table agree with the
same columns its positions are true; where one does not, or no row is short, only the order of the cells is told.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import groupby, pairwise
from operator import itemgetter
from statistics import median

from ingest.document import Cell, Grid, Positions, Row
from ingest.heads import TallHead, stacked, tall_heads
from ingest.pieces import Piece, PrintedLine, Span, as_one, blocks_of_lines, values_of
from ingest.text_lines import SENTENCE, is_heading, is_numbered
from ingest.wrapped import with_whole_cells

FEWEST_VALUES = 4
UNEVEN = 1.7  # times the usual distance of two columns: one that is blank throughout may stand between them
UNEVEN_HEADS = 1.25  # the same for heads at several heights
FEWEST_HEADS = 5  # at several heights; fewer may be the words of one
SAME_MIDDLE = 0.5  # of the lower one's width: how far the middles of two lines of a head may differ
WORD = re.compile(r"[㐀-鿿]")
DIGIT = re.compile(r"\d")


def grids_and_lines(lines: Sequence[PrintedLine], origin: str, narrow: float) -> tuple[Grid | PrintedLine, ...]:
    """The tables among the lines, and the lines above and below them; only lines where there is no table.

    `narrow` is the widest gap that may be inside a label whose characters are spaced out.
    """
    lines = with_whole_cells(lines, narrow)
    values = sum(len(values_of(line)) for line in lines if len(line) > 1)
    if values < FEWEST_VALUES:
        return tuple(lines if any(map(values_of, lines)) else _unfilled(lines, origin))
    numbers = (piece.left for line in lines for piece in values_of(line) if DIGIT.search(piece.text))
    start = min(numbers, default=0.0)
    lines = [_without_mark(line, narrow, start) for line in lines]
    whole = [_with_whole_labels(line, narrow) if values_of(line) else line for line in lines]
    return tuple(part for block in blocks_of_lines(whole) for part in _block_parts(block, origin, narrow))


def _without_mark(line: PrintedLine, narrow: float, start: float) -> PrintedLine:
    """The line, a mark that ends it left of where all numbers start put to its label: "（四） 无" of 无法提供."""
    if len(line) < 2 or len(values_of(line)) != 1 or line[-1].right > start or DIGIT.search(line[-1].text):
        return line
    *before, label, mark = line
    return (*before, as_one(label, mark, " ")) if mark.left - label.right <= narrow else line


def _with_whole_labels(line: PrintedLine, narrow: float) -> PrintedLine:
    """The line, pieces of its label put together that only a narrow gap parts, and a year printed amid it."""
    values = values_of(line)
    labels = _joined(line[: len(line) - len(values)], narrow)
    if len(labels) > 1 and not WORD.search(labels[0].text):
        labels = (as_one(labels[0], labels[1], " "), *labels[2:])
    return (*labels, *values)


def _joined(line: PrintedLine, narrow: float) -> PrintedLine:
    joined: list[Piece] = []
    for piece in line:
        if joined and piece.left - joined[-1].right <= narrow and not is_numbered(piece.text):
            joined.append(as_one(joined.pop(), piece, " "))
        else:
            joined.append(piece)
    return tuple(joined)


def _block_parts(block: tuple[PrintedLine, ...], origin: str, narrow: float) -> Iterator[Grid | PrintedLine]:
    """The table of a block: from its column heads to its last value."""
    valued = [place for place, line in enumerate(block) if values_of(line)]
    if not valued:
        yield from _unfilled(block, origin)
        return
    start, first = _heads_above(block, valued[0])
    end = valued[-1] + 1
    grid = _grid(block[start:end], first - start, origin, narrow)
    if (tall := _tall_grid(block[:end], first, origin, narrow)) and _is_surer(*tall, grid):
        head, grid = tall
        start = head.start
    yield from block[:start]
    yield grid
    yield from block[end:]


def _unfilled(lines: Sequence[PrintedLine], origin: str) -> Iterator[Grid | PrintedLine]:
    """Lines without values: those of a table that has nothing but its heads, at several heights, are a row of them."""
    for in_pieces, group in groupby(lines, key=lambda line: len(line) > 1 and not is_heading(line[0].text)):
        members = tuple(group)
        heads = stacked(members) if in_pieces else ()
        if len(heads) < FEWEST_HEADS or any(len(head.text.split("\n")[0]) == 1 for head in heads):
            yield from members  # characters of spaced-out words
        else:
            yield _grid_of((_ragged_row(heads),), "ragged", origin, heads[0].page)


def _heads_above(block: Sequence[PrintedLine], first: int) -> tuple[int, int]:
    """Where the lines of heads begin and end above the first values; a sentence between the two is none of them."""
    end = first
    while end > 1 and len(block[end - 1]) == 1 and SENTENCE.search(block[end - 1][0].text):
        end -= 1
    start = _start_of_heads(block, end)
    return (start, end) if start < end else (_start_of_heads(block, first), first)


def _start_of_heads(block: Sequence[PrintedLine], first: int) -> int:
    """Where the lines of heads begin that end above the first values.

    They have several pieces, but for a head of more lines than those beside it: as many above them as below.
    """
    label_end = _label_end(block[first:])
    low = first
    while low and len(block[low - 1]) == 1 and block[low - 1][0].left >= label_end > 0:
        low -= 1
    start = low
    while start and len(block[start - 1]) > 1:
        start -= 1
    if start == low:
        return first
    for lower in block[low:first]:
        if not start or len(block[start - 1]) > 1 or not _is_over(block[start - 1][0], lower[0]):
            break
        start -= 1
    return start


def _is_over(piece: Piece, lower: Piece) -> bool:
    """Whether two lines of one head, both centred, have the same middle."""
    return abs(piece.left + piece.right - lower.left - lower.right) <= 2 * SAME_MIDDLE * (lower.right - lower.left)


def _grid(lines: Sequence[PrintedLine], heads: int, origin: str, narrow: float) -> Grid:
    """The table of lines that begin with so many lines of heads."""
    lines = [*(_with_whole_first(line, narrow) for line in lines[:heads]), *lines[heads:]]
    columns = _columns(lines, heads, narrow)
    rows = tuple(_true_rows(lines, heads, columns)) if columns else tuple(map(_ragged_row, lines))
    return _grid_of(rows, "true" if columns else "ragged", origin, lines[0][0].page)


def _grid_of(rows: tuple[Row, ...], positions: Positions, origin: str, page: int | None) -> Grid:
    width = max(cell.column + cell.colspan for row in rows for cell in row.cells)
    return Grid(rows=rows, columns=width, positions=positions, origin=origin, page=page)


def _is_surer(head: TallHead, tall: Grid, grid: Grid) -> bool:
    return head.known or grid.positions == "ragged" or tall.columns > grid.columns


def _tall_grid(lines: Sequence[PrintedLine], heads: int, origin: str, narrow: float) -> tuple[TallHead, Grid] | None:
    """The table by heads at several heights, with these; None where it is not certain.

    Heads that a form has tell by themselves how many columns there are, others if these stand evenly.
    """
    body = lines[heads:]
    rows = [values for line in body if (values := values_of(line))]
    ways = [head for head in tall_heads(lines[:heads], _label_end(body), narrow) if len(head.heads) >= FEWEST_HEADS]
    for head in sorted(ways, key=lambda head: not head.known):
        uneven = math.inf if head.known else UNEVEN_HEADS
        if columns := _grown(_hulls([head.heads]), rows, narrow, uneven):
            above = (*head.others, head.heads)
            table = tuple(_true_rows((*above, *body), len(above), columns))
            return head, _grid_of(table, "true", origin, lines[head.start][0].page)
    return None


def _with_whole_first(line: PrintedLine, narrow: float) -> PrintedLine:
    """The line of heads, the characters of the first put together where they are spaced out."""
    first = line[0]
    for place, piece in enumerate(line[1:], start=1):
        if piece.left - first.right > narrow or min(len(line[place - 1].text), len(piece.text)) > 1:
            return (first, *line[place:])
        first = as_one(first, piece, " ")
    return (first,)


def _ragged_row(line: PrintedLine) -> Row:
    return Row(cells=tuple(_cell(piece, place) for place, piece in enumerate(line)))


def _cell(piece: Piece, column: int, colspan: int = 1) -> Cell:
    return Cell(text=piece.text, column=column, colspan=colspan, page=piece.page, line=piece.line, bbox=piece.bbox)


def _columns(lines: Sequence[PrintedLine], heads: int, narrow: float) -> tuple[Span, ...]:
    """The columns that every value stands under; none where they are not certain, or the order says as much."""
    rows = [values for line in lines[heads:] if (values := values_of(line))]
    usual, _ = Counter(map(len, rows)).most_common(1)[0]
    named = _named(lines, heads)
    for names in (_longest(named), stacked(named)):
        if len(names) >= usual and (columns := _columns_named(names, rows, usual, narrow)) is not None:
            return columns
    most = max(map(len, rows))
    joined = _joined(_longest(named), narrow)
    if len(joined) >= most and (columns := _grown(_hulls([joined]), rows, narrow)):
        return columns
    full = [values for values in rows if len(values) == most]
    doubtful = 2 * len(full) <= len(rows) and any(_is_tight(values, narrow) for values in full)
    return _grown(_hulls(full), rows, narrow) if most > 1 and len(full) < len(rows) and not doubtful else ()


def _is_tight(values: PrintedLine, narrow: float) -> bool:
    """Whether two of the values may be pieces of one number."""
    return any(right.left - left.right <= narrow for left, right in pairwise(values))


def _columns_named(
    names: PrintedLine, rows: Sequence[PrintedLine], usual: int, narrow: float
) -> tuple[Span, ...] | None:
    """The columns of these heads: none if they may be parts of fewer heads, None if the values are not under them.

    Where a head is a single character, heads are spaced out, and narrow gaps part no columns.
    """
    whole = _joined(names, narrow)
    columns = _grown(_hulls([whole]), rows, narrow) if usual <= len(whole) < len(names) else ()
    if columns and any(len(name.text) == 1 for name in names):
        return columns
    if columns and len(whole) == usual:
        return ()
    return _grown(_hulls([names]), rows, narrow) or None


def _grown(columns: list[Span], rows: Sequence[PrintedLine], narrow: float, uneven: float = UNEVEN) -> tuple[Span, ...]:
    """The columns as wide as the values under them; none where a value stands under no column or under several.

    In a few rows a column may have a number in pieces ("1 2"); which number that is, is for others to say.
    """
    broken = 0
    for values in rows:
        places = [_under(piece, columns) for piece in values]
        if any(len(under) != 1 for under in places):
            return ()
        shared = [pair for pair in pairwise(zip(values, places, strict=True)) if pair[0][1] == pair[1][1]]
        if any(right.left - left.right > narrow for (left, _), (right, _) in shared):
            return ()
        broken += bool(shared)
        for piece, (place,) in zip(values, places, strict=True):
            columns[place] = columns[place].with_piece(piece)
    return tuple(columns) if broken * 2 < len(rows) and _are_even(columns, uneven) else ()


def _named(lines: Sequence[PrintedLine], heads: int) -> tuple[PrintedLine, ...]:
    """The lines of heads without those of the labels, which stand left of all values or amid their column."""
    label_end = _label_end(lines[heads:])
    margin = min(line[0].left for line in lines)
    named = [tuple(piece for piece in line if piece.left >= label_end) for line in lines[:heads]]
    return tuple(line[1:] if label_end and _is_amid(line, margin) else line for line in named)


def _label_end(lines: Sequence[PrintedLine]) -> float:
    """Where the labels of the lines with values end."""
    return max(
        (line[-len(values) - 1].right for line in lines if 0 < len(values := values_of(line)) < len(line)),
        default=0.0,
    )


def _is_amid(line: PrintedLine, margin: float) -> bool:
    """Whether the first piece is centred between the margin and the next piece."""
    return len(line) > 1 and line[0].left + line[0].right - margin <= line[1].left


def _longest(lines: Sequence[PrintedLine]) -> PrintedLine:
    return max(lines, key=len, default=())


def _hulls(rows: Sequence[PrintedLine]) -> list[Span]:
    return [
        Span(left=min(piece.left for piece in pieces), right=max(piece.right for piece in pieces))
        for pieces in zip(*rows, strict=True)
    ]


def _under(piece: Piece, columns: Sequence[Span]) -> list[int]:
    return [place for place, column in enumerate(columns) if column.touches(piece)]


def _are_even(columns: Sequence[Span], uneven: float) -> bool:
    """Whether the columns stand apart, no gap wide enough for another and none so narrow that two may be one."""
    steps = [right.middle - left.middle for left, right in pairwise(columns)]
    apart = all(left.right <= right.left for left, right in pairwise(columns))
    usual = median(steps) if steps else 0
    return apart and all(usual <= uneven * step and step <= uneven * usual for step in steps)


def _true_rows(lines: Sequence[PrintedLine], heads: int, columns: Sequence[Span]) -> Iterator[Row]:
    labels = max(max((len(line) - len(values_of(line)) for line in lines[heads:]), default=0), 1)
    above: dict[int, Piece] = {}
    named = [tuple(_parted_heads(line, lines[place:heads], columns)) for place, line in enumerate(lines[:heads], 1)]
    for place, line in enumerate(named, start=1):
        row = [
            _cell(_under_its_upper(head, above), head.column, head.colspan) for head in _heads_of(line, columns, labels)
        ]
        if place == heads:
            row.extend(_heads_left_out(row, above))
        yield Row(cells=tuple(sorted(row, key=lambda cell: cell.column)))
    for line in lines[heads:]:
        yield Row(cells=tuple(_value_row(line, columns, labels)))


def _parted_heads(line: PrintedLine, below: Sequence[PrintedLine], columns: Sequence[Span]) -> Iterator[Piece]:
    """The heads of a line; what fills several columns is as many heads where the last sign of each stands below."""
    for piece in line:
        under = _under(piece, columns)
        if len(under) < 2 or not piece.words or not all(_has_last_sign(columns[place], below) for place in under):
            yield piece
            continue
        nearest = [min(under, key=lambda place: abs(columns[place].middle - _middle(word))) for word in piece.words]
        for _, group in groupby(zip(nearest, piece.words, strict=True), key=itemgetter(0)):
            yield reduce(lambda head, word: as_one(head, word, " "), (word for _, word in group))


def _has_last_sign(column: Span, below: Sequence[PrintedLine]) -> bool:
    found = [piece.text for line in below for piece in line if column.touches(piece)]
    return len(found) == 1 and len(found[0]) == 1


def _middle(piece: Piece) -> float:
    return (piece.left + piece.right) / 2


def _heads_left_out(row: Sequence[Cell], above: dict[int, Piece]) -> list[Cell]:
    """The heads of the columns that have none in the last row of heads, for they stand higher."""
    covered = {column for cell in row for column in range(cell.column, cell.column + cell.colspan)}
    return [_cell(piece, column) for column, piece in above.items() if column not in covered]


def _value_row(line: PrintedLine, columns: Sequence[Span], labels: int) -> Iterator[Cell]:
    """The labels, then a cell for every column; none for a line without values, which may go on with a label."""
    values = values_of(line)
    for place, piece in enumerate(line[: len(line) - len(values)]):
        yield _cell(piece, place)
    by_column: dict[int, Piece] = {}
    for piece in values:
        (column,) = _under(piece, columns)
        by_column[column] = as_one(by_column[column], piece, " ") if column in by_column else piece
    blank = Piece(text="", left=0, right=0, page=line[0].page, line=line[0].line)
    for place in range(len(columns) if values else 0):
        yield _cell(by_column.get(place, blank), labels + place)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """A head in its first column. It may be put over one column and not stand over it: it is wide, or between two."""

    piece: Piece
    column: int
    colspan: int
    stands_over_one: bool


def _heads_of(line: PrintedLine, columns: Sequence[Span], labels: int) -> list[_Head]:
    """The heads of a line, each over the columns that it touches or stands nearest to; none is left out."""
    steps = [right.middle - left.middle for left, right in pairwise(columns)] or [0.0]
    heads: list[_Head] = []
    for piece in line:
        under = _under(piece, columns)
        middle = (piece.left + piece.right) / 2
        first, last = (under[0], under[-1]) if under else (_nearest(middle, columns, median(steps)),) * 2
        free = heads[-1].column + heads[-1].colspan if heads else 0
        start = max(free, labels + first) if first is not None else free
        end = labels + last + 1 if last is not None else min(start + 1, labels)
        if start < end:
            stands_over_one = len(under) == 1 and piece.right - piece.left <= min(steps)
            heads.append(_Head(piece=piece, column=start, colspan=end - start, stands_over_one=stands_over_one))
        elif heads:
            heads[-1] = replace(heads[-1], piece=as_one(heads[-1].piece, piece, " "))
    return heads


def _nearest(middle: float, columns: Sequence[Span], step: float) -> int | None:
    """The column that stands nearest; None for what stands left of all of them."""
    if middle < columns[0].left - step / 2:
        return None
    return min(range(len(columns)), key=lambda place: abs(columns[place].middle - middle))


def _under_its_upper(head: _Head, above: dict[int, Piece]) -> Piece:
    """The head with those above it in its one column, where it is broken over lines."""
    if head.colspan > 1 or not head.stands_over_one:
        return head.piece
    upper = above.get(head.column)
    whole = replace(head.piece, text=f"{upper.text}\n{head.piece.text}") if upper else head.piece
    above[head.column] = whole
    return whole
