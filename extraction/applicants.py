"""The columns of table 3: which applicant stands where, by the head of the table or by its full rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from canonical.forms import Block
from canonical.text import chinese
from extraction.columns import Layout, layout_of_rows, unfused
from extraction.labels import bare, best_likeness, likeness
from extraction.tables import PrintedRow, label_cells, label_ways, value_cells
from extraction.values import is_value
from ingest.document import Cell

CLEAR_LIKENESS = 60.0  # of a row's label
BROKEN_LIKENESS = 50.0  # of what is left of an applicant's name
HEADER_ROWS = 8  # at most, above the first row of values
LONGEST_HEAD = 12  # characters: a longer text heads no column
FEWEST_LEFT = 2  # applicants of a table that lacks some
FEWEST_HEADERS = 5  # of seven: fewer recognised column headers do not fix the columns
OTHER_HEADS = ("法人或其他组织", "申请人情况", "本列数据的勾稽关系为第一项加第二项之和等于第三项加第四项之和", "序号")
YEAR = re.compile(r"20\d\d年?度?")
ORGANISATIONS = re.compile(r"\s*".join("法人或其他组织"))


class Place(NamedTuple):
    """Where a name stands in the head of the table: its column, its place among the words there, its line."""

    column: int
    word: int
    line: int


def layouts_of(rows: Sequence[PrintedRow], block: Block) -> Mapping[int, Layout]:
    """For each grid where the applicants stand: by header in a true grid, by full rows, else the last seven.

    A grid without a head goes on under that of the one before it.
    """
    layouts: dict[int, Layout] = {}
    count = len(block.columns)
    order, unsure = tuple(range(count)), False
    for grid, members in groupby(rows, key=lambda row: row.grid):
        of_grid = tuple(members)
        names = _names(of_grid, block)
        if names:
            order = _order(names, range(count), of_grid)
        unsure = _are_named_otherwise(of_grid, names, block) or (unsure and not names)
        unsure = unsure or _may_have_run_together(of_grid, order, count) or _contradict(names, order)
        own = _order(names, _columns_left(of_grid, names, block), of_grid) if names else order
        layouts[grid] = replace(_layout(of_grid, names, own), unsure=unsure)
    return layouts


def _are_named_otherwise(rows: Sequence[PrintedRow], names: Mapping[int, Place], block: Block) -> bool:
    """Whether a line of the head names as many columns as the form has, but bureaus, years or the like.

    Such a table adds up as table 3 does: 项目, 教育局, 财政局, …, 合计.
    """
    count = len(block.columns)
    if set(names) - {count - 1}:  # all but the total, which any table may have
        return False
    for row in rows[:HEADER_ROWS]:
        is_of_form = _is_of_form(row, block)
        words = (word for cell in (label_cells(row) if is_of_form else row.cells) for word in _words(cell, row))
        if abs(len({word for word in words if _is_foreign(word, block)}) - count) <= 1:
            return True
        if is_of_form:
            break
    return False


def _is_of_form(row: PrintedRow, block: Block) -> bool:
    """Whether it is a row of values of the form; the last words of a head may run on into the first."""
    ways = label_ways(label_cells(row)[-1:])
    return any(map(is_value, row.cells)) and any(best_likeness(ways, entry) >= CLEAR_LIKENESS for entry in block.rows)


def _is_foreign(word: str, block: Block) -> bool:
    """Whether a word of the head is no applicant, nothing like one, and no piece of what else the form prints there."""
    name = bare(word)
    if YEAR.fullmatch(word):
        return True
    if not 0 < len(name) <= LONGEST_HEAD or any(name in text for text in _texts_of_form(block)):
        return False
    return all(likeness(word, column) < BROKEN_LIKENESS for column in block.columns)


@lru_cache(maxsize=1)
def _texts_of_form(block: Block) -> frozenset[str]:
    """What the form prints in its head and its labels, which may stand broken over lines."""
    entries = (*block.columns, *block.rows)
    wordings = {chinese(wording) for entry in entries for wording in entry.wordings}
    groups = {chinese(row.group) for row in block.rows if row.group}
    return frozenset({*wordings, *groups, *OTHER_HEADS})


def _layout(rows: Sequence[PrintedRow], names: Mapping[int, Place], order: tuple[int, ...]) -> Layout:
    by_rows = replace(layout_of_rows(rows, len(order)), order=order)
    if rows[0].positions == "ragged":
        held = _by_header(names, order) if _holds_places(rows, names, len(order)) else None
        return replace(by_rows, columns=held, gridded=True) if held else by_rows
    told = _by_header(names, order) or by_rows.columns or _rightmost(rows, len(order))
    return replace(by_rows, columns=told, regular=True, gridded=True) if told else by_rows


def _rightmost(rows: Sequence[PrintedRow], count: int) -> tuple[int, ...] | None:
    """So many columns at the end of a true grid; None where values stand left of them, which are an applicant's too."""
    start = max(rows[0].width - count, 0)
    beside = any(is_value(cell) and cell.column < start for row in rows for cell in value_cells(row))
    return None if beside else tuple(range(start, rows[0].width))


