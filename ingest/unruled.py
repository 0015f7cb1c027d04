"""Tables of PDFs without vertical rules: runs of short lines whose pieces stand in columns, over page breaks too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from ingest.aligned import grids_and_lines
from ingest.document import Grid, Line
from ingest.listed import is_short
from ingest.pieces import PrintedLine
from ingest.tables import DrawnTable

NARROW = 1.2  # of a line's height: the widest gap between the characters of one label


@dataclass(frozen=True, slots=True, kw_only=True)
class SpacedLine(Line):
    """A line with its pieces, which wide gaps part."""

    pieces: PrintedLine = ()


Found = DrawnTable | Line | Grid


def with_unruled_tables(pages: Sequence[Sequence[DrawnTable | Line]]) -> tuple[list[Found], ...]:
    """What was found on each page, with tables for the lines that make one; a table stands where it begins."""
    found: tuple[list[Found], ...] = tuple([] for _ in pages)
    flat = [(page, part) for page, parts in enumerate(pages) for part in parts]
    for short, group in groupby(flat, key=lambda pair: _is_short(pair[1])):
        run = list(group)
        for page, part in _with_tables(run) if short else run:
            found[page].append(_plain(part))
    return found


def _is_short(part: DrawnTable | Line) -> bool:
    return isinstance(part, SpacedLine) and is_short(part.text)


def _plain(part: Found) -> Found:
    """The part without what only this module wants to know."""
    if not isinstance(part, SpacedLine):
        return part
    return Line(text=part.text, page=part.page, bbox=part.bbox, probability=part.probability)


def _with_tables(run: Sequence[tuple[int, DrawnTable | Line]]) -> Iterator[tuple[int, Found]]:
    lines = {id(part.pieces): (page, part) for page, part in run if isinstance(part, SpacedLine)}
    pieces = [part.pieces for _, part in lines.values()]
    height = median(part.bbox[3] - part.bbox[1] for _, part in lines.values() if part.bbox)
    pages = {part.page: page for page, part in lines.values()}
    for part in grids_and_lines(pieces, "unruled", NARROW * height):
        page = pages[part.page if isinstance(part, Grid) else part[0].page]
        yield (page, part) if isinstance(part, Grid) else lines.get(id(part), (page, _line_of(part)))


def _line_of(pieces: PrintedLine) -> Line:
    """What is left of a line when cells of a table were taken out of it."""
    boxes = list(zip(*(piece.bbox for piece in pieces if piece.bbox), strict=True))
    box = (min(boxes[0]), min(boxes[1]), max(boxes[2]), max(boxes[3]))
    return Line(text=" ".join(piece.text for piece in pieces), page=pieces[0].page, bbox=box)
