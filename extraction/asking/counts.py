"""Numbers that the narrative tells and no rule has made a mention of: what a model is asked about.

Three kinds: a figure with a unit that may be another word to rules (5支队伍), a rate (满意率为100%), and words that
there was none (未发生责任追究). The number, its unit and its quote are read here; a model only copies the words of
what is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from canonical.report import Mention
from canonical.text import half_width
from extraction.asking.lines import numbers_in
from extraction.asking.quotes import Span, find_quote

_SENTENCE = re.compile(r"[^。！!？?；;]+")
_CLAUSE = re.compile(r"(?:[^，,：:（()）]|(?<=\d)[，,](?=\d{3}(?!\d)))+")
_UNIT = re.compile(
    r"(?P<more>余|多)?(?P<unit>[支笔票讲集首间座栋架枚股轮]|班(?!级)|课(?!题)|节(?!假|日)|门(?!户|类)|面(?!积|对)|单(?!位|元))"
)
_RATE = re.compile(
    r"(?P<named>率)(?:均|都|已|稳定|保持)*(?:为|是|在|达到|达)?了?(?P<about>约|近|超过)?"
    r"(?P<number>(?P<value>\d{1,3}(?:\.\d+)?)\s*[%％])(?P<more>以上|左右)?"
)
_NONE = re.compile(
    r"(?P<number>(?:未曾?|没有|不存在|无)(?:收到|接到|受理|发生|产生|出现|引发|收取)过?(?:任何)?|(?:(?<=全年)|(?<=年度)|(?<=本年))无)"
    r"(?P<named>[一-鿿“”\"、]{2,}?)(?:的)?(?:情况|情形|现象|事件)?$"
)
_WHEN = re.compile(r"^(?:20\d\d年度?|全年度?|本年度?|年度|截至目前)+")
_YEAR = re.compile(r"(20\d\d)年")
_LAST_YEAR = re.compile(r"上一?年|去年|往年")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A number in its clause: `words[number]` is it as printed, with its unit.

    `named` are the words that say what a rate is of, or there was none of: what is copied has to have them all. None of
    a figure, which may be named before and behind it.
    """

    words: str
    number: Span
    value: Decimal
    unit: str
    named: Span | None
    approximate: bool
    section: int
    page: int | None

    @property
    def printed(self) -> str:
        """The number with its unit, or the words that there was none."""
        return self.words[self.number.start : self.number.end]

    def is_told(self, said: str) -> bool:
        """Whether what was said is this number: as printed, or without its unit."""
        bare = "".join(half_width(said).strip("〔〕 ").split())
        printed = "".join(half_width(self.printed).split())
        return bare == printed or (bool(self.unit) and bare == f"{self.value:f}") or (not self.unit and bare == "0")

    def label(self, copied: Span) -> str | None:
        """What is counted, by the words that were copied; None where they do not say it.

        What there was none of is told with all words before it, which may narrow it down.
        """
        start, end = copied
        if self.named is None:
            rest = self.words[start : min(end, self.number.start)] + self.words[max(start, self.number.end) : end]
            return rest.strip() or None
        if start > self.named.start or end < self.named.end:
            return None
        if self.number.start > self.named.start:
            return self.words[start : self.named.end]
        return _WHEN.sub("", self.words[: self.number.start]) + self.words[self.named.start : self.named.end]

    def mention(self, label: str) -> Mention:
        """The counted thing under that label, quoted with its clause."""
        return Mention(
            label=label,
            value=self.value,
            unit=self.unit,
            quote=self.words,
            section=self.section,
            page=self.page,
            approximate=self.approximate,
            method="llm",
        )


def told_in(text: str, *, section: int, page: int | None, year: int | None) -> Iterator[Told]:
    """The numbers of a paragraph that no rule counts, but for those of sentences about another year."""
    for sentence in _SENTENCE.findall(text):
        if _LAST_YEAR.search(sentence) or any(said != str(year) for said in _YEAR.findall(sentence)):
            continue
        for clause in _CLAUSE.findall(sentence):
            words = clause.strip()
            for found in (*_figures(words), *_rates(words), *_none(words)):
                number, value, unit, named, approximate = found
                yield Told(
                    words=words,
                    number=number,
                    value=value,
                    unit=unit,
                    named=named,
                    approximate=approximate,
                    section=section,
                    page=page,
                )


_Found = tuple[Span, Decimal, str, Span | None, bool]


def _figures(words: str) -> Iterator[_Found]:
    for number in numbers_in(words):
        behind = _UNIT.match(words, number.end)
        if behind:
            span = Span(number.start, behind.end())
            yield span, number.value, behind["unit"], None, behind["more"] is not None


def _rates(words: str) -> Iterator[_Found]:
    for rate in _RATE.finditer(words):
        approximate = bool(rate["about"] or rate["more"])
        yield Span(*rate.span("number")), Decimal(rate["value"]), "%", Span(*rate.span("named")), approximate


def _none(words: str) -> Iterator[_Found]:
    if none := _NONE.search(words):
        yield Span(*none.span("number")), Decimal(0), "", Span(*none.span("named")), False


def is_known(told: Told, mentions: Iterable[Mention]) -> bool:
    """Whether a mention has the same number of the same words."""
    return any(
        each.value == told.value and each.section == told.section and _overlap(each.quote, told.words)
        for each in mentions
    )


def _overlap(one: str, other: str) -> bool:
    return bool(find_quote(one, other) or find_quote(other, one))
