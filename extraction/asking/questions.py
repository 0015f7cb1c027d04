"""What a model is asked about one table: the cells that it could settle, and the lines in which it has to find them.

Asked is only where an answer could be taken over: where a printed number stands that no sure cell has, and either the
field has no value or the sums say that it has another one (docs/decisions/0012). On a clean document nothing is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from canonical.fields import FIELDS
from canonical.forms import TableId
from canonical.report import Fact
from canonical.rule_table import APPLICANTS
from extraction.arithmetic import GUESS
from extraction.asking.gaps import POSITIONS, Gap, find_gaps
from extraction.asking.lines import EvidenceLine, line_of_row, numbers_in
from extraction.asking.room import Room, is_sure, room_at, rooms
from extraction.asking.strips import Value, guessed_strips, options
from extraction.facts import one_a_field
from extraction.open_questions import Findings
from extraction.unplaced import unplaced_cells

MOST_CELLS = 28  # of one request: a schema of hundreds comes back cut off
NOTHING = frozenset({None})
"""What is left for a cell that has no number."""
DOUBTED = frozenset({"failed_check", "low_confidence"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CellQuestion:
    """A field that is asked for. `lines` are those where its number may stand, by their place in the request.

    order   of two fields of one line, the one with the lower number stands first
    options what the numbers of its row and the sums leave for it (None: no number); None where they were not weighed
    """

    field: str
    lines: frozenset[int]
    order: int
    options: frozenset[Value] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A number of a line that a sure cell has: the line, where the number starts, and the order of the field."""

    line: int
    start: int
    order: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TableAsk:
    """One request about a table."""

    table: TableId
    lines: tuple[EvidenceLine, ...]
    questions: tuple[CellQuestion, ...]
    held: tuple[Held, ...] = ()


def table_asks(findings: Findings) -> tuple[TableAsk, ...]:
    """All requests about the tables of a report; none where the rules left nothing that its text could settle."""
    orders = _orders(findings)
    room = rooms(findings.report.facts, findings.equations)
    asks = (
        *_of_strips(findings, room, orders),
        *_of_cells(findings, room, orders),
        *(_of_gap(gap, findings, orders) for gap in find_gaps(findings)),
    )
    tables = dict.fromkeys(ask.table for ask in asks)
    joined = (_joined([ask for ask in asks if ask.table == table]) for table in tables)
    return tuple(part for ask in joined for part in _parts(ask))


def _orders(findings: Findings) -> Mapping[str, int]:
    """The order of print of all fields: the schema's, but for applicants printed in another one."""
    rows = (tuple(each.field for each in row) for _, row in groupby(findings.readings, key=lambda each: id(each.row)))
    whole = (row for row in rows if len(row) == len(APPLICANTS) and FIELDS[row[0]].table == "requests")
    printed = next((tuple(FIELDS[name].column for name in row) for row in whole), APPLICANTS)
    columns = {column: printed.index(column) - APPLICANTS.index(column) for column in APPLICANTS}
    return {
        name: place + (columns[FIELDS[name].column] if FIELDS[name].table == "requests" else 0)
        for name, place in POSITIONS.items()
    }


def _of_strips(findings: Findings, room: Mapping[str, Room], orders: Mapping[str, int]) -> Iterator[TableAsk]:
    """The guessed rows in which the sums settle a cell: where they do not, no words of the row can."""
    facts = findings.report.facts
    free = {cell.number for _, _, cell in unplaced_cells(findings.tables, findings.readings)}
    for strip in guessed_strips(findings.readings, facts):
        if not free.isdisjoint(cell.number for cell in strip.row.cells):
            continue  # it has more numbers than columns
        left = options(strip, facts, room, findings.equations)
        decided = [name for name in strip.fields if name in left and _is_decided(left[name], strip.held_by(name))]
        if decided:
            yield TableAsk(
                table=FIELDS[strip.fields[0]].table,
                lines=(line_of_row(strip.row),),
                questions=tuple(
                    CellQuestion(field=name, lines=frozenset({0}), order=orders[name], options=left[name])
                    for name in decided
                ),
                held=_held_in((line_of_row(strip.row),), {cell: orders[n] for n, cell in strip.sure_cells.items()}),
            )


