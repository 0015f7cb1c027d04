"""Values of a row put under the columns of the form.

A true grid says where each cell stands. A flattened row says only in which order: the full rows of its table teach
where the columns begin, and a row with lost cells is placed by that. In a table without full rows (columns left blank
throughout) a printed total ends the row. If neither helps, the cells are put from the right and flagged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice

from extraction.tables import PrintedRow, label_cells, value_cells
from extraction.values import read_cell
from ingest.document import Cell

FUSED = "0"
MOST_DIGITS = 5  # of a number that ran together with others
RESULTS = 5  # columns of each kind of review, the last their total
FEWEST_FULL = 3  # full rows that show how wide a row of the table is


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What a flattened table's full rows show: the places of their values (None without full rows).

    `count` is how many columns there are, `order` which of the form's each is in print. `regular` when no row has
    stray cells, so that a blank holds the place of a blank and not of a lost column; where no row is full, all rows
    tell, empty ones too where only a few have values. `gridded` when each cell stands at its column. `width` is how
    many cells, blank ones included, every full row has where all begin in one column, or where there are none most
    rows; a row as wide has a cell for each column too. `end` is the column behind the last cell of most rows: one that
    goes on further has a cell too many. `unsure` when the head names other columns than the form has, or may not tell
    their order.
    """

    count: int
    columns: tuple[int, ...] | None = None
    order: tuple[int, ...] = ()
    regular: bool = True
    gridded: bool = False
    width: int | None = None
    end: int | None = None
    unsure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A cell (or None for a lost one) for each column; `doubtful` are columns whose cell may belong to a neighbour."""

    cells: tuple[Cell | None, ...]
    doubtful: frozenset[int] = frozenset()


def place_true(row: PrintedRow, columns: Sequence[int], end: int | None = None) -> Placement:
    """The cells that cover the given grid columns; one that covers several is doubtful in each.

    A row that goes on behind the `end` of most others may have a cell too many anywhere before.

    A row that has just as many single cells behind its label keeps them in order, even where a span of the rows
    above, one too long, has pushed it to the right. Where it begins further left a blank cell may be none of its own.
    A row that leaves a column of the grid without a cell may have lost one anywhere before it.
    """
    own = unfused(value_cells(row), len(columns))
    if len(own) == len(columns) and all(cell.colspan == 1 for cell in own):
        in_place = own[0].column >= columns[0] and not _may_be_several(own)
        held = in_place or all(cell.text for cell in own)
        return Placement(cells=own, doubtful=frozenset() if held else _movable(own, len(columns)))
    cells = tuple(_covering(row, column) for column in columns)
    shared = Counter(id(cell) for cell in cells if cell is not None and cell.text)
    doubtful = frozenset(i for i, cell in enumerate(cells) if cell is not None and shared[id(cell)] > 1)
    label = {id(cell) for cell in label_cells(row)}
    if any(id(cell) in label for cell in cells):  # a wall between two columns was lost, and all are one off
        doubtful |= _movable([cell for cell in own if cell.text], len(columns))
    printed = [cell for cell in cells if cell is not None and cell.text]
    lost = any(cell is None and column < row.width for cell, column in zip(cells, columns, strict=True))
    too_many = end is not None and _end(row) > end
    if lost or too_many or (len(printed) < len(columns) and _may_be_several(printed)):
        doubtful |= _movable(printed, len(columns))
    return Placement(cells=cells, doubtful=doubtful)


def _end(row: PrintedRow) -> int:
    return max(cell.column + cell.colspan for cell in row.cells)


def place_ragged(row: PrintedRow, layout: Layout) -> Placement:
    """The cells of a flattened row under the columns, by what the other rows of its table showed."""
    count = layout.count
    slots = unfused(value_cells(row), count)
    printed = [slot for slot in slots if slot.text]
    if len(printed) == count:
        held = not any(map(_is_speck, printed)) or _add_up(
            [read_cell(cell.text).value or Decimal(0) for cell in printed]
        )
        return Placement(cells=tuple(printed), doubtful=frozenset() if held else _movable(printed, count))
    if len(printed) > count:
        return Placement(cells=tuple(printed[:count]), doubtful=frozenset(range(count)))
    if len(printed) == 1 and (parted := parted_by_sums(printed[0], count)):
        return Placement(cells=parted, doubtful=frozenset(range(count)))
    if len(slots) == count and _begin_as_full_rows(slots, layout):
        cells = tuple(_printed_or_none(slot) for slot in slots)
        # then another slot is no value's place
        may_be_two = _may_be_several(printed) or any(read_cell(slot.text).doubtful for slot in printed)
        held = not may_be_two and (layout.regular or len(row.cells) == layout.width)
        return Placement(cells=cells, doubtful=frozenset() if held else _movable(printed, count))
    return _place_by_others(slots, printed, layout, width=len(row.cells))


def _begin_as_full_rows(slots: Sequence[Cell], layout: Layout) -> bool:
    """False where full rows all begin in another column: then the first place is a blank of the label's."""
    return layout.columns is None or layout.width is None or slots[0].column == layout.columns[0]


