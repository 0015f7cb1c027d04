"""Rows of a table that change places: each keeps its label and its values, so that every fact stays what it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import replace
from random import Random

from eval.generate.grid import Layout, Slot, Table, slots, with_tables

MOST_SWAPS = 3


def swapped_rows(layout: Layout, chance: Random) -> Layout:
    """The layout with up to three pairs of rows exchanged in each table that has such rows."""
    return with_tables(layout, lambda table: _swapped(table, chance))


def _swapped(table: Table, chance: Random) -> Table:
    groups = [rows for rows in _alike(table) if len(rows) > 1]
    order = list(range(len(table.rows)))
    for _ in range(chance.randint(1, MOST_SWAPS) if groups else 0):
        one, other = chance.sample(chance.choice(groups), 2)
        order[one], order[other] = order[other], order[one]
    return replace(table, rows=tuple(table.rows[place] for place in order))


def _alike(table: Table) -> list[list[int]]:
    """Groups of rows under the same headings, beside the same labels that span them, with cells of the same widths."""
    groups: dict[Hashable, list[int]] = defaultdict(list)
    heading = -1
    for number, row in enumerate(slots(table)):
        own = [slot for slot in row if slot.starts]
        if not any(slot.cell.field for slot in own):
            heading = number
        elif _has_a_label(own) and all(slot.cell.rowspan == 1 for slot in own):
            around = tuple((slot.top, slot.left) for slot in row if slot.top != number)
            groups[heading, around, tuple(slot.cell.colspan for slot in own)].append(number)
    return list(groups.values())


def _has_a_label(row: Sequence[Slot]) -> bool:
    return any(slot.cell.label and slot.cell.text for slot in row)
