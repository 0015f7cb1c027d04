"""Table 4, 行政复议、行政诉讼情况: three groups of five numbers, printed side by side in one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from canonical.forms import blocks_of
from canonical.report import Flag
from extraction.columns import Layout, Placement, place_ragged
from extraction.reading import Reading, read_at
from extraction.tables import PrintedRow, value_cells


def read_review(rows: Sequence[PrintedRow], *, regular: bool) -> tuple[Reading, ...]:
    """The fifteen readings of table 4, from the row with the most values; none where no row has any.

    `regular` says whether blanks hold places where the document's tables were flattened.
    """
    block = blocks_of("review")[0]
    fields = tuple(block.field_id(group.key, column.key) for group in block.rows for column in block.columns)
    printed = [row for row in rows if _number_of_values(row)]
    if not printed:
        return ()
    row = max(printed, key=_number_of_values)
    if _number_of_values(row) < len(fields) == sum(map(_number_of_values, printed)):
        row = _joined(printed)
    return tuple(_readings(row, fields, Layout(count=len(fields), regular=regular)))


def _number_of_values(row: PrintedRow) -> int:
    return sum(1 for cell in value_cells(row) if cell.text)


def _joined(rows: Sequence[PrintedRow]) -> PrintedRow:
    """The rows of a table that was printed in parts (复议 and 诉讼 apart, or a group a line) as the one line it is."""
    cells = [cell for row in rows for cell in value_cells(row) if cell.text]
    placed = tuple(replace(cell, column=i, colspan=1) for i, cell in enumerate(cells))
    return replace(rows[0], cells=placed, positions="ragged", width=len(placed))


def _readings(row: PrintedRow, fields: tuple[str, ...], layout: Layout) -> Iterator[Reading]:
    placement = _place(row, layout)
    for i, field in enumerate(fields):
        flags: tuple[Flag, ...] = ("layout_guess",) if i in placement.doubtful else ()
        yield read_at(field, placement.cells[i], row, confidence=1.0, flags=flags)


def _place(row: PrintedRow, layout: Layout) -> Placement:
    """The last cells of the row, of which a leading label ("件数") is none; in a grid blanks hold their place."""
    cells = value_cells(row)
    if row.positions == "true" and len(cells) >= layout.count:
        return Placement(cells=cells[-layout.count :])
    return place_ragged(row, layout)
