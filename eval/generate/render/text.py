"""Text that another tool flattened, in the ways that reached real users; the tables are no longer tables.

- lines: one cell a line behind a tab, a blank line between rows (a Word file dumped paragraph by paragraph);
- spaced: every cell between blank lines, places under merged cells gone (a web page's visible text);
- tabs: rows separated by tabs with stray empty cells before and after the values (OCR of a scan);
- pipes: rows separated by "|", places under merged cells empty.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from random import Random

from eval.generate.grid import Layout, Paragraph, Slot, Table, slots

Flatten = Callable[[Table, Random], str]
MOST_STRAY_CELLS = 3


def _render(layout: Layout, chance: Random, *, flatten: Flatten, between: str) -> bytes:
    blocks = (b.text if isinstance(b, Paragraph) else flatten(b, chance) for b in layout.blocks)
    return (between.join(blocks) + "\n").encode()


def _lines(table: Table, _chance: Random) -> str:
    return "\n\n".join("\n".join("\t" + text for text in _dumped(row)) for row in slots(table)) + "\n\n"


def _dumped(row: Sequence[Slot]) -> list[str]:
    """A row as Word stores it: a merged cell once a row, empty in all rows but its first."""
    return [slot.cell.text if slot.row == slot.top else "" for slot in row if slot.column == slot.left]


def _spaced(table: Table, _chance: Random) -> str:
    between_rows = "\n\n\n" if table.name == "disclosure" else "\n\n"
    return between_rows.join("\n\n".join(slot.cell.text for slot in row if slot.starts) for row in slots(table))


def _tabs(table: Table, chance: Random) -> str:
    return "\n".join("\t".join(_ragged(row, chance)) for row in slots(table))


def _ragged(row: Sequence[Slot], chance: Random) -> list[str]:
    labels = [slot.cell.text if slot.starts else "" for slot in row if slot.cell.label]
    values = [slot.cell.text for slot in row if slot.starts and not slot.cell.label]
    if not values:
        return labels
    while labels and not labels[-1]:
        labels.pop()
    stray = [""] * chance.randrange(MOST_STRAY_CELLS)
    trailing = [""] * chance.randrange(MOST_STRAY_CELLS)
    return [*labels, *stray, *values, *trailing]


def _pipes(table: Table, _chance: Random) -> str:
    return "\n".join(" | ".join(slot.cell.text if slot.starts else "" for slot in row) for row in slots(table))


render_lines = partial(_render, flatten=_lines, between="\n")
render_spaced = partial(_render, flatten=_spaced, between="\n\n")
render_tabs = partial(_render, flatten=_tabs, between="\n\n")
render_pipes = partial(_render, flatten=_pipes, between="\n\n")
