"""Table 4, 行政复议、行政诉讼情况: three groups of five numbers, printed side by side in one line, or turned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, groupby, takewhile

from canonical.forms import Block, Entry, blocks_of
from canonical.report import Flag
from canonical.text import chinese
from extraction.columns import Layout, Placement, place_ragged
from extraction.joined_rows import ran_together
from extraction.labels import best_likeness
from extraction.reading import Reading, read_at
from extraction.review_heads import columns_by_heads
from extraction.review_turns import in_turns, is_tangled, values_in_turn
from extraction.tables import COURTS, PrintedRow, label_cells, label_ways, value_cells
from extraction.values import is_value, read_cell
from ingest.document import Cell

DAMAGED = 50.0  # likeness of a head to that of a result
ALIKE = 75.0  # likeness of a row's label to a group or a result
FEWEST_LABELLED = 2


def read_review(rows: Sequence[PrintedRow], *, regular: bool) -> tuple[Reading, ...]:
    """The fifteen readings of table 4, of a table printed twice of both; blanks where only its heads are printed.

    `regular` says whether blanks hold places where the document's tables were flattened.
    """
    block = blocks_of("review")[0]
    printed = [row for row in rows if _number_of_values(row)]
    if not printed:
        return tuple(_unfilled(rows, block))
    found = _read(rows, printed, block, regular=regular)
    return tuple(map(_guessed, found)) if _tell_another_order([*_heads(rows, block)], block) else tuple(found)


def _read(
    rows: Sequence[PrintedRow], printed: Sequence[PrintedRow], block: Block, *, regular: bool
) -> Iterable[Reading]:
    """The readings of the rows with values, which are `printed`."""
    turns = in_turns(rows, block)
    if cells := values_in_turn(turns, block):
        return _of_turns(cells, rows, block)
    fields, of_form = _fields_in_print(rows, block), _fields_of_form(block)
    if [*fields.items()] != [*of_form.items()] and _has_lost_heads(rows):
        return map(_guessed, _side_by_side(printed, of_form, regular=regular))
    if is_tangled(turns, block) or any(map(ran_together, printed)):
        return map(_guessed, _side_by_side(printed, fields, regular=regular))
    columns = columns_by_heads(rows, block) if len(printed) == 1 else {}
    if columns and _is_told_by_heads(printed[0], len(columns), len(block.rows) * len(block.columns)):
        return _below_heads(printed[0], columns)
    return _turned(printed, fields, block, regular=regular) or _side_by_side(printed, fields, regular=regular)


def _turned(
    printed: Sequence[PrintedRow], fields: Mapping[str, Sequence[str]], block: Block, *, regular: bool
) -> list[Reading]:
    """The readings of groups or results in rows of their own; none where the table is not printed so."""
    most = max(map(_number_of_values, printed))
    if most == len(block.columns) and (found := _labelled(printed, block.rows)):
        return [each for row, group in found for each in _readings(row, fields[group.key], regular=regular)]
    if most == len(block.rows) and (found := _labelled(printed, block.columns)):
        return [each for row, result in found for each in _result(row, result, fields, block, regular=regular)]
    return []


def _is_told_by_heads(row: PrintedRow, headed: int, whole: int) -> bool:
    """Whether the row has columns that the form has not, or lacks a group of its: then only the heads tell."""
    others = headed == whole < len(row.cells)
    return others or (headed < whole and len(row.cells) == headed == _number_of_values(row))


def _below_heads(row: PrintedRow, columns: Mapping[str, int]) -> Iterator[Reading]:
    for field, column in columns.items():
        cell = next((cell for cell in row.cells if cell.column <= column < cell.column + cell.colspan), None)
        flags: tuple[Flag, ...] = () if cell and cell.colspan == 1 else ("layout_guess",)
        yield read_at(field, cell, row, confidence=1.0, flags=flags)


def _of_turns(cells: Sequence[Cell], rows: Sequence[PrintedRow], block: Block) -> Iterator[Reading]:
    """The fields of each group as it comes in print, from numbers that stood behind their heads."""
    groups = _groups_in_print([word for row in rows for cell in row.cells for word in _words(cell, row)], block)
    row = next(row for row in rows if _number_of_values(row))
    fields = [block.field_id(group.key, column.key) for group in groups for column in block.columns]
    for field, cell in zip(fields, cells, strict=True):
        yield read_at(field, cell, row, confidence=1.0, flags=())


def _guessed(reading: Reading) -> Reading:
    return replace(reading, flags=tuple(dict.fromkeys((*reading.flags, "layout_guess"))))


def _fields_in_print(rows: Sequence[PrintedRow], block: Block) -> Mapping[str, Sequence[str]]:
    """The fields of each group in the order in which the head names groups and results, else in the form's."""
    columns = {chinese(wording): column for column in block.columns for wording in column.wordings}
    heads = [*_heads(rows, block)]
    named = [columns[word] for word in heads if word in columns]
    size = len(block.columns)
    fives = [named[start : start + size] for start in range(0, len(named), size)]
    counts = {len(block.rows)} if _has_damaged_heads(heads, block) else {1, len(block.rows)}
    whole = len(fives) in counts and all(set(five) == set(block.columns) for five in fives)
    orders = (fives * len(block.rows))[: len(block.rows)] if whole else [block.columns] * len(block.rows)
    groups = _groups_in_print(heads, block)
    return {
        group.key: [block.field_id(group.key, column.key) for column in order]
        for group, order in zip(groups, orders, strict=True)
    }


