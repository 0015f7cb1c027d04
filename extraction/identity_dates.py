"""When a report was published, and which year it is about, from labels, the signature and the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from canonical.dates import find_dates
from canonical.text import half_width
from extraction.identity_lines import Label, Paper, before_labels
from extraction.identity_names import office_name, without_dates, written

LONGEST_DATE_LINE = 40
MOST_BESIDE_DATE = 8  # characters: a time of day
_TIME_OF_DAY = re.compile(r"\s*\d{1,2}:\d\d(?!\d)")
_OF_A_SENTENCE = re.compile(r"[起至止自到。]")  # the period that a report counts, broken over lines
DECEMBER = 12
BEFORE_DATE = 3  # characters between a label and its date

_PERIOD = re.compile(r"(20\d\d)年1月1日起?[,至到\-—–~]+(?:(?:20\d\d)年)?12月31日")
_COUNTED = re.compile(r"日(?:起?[,至到\-—–~]+\d|[起止])")
_TELLS = re.compile(r"(?:^|[。;])(20\d\d)年(?:度|,|以来|[我本全])")
_LABELS = ("发布", "公开", "公布", "", "成文", "生成", "印发", "发文", "录入", "添加", "上传", "更新")
_DATED = re.compile(rf"^({'|'.join(_LABELS)})(?:时间|日期)$")


def publication_dates(paper: Paper) -> tuple[date, ...]:
    """All dates that may be that of publication, the best first: labelled, under the signature, beside the title."""
    return tuple(dict.fromkeys([*_labelled(paper.labels), *signed_dates(paper), *_beside_title(paper.head)]))


def signed_dates(paper: Paper) -> tuple[date, ...]:
    """The dates under the report itself, the last first."""
    return tuple(_signed(paper.closing))


def is_plausible(published: date, year: int | None) -> bool:
    """Whether a report on that year can have been published then: when the year was over, or as good as over."""
    return year is None or published.year > year or (published.year == year and published.month == DECEMBER)


def stated_period(paper: Paper) -> int | None:
    """The year whose 1 January to 31 December the report says it counts."""
    found = {int(year) for year in _PERIOD.findall(_compact(paper))}
    return found.pop() if len(found) == 1 else None


def years_in_text(paper: Paper) -> tuple[int, ...]:
    """The years that the text speaks of, those it names most often first."""
    years = Counter(int(year) for year in re.findall(r"(?<!\d)(20\d\d)年", _compact(paper)))
    return tuple(year for year, _ in years.most_common())


def year_told_instead(paper: Paper, year: int) -> int | None:
    """The year whose work the overview tells (its sentences begin 2023年，我局…) while it never names that one."""
    overview = re.sub(r"\s+", "", half_width(paper.overview.replace("\n", "。")))
    told = Counter(map(int, _TELLS.findall(overview))).most_common(1)
    return told[0][0] if told and f"{year}年" not in overview else None


def _compact(paper: Paper) -> str:
    return _joined(paper.head, paper.overview)


@lru_cache(maxsize=1)
def _joined(head: tuple[str, ...], overview: str) -> str:
    """Asked for several times of one paper."""
    return re.sub(r"\s+", "", half_width("\n".join([*head, overview])))


def _labelled(labels: Iterable[Label]) -> Iterator[date]:
    found: list[tuple[int, date]] = []
    for label in labels:
        kind = _DATED.match(label.label)
        dates = find_dates(label.value)
        if kind and dates and dates[0].start <= BEFORE_DATE:
            found.append((_LABELS.index(kind[1]), dates[0].date))
    yield from (day for _, day in sorted(found, key=lambda each: each[0]))


def _signed(closing: tuple[str, ...]) -> Iterator[date]:
    for line in reversed(closing):
        compact = re.sub(r"\s+", "", half_width(line))
        if len(compact) <= LONGEST_DATE_LINE and not _COUNTED.search(compact) and (dates := find_dates(compact)):
            yield dates[-1].date


def _beside_title(head: tuple[str, ...]) -> Iterator[date]:
    for line in map(before_labels, head):
        for text in (half_width(line), written(line)):  # 2024-01-20 10:23 needs its space, 二 〇 二 四 年 does not
            dates, rest = find_dates(text), written(without_dates(text))
            is_alone = len(rest) <= MOST_BESIDE_DATE and not _OF_A_SENTENCE.search(rest)
            if dates and (is_alone or office_name(rest) or _is_stamp(text[dates[0].end :], text)):
                yield dates[0].date


def _is_stamp(behind: str, line: str) -> bool:
    """Whether the date has a time of day behind it: 美丽某镇 2024-01-22 16:05 浙江."""
    return len(line) <= LONGEST_DATE_LINE and _TIME_OF_DAY.match(behind) is not None
