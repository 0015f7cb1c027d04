"""Table 2, 主动公开政府信息情况: short blocks, each with column headers of its own, on either form.

Rows are aligned by label over the union of both forms; the header line above a row says which columns, and so which
form, its values belong to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from canonical.forms import Block, Entry, blocks_of
from canonical.report import Flag
from extraction.alignment import Labelled, Match, align
from extraction.columns import FUSED, unfused
from extraction.disclosure_heads import HEADER_LIKENESS, Header, Parts, header_above, of_year, ways
from extraction.joined_rows import one_a_row
from extraction.labels import best_likeness, is_label_text
from extraction.page_breaks import torn_rows
from extraction.reading import Reading, evidence_of, read_at
from extraction.tables import PrintedRow, units_above
from extraction.values import Printed, is_value, money_units_in, multiples_in, read_cell
from extraction.years import begins_with_other_year
from ingest.document import Cell

SHARED_LIKENESS = 90.0  # of a label between the heads and the row's own
COPIES = 3  # of a number that stands in one cell over the columns of the block above
UNITS = frozenset({"件", "项", "个", "条", "万元", "元", "件数"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """A row of the form with the printed row and the headers that were found for it."""

    block: Block
    entry: Entry
    match: Match
    parts: Parts
    header: Header | None

    @property
    def is_full(self) -> bool:
        """True when there is a value for each column head."""
        return self.header is not None and len(self.parts.values) == len(self.header.cells)

    @property
    def is_regular(self) -> bool:
        """True when the row is as long as its line of headers, blanks included, and its label is below none of them.

        A row that holds its headers itself tells nothing by its length.
        """
        if self.header is None or len(self.parts.row.cells) != self.header.length:
            return False
        own = {cell.number for cell in self.parts.row.cells}
        is_apart = not any(head.number in own for head in self.header.cells)
        return is_apart and not _is_headed(self.parts.label, self.header)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureReading:
    """The readings of table 2 and the form its headers and rows speak for (None: nothing tells)."""

    readings: tuple[Reading, ...]
    form: str | None


def read_disclosure(
    rows: Sequence[PrintedRow], expected_form: str | None, *, year: int | None, regular: bool
) -> DisclosureReading:
    """The readings of table 2; `expected_form` (of the report's year) decides only where no header is printed.

    `year` is the report's: heads may tell of the year before it as well. `regular` says whether blanks hold places
    where the document's tables were flattened.
    """
    above = _units_above(rows)
    rows = [row for row in rows if units_above(row) is None]
    parts = one_a_row(rows, [entry for block in blocks_of("disclosure") for entry in block.rows])
    spilled = {id(part.row) for part, behind in pairwise(parts) if _may_go_on(part.row, behind.row)}
    aligned = _aligned([_taken_apart(part.row, sure=part.sure and id(part.row) not in spilled) for part in parts], year)
    form = _form(aligned, expected_form)
    regular = regular and all(row.is_regular for row in aligned if row.is_full)
    short = frozenset(_place_of(row.header) for row in aligned if row.header and _has_more_values(row, row.header))
    readings = tuple(
        reading
        for row in aligned
        for reading in _read_row(
            row, form, above, regular=regular, lost=row.header is not None and _place_of(row.header) in short
        )
    )
    return DisclosureReading(readings=readings, form=form)


def _may_go_on(row: PrintedRow, behind: PrintedRow) -> bool:
    """Whether a flattened row with a blank may have had a cell too many, so that its last value begins the next row."""
    stray = behind.positions == "ragged" and is_value(behind.cells[0])
    return stray and any(not cell.text for cell in row.cells) and any(map(is_value, row.cells))


def _aligned(parts: Sequence[Parts], year: int | None) -> tuple[Aligned, ...]:
    entries = [(block, entry) for block in blocks_of("disclosure") for entry in block.rows]
    labelled = [
        Labelled(labels=ways(part.label), has_values=part.has_numbers, values=tuple(cell.text for cell in part.values))
        for part in parts
    ]
    matches = align(labelled, [entry for _, entry in entries])
    valued = [part.has_numbers for part in parts]
    torn = torn_rows([part.row for part in parts], valued, {match.row for match in matches if match.certain})
    old = {match.row for match in matches if _is_old(parts[match.row], entries[match.entry][1], year)}
    return tuple(
        Aligned(
            block=entries[match.entry][0],
            entry=entries[match.entry][1],
            match=replace(match, certain=match.certain and match.row not in torn | old),
            parts=parts[match.row],
            header=_header_of(entries[match.entry][0], match.row, parts, year),
        )
        for match in matches
        if parts[match.row].has_numbers or match.likeness >= HEADER_LIKENESS
    )


def _is_old(parts: Parts, entry: Entry, year: int | None) -> bool:
    return any(begins_with_other_year(label, entry, year) for label in ways(parts.label))


def _header_of(block: Block, row: int, parts: Sequence[Parts], year: int | None) -> Header | None:
    header = header_above(block, row, parts)
    return header and of_year(header, year)


def _taken_apart(row: PrintedRow, *, sure: bool) -> Parts:
    """A row whose label is its first cell, or, in a flattened row that begins with headers, the last with words."""
    words = [cell for cell in row.cells if cell.text]
    first_value = next((i for i, cell in enumerate(words) if is_value(cell)), None)
    if first_value is None:
        return Parts(row=row, sure=sure, heads=tuple(words), label=tuple(words[:1]), values=tuple(words[1:]))
    before = words[:first_value]
    labels = [cell for cell in before if is_label_text(cell.text) and cell.text not in UNITS]
    garbled = [cell for cell in before if not is_label_text(cell.text)]
    values = (*garbled, *words[first_value:])
    return Parts(row=row, sure=sure, heads=tuple(labels[:-1]), label=tuple(labels[-1:]), values=values)


def _form(rows: Sequence[Aligned], expected: str | None) -> str | None:
    """The form that most blocks of the table speak for, by their heads or rows; the `expected` one where none leads."""
    said = {(row.block.id, row.header.form) for row in rows if row.header and row.header.form}
    said |= {(row.block.id, row.entry.forms[0]) for row in rows if len(row.entry.forms) == 1}
    votes = Counter(form for block, form in said if block != "procurement")
    most = [form for form in votes if votes[form] == max(votes.values())]
    return most[0] if len(most) == 1 else expected


def _place_of(header: Header) -> int | None:
    """The number of the first head, which tells one line of heads from all others."""
    return next((cell.number for cell in header.cells), None)


def _has_more_values(row: Aligned, header: Header) -> bool:
    """Whether a row of a true grid has more values than there are heads, read or not, beside that of the labels."""
    values = sum(map(is_value, row.parts.values))
    return row.parts.row.positions == "true" and 1 < len(header.cells) < values and values >= header.length


def _read_row(row: Aligned, form: str | None, above: str, *, regular: bool, lost: bool) -> Iterator[Reading]:
    """The readings of a row; all in doubt where one of its heads was `lost`."""
    columns = _columns(row, form)
    headed = row.header is None or row.header.sure
    fits = row.match.certain and row.match.likeness >= HEADER_LIKENESS and not _is_shared(row)
    sure = headed and row.parts.sure and fits
    flags: tuple[Flag, ...] = () if sure else ("low_confidence",)
    if not columns:  # a row of the other form without a header: no telling what the number counts
        yield from _unplaced(row)
        return
    header = row.header
    moved = header is None or lost or _may_have_moved(row, header) or _is_copied(row, header, columns)
    for column, cell, doubtful in _placed(row, columns, regular=regular):
        guess: tuple[Flag, ...] = ("layout_guess",) if doubtful or moved else ()
        yield read_at(
            row.block.field_id(row.entry.key, column.key),
            cell,
            row.parts.row,
            confidence=min(row.match.likeness / 100, 1.0),
            flags=(*flags, *guess),
            unit=_unit_of(row, column, above),
        )


def _unit_of(row: Aligned, column: Entry, above: str) -> str | None:
    """The unit that heads, label or what stands `above` the table name, where it is not the field's own.

    Of an amount the unit of money: most print 单位：万元, some 单位：元. Of a count a multiple, 万件, of its own head.
    """
    header = row.header
    heads = tuple(zip(header.cells, header.columns, strict=True)) if header else ()
    if column.key == "amount":
        named, own = money_units_in, [cell.text for cell, _ in heads]
    else:
        named, own = multiples_in, [cell.text for cell, headed in heads if headed is column]
    texts = (*own, *(cell.text for cell in row.parts.label))
    return next((unit for text in texts for unit in named(text)), None) or _only(named(above))


def _only(units: tuple[str, ...]) -> str | None:
    return units[0] if len(units) == 1 else None


def _units_above(rows: Sequence[PrintedRow]) -> str:
    """What is said of units above the table."""
    return "、".join(filter(None, map(units_above, rows)))


def _columns(row: Aligned, form: str | None) -> Sequence[Entry]:
    """The columns of a row: as its headers say, or all of their form where a flattened line of headers lost some."""
    if row.header is None:
        return row.block.columns_of(form or "")
    lost = row.parts.row.positions == "ragged" and row.header.width < len(row.parts.values)
    return row.block.columns_of(row.header.form or form or "") if lost else row.header.columns


def _is_shared(row: Aligned) -> bool:
    """Whether the label of another row stands before the row's own: the value may be that row's."""
    others = [entry for block in blocks_of("disclosure") for entry in block.rows if entry is not row.entry]
    return any(best_likeness(ways((head,)), other) >= SHARED_LIKENESS for head in row.parts.heads for other in others)


def _may_have_moved(row: Aligned, header: Header) -> bool:
    """Whether the heads of a flattened table are not those of its form in order: then the values may not be either.

    Where heads were lost and no value was, these have the columns of the form.
    """
    whole = row.block.columns_of(header.form) if header.form else header.columns
    lost_heads = header.width < len(row.parts.values) == len(whole)
    headed = tuple(dict.fromkeys(header.columns))
    return row.parts.row.positions == "ragged" and headed != tuple(whole) and not lost_heads


def _is_copied(row: Aligned, header: Header, columns: Sequence[Entry]) -> bool:
    """Whether one number is all there is, in more columns than have a head: a tool may have copied it into each."""
    value = read_cell(row.parts.values[0].text).value if row.parts.values else None
    return header.width < len(columns) and bool(value) and not _differ(row.parts.values)


def _unplaced(row: Aligned) -> Iterator[Reading]:
    for column in row.block.columns if row.parts.values else ():
        yield Reading(
            field=row.block.field_id(row.entry.key, column.key),
            printed=Printed(kind="text", raw=row.parts.values[0].text),
            confidence=0.0,
            flags=("layout_guess",),
            evidence=evidence_of(row.parts.values[0], row.parts.row),
            row=row.parts.row,
            cell=row.parts.values[0].number,
        )


def _placed(row: Aligned, columns: Sequence[Entry], *, regular: bool) -> Iterator[tuple[Entry, Cell | None, bool]]:
    """Each column with its cell, and whether that is a guess: under its header in a true grid, else in order."""
    printed, values = row.parts.row, row.parts.values
    whole = regular and row.is_regular
    if printed.positions == "true" and row.header and not _is_headed(row.parts.label, row.header):
        under = [[cell for cell in printed.cells if _is_under(cell, head)] for head in row.header.cells]
        # a row or a line of heads that lost a cell: the others may have moved
        moved = not all(under) or (not row.is_regular and _is_more_than(values, under))
        if row.is_full and row.is_regular and not moved and not _has_each_its_own(values, under):
            under = [[cell] for cell in values]  # spans of rows and heads that do not end at the same walls
        heads_above = Counter(id(cell) for cells in under for cell in cells if cell.text)
        for column, cells in zip(columns, under, strict=True):
            own = [cell for cell in cells if cell in values]
            shared = any(heads_above[id(cell)] > 1 for cell in own)  # one number below two heads
            yield column, next(iter(own or cells), None), moved or shared or _differ(own)
        return
    if len(values) == 1 and values[0].text == FUSED * len(columns):  # "12 345" may be one number: no sum tells here
        values = unfused(values, len(columns))
    in_order = _in_order(row, values, len(columns))
    few = len(values) < len(columns) and not whole
    guessed = (_differ(values) or _may_be_parted(values, columns)) if len(values) > len(columns) else few
    guessed |= printed.positions == "true" and row.header is not None  # its heads have moved
    guessed |= _holds_another_row(values)
    yield from ((column, cell, guessed) for column, cell in zip(columns, in_order, strict=True))


def _holds_another_row(values: Sequence[Cell]) -> bool:
    """Whether words with a number behind them stand among the values: they may be the label of a row of its own."""
    words = [i for i, cell in enumerate(values) if is_label_text(cell.text) and not is_value(cell)]
    return bool(words) and any(map(is_value, values[words[0] :]))


def _has_each_its_own(values: Sequence[Cell], under: Sequence[Sequence[Cell]]) -> bool:
    """Whether the values stand one below each head, in order."""
    return [[id(cell) for cell in cells] for cells in under] == [[id(cell)] for cell in values]


def _in_order(row: Aligned, values: Sequence[Cell], count: int) -> tuple[Cell | None, ...]:
    """The cells of a flattened row for each column; a row as long as its header has a place for each."""
    if len(values) != count and row.is_regular and row.header and len(row.header.cells) == count:
        places = [cell.column for cell in row.header.cells]
        by_column = {cell.column: cell for cell in row.parts.row.cells}
        return tuple(by_column.get(place) for place in places)
    return (*values[:count], *[None] * (count - len(values)))


def _may_be_parted(values: Sequence[Cell], columns: Sequence[Entry]) -> bool:
    """Whether more equal cells than columns may be digits of one number, 33, or of several, 1, 1 and 11.

    Copies of one number stand in each column of the table.
    """
    are_copies = len(columns) == 1 and len(values) >= COPIES
    return not are_copies and bool(read_cell(values[0].text).value)


def _is_more_than(values: Sequence[Cell], under: Sequence[Sequence[Cell]]) -> bool:
    """Whether a number stands below no head."""
    headed = {id(cell) for cells in under for cell in cells}
    return any(id(cell) not in headed for cell in values if is_value(cell))


def _is_headed(label: tuple[Cell, ...], header: Header) -> bool:
    """Whether a row's label stands below a column head: the line of heads has lost its first cell, the rest moved."""
    return any(_is_under(cell, head) for cell in label for head in header.cells)


def _is_under(cell: Cell, head: Cell) -> bool:
    return cell.column < head.column + head.colspan and head.column < cell.column + cell.colspan


def _differ(cells: Sequence[Cell]) -> bool:
    return len({read_cell(cell.text).value for cell in cells}) > 1
