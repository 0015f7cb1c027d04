"""Rows of a form that were printed or flattened into one, taken apart again: "规章⏎行政规范性文件 | 0⏎3".

Where each cell has as many lines as there are labels, every line is a row. Where the values do not say whose they are
(a flattened row ran into the next one), the last label keeps them and nothing of it is sure; nor is a row sure whose
label holds a number. A row that lost its label runs on behind the one above, each with a value for every column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from canonical.forms import Entry
from extraction.labels import likeness, split_number
from extraction.tables import PrintedRow, value_cells
from extraction.values import is_value, read_cell
from ingest.document import Cell

UNMISTAKABLE = 90.0
_SWALLOWED = re.compile(
    r"[^\s\d.、](?:[ \t\n]+\d+)+(?![ \t\n]*[\d.、．)）年])"  # values, but no number of a row, and no year
    r"|[^\s\d.、](?:[ \t]+\d+){3,}(?![ \t]*[\d)）年])"  # a row's, the last of which ran into the number of the next row
    r"|[一-鿿]\d+$"  # the first one, with nothing between
)
_NO_TEXT = re.compile(r"[\ufffd\x00-\x1f]+")
_TOGETHER = re.compile(r"\d\s+[-+−]?\d")


class OneRow(NamedTuple):
    """A row with one label; `sure` is False where its values may be those of another row."""

    row: PrintedRow
    sure: bool


def one_a_row(rows: Sequence[PrintedRow], entries: Sequence[Entry]) -> tuple[OneRow, ...]:
    """The rows, those with the labels of several entries in one cell taken apart."""
    return tuple(part for row in rows for part in _parts(row, entries))


def run_apart(row: PrintedRow, entries: Sequence[Entry], columns: int) -> tuple[OneRow, ...]:
    """The rows whose values stand in one flattened row, where each of them ends with its total; else the row.

    Where several labels stand before them, each row has its own in the order of print, and none of them is sure.
    """
    values = value_cells(row)
    before = row.cells[: len(row.cells) - len(values)]
    runs = [values[start : start + columns] for start in range(0, len(values), columns)]
    if row.positions == "true" or len(runs) < 2 or not all(len(run) == columns and _adds_up(run) for run in runs):
        return (OneRow(row, sure=True),)
    labels = labels_in(before, entries)
    shared = [(label,) for label in labels] if len(labels) == len(runs) else [before, *[()] * (len(runs) - 1)]
    return tuple(
        OneRow(
            replace(row, cells=tuple(replace(cell, column=i) for i, cell in enumerate((*own, *run)))),
            sure=len(labels) < 2,
        )
        for own, run in zip(shared, runs, strict=True)
    )


def labels_in(cells: Sequence[Cell], entries: Sequence[Entry]) -> list[Cell]:
    """The words among the cells that are, or begin, the label of a row beyond mistaking, its number included."""
    words = [replace(cell, text=word) for cell in cells for word in cell.text.split()]
    return [word for word in words if any(_is_label(word.text, entry) for entry in entries)]


def _is_label(word: str, entry: Entry) -> bool:
    return split_number(word).number == entry.number is not None and likeness(word, entry) >= UNMISTAKABLE


def _adds_up(run: Sequence[Cell]) -> bool:
    *parts, total = (read_cell(cell.text).value for cell in run)
    return total is not None and total == sum(part for part in parts if part is not None)


def _parts(row: PrintedRow, entries: Sequence[Entry]) -> Iterator[OneRow]:
    place = next((i for i, cell in enumerate(row.cells) if _has_several(cell, entries)), None)
    if place is None:
        doubtful = any(holds_number(cell) or len(named_in(cell, entries)) > 1 for cell in row.cells)
        yield OneRow(row, sure=not doubtful and not ran_together(row) and not _is_broken(row))
        return
    count = len(_lines(row.cells[place]))
    behind = [cell for cell in row.cells[place + 1 :] if cell.text]
    even = all(len(_lines(cell)) == count for cell in behind)
    for i in range(count):
        yield OneRow(replace(row, cells=tuple(_cells(row, place, i, even=even, last=i == count - 1))), sure=even)


def holds_number(cell: Cell) -> bool:
    """Whether the label of a flattened row swallowed its first value: "行政许可 138（其中新增3件）"."""
    return _SWALLOWED.search(cell.text) is not None and not is_value(cell)


def ran_together(row: PrintedRow) -> bool:
    """Whether two values of a flattened row share a cell: behind them is a blank one too many, or what is no value."""
    together = [_TOGETHER.search(cell.text) is not None and not _is_one(cell) for cell in row.cells]
    behind = row.cells[together.index(True) + 1 :] if row.positions == "ragged" and any(together) else ()
    return not all(map(is_value, behind))


def _is_broken(row: PrintedRow) -> bool:
    """Whether bytes that are no text stand in a flattened row: what is left of a label looks like a value."""
    return row.positions == "ragged" and any(_NO_TEXT.fullmatch(cell.text.strip()) for cell in row.cells)


def _is_one(cell: Cell) -> bool:
    printed = read_cell(cell.text)
    return printed.kind == "number" and not printed.doubtful


def _has_several(cell: Cell, entries: Sequence[Entry]) -> bool:
    """Whether every line of the cell is the label of another entry."""
    return len(named_in(cell, entries)) == len(_lines(cell)) > 1


def named_in(cell: Cell, entries: Sequence[Entry]) -> frozenset[int]:
    """The entries, by number, whose labels are lines of a cell that has several lines."""
    lines = _lines(cell)
    best = (max((likeness(line, entry), i) for i, entry in enumerate(entries)) for line in lines if len(lines) > 1)
    return frozenset(i for fit, i in best if fit >= UNMISTAKABLE)


def _cells(row: PrintedRow, place: int, i: int, *, even: bool, last: bool) -> Iterator[Cell]:
    for number, cell in enumerate(row.cells):
        if number < place or not cell.text:
            yield cell
        elif number == place or even:
            yield replace(cell, text=_lines(cell)[i])
        else:
            yield cell if last else replace(cell, text="")


def _lines(cell: Cell) -> list[str]:
    return [line.strip() for line in cell.text.splitlines() if line.strip()]