def layout_of_rows(rows: Sequence[PrintedRow], count: int) -> Layout:
    """What the full rows of a flattened table teach: where their values stand, and whether blanks hold places."""
    full = [(row, cells) for row in rows if len(cells := _printed(row)) == count]
    starts = Counter(tuple(cell.column for cell in cells) for _, cells in full)
    widths = {len(row.cells) for row, _ in full}
    one_width = widths.pop() if len(widths) == len(starts) == 1 and len(full) >= FEWEST_FULL else None
    valued = [row for row in rows if _printed(row)]
    ends = Counter(map(_end, valued)).most_common(1)
    telling = [row for row, _ in full] or (valued if len(valued) >= FEWEST_FULL else _empty_too(rows, valued))
    return Layout(
        count=count,
        columns=starts.most_common(1)[0][0] if starts else None,
        regular=bool(telling) and all(len(value_cells(row)) == count for row in telling),
        width=one_width if full else _usual_width(valued, count),
        end=ends[0][0] if ends and 2 * ends[0][1] > len(valued) else None,
    )


def _empty_too(rows: Sequence[PrintedRow], valued: Sequence[PrintedRow]) -> Sequence[PrintedRow]:
    """The rows with a label and cells behind it, where those with values end in their total and are not filled up."""
    labelled = [row for row in rows if label_cells(row) and value_cells(row)]
    ended = valued and all(value_cells(row)[-1].text for row in valued)
    return labelled if ended and len(labelled) >= FEWEST_FULL else []


def _usual_width(rows: Sequence[PrintedRow], count: int) -> int | None:
    """How many cells most of the rows have: one that lost a cell has fewer.

    None where the labels of one of them leave no room for all columns: then the last columns were cut off.
    """
    widths = Counter(len(row.cells) for row in rows)
    width, shared = widths.most_common(1)[0] if widths else (0, 0)
    if shared < FEWEST_FULL or shared <= len(rows) / 2:
        return None
    room = min(len(value_cells(row)) for row in rows if len(row.cells) == width)
    return width if room >= count else None


def blanks_hold_places(rows: Sequence[PrintedRow], count: int) -> bool:
    """False when full rows of a flattened table have stray cells, so that a blank may stand for nothing printed."""
    full = [row for row in rows if row.positions == "ragged" and len(_printed(row)) == count]
    return all(len(value_cells(row)) == count for row in full)


def _place_by_others(slots: Sequence[Cell], printed: Sequence[Cell], layout: Layout, *, width: int) -> Placement:
    """A row with lost cells and more or fewer places than columns; `width` is all its cells."""
    count, columns = layout.count, layout.columns
    if columns and len(slots) > count and all(slot.column in columns for slot in printed):
        by_column = {slot.column: slot for slot in printed}
        cells = tuple(by_column.get(column) for column in columns)
        return Placement(cells=cells, doubtful=frozenset() if width == layout.width else _movable(printed, count))
    total_ends_row = len(slots) > count and slots[-1].text and not any(slot.text for slot in slots[:-count])
    if columns is None and width == layout.width and total_ends_row:
        return Placement(cells=tuple(_printed_or_none(slot) for slot in slots[-count:]))
    cells = (*[None] * (count - len(printed)), *printed)
    return Placement(cells=cells, doubtful=_beside_lost(cells) | _movable(printed, count))


def _printed(row: PrintedRow) -> tuple[Cell, ...]:
    return tuple(cell for cell in value_cells(row) if cell.text)


