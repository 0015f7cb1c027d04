"""Text and Markdown: lines, and the tables that another tool flattened, each with its line in the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from ingest.document import Block, Grid, Page, Picture, Row
from ingest.formulas import without_formulas
from ingest.gridded import is_grid_rule, read_gridded
from ingest.html import tables_in
from ingest.listed import is_short, read_listed
from ingest.loaded import page_of_parts
from ingest.marked_up import with_html_tables
from ingest.parted import with_tabs
from ingest.pipe_lines import read_filled_up, with_blank_cells, without_pipes
from ingest.piped import heading_in_pipes, is_piped, read_piped
from ingest.quoted import as_written
from ingest.squeezed import taken_apart
from ingest.tab_lines import joined_at_tabs
from ingest.tabbed import is_tabbed, read_tabbed
from ingest.tagged import without_tags
from ingest.text_lines import Run, TextLine, as_line, is_page_mark, is_picture, lines_of

TABLE_START = re.compile(r"<table\b", re.IGNORECASE)
TABLE_END = re.compile(r"</table\s*>", re.IGNORECASE)
ESCAPED = re.compile(r"\\([.+\-=()\[\]{}#>!])")
"""What Markdown would take for a sign of its own: 12772\\.44, \\-35. Pipes and emphasis are read with their tables."""


def pages_of_text(text: str) -> tuple[Page, ...]:
    """The pages of a text: one, or as many as form feeds part."""
    shown = ESCAPED.sub(r"\1", without_tags(with_html_tables(without_formulas(text))))
    printed = [line for line in as_written(lines_of(shown)) if not is_page_mark(line.text)]
    lines = without_pipes(joined_at_tabs(with_tabs(with_blank_cells(tuple(taken_apart(printed))))))
    parts = tuple(parts_of_lines(lines))
    if lines and lines[-1].page is None:
        return (page_of_parts(parts, 1),)
    grouped = {page: tuple(found) for page, found in groupby(parts, key=lambda part: part.page or 1)}
    last = max((line.page or 1 for line in lines if line.bare), default=1)
    return tuple(page_of_parts(grouped.get(number, ()), number) for number in range(1, last + 1))


def parts_of_lines(lines: Run) -> Iterator[Block | Picture]:
    """The lines of a text, and the tables and pictures among them."""
    place = 0
    while place < len(lines):
        found, place = _next_parts(lines, place)
        yield from found


def _next_parts(lines: Run, place: int) -> tuple[Iterable[Block | Picture], int]:
    """What stands at this line, and the line after it."""
    line = lines[place]
    if is_picture(line.text):
        return (Picture(page=line.page, line=line.number),), place + 1
    if TABLE_START.search(line.text):
        return _embedded_table(lines, place)
    filled_up = read_filled_up(lines, place)
    if filled_up is not None:
        return filled_up
    heading = heading_in_pipes(line.text)
    if heading is not None:
        return (as_line(line, heading),), place + 1
    for belongs, read in READERS:
        if belongs(line.text):
            return read(lines, place)
    return ((as_line(line),) if line.bare else ()), place + 1


def _is_listed(text: str) -> bool:
    return bool(text.strip()) and is_short(text)


READERS = ((is_grid_rule, read_gridded), (is_piped, read_piped), (is_tabbed, read_tabbed), (_is_listed, read_listed))


def _embedded_table(lines: Run, start: int) -> tuple[Iterable[Block | Picture], int]:
    """The HTML table that begins in this line, as tools write merged cells into Markdown."""
    end = start
    while end < len(lines) - 1 and not TABLE_END.search(lines[end].text):
        end += 1
    run = lines[start : end + 1]
    blocks = tables_in((line.number, line.text) for line in run)
    return (_at_line(block, run[0]) for block in blocks), end + 1


def _at_line(block: Block | Picture, line: TextLine) -> Block | Picture:
    if not isinstance(block, Grid):
        return replace(block, line=block.line or line.number, page=line.page)
    return _grid_at_line(block, line)


def _grid_at_line(grid: Grid, line: TextLine) -> Grid:
    rows = tuple(
        Row(cells=tuple(replace(cell, line=cell.line or line.number, page=line.page) for cell in row.cells))
        for row in grid.rows
    )
    return replace(grid, rows=rows, page=line.page)
