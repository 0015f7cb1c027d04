"""Table 2, 主动公开政府信息情况: short blocks, each with column headers of its own, on either form.

Rows are aligned by label over the union of both forms; the header line above a row says which columns, and so which
form, its values belong to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from canonical.forms import Block, Entry, blocks_of, forms
from canonical.report import Flag
from extraction.alignment import Labelled, Match, align
from extraction.labels import best_likeness, is_label_text, likeness
from extraction.reading import Reading, evidence_of, read_at
from extraction.tables import PrintedRow, is_value
from extraction.values import Printed, read_cell
from ingest.document import Cell

HEADER_LIKENESS = 70.0
CAPTION = "信息内容"


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The column headers in force for a row: the printed cells and the columns of the block they stand for."""

    cells: tuple[Cell, ...]
    columns: tuple[Entry, ...]
    form: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureReading:
    """The readings of table 2 and the form its headers and rows speak for (None: nothing tells)."""

    readings: tuple[Reading, ...]
    form: str | None


def read_disclosure(rows: Sequence[PrintedRow], expected_form: str | None) -> DisclosureReading:
    """The readings of table 2; `expected_form` (of the report's year) decides only where no header is printed."""
    entries = [(block, entry) for block in blocks_of("disclosure") for entry in block.rows]
    split = [_split(row) for row in rows]
    labels = [Labelled(labels=_ways(label), has_values=any(map(is_value, values))) for _, label, values in split]
    matches = align(labels, [entry for _, entry in entries])
    headers = [_header(entries[match.entry][0], match.row, split) for match in matches]
    form = _form(headers, [entries[match.entry][1] for match in matches]) or expected_form
    readings = tuple(
        reading
        for match, header in zip(matches, headers, strict=True)
        for reading in _read_row(*entries[match.entry], match, header, rows[match.row], split[match.row][2], form)
    )
    return DisclosureReading(readings=readings, form=form)


Split = tuple[tuple[Cell, ...], tuple[Cell, ...], tuple[Cell, ...]]


def _split(row: PrintedRow) -> Split:
    """A row as header cells (of its own or, in a flattened row, those before it), label cells and value cells."""
    words = [cell for cell in row.cells if cell.text]
    first_value = next((i for i, cell in enumerate(words) if is_value(cell)), None)
    before = words if first_value is None else words[:first_value]
    if first_value is None:
        label, rest = tuple(before[:1]), tuple(before[1:])
        return (tuple(before), label, rest)
    labels = [cell for cell in before if is_label_text(cell.text)]
    garbled = [cell for cell in before if not is_label_text(cell.text)]
    return (tuple(labels[:-1]), tuple(labels[-1:]), (*garbled, *words[first_value:]))


def _ways(label: tuple[Cell, ...]) -> tuple[str, ...]:
    return tuple("".join(cell.text.split()) for cell in label)


def _header(block: Block, row: int, split: Sequence[Split]) -> Header | None:
    """The nearest printed line of column headers at or above a row, up to the row of another block."""
    for i in range(row, -1, -1):
        cells = tuple(cell for cell in split[i][0] if _is_header(cell, block))
        if cells:
            return _resolved(cells, block)
        if i < row and any(map(is_value, split[i][2])) and not _is_of_block(split[i][1], block):
            return None
    return None


def _is_header(cell: Cell, block: Block) -> bool:
    return _header_likeness(cell, block.columns) >= HEADER_LIKENESS


def _header_likeness(cell: Cell, columns: Sequence[Entry]) -> float:
    words = "".join(cell.text.split()).removeprefix(CAPTION)
    return max(likeness(words, column) for column in columns) if words else 0.0


def _resolved(cells: tuple[Cell, ...], block: Block) -> Header:
    """The columns a line of headers stands for: those of the form whose headers it is most like, in order."""
    best = max(forms(), key=lambda form: _total_likeness(cells, block.columns_of(form.id)))
    columns = block.columns_of(best.id)
    if len(cells) == len(columns):
        return Header(cells=cells, columns=columns, form=_form_of(columns))
    chosen = tuple(max(block.columns, key=lambda column: likeness(_words(cell), column)) for cell in cells)
    return Header(cells=cells, columns=chosen, form=_form_of(chosen))


def _words(cell: Cell) -> str:
    return "".join(cell.text.split()).removeprefix(CAPTION)


