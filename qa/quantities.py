"""Conditions and limits a question puts in numbers: 超过100万元, at least 5, 前三名, top three.

Amounts keep the unit they were asked in; `in_unit` turns them into the unit of a field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from qa.numerals import MULTIPLIERS, NUMERAL, number_of
from qa.plan import Operator
from qa.question import Meaning, Span

_MULTIPLIER = rf"(?:\s*(?:{'|'.join(sorted(MULTIPLIERS, key=len, reverse=True))}))?"
_UNIT = r"(?:\s*(?:元|块钱?|件次?|项|条|个百分点|个|次|起|%|％|成|yuan|rmb|cny|per ?cent(?:age points?)?)(?![a-z]))?"
_HALF = r"一半|半数|(?:a )?half\b"
_AMOUNT = rf"({_HALF}|(?:百分之)?{NUMERAL})({_MULTIPLIER})({_UNIT})"
_YEAR = re.compile(r"20[0-3]\d")  # beside a word that is also "most", no number: 收费最多 2023
_PERCENT = ("%", "％", "个百分点")
_MONEY = ("元", "块", "块钱", "yuan", "rmb", "cny")

BEFORE: dict[str, Operator] = {
    r"不超过|(?<!有)没超过|(?<!有)没有超过|未超过|不高于|不多于|不大于|至多|最多(?!的)|小于等于|小于或等于|<=|≤"
    r"|at most|no more than|not more than|up to|not exceeding|(?:do|does|did|that do|which do)(?: not|n't) exceed"
    r"|a maximum of|no higher than": "le",
    r"(?:达到?|上|满|破)(?=[\d一二三四五六七八九十百千])|不低于|不少于|不小于|至少|最少(?!的)|大于等于|大于或等于|达到"
    r"|>=|≥|at least|no less than|not less than|no fewer than|not fewer than|a minimum of|no lower than": "ge",
    r"超过|大于|多于|高于|超出|超|突破|逾|过(?=[百千万])|不止|>"
    r"|more than|over|above|greater than|higher than|larger than|in excess of|upwards of"
    r"|exceed(?:ing|s|ed)?|bigger than|beyond": "gt",
    r"低于|少于|小于|不到|不足|未满|不满|未达到?|没到|<|less than|fewer than|under|below|lower than|smaller than": "lt",
    r"等于|正好是?|恰好是?|刚好是?|恰为|正好为|=|exactly|equal to|equals?|precisely": "eq",
    rf"[为是](?={NUMERAL}%)|(?:(?<=[率比例])|(?<=\brate of )|(?<=\bshare of ))(?={NUMERAL}(?:%| per ?cent))": "eq",
}
AFTER: dict[str, Operator] = {
    r"(?:及|或)?以上[(,，]?不含(?:本数|\d+[件个次项万元]*)\)?": "gt",
    r"(?:及|或)?以下[(,，]?不含(?:本数|\d+[件个次项万元]*)\)?": "lt",
    r"(?:件|个|次|项|万元|元)?(?:及|或|和)?以上|或更多|or more|or higher|or above|and above|and over|and up|plus": "ge",
    r"(?:及|或)?以下|以内|之内|或更少|or less|or fewer|or lower|or below|and below|and under": "le",
}


MULTIPLES: dict[str, tuple[Operator, int]] = {
    r"翻了?一?[倍番](?:了|的)?(?:及?以上)?|(?:增长|增加|上升)了?一倍(?:以上)?"
    r"|\b(?:has |have )?(?:at least )?doubled?\b": (
        "ge",
        100,
    ),
    r"增长了?两倍(?:以上)?|\b(?:has |have )?(?:at least )?tripled?\b": ("ge", 200),
    r"减半(?:了|的)?|腰斩(?:了|的)?|(?:减少|下降|降低|下滑|下跌|减|降|跌)了?(?:一半|过半)(?:以上|多)?"
    r"|\b(?:has |have )?(?:more than )?halved?\b|\b(?:fell|dropped|decreased|declined) by (?:at least |more than )?half"
    r"(?: or more)?": ("le", -50),
}
"""Changes by a multiple, in per cent."""

_COMPARED = (
    *((re.compile(rf"(?:{words})(?:了|过|有)?\s*{_AMOUNT}"), op) for words, op in BEFORE.items()),
    *((re.compile(rf"{_AMOUNT}\s*(?:{words})"), op) for words, op in AFTER.items()),
)
_MULTIPLIED = tuple((re.compile(words), meant) for words, meant in MULTIPLES.items())
_STRICTLY = re.compile(rf"(?:不含|不包括|not including|excluding)\s*(?:本数|{_AMOUNT})")
_BETWEEN = re.compile(
    rf"(?:between |from |介于|在)?{_AMOUNT}\s*(?:-|–|—|~|至|到|和|与|and|to)\s*{_AMOUNT}(?:\s*之?间)?"
)
_ROUND = re.compile(r"(超过|过|上|破|逾|超|突破)([万亿])(元)?")
_MOST = re.compile(r"(?:超)?过半数?(?![年天月])")
_ONE_DIGIT = re.compile(r"[为是]?个位数|\bsingle digits?\b")


_OF_ALL = (
    r"(?:了|过)?(?:全部|所有|全体|各个?|整体|总体|本年|当年|同期|该年|同年|这些)*(?:单位|部门|机关|机构|报告)?的?"
    r"(?:(?P<median>中位[数值])|平均(?:数|值|水平|线)?|均值|均数)"
)
_OF_OTHERS = _OF_ALL.removeprefix("(?:了|过)?").replace("median", "other")
_ENGLISH_OF_ALL = r"(?: the)?(?: overall| general| collection)? (?:average|mean|(?P<median>median))\b"
_BOUNDS: tuple[tuple[re.Pattern[str], Operator], ...] = (
    (re.compile(rf"(?:不低于|不少于|达到){_OF_ALL}"), "ge"),
    (re.compile(rf"(?:不超过|不高于){_OF_ALL}"), "le"),
    (re.compile(rf"(?:高于|超过|大于|多于|高出|超出|超){_OF_ALL}|(?:处于|在)?{_OF_OTHERS}(?:之上|以上)"), "gt"),
    (
        re.compile(rf"(?:低于|少于|小于|不足|不到|不及|未达到?|达不到){_OF_ALL}|(?:处于|在)?{_OF_OTHERS}(?:之下|以下)"),
        "lt",
    ),
    (
        re.compile(rf"\b(?:above|over|more than|higher than|greater than|exceed(?:s|ed|ing)?){_ENGLISH_OF_ALL}"),
        "gt",
    ),
    (re.compile(rf"\b(?:below|under|less than|fewer than|lower than){_ENGLISH_OF_ALL}"), "lt"),
)
Statistic = Literal["average", "median"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number with the unit it was asked in: `number` has the multiplier in it only where the unit is no money."""

    number: Decimal
    multiplier: int = 1
    money: bool = False
    percent: bool = False

    def in_unit(self, unit: str | None) -> Decimal:
        """The number in a field's unit: "100万" is 100 of a field in 万元 and 1000000 of a field in 件."""
        if unit == "万元" and (self.money or self.multiplier > 1):
            return self.number * self.multiplier / 10_000
        return self.number * self.multiplier


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(Meaning):
    """A figure has to be compared with one quantity, or lie between two."""

    op: Operator
    quantities: tuple[Quantity, ...]
    moves: bool = False
    """It is said of a change itself: doubled."""
    of: Statistic | None = None
    """It is set against the average or the median, and not against a quantity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strictly(Meaning):
    """The bound itself is not meant: 5件以上的（不含5件）."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordinal(Meaning):
    """One place of a ranking: 第二高, the third largest. `upward` counts it from the lowest."""

    number: int
    upward: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Meaning):
    """A small number standing alone: the limit of a ranking, if any. `sure` where only a limit can be meant.

    `upward` counts from the lowest: 后五名.
    """

    number: int
    sure: bool = False
    upward: bool = False


