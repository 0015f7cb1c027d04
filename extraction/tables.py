"""The printed rows of the three tables, found in a document by section headings and by labels only they have.

Sections may be unnumbered, in the wrong order or without a heading, and one grid may hold all three tables, so the
decision falls row by row: a heading or an unmistakable label switches the table, all other rows stay in the last one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from canonical.forms import TableId
from canonical.sections import section_of_heading
from canonical.text import plain
from extraction.labels import is_label_text, split_number
from extraction.values import read_cell
from ingest.document import Cell, Document, Grid, Line, Positions

TABLE_OF_SECTION: Mapping[int, TableId] = {2: "disclosure", 3: "requests", 4: "review"}
UNMISTAKABLE: Mapping[str, TableId] = {
    **dict.fromkeys(("信息内容", "规章", "规范性文件", "行政规范性文件", "行政事业性收费"), "disclosure"),
    **dict.fromkeys(
        (
            "申请人情况",
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
_SPACED_ROW = re.compile(r"^(?P<label>\S.*?)\s+(?P<values>[-+/—－\d.,%\s]*\d[-+/—－\d.,\s]*)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedRow:
    """One row of a table as printed. `grid` numbers the grid it came from, `width` is that grid's columns."""

    cells: tuple[Cell, ...]
    positions: Positions
    grid: int
    width: int

    @property
    def text(self) -> str:
        """All its words, for evidence and traces."""
        return " ".join(" ".join(cell.text.split()) for cell in self.cells if cell.text)


def find_tables(document: Document) -> Mapping[TableId, tuple[PrintedRow, ...]]:
    """The rows of each table in the order of print; a table that is not there has none."""
    found: dict[TableId, list[PrintedRow]] = {"disclosure": [], "requests": [], "review": []}
    rows = [(row, is_table_row, _heading(row)) for row, is_table_row in _rows(document)]
    headed = {TABLE_OF_SECTION.get(heading) for _, _, heading in rows if heading is not None}
    current: TableId | None = None
    for row, is_table_row, heading in rows:
        if heading is not None:
            current = TABLE_OF_SECTION.get(heading)
            continue
        table = _unmistakable_table(row) if is_table_row else None
        if table and (current or table not in headed):  # the narrative sections have tables of their own
            current = table
        if current is not None and (is_table_row or _is_spaced_row(row)):
            found[current].append(row)
    return {table: tuple(rows) for table, rows in found.items()}


def label_cells(row: PrintedRow) -> tuple[Cell, ...]:
    """The cells that make up a row's label: those with words, up to the last before the first value."""
    first_value = next((i for i, cell in enumerate(row.cells) if is_value(cell)), len(row.cells))
    return tuple(cell for cell in row.cells[:first_value] if is_label_text(cell.text))


def value_cells(row: PrintedRow) -> tuple[Cell, ...]:
    """The cells after the label, blank ones included."""
    labels = label_cells(row)
    return tuple(cell for cell in row.cells if not labels or cell.column > labels[-1].column)


def label_ways(cells: tuple[Cell, ...]) -> tuple[str, ...]:
    """The ways a label can be put together from its cells: the last alone, the last two, and so on."""
    texts = ["".join(cell.text.split()) for cell in cells]
    return tuple("".join(texts[start:]) for start in range(len(texts) - 1, -1, -1))


def is_value(cell: Cell) -> bool:
    """True for a cell with a number or a mark for nothing ("/", "无")."""
    return bool(cell.text) and read_cell(cell.text).kind in {"number", "mark"}


def _rows(document: Document) -> Iterator[tuple[PrintedRow, bool]]:
    for index, block in enumerate(document.blocks()):
        if isinstance(block, Line):
            yield _row_of_line(block, index), False
        else:
            yield from ((row, True) for row in _rows_of_grid(block, index))


def _rows_of_grid(grid: Grid, index: int) -> Iterator[PrintedRow]:
    for row in grid.rows:
        yield PrintedRow(cells=row.cells, positions=grid.positions, grid=index, width=grid.columns)


def _row_of_line(line: Line, index: int) -> PrintedRow:
    """A line as a row: cut into label and values where it ends in numbers set apart by spaces."""
    match = _SPACED_ROW.match(line.text)
    texts = [match["label"], *match["values"].split()] if match else [line.text]
    cells = tuple(
        Cell(text=text, column=column, page=line.page, line=line.line, bbox=line.bbox)
        for column, text in enumerate(texts)
    )
    return PrintedRow(cells=cells, positions="ragged", grid=index, width=len(cells))


def _is_spaced_row(row: PrintedRow) -> bool:
    return len(row.cells) > 1 and len(row.cells[0].text) <= LONGEST_LABEL


def _heading(row: PrintedRow) -> int | None:
    words = [cell for cell in row.cells if cell.text]
    return section_of_heading(words[0].text) if len(words) == 1 else None


def _unmistakable_table(row: PrintedRow) -> TableId | None:
    for cell in row.cells:
        if table := UNMISTAKABLE.get(plain(split_number(cell.text).rest)):
            return table
    return None
