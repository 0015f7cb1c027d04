"""Counted things in a clause: the number, its unit, and whether the words say that it is rounded.

Dates, years, document numbers, articles of law, percentages and durations count nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

MONEY: dict[str, Decimal] = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
"""The units of money and how many 元 each is."""
_COMPOUNDS = ("人次", "篇次", "批次", "场次", "件次", "条次", "户次", "家次", "例次", *MONEY)
_ALONE = "件条次篇项期场人份宗起例家名户册部本处封通位页张组套幅版则批个类种所块台辆稿职"
_NO_UNIT_BEFORE: dict[str, str] = {
    "个": "工作日|自然日|月|小时|学时|百分点|季度|星期|方面|层面|维度|环节|基点",
    "类": "方面|事项中",
    "人": "民|大代表|事任免",
    "条": "例|款",
    "次": "性|日",
    "期": "间",
    "场": "所|景",
    "处": "理|室|罚|置|于",
    "部": "分|门|署",
    "所": "属|有",
    "通": "过|知|报",
    "组": "织|成",
    "起": "至|止|草",
    "例": "外|如",
    "批": "复|准",
    "位": "于|列|置",
    "本": "年|机关|单位|级",
    "名": "单|列",
    "版": "本",
    "台": "账|阶",
    "页": "面|码",
}
"""Characters that are no unit before these words: 3个月 lasts, 12部门 has lost a word."""
_UNIT = "|".join(
    [*sorted(_COMPOUNDS, key=len, reverse=True)]
    + [f"{unit}(?!{_NO_UNIT_BEFORE[unit]})" if unit in _NO_UNIT_BEFORE else unit for unit in _ALONE]
)
_FIGURES = re.compile(
    r"(?<![\d.第〔\-+—~～至/:])(?<!\d )(?<!\d,)"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?P<point>\.\d+)?(?![\d.])"
    r"(?P<odd>余|多|来)?(?P<times>[千万亿](?!元))?(?P<more>余|多)?"
    rf"(?P<unit>{_UNIT})(?P<about>以上|左右|上下)?"
)
_NUMERALS = re.compile(
    r"(?<![第每各这那上下几数另再\d□一二三四五六七八九十百千万])"
    r"(?P<numeral>[一二两三四五六七八九十百千〇零]+|[一二两三四五六七八九十百千〇零]+万)"
    r"(?P<odd>余|多)?(?P<unit>人次|场次|件|份|起|宗|篇|期|场|条(?!例|款)|例|次(?!性))(?P<about>以上|左右|上下)?"
)
_TIMES = {"千": 1_000, "万": 10_000, "亿": 100_000_000}
_ABOUT = re.compile(r"(?:大约|约|(?<![最附靠])近|接近|超过|超|逾|突破|不足|不少于|不低于|多达)$")
_ONE_THING = re.compile(r"(?:收到|接到|召开|举办|开展|组织|发布|印发|编制|制定|修订|报送|刊登|发生|作出)$")
_DIGITS = {"〇": 0, "零": 0, "两": 2} | {numeral: value for value, numeral in enumerate("一二三四五六七八九", 1)}
_POWERS = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number with its unit in a clause: `words[start:end]`; `value` is in the unit as printed."""

    value: Decimal
    unit: str
    start: int
    end: int
    approximate: bool


def counts_in(words: str) -> tuple[Count, ...]:
    """All counted things of a clause, in order."""
    found = [*_in_figures(words), *_in_numerals(words)]
    return tuple(sorted(found, key=lambda count: count.start))


def _in_figures(words: str) -> Iterator[Count]:
    for match in _FIGURES.finditer(words):
        value = Decimal(match["digits"].replace(",", "") + (match["point"] or ""))
        times = _TIMES.get(match["times"] or "", 1)
        marked = match["odd"] or match["more"] or match["about"] or _ABOUT.search(words[: match.start()])
        yield Count(
            value=value if times == 1 else Decimal(int(value * times)),
            unit=match["unit"],
            start=match.start(),
            end=match.end(),
            approximate=bool(marked) or times > 1,
        )


def _in_numerals(words: str) -> Iterator[Count]:
    for match in _NUMERALS.finditer(words):
        value = value_of_numeral(match["numeral"])
        before = words[: match.start()]
        if value is None or not _counts(match["numeral"], before, words[match.end() :]):
            continue
        marked = match["odd"] or match["about"] or _ABOUT.search(before)
        yield Count(
            value=Decimal(value), unit=match["unit"], start=match.start(), end=match.end(), approximate=bool(marked)
        )


def _counts(numeral: str, before: str, after: str) -> bool:
    """False for what only looks like a number: 一件事, 一次性, 二次供水, 零件, 每人一份."""
    if "每" in before or numeral in {"二", "零", "〇"}:
        return False
    return numeral != "一" or not after or _ONE_THING.search(before) is not None


def value_of_numeral(numeral: str) -> int | None:
    """十二 is 12, 一百零五 is 105, 三千二百 is 3200, 两万 is 20000; None where it is no plain number (三五, 十百)."""
    if numeral.endswith("万"):
        inner = value_of_numeral(numeral[:-1])
        return None if inner is None else inner * 10_000
    total = digit = 0
    last = 10_000
    for at, sign in enumerate(numeral):
        if sign in _POWERS:
            if _POWERS[sign] >= last or (not digit and at):
                return None
            last = _POWERS[sign]
            total += (digit or 1) * last
            digit = 0
        elif digit:
            return None
        else:
            digit = _DIGITS[sign]
    colloquial = digit and last in {100, 1000} and numeral[-2] not in "零〇"  # 一百五 may be 150
    return None if colloquial else total + digit
