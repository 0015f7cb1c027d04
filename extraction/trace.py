"""What each stage of extraction decided, as lines of text: grids, alignment, arithmetic, the reason of every flag."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from canonical.forms import TableId
from canonical.report import CheckResult, Fact, Flag, Report
from canonical.rules import Equation
from extraction.choice import Choice
from extraction.open_questions import Findings, OpenQuestion
from extraction.reading import Reading
from extraction.tables import PrintedRow, Tables, label_cells, label_ways
from extraction.ways import is_doubtful
from ingest.document import Document, Grid
from ingest.document import Reading as Read

LONGEST_CELL = 24  # characters of a cell that are shown
NAMES: dict[TableId, str] = {"disclosure": "table 2", "requests": "table 3", "review": "table 4"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What each stage made of a document, for people who look."""

    findings: Findings
    choices: tuple[Choice, ...]
    report: Report

    @property
    def document(self) -> Document:
        """What was read; of a file that binds several reports, the first."""
        return self.findings.document

    @property
    def tables(self) -> Tables:
        """The printed rows of the three tables."""
        return self.findings.tables

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Every field as printed."""
        return self.findings.readings

    @property
    def equations(self) -> tuple[Equation, ...]:
        """The sums of the forms in use."""
        return self.findings.equations

    @property
    def questions(self) -> tuple[OpenQuestion, ...]:
        """What rules and arithmetic left open."""
        return self.findings.questions

    def lines(self) -> Iterator[str]:
        """The trace as text, a stage after the other."""
        yield from self._grids()
        yield from self._alignment()
        yield from self._chosen()
        yield from self._inferred()
        yield from self._flags()
        yield from self._rest()

    def _grids(self) -> Iterator[str]:
        grids = [(index, block) for index, block in enumerate(self.document.blocks()) if isinstance(block, Grid)]
        yield f"[grids] {len(grids)}"
        for index, grid in grids:
            users = [table for table, rows in self.tables.rows.items() if any(row.grid == index for row in rows)]
            cells = [cell for row in grid.rows for cell in row.cells]
            size = f"{len(grid.rows)} rows x {grid.columns} columns, {len(cells)} cells"
            where = _place(grid.page, cells[0].line if cells else None)
            use = " and ".join(NAMES[table] for table in users) or "not one of the three tables"
            yield f"  {where}{grid.origin}, {size}, columns {grid.positions}: {use}"

    def _alignment(self) -> Iterator[str]:
        by_row: dict[int, list[Reading]] = {}
        for reading in self.readings:
            by_row.setdefault(id(reading.row), []).append(reading)
        for table, rows in self.tables.rows.items():
            yield f"[{NAMES[table]}] {len(rows)} rows"
            for row in rows:
                yield from _row_lines(row, by_row.pop(id(row), ()))
        for readings in by_row.values():  # rows that were put together from several
            yield from _row_lines(readings[0].row, readings)

    def _chosen(self) -> Iterator[str]:
        """The doubtful cells of a picture; lines only where there are any."""
        if self.choices:
            yield f"[doubtful] {len(self.choices)} cells"
        for choice in self.choices:
            rules = f" by {', '.join(choice.rules)}" if choice.rules else ""
            what = "chosen" if choice.fact.method == "arithmetic" else "confirmed" if rules else "left as it is"
            why = rules or f", {choice.outcome}"
            yield f"  {choice.field} = {_number(choice.fact)}: {_read(choice.read)}; {what}{why}"

    def _inferred(self) -> Iterator[str]:
        inferred = [fact for fact in self.report.facts.values() if fact.status == "inferred"]
        yield f"[arithmetic] {len(inferred)} inferred"
        for fact in inferred:
            yield f"  {fact.field} = {_number(fact)} because {self._because(fact)}"

    def _because(self, fact: Fact) -> str:
        facts = self.report.facts
        for equation in self.equations:
            names = (*equation.left, *equation.right)
            if fact.field in names and all(facts[name].value is not None for name in names):
                sides = (equation.left, equation.right)
                sums = (" + ".join(self._term(name, fact) for name in side) for side in sides)
                return f"{' = '.join(sums)} ({equation.rule})"
        return "its sums bound it from both sides"

    def _term(self, name: str, fact: Fact) -> str:
        return "?" if name == fact.field else _number(self.report.facts[name])

    def _flags(self) -> Iterator[str]:
        flagged = [fact for fact in self.report.facts.values() if fact.flags]
        yield f"[flags] {len(flagged)} facts"
        for fact in flagged:
            for flag in fact.flags:
                yield f"  {fact.field} = {_number(fact)}: {flag}, {self._reason(fact, flag)}"

    def _reason(self, fact: Fact, flag: Flag) -> str:
        if flag == "failed_check":
            return "; ".join(f"{check.id}: {check.message['en']}" for check in self._failed(fact))
        if fact.status == "inferred":
            return "it follows from cells whose value or place is a guess"
        readings = [reading for reading in self.readings if reading.field == fact.field]
        if flag == "sources_disagree" and len(readings) == 1:
            return "the text behind the picture has another number"
        if flag == "sources_disagree":
            return "it is told twice: " + " and ".join(repr(reading.printed.raw) for reading in readings)
        return _doubt(readings[0], flag) if readings else "nothing was read for it"

    def _failed(self, fact: Fact) -> Sequence[CheckResult]:
        return [check for check in self.report.checks if check.status == "failed" and fact.field in check.fields]

    def _rest(self) -> Iterator[str]:
        yield f"[unplaced] {len(self.report.unplaced)}"
        for each in self.report.unplaced:
            where = _place(each.evidence.page, each.evidence.line)
            yield f"  {where}{NAMES[each.table]}: {each.text!r} in {each.evidence.text!r}"
        for flag in self.report.flags:
            yield f"[report] {flag.id}: {flag.message['en']}"
        yield f"[mentions] {len(self.report.mentions)}"
        for mention in self.report.mentions:
            told = f" tells {mention.field}" if mention.field else ""
            about = "about " if mention.approximate else ""
            yield f"  {mention.label}: {about}{mention.value:f} {mention.unit}{told} ({mention.quote!r})"
        sections = self.report.sections
        yield f"[sections] {', '.join(f'{section.number} {section.title}' for section in sections)}"
        yield f"[open] {len(self.questions)}"
        for question in self.questions:
            yield f"  {question.about}: {question.reason} ({question.evidence})"


def _row_lines(row: PrintedRow, readings: Sequence[Reading]) -> Iterator[str]:
    """The printed row, and below it which row of the form it was taken for and what came out."""
    yield f"  {row.positions:6} " + " | ".join(_short(cell.text) for cell in row.cells)
    if readings:
        entry = _common([reading.field.split(".") for reading in readings])
        values = (
            f"{'.'.join(reading.field.split('.')[len(entry) :])}={reading.printed.raw or '·'}{_marks(reading)}"
            for reading in readings
        )
        fit = f"({readings[0].confidence:.2f})"
        yield f"         {_label(row)!r} -> {'.'.join(entry)} {fit}: {', '.join(values)}"


def _common(paths: Sequence[Sequence[str]]) -> Sequence[str]:
    """What all paths begin with; never a whole one."""
    same = takewhile(lambda keys: len(set(keys)) == 1, zip(*(path[:-1] for path in paths), strict=False))
    return [keys[0] for keys in same]


def _doubt(reading: Reading, flag: Flag) -> str:
    """Why the cell, its label or its place is doubtful."""
    if flag == "low_confidence" and reading.printed.doubtful:
        return f"the digits of {reading.printed.raw!r} may be two numbers"
    if flag == "low_confidence" and is_doubtful(reading.read):
        return _read(reading.read)
    if flag == "low_confidence" and reading.read and not reading.flags:
        return "no number in the empty cells of its sum makes it hold"
    if flag == "low_confidence":
        fit = f"{reading.confidence:.2f}"
        return f"the label {_label(reading.row)!r} fits with {fit} only, or fits a neighbour as well"
    return f"the row has {_values(reading.row)}, and which column each belongs to can not be told for certain"


def _read(readings: Sequence[Read]) -> str:
    return "read as " + " or ".join(f"{each.text!r} ({each.probability:.3f})" for each in readings)


def _marks(reading: Reading) -> str:
    return f" [{', '.join(reading.flags)}]" if reading.flags else ""


def _label(row: PrintedRow) -> str:
    return next(iter(label_ways(label_cells(row))), "")


def _values(row: PrintedRow) -> str:
    count = sum(1 for cell in row.cells if cell.text) - len(label_cells(row))
    return f"{count} value" if count == 1 else f"{count} values"


def _number(fact: Fact) -> str:
    return f"{fact.value:f}" if fact.value is not None else fact.status


def _place(page: int | None, line: int | None) -> str:
    return f"page {page}, " if page else f"line {line}, " if line else ""


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_CELL else words[: LONGEST_CELL - 1] + "…"
