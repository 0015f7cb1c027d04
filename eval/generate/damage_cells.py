"""Damage to the cells with values: emptied, lost, or printed in another way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from eval.generate.grid import Layout, Table, TableCell, with_cells, with_tables

HIT = 4  # one of so many rows or labels
MOST_OF_A_ROW = 3  # cells
MARKS = ("/", "—", "无", "－", "-", "／", "暂无", "无此项", "不涉及")
REMARKS = ("（其中修订{part}件）", "（含上年{part}件）", "（线上{part}件）", "（数据截至{part}月）", "（已核）")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")

Change = Callable[[TableCell], TableCell]


def blank_values(layout: Layout, chance: Random) -> Layout:
    """One to three values of a quarter of the rows are empty."""
    return with_tables(layout, lambda table: _some_values(table, chance, lambda cell: replace(cell, text="")))


def lost_values(layout: Layout, chance: Random) -> Layout:
    """One to three value cells of a quarter of the rows are gone."""
    return with_tables(
        layout, lambda table: _some_values(table, chance, lambda cell: replace(cell, text="", lost=True))
    )


def _some_values(table: Table, chance: Random, change: Change) -> Table:
    def of_row(row: tuple[TableCell, ...]) -> tuple[TableCell, ...]:
        values = [i for i, cell in enumerate(row) if not cell.label]
        hit = chance.sample(values, min(len(values), chance.randint(1, MOST_OF_A_ROW)))
        return tuple(change(cell) if i in hit else cell for i, cell in enumerate(row))

    return _some_rows(table, chance, of_row)


def _some_rows(table: Table, chance: Random, change: Callable[[tuple[TableCell, ...]], tuple[TableCell, ...]]) -> Table:
    """The table with a quarter of its rows of values changed, at least one."""
    valued = [i for i, row in enumerate(table.rows) if any(not cell.label for cell in row)]
    hit = chance.sample(valued, max(1, round(len(valued) / HIT)))
    return replace(table, rows=tuple(change(row) if i in hit else row for i, row in enumerate(table.rows)))


def marks(layout: Layout, chance: Random) -> Layout:
    """One mark for "nothing" stands in every empty cell, and in every 0 of a quarter of the rows."""
    mark = chance.choice(MARKS)

    def nothing(row: tuple[TableCell, ...]) -> tuple[TableCell, ...]:
        return tuple(replace(cell, text=mark) if not cell.label and cell.text == "0" else cell for cell in row)

    def fill(cell: TableCell) -> TableCell:
        return replace(cell, text=mark) if not cell.label and not cell.text else cell

    return with_tables(layout, lambda table: with_cells(_some_rows(table, chance, nothing), fill))


def full_width_digits(layout: Layout, _chance: Random) -> Layout:
    """Every value in full-width digits."""
    return _with_values(layout, lambda text: text.translate(WIDE))


def thousands_separators(layout: Layout, _chance: Random) -> Layout:
    """Every value from 1000 with commas."""
    return _with_values(layout, _grouped)


def _with_values(layout: Layout, change: Callable[[str], str]) -> Layout:
    def of_cell(cell: TableCell) -> TableCell:
        return cell if cell.label else replace(cell, text=change(cell.text))

    return with_tables(layout, lambda table: with_cells(table, of_cell))


def _grouped(text: str) -> str:
    whole, point, fraction = text.partition(".")
    return f"{int(whole):,}{point}{fraction}" if whole else text


def remarks(layout: Layout, chance: Random) -> Layout:
    """A quarter of the rows have a remark behind one of their values above 0."""

    def of_row(row: tuple[TableCell, ...]) -> tuple[TableCell, ...]:
        numbers = [i for i, cell in enumerate(row) if not cell.label and cell.text not in {"", "0"}]
        hit = chance.choice(numbers) if numbers else None
        remark = chance.choice(REMARKS).format(part=chance.randint(1, 9))
        return tuple(replace(cell, text=cell.text + remark) if i == hit else cell for i, cell in enumerate(row))

    return with_tables(layout, lambda table: _some_rows(table, chance, of_row))
