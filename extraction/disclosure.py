"""Table 2, 主动公开政府信息情况: short blocks, each with column headers of its own, on either form.

Rows are aligned by label over the union of both forms; the header line above a row says which columns, and so which
form, its values belong to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from rapidfuzz import fuzz

from canonical.forms import Block, Entry, blocks_of, forms
from canonical.report import Flag
from canonical.text import chinese
from extraction.alignment import CLEARLY_BETTER, Labelled, Match, align
from extraction.columns import unfused
from extraction.joined_rows import one_a_row
from extraction.labels import best_likeness, is_label_text, likeness, likenesses
from extraction.reading import Reading, evidence_of, read_at
from extraction.tables import PrintedRow, is_value, units_above
from extraction.values import Printed, read_cell
from ingest.document import Cell

HEADER_LIKENESS = 70.0
SHARED_LIKENESS = 90.0  # of a label between the heads and the row's own
TIED = 3.0  # points of likeness between two columns that a head may both be
FOREIGN_LIKENESS = 30.0  # a head less like its column than this heads something else
CAPTION = "信息内容"
CAPTION_LIKENESS = 50.0  # of as many characters, which no column head has so few of
COPIES = 3  # of a number that stands in one cell over the columns of the block above
UNITS = frozenset({"件", "项", "个", "条", "万元", "元", "件数"})
_MONEY = re.compile(r"(?:单位\s*[:：]?\s*|[（(])(?P<unit>亿元|万元|元)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The column headers in force for a row: the printed cells, the columns they stand for, their line's length.

    `width` is how many columns have a head, one of the form's or another. `sure` is False where one of them may as well
    be another column's.
    """

    cells: tuple[Cell, ...]
    columns: tuple[Entry, ...]
    form: str | None
    length: int
    width: int
    sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A printed row taken apart: cells that may be headers, the label, the cells with something behind it.

    `sure` is False where the values may be those of another row.
    """

    row: PrintedRow
    sure: bool
    heads: tuple[Cell, ...]
    label: tuple[Cell, ...]
    values: tuple[Cell, ...]

    @property
    def has_numbers(self) -> bool:
        """True when at least one cell behind the label is a number or a mark."""
        return any(map(is_value, self.values))


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
        """True when the row is as long as its line of headers, blanks included, and its label is below none of them."""
        if self.header is None or len(self.parts.row.cells) != self.header.length:
            return False
        return not _is_headed(self.parts.label, self.header)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureReading:
    """The readings of table 2 and the form its headers and rows speak for (None: nothing tells)."""

    readings: tuple[Reading, ...]
    form: str | None


def read_disclosure(rows: Sequence[PrintedRow], expected_form: str | None, *, regular: bool) -> DisclosureReading:
    """The readings of table 2; `expected_form` (of the report's year) decides only where no header is printed.

    `regular` says whether blanks hold places where the document's tables were flattened.
    """
    unit = _unit_above(rows)
    rows = [row for row in rows if units_above(row) is None]
    parts = one_a_row(rows, [entry for block in blocks_of("disclosure") for entry in block.rows])
    aligned = _aligned([_taken_apart(part.row, sure=part.sure) for part in parts])
    form = _form(aligned) or expected_form
    regular = regular and all(row.is_regular for row in aligned if row.is_full)
    readings = tuple(reading for row in aligned for reading in _read_row(row, form, unit, regular=regular))
    return DisclosureReading(readings=readings, form=form)


def _aligned(parts: Sequence[Parts]) -> tuple[Aligned, ...]:
    entries = [(block, entry) for block in blocks_of("disclosure") for entry in block.rows]
    labelled = [
        Labelled(labels=_ways(part.label), has_values=part.has_numbers, values=tuple(cell.text for cell in part.values))
        for part in parts
    ]
    return tuple(
        Aligned(
            block=entries[match.entry][0],
            entry=entries[match.entry][1],
            match=match,
            parts=parts[match.row],
            header=_header(entries[match.entry][0], match.row, parts),
        )
        for match in align(labelled, [entry for _, entry in entries])
        if parts[match.row].has_numbers or match.likeness >= HEADER_LIKENESS
    )


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


def _ways(label: tuple[Cell, ...]) -> tuple[str, ...]:
    return tuple("".join(cell.text.split()) for cell in label)


def _header(block: Block, row: int, parts: Sequence[Parts]) -> Header | None:
    """The nearest printed line of column headers at or above a row, up to the row of another block."""
    for i in range(row, -1, -1):
        heads = _parted(parts[i].heads, block)
        cells = _header_cells(heads, block)
        if cells:
            length = len(parts[i].row.cells) + len(heads) - len(parts[i].heads)
            return _resolved(cells, block, length=length)
        if i < row and parts[i].has_numbers and not _is_of_block(parts[i].label, block):
            return None
    return None


def _parted(heads: tuple[Cell, ...], block: Block) -> tuple[Cell, ...]:
    """The heads, a line that holds several between blanks taken apart."""
    if len(heads) != 1:
        return heads
    words = [replace(heads[0], text=word, column=i) for i, word in enumerate(heads[0].text.split())]
    named = [word for word in words if chinese(word.text) != CAPTION]
    parted = len(words) > 1 and all(_header_likeness(word, block.columns) >= HEADER_LIKENESS for word in named)
    return tuple(words) if parted else heads


def _header_cells(heads: tuple[Cell, ...], block: Block) -> tuple[Cell, ...]:
    """The cells of a line that head columns: all behind the caption if only there some fit, else those that fit."""
    captions = [i for i, cell in enumerate(heads) if _is_caption(cell)]
    start = captions[-1] + 1 if captions else 0
    behind = _once(heads[start:], block)
    before, fitting = (
        tuple(cell for cell in cells if _header_likeness(cell, block.columns) >= HEADER_LIKENESS)
        for cells in (heads[:start], behind)
    )
    return behind if captions and fitting and not before else (*before, *fitting)


def _is_caption(cell: Cell) -> bool:
    words = chinese(cell.text)
    return words == CAPTION or (len(words) == len(CAPTION) and fuzz.ratio(words, CAPTION) >= CAPTION_LIKENESS)


def _once(heads: Sequence[Cell], block: Block) -> tuple[Cell, ...]:
    """The heads, one that a tool repeated over each column it spans joined again.

    Two that were cut short to the same words (本年新 of 本年新制作数量 and 本年新公开数量) are two.
    """
    if any(_begins_several(head, block) for head in heads):
        return tuple(heads)
    groups = (tuple(group) for _, group in groupby(heads, key=lambda cell: chinese(cell.text)))
    return tuple(replace(group[0], colspan=group[-1].column + group[-1].colspan - group[0].column) for group in groups)


def _begins_several(head: Cell, block: Block) -> bool:
    words = chinese(head.text)
    return words != "" and sum(chinese(column.zh).startswith(words) for column in block.columns) > 1


def _header_likeness(cell: Cell, columns: tuple[Entry, ...]) -> float:
    words = "".join(cell.text.split()).removeprefix(CAPTION)
    return max(likenesses((words,), columns)) if words else 0.0


def _resolved(cells: tuple[Cell, ...], block: Block, *, length: int) -> Header:
    """The columns a line of headers stands for: those of the form whose headers it is most like, in order."""
    best = max(forms(), key=lambda form: _total_likeness(cells, block.columns_of(form.id)))
    columns, width = block.columns_of(best.id), sum(cell.colspan for cell in cells)
    if len(cells) == len(columns) and all(
        _can_head(cell, column, block) for cell, column in zip(cells, columns, strict=True)
    ):
        return Header(cells=cells, columns=columns, form=_form_of(columns), length=length, width=width)
    fitting = tuple(cell for cell in cells if _header_likeness(cell, block.columns) >= HEADER_LIKENESS)
    chosen = tuple(max(block.columns, key=lambda column: likeness(_words(cell), column)) for cell in fitting)
    sure = not any(_is_tied(cell, column, block) for cell, column in zip(fitting, chosen, strict=True))
    return Header(cells=fitting, columns=chosen, form=_form_of(chosen), length=length, width=width, sure=sure)


def _is_tied(cell: Cell, chosen: Entry, block: Block) -> bool:
    """Whether the head may as well be another column's; a whole line of heads in one cell is none of these."""
    words = _words(cell)
    best = likeness(words, chosen)
    others = (column for column in block.columns if column is not chosen and chinese(column.zh) not in words)
    return any(likeness(words, column) > best - TIED for column in others)


def _can_head(cell: Cell, column: Entry, block: Block) -> bool:
    """False for a head that is like another column, or like none."""
    here = likeness(_words(cell), column)
    return here >= FOREIGN_LIKENESS and _header_likeness(cell, block.columns) <= here + CLEARLY_BETTER


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


def _form(rows: Sequence[Aligned]) -> str | None:
    votes = Counter(row.header.form for row in rows if row.header and row.header.form)
    votes.update(row.entry.forms[0] for row in rows if len(row.entry.forms) == 1 and row.block.id != "procurement")
    return votes.most_common(1)[0][0] if votes else None


def _read_row(row: Aligned, form: str | None, unit: str | None, *, regular: bool) -> Iterator[Reading]:
    columns = _columns(row, form)
    headed = row.header is None or row.header.sure
    fits = row.match.certain and row.match.likeness >= HEADER_LIKENESS and not _is_shared(row)
    sure = headed and row.parts.sure and fits
    flags: tuple[Flag, ...] = () if sure else ("low_confidence",)
    if not columns:  # a row of the other form without a header: no telling what the number counts
        yield from _unplaced(row)
        return
    moved = row.header is None or _may_have_moved(row, row.header)
    for column, cell, doubtful in _placed(row, columns, regular=regular):
        guess: tuple[Flag, ...] = ("layout_guess",) if doubtful or moved else ()
        yield read_at(
            row.block.field_id(row.entry.key, column.key),
            cell,
            row.parts.row,
            confidence=min(row.match.likeness / 100, 1.0),
            flags=(*flags, *guess),
            unit=_unit_of(row) or unit if column.key == "amount" else None,
        )


def _unit_of(row: Aligned) -> str | None:
    """The unit of money that the column headers name, or the label: most print 单位：万元, some 单位：元."""
    cells = (*(row.header.cells if row.header else ()), *row.parts.label)
    found = (_MONEY.search(cell.text) for cell in cells)
    return next((match["unit"] for match in found if match), None)


def _unit_above(rows: Sequence[PrintedRow]) -> str | None:
    """The one unit of money that is named above the table."""
    named = {unit for row in rows for unit in re.findall("亿元|万元|元", units_above(row) or "")}
    return named.pop() if len(named) == 1 else None


def _columns(row: Aligned, form: str | None) -> Sequence[Entry]:
    """The columns of a row: as its headers say, or all of their form where a flattened line of headers lost some."""
    if row.header is None:
        return row.block.columns_of(form or "")
    lost = row.parts.row.positions == "ragged" and row.header.width < len(row.parts.values)
    return row.block.columns_of(row.header.form or form or "") if lost else row.header.columns


def _is_shared(row: Aligned) -> bool:
    """Whether the label of another row stands before the row's own: the value may be that row's."""
    others = [entry for block in blocks_of("disclosure") for entry in block.rows if entry is not row.entry]
    return any(best_likeness(_ways((head,)), other) >= SHARED_LIKENESS for head in row.parts.heads for other in others)


def _may_have_moved(row: Aligned, header: Header) -> bool:
    """Whether the heads of a flattened table are not those of its form in order: then the values may not be either.

    Where heads were lost and no value was, these have the columns of the form.
    """
    whole = row.block.columns_of(header.form) if header.form else header.columns
    lost_heads = header.width < len(row.parts.values) == len(whole)
    headed = tuple(dict.fromkeys(header.columns))
    return row.parts.row.positions == "ragged" and headed != tuple(whole) and not lost_heads


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
    values = unfused(values, len(columns))
    in_order = _in_order(row, values, len(columns))
    few = len(values) < len(columns) and not whole
    guessed = (_differ(values) or _may_be_parted(values, columns)) if len(values) > len(columns) else few
    guessed |= printed.positions == "true" and row.header is not None  # its heads have moved
    guessed |= any(is_label_text(cell.text) and not is_value(cell) for cell in values)  # another row may begin there
    yield from ((column, cell, guessed) for column, cell in zip(columns, in_order, strict=True))


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
    """Whether equal cells may be the digits of one number, 33: copies of one stand in each column of the table."""
    counted = [read_cell(cell.text).value for cell in values]
    return len(columns) == 1 and len(values) < COPIES and bool(counted[0])


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
