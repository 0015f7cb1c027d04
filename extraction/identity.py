"""Whose report of which year a document is: title, signature, the site's own labels and the first sentences.

Each place gives candidates; the title comes first, and a longer name elsewhere that ends in the title's name
("地区教育局" and "和田地区教育局") is the same body named in full. What no place says stays None.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from canonical.agencies import Agency, classify
from canonical.dates import find_dates, parse_date, parse_year
from canonical.text import half_width, plain, simplified
from extraction.sections import Narrative
from ingest.document import Document, Grid, Line

YEAR = r"(?P<year>20\d\d|二[〇○零Oo0０]二?[〇○零一二三四五六七八九十]{1,2})"
SUBJECT = r"(?:政府|政务)信息公开(?:工作)?(?:情况)?(?:的)?(?:(?:年度)?(?:工作)?(?:情况)?(?:的)?报告|年报)"
_NAME = r"[^。；;，,：:]"
_TITLES = (
    re.compile(rf"(?P<before>{_NAME}{{0,60}}?){YEAR}年?度?(?P<between>[^。；;，,：:\d]{{0,40}}?){SUBJECT}"),
    re.compile(rf"(?P<before>{_NAME}{{0,60}}?)(?:政府|政务)信息公开(?:工作)?{YEAR}年?(?:度)?(?:工作)?(?:报告|年报)"),
    re.compile(rf"^(?P<before>{_NAME}{{0,40}}?){SUBJECT}$"),
)
_ENDINGS = "局|委员会|委|厅|部|办公室|办公厅|办事处|政府|管委会|中心|院|师|团|兵团|处|大队|支队|公司|学校|大学"
_BODY = rf"[一-鿿（）()]{{1,28}}?(?:{_ENDINGS})"
_MADE_BY = re.compile(rf"由(?P<body>{_BODY})(?:根据|编制|负责|按照|依据)")
_ACTS = re.compile(rf"(?:^|[年，,。])(?P<body>{_BODY})(?:深入|认真|坚持|严格|全面|根据|按照|紧紧|围绕|积极|高度|切实)")
_LABELLED = re.compile(
    r"^(?:发布机构|发布单位|公开机构|制作单位|发文机关|编制单位|单位|作者|信息来源|来源)[：:\s]*(?P<body>.+)$"
)
_DATED = re.compile(r"(?:发布|公开|成文|生成|印发|发文)(?:时间|日期)")
_NOT_A_NAME = re.compile(
    r"^(?:现将|关于|我|本|各|该|其|根据|标题|中华人民共和国)+[：:]?|(?:关于|的|网站|门户网站|官网)+$"
)
_PRONOUN = re.compile(r"^(?:我|本|各|该|全|县|市|区|省|州)?(?:局|委|厅|部|办|单位|机关|政府|县政府|市政府|区政府)$")
LAST_LINES = 8
TITLE_LINES = 30
LONGEST_TITLE = 90
MOST_BESIDE_TITLE = 12  # characters in a title's line that are not the title (标题：, the site's name)
BODY_END = re.compile(rf"^{_BODY}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """What the document says of itself. `agency` is classified from its name; None where nothing says."""

    agency: Agency | None
    year: int | None
    title: str | None
    published: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """The printed title with the body's name and the year in it; `alone` when it is no part of a sentence."""

    text: str
    body: str | None
    year: int | None
    lines: int
    alone: bool


def identify(document: Document, narrative: Narrative) -> Who:
    """The agency, report year, title and date of publication of a report."""
    opening = _opening(document, narrative)
    ending = [line.text.strip() for line in _all_lines(document)[-LAST_LINES:]]
    title = _title(opening) or _title([document.title or ""])
    labelled = list(_labelled(document, opening))
    name = _full_name(title.body if title else None, [*labelled, *_signature(ending), *_narrated(opening, narrative)])
    published = _published(document, opening, ending)
    return Who(
        agency=classify(name) if name else None,
        year=_year(title, opening, narrative, published),
        title=title.text if title else None,
        published=published,
    )


def _opening(document: Document, narrative: Narrative) -> list[str]:
    lines = [line.text.strip() for line in narrative.preamble]
    return [*([document.title] if document.title else []), *lines[:TITLE_LINES]]


def _all_lines(document: Document) -> list[Line]:
    return [block for block in document.blocks() if isinstance(block, Line) and block.text.strip()]


def _title(lines: list[str]) -> Title | None:
    """The title, which may be broken over up to three lines."""
    compact = [re.sub(r"\s+", "", simplified(half_width(line))).strip("#*") for line in lines]
    for pattern in _TITLES:
        found = [title for title in _titles(compact, pattern) if title]
        if found and _says_whose(best := max(found, key=_fitness)):
            return best
    return None