def quantities_in(text: str) -> Iterator[Span]:
    """Every comparison and every limit in a comparable text."""
    yield from _betweens(text)
    yield from _against_all(text)
    for pattern, op in _COMPARED:
        yield from _comparisons(pattern, op, text)
    for pattern, (op, percent) in _MULTIPLIED:
        for match in pattern.finditer(text):
            meaning = Comparison(op=op, quantities=(Quantity(number=Decimal(percent), percent=True),), moves=True)
            yield Span(start=match.start(), end=match.end(), meaning=meaning)
    for match in _STRICTLY.finditer(text):
        yield Span(start=match.start(), end=match.end(), meaning=Strictly())
    yield from _round(text)
    yield from _of_one_digit(text)
    yield from _limits(text)


def _against_all(text: str) -> Iterator[Span]:
    """Above the average, below the median."""
    for pattern, op in _BOUNDS:
        for match in pattern.finditer(text):
            of: Statistic = "median" if any(match.groups()) else "average"
            meaning = Comparison(op=op, quantities=(), of=of)
            yield Span(start=match.start(), end=match.end(), meaning=meaning)


def _round(text: str) -> Iterator[Span]:
    """A unit of numbers alone: 过亿, 上万件; and more than half."""
    for match in _ROUND.finditer(text):
        quantity = Quantity(number=Decimal(1), multiplier=MULTIPLIERS[match[2]], money=bool(match[3]))
        op: Operator = "ge" if match[1] in "上破" else "gt"
        yield Span(start=match.start(), end=match.end(), meaning=Comparison(op=op, quantities=(quantity,)))
    for match in _MOST.finditer(text):
        half = Quantity(number=Decimal(50), percent=True)
        yield Span(start=match.start(), end=match.end(), meaning=Comparison(op="gt", quantities=(half,)))


