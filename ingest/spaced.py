"""Text whose tables are held apart by spaces, as on a page seen from afar: pieces of lines with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import east_asian_width

from ingest.aligned import grids_and_lines
from ingest.document import Block, Grid, Line
from ingest.pieces import Piece, PrintedLine
from ingest.text_lines import Run, TextLine

GAP = re.compile(r"[ \u3000]{2,}")
PIECE = re.compile(r"\S+(?:[ \u3000]\S+)*")
LOOSE_NUMBERS = re.compile(r"(?<=\s)[-+−]?\d[\d,，]*(?:\.\d+)?(?=(?:\s+[-+−]?\d[\d,，]*(?:\.\d+)?)*$)")
NARROW = 2  # spaces that may part the characters of one label
WIDE_CLASSES = ("WFA", "WF")
"""Which characters take two places: tools differ over quotation marks and the like."""


def has_gaps(text: str) -> bool:
    """Whether the line holds pieces with wide gaps between."""
    return GAP.search(text.strip()) is not None


def spaced_blocks(run: Run) -> tuple[Block, ...] | None:
    """The grids of a run of lines and what stands between them; None where no table is held apart by spaces."""
    filled = [line for line in run if line.bare]
    if not any(has_gaps(line.text) for line in filled):
        return None
    readings = [
        grids_and_lines([tuple(_pieces(line, wide)) for line in filled], "layout", NARROW) for wide in WIDE_CLASSES
    ]
    if not any(isinstance(part, Grid) for part in readings[0]):
        return None
    best = max(readings, key=lambda parts: sum(isinstance(part, Grid) and part.positions == "true" for part in parts))
    return tuple(part if isinstance(part, Grid) else _line(part) for part in best)


def _pieces(line: TextLine, wide: str) -> Iterator[Piece]:
    for match in PIECE.finditer(line.text):
        starts = sorted({match.start(), *_starts_of_numbers(match)})
        for start, end in zip(starts, [*starts[1:], match.end()], strict=True):
            left = _width(line.text[:start], wide)
            text = line.text[start:end].strip()
            yield Piece(text=text, left=left, right=left + _width(text, wide), page=line.page, line=line.number)


def _starts_of_numbers(match: re.Match[str]) -> Iterator[int]:
    """Where numbers stand that only one space parts from what is before."""
    for number in LOOSE_NUMBERS.finditer(match[0]):
        yield match.start() + number.start()


def _width(text: str, wide: str) -> int:
    return sum(2 if east_asian_width(char) in wide else 1 for char in text)


def _line(pieces: PrintedLine) -> Line:
    return Line(text=" ".join(piece.text for piece in pieces), page=pieces[0].page, line=pieces[0].line)
