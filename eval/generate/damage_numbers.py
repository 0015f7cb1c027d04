"""Damage to numbers: printed with separators, signs, units and words around them, in parts, or in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from random import Random

from eval.generate.damage_cells import HIT
from eval.generate.grid import Layout, TableCell, with_cells, with_tables

TEN_THOUSAND = 10000
WORTH_SHORTENING = 1000  # 0.12万 for 1200; smaller numbers are never printed so
COUNTERS = ("{}件", "{} 件", "共{}件", "{}项", "{}个", "{}（件）", "{}宗")
INCREASES = ("增{}", "+{}", "＋{}", "增加{}", "+({})", "+{} -0", "+({}) -(0)", "{}")
DECREASES = ("减{}", "-{}", "－{}", "减少{}", "-({})", "+0 -{}", "+(0) -({})", "−{}")
UNCHANGED = ("+(0) -(0)", "增0", "0", "+0/-0", "增/减0")
ZERO = "零"


def wide_separators(layout: Layout, _chance: Random) -> Layout:
    """1，234 for 1234."""
    return _with_numbers(layout, lambda cell: _grouped(cell.text, "，"))


def spaced_thousands(layout: Layout, _chance: Random) -> Layout:
    """12 345 for 12345."""
    return _with_numbers(layout, lambda cell: _grouped(cell.text, " "))


def ten_thousands(layout: Layout, _chance: Random) -> Layout:
    """1.5万 for 15000."""
    return _with_numbers(layout, _shortened)


def money_units(layout: Layout, chance: Random) -> Layout:
    """Amounts have their unit in the cell; fees may be in 元 or 亿元 as well as in 万元."""
    return _with_numbers(layout, lambda cell: _with_unit(cell, chance))


def signed_changes(layout: Layout, chance: Random) -> Layout:
    """增15, 减4, +19, +(0) -(0) in the columns 本年增/减 of the form of 2019."""
    return _with_numbers(layout, lambda cell: _signed(cell, chance))


def counters(layout: Layout, chance: Random) -> Layout:
    """A quarter of the numbers have a word of counting: 3件, 共22件."""

    def counted(cell: TableCell) -> str:
        return chance.choice(COUNTERS).format(cell.text) if _is_count(cell) and _hit(chance) else cell.text

    return _with_numbers(layout, counted)


def touching_digits(layout: Layout, _chance: Random) -> Layout:
    """1 1 for 11: digits of a narrow column stand apart, as two boxes that touch would look."""
    return _with_numbers(layout, lambda cell: " ".join(cell.text) if _is_count(cell) else cell.text)


def zeros_in_words(layout: Layout, chance: Random) -> Layout:
    """零 for 0 in a quarter of the cells."""
    return _with_numbers(layout, lambda cell: ZERO if cell.text == "0" and _hit(chance) else cell.text)


def _with_numbers(layout: Layout, change: Callable[[TableCell], str]) -> Layout:
    def of_cell(cell: TableCell) -> TableCell:
        return cell if cell.label or not cell.text else replace(cell, text=change(cell))

    return with_tables(layout, lambda table: with_cells(table, of_cell))


def _hit(chance: Random) -> bool:
    return chance.randrange(HIT) == 0


def _kind(cell: TableCell) -> str:
    return (cell.field or "").rpartition(".")[2]


def _is_count(cell: TableCell) -> bool:
    return _kind(cell) not in {"amount", "change"} and cell.text.isdecimal()


def _grouped(text: str, separator: str) -> str:
    sign, whole, rest = re.fullmatch(r"(-?)(\d+)(.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
    return sign + f"{int(whole):,}".replace(",", separator) + rest


def _shortened(cell: TableCell) -> str:
    if not _is_count(cell) or int(cell.text) < WORTH_SHORTENING:
        return cell.text
    return f"{(Decimal(cell.text) / TEN_THOUSAND).normalize():f}万"


def _with_unit(cell: TableCell, chance: Random) -> str:
    if _kind(cell) != "amount":
        return cell.text
    if cell.field == "disclosure.procurement.amount":  # the form names no unit: none is right or wrong
        return f"{cell.text}{chance.choice(('元', '万元'))}"
    unit, scale = chance.choice((("万元", 1), ("元", TEN_THOUSAND), (" 万元", 1), ("亿元", 1 / Decimal(TEN_THOUSAND))))
    return f"{(Decimal(cell.text) * scale).normalize():f}{unit}"


def _signed(cell: TableCell, chance: Random) -> str:
    if _kind(cell) != "change":
        return cell.text
    change = int(cell.text)
    ways = UNCHANGED if change == 0 else INCREASES if change > 0 else DECREASES
    return chance.choice(ways).format(abs(change))
