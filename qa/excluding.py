"""What a question leaves out: 除了洪泽区, 2024年…; except education bureaus; 非县级.

The bodies, places, sorts and years right behind such a word (before 以外, 除外) become excluded scopes, and no longer
count as what is asked for. A word that excludes nothing we know stays, so that the question is not answered without it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.entities import Named, Place
from qa.lexicon import Word
from qa.periods import Years
from qa.plan import PlanScope
from qa.question import Span

_JOINTS = re.compile(r"[\s、和与及或]*(?:and|or|the|those|in|of|for|year|年|的)*[\s、和与及或]*(?:the|those)?\s*")
_TARGETS = {"kind", "department", "level", "all_bodies"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The spans that say what is asked for, and what is left out of it."""

    spans: tuple[Span, ...]
    excluded: tuple[PlanScope, ...] = ()


def split_excluded(text: str, spans: Sequence[Span]) -> Kept:
    """The spans without those that are excluded, and these as scopes."""
    gone: list[Span] = []
    scopes: list[PlanScope] = []
    for number, span in enumerate(spans):
        key = span.meaning.key if isinstance(span.meaning, Word) and span.meaning.role == "word" else None
        if key == "except":
            found = _behind(text, spans[number + 1 :], span.end)
        elif key == "except_end" and not any(_is_except(each) for each in gone):
            found = _before(text, spans[:number], span.start)
        else:
            if key == "except_end":
                gone.append(span)
            continue
        found = _without_dates(found)
        if found:
            gone.extend((span, *found))
            gone.extend(_closing(text, spans, found[-1].end))
            scopes.extend(_scopes(text, found))
    return Kept(spans=tuple(span for span in spans if span not in gone), excluded=tuple(dict.fromkeys(scopes)))


def _without_dates(found: list[Span]) -> list[Span]:
    """A year at the outer edge of what is left out says when: 2023年教育部门之外; but not governments in 2023."""
    dates = [span for span in found if isinstance(span.meaning, Years)]
    return [span for span in found if span not in dates] if len(dates) < len(found) else found


def _closing(text: str, spans: Sequence[Span], end: int) -> list[Span]:
    """The 外 or 以外 right behind what is excluded."""
    closing = ("except_end", "except")
    return [
        span
        for span in spans
        if span.start == end
        and isinstance(span.meaning, Word)
        and span.meaning.key in closing
        and text[span.start] in "外以之除"
    ]


def _is_except(span: Span) -> bool:
    return isinstance(span.meaning, Word) and span.meaning.key == "except"


def _is_target(span: Span) -> bool:
    if isinstance(span.meaning, Word):
        return span.meaning.role in _TARGETS
    return isinstance(span.meaning, Named | Place | Years)


def _is_light(span: Span) -> bool:
    return isinstance(span.meaning, Word) and span.meaning.role == "filler"


def _behind(text: str, spans: Iterable[Span], start: int) -> list[Span]:
    found: list[Span] = []
    end = start
    for span in spans:
        gap = text[end : span.start]
        if _is_light(span) and _JOINTS.fullmatch(gap) and _JOINTS.fullmatch(text[span.start : span.end]):
            end = span.end
        elif _is_target(span) and _JOINTS.fullmatch(gap):
            found.append(span)
            end = span.end
        else:
            break
    return found


def _before(text: str, spans: Sequence[Span], end: int) -> list[Span]:
    found: list[Span] = []
    for span in reversed(spans):
        if not (_is_target(span) or _is_light(span)) or not _JOINTS.fullmatch(text[span.end : end]):
            break
        end = span.start
        if _is_target(span):
            found.insert(0, span)
    return found


def _scopes(text: str, spans: Sequence[Span]) -> list[PlanScope]:
    """One scope for each target; what directly follows narrows the one before: 洪泽区|教育|局."""
    groups: list[list[Span]] = [[spans[0]]]
    for before, span in pairwise(spans):
        narrows = isinstance(span.meaning, Word) and not text[before.end : span.start].strip()
        if narrows:
            groups[-1].append(span)
        else:
            groups.append([span])
    return [scope for group in groups if (scope := _scope(group)).restricts]


def _scope(spans: Sequence[Span]) -> PlanScope:
    said: dict[str, tuple[object, ...]] = {}
    for span in spans:
        name, values = _RESTRICTION[type(span.meaning)](span.meaning)
        if name is not None:
            said[name] = (*said.get(name, ()), *values)
    return PlanScope.model_validate(said)


def _of_word(word: Word) -> tuple[str | None, tuple[str, ...]]:
    return (None, ()) if word.role == "all_bodies" else (f"{word.role}s", (word.key,))


_RESTRICTION: dict[type, Callable[..., tuple[str | None, tuple[object, ...]]]] = {
    Named: lambda named: ("agencies", tuple(body.key for body in named.bodies)),
    Place: lambda place: ("regions", place.codes),
    Years: lambda years: ("years", years.years or ()),
    Word: _of_word,
}
