"""Dates and years as reports print them: 2025年1月20日, 2025-01-20, 二〇二五年一月二十日, in any width and spacing.

A year of two digits says nothing certain, and a day that no calendar has is no date: both are None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from unicodedata import is_normalized

from canonical.text import half_width

EARLIEST, LATEST = 1900, 2100
"""A number outside these is not the year of a document."""

_ZEROS = "〇○零ОOＯ◯0"
_DIGITS = {**dict.fromkeys(_ZEROS, "0"), **{zh: str(value) for value, zh in enumerate("一二三四五六七八九", 1)}}
_YEAR_DIGIT = rf"[{_ZEROS}1-9一二三四五六七八九]"
YEAR_PRINTED = rf"(?:2[0O][0-9O]{{2}}|二[{_ZEROS}]{_YEAR_DIGIT}{{2}})"
"""A year from 2000 on, in figures or numerals, as part of a pattern; `parse_year` reads what it finds."""

_NUMBER = r"(?:[0-9]{1,2}|[一二三四五六七八九十廿卅〇○零]{1,4})"
_FIRST_MONTH = "元"
_DATES = (
    re.compile(
        rf"(?<!{_YEAR_DIGIT})(?P<year>{_YEAR_DIGIT}{{4}})\s*年\s*(?P<month>{_NUMBER}|{_FIRST_MONTH})\s*月\s*(?P<day>{_NUMBER})\s*[日号]"
    ),
    re.compile(
        r"(?<![0-9.])(?P<year>[0-9]{4})\s?(?P<sep>[-/.])\s?(?P<month>[0-9]{1,2})\s?(?P=sep)\s?(?P<day>[0-9]{1,2})(?![0-9]|(?P=sep)[0-9])"
    ),
)
_HINT = re.compile(r"[年/.\-／．－﹣]")  # none of these, no date; looked for first
_YEAR = re.compile(rf"(?<!{_YEAR_DIGIT})({_YEAR_DIGIT}{{4}})\s*年")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDate:
    """A date and where it is printed: `text[start:end]`."""

    date: date
    start: int
    end: int


def parse_date(text: str) -> date | None:
    """The first date printed in the text, or None."""
    return next((found.date for found in find_dates(text)), None)


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """All dates printed in the text, in order."""
    if not _HINT.search(text):
        return ()
    return tuple(sorted(_dates_in(_same_length(text)), key=lambda found: found.start))


def parse_year(text: str) -> int | None:
    """The first year printed in the text ("二〇二四年", "2024 年度", or nothing but "2024"), or None."""
    wide = _same_length(text)
    match = _YEAR.search(wide) or re.fullmatch(r"\s*([0-9]{4})\s*", wide)
    return _year(match[1]) if match else None


def _same_length(text: str) -> str:
    """The text in half width, each character for itself, so that positions stay."""
    if is_normalized("NFKC", text):
        return text
    return "".join(narrow if len(narrow := half_width(letter)) == 1 else letter for letter in text)


def _dates_in(text: str) -> Iterator[FoundDate]:
    for pattern in _DATES:
        for match in pattern.finditer(text):
            found = _date(match["year"], match["month"], match["day"])
            if found:
                yield FoundDate(date=found, start=match.start(), end=match.end())


def _date(year: str, month: str, day: str) -> date | None:
    whole = _year(year), _number(month), _number(day)
    if None in whole:
        return None
    try:
        return date(*(part for part in whole if part is not None))
    except ValueError:
        return None


def _year(digits: str) -> int | None:
    year = int("".join(_DIGITS.get(digit, digit) for digit in digits))
    return year if EARLIEST <= year <= LATEST else None


def _number(text: str) -> int | None:
    """1 to 39 in figures or numerals: 十 十二 二十 二十五 廿五 三十一, and 〇五; 元 is the first month."""
    if text == _FIRST_MONTH:
        return 1
    if text.isdecimal() and text.isascii():
        return int(text)
    spelled = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = spelled.rpartition("十")
    if not ten:
        return int("".join(_DIGITS[digit] for digit in ones)) if len(ones) == 1 or ones[0] in _ZEROS else None
    if len(tens) > 1 or len(ones) > 1 or (tens in _ZEROS and tens):
        return None
    return 10 * int(_DIGITS.get(tens, "1")) + int(_DIGITS.get(ones, "0"))
