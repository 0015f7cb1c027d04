"""What was read at one field before arithmetic: the printed cell, how sure its place is, and where it stood."""

from __future__ import annotations

from dataclasses import dataclass

from canonical.report import Evidence, Flag
from extraction.tables import PrintedRow
from extraction.values import Printed, read_cell
from ingest.document import Cell

LOST = Printed(kind="blank", raw="")
"""A cell of a row that is there, lost by the tool that flattened the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One field as printed. `confidence` is from 0 to 1; `flags` say what a person should look at."""

    field: str
    printed: Printed
    confidence: float
    flags: tuple[Flag, ...]
    evidence: Evidence


def read_at(field: str, cell: Cell | None, row: PrintedRow, *, confidence: float, flags: tuple[Flag, ...]) -> Reading:
    """The reading of a field from a cell of a row, or of its lost cell where `cell` is None."""
    return Reading(
        field=field,
        printed=read_cell(cell.text) if cell else LOST,
        confidence=confidence,
        flags=flags,
        evidence=evidence_of(cell, row),
    )


def evidence_of(cell: Cell | None, row: PrintedRow) -> Evidence:
    """Where a cell stands, with the words of its row; a lost cell is cited by its row."""
    place = cell or row.cells[0]
    return Evidence(page=place.page, bbox=cell.bbox if cell else None, line=place.line, text=row.text)