def _of_one_digit(text: str) -> Iterator[Span]:
    for match in _ONE_DIGIT.finditer(text):
        meaning = Comparison(op="lt", quantities=(Quantity(number=Decimal(10)),))
        yield Span(start=match.start(), end=match.end(), meaning=meaning)


def amounts_in(text: str) -> Iterator[tuple[int, Quantity]]:
    """Every number of a comparable text with its unit, and where it stands."""
    return ((match.start(), _quantity(*match.groups())) for match in re.finditer(_AMOUNT, text))


def _betweens(text: str) -> Iterator[Span]:
    for match in _BETWEEN.finditer(text):
        if _are_years(match[1], match[4]) and not match[3] and not match[6]:
            continue
        joined = match.group()
        is_dashed = bool(re.search(r"\d\s*(?:-|–|—|~|至|到)", joined)) and bool(match[6].strip())
        if is_dashed or re.match(r"between|介于|from ", joined) or match.group().endswith(("之间", "间")):
            low, high = _quantity(*match.groups()[:3]), _quantity(*match.groups()[3:])
            meaning = Comparison(op="between", quantities=(low, high))
            yield Span(start=match.start(), end=match.end(), meaning=meaning)


def _are_years(first: str, second: str) -> bool:
    return all(re.fullmatch(r"(?:19|20)\d\d", each) for each in (first, second))


def _comparisons(pattern: re.Pattern[str], op: Operator, text: str) -> Iterator[Span]:
    for match in pattern.finditer(text):
        is_year = _YEAR.fullmatch(match[1]) and not match[3]
        if is_year and (re.match(r"[最至]|up to", match.group()) or text.startswith("年", match.end())):
            continue
        meaning = Comparison(op=op, quantities=(_quantity(*match.groups()),))
        yield Span(start=match.start(), end=match.end(), meaning=meaning)


def _quantity(number: str, multiplier: str, unit: str) -> Quantity:
    said = unit.strip()
    if re.fullmatch(_HALF, number):
        return Quantity(number=Decimal(50), percent=True)
    if said == "成":
        return Quantity(number=number_of(number) * 10, percent=True)
    return Quantity(
        number=number_of(number.removeprefix("百分之")),
        multiplier=MULTIPLIERS.get(multiplier.strip(), 1),
        money=said in _MONEY,
        percent=number.startswith("百分之") or said in _PERCENT or said.startswith("per"),
    )


ORDINALS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5}
PLACES = tuple(
    (re.compile(pattern), upward)
    for pattern, upward in (
        (rf"(?:位居|排名|位列|名列|排在?|居)第({NUMERAL})(?![名位几])的?", False),
        (rf"第({NUMERAL})(?:高|多|大|名|位)(?!的?几)的?", False),
        (rf"(?:倒数第|第)({NUMERAL})(?:低|少|小)的?", True),
        (rf"倒数第({NUMERAL})(?:名|位)?的?", True),
        (rf"(?:the )?({'|'.join(ORDINALS)}) (?:highest|most|largest|biggest|greatest)", False),
        (rf"(?:the )?({'|'.join(ORDINALS)}) (?:lowest|fewest|least|smallest)", True),
    )
)
LIMITS = tuple(
    (re.compile(pattern), sure)
    for pattern, sure in (
        (rf"排(?:名|行|在)?前({NUMERAL})(?:名|个|位|家|大)?(?![\d年%％成])", True),
        (rf"前({NUMERAL})(?:名|个|位|家|大)?(?![\d年%％成])", True),
        (rf"(?:(?<![a-z])top ?|\bfirst )({NUMERAL})(?![\da-z.])", True),
        (rf"(?<=最[多高大少低小]的)({NUMERAL})(?:名|个|位|家)", True),
        (rf"(?<=[\u3400-\u9fff])({NUMERAL})(?:省|市|县|区|州|地)(?!级)", False),
        (rf"({NUMERAL})(?:名|个|位|家)", False),
        (r"\b(two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\b", False),
    )
)
_FROM_BELOW = re.compile(rf"(?:后|末|倒数)({NUMERAL})(?:名|位|个单位|家)")


def _limits(text: str) -> Iterator[Span]:
    for pattern, upward in PLACES:
        for match in pattern.finditer(text):
            place = ORDINALS.get(match[1]) or int(number_of(match[1]))
            yield Span(start=match.start(), end=match.end(), meaning=Ordinal(number=place, upward=upward))
    for match in _FROM_BELOW.finditer(text):
        meaning = Count(number=int(number_of(match[1])), sure=True, upward=True)
        yield Span(start=match.start(), end=match.end(), meaning=meaning)
    for pattern, sure in LIMITS:
        for match in pattern.finditer(text):
            number = number_of(match[1])
            if number == number.to_integral_value() and 0 < number <= 1000:
                yield Span(start=match.start(), end=match.end(), meaning=Count(number=int(number), sure=sure))