def _heads(rows: Sequence[PrintedRow], block: Block) -> Iterator[str]:
    """The words of the head in order: of a drawn one from left to right, of one in lines first the upper ones.

    The last of a flattened head may have run on into the first row of values, before its label if it has one.
    """
    above = [*takewhile(lambda row: not _number_of_values(row), rows)]
    lines = [(row, row.cells) for row in above]
    for row in rows[len(above) :][:1]:
        is_labelled = _number_of_values(row) <= len(block.columns)
        before = label_cells(row)[:-1] if is_labelled else label_cells(row)
        lines += [(row, before)] if row.positions == "ragged" else []
    heads = [(cell.column, word) for row, cells in lines for cell in cells for word in _words(cell, row)]
    is_drawn = bool(above) and above[0].positions == "true"
    yield from (word for _, word in (sorted(heads, key=lambda head: head[0]) if is_drawn else heads))


def _tell_another_order(heads: Sequence[str], block: Block) -> bool:
    """Whether heads of which some were lost stand in an order that is not the form's: the lost ones may have too.

    A tool may have repeated a head over the lines that it spans: then each run of one is a head.
    """
    results = {chinese(wording): column.key for column in block.columns for wording in column.wordings}
    groups = {chinese(wording): group.key for group in block.rows for wording in group.wordings} | {COURTS: COURTS}
    named = [results[word] for word in heads if word in results]
    told = [groups[word] for word in heads if word in groups]
    once_named, once_told = ([key for key, _ in groupby(keys)] for keys in (named, told))
    return _is_another_order(named, told, block) and _is_another_order(once_named, once_told, block)


def _is_another_order(named: Sequence[str], told: Sequence[str], block: Block) -> bool:
    """Whether the results `named` or the groups `told` are neither all there are nor in the form's order."""
    columns = [column.key for column in block.columns]
    review, *courts = [group.key for group in block.rows]
    all_results = len(named) in {len(columns), len(columns) * len(block.rows)}
    times = 1 if len(set(named)) == len(named) else len(block.rows)
    all_groups = set(told) >= {review, *courts}
    has_other_results = not all_results and not _is_within(named, columns * times)
    return has_other_results or (not all_groups and not _is_within(told, [review, COURTS, *courts]))


