"""The printed title of a report: whose, of which year. It may be broken over lines and stand among others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from canonical.dates import YEAR_PRINTED, parse_year
from extraction.identity_names import body_name, street_name, written

LONGEST_TITLE = 90
MOST_BESIDE_TITLE = 12  # characters in a title's line that are not the title (标题：, the site's name)
MOST_LINES = 3
YEARS_OF_LIST = 3  # different ones make the titles at the top of a page a list of links

_OF_DISCLOSURE = r"(?:(?:政府|政务)?信息公开|政务公开)"
SUBJECT = re.compile(
    rf"{_OF_DISCLOSURE}(?:工作)?(?:情况)?(?:的)?(?:{YEAR_PRINTED}年?度?)?(?:(?:年度)?(?:工作)?(?:情况)?(?:的)?报告|年报)"
)
"""In every title; looked for first, as the patterns of whole titles are slow."""

_TRANSPOSED = re.compile(rf"{_OF_DISCLOSURE}(?P<tail>[工作年度情况的报告]{{4,9}})$")
_TAIL = "工作年度报告"

_SUBJECT = rf"{_OF_DISCLOSURE}(?:工作)?(?:情况)?(?:的)?(?:(?:年度)?(?:工作)?(?:情况)?(?:的)?报告|年报)"
_YEAR = rf"(?P<year>{YEAR_PRINTED})"
_SINCE = r"(?:20\d\d(?:学年|年)?[-—–~至]{1,2})?"  # schools report from autumn to autumn
_NO_NAME = re.compile(r"[。;,:]")
_TITLES = (
    re.compile(rf"(?<!\d){_SINCE}{_YEAR}(?:学年|年)?度?(?P<between>[^。;,:\d]{{0,40}}?){_SUBJECT}"),
    re.compile(rf"{_OF_DISCLOSURE}(?:工作)?{_YEAR}年?度?(?:年度)?(?:工作)?(?:情况)?(?:的)?(?:报告|年报)"),
    re.compile(rf"{_SUBJECT}(?:[(\[〔]{_YEAR}年?度?[)\]〕])"),
    re.compile(rf"{_SUBJECT}{_YEAR}年?度?$"),
    re.compile(rf"{_SUBJECT}$"),
)
"""Titles from their year or subject on; what stands before it in the line, if it can be a name, is part of them."""

LONGEST_NAME = 60
_OF_SITE = re.compile(r"(?:门户|政府|官方)?(?:网站?|官网|平台)$")  # the head of the page above the title


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """The printed title with the body's name and the year in it; `alone` when it is no part of a sentence.

    It stands in `lines` lines, `first` of those looked at (from 0) and the ones below it.
    """

    text: str
    body: str | None
    year: int | None
    first: int
    lines: int
    alone: bool


def find_title(lines: Sequence[str], *, year: int | None = None, spoken: int | None = None) -> Title | None:
    """The title among the lines; of several of other years (a list of links) the one of `year`.

    Below a list of many years stands the title itself: the last of `year`, or else of the year `spoken` of.
    None where there is but a bare 政府信息公开年报, which every page of a government's site has among its links.
    """
    found = [title for title in _titles([_line(line) for line in lines]) if _says_something(title)]
    years = {title.year for title in found if title.alone and title.year}
    if len(years) >= YEARS_OF_LIST:
        return max(found, key=lambda title: (*_fitness(title, year or spoken)[:3], title.first, -title.lines))
    return max(found, key=lambda title: _fitness(title, year), default=None)


def title_ending(lines: Sequence[str]) -> Title | None:
    """The title that ends in the last of the lines, by itself or with those before it; none that is in a sentence."""
    printed = [_line(line) for line in lines]
    windows = ((start, "".join(printed[start:])) for start in range(len(printed)))
    found = (
        replace(title, first=start, lines=len(printed) - start)
        for start, text in windows
        if len(text) <= LONGEST_TITLE and SUBJECT.search(text)
        for title in _titles_of(text)
    )
    telling = (title for title in found if title.alone and _says_something(title))
    return max(telling, key=lambda title: _fitness(title, None), default=None)


def titles_in(lines: Iterable[str]) -> tuple[Title, ...]:
    """All titles that stand alone in one line, in order."""
    titles = (title for line in lines for title in _titles([_line(line)]))
    return tuple(dict.fromkeys(title for title in titles if title.alone))


def _line(text: str) -> str:
    """The text as titles are looked for in it; one whose last characters changed places ends as titles do."""
    bare = written(text).strip("#*")
    match = _TRANSPOSED.search(bare)
    if match is None or SUBJECT.search(bare) or not set("年报") <= set(match["tail"]):
        return bare
    return bare[: match.start("tail")] + _TAIL


def _titles(lines: Sequence[str]) -> Iterator[Title]:
    """Every title that ends in a line, alone or with up to two lines before it."""
    for start in range(len(lines)):
        for length in range(1, MOST_LINES + 1):
            text = "".join(lines[start : start + length])
            if len(text) <= LONGEST_TITLE and SUBJECT.search(text):
                yield from (replace(title, first=start, lines=length) for title in _titles_of(text))


@lru_cache(maxsize=2048)
def _titles_of(text: str) -> tuple[Title, ...]:
    matches = (match for pattern in _TITLES if (match := pattern.search(text)))
    return tuple(_title_from(match, text) for match in matches)


def _title_from(match: re.Match[str], text: str) -> Title:
    groups = match.groupdict()
    before = _NO_NAME.split(text[max(match.start() - LONGEST_NAME, 0) : match.start()])[-1]
    lead, _, own = before.rpartition("《")
    parts = map(_with_shared_word, (own, groups.get("between") or "", lead))
    names = (name for part in parts if not _OF_SITE.search(part) and (name := body_name(part) or street_name(part)))
    printed = before + match.group(0)
    return Title(
        text=printed.removeprefix(f"{lead}《"),
        body=next(names, None),
        year=parse_year(f"{groups['year']}年") if groups.get("year") else None,
        first=0,
        lines=1,
        alone=len(text) - len(printed) <= MOST_BESIDE_TITLE,
    )


def _with_shared_word(name: str) -> str:
    """某某镇人民政府信息公开年报 prints 政府 once, for the body and for what it discloses."""
    return name + "政府" if name.endswith("人民") else name


def _says_something(title: Title) -> bool:
    return title.year is not None or title.body is not None


def _fitness(title: Title, year: int | None) -> tuple[bool, bool, bool, bool, int, int]:
    """Titles with a year, that are no part of a sentence, with a body, on few lines, with little beside the names."""
    known = title.year is not None
    return (known, title.alone, known and title.year == year, title.body is not None, -title.lines, -len(title.text))
