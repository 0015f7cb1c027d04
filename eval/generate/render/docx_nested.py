"""Word files with tables in tables: the report, or each of its tables, in a cell of a table that only arranges.

Such files come of pasting a web page into Word. Now and then a single cell holds a small table, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from random import Random

from eval.generate.grid import Layout, Paragraph, Slot, Table, slots
from eval.generate.render.docx_paper import (
    INNER,
    box,
    cell_paragraph,
    cells,
    column_widths,
    office_file,
    paragraph,
    plain_content,
    printed,
    row_xml,
    ruled,
    run,
    table_xml,
)

NO_RULES = ""
SMALL_TABLES = 0.03  # share of the values that stand in a table of their own
ROW_TABLES = 0.25  # share of the reports where the values of one row stand in one
PADDING = 120
SIDE = 900  # width of the column with the name of the table

Rows = Iterable[str]


def render_nested(layout: Layout, chance: Random) -> bytes:
    """The report as a .docx file whose tables stand in the cells of other tables."""
    arrange = chance.choice(ARRANGEMENTS)
    return office_file(arrange(layout, chance), layout)


def _one_frame(layout: Layout, chance: Random) -> Iterator[str]:
    """The whole report in the one cell of a frame."""
    yield ruled((INNER,), (row_xml([box(_all_blocks(layout, chance), INNER)]),), rules=NO_RULES)
    yield "<w:p/>"


def _information_sheet(layout: Layout, chance: Random) -> Iterator[str]:
    """A sheet with what the report is in its first rows, and the report in its last."""
    columns = (1200, (INNER - 2400) // 2, 1200, (INNER - 2400) // 2)
    told = (
        ("标题", layout.title),
        ("发布机构", layout.publisher),
        ("公开日期", layout.published),
        ("公开方式", "主动公开"),
    )
    rows = [_told(told[:2], columns), _told(told[2:], columns)]
    whole = box(_all_blocks(layout, chance), sum(columns), '<w:gridSpan w:val="4"/>')
    yield ruled(columns, (*rows, row_xml([whole])))
    yield "<w:p/>"


def _told(pairs: Sequence[tuple[str, str]], columns: Sequence[int]) -> str:
    texts = [text for pair in pairs for text in pair]
    inner = (box(cell_paragraph(run(text)), width) for text, width in zip(texts, columns, strict=True))
    return row_xml(inner)


def _all_blocks(layout: Layout, chance: Random) -> str:
    draw = partial(_data_table, chance=chance, width=INNER - PADDING)
    return "".join(paragraph(b) if isinstance(b, Paragraph) else draw(b) for b in layout.blocks)


def _frame_each(layout: Layout, chance: Random) -> Iterator[str]:
    """Each table in the one cell of a frame."""
    for block in layout.blocks:
        if isinstance(block, Paragraph):
            yield paragraph(block)
        else:
            inner = _data_table(block, chance, width=INNER - PADDING)
            yield ruled((INNER,), (row_xml([box(inner, INNER)]),), rules=NO_RULES) + "<w:p/>"


def _named_at_the_side(layout: Layout, chance: Random) -> Iterator[str]:
    """Each table beside a cell with the number of its section."""
    columns = (SIDE, INNER - SIDE)
    for block in layout.blocks:
        if isinstance(block, Paragraph):
            yield paragraph(block)
        else:
            name = box(cell_paragraph(run("统计表")), SIDE)
            inner = box(_data_table(block, chance, width=columns[1] - PADDING), columns[1])
            yield ruled(columns, (row_xml([name, inner]),)) + "<w:p/>"


ARRANGEMENTS: tuple[Callable[[Layout, Random], Iterator[str]], ...] = (
    _one_frame,
    _information_sheet,
    _frame_each,
    _named_at_the_side,
)


def _data_table(table: Table, chance: Random, *, width: int) -> str:
    """The table, some values in small tables of their own; behind it the paragraph that a cell has to end with."""
    content = partial(_content, chance=chance)
    if table.name != "requests" or chance.random() >= ROW_TABLES:
        return table_xml(table, content, width=width) + "<w:p/>"
    columns = column_widths(table, width)
    grid = slots(table)
    chosen = chance.choice([place for place, row in enumerate(grid) if not row[-1].cell.label])
    rows = (
        row_xml(_values_as_table(row, columns) if place == chosen else cells(row, content, columns))
        for place, row in enumerate(grid)
    )
    return ruled(columns, rows) + "<w:p/>"


def _content(slot: Slot, chance: Random) -> str:
    if slot.cell.label or not printed(slot) or chance.random() >= SMALL_TABLES:
        return plain_content(slot)
    return ruled((400,), (row_xml([box(plain_content(slot), 400)]),), rules=NO_RULES) + "<w:p/>"


def _values_as_table(row: tuple[Slot, ...], columns: Sequence[int]) -> Iterator[str]:
    """The labels of the row, then one wide cell with a table of its values."""
    first = next(slot.column for slot in row if not slot.cell.label)
    yield from cells(row[:first], plain_content, columns)
    inner = ruled(columns[first:], (row_xml(cells(row[first:], plain_content, columns)),))
    yield box(f"{inner}<w:p/>", sum(columns[first:]), f'<w:gridSpan w:val="{len(row) - first}"/>')
