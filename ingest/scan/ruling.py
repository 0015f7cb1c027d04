"""Tables by their ruling lines: a lattice of all lines, whose squares are one cell where no line parts them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from canonical.report import Box
from ingest.scan.rules import Gray, Mask, Rule, Ruling, ruling_of

SAME_EDGE = 6.0  # points within which lines are one edge, as the borders of neighbouring cells are
REACH = 2.0  # points that a line may stand off its edge
SAME_LINE, MAIN = 1.0, 0.5  # points of one of its lines; of the longest: shorter ones do not say how wide it is
NARROWEST, LOWEST = 60.0, 20.0  # points of a table
STROKE = 24.0  # points: no stroke of a character is longer
FRAME = 3.0  # points around a table's long lines in which its short ones stand
TOUCH, APART = 1.5, 2.0  # points around a line within which others meet it; around the cells of a table, beyond that
OPEN = 7.0  # points that lines go on beyond the last one across them where the page cuts a table
CORNER = 1.0  # points from a corner that are not looked at: the line across is there
CORNER_SIZE = 1.5  # points beside those that a line has to reach at one end at least, as text does not
MOST = 0.72  # share of an edge that traces from one corner only run along where they are a line
WALL, LIKELY_WALL = 0.5, 0.25  # share of an edge with a line where cells are parted; the lower beside such edges
UNBROKEN = 0.9  # share of an edge with marks in line, where it is a wall whatever stands beside: a stamp, or words
SHORTEST_UNBROKEN = 15.0  # points of such an edge: longer than a stroke of a character
THICKEST = 3.0  # points of a line
GAP = 1.2  # points between the two of a double line
LINE_SHARE = 0.25  # of a row of pixels that is dark: it belongs to the line

Walls = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuledCell:
    """A cell of the lattice; `box` is what lies inside its rules, in pixels."""

    row: int
    column: int
    rowspan: int
    colspan: int
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class RuledTable:
    """The cells of one table, by row and column, and the box around it in pixels."""

    cells: tuple[RuledCell, ...]
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edge:
    """Where cells meet: its middle, and its first and its last line, which are two where each cell has its own."""

    at: float
    first: float
    last: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lattice:
    """All edges of a table: from top to bottom, and from left to right."""

    rows: tuple[_Edge, ...]
    columns: tuple[_Edge, ...]


def find_tables(gray: Gray, unit: float) -> tuple[RuledTable, ...]:
    """The ruled tables of a straight page, from top to bottom; `unit` is the number of pixels of a point."""
    ruling = ruling_of(gray, unit)
    found = []
    for across, down in _groups(ruling, gray.shape):
        lattice = _lattice(across, down, unit)
        if len(lattice.rows) > 1 and len(lattice.columns) > 2:
            found.append(_table(lattice, ruling))
    return tuple(sorted(found, key=lambda table: table.box[1]))


def _groups(ruling: Ruling, shape: Sequence[int]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """The lines of each table; those from one end of the picture to the other are folds or borders of the scanner."""
    height, width = shape[:2]
    across = [rule for rule in ruling.across.rules if rule.start > 1 or rule.end < width - 1]
    down = [rule for rule in ruling.down.rules if rule.start > 1 or rule.end < height - 1]
    found = _joined(_boxes(across, down), TOUCH * ruling.unit)
    long = [rule for rule in across if rule.length >= STROKE * ruling.unit]
    ruled = [box for box in found if all(len(lines) > 1 for lines in _within(box, long, down))]
    for box in _joined(ruled, APART * ruling.unit):
        lying, standing = _within(box, across, down)
        if frame := _frame(lying, standing, ruling.unit):
            lying, standing = _within(frame, lying, standing)
        big = box[2] - box[0] >= NARROWEST * ruling.unit and box[3] - box[1] >= LOWEST * ruling.unit
        if big and len(lying) > 1 and len(standing) > 1:
            yield lying, standing


def _within(box: Box, across: Sequence[Rule], down: Sequence[Rule]) -> tuple[list[Rule], list[Rule]]:
    """The lines in the box, across and down."""
    lying = [rule for rule in across if _holds(box, rule, lying=True)]
    return lying, [rule for rule in down if _holds(box, rule, lying=False)]


def _frame(across: Sequence[Rule], down: Sequence[Rule], unit: float) -> Box | None:
    """The box around the lines that are no strokes of characters beside the table."""
    lying = [rule for rule in across if rule.length >= STROKE * unit]
    standing = [rule for rule in down if rule.length >= STROKE * unit]
    if not lying or not standing:
        return None
    box = _around(_boxes(lying, standing))
    near = FRAME * unit
    return box[0] - near, box[1] - near, box[2] + near, box[3] + near


def _joined(boxes: Iterable[Box], touch: float) -> list[Box]:
    """The boxes around those that overlap when each is so much larger on every side."""
    boxes = [(left - touch, top - touch, right + touch, bottom + touch) for left, top, right, bottom in boxes]
    joined: list[Box] = []
    for box in boxes:
        grown, rest = box, joined
        while touching := [other for other in rest if _overlap(grown, other)]:
            rest = [other for other in rest if not _overlap(grown, other)]
            grown = _around([grown, *touching])
        joined = [*rest, grown]
    return joined


def _boxes(across: Sequence[Rule], down: Sequence[Rule]) -> list[Box]:
    boxes = [(rule.start, rule.at, rule.end, rule.at) for rule in across]
    return [*boxes, *((rule.at, rule.start, rule.at, rule.end) for rule in down)]


def _overlap(box: Box, other: Box) -> bool:
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]


def _around(boxes: Iterable[Box]) -> Box:
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)


def _holds(box: Box, rule: Rule, *, lying: bool) -> bool:
    middle = (rule.start + rule.end) / 2
    x, y = (middle, rule.at) if lying else (rule.at, middle)
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _lattice(across: Sequence[Rule], down: Sequence[Rule], unit: float) -> _Lattice:
    rows, columns = _edges(across, unit), _edges(down, unit)
    return _Lattice(
        rows=_with_open_ends(rows, down, OPEN * unit), columns=_with_open_ends(columns, across, OPEN * unit)
    )


def _edges(rules: Sequence[Rule], unit: float) -> tuple[_Edge, ...]:
    """Where lines stand, each place once."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda each: each.at):
        if groups and rule.at - _middle(groups[-1]) <= SAME_EDGE * unit:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    return tuple(_edge(group, unit) for group in groups)