def _titles(lines: list[str], pattern: re.Pattern[str]) -> Iterator[Title]:
    """Every title that ends in a line, alone or with up to two lines before it."""
    for start in range(len(lines)):
        for length in (1, 2, 3):
            text = "".join(lines[start : start + length])
            if len(text) <= LONGEST_TITLE and (match := pattern.search(text)):
                yield _title_from(match, length, alone=len(text) - len(match.group(0)) <= MOST_BESIDE_TITLE)


def _title_from(match: re.Match[str], lines: int, *, alone: bool) -> Title:
    groups = match.groupdict()
    names = [name for part in ("before", "between") if (name := _cleaned(groups.get(part) or ""))]
    return Title(
        text=match.group(0),
        body=next((name for name in names if BODY_END.match(name)), names[0] if names else None),
        year=parse_year(f"{groups['year']}年") if groups.get("year") else None,
        lines=lines,
        alone=alone,
    )


def _says_whose(title: Title) -> bool:
    """False for a bare 政府信息公开年报, which every page of a government's site has among its links."""
    return title.year is not None or (title.body is not None and BODY_END.match(title.body) is not None)


def _fitness(title: Title) -> tuple[bool, bool, bool, bool, int]:
    """Titles with a year, that are no part of a sentence, with a body that is named like one, on few lines."""
    named = title.body is not None and BODY_END.match(title.body) is not None
    return (title.year is not None, title.alone, named, title.body is not None, -title.lines)


def _cleaned(name: str) -> str | None:
    """A body's name without the words around it; None when nothing but a pronoun is left."""
    bare = _NOT_A_NAME.sub("", re.sub(r"[\s《》<>“”\"]+", "", name)).strip("-—_|·:：")
    bare = _NOT_A_NAME.sub("", bare)
    if len(bare) < 3 or _PRONOUN.match(bare) or not re.search(r"[一-鿿]", bare):
        return None
    return bare


def _labelled(document: Document, opening: list[str]) -> Iterator[str]:
    """Names beside a label of the web site: 发布机构：…, in a line or in a table of properties."""
    pairs = [*opening, *(text for grid in _property_grids(document) for text in _pairs(grid))]
    for text in pairs:
        match = _LABELLED.match(re.sub(r"\s+", "", text))
        if match and (name := _cleaned(match["body"])) and BODY_END.match(name):
            yield name


def _property_grids(document: Document) -> Iterator[Grid]:
    for block in document.blocks():
        if isinstance(block, Grid):
            yield block
            return


def _pairs(grid: Grid) -> Iterator[str]:
    for row in grid.rows:
        for left, right in zip(row.cells, row.cells[1:], strict=False):
            yield f"{left.text}：{right.text}"


def _signature(ending: list[str]) -> Iterator[str]:
    """The body's name at the end, above or beside the date."""
    for line in reversed(ending):
        compact = re.sub(r"\s+", "", half_width(line))
        for found in find_dates(compact):
            compact = compact.replace(compact[found.start : found.end], "")
            break
        if compact and len(compact) <= 30 and BODY_END.match(compact) and (name := _cleaned(compact)):
            yield name


def _narrated(opening: list[str], narrative: Narrative) -> Iterator[str]:
    texts = [*opening, *(section.text for section in narrative.sections[:1])]
    for text in texts:
        compact = re.sub(r"\s+", "", half_width(text))
        for pattern in (_MADE_BY, _ACTS):
            if (match := pattern.search(compact)) and (name := _cleaned(match["body"])):
                yield name


def _full_name(title_name: str | None, others: list[str]) -> str | None:
    """The title's name, or the most frequent other; a longer one ending in it names the same body in full."""
    name = title_name or (Counter(others).most_common(1)[0][0] if others else None)
    if name is None:
        return None
    longer = [other for other in others if plain(other).endswith(plain(name)) and len(other) > len(name)]
    if longer and classify(name).region is None:
        return max(longer, key=len)
    return name


def _published(document: Document, opening: list[str], ending: list[str]) -> date | None:
    """The date beside a label (发布日期), else the date under the signature."""
    pairs = [*opening, *(text for grid in _property_grids(document) for text in _pairs(grid))]
    for text in pairs:
        if _DATED.search(text) and (found := parse_date(text)):
            return found
    for line in reversed(ending):
        compact = re.sub(r"\s+", "", half_width(line))
        if len(compact) <= 40 and (dates := find_dates(compact)):
            return dates[-1].date
    return None


def _year(title: Title | None, opening: list[str], narrative: Narrative, published: date | None) -> int | None:
    """The year of the title, else the one the overview speaks of most, else the one before publication."""
    if title and title.year:
        return title.year
    texts = " ".join([*opening, *(section.text for section in narrative.sections if section.number == 1)])
    years = Counter(re.findall(r"(20\d\d)\s*年", half_width(texts)))
    if years:
        return int(years.most_common(1)[0][0])
    return published.year - 1 if published else None
