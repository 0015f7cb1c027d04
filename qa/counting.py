"""Whether a question counts bodies, or speaks of all of a sort or of each."""

from __future__ import annotations

import re
from itertools import pairwise

from qa.cues import SORTS, Cues
from qa.lexicon import Word
from qa.periods import Years
from qa.question import Span

_EACH = re.compile(r"各(?!类)|分别|每个|\beach\b|\bevery\b")
_PLURAL = re.compile(
    r"各|所有|全部|全体|每个|系统|条线|战线|(?:bureaus|bureaux|governments|commissions|divisions|offices|agencies|bodies|all|every)\b"
)

_NUMBER_OF = re.compile(r"[件次项]数|数[量目]?")
"""Words for a number that belong to the figure before: 部分公开件数超过…的单位."""
_FIGURES = {"subject", "weak_subject", "field"}
_HOUSES = re.compile(r"(?:几|多少)家$")
"""Bodies are counted in 家, and nothing else that is asked for."""


def asks_each(text: str) -> bool:
    """True when every body's figure is asked for, whatever it is: 各单位收费."""
    return bool(_EACH.search(text))


def asks_for_all(text: str) -> bool:
    """True when a sort of bodies is named as a whole (各局, bureaus), not one of them."""
    return bool(_PLURAL.search(text))


def counts_bodies(cues: Cues) -> bool:
    """True when 多少 or "how many" stands right before a sort of bodies: 多少个单位, how many education bureaus."""
    content = [s for s in cues.spans if not _stands_between(s)]
    dated = [s for s in cues.spans if not (isinstance(s.meaning, Word) and _is_between(s.meaning))]
    if not cues.bodies and any(
        _is_how_many(span) and _HOUSES.search(cues.text[span.start : span.end]) for span in content
    ):
        return True
    for first, second in pairwise(dated):
        gap = _unsaid(cues, first.end, second.start)
        counted = _is_how_many(first) and not _NUMBER_OF.fullmatch(cues.text[first.start : first.end])
        if counted and _is_sort(second) and (len(gap) <= 1 or gap in {"different", "of the"}):
            return True
    for first, second in pairwise(content):
        gap = _unsaid(cues, first.end, second.start)
        of_bodies = not gap.strip("有共一总计，, ") and _counts(cues, second) and not _is_of_cases(cues, second)
        if _is_sort(first) and _is_how_many(second) and of_bodies and not cues.phrased("added_up"):
            return True
    return False


def _unsaid(cues: Cues, start: int, end: int) -> str:
    """What stands between two places of the text and is no word that may."""
    light = {place for span in cues.spans if _stands_between(span) for place in range(span.start, span.end)}
    return "".join(cues.text[place] for place in range(start, end) if place not in light).strip()


def _is_between(word: Word) -> bool:
    """Words that may stand between a sort of bodies and its number: 单位一共有几家."""
    return word.role == "filler" or word.key in {"sum", "having"}


def _stands_between(span: Span) -> bool:
    """True for what may stand between a sort of bodies and its number: 减少的单位2023年有多少家."""
    return isinstance(span.meaning, Years) or (isinstance(span.meaning, Word) and _is_between(span.meaning))


def _is_how_many(span: Span) -> bool:
    return isinstance(span.meaning, Word) and span.meaning.role == "word" and span.meaning.key == "how_many"


def _is_sort(span: Span) -> bool:
    return isinstance(span.meaning, Word) and span.meaning.role in SORTS


def _is_of_cases(cues: Cues, number: Span) -> bool:
    """教育局一共收了多少个申请: what stands right behind the number is counted."""
    behind = next((span for span in cues.spans if span.start >= number.end and not _stands_between(span)), None)
    is_figure = behind is not None and isinstance(behind.meaning, Word) and behind.meaning.role in _FIGURES
    return is_figure and behind is not None and not _unsaid(cues, number.end, behind.start)


def _counts(cues: Cues, span: Span) -> bool:
    """The 几家 of 有收费的单位有几家, but not the 多少 of 教育局多少收费."""
    said, rest = cues.text[span.start : span.end], cues.text[span.end :].strip("?？。.呢吗 ")
    return bool(re.search(r"几|多少[个家]|数量?$", said)) or not rest
