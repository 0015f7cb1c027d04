"""The cells that rules on a page make: as they are drawn, or as they would be if every side were closed.

A page break leaves rows open, tables are drawn without an outer frame, and browsers draw each cell as a box of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from statistics import median
from typing import Any, NamedTuple

from canonical.report import Box
from ingest.covered import is_white

THIN = 3.0  # points: a filled rectangle below this is a line
ENOUGH_RULES = 4  # lines that make a table; with fewer, coloured areas may mark its cells
SAME_EDGE, WIDEST_EDGE = 3.0, 6.0  # points within which two edges are one, and that one may spread over, page by page
LEAST = 8.0  # points between two rules that leave room for a line of text
WIDE, TALL = 0.6, 5.0  # of the table's width, and heights of its usual row: what is no cell but a part of the page
ROWS_BETWEEN = 2.5  # heights of a row: coloured bands no further apart have rows without colour between them
MOST = 0.5  # of the edges have another one beside them, where every cell is a box of its own

Object = dict[str, Any]


def boxes_of(shapes: Sequence[Object]) -> list[list[Box]]:
    """The cells of each table on the page; frames around everything and boxes inside a cell are no tables."""
    from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells

    rules = [shape for shape in shapes if _is_rule(shape)]
    ruled = len(rules) >= ENOUGH_RULES
    edges = _closed(_edges(rules)) if ruled else _edges([shape for shape in shapes if _is_visible(shape)])
    crossings = edges_to_intersections(edges, SAME_EDGE, SAME_EDGE)
    drawn: list[list[Box]] = cells_to_tables(intersections_to_cells(crossings))
    layout = [cell for cells in drawn for cell in _layout_of_page(cells)]
    if layout:
        inside = [cell for cells in drawn for cell in cells if cell not in layout]
        drawn = [*cells_to_tables(inside), *([cell] for cell in layout)]
    coloured = not ruled and not any(shape.get("stroke") for shape in shapes)
    found = list(map(_without_frames, _coloured_throughout(drawn) if coloured else drawn))
    return [cells for cells in found if not any(_is_inside(cells, other) for other in found if other is not cells)]


def _layout_of_page(cells: list[Box]) -> list[Box]:
    """The cells with the text between tables, where a table lays out the page, and those beside them."""
    frame = around(cells)
    wide, tall = WIDE * (frame[2] - frame[0]), TALL * median([bottom - top for _, top, _, bottom in cells])
    spans = [(top, bottom) for left, top, right, bottom in cells if right - left > wide and bottom - top > tall]
    return [cell for cell in cells if any(cell[1] <= top and bottom <= cell[3] for top, bottom in spans)]


def _without_frames(cells: list[Box]) -> list[Box]:
    """The cells but for those that hold others: frames of a row that a page break left open."""
    if sum(map(_area, cells)) <= _area(around(cells)):
        return cells
    return [cell for cell in cells if not any(_holds(cell, other) for other in cells)]


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _holds(cell: Box, other: Box) -> bool:
    x, y = (other[0] + other[2]) / 2, (other[1] + other[3]) / 2
    return cell[0] < x < cell[2] and cell[1] < y < cell[3] and _area(other) < _area(cell)


def _coloured_throughout(tables: Sequence[list[Box]]) -> list[list[Box]]:
    """The tables of coloured areas, without rows of heads alone and bands between which rows have no colour."""
    frames = sorted((around(cells) for cells in tables), key=lambda frame: frame[1])
    height = median([bottom - top for cells in tables for _, top, _, bottom in cells]) if tables else 0
    bands = {
        frame
        for upper, lower in pairwise(frames)
        for frame in (upper, lower)
        if abs(upper[2] - lower[2]) <= SAME_EDGE and lower[1] - upper[3] < ROWS_BETWEEN * height
    }
    return [cells for cells in tables if around(cells) not in bands and len({top for _, top, _, _ in cells}) > 1]


def _edges(shapes: Sequence[Object]) -> list[Object]:
    """The sides of the shapes, those in one line joined; shorter ones are strokes of a drawing."""
    from pdfplumber.table import merge_edges
    from pdfplumber.utils.geometry import filter_edges, obj_to_edges

    edges = [edge for shape in shapes for edge in obj_to_edges(shape)]
    sides = [side for direction in ("v", "h") for side in filter_edges(edges, direction, min_length=1)]
    joined = merge_edges(sides, *(SAME_EDGE,) * 4)
    if _are_boxes(joined):
        joined = merge_edges(sides, *(WIDEST_EDGE,) * 4)
    long: list[Object] = filter_edges(joined, min_length=SAME_EDGE)
    return long


def _are_boxes(edges: Sequence[Object]) -> bool:
    """Whether every cell is drawn as a box of its own: most edges have another one close beside them, as long."""
    rules = sorted(_rules(edges, "v")), sorted(_rules(edges, "h"))
    beside = [
        any(_is_as_long(rule, other) for other in _close_to(rule, i, of_way))
        for of_way in rules
        for i, rule in enumerate(of_way)
    ]
    return sum(beside) > MOST * len(beside)


def _close_to(rule: _Rule, place: int, rules: Sequence[_Rule]) -> Iterator[_Rule]:
    """The rules beside one of them, sorted by place."""
    for others in (reversed(rules[:place]), rules[place + 1 :]):
        yield from takewhile(lambda other: abs(other.place - rule.place) <= WIDEST_EDGE, others)


def _is_as_long(rule: _Rule, other: _Rule) -> bool:
    return abs(rule.start - other.start) <= SAME_EDGE and abs(rule.end - other.end) <= SAME_EDGE


def _rules(edges: Sequence[Object], orientation: str) -> list[_Rule]:
    place, start, end = ("x0", "top", "bottom") if orientation == "v" else ("top", "x0", "x1")
    return [_Rule(edge[place], edge[start], edge[end]) for edge in edges if edge["orientation"] == orientation]


def _is_inside(cells: Sequence[Box], other: Sequence[Box]) -> bool:
    """Whether one of two tables that overlap has to go: the one with fewer cells."""
    a, b = around(cells), around(other)
    overlaps = a[0] < b[2] - THIN and b[0] < a[2] - THIN and a[1] < b[3] - THIN and b[1] < a[3] - THIN
    return overlaps and (len(cells), a) < (len(other), b)


def _is_rule(item: Object) -> bool:
    thin = min(float(item["width"]), float(item["height"])) <= THIN
    return _is_visible(item) and (thin or bool(item.get("stroke")))


def _is_visible(item: Object) -> bool:
    """Whether it leaves ink: white areas under paragraphs are drawn by the thousand and mark nothing."""
    return bool(item.get("stroke")) or not is_white(item.get("non_stroking_color"))


def around(boxes: Sequence[Box]) -> Box:
    """The box around the boxes."""
    left, top, right, bottom = zip(*boxes, strict=True)
    return rounded((min(left), min(top), max(right), max(bottom)))


def rounded(box: Box) -> Box:
    """The box in hundredths of a point, which is finer than anything printed."""
    left, top, right, bottom = box
    return round(left, 2), round(top, 2), round(right, 2), round(bottom, 2)


class _Rule(NamedTuple):
    """A rule at a place of one axis, from one end to the other on the other axis."""

    place: float
    start: float
    end: float


def _closed(edges: Sequence[Object]) -> list[Object]:
    """The edges of a page, with those that close what is open: where neighbours that other rules join end together."""
    upright, level = _rules(edges, "v"), _rules(edges, "h")
    added = (
        *(_edge("h", rule.start, rule.place, rule.end, rule.place) for rule in _closing(upright, level)),
        *(_edge("v", rule.place, rule.start, rule.place, rule.end) for rule in _closing(level, upright)),
    )
    return [*edges, *added]


def _closing(rules: Sequence[_Rule], across: Sequence[_Rule]) -> Iterator[_Rule]:
    """Rules like those across, where neighbouring rules begin or end together with none near, one of them open."""
    for side in ("start", "end"):
        for at, beside in _together(sorted((getattr(rule, side), rule) for rule in rules)):
            for first, second in pairwise(sorted(beside)):
                if all(_ends_at_one(at, each.place, across) for each in (first, second)):
                    continue
                joining = [rule for rule in across if _reaches(rule, first.place, second.place)]
                inside = any(_reaches(first, rule.place) and _reaches(second, rule.place) for rule in joining)
                if inside and all(abs(rule.place - at) >= LEAST for rule in joining):
                    yield _Rule(at, first.place, second.place)


def _together(ends: Sequence[tuple[float, _Rule]]) -> Iterator[tuple[float, list[_Rule]]]:
    """The rules that end at one place, with that place."""
    starts = [i for i, (at, _) in enumerate(ends) if i == 0 or at - ends[i - 1][0] > SAME_EDGE]
    for first, last in pairwise([*starts, len(ends)]):
        yield ends[first][0], [rule for _, rule in ends[first:last]]


def _ends_at_one(at: float, place: float, across: Sequence[_Rule]) -> bool:
    """Whether a rule stands across the end of another: the corner of a box."""
    return any(abs(rule.place - at) <= SAME_EDGE and _reaches(rule, place) for rule in across)


def _reaches(rule: _Rule, *places: float) -> bool:
    return all(rule.start - SAME_EDGE <= place <= rule.end + SAME_EDGE for place in places)


def _edge(orientation: str, left: float, top: float, right: float, bottom: float) -> Object:
    box = {"x0": left, "top": top, "x1": right, "bottom": bottom}
    return {"object_type": "line", "orientation": orientation, "width": right - left, "height": bottom - top, **box}
