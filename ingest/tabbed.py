"""Tables flattened with tabs: a row a line, or a cell a line with a tab before it and a blank line between rows."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.broken_rows import mended
from ingest.document import Block, Cell, Grid, Row
from ingest.text_lines import Run, TextLine, as_line, is_heading, is_sentence, is_value, run_end

CELL_A_LINE = 0.9  # share of lines that hold one cell, in a table with a cell a line
FEWEST_CELLS = 4


def is_tabbed(text: str) -> bool:
    """Whether the line may be cells of a table: tabs, no sentence and no section's heading."""
    if "\t" not in text:
        return False
    cells = text.split("\t")
    return not any(map(is_sentence, cells)) and not is_heading_row(cells)


def is_heading_row(cells: list[str]) -> bool:
    """Whether the only text of the row is a section's heading."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) == 1 and is_heading(filled[0])


def read_tabbed(lines: Run, start: int) -> tuple[tuple[Block, ...], int]:
    """The blocks of the run that begins at `start`, and where it ends."""
    end = run_end(lines, start, is_tabbed)
    run = lines[start:end]
    rows = tuple(_listed_rows(run) if _has_cell_a_line(run) else mended(tuple(_tabbed_rows(run))))
    origin = "cell_per_line" if _has_cell_a_line(run) else "tabs"
    if not _is_table(rows):
        return tuple(as_line(line) for line in run if line.bare), end
    columns = max(len(row.cells) for row in rows)
    return (Grid(rows=rows, columns=columns, positions="ragged", origin=origin, page=run[0].page),), end


def _has_cell_a_line(run: Run) -> bool:
    members = [line.text for line in run if "\t" in line.text]
    single = sum(1 for text in members if text.startswith("\t") and text.count("\t") == 1)
    return len(members) >= FEWEST_CELLS and single >= CELL_A_LINE * len(members)


def _is_table(rows: tuple[Row, ...]) -> bool:
    """Indented paragraphs and "unit, tab, date" are no tables: those have numbers, or several filled rows."""
    cells = [cell.text for row in rows for cell in row.cells]
    filled = [row for row in rows if sum(1 for cell in row.cells if cell.text) > 1]
    return len(cells) >= FEWEST_CELLS and (any(map(is_value, cells)) or len(filled) > 1)


def _tabbed_rows(run: Run) -> Iterator[Row]:
    for line in run:
        if line.bare or "\t" in line.text:
            yield row_of(line.text.split("\t"), line)


def row_of(texts: list[str], line: TextLine) -> Row:
    """A ragged row of the texts, all from one line; blank ones are kept."""
    return Row(
        cells=tuple(
            Cell(text=text.strip(), column=column, page=line.page, line=line.number)
            for column, text in enumerate(texts)
        )
    )


def _listed_rows(run: Run) -> Iterator[Row]:
    cells: list[Cell] = []
    for line in run:
        if "\t" in line.text:
            cells.extend(
                Cell(text=text.strip(), column=len(cells) + place, page=line.page, line=line.number)
                for place, text in enumerate(line.text.removeprefix("\t").split("\t"))
            )
        elif line.bare and cells:
            last = cells.pop()
            text = f"{last.text}\n{line.bare}".strip()
            cells.append(Cell(text=text, column=last.column, page=last.page, line=last.line))
        elif cells:
            yield Row(cells=tuple(cells))
            cells = []
    if cells:
        yield Row(cells=tuple(cells))
