"""The printed rows of the three tables, found in a document by section headings and by labels only they have.

Sections may be unnumbered, in the wrong order or without a heading, and one grid may hold all three tables, so the
decision falls row by row: a heading or an unmistakable label switches the table, all other rows stay in the last one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count, groupby, takewhile

from canonical.forms import TableId, blocks_of
from canonical.sections import section_of_heading
from canonical.text import chinese, simplified
from extraction.cutting import TABLES, UNMISTAKABLE, labels_of, rows_of
from extraction.labels import is_label_text, split_number
from extraction.layouts import as_on_the_form
from extraction.values import VALUES, is_value, read_cell
from ingest.document import Block, Cell, Document, Grid, Line, Picture, Positions

TABLE_OF_SECTION: Mapping[int, TableId] = {2: "disclosure", 3: "requests", 4: "review"}
COURTS = "行政诉讼"
"""In table 4, above the groups of both ways to court."""
LONGEST_LABEL = 80  # characters, of a group and a result in one line; longer ones are sentences
SHORTEST_BEGINNING = 8  # characters of one whose rest stands in the next line
LONGEST_HEAD = 12  # characters
FEWEST_HEADS = 3  # known ones that make a line one of heads, whatever else is in it
FEWEST_SIGNS = 2  # rows that make a grid outside the three sections look like one of the three tables
ROWS_KEPT = 1024  # in each cache; a report has about 60
UNIT_LINE = re.compile(r"[（(]?(?:金额|计量|数量)?单位[:：][^\d。；]{1,16}")
"""What stands above a table where its heads name no units: "单位：件、万元"."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PrintedRow:
    """One row of a table as printed. `grid` numbers the grid it came from, `width` is that grid's columns.

    Rows are compared by identity: they are the keys of the caches of what is asked of each time and again.
    """

    cells: tuple[Cell, ...]
    positions: Positions
    grid: int
    width: int

    @property
    def text(self) -> str:
        """All its words, for evidence and traces."""
        return _words(self)


@lru_cache(maxsize=ROWS_KEPT)
def _words(row: PrintedRow) -> str:
    return " ".join([" ".join(cell.text.split()) for cell in row.cells if cell.text])


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The rows of each table in the order of print; a table that is not there has none.

    `loose` are lines of bare values in a table's section, and grids elsewhere that look like the table: what is in
    them was not read. `pictured` are tables without values that a picture may show.
    """

    rows: Mapping[TableId, tuple[PrintedRow, ...]]
    loose: Mapping[TableId, tuple[PrintedRow, ...]]
    pictured: tuple[TableId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A row or a line of the document, and the section that it is the heading of."""

    row: PrintedRow
    in_grid: bool
    heading: int | None


def find_tables(document: Document) -> Tables:
    """The three tables of a report.

    A table printed in the section that bears its name is looked for nowhere else, for the narrative has tables of its
    own; one that is not there may be annexed.
    """
    parts = tuple(_parts(document))
    headed = {TABLE_OF_SECTION[part.heading] for part in parts if part.heading and part.heading in TABLE_OF_SECTION}
    tables = _sorted(parts, headed)
    annexed = _without_values(tables)
    found = _sorted(parts, headed - annexed) if annexed & headed else tables
    return replace(found, pictured=tuple(_pictured(document, _without_values(found))))


def _without_values(tables: Tables) -> AbstractSet[TableId]:
    return {table for table in TABLES if not any(_has_values(row) for row in tables.rows[table])}


def _pictured(document: Document, wanted: AbstractSet[TableId]) -> Iterator[TableId]:
    """Those of the tables in whose section a picture stands; of those without a section if one stands anywhere."""
    headed: set[TableId] = set()
    under: set[TableId | None] = set()
    current: TableId | None = None
    for part in document.parts() if wanted else ():
        if isinstance(part, Picture):
            under.add(current)
        elif isinstance(part, Line) and (heading := section_of_heading(part.text)):
            current = TABLE_OF_SECTION.get(heading)
            headed |= {current} if current else set()
    yield from (table for table in TABLES if table in wanted and (table in under or (under and table not in headed)))


