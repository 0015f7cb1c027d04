"""Table 4 with heads and numbers in turns, as tools that go down a page's columns write it.

"结果维持 结果纠正 0 1 尚未审结 总计 5 11": each run of heads is followed by as many numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from canonical.forms import Block
from canonical.text import chinese
from extraction.tables import PrintedRow
from extraction.values import read_cell
from ingest.document import Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A run of heads with the numbers printed behind it."""

    heads: tuple[str, ...]
    values: tuple[Cell, ...]


def in_turns(rows: Sequence[PrintedRow], block: Block) -> tuple[Turn, ...]:
    """The runs of heads and values of flattened rows; none where all heads stand before all values."""
    if any(row.positions != "ragged" for row in rows):
        return ()
    columns = {chinese(wording): column.key for column in block.columns for wording in column.wordings}
    words = [word for row in rows for cell in row.cells for word in _words(cell)]
    told = [(key, word) for word in words if (key := columns.get(chinese(word.text))) or _is_value(word)]
    runs = [tuple(run) for _, run in groupby(told, key=lambda each: each[0] is None)]
    if len(runs) % 2 or len(runs) <= len(("heads", "values")) or runs[0][0][0] is None:
        return ()
    return tuple(
        Turn(heads=tuple(key for key, _ in heads if key), values=tuple(cell for _, cell in values))
        for heads, values in zip(runs[::2], runs[1::2], strict=True)
    )


def values_in_turn(turns: Sequence[Turn], block: Block) -> tuple[Cell, ...]:
    """The numbers in the form's order; none where heads and numbers are not each other's, or are not those due."""
    if not all(len(turn.heads) == len(turn.values) for turn in turns):
        return ()
    due = [column.key for column in block.columns]
    pairs = [pair for turn in turns for pair in zip(turn.heads, turn.values, strict=True)]
    fives = [dict(pairs[start : start + len(due)]) for start in range(0, len(pairs), len(due))]
    if len(pairs) != len(due) * len(block.rows) or any(five.keys() != set(due) for five in fives):
        return ()
    cells = [five[key] for five in fives for key in due]
    return tuple(replace(cell, column=place, colspan=1) for place, cell in enumerate(cells))


def is_tangled(turns: Sequence[Turn], block: Block) -> bool:
    """Whether some turn is neither whole groups (复议 and 诉讼 printed apart) nor one result with its numbers."""
    return any(len(turn.heads) > 1 and len(turn.heads) % len(block.columns) for turn in turns)


def _words(cell: Cell) -> Iterator[Cell]:
    return (replace(cell, text=word) for word in cell.text.split())


def _is_value(cell: Cell) -> bool:
    return read_cell(cell.text).kind in {"number", "mark"}
