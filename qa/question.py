"""A question as comparable text, and the spans of it that have been understood.

Every recogniser (`periods`, `quantities`, `entities`, `lexicon`) proposes spans of the same text; where two overlap the
longer one stays. What no span covers was not understood, and the plan says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from canonical.report import Language
from canonical.text import half_width, plain

HAN = "\u3400-\u9fff"
BINDING = frozenset(
    "的了是在和与及吗呢吧啊呀么嘛有被由向给为到从把让都也还就会能要做个共其所此之于以而且并则这那些什谁几名位件项条次起份家"
    "过得着地来去看请问我你您他她它们年报出收办用好嗯哦哈喂者等啦哟均总含一入批人按表把辖依据数值里头该本连再又才便即使另接受理交付拿给算找查列排开发放签"
)
"""Characters that bind words and mean nothing of their own here. All others are words, and restrict: 半, 月, 天."""
_SPACE, _HYPHEN = re.compile(r"\s+"), re.compile(r"(?<=[a-z])-(?=[a-z])")
_GAP_BESIDE_HAN = re.compile(rf"(?<=[{HAN}\d])\s+(?=[{HAN}])|(?<=[{HAN}])\s+(?=[{HAN}\d])")
_HAN = re.compile(rf"[{HAN}]")
_LATIN_WORD = re.compile(r"[a-z][a-z']*")
_FIELD_ID = re.compile(r"[a-z_]+(?:\.[a-z_]+)+")
_LEFT_OVER = re.compile(rf"[{HAN}]+|[a-z][a-z'’]*|\d+(?:\.\d+)?|[^\W\d_a-z{HAN}]+")


@dataclass(frozen=True, slots=True)
class Meaning:
    """Base of what a span can mean."""


M = TypeVar("M", bound=Meaning)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece `[start, end)` of a question's text and what it means."""

    start: int
    end: int
    meaning: Meaning

    def overlaps(self, other: Span) -> bool:
        """True if the two share a character."""
        return self.start < other.end and other.start < self.end


def comparable(question: str) -> str:
    """The question in half-width, simplified, lower-case text without gaps between Chinese characters."""
    text = "".join(map(_simplified, half_width(question))).lower()
    text = _HYPHEN.sub(" ", _SPACE.sub(" ", text)).strip()
    return _GAP_BESIDE_HAN.sub("", text)


def language_of(text: str) -> Language:
    """`en` for a question worded in English (Chinese names in it do not count), else `zh`."""
    words = _LATIN_WORD.findall(_FIELD_ID.sub(" ", text))
    return "en" if len(words) > 1 or not _HAN.search(text) else "zh"


def settle(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans that stay, in order of the text: of two that overlap the longer (or else the first proposed)."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start - span.end):
        if not any(span.overlaps(other) for other in kept):
            kept.append(span)
    return tuple(sorted(kept, key=lambda span: span.start))


def left_over(text: str, spans: Sequence[Span]) -> tuple[tuple[int, str], ...]:
    """The words no span covers, with their places; single Chinese characters that only bind others are no words."""
    covered = bytearray(len(text))
    for span in spans:
        covered[span.start : span.end] = b"\1" * (span.end - span.start)
    bare = "".join(" " if covered[place] else character for place, character in enumerate(text))
    found = ((match.start(), match.group()) for match in _LEFT_OVER.finditer(bare))
    return tuple((place, word) for place, word in found if _is_word(word))


def _is_word(text: str) -> bool:
    if len(text) > 1 or text.isdigit():
        return True
    return bool(_HAN.match(text)) and text not in BINDING


def meanings(spans: Iterable[Span], kind: type[M]) -> tuple[M, ...]:
    """The meanings of one kind, in order of the text."""
    return tuple(span.meaning for span in spans if isinstance(span.meaning, kind))


@lru_cache(maxsize=65_536)
def _simplified(character: str) -> str:
    simple = plain(character) if _HAN.match(character) else character
    return simple if len(simple) == 1 else character
