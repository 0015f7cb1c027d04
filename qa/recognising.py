"""What each piece of a question's text means: bodies, places, words, years, dates and numbers, as spans that stay."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from qa.dates import publications_in
from qa.entities import Directory, Named, Place, entities_in
from qa.grouping import next_below
from qa.lexicon import Word, verdicts_in, words_in
from qa.periods import Years, periods_in
from qa.quantities import quantities_in
from qa.question import Span, settle
from qa.scoping import narrowed

_OVER = re.compile(
    r"(?:超过|多于|高于|大于|超出|少于|低于|小于|不及|more than|higher than|less than|fewer than)"
    r"(?:了| that of| those of)? ?$"
)
_INTO = re.compile(r"(?:结转|转|留|带)(?:到|至|入)$|\bcarried (?:over |forward )?(?:in)?to $")
_YEAR_BEFORE = re.compile(r"上一?年度?|(?:(?:in|for|of) )?(?:the )?previous year")


def recognised(text: str, directory: Directory, today: date) -> tuple[Span, ...]:
    """The spans that stay. A body's name goes before all words: 和田县人民政府|信息公开申请."""
    entities = tuple(entities_in(text, directory))
    named = settle(span for span in entities if isinstance(span.meaning, Named))
    words = (
        *words_in(text),
        *verdicts_in(text),
        *publications_in(text),
        *periods_in(text, today),
        *quantities_in(text),
        *entities,
    )
    others = (span for span in words if not any(span.overlaps(name) for name in named))
    return narrowed(sorted((*named, *_against(text, named), *settle(others)), key=lambda span: span.start), text)


def settled(text: str, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Words that mean something else beside others.

    The year before, where checks are asked for, is that of each report: 与上一年报告对不上.

    Beside two years 增减 is what lies between them, and not the column of that name.
    """
    named = {year for span in spans if isinstance(span.meaning, Years) for year in span.meaning.years or ()}
    if len(named) > 1:
        shift = Word(role="word", key="shift")
        column = Word(role="column", key="change")
        spans = tuple(replace(span, meaning=shift) if span.meaning == column else span for span in spans)
    spans = _settled_areas(spans)
    if len(named) > 1:
        into = Word(role="filler", key="filler")  # 结转到2024年的, of the year before
        spans = tuple(replace(span, meaning=into) if _is_carried_into(text, span) else span for span in spans)
    if not any(isinstance(span.meaning, Word) and span.meaning.role == "check" for span in spans):
        return spans
    before = Word(role="word", key="year_before")
    return tuple(
        replace(span, meaning=before)
        if isinstance(span.meaning, Years) and _YEAR_BEFORE.fullmatch(text[span.start : span.end])
        else span
        for span in spans
    )


def _is_carried_into(text: str, span: Span) -> bool:
    return isinstance(span.meaning, Years) and _INTO.search(text[: span.start]) is not None


def _settled_areas(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """按地区 means the places next below the one that is named; 各地教育局 are all of these."""
    codes = [code for span in spans if isinstance(span.meaning, Place) for code in span.meaning.codes]
    below = Word(role="dimension", key=next_below(codes))
    if len({code[:2] for code in codes}) > 1:
        below = Word(role="filler", key="filler")  # which region, Zhejiang or Xinjiang
    return tuple(replace(s, meaning=below) if s.meaning == Word(role="dimension", key="area") else s for s in spans)


def _against(text: str, named: Sequence[Span]) -> list[Span]:
    """The 超过 of 甲的申请有没有超过乙: one body set against another, and no number."""
    found = (_OVER.search(text[: span.start]) for span in named[1:])
    more = Word(role="word", key="who_more")
    return [Span(start=match.start(), end=match.end(), meaning=more) for match in found if match]
