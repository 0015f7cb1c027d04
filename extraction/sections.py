"""The narrative of the six sections: the lines between their headings, tables left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from canonical.report import Section
from canonical.sections import section_of_heading
from extraction.labels import split_number
from ingest.document import Document, Grid, Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrative:
    """The lines before the first heading, the sections in the order of print, and the lines of each section."""

    preamble: tuple[Line, ...]
    sections: tuple[Section, ...]
    lines: Mapping[int, tuple[Line, ...]] = field(default_factory=dict)


def split_sections(document: Document) -> Narrative:
    """The document's lines sorted into preamble and sections; a heading printed again goes on with its section."""
    preamble: list[Line] = []
    headings: dict[int, Line] = {}
    texts: dict[int, list[Line]] = {}
    current: int | None = None
    for line in _lines(document):
        number = section_of_heading(line.text)
        if number is not None:
            current = number
            headings.setdefault(number, line)
            texts.setdefault(number, [])
        elif current is None:
            preamble.append(line)
        else:
            texts[current].append(line)
    sections = tuple(_section(number, headings[number], texts[number]) for number in texts)
    return Narrative(
        preamble=tuple(preamble), sections=sections, lines={number: tuple(found) for number, found in texts.items()}
    )


def _lines(document: Document) -> tuple[Line, ...]:
    """The lines outside tables, and the rows of tables that hold nothing but a heading."""
    lines: list[Line] = []
    for block in document.blocks():
        lines.extend([block] if isinstance(block, Line) else _headings_in(block))
    return tuple(line for line in lines if line.text.strip())


def _headings_in(grid: Grid) -> list[Line]:
    single = [row.cells[0] for row in grid.rows if sum(1 for cell in row.cells if cell.text) == 1]
    return [
        Line(text=cell.text, page=cell.page, line=cell.line)
        for cell in single
        if section_of_heading(cell.text) is not None
    ]


def _section(number: int, heading: Line, lines: list[Line]) -> Section:
    title = split_number(heading.text.strip().lstrip("#* ")).rest.strip("* ")
    return Section(number=number, title=title, text="\n".join(line.text for line in lines), page=heading.page)