def _holds_places(rows: Sequence[PrintedRow], names: Mapping[int, Place], count: int) -> bool:
    """Whether blanks hold the places of a flattened table that has no full row: its lines are as wide as its head."""
    lines = {place.line for place in names.values()}
    told = [row for line, row in enumerate(rows) if line in lines or any(map(is_value, row.cells))]
    full = any(sum(map(is_value, value_cells(row))) >= count for row in rows)
    return len(names) == count and not full and all(len(row.cells) == row.width for row in told)


def wordings_of(block: Block) -> list[AbstractSet[str]]:
    """What each applicant is called."""
    return [{chinese(wording) for wording in column.wordings} for column in block.columns]


def _names(rows: Sequence[PrintedRow], block: Block) -> Mapping[int, Place]:
    """Where each applicant's name is printed above the table, by the applicant's place in the form."""
    wordings = wordings_of(block)
    found: dict[int, Place] = {}
    for line, row in enumerate(rows[:HEADER_ROWS]):
        for cell in row.cells:
            for number, word in enumerate(_words(cell, row)):
                for i, own in enumerate(wordings):
                    if bare(word) in own:
                        found.setdefault(i, Place(column=cell.column, word=number, line=line))
    return found


def _words(cell: Cell, row: PrintedRow) -> Sequence[str]:
    """What may be a name: the cell, and its words where the head was flattened into one line.

    The 其他 of 法人或 其他 组织, which stands over five of them, is none.
    """
    if row.positions == "true":
        return [cell.text]
    return [cell.text, *ORGANISATIONS.sub(lambda spaced: "".join(spaced[0].split()), cell.text).split()]


def _columns_left(rows: Sequence[PrintedRow], names: Mapping[int, Place], block: Block) -> tuple[int, ...]:
    """The applicants that the table has: an office or a tool may have left out some, and no row has more values.

    Where another name of the head is broken nobody is left out: the column that is empty may be the last.
    """
    count = len(block.columns)
    fewer = FEWEST_LEFT <= len(names) < count and not _has_broken_name(rows, names, block)
    if (
        fewer
        and not _has_values_beside(rows, names)
        and all(sum(map(is_value, unfused(value_cells(row), count))) <= len(names) for row in rows)
    ):
        return tuple(sorted(names))
    return tuple(range(count))


def _has_values_beside(rows: Sequence[PrintedRow], names: Mapping[int, Place]) -> bool:
    """Whether values of a true grid stand in columns without a name: it is only the names that were lost."""
    named = {place.column for place in names.values()}
    true = (row for row in rows if row.positions == "true")
    return any(is_value(cell) and cell.column not in named for row in true for cell in value_cells(row))


