"""The lines of a document that a model is shown as evidence, and the numbers in them, each with its place.

A line is shown with one blank for any white space, without characters that nobody sees, and with the cells of a row
apart. Quotes are looked for in what was shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from canonical.report import Box, Evidence
from extraction.tables import PrintedRow
from extraction.values import read_cell
from ingest.document import Cell, Line

BETWEEN_CELLS = " | "
LONGEST_LINE = 240  # characters shown of a line of text
UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})  # categories of characters: controls, joiners, directions
_COVERED = r"□■▢▣◻◼○●◯＊*?？�"  # stands where a tool could not read a character: a digit beside it is half a number
_LETTERS = r"A-Za-z\u0370-\u04ff"  # beside a digit they may be digits themselves (l8, 1O), or make it a name (A4)
_RUN = re.compile(rf"(?<![\d.．,，{_COVERED}{_LETTERS}])\d+(?:[,，]\d{{3}})*(?:[.．]\d+)?(?![\d{_COVERED}{_LETTERS}])")
_SPACED = re.compile(rf"(?<![\d.{_COVERED}])[1-9](?: \d)+(?![\d.{_COVERED}])")
_UNIT = re.compile(r"\s*(?:亿元|万元|元|万)")
_RANGE = r"\s*[-—–~～至到:：×±]\s*"
_NO_COUNT = re.compile(rf"\s*(?:年|月|日|时|号|%|％|‰|(?:余|多)?[万亿千百十成倍]|分之)|[.．]\d| 0\d\d(?!\d)|{_RANGE}\d")
_NO_COUNT_BEHIND = re.compile(rf"(?:第|见表|附[表件图]|[-−－±负]|\d{_RANGE})\s*$")
_ANGLES = str.maketrans({"<": "＜", ">": "＞"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number of a line: `text[start:end]` is it as printed. `cell` is the number of the printed cell."""

    value: Decimal
    start: int
    end: int
    cell: int | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLine:
    """A line as shown, with its numbers in the order of print; `boxes` are those of its cells."""

    text: str
    numbers: tuple[Number, ...]
    page: int | None = None
    line: int | None = None
    boxes: tuple[tuple[int, Box], ...] = ()

    def evidence(self, number: Number | None = None) -> Evidence:
        """Where the line, or a number of it, is printed."""
        box = next((box for cell, box in self.boxes if number is not None and cell == number.cell), None)
        return Evidence(page=self.page, bbox=box, line=self.line, text=self.text)


def line_of_row(row: PrintedRow, *, inside: Collection[int] = ()) -> EvidenceLine:
    """A row of a table; numbers of its labels are none, unless a cell is named as one to look `inside`."""
    text = ""
    numbers: list[Number] = []
    for place, cell in enumerate(row.cells):
        shown = as_shown(cell.text)
        text += (BETWEEN_CELLS if place else "") + shown
        numbers.extend(_numbers_of_cell(shown, len(text) - len(shown), cell, inside))
    boxes = tuple((cell.number, cell.bbox) for cell in row.cells if cell.number is not None and cell.bbox)
    first = row.cells[0]
    return EvidenceLine(text=text, numbers=tuple(numbers), page=first.page, line=first.line, boxes=boxes)


def line_of_text(line: Line) -> EvidenceLine:
    """A line outside tables; of its numbers those that may count something."""
    text = as_shown(line.text)[:LONGEST_LINE]
    return EvidenceLine(text=text, numbers=tuple(_runs(text, 0, None)), page=line.page, line=line.line)


def as_shown(text: str) -> str:
    """The text in one line, without what is not seen and without angle brackets, which tags are made of."""
    seen = "".join(each for each in text if each.isspace() or unicodedata.category(each) not in UNSEEN)
    return " ".join(seen.split()).translate(_ANGLES)


def numbers_in(text: str) -> tuple[Number, ...]:
    """The numbers inside a text, each of its own: 12 is none of 112, of 12.5, of 2012年, of 第12条 or of 12千.

    Digits that stand apart ("1 2") are the number that they make together, and each of them.
    """
    return tuple(_runs(as_shown(text), 0, None))


def _numbers_of_cell(shown: str, start: int, cell: Cell, inside: Collection[int]) -> Iterator[Number]:
    printed = read_cell(shown)
    if printed.value is not None:
        yield Number(value=printed.value, start=start, end=start + len(shown), cell=cell.number, unit=printed.unit)
    if cell.number in inside and (printed.kind == "text" or printed.doubtful):
        yield from _runs(shown, start, cell.number)


def _runs(shown: str, start: int, cell: int | None) -> Iterator[Number]:
    for spaced in _SPACED.finditer(shown):
        yield Number(
            value=Decimal(spaced[0].replace(" ", "")), start=start + spaced.start(), end=start + spaced.end(), cell=cell
        )
    for run in _RUN.finditer(shown):
        unit = _UNIT.match(shown, run.end())
        end = unit.end() if unit else run.end()
        printed = read_cell(shown[run.start() : end])
        if printed.value is None or printed.doubtful or _NO_COUNT.match(shown, end):
            continue
        if not _NO_COUNT_BEHIND.search(shown[: run.start()]):
            yield Number(value=printed.value, start=start + run.start(), end=start + end, cell=cell, unit=printed.unit)
