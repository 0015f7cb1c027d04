"""Printed cells read as numbers: "22（其中修订16件）" is 22 with a remark, "／" is a mark, "" is blank.

A printed number is never changed: conversion happens only where the cell itself names another unit than the field
(251000元 in a column of 万元), and then `unit` says what was printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from math import prod
from typing import Literal

from canonical.text import half_width, simplified
from ingest.document import Cell
from ingest.text_lines import NOTHING_WORDS

Kind = Literal["number", "mark", "blank", "text"]

VALUES: frozenset[Kind] = frozenset({"number", "mark"})
MARKS = frozenset(
    {
        *("/", "\\", "-", "--", "—", "——", "–", "−", "－", "―", "N/A", "n/a", "."),
        *("无", "空", "没有", *NOTHING_WORDS),
    }
)
STEPS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
TEN_THOUSAND = 10_000
_YUAN = r"[十百千万亿]{0,3}元"
_NAMED_UNIT = re.compile(rf"(?:单位|人民币|金额|[(/,、:])[:为是]?({_YUAN})")
"""What names a unit of money in a head or a label: 金额（单位：万元）, 收费（元）."""
_COUNTER = "[件项个条次宗份起例笔]"
_NAMED_MULTIPLE = re.compile(
    rf"(?:单位|[(/,、:])[:为是]?([十百千万亿]{{1,3}}){_COUNTER}(?=[)、,/]|$)|\(([十百千万亿]{{1,3}})\)"
)
"""What names a multiple of what is counted: 处理决定数量（单位：万件）, 处理决定数量（万）."""
_MULTIPLE = re.compile(rf"(?:单位|[(/,、:])[:为是]?([十百千万亿]{{1,3}}){_COUNTER}?(?=[)、,/]|$)")
"""What names a multiple of what is counted: 处理决定数量（单位：万件）."""
_MULTIPLE = re.compile(rf"([十百千万亿]{{1,3}}){_COUNTER}")
_SIGN = r"(?P<sign>净增|净减|新增|增加|减少|下降|增/减|[+\-−－±↑↓增减])?"
_TOTAL = r"(?:共计|合计|总计|共|计)?"
_DIGITS = r"(?P<digits>\d[\d,， 　]*(?:\.\s*\d+)?|\.\d+)"
_MONEY = rf"(?P<money>{_YUAN})"
_COUNTED = r"(?P<ten_thousands>万)?(?P<counted>件|项|个|条|次|宗|份|起|例|笔)?"
_NUMBER = re.compile(rf"^{_TOTAL}\s*{_SIGN}\s*[(]?\s*{_DIGITS}\s*[)]?\s*(?:{_MONEY}|{_COUNTED})\s*$")
_UP_AND_DOWN = re.compile(r"^[+增]\s*\(?\s*(?P<more>\d+)\s*\)?\s*[/、,;]?\s*[-−减]\s*\(?\s*(?P<less>\d+)\s*\)?$")
_COPIED = re.compile(r"(\d{3})(?:[ 　]+\1)+")
_GROUPED = re.compile(r"\d{1,3}(?:[,， 　]\d{3})*(?:\.\s*\d+)?")
_REMARK = re.compile(r"^(?P<number>[^（(]*\d[^（(]*)(?P<remark>[（(].*[）)])\s*$", re.DOTALL)
_CUT_OFF = re.compile(r"^(?P<number>[^（(]*\d[^（(]*)(?P<remark>[（(][^（()）]*)$", re.DOTALL)
"""A number with the beginning of a remark, the rest of which went elsewhere: "33（"."""
_NOTE_MARK = re.compile(r"(?<=\d)\s*(?P<mark>[①-⒇]|[¹²³⁰⁴-⁹]{1,3}|[*＊※]{1,3}|\[\d{1,2}\]|［\d{1,2}］)$")
"""A footnote's mark behind a number, which would be a digit of it at one width: 165① is no 1651."""
_QUOTED = re.compile(r"\s*(?:([\"'])(?P<quoted>.*)\1|['`](?P<typed>[^'`]*))\s*", re.DOTALL)
"""A cell that a program quoted, or marked as text: "12", '12."""
_MANGLED = re.compile(r"^[?？]\s+(?=\d)")
"""What is left of a blank in the wrong encoding, most likely: "? 0"."""
_ENCLOSED = re.compile(r"[①-⓿⁰-₉²³¹]")
"""Digits of numbering and notes, which at one width would run into the number beside them: ⑥18起 is not 618."""
LESS = ("-", "−", "－", "减", "减少", "净减", "下降", "↓")
UNSIGNED = ("增/减", "±")
ZERO = ("零", "〇")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What a cell says. `value` is set only for kind "number"; `doubtful` when its digits stand apart ("1 1")."""

    kind: Kind
    raw: str
    value: Decimal | None = None
    remark: str | None = None
    unit: str | None = None
    doubtful: bool = False


@lru_cache(maxsize=65536)
def read_cell(text: str) -> Printed:
    """What one cell's text says as a number, a mark for "nothing", a blank or other text."""
    raw = text.strip()
    quoted = _QUOTED.fullmatch(raw)
    return replace(_read((quoted["quoted"] or quoted["typed"] or "").strip()), raw=raw) if quoted else _read(raw)


