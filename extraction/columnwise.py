"""Table 3 where a tool printed the labels apart from the numbers, and these column by column.

Nothing but the sums tells so: the numbers are put back beside their labels where there is one for every cell of a form,
each row ends with its total, and requests received and carried over are those dealt with or carried forward in every
column. Sums do not tell in which order the columns of the applicants came: a row is not sure unless these have equal
numbers. Else the rows stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from canonical.forms import Block, Entry, forms
from extraction.joined_rows import UNMISTAKABLE, OneRow
from extraction.labels import likeness
from extraction.tables import PrintedRow
from extraction.values import is_value, read_cell
from ingest.document import Cell

FEWEST_LABELS = 0.8  # of the form's rows, known again in the order of the form
MOST_APART = 0.5  # of the form's rows: where more have numbers of their own, these stand beside their labels
INCOMING = ("received", "carried_over")
OUTGOING = ("concluded", "carried_forward")

Table = tuple[tuple[Cell, ...], ...]
"""The cells by row and column."""


def beside_labels(rows: Sequence[PrintedRow], block: Block) -> tuple[OneRow, ...]:
    """The rows of a form, each with its label and its numbers, where the sums tell them; else the rows."""
    flattened = all(row.positions == "ragged" for row in rows)
    cells = [cell for row in rows if flattened for cell in row.cells if cell.text]
    numbers = [cell for cell in cells if is_value(cell)]
    valued = sum(any(map(is_value, row.cells)) for row in rows)
    for form in forms():
        entries = [entry for entry in block.rows if form.id in entry.forms]
        if len(numbers) == len(entries) * len(block.columns) and valued < MOST_APART * len(entries):
            labels = _labels([cell for cell in cells if not is_value(cell)], entries)
            told = _table(numbers, entries) if len(labels) >= FEWEST_LABELS * len(entries) else None
            if told:
                return tuple(
                    OneRow(replace(rows[0], cells=tuple(_row(labels.get(entry.key), own))), sure=_is_even(own))
                    for entry, own in zip(entries, told, strict=True)
                )
    return tuple(OneRow(row, sure=True) for row in rows)


def _labels(cells: Sequence[Cell], entries: Sequence[Entry]) -> dict[str, Cell]:
    """The printed labels that are an entry's beyond mistaking; none where they stand in another order."""
    best: dict[Entry, tuple[float, int]] = {}
    for i, cell in enumerate(cells):
        words = "".join(cell.text.split())
        entry = max(entries, key=lambda each: likeness(words, each))
        fit = likeness(words, entry)
        if fit >= UNMISTAKABLE and fit > best.get(entry, (0.0, 0))[0]:
            best[entry] = fit, i
    places = [best[entry][1] for entry in entries if entry in best]
    return {entry.key: cells[i] for entry, (_, i) in best.items()} if places == sorted(places) else {}


def _table(numbers: Sequence[Cell], entries: Sequence[Entry]) -> Table | None:
    """The cells in the one way in which they add up, column by column on one page or on each of two.

    None where no way does, or two that differ.
    """
    height, width = len(entries), len(numbers) // len(entries)
    ways = [_turned((numbers[: width * rows], numbers[width * rows :]), width) for rows in range(1, height + 1)]
    told = [table for table in ways if _adds_up(table, entries)]
    return told[0] if len({_values(table) for table in told}) == 1 else None


def _turned(pages: Sequence[Sequence[Cell]], width: int) -> Table:
    return tuple(tuple(page[row :: len(page) // width]) for page in pages for row in range(len(page) // width))


def _row(label: Cell | None, cells: Sequence[Cell]) -> Iterator[Cell]:
    found = [*([label] if label else []), *cells]
    yield from (replace(cell, column=i) for i, cell in enumerate(found))


def _is_even(cells: Sequence[Cell]) -> bool:
    """Whether the applicants have the same number, so that it does not matter in which order their columns came."""
    return len({read_cell(cell.text).value for cell in cells[:-1]}) == 1


def _values(table: Table) -> tuple[tuple[Decimal, ...], ...]:
    """The numbers; a mark for nothing counts as 0, as in every sum."""
    return tuple(tuple(read_cell(cell.text).value or Decimal(0) for cell in row) for row in table)


def _adds_up(table: Table, entries: Sequence[Entry]) -> bool:
    values = dict(zip((entry.key for entry in entries), _values(table), strict=True))
    incoming = [sum(column) for column in zip(*(values[key] for key in INCOMING), strict=True)]
    outgoing = [sum(column) for column in zip(*(values[key] for key in OUTGOING), strict=True)]
    return incoming == outgoing and all(sum(parts) == total for *parts, total in values.values())
