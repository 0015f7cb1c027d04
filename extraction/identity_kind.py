"""Whether a document is an annual report on government-information disclosure at all, and what else it seems to be.

The three tables tell, and so do the sections that no other report has. Where neither was found the printed title has
to do, and many a text has one without being the report: news about it, a page that links to it, a notice that asks for
it. Whoever is refused for nothing hears of it; whoever is taken for nothing becomes a body without a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from extraction.identity_names import office_name, written
from extraction.identity_titles import SUBJECT, titles_in
from extraction.reading import Reading
from extraction.sections import Narrative
from ingest.document import Document, Line

OtherKind = Literal["news", "links", "other", "none"]

FEWEST_READINGS = 6
FEWEST_SECTIONS = 3  # of six, one of them one that only these reports have
FEWEST_LINKS = 3
OWN_SECTIONS = frozenset({2, 3, 4})
HEAD_LINES = 40
LONGEST_HEADLINE = 60
OPENING = 10  # lines in which an explanation of a report says that it is one

_YEAR = re.compile(r"20\d\d|二[〇零○][〇零○一二三四五六七八九]{2}")
_OTHER_KIND = re.compile(
    r"^(?P<whose>.*?)(?:政务公开|(?:政府)?信息公开|依法行政|法治政府建设|行政执法|部门|年度|工作|财务|质量)*"
    r"(?:要点|方案|计划|规划|通知|通报|指南|条例|办法|细则|规定|规程|制度|目录|清单|总结|小结|预算|决算|预决算|解读|简报|公告|公示|"
    r"统计表|统计年报|汇报|意见|(?:法治政府建设|行政执法|依法行政|述职|财务|审计|政府工作|质量|绩效|企业|自评|评估).{0,12}报告)"
    r"(?:公开|编制说明)?(?:\([^()]*\))?$"
)
_OWN_HEADLINE = re.compile(rf"(?:{SUBJECT.pattern})(?:20\d\d年?度?)?(?:\([^()]*\))?$")
_NEWS = re.compile(
    r"日前|近日|连日来|记者|据悉|据了解|本报讯|报告(?:显示|指出|称)|(?:发布|公布|亮出|晒出|编制完成|完成).{0,12}(?:年度报告|年报)|"
    r"(?:年度报告|年报)(?:出炉|发布|公布|上线|亮相|编制完成|编制工作|编写)|一图读懂|图解|答记者问|(?:召开|举办).{0,20}(?:会|培训)"
)
_EXPLAINS = re.compile(r"(?:年报|年度报告).{0,12}(?:进行|作|做).{0,6}解读|如下解读")
_OF_TABLE_2 = (re.compile(r"normative_documents"), re.compile(r"licensing|penalties|coercion"))
"""No other table has both."""
_OF_OTHERS = re.compile(r"(?:大学|学院|学校|中学|小学|医院|公司|集团)[^政]*信息公开")  # on other rules
_OWN_WORDS = re.compile(
    r"本报告|报告如下|公布如下|公开如下|统计(?:的)?(?:期限|数据)|数据(?:统计)?(?:期限|自)|特(?:制作|编制|向社会)"
)


def seems_to_be(
    document: Document, narrative: Narrative, title: str | None, readings: Sequence[Reading]
) -> OtherKind | None:
    """What the document seems to be instead of a report; None where it is one.

    "none" has neither title nor sections nor tables of a report; "other" bears the title of another kind of text.
    """
    is_other = _is_headed_otherwise(document, narrative)
    if _has_tables(readings, title=title, is_other=is_other) or _has_sections(
        narrative, is_other=is_other, title=title
    ):
        return None
    if is_other:
        return "other"
    if title is None or _OF_OTHERS.search(title):
        return "none"
    lines = [written(block.text) for block in document.blocks() if isinstance(block, Line)]
    named = {(each.body, each.year) for each in titles_in(lines) if each.body or each.year}
    if len(named) >= FEWEST_LINKS and not narrative.sections:
        return "links"
    if any(map(_EXPLAINS.search, lines[:OPENING])) and not narrative.sections:
        return "news"
    speaks = any(map(_OWN_WORDS.search, lines))
    return "news" if not speaks and any(map(_NEWS.search, (title, *lines))) else None


def _has_tables(readings: Sequence[Reading], *, title: str | None, is_other: bool) -> bool:
    """Official tables, no budget's 行政事业性收费; empty under another headline they are a form to be filled in."""
    fields = [reading.field for reading in readings]
    of_requests = sum(field.startswith("requests.") for field in fields)
    own = of_requests >= FEWEST_READINGS or (
        not is_other and all(any(map(each.search, fields)) for each in _OF_TABLE_2)
    )
    numbers = any(reading.printed.kind == "number" for reading in readings)
    return len(readings) >= FEWEST_READINGS and ((own and numbers) or (title is not None and not is_other))


def _has_sections(narrative: Narrative, *, is_other: bool, title: str | None) -> bool:
    numbers = {section.number for section in narrative.sections}
    own = len(numbers & OWN_SECTIONS)
    return len(numbers) >= FEWEST_SECTIONS and own > 0 and (title is not None or (own > 1 and not is_other))


def _is_headed_otherwise(document: Document, narrative: Narrative) -> bool:
    """Whether the first headline that tells is one of another kind of text."""
    kinds = (_is_other_headline(line) for line in _headlines(document, narrative))
    return next((is_other for is_other in kinds if is_other is not None), False)


def _headlines(document: Document, narrative: Narrative) -> Iterator[str]:
    """What may be the document's own title: the file's, and short lines at the top."""
    texts: Iterable[str] = (document.title or "", *(line.text for line in narrative.preamble[:HEAD_LINES]))
    yield from (line for line in map(written, texts) if line and len(line) <= LONGEST_HEADLINE and "。" not in line)


def _is_other_headline(line: str) -> bool | None:
    """True for 2024年政务公开工作要点, False for a report's title; None for 政府信息公开指南, an entry of a menu."""
    if _OWN_HEADLINE.search(line):
        return False
    found = _OTHER_KIND.match(line)
    if found is None or not (_YEAR.search(line) or office_name(found["whose"])):
        return None
    return True
