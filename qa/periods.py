"""The report years a question names: 2024, 2024年度, 2021-2023, since 2021, 近三年, last year.

A year is never a part of another number, nor a number with a unit of its own ("超过2024件"). Relative periods are
counted from `today`; the newest finished report year is the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from qa.numerals import NUMERAL, number_of
from qa.question import Meaning, Span

FIRST_YEAR = 2008  # the Regulation took effect then: no older reports exist
FIRST_CENTURY = 100  # smaller numbers are years of this century
_DIGITS = "〇零一二三四五六七八九"
_TWO = rf"(?:[012]\d|[〇零一二][{_DIGITS}])"
_YEAR = (
    r"(?<!\d)(?<!\d[.,])(?:(?:19|20)\d\d(?![\d%]|[.,]\d)|(?<![\w'])'[012]\d(?!\w)"
    rf"|二[〇零][{_DIGITS}]{{2}}(?=年)"
    rf"|(?<![近前去这十百]){_TWO}(?=年(?![前内来以])))"  # 24年, 二四年, but not 近10年, 近二三年
)
_NIAN = r"(?:年度?)?"
_AND = r"\s*(?:、|,|和|与|及|and|or|&|/)\s*"
_UNIT_AFTER = r"(?!\s*(?:件(?!数)|项(?!目|数)|个|条(?!数)|次(?!数)|万|亿|元|家|yuan))"
_RECAP = rf"(?:\s*这?{NUMERAL}年(?:间|里|来)?)?"  # 2019、2021和2023三年


@dataclass(frozen=True, slots=True, kw_only=True)
class Years(Meaning):
    """Named report years; None is every year there is. `series` asks for one figure a year."""

    years: tuple[int, ...] | None
    series: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormNamed(Meaning):
    """A form of the reports, by its year: 2019版表格, the 2021 form."""

    template: str


Reading = Callable[[re.Match[str], int], Years]


def periods_in(text: str, today: date) -> Iterator[Span]:
    """Every period named in a comparable text, and every form named by its year."""
    for match in _FORM.finditer(text):
        template = next(year for year in match.groups() if year)
        yield Span(start=match.start(), end=match.end(), meaning=FormNamed(template=template))
    for match in _OLD_OR_NEW.finditer(text):
        template = "2019" if match.lastgroup == "old" else "2021"
        yield Span(start=match.start(), end=match.end(), meaning=FormNamed(template=template))
    for pattern, read in PATTERNS:
        for match in pattern.finditer(text):
            yield Span(start=match.start(), end=match.end(), meaning=read(match, today.year))


def _range(match: re.Match[str], now: int) -> Years:
    first, last = sorted((_year(match[1], now), _year(match[2], now)))
    return Years(years=tuple(range(first, last + 1)), series=True)


def _several(match: re.Match[str], now: int) -> Years:
    named = re.findall(_YEAR, match.group())
    return Years(years=tuple(sorted({_year(words, now) for words in named})), series=True)


def _single(match: re.Match[str], now: int) -> Years:
    return Years(years=(_year(match[1], now),))


def _since(match: re.Match[str], now: int) -> Years:
    return Years(years=tuple(range(_year(match[1], now), now + 1)), series=True)


def _after(match: re.Match[str], now: int) -> Years:
    return Years(years=tuple(range(_year(match[1], now) + 1, now + 1)), series=True)


def _before(match: re.Match[str], now: int) -> Years:
    return Years(years=tuple(range(FIRST_YEAR, _year(match[1], now))), series=True)


def _last_n(match: re.Match[str], now: int) -> Years:
    count = min(int(number_of(match[1])), now - FIRST_YEAR)
    return Years(years=tuple(range(now - count, now)), series=True)


def _plan_period(match: re.Match[str], _now: int) -> Years:
    """The years of a five-year plan: the thirteenth began in 2016."""
    first = 2016 + 5 * (int(number_of(match[1])) - 3)
    return Years(years=tuple(range(first, first + 5)), series=True)


def _ago(years: int) -> Reading:
    return lambda _match, now: Years(years=(now - years,))


def _every_year(_match: re.Match[str], _now: int) -> Years:
    return Years(years=None, series=True)


def _year(words: str, now: int) -> int:
    number = int(number_of(words.removeprefix("'")))
    return number if number >= FIRST_CENTURY else now // 100 * 100 + number


_FORM = re.compile(
    r"(?:采用|使用|用|按|按照)?[的了]?(2019|2021)年?的?[新旧]?(?:版|式|格式|样式|模板)的?(?:表格|格式|样式|模板|报表|表)?"
    r"|(?:采用|使用|用|按|按照)[的了]?(2019|2021)年?的?[新旧]?(?:表格|报表|表式|表)"
    r"|(?:(?:on|using|use|used|uses|that use|with|in) )?(?:the )?(2019|2021) (?:form|template|layout|format)s?\b"
)
_OF_FORM = r"(?:版?的?(?:表格|格式|样式|模板|报表|表式|表)|版)(?:的)?"
_OLD_OR_NEW = re.compile(
    rf"(?:采用|使用|用|按|按照)?的?(?:(?P<old>[旧老]{_OF_FORM}|the (?:old|former) (?:form|template|layout)s?\b)"
    rf"|(?P<new>新{_OF_FORM}|the (?:new|current) (?:form|template|layout)s?\b))"
)
_BETWEEN = rf"(?:从|自|from |between |during )?({_YEAR}){_NIAN}\s*(?:-|–|—|~|\.\.+|至|到|to|through|until|and)\s*"
_IN = r"(?:(?:in|for|of|during) )?(?:(?:the )?(?:report(?:ing)?|fiscal) )?(?:year ?[=:]? ?)?"
_LAST = r"(?:(?:in|over|for|during) )?(?:the )?(?:last|past|previous|most recent) "
_EVERY = (
    r"(?:in |for )?(?:every|each|all) years?|by year|year by year|over the years|over time"
    r"|(?:in )?(?:which|what) years?"
)
_RECENT = r"(?:in |over |during )?(?:the )?(?:recent|past few|last few) years"
PATTERNS: tuple[tuple[re.Pattern[str], Reading], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (rf"{_BETWEEN}({_YEAR}){_NIAN}(?:之?间|期间)?{_RECAP}", _range),
        (rf"{_YEAR}{_NIAN}(?:{_AND}{_YEAR}{_NIAN})+{_RECAP}", _several),
        (rf"{_IN}({_YEAR}){_UNIT_AFTER}{_NIAN}", _single),
        (rf"(?<=reports )from ({_YEAR})(?! on| to|\s*-)", _single),
        (
            r"不[限分]年[份度]?|(?:任何|所有|全部)(?:一个)?年[份度]|(?:in|of|for) any year",
            lambda _match, _now: Years(years=None),
        ),
        (
            rf"({_YEAR}){_UNIT_AFTER}{_NIAN}",
            _single,
        ),  # where the words before it belong to others: number of 2022 reports
        (rf"(?:从|自)?({_YEAR}){_NIAN}(?:以来|至今|到现在|起|开始|及?以后|之后)", _since),
        (rf"(?:since|from) ({_YEAR})(?: on(?:wards?)?)?(?!\s*(?:-|to|through|until))", _since),
        (rf"after ({_YEAR})", _after),
        (rf"(?:before|prior to|until) ({_YEAR})", _before),
        (rf"({_YEAR}){_NIAN}(?:以前|之前)", _before),
        (rf"(?:最?近|过去|前|这)({NUMERAL})个?年(?:度|来|间|内|里)?", _last_n),
        (rf"({NUMERAL})年(?:来|间|里)?的?(?=走势|趋势|变化)", _last_n),
        (rf"{_LAST}({NUMERAL}) years", _last_n),
        (r"前两年|前2年|the two years before", lambda _match, now: Years(years=(now - 2, now - 1), series=True)),
        (r"今年|(?:(?:in|for) )?this year", _ago(0)),
        (r"去年度?|上年度?|上一?个?年度?|(?:(?:in|for) )?(?:the )?(?:last|previous) year", _ago(1)),
        (r"前年|上上一?个?年度?|(?:the )?year before last|two years ago", _ago(2)),
        (r"大前年|three years ago", _ago(3)),
        (rf"(?:这|近|最近|过去|前)几年(?:来|间|里)?|近年来?|{_RECENT}", _every_year),
        (r"(?:这|那)(?:些|么多)年(?:来|间|里)?|多年来?|历史上|有史以来|(?:all|over) (?:of )?these years", _every_year),
        (r"(?:over|across|for|in) all (?:of )?(?:the )?years(?: together| combined)?", _every_year),
        (r"[“\"']?十([三四五])五[”\"']?(?:规划)?(?:时期|期间|以来)?", _plan_period),
        (rf"历年来?|各年度?|每一?年|逐年|哪一?些?年|{_EVERY}", _every_year),
    )
)
