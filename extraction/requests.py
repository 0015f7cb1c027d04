"""Table 3, 收到和处理政府信息公开申请情况: rows aligned with the form, seven values a row put under the applicants."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import partial
from itertools import pairwise, takewhile

from canonical.forms import Block, Entry, blocks_of
from canonical.report import Flag
from canonical.text import chinese
from extraction.alignment import Labelled, Match, align
from extraction.applicants import CLEAR_LIKENESS, LONGEST_HEAD, layouts_of, wordings_of
from extraction.columns import Layout, Placement, place_ragged, place_true
from extraction.columnwise import beside_labels
from extraction.joined_rows import OneRow, holds_number, labels_in, named_in, one_a_row, run_apart
from extraction.labels import bare, best_likeness, likeness, split_number
from extraction.page_breaks import torn_rows
from extraction.reading import Reading, read_at
from extraction.subtotals import without_subtotals
from extraction.tables import PrintedRow, label_cells, label_ways, value_cells
from extraction.values import is_value
from extraction.years import begins_with_other_year
from ingest.document import Cell

ALL_OTHER = "other_handling.all"
PARTS_OF_OTHER = frozenset(f"other_handling.{part}" for part in ("overdue_correction", "overdue_fee", "other"))
TELLING = PARTS_OF_OTHER | {ALL_OTHER}  # the rows that tell one form of table 3 from the other
EMPTY_LIKENESS = 75.0
UNMISTAKABLE_LIKENESS = 90.0
MOST_LABELS = 2  # in one cell, where it is but a rule between two rows that was lost
INNER_ITEM = re.compile(r"(?<=[㐀-鿿])\d{1,2}[.．、][^\d.．、]+$")
NEAR = 2  # lines between a label and values that may be its own
LONG_NAME = 4  # characters of an applicant's name that is known again when damaged: 科研机构
FEWEST_OF_HEAD = 2  # applicants named in one row: a line of the head, printed again on a new page


def read_requests(rows: Sequence[PrintedRow], *, year: int | None = None) -> tuple[Reading, ...]:
    """The readings of table 3, one for every column of every row that was found; of a table printed twice, of both.

    `year` is the report's; a row that says it is of another is flagged.
    """
    block = blocks_of("requests")[0]
    rows = without_subtotals(rows, len(block.columns))
    parts = [
        OneRow(part.row, sure=table.sure and run.sure and part.sure)
        for table in beside_labels(rows, block)
        for run in run_apart(table.row, block.rows, len(block.columns))
        for part in one_a_row([run.row], block.rows)
    ]
    heaped = _is_heaped(rows, [part.row for part in parts], block)
    unsure = {id(part.row) for part in parts if heaped or not part.sure}
    single = tuple(part.row for part in parts)
    layouts = layouts_of(single, block)
    return tuple(
        reading
        for copy in _copies(single, block)
        for match, entry in _matches(copy, block, unsure=[id(row) in unsure for row in copy], year=year)
        for reading in _read_row(match, entry, copy[match.row], block, layouts[copy[match.row].grid])
    )


def _is_heaped(rows: Sequence[PrintedRow], apart: Sequence[PrintedRow], block: Block) -> bool:
    """Whether a tool wrote labels apart from values: then any label may have lost its own.

    Told by the values of several rows in one, where they can not be taken `apart` or a line has labels of several rows
    and no values; and by a cell with the labels of more than two and no values beside it.
    """
    heap = [row for row in rows if any(len(named_in(cell, block.rows)) > MOST_LABELS for cell in row.cells)]
    if any(not any(cell.text for cell in value_cells(row)) for row in heap):
        return True
    is_heap = partial(_is_heap, most=len(block.columns))
    if not any(map(is_heap, rows)):
        return False
    alone = [row for row in rows if row.positions == "ragged" and not any(map(is_value, row.cells))]
    return any(map(is_heap, apart)) or any(len(labels_in(row.cells, block.rows)) > 1 for row in alone)


def _is_heap(row: PrintedRow, *, most: int) -> bool:
    return row.positions == "ragged" and sum(map(is_value, value_cells(row))) > most


def _copies(rows: Sequence[PrintedRow], block: Block) -> Iterator[Sequence[PrintedRow]]:
    """The rows of each table: another one begins where the first row of the form is printed again."""
    first = [i for i, row in enumerate(rows) if _is_first(row, block.rows[0])]
    starts = [0, *first[1:], len(rows)]
    yield from (rows[start:end] for start, end in pairwise(starts))


def _is_first(row: PrintedRow, entry: Entry) -> bool:
    """Whether a row of numbers has the label of the form's first row, beyond mistaking."""
    ways = label_ways(label_cells(row))
    return best_likeness(ways, entry) >= UNMISTAKABLE_LIKENESS and any(map(is_value, value_cells(row)))


