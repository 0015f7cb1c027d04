"""A document sorted for its identity: title lines, the site's trail and labels, the closing lines, the site's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile, zip_longest

from canonical.sections import section_of_heading
from extraction.identity_titles import LONGEST_TITLE, SUBJECT
from extraction.sections import Narrative
from ingest.document import Document, Grid, Line

EDGE_LINES = 30  # at either end of what stands before the first heading: menus can be long
CLOSING_LINES = 8
LONGEST_LINK = 70
FEWEST_ARROWS = 2
NEAR_THE_START = 12  # characters before a label: a date, a bracket

_LABEL = re.compile(
    r"(?P<label>发布机构|发布单位|发布部门|公开机构|公开单位|公开主体|制作单位|制作机关|发文机关|发文单位|编制单位|信息来源|文章来源|稿件来源|"
    r"来源|作者|主办单位|主办|承办单位|承办|版权所有|单位|信息名称|文件名称|标题|名称|"
    r"(?:发布|公开|成文|生成|印发|发文|公布|录入|添加|上传|更新)?(?:时间|日期)|浏览次数|浏览|点击数|点击|字体|字号|索引号|文号|主题分类|分类|"
    r"责任编辑|编辑|打印|关闭)\s*(?P<colon>[:：])"
)
_LABEL_ALONE = re.compile(
    r"^(?:发布机构|发布单位|公开机构|制作单位|发文机关|信息来源|来源|发布日期|发布时间|公开日期|成文日期)[:：]?$"
)
_STEP = re.compile(r"\s*(?:>|›|»|→|＞|》|/|::)+\s*")
_ARROW = re.compile(r"[>›»→＞]")
_HERE = re.compile(
    r"^\s*(?:您|你)?(?:现在|当前|目前)?(?:所在)?的?(?:当前)?(?:位置|所在)(?:是|为)?\s*[:：]?|^\s*首\s*页"
)
_END_OF_VALUE = re.compile(r"[【\[|｜]|\s{2,}|　")
_AROUND = re.compile(
    r"^\W*(?:相关(?:信息|链接|阅读|文章|新闻|稿件|文件|推荐|内容)|上一[篇条]|下一[篇条]|主办|承办|版权|网站标识|友情链接|扫一扫|分享|责任编辑|"
    r"打印|关闭|技术支持|网站地图|推荐阅读|延伸阅读|返回|联系我们|关于我们|地址[:：]|.{0,10}ICP备|.{0,6}公网安备)"
)
TITLE_LABELS = frozenset({"信息名称", "文件名称", "标题", "名称"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label of the web site or a table of properties, with what stands beside it."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a document says around its six sections, sorted by what can be believed of it.

    `file_title` are the parts of the file's own title, `head` the lines before the first heading, `trail` the steps
    of 首页 > … > …, `closing` the last lines of the report itself, `around` what the site prints behind them. `rest`
    are all lines below a heading.
    """

    file_title: tuple[str, ...]
    head: tuple[str, ...]
    trail: tuple[str, ...]
    labels: tuple[Label, ...]
    overview: str
    closing: tuple[str, ...]
    around: tuple[str, ...]
    site_labels: tuple[Label, ...]
    rest: tuple[str, ...]


def sort_lines(document: Document, narrative: Narrative) -> Paper:
    """The document's lines, each where it belongs."""
    opening = _edges([part for line in narrative.preamble for part in _parts(line.text.strip())])
    trails = [line for line in opening if _is_trail(line)]
    labels = tuple(_labels([line for line in opening if not _is_trail(line)]))
    properties = tuple(label for grid in _first_grid(document) for label in _properties(grid))
    named = [label.value for label in (*labels, *properties) if label.label in TITLE_LABELS]
    closing, around = _closing(document)
    return Paper(
        file_title=_parts_of_file_title(document.title or ""),
        head=(*(line for line in opening if not _is_trail(line) and not _is_label_line(line)), *named),
        trail=tuple(part for line in trails for part in _steps(line)),
        labels=(*labels, *properties),
        overview="\n".join(section.text for section in narrative.sections if section.number == 1),
        closing=closing,
        around=around,
        site_labels=tuple(_labels(around)),
        rest=tuple(line for section in narrative.sections for line in section.text.split("\n")),
    )


