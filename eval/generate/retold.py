"""Sentences that tell the numbers of the tables again, beside numbers that are none of them (`retold.toml`)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from random import Random
from typing import Literal, NamedTuple

from eval.generate.bodies import ALL_PLACES, Body
from eval.generate.topics import Told
from eval.generate.values import Values

Part = Literal["requests", "disputes", "decisions", "fees"]
FIELDS: Mapping[str, tuple[str, ...]] = {
    **{row: (f"requests.{row}.total",) for row in ("received", "carried_over", "concluded", "carried_forward")},
    "review": ("review.total",),
    "litigation": ("litigation.direct.total", "litigation.after_review.total"),
    "licensing": ("disclosure.licensing.decisions",),
    "penalties": ("disclosure.penalties.decisions",),
    "fees": ("disclosure.fees.amount",),
}
"""What a row of the patterns is in the tables: a field, or fields whose sum it is."""
FIRM, LOOSE = frozenset("=FZ0"), frozenset("~?")
"""The kinds of holes whose number is the table's: said so that a difference is a finding, or not so."""
ROWS_OF_PART: Mapping[Part, tuple[str, ...]] = {
    "requests": ("received", "carried_over", "concluded", "carried_forward"),
    "disputes": ("review", "litigation"),
    "decisions": ("licensing", "penalties"),
    "fees": ("fees",),
}
"""The rows whose numbers say whether there is anything to tell of a part."""
MANY = 20
MOST_NUMERALS = 10_000
TWO = 2
MOST_OTHERS = 900
_HOLE = re.compile(r"\{(?P<kind>[=~FZ?^<>+#]) (?P<row>\w+)\|(?P<unit>[^{}]+)\}")
_NONE = re.compile(r"\{0 (?P<rows>[\w ]+)\|(?P<words>(?:[^{}]|\{self\})+)\}")
_ANY_HOLE = re.compile(f"{_HOLE.pattern}|{_NONE.pattern}")
_MARKS = "，。；：（）"
_NUMERALS = "零一二三四五六七八九"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One wording of a part: who can use it, and when."""

    when: str
    body: str
    text: str

    @property
    def firm(self) -> frozenset[str]:
        """The rows that it tells so that a difference from the table is a finding."""
        said = {hole["row"] for hole in _HOLE.finditer(self.text) if hole["kind"] in FIRM}
        return frozenset(said).union(*(none["rows"].split() for none in _NONE.finditer(self.text)))


class Retold(NamedTuple):
    """Sentences and what they count."""

    text: str
    told: tuple[Told, ...]


@lru_cache(maxsize=1)
def ways() -> Mapping[str, tuple[Way, ...]]:
    """All wordings by part."""
    data = tomllib.loads(files("eval.generate").joinpath("retold.toml").read_text(encoding="utf-8"))
    return {
        part: tuple(
            Way(when=entry["when"], body=entry["body"], text=text) for entry in entries for text in entry["texts"]
        )
        for part, entries in data.items()
    }


def retold(
    part: Part, values: Values, said: Mapping[str, Decimal], chance: Random, *, demanded: Iterable[str] = ()
) -> Retold:
    """The part in one of its wordings, with the numbers in `said`; nothing where the forms have no such rows.

    Of the `demanded` fields, those that the part can tell are told so that a difference is a finding.
    """
    rows = {
        row: sum((said[field] for field in fields), Decimal(0))
        for row, fields in FIELDS.items()
        if set(fields) <= said.keys()
    }
    fitting = [way for way in ways()[part] if _fits(way, part, values.body, rows)]
    tellable = frozenset[str]().union(*(way.firm for way in fitting))
    needed = {row for row in tellable if set(demanded) & set(FIELDS[row])}
    fitting = [way for way in fitting if needed <= way.firm]
    return _written(chance.choice(fitting).text, values, rows, chance) if fitting else Retold("", ())


def _fits(way: Way, part: Part, body: Body, rows: Mapping[str, Decimal]) -> bool:
    told = {hole["row"] for hole in _HOLE.finditer(way.text) if hole["kind"] != "#"}
    if not told <= rows.keys() or way.body not in {"any", "government" if _is_wide(body) else "bureau"}:
        return False
    if any(hole["kind"] == "Z" and not 0 < rows[hole["row"]] < MOST_NUMERALS for hole in _HOLE.finditer(way.text)):
        return False
    numbers = [rows[row] for row in ROWS_OF_PART[part] if row in rows]
    if way.when == "many":
        return rows["received"] >= MANY
    return bool(numbers) and (any(numbers) if way.when == "some" else not any(numbers))


def _is_wide(body: Body) -> bool:
    """Whether there are other bodies below this one, so that its tables may count them or not."""
    return body.is_government and ALL_PLACES[body.place] != "township"


def _written(pattern: str, values: Values, rows: Mapping[str, Decimal], chance: Random) -> Retold:
    """The pattern with its holes filled. Every told thing is quoted by the clause that it stands in."""
    text = pattern
    for name, word in _words(values, chance).items():
        text = text.replace(f"{{{name}}}", word)
    written, counted, last = "", [], 0
    for hole in _ANY_HOLE.finditer(text):
        written += text[last : hole.start()]
        printed, told = _filled(hole, rows, chance)
        counted += [(len(written), each) for each in told]
        written += printed
        last = hole.end()
    written += text[last:]
    return Retold(written, tuple(replace(told, quote=_clause(written, at)) for at, told in counted))


def _words(values: Values, chance: Random) -> Mapping[str, str]:
    body = values.body
    short = f"{body.place[-1]}{body.office}"
    own = "我委" if body.office.endswith("委员会") else "我局"
    names = ("本机关", "本单位") if body.is_government else ("本机关", "本单位", own, short)
    return {
        "self": chance.choice(names),
        "whole": f"全{body.place[-1]}",
        "year": str(values.year),
        "last": str(values.year - 1),
        "next": str(values.year + 1),
    }


def _filled(hole: re.Match[str], rows: Mapping[str, Decimal], chance: Random) -> tuple[str, list[Told]]:
    if hole["rows"]:
        return hole["words"], [_told(row, Decimal(0), "", "0") for row in hole["rows"].split()]
    kind, row, unit = hole["kind"], hole["row"], hole["unit"]
    value = _value(kind, row, rows, chance)
    printed = f"{value:f}"
    if kind == "~":
        printed += "余"
    elif kind == "F":
        printed = printed.translate(_FULL_WIDTH)
    elif kind == "Z":
        printed = numeral(int(value))
    return f"{printed}{unit}", [_told(row, value, unit, kind)]


def _value(kind: str, row: str, rows: Mapping[str, Decimal], chance: Random) -> Decimal:
    """The number that a hole of this kind prints for the row."""
    number = rows.get(row, Decimal(0))
    whole = int(number)
    if kind == "~":
        return Decimal(whole - whole % 10 ** (len(str(whole)) - 1))
    made: Mapping[str, Callable[[], Decimal]] = {
        "<": lambda: Decimal(chance.randint(0, whole)),
        ">": lambda: Decimal(whole + chance.randint(1, 40)),
        "+": lambda: number + rows["carried_over"],
        "#": lambda: Decimal(chance.randint(3, MOST_OTHERS)),
    }
    return made[kind]() if kind in made else number


def _told(row: str, value: Decimal, unit: str, kind: str) -> Told:
    """A told thing whose quote is still to come."""
    return Told(
        label=row,
        value=value,
        unit=unit,
        quote="",
        section=1,
        field="+".join(FIELDS[row]) if kind in FIRM | LOOSE else None,
        approximate=kind == "~",
        firm=kind in FIRM,
    )


def _clause(text: str, at: int) -> str:
    """The words between two punctuation marks around a place."""
    start = max((text.rfind(mark, 0, at) for mark in _MARKS), default=-1) + 1
    ends = [end for mark in _MARKS if (end := text.find(mark, at)) >= 0]
    return text[start : min(ends, default=len(text))]


def numeral(number: int) -> str:
    """The number below 10,000 in Chinese numerals, as reports write it: 两, 十二, 一百零五."""
    if number == TWO:
        return "两"
    written, gap = "", False
    for power, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            written += ("零" if gap and written else "") + _NUMERALS[digit] + sign
        gap = not digit
    return written.removeprefix("一") if written.startswith("一十") else written
