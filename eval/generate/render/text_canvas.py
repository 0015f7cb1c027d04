"""Tables set in characters: columns stand under each other, long labels go on below, merged cells in their middle.

- layout: no rules, columns held apart by spaces (`pdftotext -layout`);
- wrapped: the same lines with one space between what stands in them, blank cells gone (the text of a PDF's page, as
  pdfplumber and pypdf give it: a row's values stand between the lines of its label);
- grid: rules of "+", "-" and "|" around every cell (grid tables of pandoc).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import NamedTuple
from unicodedata import east_asian_width

from eval.generate.grid import Slot, Table, slots
from eval.generate.render.marks import bare, mark_of, marked

WIDTH = 130  # places a line; a Chinese character takes two
NARROWEST = 84  # of a page of a PDF
GAP = 2  # places between two columns
WORD = re.compile(r"[\x21-\x7e]+|.", re.DOTALL)


class Piece(NamedTuple):
    """A text of one line and the place where it begins."""

    column: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """A table measured in characters: its slots, the edges of its columns, and the line below each row.

    Where it `wraps`, remarks behind a number are cut as labels are, else they push away what follows.
    """

    grid: tuple[tuple[Slot, ...], ...]
    edges: tuple[int, ...]
    tops: tuple[int, ...]
    wraps: bool

    def pieces(self, line: int) -> Iterator[Piece]:
        """The texts on this line of the table, from left to right."""
        for row in self.grid:
            for slot in row:
                if slot.starts and not slot.cell.lost:
                    yield from self._piece(slot, line)

    def _piece(self, slot: Slot, line: int) -> Iterator[Piece]:
        lines = cell_lines(slot, self.edges, wraps=self.wraps)
        height = self.tops[min(slot.top + slot.cell.rowspan, len(self.grid))] - self.tops[slot.top]
        index = line - self.tops[slot.top] - (height - len(lines)) // 2
        if 0 <= index < len(lines) and bare(lines[index]):
            yield Piece(self.edges[slot.left] + (1 if slot.cell.label else 2), lines[index])


def flatten_layout(table: Table, _chance: Random) -> str:
    """The table with its columns held apart by spaces."""
    canvas = _canvas(table, WIDTH)
    lines = (_line_of(sorted(canvas.pieces(line))) for line in range(canvas.tops[-1]))
    return "\n".join(lines)


def flatten_wrapped(table: Table, chance: Random) -> str:
    """The table's lines, each with one space between its pieces."""
    canvas = _canvas(table, chance.randint(NARROWEST, WIDTH))
    lines = (" ".join(piece.text for piece in sorted(canvas.pieces(line))) for line in range(canvas.tops[-1]))
    return "\n".join(line for line in lines if line)


def _canvas(table: Table, places: int, *, wraps: bool = False) -> Canvas:
    grid = slots(table)
    unit = places / sum(table.widths)
    edges = tuple(round(unit * part) for part in accumulate(table.widths, initial=0.0))
    heights = [1] * len(grid)
    for slot in sorted((slot for row in grid for slot in row if slot.starts), key=lambda slot: slot.cell.rowspan):
        below = min(slot.top + slot.cell.rowspan, len(grid))
        heights[below - 1] += max(0, len(cell_lines(slot, edges, wraps=wraps)) - sum(heights[slot.top : below]))
    tops = tuple(accumulate(heights, initial=0))
    return Canvas(grid=grid, edges=edges, tops=tops, wraps=wraps)


def cell_lines(slot: Slot, edges: Sequence[int], *, wraps: bool) -> list[str]:
    """The lines of the cell's text; numbers are not cut."""
    if not (slot.cell.label or wraps):
        return [marked(slot.cell)]
    room = edges[slot.left + slot.cell.colspan] - edges[slot.left] - GAP
    words = slot.cell.text if slot.cell.label else WORD.findall(slot.cell.text)
    lines = [""]
    for word in words:
        if lines[-1] and width(lines[-1] + word) > room:
            lines.append("")
        lines[-1] += word
    return [f"{mark_of(slot.cell)}{lines[0]}", *lines[1:]]


def width(text: str) -> int:
    """How many places a text takes."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in bare(text))


def flatten_grid(table: Table, _chance: Random) -> str:
    """The table with rules around every cell."""
    canvas = _canvas(table, WIDTH, wraps=True)
    lines = [_rule((), canvas.grid[0], canvas.edges)]
    for index, row in enumerate(canvas.grid):
        borders = [Piece(edge, "|") for edge in _borders(row, canvas.edges)]
        below = canvas.grid[index + 1] if index + 1 < len(canvas.grid) else ()
        lines += [
            _line_of(sorted([*borders, *canvas.pieces(line)]), gap=0)
            for line in range(canvas.tops[index], canvas.tops[index + 1])
        ]
        lines.append(_rule(row, below, canvas.edges))
    return "\n".join(lines)


def _borders(row: Sequence[Slot], edges: Sequence[int]) -> list[int]:
    """The edges of the cells of a row."""
    return [*(edges[slot.left] for slot in row if slot.column == slot.left), edges[-1]]


def _rule(above: Sequence[Slot], below: Sequence[Slot], edges: Sequence[int]) -> str:
    """The rule between two rows, with gaps where a cell goes on from one into the other."""
    rule = [" "] * (edges[-1] + 1)
    for column in range(len(edges) - 1):
        if not (above and below) or below[column].top == below[column].row:
            rule[edges[column] : edges[column + 1]] = "-" * (edges[column + 1] - edges[column])
    for edge in {*(_borders(above, edges) if above else ()), *(_borders(below, edges) if below else ())}:
        rule[edge] = "+" if "-" in rule[max(0, edge - 1) : edge + 2] else "|"
    return "".join(rule)


def _line_of(pieces: Sequence[Piece], *, gap: int = GAP) -> str:
    line = ""
    for column, text in pieces:
        line += " " * max(gap if line else 0, column - width(line)) + text
    return line