def _matches(
    printed: Sequence[PrintedRow], block: Block, *, unsure: Sequence[bool], year: int | None
) -> list[tuple[Match, Entry]]:
    """The rows with their entries: aligned with the union of both forms, then with what that found in use.

    A row without values is an empty one only if it has the label beyond doubt; a line of the head is none. Where no row
    of 其他处理 has a clear label, nothing tells which form's rows they are, and none of them is certain.
    """
    rows = labelled(printed, block)
    found = {block.rows[each.entry].key for each in _of_rows(rows, block.rows) if each.likeness >= CLEAR_LIKENESS}
    entries = tuple(entry for entry in block.rows if entry.key not in _unused(found))
    doubtful = frozenset() if found & TELLING else TELLING
    matches = tuple(_of_rows(rows, entries))
    certain = {match.row for match in matches if match.certain}
    torn = torn_rows(printed, [row.has_values for row in rows], certain)
    swallowed = {i for i, row in enumerate(printed) if any(map(holds_number, row.cells))}
    lost = ({i for i, row in enumerate(rows) if row.has_values} | swallowed) - {match.row for match in matches}
    bereft = torn | _beside_lost_values(rows, lost, len(block.columns))

    def is_doubtful(match: Match) -> bool:
        entry = entries[match.entry]
        labels = label_ways(label_cells(printed[match.row]))
        is_old = any(begins_with_other_year(label, entry, year) for label in labels)
        return unsure[match.row] or match.row in bereft or entry.key in doubtful or is_old

    return [(_doubted(match, is_doubtful(match)), entries[match.entry]) for match in matches]


def _doubted(match: Match, is_doubtful: bool) -> Match:
    return replace(match, certain=match.certain and not is_doubtful)


def _beside_lost_values(rows: Sequence[Labelled], lost: AbstractSet[int], columns: int) -> AbstractSet[int]:
    """The rows without values of their own, or without a label, beside `lost` ones, whose values belong to no row.

    The values may be theirs, and a label that was borrowed may be that of those values. Where there are only a few,
    without a label, they may be the digits of numbers that go on in the lines of any row above and below.
    """
    digits = {i for i in lost if any(map(str.isdigit, "".join(rows[i].values)))}
    pieces = [i for i in digits if rows[i].bare and len(rows[i].values) < columns]
    unsure = [i for i, row in enumerate(rows) if row.bare or not row.has_values]
    of_a_label = {i for i, row in enumerate(rows) if row.has_values and not row.bare}
    return {i + step for i in pieces for step in (-1, 1)} | {
        i
        for i in unsure
        for other in lost
        if abs(i - other) <= NEAR or of_a_label.isdisjoint(range(min(i, other) + 1, max(i, other)))
    }


def _of_rows(rows: Sequence[Labelled], entries: Sequence[Entry]) -> Iterator[Match]:
    for match in align(rows, entries):
        if rows[match.row].has_values or match.likeness >= EMPTY_LIKENESS:
            yield match


def _unused(found: AbstractSet[str]) -> AbstractSet[str]:
    """The rows of 其他处理 that are not in use: its three parts, or the single row, which is a sum where parts are."""
    if found & PARTS_OF_OTHER:
        return {ALL_OTHER}
    return PARTS_OF_OTHER if ALL_OTHER in found else set()


def labelled(rows: Sequence[PrintedRow], block: Block) -> tuple[Labelled, ...]:
    """The rows for alignment; a row of values without a label borrows the lines above and below it.

    So does one that has only a piece of its group's, which stands beside several rows: "无法提", "（四）". A line of
    the head has no label: the applicant 其他 is not the row.
    """
    names = frozenset().union(*wordings_of(block))
    labels = [
        _ways(_label_below_head(row, names) if _is_of_head(row, names, block) else label_cells(row)) for row in rows
    ]
    values = [tuple(cell.text for cell in value_cells(row) if cell.text) for row in rows]
    valued = [len(texts) > 0 for texts in values]
    bare = [not ways or _is_of_group(ways[0], block) for ways in labels]
    return tuple(
        Labelled(
            labels=(*labels[i], *(_borrowed(i, labels, valued, bare) if valued[i] else ())),
            has_values=valued[i],
            bare=bare[i],
            values=values[i],
        )
        for i in range(len(rows))
    )


