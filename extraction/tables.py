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
from extraction.heads import heads_run_together
from extraction.labels import is_label_text, split_number
from extraction.layouts import as_on_the_form
from extraction.values import Kind, read_cell
from ingest.document import Block, Cell, Document, Grid, Line, Picture, Positions, Reading
from ingest.text_lines import MISREAD

TABLES: tuple[TableId, ...] = ("disclosure", "requests", "review")
TABLE_OF_SECTION: Mapping[int, TableId] = {2: "disclosure", 3: "requests", 4: "review"}
UNMISTAKABLE: Mapping[str, TableId] = {
    **dict.fromkeys(("信息内容", "规章", "规范性文件", "行政规范性文件", "行政事业性收费"), "disclosure"),
    **dict.fromkeys(
        (
            "申请人情况",
            "社会公益组织",
            "法律服务机构",
            "本年新收政府信息公开申请数量",
            "上年结转政府信息公开申请数量",
            "属于国家秘密",
            "结转下年度继续办理",
        ),
        "requests",
    ),
    **dict.fromkeys(("未经复议直接起诉", "复议后起诉", "结果维持", "结果纠正"), "review"),
}
LONGEST_LABEL = 80  # characters, of a group and a result in one line; longer ones are sentences
SHORTEST_LABEL = 4  # characters of a label that makes a row of a line without values; 其他 and 总计 stand anywhere
SHORTEST_BEGINNING = 8  # characters of one whose rest stands in the next line
FEWEST_SIGNS = 2  # rows that make a grid outside the three sections look like one of the three tables
ROWS_KEPT = 1024  # in each cache; a report has about 60
VALUES: frozenset[Kind] = frozenset({"number", "mark"})
FEWEST_MARKS = 2  # that make values of the end of a line with a label that no form has
UNIT_LINE = re.compile(r"[（(]?(?:金额|计量|数量)?单位[:：][^\d。；]{1,16}")
"""What stands above a table where its heads name no units: "单位：件、万元"."""
_WORD = re.compile(r"\S+(?:\s*[（(][^（()）]*[）)])?")
_SIGNS = r"+\-−－±↑↓增减"
_GLUED = re.compile(rf"(?P<label>.*[^\s\d.,，、{_SIGNS}])(?P<values>[{_SIGNS}]?\d[\d,，.]*(?:\s.*)?)", re.DOTALL)
_GROUPS = re.compile(r"(?<!^)(?=[（(][一二三四五六七八九十][）)])|(?<=[㐀-鿿])(?=\d{1,2}[.．、])")


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
    """Whether a line is the heads of a table's columns, flattened: "信息内容 本年制发件数 本年废止件数"."""
    words = row.text.split()
    return len(words) > 1 and all(chinese(word) in _heads(table) for word in words)


@lru_cache(maxsize=len(TABLES))
def _heads(table: TableId) -> frozenset[str]:
    columns = (column for block in blocks_of(table) for column in block.columns)
    captions = (words for words, owner in UNMISTAKABLE.items() if owner == table)
    return frozenset((*captions, *(chinese(wording) for column in columns for wording in column.wordings)))


def _is_label(row: PrintedRow, table: TableId) -> bool:
    """Whether a line is nothing but a row's label, or the beginning of one: the row is there, and empty.

    Before it there may be a piece of its group's label, which is broken over several rows.
    """
    if len(row.cells) != 1:
        return False
    words = row.cells[0].text.split()
    last = max((i for i, word in enumerate(words) if split_number(word).number), default=0)
    number, rest = split_number("".join(words[last:]))
    label, labels = chinese(rest), _labels(table)
    begins = len(label) >= SHORTEST_BEGINNING and any(each.startswith(label) for each in labels)
    return begins or label in labels or (number or "") + label in labels


@lru_cache(maxsize=len(TABLES))
def _labels(table: TableId) -> frozenset[str]:
    """The labels of the table's rows that are those of nothing else, short ones with their number: "七总计"."""
    wordings = {
        (row.number or "", chinese(split_number(wording).rest))
        for block in blocks_of(table)
        for row in block.rows
        for wording in row.wordings
    }
    long = {words for _, words in wordings if len(words) >= SHORTEST_LABEL or UNMISTAKABLE.get(words) == table}
    return frozenset(long | {number + words for number, words in wordings if number})


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
    return any(words in label for table in TABLES for label in _labels(table))


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


def is_value(cell: Cell) -> bool:
    """True for a cell with a number or a mark for nothing ("/", "无")."""
    return bool(cell.text) and read_cell(cell.text).kind in VALUES