def _parts(line: str) -> Iterator[str]:
    """The line; a title that text follows behind a space is a line of its own."""
    words = line.split() if len(line) > LONGEST_TITLE else []
    starts = ("".join(words[:end]) for end in range(1, len(words)))
    short = takewhile(lambda start: len(start) <= LONGEST_TITLE, starts)
    end = next(
        (at for at, start in enumerate(short, 1) if (found := SUBJECT.search(start)) and found.end() == len(start)), 0
    )
    yield from (" ".join(words[:end]), " ".join(words[end:])) if end else (line,)


def before_labels(line: str) -> str:
    """The line up to the first label in it: 2024-01-20 of 2024-01-20 浏览次数：10."""
    label = _LABEL.search(line)
    return line[: label.start()] if label else line


def _edges(lines: list[str]) -> list[str]:
    return [*lines[:EDGE_LINES], *lines[EDGE_LINES:][-EDGE_LINES:]]


def _is_trail(line: str) -> bool:
    return _HERE.match(line) is not None or ("。" not in line and len(_ARROW.findall(line)) >= FEWEST_ARROWS)


def _steps(line: str) -> Iterator[str]:
    bare = _HERE.sub("", line, count=1)
    pieces = _STEP.split(bare) if _STEP.search(bare) else bare.split()
    return (piece.strip() for piece in pieces if piece.strip())


def _parts_of_file_title(title: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[_|｜]+|(?<!\d)\s*[-–—]+\s*(?!\d)", title) if part.strip())


def _is_label_line(line: str) -> bool:
    match = _LABEL.search(line)
    return match is not None and match.start() <= NEAR_THE_START


def _labels(lines: Sequence[str]) -> Iterator[Label]:
    for line, after in zip_longest(lines, lines[1:], fillvalue=""):
        if _LABEL_ALONE.match(line) and after:
            yield Label(label=line.rstrip(":："), value=after)
        elif _is_label_line(line):
            yield from _labels_in(line)


def _labels_in(line: str) -> Iterator[Label]:
    """The labels of one line (发布日期：2023-01-09 来源：淮安市教育局 【打印】), each with what follows it."""
    matches = list(_LABEL.finditer(line))
    for match, after in zip_longest(matches, matches[1:]):
        value = line[match.end() : after.start() if after else None].strip()
        cut = _END_OF_VALUE.search(value)
        yield Label(label=match["label"], value=value[: cut.start()].strip() if cut else value)


def _first_grid(document: Document) -> Iterator[Grid]:
    grids = (block for block in document.blocks() if isinstance(block, Grid))
    yield from [grid for grid in [next(grids, None)] if grid]


def _properties(grid: Grid) -> Iterator[Label]:
    for row in grid.rows:
        for left, right in zip(row.cells, row.cells[1:], strict=False):
            name = re.sub(r"[\s:：]+", "", left.text)
            yield from _labels_in(f"{name}：{right.text}")
        for cell in row.cells:
            yield from _labels_in(cell.text)


def _closing(document: Document) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The last lines of the report, and what the site prints behind them (links to other reports, its owner)."""
    lines = [block.text.strip() for block in document.blocks() if isinstance(block, Line) and block.text.strip()]
    start = max((at for at, line in enumerate(lines) if section_of_heading(line) is not None), default=-1) + 1
    rest = lines[start:] if start else lines[-2 * CLOSING_LINES :]
    end = next((at for at, line in enumerate(rest) if _AROUND.match(line)), len(rest))
    own = tuple(_without_links(rest[:end]))
    return own[-CLOSING_LINES:], tuple(rest[end:])


def _without_links(lines: Iterable[str]) -> Iterator[str]:
    """The lines but those that link to reports, and a date in a line of its own behind such a link."""
    after_link = False
    for line in lines:
        is_link = len(line) <= LONGEST_LINK and not line.endswith("。") and SUBJECT.search(re.sub(r"\s+", "", line))
        is_its_date = after_link and not re.search(r"[一-鿿]", line)
        if not is_link and not is_its_date:
            yield line
        after_link = bool(is_link)
