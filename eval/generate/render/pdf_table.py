"""Draws one table of a PDF: rows as high as their labels need, over as many pages as they need.

A page takes strips: whole rows, or so many lines of one. A cell is drawn once a page, over all its strips there, and
its text goes on where it stopped on the page before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from eval.generate.grid import Slot, Table, slots
from eval.generate.render.pen import LEADING, Align, Pen, wrap
from eval.generate.render.places import Place

PADDING = 3.0
HAIR = 0.5  # width of a rule
SHADE = (0.82, 0.87, 0.94)
VERTICAL_ROWS = 10  # a label beside so many rows is set one character a line
HEAD_ROWS = {"requests": 3, "review": 3}

Texts = dict[tuple[int, int], list[str]]
"""Lines of each cell by the row and column where it starts."""


class Strip(NamedTuple):
    """Lines of a row that go on one page; `ends` when none are left for the next."""

    row: int
    lines: int
    ends: bool = True


class Frame(NamedTuple):
    """Where a cell is drawn on a page, in points from the left and from the foot."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A table measured for its paper: its slots, the edges of its columns, the text of each cell, a strip a row."""

    name: str
    grid: tuple[tuple[Slot, ...], ...]
    edges: tuple[float, ...]
    texts: Texts
    strips: tuple[Strip, ...]
    leading: float

    def height(self, strips: Sequence[Strip]) -> float:
        """How high the strips are together."""
        return sum(strip.lines * self.leading + 2 * PADDING for strip in strips)

    def lines_in(self, height: float) -> int:
        """How many lines of text have room between two rules."""
        return int((height - 2 * PADDING + 0.01) / self.leading)


def draw_table(pen: Pen, table: Table) -> None:
    """Draws the table from where the pen stands, and notes where each value is."""
    plan = _plan(pen, table)
    gap = pen.paper.text_size / 2
    head = plan.strips[: HEAD_ROWS.get(table.name, 0)]
    if pen.room() < plan.height(plan.strips[: len(head) + 1]) + gap:
        pen.turn_page()
    pen.y -= gap
    unwritten, left = dict(plan.texts), plan.strips
    while left:
        fitting, left = _fitting(plan, left, pen.room(), breaks=pen.paper.breaks_rows)
        _draw_strips(pen, plan, fitting, unwritten)
        if left:
            pen.turn_page()
            has_room = plan.lines_in(pen.room() - plan.height(head)) > 0
            if pen.paper.repeats_head and left[0].row >= len(head) and has_room:
                _draw_strips(pen, plan, head, dict(plan.texts))
    pen.y -= gap


def _plan(pen: Pen, table: Table) -> Plan:
    grid = slots(table)
    unit = pen.paper.inner / sum(table.widths)
    edges = tuple(pen.paper.margin + unit * part for part in accumulate(table.widths, initial=0.0))
    starting = [slot for row in grid for slot in row if slot.starts]
    texts = {(slot.top, slot.left): _lines(slot, edges, pen.paper.table_size) for slot in starting}
    lines = [1] * len(grid)
    for slot in sorted(starting, key=lambda slot: slot.cell.rowspan):
        below = _below(slot, grid)
        lines[below - 1] += max(0, len(texts[slot.top, slot.left]) - sum(lines[slot.top : below]))
    strips = tuple(Strip(row, count) for row, count in enumerate(lines))
    leading = pen.paper.table_size * LEADING
    return Plan(name=table.name, grid=grid, edges=edges, texts=texts, strips=strips, leading=leading)


def _lines(slot: Slot, edges: Sequence[float], size: float) -> list[str]:
    cell = slot.cell
    if cell.lost:
        return []
    vertical = cell.label and cell.colspan == 1 and cell.rowspan >= VERTICAL_ROWS
    width = size if vertical else edges[slot.left + cell.colspan] - edges[slot.left] - 2 * PADDING
    return wrap(cell.text, width, size)