def _sorted(parts: Sequence[_Part], headed: AbstractSet[TableId]) -> Tables:
    rows: dict[TableId, list[PrintedRow]] = {table: [] for table in TABLES}
    loose: dict[TableId, list[PrintedRow]] = {table: [] for table in TABLES}
    elsewhere: list[PrintedRow] = []
    current: TableId | None = None
    for part in parts:
        if part.heading is not None:
            current = TABLE_OF_SECTION.get(part.heading)
            continue
        table = _unmistakable_table(part.row) if part.in_grid else None
        if table and (current or table not in headed):
            current = table
        if current is not None and (part.in_grid or _belongs(part.row, current)):
            rows[current].append(part.row)
        elif current is not None and _is_bare_values(part.row):
            loose[current].append(part.row)
        elif part.in_grid:
            elsewhere.append(part.row)
    for grid in _by_grid(elsewhere):
        signs = Counter(table for row in grid if (table := _unmistakable_table(row)))
        for likely, times in signs.most_common(1):
            loose[likely].extend(grid if times >= FEWEST_SIGNS else ())
    return Tables(rows=_frozen(rows), loose=_frozen(loose))


def _by_grid(rows: Iterable[PrintedRow]) -> Iterator[tuple[PrintedRow, ...]]:
    yield from (tuple(members) for _, members in groupby(rows, key=lambda row: row.grid))


def _frozen(rows: Mapping[TableId, list[PrintedRow]]) -> Mapping[TableId, tuple[PrintedRow, ...]]:
    return {table: tuple(found) for table, found in rows.items()}


def _belongs(row: PrintedRow, table: TableId) -> bool:
    """Whether a line in the table's section is one of its rows, the label of one, or its heads of columns."""
    is_words = _is_label(row, table) or _is_heads(row, table) or units_above(row) is not None
    return is_words or _is_spaced_row(row) or _is_table_4_run_together(row, table)


def _is_table_4_run_together(row: PrintedRow, table: TableId) -> bool:
    """Whether a line is the only row of table 4, whose numbers have no label, with nothing between them."""
    if table != "review" or len(row.cells) != 1 or not row.text.isdecimal():
        return False
    return len(row.text) >= sum(len(block.rows) * len(block.columns) for block in blocks_of(table))


def units_above(row: PrintedRow) -> str | None:
    """What a line above a table says of its units; None for any other row."""
    words = [cell for cell in row.cells if cell.text]
    line = simplified("".join(words[0].text.split())) if len(words) == 1 else ""
    return line if UNIT_LINE.fullmatch(line) else None


def _is_heads(row: PrintedRow, table: TableId) -> bool:
    """Whether a line is the heads of a table's columns, flattened: "信息内容 本年制发件数 本年废止件数".

    Some of them may be damaged, or those of columns that the form has not.
    """
    words = row.text.split()
    known = sum(chinese(word) in _heads(table) for word in words)
    short = max(map(len, words), default=0) <= LONGEST_HEAD and not any(map(str.isdigit, row.text))
    return len(words) > 1 and (known == len(words) or (known >= FEWEST_HEADS and short))


@lru_cache(maxsize=len(TABLES))
def _heads(table: TableId) -> frozenset[str]:
    columns = [column for block in blocks_of(table) for column in block.columns]
    captions = (words for words, owner in UNMISTAKABLE.items() if owner == table)
    groups = [row for block in blocks_of(table) for row in block.rows] if table == "review" else []
    named = (chinese(wording) for head in (*columns, *groups) for wording in head.wordings)
    return frozenset((*captions, *named, *([COURTS] if groups else [])))


