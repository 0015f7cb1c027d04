"""Damage to tables as wholes: columns and rows that no form has, labels merged otherwise, tables turned or gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from random import Random

from eval.generate.grid import Layout, Paragraph, Slot, Table, TableCell, part_of, slots, with_tables

REQUESTS, DISCLOSURE, REVIEW = "requests", "disclosure", "review"
APPLICANTS, RESULTS, GROUPS = 7, 5, 3
UNITS = ("单位：件", "（单位：件、项、万元）", "计量单位：件", "单位:件（项）、万元")
FOOTNOTES = (
    "注：1.“其他”指不属于以上5类的申请人；2.本表截至12月31日。",
    "填表说明：第一项与第二项之和，等于第三项与第四项之和。",
    "备注：本表由办公室汇总，共2页，第1页。",
)
SIGNED = ("填表人", "李某", "审核人", "王某", "联系电话", "86120034", "填报日期", "2024年1月12日")
GONE = "（附表略）"
ADDED = "政府集中采购"


def units_caption(layout: Layout, chance: Random) -> Layout:
    """单位：件 above every table."""
    blocks = (
        (Paragraph(text=chance.choice(UNITS)), block) if isinstance(block, Table) else (block,)
        for block in layout.blocks
    )
    return replace(layout, blocks=tuple(each for pair in blocks for each in pair))


def footnotes(layout: Layout, chance: Random) -> Layout:
    """A remark below every table, inside it or outside."""
    return replace(layout, blocks=tuple(_with_notes(layout.blocks, chance)))


def _with_notes(blocks: Sequence[Paragraph | Table], chance: Random) -> Iterator[Paragraph | Table]:
    for block in blocks:
        note = chance.choice(FOOTNOTES)
        if isinstance(block, Paragraph):
            yield block
        elif chance.random() < 0.5:
            yield from (block, Paragraph(text=note))
        else:
            yield _with_row(block, TableCell(text=note, colspan=len(block.widths)))


def signed_tables(layout: Layout, _chance: Random) -> Layout:
    """Who filled in tables 2 and 3, in a last row of their own."""

    def signed(table: Table) -> Table:
        width = len(table.widths)
        if table.name == REVIEW:
            return table
        texts = SIGNED[:width]
        cells = [TableCell(text=text) for text in texts]
        cells[-1] = replace(cells[-1], colspan=width - len(cells) + 1)
        return _with_row(table, *cells)

    return with_tables(layout, signed)


def _with_row(table: Table, *cells: TableCell) -> Table:
    return replace(table, rows=(*table.rows, cells))


def repeated_head(layout: Layout, chance: Random) -> Layout:
    """The head of table 3 is printed again where a page began."""

    def of_table(table: Table) -> Table:
        first = first_values(table)
        places = [i for i in range(first + 4, len(table.rows) - 2) if _all_start(table, i)]
        place = chance.choice(places)
        return replace(table, rows=(*table.rows[:place], *table.rows[:first], *table.rows[place:]))

    return with_named(layout, REQUESTS, lambda table: of_table(split_groups_of(table)))


def first_values(table: Table) -> int:
    """The first row of the table that has values."""
    return next(i for i, row in enumerate(table.rows) if any(not cell.label for cell in row))


def _all_start(table: Table, row: int) -> bool:
    """Whether no cell from above reaches into the row."""
    return all(slot.top == slot.row for slot in slots(table)[row])


def total_first(layout: Layout, _chance: Random) -> Layout:
    """The totals of table 3 stand before the applicants."""

    def of_table(table: Table) -> Table:
        labels = len(table.widths) - APPLICANTS
        order = (*range(labels), len(table.widths) - 1, *range(labels, len(table.widths) - 1))
        return _reordered(table, order)

    return with_named(layout, REQUESTS, of_table)


def _reordered(table: Table, order: Sequence[int]) -> Table:
    """The table with its columns in another order, none of which cuts a merged cell in two."""
    rows = []
    for row in slots(table):
        placed = [row[column] for column in order]
        rows.append(tuple(slot.cell for slot in placed if slot.starts))
    return replace(table, rows=tuple(rows), widths=tuple(table.widths[column] for column in order))


def index_column(layout: Layout, _chance: Random) -> Layout:
    """Tables 2 and 3 have running numbers in a column before all others."""

    def numbered(table: Table) -> Table:
        if table.name == REVIEW:
            return table
        rows, number = [], 0
        for row in table.rows:
            valued = any(not cell.label for cell in row)
            number += valued
            rows.append((TableCell(text=str(number) if valued else "序号"), *row))
        return replace(table, rows=tuple(rows), widths=(0.6, *table.widths))

    return with_tables(layout, numbered)


def groups_as_rows(layout: Layout, _chance: Random) -> Layout:
    """Table 3 with one column of labels: 三、本年度办理结果 and （三）不予公开 are rows without values."""

    def of_table(table: Table) -> Table:
        labels = len(table.widths) - APPLICANTS
        first = first_values(table)
        rows: list[tuple[TableCell, ...]] = list(_narrow_head(table, labels))
        for row in slots(table)[first:]:
            own = [slot for slot in row[:labels] if slot.starts]
            *groups, last = own
            rows += [_group_row(slot) for slot in groups]
            rows.append((replace(last.cell, rowspan=1, colspan=1), *(slot.cell for slot in row[labels:])))
        return replace(table, rows=tuple(rows), widths=(5.0, *table.widths[labels:]))

    return with_named(layout, REQUESTS, of_table)


def _narrow_head(table: Table, labels: int) -> Iterator[tuple[TableCell, ...]]:
    columns = (0, *range(labels, len(table.widths)))
    yield from part_of(table, range(first_values(table)), columns).rows


def _group_row(slot: Slot) -> tuple[TableCell, ...]:
    return (replace(slot.cell, rowspan=1, colspan=1), *[TableCell(text="")] * APPLICANTS)


def split_groups(layout: Layout, _chance: Random) -> Layout:
    """The merged labels of table 3 are cells of their own in every row, each with the text."""
    return with_named(layout, REQUESTS, split_groups_of)


def split_groups_of(table: Table) -> Table:
    """The table without cells over several rows, but for its head."""
    first = first_values(table)
    rows = [
        tuple(replace(slot.cell, rowspan=1) for slot in row if slot.column == slot.left) for row in slots(table)[first:]
    ]
    return replace(table, rows=(*table.rows[:first], *rows))


def tall_review(layout: Layout, chance: Random) -> Layout:
    """Table 4 turned: the groups below each other, or every number in a row of its own."""
    turn = chance.choice((_groups_below, _numbers_below, _results_below))
    return with_named(layout, REVIEW, turn)


def _groups_below(table: Table) -> Table:
    names, results, values = _review_parts(table)
    head = (TableCell(text="类别"), *(TableCell(text=text) for text in results))
    rows = [(TableCell(text=name), *values[i * RESULTS : (i + 1) * RESULTS]) for i, name in enumerate(names)]
    return replace(table, rows=(head, *rows), widths=(2.0, *[1.0] * RESULTS))


def _results_below(table: Table) -> Table:
    names, results, values = _review_parts(table)
    head = (TableCell(text="结果"), *(TableCell(text=name) for name in names))
    rows = [(TableCell(text=text), *values[i::RESULTS]) for i, text in enumerate(results)]
    return replace(table, rows=(head, *rows), widths=(2.0, *[1.0] * GROUPS))


def _numbers_below(table: Table) -> Table:
    names, results, values = _review_parts(table)
    rows = []
    for i, value in enumerate(values):
        group = (TableCell(text=names[i // RESULTS], rowspan=RESULTS),) if i % RESULTS == 0 else ()
        rows.append((*group, TableCell(text=results[i % RESULTS]), value))
    return replace(table, rows=tuple(rows), widths=(2.0, 2.0, 1.0))


def _review_parts(table: Table) -> tuple[list[str], list[str], tuple[TableCell, ...]]:
    """The names of the groups, those of the results, and the fifteen values."""
    names = [table.rows[0][0].text, *(cell.text for cell in table.rows[1][RESULTS:])]
    results = [cell.text for cell in table.rows[1][:RESULTS]]
    return names, results, table.rows[-1]


def added_row(layout: Layout, chance: Random) -> Layout:
    """Table 2 ends in 政府集中采购 with a number below no head that could say what it counts."""
    value = TableCell(text=str(chance.randint(1, 900)), label=False, colspan=3)
    return with_named(layout, DISCLOSURE, lambda table: _with_row(table, TableCell(text=ADDED), value))


def lost_blocks(layout: Layout, chance: Random) -> Layout:
    """A row of table 2 is gone, or a block with its head."""

    def of_table(table: Table) -> Table:
        valued = [i for i, row in enumerate(table.rows) if any(not cell.label for cell in row)]
        starts = [i for i, row in enumerate(table.rows) if len(row) == 1]
        if chance.random() < 0.5:
            gone = {chance.choice(valued)}
        else:
            start = chance.choice(starts)
            gone = set(range(start, min((i for i in starts if i > start), default=len(table.rows))))
        return part_of(table, [i for i in range(len(table.rows)) if i not in gone], range(len(table.widths)))

    return with_named(layout, DISCLOSURE, of_table)


def no_tables(layout: Layout, _chance: Random) -> Layout:
    """No table is there, only words."""
    blocks = (block if isinstance(block, Paragraph) else Paragraph(text=GONE) for block in layout.blocks)
    return replace(layout, blocks=tuple(blocks))


def lost_heading_2(layout: Layout, _chance: Random) -> Layout:
    """Section 二 has no heading: its table follows the words of section 一."""
    blocks = [
        block
        for block in layout.blocks
        if not (isinstance(block, Paragraph) and block.style == "heading" and block.text.startswith("二"))
    ]
    return replace(layout, blocks=tuple(blocks))


def with_named(layout: Layout, name: str, change: Callable[[Table], Table]) -> Layout:
    """The layout with the tables of that name changed."""
    return with_tables(layout, lambda table: change(table) if table.name == name else table)