def _read(raw: str) -> Printed:
    bare = _bare(raw)
    if not bare:
        return Printed(kind="blank", raw=raw)
    if raw in MARKS or "".join(bare.split()) in MARKS:
        return Printed(kind="mark", raw=raw)
    if (mark := _NOTE_MARK.search(raw)) and (number := _number_in(raw[: mark.start()])):
        return replace(number, raw=raw, remark=mark["mark"], doubtful=number.doubtful or _hides(mark["mark"]))
    if number := _number_in(_MANGLED.sub("", raw)):
        return replace(number, raw=raw, doubtful=number.doubtful or _MANGLED.match(raw) is not None)
    cut_off = _CUT_OFF.match(raw)
    if (match := cut_off or _REMARK.match(raw)) and (number := _number_in(match["number"])):
        return replace(number, raw=raw, remark=match["remark"], doubtful=number.doubtful or cut_off is not None)
    return Printed(kind="text", raw=raw)


def _hides(mark: str) -> bool:
    """Whether the mark may stand for digits that a site has masked: 1* for 12."""
    return half_width(mark)[0] == "*"


def _number_in(raw: str) -> Printed | None:
    """The number that print is, in one width and script."""
    return None if _ENCLOSED.search(raw) else _read_number(_bare(raw))


def _bare(raw: str) -> str:
    bare = half_width(raw).strip().removesuffix("。").rstrip()
    return bare if bare.isascii() else simplified(bare)


def _read_number(bare: str) -> Printed | None:
    if bare in ZERO:
        return Printed(kind="number", raw="", value=Decimal(0))
    if pair := _UP_AND_DOWN.match(bare):  # one cell for both: "+(3) -(0)"
        more, less = Decimal(pair["more"]), Decimal(pair["less"])
        return Printed(kind="number", raw="", value=more - less, doubtful=bool(more and less))
    match = _NUMBER.match(bare)
    if match is None:
        return None
    value = Decimal(re.sub(r"[,， 　\s]", "", match["digits"])) * (10000 if match["ten_thousands"] else 1)
    signed = match["sign"] in UNSIGNED and value != 0
    doubtful = signed or _is_doubtful(match["digits"].strip()) or _may_be_piece(bare, match["sign"], value)
    unit = match["money"] or match["counted"] or match["ten_thousands"]
    return Printed(
        kind="number", raw="", value=-value if match["sign"] in LESS else value, unit=unit, doubtful=doubtful
    )


def _is_doubtful(digits: str) -> bool:
    """True for "1 1" (one number or two?) and "007" (cells run together?); "12 345" is grouped by thousands.

    "602 602" may be the copies of a merged cell.
    """
    grouped = re.search(r"[,， 　]", digits) is None or _GROUPED.fullmatch(digits) is not None
    return not grouped or re.match(r"0\d", digits) is not None or _COPIED.fullmatch(digits) is not None


def _may_be_piece(bare: str, sign: str | None, value: Decimal) -> bool:
    """Whether brackets may make something else of a number: (3) is -3 to some, and 3) the end of a remark."""
    opened, closed = bare.count("("), bare.count(")")
    return opened != closed or (opened > 0 and sign is None and value != 0)


def money_units_in(text: str) -> tuple[str, ...]:
    """The units of money that a head or a label names, each once."""
    return tuple(dict.fromkeys(_NAMED_UNIT.findall(simplified(half_width("".join(text.split()))))))


def multiples_in(text: str) -> tuple[str, ...]:
    """The multiples in which a head or a label counts, each once, as 万件."""
    bare = simplified(half_width("".join(text.split())))
    return tuple(dict.fromkeys(f"{match[1] or match[2]}件" for match in _NAMED_MULTIPLE.finditer(bare)))


def in_unit(printed: Printed, unit: str | None) -> Decimal | None:
    """The value in the field's unit: money in 万元, counts one by one, whatever multiple they are printed in."""
    if printed.value is None or printed.unit is None:
        return printed.value
    if unit != "万元":
        multiple = _MULTIPLE.fullmatch(printed.unit)
        return printed.value * _product(multiple[1]) if multiple else printed.value
    if printed.unit == "万":  # was multiplied out by `read_cell`
        return printed.value / TEN_THOUSAND
    if not printed.unit.endswith("元"):
        return printed.value
    more, rest = divmod(_product(printed.unit.removesuffix("元")), TEN_THOUSAND)
    return printed.value * (more or Decimal(rest) / TEN_THOUSAND)


def _product(steps: str) -> int:
    return prod(STEPS[step] for step in steps)


def is_value(cell: Cell) -> bool:
    """True for a cell with a number or a mark for nothing ("/", "无")."""
    return bool(cell.text) and read_cell(cell.text).kind in VALUES
