"""Fields without a cell, beside printed digits that ended in no field: what may belong together.

A row whose label was lost stands between rows that were recognised; the fields that the form has between those are the
ones it can be. Where a table was not recognised at all, any of its fields can be any of its rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from canonical.fields import FIELDS
from canonical.forms import TableId, blocks_of
from canonical.report import Fact
from extraction.arithmetic import GUESS
from extraction.asking.lines import EvidenceLine, line_of_row, line_of_text
from extraction.open_questions import Findings
from extraction.tables import PrintedRow
from extraction.unplaced import unplaced_cells

MOST_LINES = 40  # of a table that was not recognised
POSITIONS: Mapping[str, int] = {name: place for place, name in enumerate(FIELDS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Fields, in the schema's order, and the lines with free numbers one of which may be theirs."""

    table: TableId
    fields: tuple[str, ...]
    lines: tuple[EvidenceLine, ...]


def find_gaps(findings: Findings) -> tuple[Gap, ...]:
    """The gaps of all tables in the order of print, each group of fields once."""
    free: dict[TableId, dict[PrintedRow, list[int]]] = {}
    for table, row, cell in unplaced_cells(findings.tables, findings.readings):
        if cell.number is not None:
            free.setdefault(table, {}).setdefault(row, []).append(cell.number)
    read = {FIELDS[reading.field].table for reading in findings.readings}
    recognised = (gap for table in free if table in read for gap in _recognised(table, free[table], findings))
    unknown = (gap for table in findings.tables.rows if table not in read for gap in _unknown(table, free, findings))
    return (*recognised, *unknown)


def _recognised(table: TableId, free: Mapping[PrintedRow, Sequence[int]], findings: Findings) -> Iterator[Gap]:
    """The rows with free numbers between rows that were recognised."""
    wanted = [name for name, fact in findings.report.facts.items() if FIELDS[name].table == table and _lacks(fact)]
    between = {row: _fields_at(row, table, wanted, findings) for row in free}
    rows = [row for row in free if between[row]]
    for fields, members in groupby(rows, key=lambda row: between[row]):
        yield Gap(table=table, fields=fields, lines=_lines(members, free))


def _lacks(fact: Fact) -> bool:
    return fact.value is None and (fact.status == "missing" or GUESS in fact.flags)


def _fields_at(row: PrintedRow, table: TableId, wanted: Sequence[str], findings: Findings) -> tuple[str, ...]:
    """The wanted fields that can stand in a row: its own if it was recognised, else those between its neighbours."""
    rows = findings.tables.rows[table]
    fields = _fields_of_rows(findings)
    own = _own(row, fields)
    if own:
        form_rows = {(FIELDS[name].row, FIELDS[name].section) for name in own}
        return tuple(name for name in wanted if (FIELDS[name].row, FIELDS[name].section) in form_rows)
    if row not in rows:
        return tuple(wanted)
    place = rows.index(row)
    before = next((found for each in reversed(rows[:place]) if (found := _own(each, fields))), ())
    after = next((found for each in rows[place + 1 :] if (found := _own(each, fields))), ())
    least = max((POSITIONS[name] for name in before), default=-1)
    most = min((POSITIONS[name] for name in after), default=len(POSITIONS))
    return tuple(name for name in wanted if least < POSITIONS[name] < most)


def _fields_of_rows(findings: Findings) -> Mapping[int, tuple[str, ...]]:
    """The fields whose numbers were read from each printed cell, and, under a row's first cell, from the row."""
    found: dict[int, list[str]] = {}
    for reading in findings.readings:
        has_number = findings.report.facts[reading.field].value is not None
        for number in (reading.cell, reading.row.cells[0].number):
            if has_number and number is not None:
                found.setdefault(number, []).append(reading.field)
    return {number: tuple(fields) for number, fields in found.items()}


def _own(row: PrintedRow, fields: Mapping[int, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(name for cell in row.cells if cell.number is not None for name in fields.get(cell.number, ()))


def _lines(rows: Iterable[PrintedRow], free: Mapping[PrintedRow, Sequence[int]]) -> tuple[EvidenceLine, ...]:
    return tuple(line_of_row(row, inside=free[row]) for row in rows)


def _unknown(
    table: TableId, free: Mapping[TableId, Mapping[PrintedRow, Sequence[int]]], findings: Findings
) -> Iterator[Gap]:
    """All fields of a table of which nothing was read, beside its rows, or beside the text of its section."""
    wanted = tuple(
        name for name, fact in findings.report.facts.items() if FIELDS[name].table == table and fact.status == "missing"
    )
    rows = free.get(table, {})
    lines = _lines(list(rows)[:MOST_LINES], rows) or _told(table, findings)
    if wanted and lines:
        yield Gap(table=table, fields=wanted if _is_wide(table, lines) else _totals(wanted), lines=lines)


def _told(table: TableId, findings: Findings) -> tuple[EvidenceLine, ...]:
    """The lines with numbers of the section in which the table should stand."""
    section = blocks_of(table)[0].section
    lines = (line_of_text(line) for line in findings.narrative.lines.get(section, ()))
    return tuple(line for line in lines if line.numbers)[:MOST_LINES]


def _is_wide(table: TableId, lines: Sequence[EvidenceLine]) -> bool:
    """Whether some row has a number for nearly every column of the form."""
    columns = len(blocks_of(table)[0].columns)
    return table == "disclosure" or max(len(line.numbers) for line in lines) >= columns - 1


def _totals(fields: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in fields if name.endswith(".total"))
