"""Rows that a page break cut through: the rest of a number that was wrapped in a narrow cell is on the next page.

Beside the rest of a label it looks like a row of its own, but no row of the form is called so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from extraction.tables import PrintedRow, label_cells, value_cells
from extraction.values import is_value


def torn_rows(rows: Sequence[PrintedRow], valued: Sequence[bool], certain: AbstractSet[int]) -> frozenset[int]:
    """The rows with values, by number, below which a page begins with fewer that belong to no row for certain."""
    with_values = [i for i in range(len(rows)) if valued[i]]
    return frozenset(
        above for above, below in pairwise(with_values) if below not in certain and _is_torn(rows[above], rows[below])
    )


def _is_torn(above: PrintedRow, below: PrintedRow) -> bool:
    """Whether fewer values than those above have words before them: without any they were put together before."""
    has_words = any(cell.text for cell in label_cells(below))
    fewer = sum(map(is_value, value_cells(below))) < sum(map(is_value, value_cells(above)))
    return has_words and fewer and {*_pages(above)}.isdisjoint(_pages(below))


def _pages(row: PrintedRow) -> Iterator[int | None]:
    return (cell.page for cell in row.cells)
