"""The publication dates a question names: 2025年发布的报告, 3月31日以后公布的, published before February 2025.

The year of a report is the one it tells of, and it is published in the next. A day without a year is one of that next
year: the Regulation sets days for all reports (31 January, and 31 March for governments).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from qa.plan import Published
from qa.question import Meaning, Span

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*"
_DATE = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<!\d)(?P<y>20\d\d)年?(?:(?P<m>1[0-2]|0?[1-9])月份?(?:(?P<d>3[01]|[12]\d|0?[1-9])[日号]?|底|末)?)?(?!\d)",
        r"(?<!\d)(?P<m>1[0-2]|0?[1-9])月份?(?:(?P<d>3[01]|[12]\d|0?[1-9])[日号]?|底|末)?",
        r"(?<!\d)(?P<y>20\d\d)[-/.](?P<m>\d\d?)(?:[-/.](?P<d>\d\d?))?(?!\d)",
        rf"(?:the )?(?:(?P<d>\d\d?)(?:st|nd|rd|th)?(?: of)? )?\b{_MONTH}(?:,? (?P<y>20\d\d))?(?!,? \d)",
        rf"\b{_MONTH} (?P<d>\d\d?)(?:st|nd|rd|th)?(?:,? (?P<y>20\d\d))?\b",
    )
)
_REPORTS = re.compile(r"报告|年报|[几少]份|\breports?\b")
_ISSUED = r"(?:对外|向社会)?(?:发布|公布|公开|挂网|上网|发出)"
_OPENING = re.compile(
    rf"(?:{_ISSUED}(?:的?(?:日期|时间))?|在|于)?(?:为|是|在|于)?(?P<late>不晚于|不迟于|晚于|迟于|早于|不早于)?$"
    r"|(?:\b(?:publish(?:ed)?|released?|posted|dated|put online|came out|publication dates?)\b"
    r"(?: (?:only|later|earlier|already))*"
    r"(?: (?P<en>in|on|during|before|after|since|from|by|until|than|no later than)\b)?"
    r"(?: the)? ?)$"
)
_CLOSING = re.compile(
    rf"(?P<side>之后|以后|后|以来|起|之前|以前|底前|前)?(?:期间|当天|当月)?(?:才|就|已经|已)*(?P<verb>{_ISSUED}(?:出来)?(?=的(?!比)|了|过|(?:年度)?(?:报告|年报)|[,，。?？;；]|$))?"
)
_AFTER = {"之后", "以后", "后", "晚于", "迟于", "after"}
_SINCE = {"以来", "起", "不早于", "since", "from"}
_UNTIL = {"之前", "以前", "底前", "前", "不晚于", "不迟于", "by", "until", "no later than"}
_EARLIER = {"早于", "before"}
_FURTHER = re.compile(rf"(?!.*最)[^,，。;；?？\d]{{1,12}}?({_ISSUED})(?:了|过)?(?:年度)?(?:报告|年报)")
"""2025年有几个单位发布了年报."""
_VERB = re.compile(rf"{_ISSUED}|publish|release|post|dated|online|came out|publication")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedThen(Meaning):
    """When the reports asked for were published."""

    dates: Published


def publications_in(text: str) -> Iterator[Span]:
    """Every date of publication in a comparable text that speaks of reports."""
    if not _REPORTS.search(text):
        return
    for named in (match for pattern in _DATE for match in pattern.finditer(text)):
        opening = _OPENING.search(text[: named.start()])
        closing = _CLOSING.match(text, named.end())
        start = opening.start() if opening else named.start()
        end = closing.end() if closing else named.end()
        further = None
        if not _VERB.search(text[start : named.start()] + " " + text[named.end() : end]):
            if not (further := _FURTHER.match(text, named.end())):
                continue
            start, end = named.span()
        side = closing["side"] if closing and closing["side"] else opening and (opening["late"] or opening["en"])
        if side == "than":
            side = "after" if "later" in text[start : named.start()] else "before"
        if (dates := _dates(named.groupdict(), side or "")) is not None:
            places = ((start, end), *((further.span(1),) if further else ()))
            yield from (Span(start=first, end=last, meaning=PublishedThen(dates=dates)) for first, last in places)


def _dates(said: dict[str, str | None], side: str) -> Published | None:
    """The first and the last day meant; None for a day that there is not."""
    year = int(named) if (named := said.get("y")) else None
    month = _MONTHS.index(name) + 1 if (name := said.get("name")) else int(said.get("m") or 0) or None
    day = int(numbered) if (numbered := said.get("d")) else None
    try:
        start, end = _ends(year or 2000, month, day)
    except ValueError:
        return None
    first: date | None = start
    last: date | None = end
    if side in _AFTER:
        first, last = end + timedelta(days=1), None
    elif side in _SINCE:
        last = None
    elif side in _UNTIL:
        first = None
    elif side in _EARLIER:
        first, last = None, start - timedelta(days=1)
    return Published(since=_written(first, year), until=_written(last, year))


def _written(day: date | None, year: int | None) -> str | None:
    return None if day is None else day.isoformat() if year else day.strftime("%m-%d")


def _ends(year: int, month: int | None, day: int | None) -> tuple[date, date]:
    first = date(year, month or 1, day or 1)
    last = date(year, month or 12, day or monthrange(year, month or 12)[1])
    return first, last
