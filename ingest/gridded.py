"""Tables drawn in text with rules around every cell: "+----+" above and below, cells of several lines, merged cells.

Places are counted in columns of a terminal. Whether a Chinese character takes two of them, and whether quotation marks
do, differs from tool to tool: the table shows it, for all of its lines end at the same place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from unicodedata import east_asian_width

from ingest.document import Block, Grid, Line, Picture
from ingest.piped import read_piped
from ingest.tables import DrawnCell, DrawnTable, blocks_of
from ingest.text_lines import Run, TextLine, is_value
from ingest.wrapped import is_broken_number

FRAMES = str.maketrans(
    {
        **dict.fromkeys("│┃｜║", "|"),
        **dict.fromkeys("─━┄┈═", "-"),
        **dict.fromkeys("┌┐└┘├┤┬┴┼╋┏┓┗┛┣┫┳┻┠┨┯┷┿╂╔╗╚╝╠╣╦╩╬", "+"),
    }
)
RULE = re.compile(r"\+(?:[-=:]{2,}\+)+")
FRAMED = re.compile(r"[+|].*[+|]")
WHOLE = 0.8  # of a rule's signs
WIDE_CLASSES = ("WF", "WFA", "")
"""Which characters take two places: Chinese ones, or also those of ambiguous width, or none."""


def is_grid_rule(text: str) -> bool:
    """Whether the line is the rule that a drawn table begins with."""
    return RULE.fullmatch(text.strip().translate(FRAMES)) is not None


def read_gridded(lines: Run, start: int) -> tuple[tuple[Block, ...], int]:
    """The blocks of the drawn table that begins at `start`, and where it ends; rows without rules are piped ones."""
    end = start
    while end < len(lines) and FRAMED.fullmatch(lines[end].text.strip().translate(FRAMES)):
        end += 1
    table = _drawn(lines[start:end])
    if table is None:
        return read_piped(lines, start)
    return tuple(_on_page(block, lines[start]) for block in blocks_of(table) if not isinstance(block, Picture)), end


def _on_page(block: Block, line: TextLine) -> Block:
    if isinstance(block, Line):
        return replace(block, page=line.page)
    return block if line.page is None else _grid_on_page(block, line.page)


def _grid_on_page(grid: Grid, page: int) -> Grid:
    rows = tuple(replace(row, cells=tuple(replace(cell, page=page) for cell in row.cells)) for row in grid.rows)
    return replace(grid, rows=rows, page=page)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawing:
    """The lines as rows of places, each holding a character or, behind a wide one, nothing; `edges` of its columns."""

    lines: tuple[TextLine, ...]
    places: tuple[tuple[str, ...], ...]
    edges: tuple[int, ...]

    def between(self, line: int, left: int, right: int) -> str:
        """What stands in a line between two edges."""
        return "".join(self.places[line][self.edges[left] + 1 : self.edges[right]])

    def is_ruled(self, line: int, column: int) -> bool:
        """Whether a rule ends the cell above in this column, be it with a sign in it that is none of a rule."""
        drawn = self.between(line, column, column + 1)
        return sum(map("-=:+".count, drawn)) >= WHOLE * len(drawn)

    def has_border(self, line: int, edge: int) -> bool:
        """Whether a vertical rule stands at the edge."""
        return self.places[line][self.edges[edge]] in {"|", "+"}


def _drawn(run: Run) -> DrawnTable | None:
    """The table, or None where the rules do not show its cells."""
    drawing = _measured(run)
    if drawing is None:
        return None
    rules = [n for n in range(len(run)) if any(drawing.is_ruled(n, column) for column in range(_width(drawing)))]
    bands = [(above, below) for above, below in pairwise(rules) if below - above > 1]
    cells = _cells(drawing, bands)
    if cells is None or _hold_rows(cells):
        return None
    return DrawnTable(cells=tuple(map(_with_whole_number, cells)), origin="gridded")


def _width(drawing: _Drawing) -> int:
    return len(drawing.edges) - 1


def _measured(run: Run) -> _Drawing | None:
    """The drawing by the way to count places in which all lines end alike."""
    for wide in WIDE_CLASSES:
        places = tuple(tuple(_places(line.text.rstrip(), wide)) for line in run)
        if len(run) > 2 and len({len(row) for row in places}) == 1:
            edges = tuple(sorted({place for row in places for place in _corners(row)}))
            return _Drawing(lines=tuple(run), places=places, edges=edges) if len(edges) > 1 else None
    return None


def _places(text: str, wide: str) -> Iterator[str]:
    """A character or nothing for each place; frames are drawn in ASCII."""
    for char, drawn in zip(text, text.translate(FRAMES), strict=True):
        yield drawn
        if east_asian_width(char) in wide:
            yield "-" if drawn == "-" else ""


def _corners(row: Sequence[str]) -> Iterator[int]:
    """Where a horizontal rule meets a vertical one."""
    for place, char in enumerate(row):
        beside = {*row[max(0, place - 1) : place], *_behind(row, place)}
        if char == "+" and beside & {"-", "=", ":"}:
            yield place


def _behind(row: Sequence[str], place: int) -> Sequence[str]:
    return [char for char in row[place + 1 : place + 3] if char][:1]


def _cells(drawing: _Drawing, bands: Sequence[tuple[int, int]]) -> list[DrawnCell] | None:
    """The cells between the rules; None where they are no rectangles."""
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for band, (top, below) in enumerate(bands):
        for column in range(_width(drawing)):
            borders = {drawing.has_border(line, column) for line in range(top + 1, below)}
            if len(borders) > 1:
                return None
            if band and not drawing.is_ruled(top, column):
                owner[band, column] = owner[band - 1, column]
            elif borders == {False} and column:
                owner[band, column] = owner[band, column - 1]
            else:
                owner[band, column] = band, column
    cells = [_cell(drawing, bands, start, owner) for start in dict.fromkeys(owner.values())]
    whole = sum(cell.rowspan * cell.colspan for cell in cells) == len(owner)
    return sorted(cells, key=lambda cell: (cell.row, cell.column)) if whole else None


def _cell(
    drawing: _Drawing,
    bands: Sequence[tuple[int, int]],
    start: tuple[int, int],
    owner: dict[tuple[int, int], tuple[int, int]],
) -> DrawnCell:
    row, column = start
    members = [square for square, first in owner.items() if first == start]
    bottom, right = max(band for band, _ in members) + 1, max(place for _, place in members) + 1
    lines = range(bands[row][0] + 1, bands[bottom - 1][1])
    texts = [(line, text) for line in lines if (text := drawing.between(line, column, right).strip())]
    first = texts[0][0] if texts else lines[0]
    return DrawnCell(
        row=row,
        column=column,
        rowspan=bottom - row,
        colspan=right - column,
        content=("\n".join(text for _, text in texts),),
        line=drawing.lines[first].number,
    )


def _hold_rows(cells: Sequence[DrawnCell]) -> bool:
    """Whether numbers stand one above the other in cells: rows that no rule parts.

    A cell whose neighbours hold one number each has one that wraps.
    """
    for _, row in groupby(cells, key=lambda cell: cell.row):
        numbers = [lines for cell in row if any(map(is_value, lines := _lines(cell)))]
        several = [lines for lines in numbers if sum(map(is_value, lines)) > 1]
        if len(several) > len(numbers) / 2 or not all(map(is_broken_number, several)):
            return True
    return False


def _with_whole_number(cell: DrawnCell) -> DrawnCell:
    """The cell, its digits in one line; they stay apart, for nothing shows that they are one number and not two."""
    lines = _lines(cell)
    return replace(cell, content=("  ".join(lines),)) if len(lines) > 1 and is_broken_number(lines) else cell


def _lines(cell: DrawnCell) -> list[str]:
    return [text for item in cell.content if isinstance(item, str) for text in item.split("\n")]
