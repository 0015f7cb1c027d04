"""Tables with a pipe behind every cell, whose cells stand on lines of their own.

Tools that write pages as Markdown keep the line breaks inside cells and fill every row up to the width of the table:
"行政许可 |", "0 |", "||". How wide it is follows from where rows are filled up; what fills them is no blank cell. Where
no row is filled up, the pipes do no more than part cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.document import Cell, Grid, Row
from ingest.piped import PIPES, UNESCAPED, cell_text, heading_in_pipes
from ingest.text_lines import Run, TextLine, is_heading, is_sentence, is_value, run_end

FEWEST_CELLS = 8
FEWEST_BROKEN = 3  # rows whose blank cells hold a line break, before others are taken for such
FEWEST_BLANKS = 2
WIDTHS = range(2, 20)
ALONE = 0.8  # of the cells stand on lines of their own, where pipes only part them
BREAK = "<br>"
FILLED_UP = re.compile(r"(?:^|\s\|\s)(\|{2,})$")  # "0 | ||", or "||" below


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """A cell with the line that it began in; `ends` when a line ends with its pipe, `alone` when nothing else is there.

    A row is filled up with blanks (`filler`) behind its last cell, up to the width of the table.
    """

    text: str
    line: TextLine
    ends: bool
    alone: bool
    filler: bool


def read_filled_up(lines: Run, start: int) -> tuple[tuple[Grid, ...], int] | None:
    """The tables of such rows that begin at `start`, and where they end; None where there is none."""
    goes_on = start > 0 and _has_pipes(lines[start - 1].text)
    end = start if goes_on else _end(lines, start)
    tables = _tables(tuple(_cells(lines[start:end])))
    return (tuple(_grid(table, lines[start].page) for table in tables), end) if tables else None


def with_blank_cells(lines: Run) -> Run:
    """The lines, those put together that are a row whose blank cells hold a line break: "规章 | 3 |", "|", "| 3 |"."""
    rows = list(_broken_at_blanks(lines))
    if sum(closed and end - start > 1 for start, end, closed in rows) < FEWEST_BROKEN:
        return lines
    ends = {start: end for start, end, _ in rows}
    inside = {place for start, end, _ in rows for place in range(start + 1, end + 1)}
    return tuple(
        replace(line, text=" ".join(_drawn(each) for each in lines[place : ends.get(place, place) + 1]))
        if place in ends
        else line
        for place, line in enumerate(lines)
        if place not in inside
    )


def _broken_at_blanks(lines: Run) -> Iterator[tuple[int, int, bool]]:
    """The first and the last line of each such row, and whether it ends in values; else all its cells are blank."""
    drawn = [_drawn(line) for line in lines]
    for start, text in enumerate(drawn):
        if not text.endswith("|") or text.startswith("|"):
            continue
        last = next((at for at in range(start + 1, len(lines)) if drawn[at] != "|"), len(lines))
        rest = UNESCAPED.split(drawn[last])[1:-1] if last < len(lines) and _is_closed(drawn[last]) else []
        if any(rest) and all(not cell.strip() or is_value(cell) for cell in rest):
            yield start, last, True
        elif last - start > FEWEST_BLANKS:
            yield start, last - 1, False


def _is_closed(drawn: str) -> bool:
    return len(drawn) > 1 and drawn.startswith("|") and drawn.endswith("|")


def without_pipes(lines: Run) -> Run:
    """The lines, those of tables whose pipes only part cells as one line a cell."""
    return tuple(_without_pipes(lines)) if any("|" in _drawn(line) for line in lines) else lines


def _without_pipes(lines: Run) -> Iterator[TextLine]:
    place = 0
    while place < len(lines):
        end = _end(lines, place + 1 if _is_first_cell(lines, place) else place)
        cells = tuple(_cells(lines[place:end]))
        single = sum(cell.alone for cell in cells)
        if not _tables(cells) and len(cells) >= FEWEST_CELLS and single >= ALONE * len(cells):
            yield from (replace(cell.line, text=cell.text.replace(BREAK, "")) for cell in cells if cell.text)
        else:
            yield from lines[place : max(end, place + 1)]
        place = max(end, place + 1)


def _end(lines: Run, start: int) -> int:
    """Where the run of lines with pipes ends; `start` where none begins there."""
    return run_end(lines, start, _has_pipes) if _has_pipes(lines[start].text) else start


def _has_pipes(text: str) -> bool:
    """Whether it may be cells of such a table, and no section's heading between pipes."""
    return "|" in text.translate(PIPES) and heading_in_pipes(text) is None


