"""Digit conservation: every digit of a table's area is in one fact or in a label, or it is listed here.

What a tool broke beyond recognition, a row too many, a cell that no column takes: nothing of it is lost silently.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from canonical.forms import TableId, blocks_of
from canonical.report import Unplaced
from canonical.text import half_width
from extraction.cutting import glued
from extraction.labels import likeness, split_number
from extraction.reading import Reading, evidence_of
from extraction.tables import PrintedRow, Tables
from extraction.values import is_value
from ingest.document import Cell
from ingest.text_lines import is_sentence

LABEL_LIKENESS = 60.0  # of 100
_DIGITS = re.compile(r"\d+")
_NOTE = re.compile(r"(?:备?注|说明|填报说明)\s*[:：]")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def find_unplaced(
    tables: Tables, readings: Iterable[Reading], answered: Mapping[int, int] | None = None
) -> tuple[Unplaced, ...]:
    """The printed cells with digits that no reading took and that are no labels, in the order of print.

    `answered` is how many digits of a cell have become the value of a fact later, by the number of the cell.
    """
    placed = answered or {}
    return tuple(
        Unplaced(table=table, text=" ".join(cell.text.split()), evidence=evidence_of(cell, row))
        for table, row, cell in unplaced_cells(tables, readings)
        if cell.number is None or placed.get(cell.number, 0) < count_digits(cell.text)
    )


def count_digits(text: str) -> int:
    """How many digits stand in a text."""
    return sum(map(len, _DIGITS.findall(half_width(text))))


def unplaced_cells(tables: Tables, readings: Iterable[Reading]) -> Iterator[tuple[TableId, PrintedRow, Cell]]:
    """The same as cells of their rows."""
    taken = {reading.cell for reading in readings if reading.cell is not None}
    for table in tables.rows:
        for row, cell in _cells(table, tables):
            if cell.number not in taken and _has_digits(cell) and not _is_label(cell, table):
                yield table, row, cell


def _cells(table: TableId, tables: Tables) -> Iterator[tuple[PrintedRow, Cell]]:
    for row in (*tables.rows[table], *tables.loose[table]):
        for cell in row.cells:
            yield row, cell


def _has_digits(cell: Cell) -> bool:
    return not cell.text.isalpha() and _DIGITS.search(half_width(cell.text)) is not None


def _is_label(cell: Cell, table: TableId) -> bool:
    """Whether the digits are the numbering, the year or a misread letter of a label, or part of a sentence."""
    if is_value(cell) or glued(cell.text):
        return False
    words = "".join(cell.text.split())
    bare = _YEAR.sub("", half_width(split_number(words).rest))
    if not _DIGITS.search(bare) or _is_prose(cell.text):
        return True
    entries = (entry for block in blocks_of(table) for entry in (*block.rows, *block.columns))
    return any(likeness(words, entry) >= LABEL_LIKENESS for entry in entries)


def _is_prose(text: str) -> bool:
    """Whether the cell is a note or a sentence of the narrative."""
    return is_sentence(text) or _NOTE.match(text.strip()) is not None or text.rstrip().endswith("。")
