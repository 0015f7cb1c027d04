"""Documents whose tables fell apart: every cell became a paragraph or a line, and is put back as in a text.

Editors of web pages do so with tables that are pasted into them, and so does who prints such a page. Tables drawn with
pipes in paragraphs are those of Markdown that was pasted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ingest.document import Block, Cell, Grid, Line, Page, Picture, Row
from ingest.loaded import page_of_parts
from ingest.plain_text import parts_of_lines
from ingest.tagged import has_piped_tables
from ingest.text_lines import TextLine, is_value

FEWEST_VALUES = 6  # lines that are nothing but a number: fewer are no table


def _with_flattened_tables(parts: Iterable[Block | Picture]) -> Iterator[Block | Picture]:
    """The parts with such tables put together; each cell stands where its line did."""
    for is_line, group in groupby(parts, key=lambda part: isinstance(part, Line) and part.probability is None):
        members = tuple(group)
        run = [part for part in members if isinstance(part, Line)] if is_line else []
        fell_apart = sum(is_value(line.text) for line in run) >= FEWEST_VALUES
        if not fell_apart and not has_piped_tables("\n".join(line.text for line in run)):
            yield from members
        else:
            lines = tuple(TextLine(number=place, text=line.text) for place, line in enumerate(run))
            yield from (_in_place(part, run) for part in parts_of_lines(lines))


def pages_with_flattened_tables(pages: Sequence[Page]) -> tuple[Page, ...]:
    """The pages, such tables on the page where each begins."""
    grouped: dict[int, list[Block | Picture]] = {page.number: [] for page in pages}
    last = pages[0].number if pages else 1
    for part in _with_flattened_tables(part for page in pages for part in page.parts()):
        last = part.page or last
        grouped[last].append(part)
    rebuilt = (page_of_parts(grouped[page.number], page.number) for page in pages)
    return tuple(
        replace(page, blocks=new.blocks, pictures=new.pictures) for page, new in zip(pages, rebuilt, strict=True)
    )


def _in_place(part: Block | Picture, run: Sequence[Line]) -> Block | Picture:
    if isinstance(part, Grid):
        rows = tuple(Row(cells=tuple(_cell(cell, run[cell.line or 0]) for cell in row.cells)) for row in part.rows)
        return replace(part, rows=rows, page=next((cell.page for row in rows for cell in row.cells), None))
    line = run[part.line or 0]
    return replace(part, line=line.line, page=line.page, bbox=line.bbox)


def _cell(cell: Cell, line: Line) -> Cell:
    return replace(cell, line=line.line, page=line.page, bbox=line.bbox)