def _parts(document: Document) -> Iterator[_Part]:
    numbers = count(1)
    for index, block in enumerate(_as_on_the_forms(document.blocks())):
        in_grid = isinstance(block, Grid)
        for cells in _rows_of(block):
            row = PrintedRow(
                cells=tuple([cell.counted(line=cell.line, number=next(numbers)) for cell in cells]),
                positions=block.positions if isinstance(block, Grid) else "ragged",
                grid=index,
                width=block.columns if isinstance(block, Grid) else len(cells),
            )
            yield _Part(row=row, in_grid=in_grid, heading=_heading(row))


def _rows_of(block: Block) -> Iterator[tuple[Cell, ...]]:
    """The cells row by row; where nothing but order tells, a number right behind a label is a cell of its own."""
    if not isinstance(block, Grid):
        yield _cells_of_line(block)
        return
    for row in block.rows:
        if block.positions == "true":
            yield row.cells
        elif heads := _heads_in(row.cells):
            yield heads
        elif not any(_pieces(cell.text) for cell in row.cells):
            yield row.cells
        else:
            yield from _apart(row.cells)


def _apart(cells: Sequence[Cell]) -> Iterator[tuple[Cell, ...]]:
    """The rows that a row with glued cells is: words behind a number that stood right behind its label begin one."""
    row: list[Cell] = []
    for cell in cells:
        pieces = _pieces(cell.text)
        if row and row[-1].text and is_value(row[-1]) and cell.text and not is_value(cell):
            yield tuple(row)
            row = []
        row.extend(replace(cell, text=text, column=len(row) + i) for i, text in enumerate(pieces or (cell.text,)))
    yield tuple(row)


def _pieces(text: str) -> tuple[str, ...]:
    """What stands in a text with nothing between: a label and its number, or several heads of columns; else none."""
    heads = heads_run_together(text)
    return heads if len(heads) > 1 else glued(text) or ()


def _heads_in(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The heads of a row that is nothing but those of the forms, their characters spaced out over more cells."""
    printed = [cell for cell in cells if cell.text]
    heads = heads_run_together("".join("".join(cell.text.split()) for cell in printed))
    spaced = len(heads) < len(printed)
    return tuple(replace(printed[0], text=head, column=i) for i, head in enumerate(heads)) if spaced else ()


def glued(text: str) -> tuple[str, str] | None:
    """A label of the forms and the number that stands right behind it, "行政许可35"; None for any other text."""
    match = _GLUED.fullmatch(text)
    if match is None:
        return None
    *_, last = _GROUPS.split(match["label"])  # 三、本年度办理结果（一）予以公开
    is_known = any(_is_known(label, table) for label in (match["label"], last) for table in TABLES)
    return (match["label"], match["values"]) if is_known else None


def _as_on_the_forms(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield from as_on_the_form(block) if isinstance(block, Grid) else (block,)


def _cells_of_line(line: Line) -> tuple[Cell, ...]:
    """A line as a row: cut into label and values where it ends in numbers set apart by spaces."""
    texts = _cut(" ".join(_pieces(line.text) or (line.text,)))
    return tuple(
        Cell(text=text, column=i, page=line.page, line=line.line, bbox=line.bbox, readings=_readings(text, line))
        for i, text in enumerate(texts)
    )


def _cut(text: str) -> tuple[str, ...]:
    """The label of a line, if it has one, and the values behind it; the whole line where it ends in none."""
    words = tuple(_WORD.finditer(text))
    behind = tuple(takewhile(lambda word: _may_be_value(word[0]), reversed(words)))[::-1]
    label = text[: behind[0].start()].strip() if behind else ""
    values = tuple(word[0] for word in behind)
    counted = any(read_cell(value).kind == "number" for value in values)
    is_row = counted or len(values) >= FEWEST_MARKS or any(_is_known(label, table) for table in TABLES)
    return (label, *values) if label and is_row else values if len(values) > 1 and is_row else (text,)


def _may_be_value(word: str) -> bool:
    return read_cell(word).kind in VALUES or MISREAD.fullmatch(word) is not None


def _is_known(label: str, table: TableId) -> bool:
    number, words = split_number(label)
    return chinese(words) in _labels(table) or (number or "") + chinese(words) in _labels(table)


def _readings(text: str, line: Line) -> tuple[Reading, ...]:
    """Words of a line that was read from a picture are as sure as the line."""
    return () if line.probability is None else (Reading(text=text, probability=line.probability),)


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
