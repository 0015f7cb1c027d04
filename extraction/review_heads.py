"""Where the heads of a drawn table 4 put each of its numbers: below a result, below the group that spans it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import takewhile

from canonical.forms import Block
from canonical.text import chinese
from extraction.tables import PrintedRow, value_cells
from ingest.document import Cell


def columns_by_heads(rows: Sequence[PrintedRow], block: Block) -> Mapping[str, int]:
    """The grid's column of each field that heads name; none where a group lacks one, or the table was flattened."""
    above = [*takewhile(lambda row: not any(cell.text for cell in value_cells(row)), rows)]
    if any(row.positions != "true" for row in rows):
        return {}
    heads = [cell for row in above for cell in row.cells]
    results = {chinese(wording): column.key for column in block.columns for wording in column.wordings}
    found: dict[str, int] = {}
    for cell in heads:
        result, group = results.get(chinese(cell.text)), _group_above(cell, heads, block)
        if result and group:
            field = block.field_id(group, result)
            if found.setdefault(field, cell.column) != cell.column:
                return {}
    groups = Counter(field.rsplit(".", 1)[0] for field in found)
    return found if set(groups.values()) == {len(block.columns)} else {}


def _group_above(cell: Cell, heads: Sequence[Cell], block: Block) -> str | None:
    """The group that the narrowest head names which spans the cell."""
    spanning = [head for head in heads if head.column <= cell.column < head.column + head.colspan]
    named = [(head.colspan, group) for head in spanning if (group := _group(head.text, block))]
    return min(named, default=(0, None))[1]


def _group(text: str, block: Block) -> str | None:
    words = chinese(text)
    wordings = [
        (len(chinese(one)), group.key) for group in block.rows for one in group.wordings if chinese(one) in words
    ]
    return max(wordings, default=(0, None))[1]