def _is_within(some: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether these come in that order, with others between."""
    rest = iter(whole)
    return all(each in rest for each in some)


def _has_damaged_heads(words: Sequence[str], block: Block) -> bool:
    """Whether some are heads of results not known again: the five that are may be of several groups."""
    known = {chinese(wording) for column in block.columns for wording in column.wordings}
    return any(
        word not in known and any(best_likeness((word,), column) >= DAMAGED for column in block.columns)
        for word in words
    )


def _fields_of_form(block: Block) -> Mapping[str, Sequence[str]]:
    return {group.key: [block.field_id(group.key, column.key) for column in block.columns] for group in block.rows}


def _has_lost_heads(rows: Sequence[PrintedRow]) -> bool:
    """Whether a head fell out of the table: then others seem to come in another order than they do."""
    return len({row.positions for row in takewhile(lambda row: not _number_of_values(row), rows)}) > 1


def _groups_in_print(words: Sequence[str], block: Block) -> Sequence[Entry]:
    """The groups as the words of the head name them; where 行政诉讼 spans two of them, it tells what comes first."""
    review, *courts = block.rows
    names = {chinese(wording): group for group in block.rows for wording in group.wordings}
    named = list(dict.fromkeys(names[word] for word in words if word in names))
    if set(named) != set(block.rows):
        return block.rows
    if COURTS not in words:
        return named
    order = [group for group in named if group in courts]
    beginning = next(i for i, word in enumerate(words) if word == COURTS or names.get(word) in courts)
    is_last = beginning < next(i for i, word in enumerate(words) if names.get(word) is review)
    return (*order, review) if is_last else (review, *order)


def _words(cell: Cell, row: PrintedRow) -> Iterator[str]:
    return map(chinese, [cell.text] if row.positions == "true" else cell.text.split())


def _unfilled(rows: Sequence[PrintedRow], block: Block) -> Iterator[Reading]:
    """The blanks of a table of heads, if there is one: its line of values is empty, and tools leave such lines out."""
    results = {chinese(wording) for column in block.columns for wording in column.wordings}
    heads = next(
        (row for row in rows if sum(chinese(cell.text) in results for cell in row.cells) >= len(block.columns)), None
    )
    if heads is None:
        return
    for group in block.rows:
        for column in block.columns:
            yield read_at(block.field_id(group.key, column.key), None, heads, confidence=1.0, flags=())


def _number_of_values(row: PrintedRow) -> int:
    return sum(1 for cell in value_cells(row) if cell.text)


def _labelled(rows: Sequence[PrintedRow], entries: Sequence[Entry]) -> list[tuple[PrintedRow, Entry]]:
    """The rows with the entry that each is labelled as; none where too few have a label of the form."""
    found = []
    for row in rows:
        ways = label_ways(label_cells(row))
        fit, place = max((best_likeness(ways, entry), -i) for i, entry in enumerate(entries))
        if fit >= ALIKE:
            found.append((row, entries[-place]))
    return found if len(found) >= FEWEST_LABELLED else []


def _result(row: PrintedRow, result: Entry, groups: Iterable[str], block: Block, *, regular: bool) -> Iterator[Reading]:
    """A result in a row of its own: the three groups stand side by side, in the order of print."""
    return _readings(row, [block.field_id(group, result.key) for group in groups], regular=regular)


def _side_by_side(
    printed: Sequence[PrintedRow], of_groups: Mapping[str, Sequence[str]], *, regular: bool
) -> Iterator[Reading]:
    """All in one line, which may have been printed in parts or twice; else what the longest line has."""
    fields = tuple(chain.from_iterable(of_groups.values()))
    most = max(map(_number_of_values, printed))
    if most < len(fields) == sum(map(_number_of_values, printed)):
        joined = _readings(_joined(printed), fields, regular=regular)
        yield from joined if _are_in_their_places(printed, tuple(of_groups)) else map(_guessed, joined)
        return
    longest = [row for row in printed if _number_of_values(row) == most]
    for row in longest if most == len(fields) else longest[:1]:
        yield from _readings(row, fields, regular=regular)


def _are_in_their_places(rows: Sequence[PrintedRow], groups: Sequence[str]) -> bool:
    """Whether rows that are labelled as a group have its numbers, where all are counted in the order of print."""
    block = blocks_of("review")[0]
    before = 0
    for row in rows:
        ways = label_ways(label_cells(row)[-1:])
        fit, key = max((best_likeness(ways, group), group.key) for group in block.rows)
        if fit >= ALIKE and before != groups.index(key) * len(block.columns):
            return False
        before += _number_of_values(row)
    return True


def _joined(rows: Sequence[PrintedRow]) -> PrintedRow:
    """The rows of a table that was printed in parts (复议 and 诉讼 apart, or a number a line) as the one line it is.

    Where no two numbers stand in one column of the grid, they are one line at several heights, for some are wrapped.
    """
    cells = [cell for row in rows for cell in value_cells(row) if cell.text]
    one_line = len({(row.grid, row.positions) for row in rows}) == 1 and rows[0].positions == "true"
    if one_line and len({cell.column for cell in cells}) == len(cells):
        cells.sort(key=lambda cell: cell.column)
    placed = tuple(replace(cell, column=i, colspan=1) for i, cell in enumerate(cells))
    return replace(rows[0], cells=placed, positions="ragged", width=len(placed))


def _readings(row: PrintedRow, fields: Sequence[str], *, regular: bool) -> Iterator[Reading]:
    placement = _place(row, Layout(count=len(fields), regular=regular))
    for i, field in enumerate(fields):
        flags: tuple[Flag, ...] = ("layout_guess",) if i in placement.doubtful else ()
        yield read_at(field, placement.cells[i], row, confidence=1.0, flags=flags)


def _place(row: PrintedRow, layout: Layout) -> Placement:
    """The last cells of the row, of which a leading label ("件数") is none; in a grid blanks hold their place.

    Where a grid has more columns than the table, as many numbers as fields are these, and others stand by a guess.
    """
    cells = value_cells(row)
    printed = tuple(cell for cell in cells if cell.text)
    if row.positions != "true" or len(cells) < layout.count or len(printed) == layout.count:
        return place_ragged(row, layout)
    before = any(map(is_value, cells[: -layout.count]))
    may_be_two = any(read_cell(cell.text).doubtful for cell in printed)
    doubtful = frozenset(range(layout.count)) if before or may_be_two else frozenset()
    return Placement(cells=cells[-layout.count :], doubtful=doubtful)