def _total_likeness(cells: tuple[Cell, ...], columns: Sequence[Entry]) -> float:
    if not columns:
        return 0.0
    fit = sum(likeness(_words(cell), column) for cell, column in zip(cells, columns, strict=False))
    return fit / max(len(cells), len(columns))


def _form_of(columns: Sequence[Entry]) -> str | None:
    """The form that alone has these columns; None where both have them (处理决定数量)."""
    only = {column.forms[0] for column in columns if len(column.forms) == 1}
    return only.pop() if len(only) == 1 else None


def _is_of_block(label: tuple[Cell, ...], block: Block) -> bool:
    return max(best_likeness(_ways(label), entry) for entry in block.rows) >= HEADER_LIKENESS


def _form(headers: Sequence[Header | None], rows: Sequence[Entry]) -> str | None:
    votes = Counter(header.form for header in headers if header and header.form)
    votes.update(row.forms[0] for row in rows if len(row.forms) == 1 and row.key != "procurement")
    return votes.most_common(1)[0][0] if votes else None


def _read_row(  # noqa: PLR0913, PLR0917  (what the flow of `read_disclosure` has found so far)
    block: Block,
    entry: Entry,
    match: Match,
    header: Header | None,
    row: PrintedRow,
    values: tuple[Cell, ...],
    form: str | None,
) -> Iterator[Reading]:
    columns = header.columns if header else block.columns_of(form or "")
    flags: tuple[Flag, ...] = () if match.certain else ("low_confidence",)
    confidence = min(match.likeness / 100, 1.0)
    if not columns:  # a row of the other form without a header: no telling what the number counts
        yield from _unplaced(block, entry, row, values)
        return
    for column, cell, doubtful in _placed(row, values, header, columns):
        guess: tuple[Flag, ...] = ("layout_guess",) if doubtful or header is None else ()
        yield read_at(block.field_id(entry.key, column.key), cell, row, confidence=confidence, flags=(*flags, *guess))


def _unplaced(block: Block, entry: Entry, row: PrintedRow, values: tuple[Cell, ...]) -> Iterator[Reading]:
    for column in block.columns if values else ():
        yield Reading(
            field=block.field_id(entry.key, column.key),
            printed=Printed(kind="text", raw=values[0].text),
            confidence=0.0,
            flags=("layout_guess",),
            evidence=evidence_of(values[0], row),
        )


def _placed(
    row: PrintedRow, values: tuple[Cell, ...], header: Header | None, columns: Sequence[Entry]
) -> Iterator[tuple[Entry, Cell | None, bool]]:
    """Each column with its cell: under its header in a true grid, else in order."""
    if row.positions == "true" and header:
        for column, head in zip(columns, header.cells, strict=True):
            under = [cell for cell in row.cells if _is_under(cell, head) and cell in values]
            yield column, under[0] if under else _blank_under(row, head), _differ(under)
        return
    cells, doubtful = _in_order(row, values, header, len(columns))
    yield from ((column, cell, doubtful) for column, cell in zip(columns, cells, strict=True))


def _in_order(
    row: PrintedRow, values: tuple[Cell, ...], header: Header | None, count: int
) -> tuple[tuple[Cell | None, ...], bool]:
    """The cells of a flattened row for each column, and whether that is a guess. Blanks hold places where kept."""
    if len(values) >= count:
        return values[:count], len(values) > count and _differ(values)
    after_label = tuple(cell for cell in row.cells if values and cell.column > row.cells[0].column)
    places = {cell.column for cell in header.cells} if header else set()
    if len(after_label) == count:
        return after_label, False
    if len(places) == count and all(cell.column in places for cell in values):
        by_column = {cell.column: cell for cell in values}
        return tuple(by_column.get(place) for place in sorted(places)), False
    return (*values, *[None] * (count - len(values))), bool(values)


def _is_under(cell: Cell, head: Cell) -> bool:
    return cell.column < head.column + head.colspan and head.column < cell.column + cell.colspan


def _blank_under(row: PrintedRow, head: Cell) -> Cell | None:
    return next((cell for cell in row.cells if not cell.text and _is_under(cell, head)), None)


def _differ(cells: Sequence[Cell]) -> bool:
    return len({read_cell(cell.text).value for cell in cells}) > 1