def _has_broken_name(rows: Sequence[PrintedRow], names: Mapping[int, Place], block: Block) -> bool:
    """Whether beside the names stands what is almost that of an applicant who has none."""
    known = frozenset().union(*wordings_of(block))
    unnamed = [column for i, column in enumerate(block.columns) if i not in names]
    head = [rows[line] for line in {place.line for place in names.values()}]
    words = {word for row in head for cell in row.cells for word in _words(cell, row) if chinese(word) not in known}
    return any(likeness(word, column) >= BROKEN_LIKENESS for word in words for column in unnamed)


def _order(names: Mapping[int, Place], left: Sequence[int], rows: Sequence[PrintedRow]) -> tuple[int, ...]:
    """The applicants in the order of print, which is not always that of the form.

    Where the head of a flattened table has two lines, each tells only the order of its own names; totals may stand
    before all others.
    """
    if exact := _exact_order(names, left, rows):
        return exact
    first, total = names.get(left[0]), names.get(left[-1])
    before = first is not None and total is not None and total.line <= first.line and total[:2] < first[:2]
    between = _as_printed(names, left[1:-1])
    return (left[-1], left[0], *between) if before else (left[0], *between, left[-1])


def _exact_order(names: Mapping[int, Place], left: Sequence[int], rows: Sequence[PrintedRow]) -> tuple[int, ...]:
    """The order of a head that names them all in one line, or in cells of a grid above all values; else none."""
    if not set(left) <= names.keys():
        return ()
    places = [names[i] for i in left]
    lines = {place.line for place in places}
    if rows[0].positions == "true" and not any(is_value(cell) for line in lines for cell in rows[line].cells):
        by_place = {(place.column, 0): i for place, i in zip(places, left, strict=True)}
    else:
        by_place = {place[:2]: i for place, i in zip(places, left, strict=True)} if len(lines) == 1 else {}
    order = tuple(by_place[place] for place in sorted(by_place))
    ran_together = order[:2] == (left[0], left[-1])  # 自然人 法人或其他组织 总计 stand above the others
    return order if len(order) == len(left) and not ran_together else ()


def _contradict(names: Mapping[int, Place], order: Sequence[int]) -> bool:
    """Whether names of one line, but for the total, stand in another order: one was lost of a head in its own order."""
    own = [i for i in order if i in names and i != max(order)]
    printed = sorted(own, key=lambda i: (names[i].line, *names[i][:2]))
    ranks = [(names[i].line, order.index(i)) for i in printed]
    return ranks != sorted(ranks)


def _may_have_run_together(rows: Sequence[PrintedRow], order: Sequence[int], count: int) -> bool:
    """Whether a flattened head begins with an applicant in the middle: its lines may stand one behind the other."""
    return rows[0].positions == "ragged" and order[0] not in {0, count - 1}


def _as_printed(names: Mapping[int, Place], applicants: Sequence[int]) -> tuple[int, ...]:
    """The applicants in the order of their names, if all of those stand in one line, each at a place of its own."""
    places = {i: names[i] for i in applicants if i in names}
    whole = len(places) == len({place[:2] for place in places.values()}) == len(applicants)
    if not whole or len({place.line for place in places.values()}) > 1:
        return tuple(applicants)
    return tuple(sorted(applicants, key=lambda i: places[i][:2]))


def _by_header(names: Mapping[int, Place], order: Sequence[int]) -> tuple[int, ...] | None:
    """The columns of the printed applicant names; a name or two lost is filled in from its neighbours."""
    if len(names) < min(len(order), FEWEST_HEADERS):
        return None
    printed = {place: names[i].column for place, i in enumerate(order) if i in names}
    start = min(column - place for place, column in printed.items())
    columns = tuple(printed.get(place, start + place) for place in range(len(order)))
    return columns if list(columns) == sorted(set(columns)) else None
