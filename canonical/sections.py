"""The six sections of a report and how their headings are recognised, damaged or not.

Form: 国办公开办函〔2021〕30号, annex; the 2019 form has the same six sections.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from canonical.text import chinese, plain

NUMERALS = "一二三四五六七八九十"
LONGEST_HEADING = 40  # characters; longer lines are sentences
LONGEST_BILINGUAL = 160  # with the words of another script
ALIKE = 72  # of 100: below this a numbered line is somebody's own heading


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionTitle:
    """One of the six sections: its number, official title, English title and the wordings seen in print."""

    number: int
    zh: str
    en: str
    variants: tuple[str, ...] = ()


SECTIONS = (
    SectionTitle(
        number=1, zh="总体情况", en="Overview", variants=("概述", "基本情况", "总体概况", "工作总体情况", "概况")
    ),
    SectionTitle(
        number=2,
        zh="主动公开政府信息情况",
        en="Proactive disclosure",
        variants=("主动公开情况", "主动公开政府信息的情况"),
    ),
    SectionTitle(
        number=3,
        zh="收到和处理政府信息公开申请情况",
        en="Requests received and handled",
        variants=("依申请公开政府信息情况", "收到和处理政府信息公开申请的情况"),
    ),
    SectionTitle(
        number=4,
        zh="政府信息公开行政复议、行政诉讼情况",
        en="Administrative review and litigation",
        variants=("因政府信息公开工作被申请行政复议、提起行政诉讼情况", "行政复议、行政诉讼情况"),
    ),
    SectionTitle(
        number=5,
        zh="存在的主要问题及改进情况",
        en="Main problems and improvements",
        variants=(
            "存在的主要问题及整改措施",
            "存在的主要问题及下一步工作情况",
            "存在问题及改进措施",
            "存在的问题和改进措施",
        ),
    ),
    SectionTitle(number=6, zh="其他需要报告的事项", en="Other matters", variants=("其他需要报告的情况", "其他事项")),
)

_NUMBERED = re.compile(
    r"^[#*\s]*(?:\[bookmark:[^\]]*\]\s*)?"  # left by Word converters
    rf"(?:第?(?P<numeral>[{NUMERALS}])(?:部分)?\s*[、．.,，:：\s])?\s*(?P<title>.+?)\s*$"
)


@lru_cache(maxsize=4096)
def section_of_heading(text: str) -> int | None:
    """The section (1 to 6) that a line is the heading of, or None.

    A line is a heading when its title is like one of the six. Without a numeral ("主动公开政府信息情况" alone) it has
    to be nearly exact; a remark after the title ("（无）") does not count.
    """
    line = text.strip()
    if not line or len(line) > LONGEST_BILINGUAL or (len(line) > LONGEST_HEADING < len(chinese(line))):
        return None
    match = _NUMBERED.match(line)
    if match is None or (not match["numeral"] and match["title"][0] in "（(0123456789"):
        return None  # （一）主动公开情况 and 1.主动公开情况 head paragraphs, not sections
    title = chinese(re.sub(r"[（(][^）)]*[）)]?$", "", match["title"]))
    if not title:
        return None
    best, likeness = max(((section, _likeness(title, section)) for section in SECTIONS), key=lambda pair: pair[1])
    needed = ALIKE if match["numeral"] else 92
    return best.number if likeness >= needed else None


def _likeness(title: str, section: SectionTitle) -> float:
    return max(fuzz.ratio(title, plain(wording)) for wording in (section.zh, *section.variants))