def _is_of_head(row: PrintedRow, names: AbstractSet[str], block: Block) -> bool:
    """Whether a row names applicants, as the head printed again on a new page does; long names may be damaged."""
    own = [bare(cell.text) in names for cell in row.cells]
    alike = (
        any(likeness(cell.text, column) >= CLEAR_LIKENESS for column in block.columns if len(column.zh) >= LONG_NAME)
        for cell, exact in zip(row.cells, own, strict=True)
        if not exact and LONG_NAME <= len(bare(cell.text)) <= LONGEST_HEAD
    )
    return sum(own) + sum(alike) >= FEWEST_OF_HEAD


def _label_below_head(row: PrintedRow, names: AbstractSet[str]) -> tuple[Cell, ...]:
    """The label of a row that ran on behind a line of the head: its last words, if these are no applicant."""
    return tuple(cell for cell in label_cells(row)[-1:] if bare(cell.text) not in names)


def _ways(cells: tuple[Cell, ...]) -> tuple[str, ...]:
    """The ways to put a label together from its last cell with a number on, and from its last numbered part."""
    words = cells[-1].text.split() if cells else []
    first = max((i for i, cell in enumerate(cells) if split_number(cell.text).number), default=0)
    starts = [i for i, word in enumerate(words) if i and split_number(word).number]
    inner = INNER_ITEM.search("".join(words))
    return (
        *label_ways(cells[first:]),
        *("".join(words[start:]) for start in starts[-1:]),
        *([inner[0]] if inner else []),
    )


def layout_of(readings: Sequence[Reading]) -> str | None:
    """The form of table 3 that the rows under （六）其他处理 speak for, None when there is none of them."""
    fields = {reading.field for reading in readings}
    if any(f"requests.{key}.total" in fields for key in PARTS_OF_OTHER):
        return "2021"
    return "2019" if f"requests.{ALL_OTHER}.total" in fields else None


def _is_of_group(label: str, block: Block) -> bool:
    """Whether a label is nothing but a piece of one that spans several rows."""
    words = chinese(split_number(label).rest)
    named = any(words == chinese(wording) for row in block.rows for wording in row.wordings)
    return not named and any(words in chinese(row.group or "") for row in block.rows)


def _borrowed(
    i: int, labels: Sequence[tuple[str, ...]], valued: Sequence[bool], bare: Sequence[bool]
) -> tuple[str, ...]:
    """The ways to put a label together from the nearest lines above and below that have one and no values.

    Words without a number beside the values may be the middle of a label that began above.
    """
    above = next((labels[n][-1] for n in _label_lines(range(i - 1, i - 1 - NEAR, -1), valued, bare)), "")
    below = next((labels[n][-1] for n in _label_lines(range(i + 1, i + 2), valued, bare)), "")
    if bare[i]:
        return tuple(way for way in (_whole_above(i, labels, valued, bare), above + below, above, below) if way)
    own = labels[i][-1]
    return (above + own + below, above + own) if above and split_number(own).number is None else ()


def _whole_above(i: int, labels: Sequence[tuple[str, ...]], valued: Sequence[bool], bare: Sequence[bool]) -> str:
    """The label that all stands above its values, in several lines of which only the first has its number."""
    lines = [labels[n][-1] for n in _label_lines(range(i - 1, -1, -1), valued, bare)]
    first = next((n for n, line in enumerate(lines) if split_number(line).number), 0)
    return "".join(lines[first::-1]) if first else ""


def _label_lines(lines: Iterable[int], valued: Sequence[bool], bare: Sequence[bool]) -> Iterator[int]:
    """The lines with a row's label, as far as no line of values stands between."""
    near = takewhile(lambda line: 0 <= line < len(valued) and not valued[line], lines)
    return (line for line in near if not bare[line])


def _read_row(match: Match, entry: Entry, row: PrintedRow, block: Block, layout: Layout) -> Iterator[Reading]:
    placement = _place(row, layout)
    cut_off = [i for i in range(len(block.columns)) if i not in layout.order]
    columns = [block.columns[i] for i in (*layout.order, *cut_off)]
    for i, (column, cell) in enumerate(zip(columns, (*placement.cells, *[None] * len(cut_off)), strict=True)):
        yield read_at(
            block.field_id(entry.key, column.key),
            cell,
            row,
            confidence=min(match.likeness / 100, 1.0),
            flags=_flags(match, is_guess=layout.unsure or i in placement.doubtful),
        )


def _place(row: PrintedRow, layout: Layout) -> Placement:
    if layout.gridded and layout.columns and len(layout.columns) == layout.count:
        return place_true(row, layout.columns, layout.end)
    return place_ragged(row, layout)


def _flags(match: Match, *, is_guess: bool) -> tuple[Flag, ...]:
    return (*(() if match.certain else ("low_confidence",)), *(("layout_guess",) if is_guess else ()))