def _edge(rules: Sequence[Rule], unit: float) -> _Edge:
    """The edge where lines stand, each in as many pieces as there are cells."""
    same = SAME_LINE * unit
    lengths = [sum(other.length for other in rules if abs(other.at - rule.at) <= same) for rule in rules]
    main = [rule.at for rule, length in zip(rules, lengths, strict=True) if length >= MAIN * max(lengths)]
    return _Edge(at=_middle(rules), first=min(main), last=max(main))


def _middle(rules: Sequence[Rule]) -> float:
    """The middle of lines, the long ones counting most."""
    return sum(rule.at * rule.length for rule in rules) / sum(rule.length for rule in rules)


def _with_open_ends(edges: tuple[_Edge, ...], crossing: Sequence[Rule], open_end: float) -> tuple[_Edge, ...]:
    """The edges and one more on a side where several lines go on beyond the last that they cross."""
    if not edges:
        return edges
    top, bottom = edges[0].at, edges[-1].at
    starts = sorted(rule.start for rule in crossing if rule.end > top)[:2]
    ends = sorted((rule.end for rule in crossing if rule.start < bottom), reverse=True)[:2]
    before = (_Edge(at=each, first=each, last=each) for each in starts[-1:] if top - each > open_end)
    behind = (_Edge(at=each, first=each, last=each) for each in ends[-1:] if each - bottom > open_end)
    return (*before, *edges, *behind)


def _table(lattice: _Lattice, ruling: Ruling) -> RuledTable:
    above, left = _parting(lattice, ruling)
    parting = _Lattice(rows=_that_part(lattice.rows, above), columns=_that_part(lattice.columns, left.T))
    if parting != lattice:
        lattice = parting
        above, left = _parting(lattice, ruling)
    regions = _regions(above, left)
    cells = tuple(_cell(region, lattice, ruling) for region in sorted(regions))
    frame = (lattice.columns[0].first, lattice.rows[0].first, lattice.columns[-1].last, lattice.rows[-1].last)
    return RuledTable(cells=cells, box=frame)


def _parting(lattice: _Lattice, ruling: Ruling) -> tuple[Walls, Walls]:
    """Where walls stand above each square, and to its left."""
    across = ruling.across.mask, ruling.traces_across, ruling.marks_across
    down = ruling.down.mask, ruling.traces_down, ruling.marks_down
    above = _walls(lattice.rows, lattice.columns, across, ruling.unit)
    return above, _walls(lattice.columns, lattice.rows, down, ruling.unit).T


def _that_part(edges: Sequence[_Edge], walls: Walls) -> tuple[_Edge, ...]:
    """The edges without those that part no cells: the stroke of a character makes one."""
    return tuple(edge for edge, of_edge in zip(edges, walls, strict=True) if of_edge.any())


def _walls(edges: Sequence[_Edge], across: Sequence[_Edge], masks: tuple[Mask, Mask, Mask], unit: float) -> Walls:
    """Whether a line or its traces run along each edge, square by square; the outermost always do."""
    shares = np.array([[_share(edge, start, end, masks, unit) for start, end in pairwise(across)] for edge in edges])
    walls = shares >= WALL
    beside = np.zeros_like(walls)
    beside[:, 1:] |= walls[:, :-1]
    beside[:, :-1] |= walls[:, 1:]
    walls |= beside & (shares >= LIKELY_WALL)
    walls[0] = walls[-1] = True
    return walls


