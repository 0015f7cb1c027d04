"""What was read at one field before arithmetic: the printed cell, how sure its place is, and where it stood."""

from __future__ import annotations

from dataclasses import dataclass, replace

from canonical.report import Evidence, Flag
from extraction.tables import PrintedRow
from extraction.values import Printed, read_cell
from ingest.document import Cell
from ingest.document import Reading as Read
from ingest.text_lines import MISREAD

AS_FIGURES = str.maketrans("OoQDlI|ZSB", "0000111258")
LIKELY = 0.9  # that the letters of what looks like a misread number are those figures
LOST = Printed(kind="blank", raw="")
"""A cell of a row that is there, lost by the tool that flattened the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One field as printed. `confidence` is from 0 to 1; `flags` say what a person should look at.

    `row` is where it was read, `cell` the number of the printed cell; None for a cell that was lost. `read` are the
    ways to read a cell of a picture (`seen`), or one that a program read badly before ("O"), as `printed` first.
    """

    field: str
    printed: Printed
    confidence: float
    flags: tuple[Flag, ...]
    evidence: Evidence
    row: PrintedRow
    cell: int | None
    read: tuple[Read, ...] = ()
    seen: bool = False


def read_at(  # noqa: PLR0913  (what a reading is made of)
    field: str,
    cell: Cell | None,
    row: PrintedRow,
    *,
    confidence: float,
    flags: tuple[Flag, ...],
    unit: str | None = None,
) -> Reading:
    """The reading of a field from a cell of a row, or of its lost cell where `cell` is None.

    `unit` is what the column's header says, for numbers that name none themselves.
    """
    printed = read_cell(cell.text) if cell else LOST
    return Reading(
        field=field,
        printed=replace(printed, unit=unit) if unit and not printed.unit and printed.kind == "number" else printed,
        confidence=confidence,
        flags=(*flags, "sources_disagree") if cell and cell.disputed else flags,
        evidence=evidence_of(cell, row),
        row=row,
        cell=cell.number if cell else None,
        read=_read(cell, printed) if cell else (),
        seen=bool(cell and cell.readings),
    )


def evidence_of(cell: Cell | None, row: PrintedRow) -> Evidence:
    """Where a cell stands, with the words of its row; a lost cell is cited by its row."""
    place = cell or row.cells[0]
    return Evidence(page=place.page, bbox=cell.bbox if cell else None, line=place.line, text=row.text)


def _read(cell: Cell, printed: Printed) -> tuple[Read, ...]:
    """The cell's readings; of a part of a cell, that part, as sure as the whole."""
    if not cell.readings:
        return _misread(printed)
    first = cell.readings[0]
    return cell.readings if first.text.strip() == cell.text else (Read(text=cell.text, probability=first.probability),)


def _misread(printed: Printed) -> tuple[Read, ...]:
    """The ways to read what another program made of a number, some of whose digits are letters: "1O2"."""
    if printed.kind != "text" or not MISREAD.fullmatch(printed.raw):
        return ()
    figures = Read(text=printed.raw.translate(AS_FIGURES), probability=LIKELY)
    return Read(text=printed.raw, probability=1 - LIKELY), figures
