"""Damage by addition: what offices print beside what the form asks for, and what tools print more than once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from eval.generate.damage_structure import APPLICANTS, first_values, split_groups_of, with_named
from eval.generate.grid import Layout, Slot, Table, TableCell, part_of, slots, with_tables

LAST_YEAR = "去年数"
UNITS = {"行政许可": "件", "行政处罚": "件", "行政强制": "件", "行政事业性收费": "万元"}
FOREIGN_RESULT = ("三、本年度办理结果", "（三）不予公开", "9.其他")


def subtotals(layout: Layout, _chance: Random) -> Layout:
    """The groups of table 3 have rows with sums of their own: （三）不予公开, （六）其他处理."""

    def of_table(table: Table) -> Table:
        first = first_values(table)
        labels = len(table.widths) - APPLICANTS
        rows: list[tuple[TableCell, ...]] = list(table.rows[:first])
        for row in slots(table)[first:]:
            *groups, last = [slot for slot in row[:labels] if slot.starts]
            rows += [_sum_row(table, slot, labels) for slot in groups if slot.cell.text.startswith("（")]
            rows.append((replace(last.cell, rowspan=1, colspan=labels), *(slot.cell for slot in row[labels:])))
        return replace(table, rows=tuple(rows))

    return with_named(layout, "requests", of_table)


def _sum_row(table: Table, group: Slot, labels: int) -> tuple[TableCell, ...]:
    members = slots(table)[group.top : group.top + group.cell.rowspan]
    columns = zip(*([slot.cell.text for slot in row[labels:]] for row in members), strict=True)
    sums = (TableCell(text=str(sum(map(int, column))), label=False) for column in columns)
    return (replace(group.cell, rowspan=1, colspan=labels), *sums)


def added_result(layout: Layout, chance: Random) -> Layout:
    """Table 3 has a result that no form knows, behind 属于行政查询事项."""

    def of_table(table: Table) -> Table:
        parted = split_groups_of(table)
        count = str(chance.randint(1, 5))
        values = (count, *"00000", count)
        added = (*(TableCell(text=text) for text in FOREIGN_RESULT), *(TableCell(text=v, label=False) for v in values))
        place = next(i for i, row in enumerate(parted.rows) if any("行政查询" in cell.text for cell in row)) + 1
        return replace(parted, rows=(*parted.rows[:place], added, *parted.rows[place:]))

    return with_named(layout, "requests", of_table)


def unmerged_cells(layout: Layout, _chance: Random) -> Layout:
    """Merged cells are single ones, each with the text: labels, heads and numbers stand there several times."""

    def unmerged(table: Table) -> Table:
        rows = (tuple(replace(slot.cell, rowspan=1, colspan=1) for slot in row) for row in slots(table))
        return replace(table, rows=tuple(rows))

    return with_tables(layout, unmerged)


def unit_column(layout: Layout, _chance: Random) -> Layout:
    """Table 2 has a column 单位 between labels and numbers."""

    def of_row(row: tuple[TableCell, ...]) -> tuple[TableCell, ...]:
        label, *rest = row
        if not rest:
            return (replace(label, colspan=label.colspan + 1),)
        unit = UNITS.get(label.text, "件") if any(not cell.label for cell in rest) else "单位"
        return (label, TableCell(text=unit), *rest)

    def of_table(table: Table) -> Table:
        first, *others = table.widths
        return replace(table, rows=tuple(map(of_row, table.rows)), widths=(first, 0.6, *others))

    return with_named(layout, "disclosure", of_table)


def last_year_columns(layout: Layout, chance: Random) -> Layout:
    """Every number of table 2 has last year's behind it."""

    def of_row(row: tuple[TableCell, ...]) -> Iterator[TableCell]:
        label, *rest = row
        yield replace(label, colspan=label.colspan * 2) if not rest else label
        for cell in rest:
            yield cell
            text = LAST_YEAR if cell.label else str(chance.randint(0, 99))
            yield TableCell(text=text, label=cell.label, colspan=cell.colspan)

    def of_table(table: Table) -> Table:
        first, *others = table.widths
        rows = tuple(_fitted(tuple(of_row(row)), 1 + 2 * len(others)) for row in table.rows)
        return replace(table, rows=rows, widths=(first, *(width for each in others for width in (each, each))))

    return with_named(layout, "disclosure", of_table)


def _fitted(row: tuple[TableCell, ...], width: int) -> tuple[TableCell, ...]:
    """The row, its last cell as wide as is left of the table."""
    used = sum(cell.colspan for cell in row[:-1])
    return (*row[:-1], replace(row[-1], colspan=width - used))


def left_out_applicants(layout: Layout, _chance: Random) -> Layout:
    """Table 3 has columns for natural persons and totals only."""

    def of_table(table: Table) -> Table:
        labels = len(table.widths) - APPLICANTS
        return part_of(table, range(len(table.rows)), [*range(labels), labels, len(table.widths) - 1])

    return with_named(layout, "requests", of_table)