def _share(edge: _Edge, start: _Edge, end: _Edge, masks: tuple[Mask, Mask, Mask], unit: float) -> float:
    """How much of the edge a line runs along, from one corner at least; or its traces, from both."""
    reach, near = max(1, round(REACH * unit)), round(CORNER * unit)
    first, last = _between(start, end, near)
    rows = slice(max(0, round(edge.first) - reach), round(edge.last) + reach + 1)
    size = max(1, round(CORNER_SIZE * unit))
    if last - first >= SHORTEST_UNBROKEN * unit and _in_line(masks[2][rows, first:last]) >= UNBROKEN:
        return 1.0
    lines, traces = (np.asarray(mask[rows, first:last].any(axis=0)) for mask in masks[:2])
    line = _full(lines) if max(_full(lines[:size]), _full(lines[-size:])) >= WALL else 0.0
    both = lines | traces
    corners = sorted((_full(both[:size]), _full(both[-size:])))
    share = _full(both)
    return max(line, share if corners[0] >= WALL or (corners[1] >= WALL and share >= MOST) else 0.0)


def _between(start: _Edge, end: _Edge, near: int) -> tuple[int, int]:
    """The first pixel between two edges that is not near one, and the one behind the last; one pixel at least."""
    first = round(start.last) + near
    return first, max(round(end.first) - near, first + 1)


def _full(line: Mask | npt.NDArray[np.bool_]) -> float:
    """How much of the length is marked."""
    return np.count_nonzero(line) / line.size


def _in_line(marks: Mask) -> float:
    """How much of the length has marks on two rows of pixels that are neighbours."""
    return max((_full(one | other) for one, other in pairwise(marks)), default=0.0)


Region = tuple[int, int, int, int]
"""First row, first column, and the row and column behind the last."""


def _regions(above: Walls, left: Walls) -> list[Region]:
    """The squares put together that no wall parts; what is no rectangle is cut into some."""
    rows, columns = above.shape[0] - 1, left.shape[1] - 1
    owner = np.arange(rows * columns).reshape(rows, columns)
    changed = True
    while changed:
        before = owner.copy()
        for row in range(rows):
            for column in range(columns):
                if row and not above[row, column]:
                    _join(owner, owner[row, column], owner[row - 1, column])
                if column and not left[row, column]:
                    _join(owner, owner[row, column], owner[row, column - 1])
        changed = bool((before != owner).any())
    return [region for number in np.unique(owner) for region in _rectangles(owner == number)]


def _join(owner: npt.NDArray[np.int_], one: int, other: int) -> None:
    owner[owner == max(one, other)] = min(one, other)


def _rectangles(squares: Walls) -> Iterator[Region]:
    """The rectangles that make up the squares: usually one."""
    left = squares.copy()
    while left.any():
        row, column = (int(place[0]) for place in np.nonzero(left))
        end = column
        while end < left.shape[1] and left[row, end]:
            end += 1
        below = row
        while below < left.shape[0] and left[below, column:end].all():
            below += 1
        left[row:below, column:end] = False
        yield row, column, below, end


def _cell(region: Region, lattice: _Lattice, ruling: Ruling) -> RuledCell:
    row, column, below, end = region
    left, right = lattice.columns[column], lattice.columns[end]
    top, bottom = lattice.rows[row], lattice.rows[below]
    across, down, unit = ruling.marks_across, ruling.marks_down, ruling.unit
    x, y = _inner(left, (top, bottom), down, unit, 1), _inner(top, (left, right), across, unit, 1)
    behind_x, behind_y = _inner(right, (top, bottom), down, unit, -1), _inner(bottom, (left, right), across, unit, -1)
    box = x, y, max(behind_x, x + 1), max(behind_y, y + 1)
    return RuledCell(row=row, column=column, rowspan=below - row, colspan=end - column, box=box)


def _inner(edge: _Edge, along: tuple[_Edge, _Edge], marks: Mask, unit: float, step: int) -> float:
    """Where the last line of the edge ends towards the cell: the cell's first pixel, or the one behind its last.

    The second line of a double one counts where all of it is dark, as no number makes it.
    """
    first, last = _between(*along, round(CORNER * unit))
    near, far = (edge.first, edge.last) if step > 0 else (edge.last, edge.first)
    start, within = round(near), step * (round(far) - round(near))
    places = start + step * np.arange(within + round(SAME_EDGE * unit) + 1)
    places = places[(places >= 0) & (places < len(marks))]
    dark = np.count_nonzero(marks[places, first:last], axis=1) / (last - first)
    gap, thick = GAP * unit, THICKEST * unit
    last_dark = round(edge.at)
    for place, share in zip(places.tolist(), dark.tolist(), strict=True):
        distance = step * (place - start)
        beyond = distance > within and (distance > within + thick or abs(place - last_dark) > gap)
        if share >= (UNBROKEN if beyond else LINE_SHARE):
            last_dark = place
    return float(last_dark + (step > 0))
