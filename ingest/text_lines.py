"""The lines of a text file with their numbers, and what a line can be told to be by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from canonical.sections import section_of_heading
from canonical.text import simplified
from ingest.document import Line

LINE_END = re.compile(r"\r*\n|\r")
SENTENCE = re.compile(r"[。；！？]")
LONGEST_LABEL = 60  # characters: the form's longest row label has 45
LONGEST_SENTENCE_LABEL = 25  # a label that holds a full stop all the same
LONGEST_PATCH = 8  # lines that one cell's text may go on for
NOTHING_WORDS = (
    *("无此项", "无数据", "无此数据", "无此情况", "暂无", "未发生"),
    *("不涉及", "未涉及", "不适用", "未开展"),
    *("NaN", "nan", "null", "NULL", "None"),
)
"""What stands in a cell for "nothing", where it is a word, a program's included."""
VALUE = re.compile(
    r"(?:共计?|合计)?(?:净增|净减|新增|增加|减少|下降|增/减|[-+−－±↑↓增减])?\s?\d[\d,，]*(?:\.\d+)?\s*"
    r"(?:件|个|项|条|宗|次|份|起|例|笔|[十百千万亿]{0,3}元|万|%)?(?:[（(][^（()）]*[）)])?。?"
    r"|[+增]\s*[（(]?\d+[)）]?\s*[/、,，;；]?\s*[-−－减]\s*[（(]?\d+[)）]?"
    rf"|[-—–－/／\\]{{1,2}}|[无零〇]|{'|'.join(NOTHING_WORDS)}"
)
MISREAD = re.compile(r"[OoQDlI|]{1,3}|(?=\D*\d)[\dOoQDlI|ZSB]{2,7}")
"""What was a number before some of its digits were read as letters."""
NUMBERED = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十\d]{1,2}[)）]|[一二三四五六七八九十]{1,2}、|\d{1,2}[.．、](?!\d))"
)
PICTURE = re.compile(r"!\[[^\]]*\]\([^()]+\)|<img\b[^<>]*>", re.IGNORECASE)
AROUND_MARK = "-—–=*#_[]【】<> "
PAGE_MARK = re.compile(
    r"[-—–·~]{1,2}\s*\d{1,3}\s*[-—–·~]{1,2}|第\s*\d{1,3}\s*页(?:\s*[，,/]?\s*共\s*\d{1,3}\s*页)?"
    r"|[Pp]age\s+\d{1,3}(?:\s+of\s+\d{1,3})?|</?page\w*>(?:\s*\d{1,3}\s*</page\w*>)?"
    r"|(?:由\s*)?扫描全能王\s*(?:扫描)?创建|[Ss]canned\s+(?:by|with)\s+CamScanner"
)

_PRINTED_AT = (
    r"(?:\d{1,2}/\d{1,2}/(?:\d\d){1,2}|20\d\d/\d{1,2}/\d{1,2}),?\s*"
    r"(?:上午|下午)?\s*\d{1,2}:\d\d(?::\d\d)?(?:\s*[AP]M)?"
)
_OF_PAGES = r"\d{1,3}\s*(?:/|of)\s*\d{1,3}"
BROWSER_MARK = re.compile(
    rf"{_PRINTED_AT}(?:\s+\S.*)?|(?:https?|file)://\S+\s+{_OF_PAGES}|{_OF_PAGES}\s+{_PRINTED_AT}",
)
"""What browsers print above and below each page: "11/27/26, 1:17 PM 年度报告", "https://example.gov.cn/1.html 1/3"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """A line as it stands in the file; `number` counts from 1, `page` is None in a file without form feeds."""

    number: int
    text: str
    page: int | None = None

    @property
    def bare(self) -> str:
        return self.text.strip()


Run = Sequence[TextLine]


def lines_of(text: str) -> Iterator[TextLine]:
    """All lines with number and page; a form feed ends a page, and a line where it stands inside one."""
    paged = "\f" in text
    page = 1
    for number, line in enumerate(LINE_END.split(text), start=1):
        for place, piece in enumerate(line.split("\f")):
            page += place > 0
            if piece or not place:
                yield TextLine(number=number, text=piece, page=page if paged else None)


def as_line(line: TextLine, text: str | None = None) -> Line:
    """The line as a block."""
    return Line(text=line.bare if text is None else text, page=line.page, line=line.number)


@lru_cache(maxsize=4096)
def is_heading(text: str) -> bool:
    """Whether the text is the heading of one of a report's sections."""
    return section_of_heading(text) is not None


def is_page_mark(text: str) -> bool:
    """Whether the line only numbers a page, or says what made it: "— 3 —", "=== Page 3 ===", "扫描全能王 创建"."""
    bare = text.strip()
    inner = bare.strip(AROUND_MARK)
    named = inner != bare and not inner.isdigit() and PAGE_MARK.fullmatch(inner) is not None
    return named or PAGE_MARK.fullmatch(bare) is not None


def is_browser_mark(text: str) -> bool:
    """Whether the line at the edge of a page is what browsers print there: when, what of, from where, which page."""
    return BROWSER_MARK.fullmatch(text.strip()) is not None


def is_picture(text: str) -> bool:
    """Whether the line is nothing but a picture, as Markdown and HTML name one."""
    return PICTURE.fullmatch(text.strip()) is not None


def is_sentence(text: str) -> bool:
    """Whether the text is narrative rather than what a cell of the forms may hold."""
    bare = text.strip()
    return len(bare) > LONGEST_LABEL or (len(bare) > LONGEST_SENTENCE_LABEL and SENTENCE.search(bare) is not None)


def is_numbered(text: str) -> bool:
    """Whether the text begins with the number of an item: "一、", "（二）", "3."."""
    return NUMBERED.match(text) is not None


@lru_cache(maxsize=65536)
def is_value(text: str) -> bool:
    """Whether a cell with this text holds a number, or the dash that stands for one."""
    bare = text.strip()
    return VALUE.fullmatch(bare if bare.isascii() else simplified(bare)) is not None


def may_be_value(text: str) -> bool:
    """Whether a cell with this text holds a number, well or badly read."""
    return is_value(text) or MISREAD.fullmatch(text.strip()) is not None


def run_end(lines: Run, start: int, is_member: Callable[[str], bool]) -> int:
    """Where the run of member lines ends that begins at `start`.

    Blank lines inside are allowed, and short lines that go on with a cell's text: directly below a member, and with
    another member to come.
    """
    end = place = start + 1
    patch, gap = 0, False
    while place < len(lines) and patch <= LONGEST_PATCH:
        text = lines[place].text
        if is_member(text):
            end, patch, gap = place + 1, 0, False
        elif not text.strip() and "\t" not in text:
            gap = True
        elif gap or is_heading(text.strip()) or is_sentence(text):
            break
        else:
            patch += 1
        place += 1
    return end