def _covering(row: PrintedRow, column: int) -> Cell | None:
    return next((cell for cell in row.cells if cell.column <= column < cell.column + cell.colspan), None)


def _printed_or_none(slot: Cell) -> Cell | None:
    return slot if slot.text else None


def unfused(slots: Sequence[Cell], count: int) -> tuple[Cell, ...]:
    """The slots, where cells that ran together are as many numbers as there are columns.

    A lone "0000000" or "3 0 0 0 0 0 3" tells by itself. Of several cells, some of which ran together ("12 3", "0 0"),
    the numbers have to add up to their total as well, for "12 345" may be one.
    """
    printed = [slot for slot in slots if slot.text]
    if count == 1 or not 0 < len(printed) < count:
        return tuple(slots)
    if len(printed) == 1 and printed[0].text == FUSED * count:
        words = [(printed[0], FUSED)] * count
    else:
        words = [(slot, word) for slot in printed for word in slot.text.split()]
    told = [read_cell(word) for _, word in words]
    if len(words) != count or any(each.kind not in {"number", "mark"} for each in told):
        return tuple(slots)
    if len(printed) > 1 and not _add_up([each.value or Decimal(0) for each in told]):
        return tuple(slots)
    first = printed[0].column
    return tuple(replace(cell, text=word, column=first + i, colspan=1) for i, (cell, word) in enumerate(words))


def parted_by_sums(cell: Cell, count: int) -> tuple[Cell, ...]:
    """The numbers of all columns that ran together in a cell, "210000021", if their totals allow one way; else none."""
    if count < RESULTS or not cell.text.isdecimal() or not count <= len(cell.text) <= MOST_DIGITS * count:
        return ()
    size = RESULTS if count % RESULTS == 0 else count
    ways = list(islice(_groups(cell.text, count // size, size), 2))
    if len(ways) != 1:
        return ()
    return tuple(replace(cell, text=word, column=cell.column + i, colspan=1) for i, word in enumerate(ways[0]))


def _groups(digits: str, groups: int, size: int) -> Iterator[tuple[str, ...]]:
    """Every way to part digits into groups of so many numbers, each with its total behind it."""
    if groups == 0:
        yield from () if digits else ((),)
        return
    for addends, rest in _addends(digits, size - 1):
        total = str(sum(map(int, addends)))
        if rest.startswith(total):
            yield from ((*addends, total, *others) for others in _groups(rest[len(total) :], groups - 1, size))


def _addends(digits: str, count: int) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every way to take so many numbers from the beginning of digits, with the digits that are left."""
    if count == 0:
        yield (), digits
        return
    for length in range(1, 2 if digits.startswith("0") else min(MOST_DIGITS, len(digits) - count) + 1):
        yield from (((digits[:length], *others), rest) for others, rest in _addends(digits[length:], count - 1))


def _add_up(values: Sequence[Decimal]) -> bool:
    """Whether the numbers, or each group of results among them, end in their total."""
    size = RESULTS if len(values) % RESULTS == 0 else len(values)
    groups = [values[start : start + size] for start in range(0, len(values), size)]
    return all(sum(group[:-1]) == group[-1] for group in groups)


def _is_speck(cell: Cell) -> bool:
    """Whether a cell is nothing but a stray sign, which may stand where nothing was printed: "!"."""
    return read_cell(cell.text).kind == "text" and not any(map(str.isalnum, cell.text))


def _may_be_several(printed: Sequence[Cell]) -> bool:
    """Whether a cell's digits stand apart, so that it may be the cells of several columns: "12 345"."""
    return any(len(words := cell.text.split()) > 1 and read_cell(words[0]).kind == "number" for cell in printed)


def _beside_lost(cells: Sequence[Cell | None]) -> frozenset[int]:
    """The columns whose cell stands next to a lost one: the gap may be one wider or narrower than it looks."""
    return frozenset(
        i
        for i, cell in enumerate(cells)
        if cell is not None and any(0 <= j < len(cells) and cells[j] is None for j in (i - 1, i + 1))
    )


def _movable(printed: Sequence[Cell], count: int) -> frozenset[int]:
    """All columns: even of a row of zeros, the total that is not 0 may be the cell that was lost."""
    return frozenset(range(count)) if printed else frozenset()