def _is_label(row: PrintedRow, table: TableId) -> bool:
    """Whether a line is nothing but a row's label, or the beginning of one: the row is there, and empty.

    Before it there may be a piece of its group's label, which is broken over several rows.
    """
    if len(row.cells) != 1:
        return False
    words = row.cells[0].text.split()
    last = max((i for i, word in enumerate(words) if split_number(word).number), default=0)
    number, rest = split_number("".join(words[last:]))
    label, labels = chinese(rest), labels_of(table)
    begins = len(label) >= SHORTEST_BEGINNING and any(each.startswith(label) for each in labels)
    return begins or label in labels or (number or "") + label in labels


def _has_values(row: PrintedRow) -> bool:
    return any(map(is_value, row.cells))


def _is_bare_values(row: PrintedRow) -> bool:
    return all(read_cell(word).kind in VALUES for cell in row.cells for word in cell.text.split())


@lru_cache(maxsize=ROWS_KEPT)
def label_cells(row: PrintedRow) -> tuple[Cell, ...]:
    """The cells that make up a row's label: those with words, up to the last before the first value."""
    pairs = zip(row.cells, (*row.cells[1:], None), strict=True)
    before = [cell for cell, _ in takewhile(lambda pair: not is_value(pair[0]) or _goes_on(*pair), pairs)]
    return tuple(cell for cell in before if is_label_text(cell.text))


def _goes_on(cell: Cell, behind: Cell | None) -> bool:
    """Whether a word for nothing is but the middle of a label that was spaced out: "2. | 没有 | 现成信息"."""
    if behind is None or not is_label_text(behind.text) or not chinese(cell.text):
        return False
    words = chinese(cell.text + behind.text)
    return any(words in label for table in TABLES for label in labels_of(table))


@lru_cache(maxsize=ROWS_KEPT)
def value_cells(row: PrintedRow) -> tuple[Cell, ...]:
    """The cells after the label, blank ones included."""
    labels = label_cells(row)
    if not labels:
        return row.cells
    last = labels[-1].column
    return tuple(cell for cell in row.cells if cell.column > last)


def label_ways(cells: tuple[Cell, ...]) -> tuple[str, ...]:
    """The ways a label can be put together from its cells: the last alone, the last two, and so on."""
    texts = ["".join(cell.text.split()) for cell in cells]
    return tuple("".join(texts[start:]) for start in range(len(texts) - 1, -1, -1))


def _parts(document: Document) -> Iterator[_Part]:
    numbers = count(1)
    for index, block in enumerate(_as_on_the_forms(document.blocks())):
        in_grid = isinstance(block, Grid)
        for cells in rows_of(block):
            row = PrintedRow(
                cells=tuple([cell.counted(line=cell.line, number=next(numbers)) for cell in cells]),
                positions=block.positions if isinstance(block, Grid) else "ragged",
                grid=index,
                width=block.columns if isinstance(block, Grid) else len(cells),
            )
            yield _Part(row=row, in_grid=in_grid, heading=_heading(row))


def _as_on_the_forms(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield from as_on_the_form(block) if isinstance(block, Grid) else (block,)


def _is_spaced_row(row: PrintedRow) -> bool:
    return len(row.cells) > 1 and len(row.cells[0].text) <= LONGEST_LABEL


def _heading(row: PrintedRow) -> int | None:
    words = [cell for cell in row.cells if cell.text]
    return section_of_heading(words[0].text) if len(words) == 1 else None


def _unmistakable_table(row: PrintedRow) -> TableId | None:
    found = (UNMISTAKABLE.get(chinese(split_number(name).rest)) for cell in row.cells for name in _names(cell, row))
    return next((table for table in found if table), None)


def _names(cell: Cell, row: PrintedRow) -> Iterator[str]:
    """What the cell may name: its words too, where the heads of columns were flattened into one line."""
    yield cell.text
    if row.positions == "ragged":
        yield from cell.text.split()