def _drawn(line: TextLine) -> str:
    return line.text.translate(PIPES).strip()


def _is_first_cell(lines: Run, place: int) -> bool:
    """Whether the line may be a table's first cell, with its pipe on a line of its own below."""
    text = _drawn(lines[place])
    below = _drawn(lines[place + 1]) if place + 1 < len(lines) else ""
    return bool(text) and "|" not in text and below == "|" and not is_heading(text) and not is_sentence(text)


def _cells(run: Run) -> Iterator[_Cell]:
    """The cells in order; what stands behind the last pipe of a line goes on in the next."""
    held: list[str] = []
    begun: TextLine | None = None
    for line in run:
        drawn = _drawn(line)
        *closed, rest = UNESCAPED.split(drawn)
        filled = FILLED_UP.search(drawn)
        filler = len(closed) - len(filled[1]) if filled else len(closed)
        for number, text in enumerate(closed):
            whole = BREAK.join(filter(None, (*held, text.strip())))
            ends = number == len(closed) - 1 and not rest.strip()
            alone = ends and not number
            yield _Cell(text=whole, line=begun or line, ends=ends, alone=alone, filler=number >= filler)
            held, begun = [], None
        if rest.strip():
            held, begun = [*held, rest.strip()], begun or line
    if held and begun:
        yield _Cell(text=BREAK.join(held), line=begun, ends=True, alone=False, filler=False)


def _tables(cells: Sequence[_Cell]) -> list[list[Sequence[_Cell]]]:
    """The rows of each table in a run, where all of it is such tables; where a heading is lost, one follows another."""
    tables: list[list[Sequence[_Cell]]] = []
    start = 0
    while start < len(cells):
        reaches = {width: _reach(cells, start, width) for width in WIDTHS}
        width = max(WIDTHS, key=lambda width: (reaches[width], width))  # its halves end where it does
        table = cells[start : reaches[width]]
        if not any(cell.filler for cell in table):
            return []
        tables.append([table[at : at + width] for at in range(0, len(table), width)])
        start = reaches[width]
    return tables


def _reach(cells: Sequence[_Cell], start: int, width: int) -> int:
    """How far lines end where rows of this width do, and all are filled up to it, none with nothing before."""
    for at in range(start, len(cells), width):
        row = cells[at : at + width]
        filled_up = [place for place, cell in enumerate(row, start=1) if cell.filler and cell.ends]
        broken = (len(row) == width and not row[-1].ends) or any(place < width for place in filled_up)
        if broken or row[0].filler:
            return at
    return len(cells)


def _grid(rows: list[Sequence[_Cell]], page: int | None) -> Grid:
    """The table without what fills its rows up: a single blank as well, where others show how many values there are.

    Where rows are filled up on lines of their own and none has a blank before another cell, blank cells may have been
    left out: then no single blank at the end is one.
    """
    if not any(row[0].text for row in rows):
        rows = [row[1:] for row in rows if row[1:]]
    has_blanks = any(map(_has_blanks, rows)) or not any(map(_is_filled_up_below, rows))
    values = max(map(_values, rows)) if has_blanks else 0
    kept = (row[: max(_labels(row) + values, _last(row) + 1)] for row in rows)
    printed = tuple(_row([cell for cell in row if not cell.filler]) for row in kept)
    columns = max(len(row.cells) for row in printed)
    return Grid(rows=printed, columns=columns, positions="ragged", origin="pipes", page=page)


def _row(cells: Sequence[_Cell]) -> Row:
    return Row(
        cells=tuple(
            Cell(text=cell_text(cell.text).strip(), column=column, page=cell.line.page, line=cell.line.number)
            for column, cell in enumerate(cells)
        )
    )


def _values(row: Sequence[_Cell]) -> int:
    """How many cells follow the row's labels: at least up to the last that is filled."""
    fillers = sum(cell.filler for cell in row)
    return (len(row) - fillers if fillers else _last(row) + 1) - _labels(row)


def _has_blanks(row: Sequence[_Cell]) -> bool:
    return any(not cell.text for cell in row[: _last(row)])


def _is_filled_up_below(row: Sequence[_Cell]) -> bool:
    """Whether nothing else stands on the line that fills the row up."""
    return any(cell.filler and not _drawn(cell.line).strip("| ") for cell in row)


def _labels(row: Sequence[_Cell]) -> int:
    return next((at for at, cell in enumerate(row) if not cell.text or is_value(cell.text)), len(row))


def _last(row: Sequence[_Cell]) -> int:
    return max((at for at, cell in enumerate(row) if cell.text), default=0)