def _is_decided(left: frozenset[Value], held: Value) -> bool:
    """Whether the sums settle the cell, and text could say so."""
    return len(left) == 1 and (held is not None or left != NOTHING)


def _held_in(lines: Sequence[EvidenceLine], cells: Mapping[int, int]) -> tuple[Held, ...]:
    """The numbers of these printed cells, which have a sure owner each, with its order."""
    return tuple(
        Held(line=place, start=number.start, order=cells[number.cell])
        for place, line in enumerate(lines)
        for number in line.numbers
        if number.cell is not None and number.cell in cells
    )


def _of_cells(findings: Findings, room: Mapping[str, Room], orders: Mapping[str, int]) -> Iterator[TableAsk]:
    """The cells with numbers in them that were not read as one, or not surely and against the sums.

    A number under two columns of which nothing tells the right one is no question: no words of the row can either.
    """
    readers = Counter(reading.cell for reading in findings.readings)
    for name, reading in one_a_field(findings.readings).items():
        fact = findings.report.facts[name]
        numbers: set[Value] = {number.value for number in numbers_in(reading.printed.raw)}
        if reading.read or reading.cell is None or readers[reading.cell] > 1 or not numbers:
            continue
        if fact.status == "unreadable" or _is_misread(fact, room_at(name, room), numbers):
            line = line_of_row(reading.row, inside=(reading.cell,))
            own = tuple(number for number in line.numbers if number.cell == reading.cell)
            yield TableAsk(
                table=FIELDS[name].table,
                lines=(replace(line, numbers=own),),
                questions=(CellQuestion(field=name, lines=frozenset({0}), order=orders[name]),),
            )


def _is_misread(fact: Fact, room: Room, numbers: set[Value]) -> bool:
    """Whether a doubtful number breaks a sum, and another number in its cell makes it hold."""
    return set(fact.flags) >= DOUBTED and GUESS not in fact.flags and room.only in numbers - {fact.value, None}


def _of_gap(gap: Gap, findings: Findings, orders: Mapping[str, int]) -> TableAsk:
    every = frozenset(range(len(gap.lines)))
    sure = {
        each.cell: orders[each.field]
        for each in findings.readings
        if each.cell is not None and is_sure(findings.report.facts[each.field])
    }
    return TableAsk(
        table=gap.table,
        lines=gap.lines,
        questions=tuple(CellQuestion(field=name, lines=every, order=orders[name]) for name in gap.fields),
        held=_held_in(gap.lines, sure),
    )


def _joined(asks: Sequence[TableAsk]) -> TableAsk:
    """The requests about one table as one, each line and each field once."""
    lines: list[EvidenceLine] = []
    questions: dict[str, CellQuestion] = {}
    held: list[Held] = []
    for ask in asks:
        places = [_place(line, lines) for line in ask.lines]
        held.extend(replace(each, line=places[each.line]) for each in ask.held)
        for each in ask.questions:
            questions.setdefault(each.field, replace(each, lines=frozenset(places[line] for line in each.lines)))
    return TableAsk(table=asks[0].table, lines=tuple(lines), questions=tuple(questions.values()), held=tuple(held))


def _place(line: EvidenceLine, lines: list[EvidenceLine]) -> int:
    """Where a line stands among the lines, at the end if it is new; numbers that only one of both has are added."""
    for place, other in enumerate(lines):
        if (other.text, other.line, other.page) == (line.text, line.line, line.page):
            numbers = sorted({*other.numbers, *line.numbers}, key=lambda each: (each.start, -each.end))
            lines[place] = replace(other, numbers=tuple(numbers))
            return place
    lines.append(line)
    return len(lines) - 1


def _parts(ask: TableAsk) -> Iterator[TableAsk]:
    """The request in parts of a size that comes back whole, each with the lines that it needs."""
    ordered = sorted(ask.questions, key=lambda each: each.order)
    for start in range(0, len(ordered), MOST_CELLS):
        part = ordered[start : start + MOST_CELLS]
        places = {line: place for place, line in enumerate(sorted({line for each in part for line in each.lines}))}
        yield TableAsk(
            table=ask.table,
            lines=tuple(ask.lines[line] for line in places),
            questions=tuple(replace(each, lines=frozenset(places[line] for line in each.lines)) for each in part),
            held=tuple(replace(each, line=places[each.line]) for each in ask.held if each.line in places),
        )