def _below(slot: Slot, grid: Sequence[object]) -> int:
    """The row below a cell."""
    return min(slot.top + slot.cell.rowspan, len(grid))


def _fitting(
    plan: Plan, strips: Sequence[Strip], room: float, *, breaks: bool
) -> tuple[tuple[Strip, ...], tuple[Strip, ...]]:
    """The strips that go on this page and those that are left; a row higher than a page is broken on any paper."""
    count = sum(1 for count in range(len(strips)) if plan.height(strips[: count + 1]) <= room)
    whole, left = tuple(strips[:count]), tuple(strips[count:])
    cut = plan.lines_in(room - plan.height(whole))
    if not left or cut < 1 or (whole and not breaks):
        return whole, left
    first = left[0]._replace(lines=cut, ends=False)
    return (*whole, first), (left[0]._replace(lines=left[0].lines - cut), *left[1:])


def _draw_strips(pen: Pen, plan: Plan, strips: Sequence[Strip], unwritten: Texts) -> None:
    """Draws every cell of the strips, and takes the lines that it writes out of `unwritten`."""
    tops = [pen.y - plan.height(strips[:count]) for count in range(len(strips) + 1)]
    for index, strip in enumerate(strips):
        for slot in plan.grid[strip.row]:
            if slot.column != slot.left or (index and slot.row != slot.top):
                continue
            last = max(end for end, each in enumerate(strips) if each.row < _below(slot, plan.grid))
            left, right = plan.edges[slot.left], plan.edges[slot.left + slot.cell.colspan]
            frame = Frame(left, tops[last + 1], right, tops[index])
            ends = strips[last].ends and strips[last].row == _below(slot, plan.grid) - 1
            lines = unwritten[slot.top, slot.left]
            count = len(lines) if ends else plan.lines_in(frame.top - frame.bottom)
            unwritten[slot.top, slot.left] = lines[count:]
            _draw_cell(pen, plan, slot, frame, lines[:count])
    pen.y = tops[-1]


def _draw_cell(pen: Pen, plan: Plan, slot: Slot, frame: Frame, lines: Sequence[str]) -> None:
    _draw_rules(pen, frame, shaded=pen.paper.shades and slot.cell.colspan == len(plan.edges) - 1)
    align = _align(slot, plan)
    x = frame.left + PADDING if align == "left" else (frame.left + frame.right) / 2
    y = (frame.top + frame.bottom + len(lines) * plan.leading) / 2
    for line in lines:
        y -= plan.leading
        pen.write(line, x, y + plan.leading * 0.27, pen.paper.table_size, align)
    field = slot.cell.field
    if field and not slot.cell.lost:
        box = (frame.left, pen.paper.height - frame.top, frame.right, pen.paper.height - frame.bottom)
        pen.places.setdefault(field, Place(page=pen.page, bbox=box))


def _align(slot: Slot, plan: Plan) -> Align:
    beside_values = any(not other.cell.label for other in plan.grid[slot.row])
    return "left" if slot.cell.label and slot.cell.rowspan == 1 and beside_values else "center"


def _draw_rules(pen: Pen, frame: Frame, *, shaded: bool) -> None:
    canvas, (left, bottom, right, top) = pen.canvas, frame
    if shaded:
        canvas.setFillColorRGB(*SHADE)
        canvas.rect(left, bottom, right - left, top - bottom, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
    canvas.setLineWidth(HAIR)
    if pen.paper.rules == "lines":
        canvas.rect(left, bottom, right - left, top - bottom)
    elif pen.paper.rules == "bars":
        for y in (bottom, top):
            canvas.rect(left, y, right - left, HAIR, stroke=0, fill=1)
        for x in (left, right):
            canvas.rect(x, bottom, HAIR, top - bottom + HAIR, stroke=0, fill=1)
    elif pen.paper.rules == "across":
        for y in (bottom, top):
            canvas.line(left, y, right, y)
