"""Marks that go in front of values while a table is flattened, and tell in the end on which line each value stands."""

from __future__ import annotations

import re

from eval.generate.grid import Slot, TableCell
from eval.generate.render.places import Drawn, Place

OPEN, CLOSE = "\ue000", "\ue001"  # private use: in no text
MARK = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")


def marked(cell: TableCell) -> str:
    """The text of the cell, a value with the mark of its field before it."""
    return mark_of(cell) + cell.text


def mark_of(cell: TableCell) -> str:
    """The mark of its field where it is a value."""
    return f"{OPEN}{cell.field}{CLOSE}" if cell.field else ""


def texts_of(row: tuple[Slot, ...]) -> list[str]:
    """A text for each place of a row that no tool has lost, empty under merged cells."""
    return [marked(slot.cell) if slot.starts else "" for slot in row if not slot.cell.lost]


def bare(text: str) -> str:
    """The text without marks."""
    return MARK.sub("", text)


def with_places(text: str) -> Drawn:
    """The text as UTF-8 without its marks, with the line of each value that had one."""
    places: dict[str, Place] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        places |= {field: Place(line=number) for field in MARK.findall(line)}
    return Drawn(data=bare(text).encode(), places=places)
