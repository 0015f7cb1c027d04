"""What was recognised in a question, as the rules of intent and scope ask for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from qa.asking import Asked
from qa.entities import Directory, Named, Place
from qa.lexicon import Word
from qa.periods import Years
from qa.phrasing import phrased
from qa.plan import Condition, PlanScope, Where
from qa.quantities import Comparison, Count
from qa.question import Meaning, Span, meanings

SORTS = {"kind", "all_bodies", "department", "level"}

M = TypeVar("M", bound=Meaning)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """A question taken apart: its text, what was recognised in it (`spans`), and the words that were not (`left`).

    What the question excludes is in `excluded`, and no more in the spans. Of several conditions the first is `own`, the
    others are in `where`, and their words are no more in the spans. `beside` are figures
    that are only told of what is found. `unsettled` are the figures of conditions that can
    be read in several ways.
    """

    text: str
    spans: tuple[Span, ...]
    left: tuple[tuple[int, str], ...]
    asked: Asked
    directory: Directory
    excluded: tuple[PlanScope, ...] = ()
    own: Condition | None = None
    where: tuple[Where, ...] = ()
    either: bool = False
    beside: tuple[str, ...] = ()
    unsettled: tuple[str, ...] = ()
    _said: frozenset[str] = field(init=False)
    _roles: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """The keys of the words that say what to do, and the roles of all words."""
        words = meanings(self.spans, Word)
        object.__setattr__(self, "_said", frozenset(word.key for word in words if word.role == "word"))
        object.__setattr__(self, "_roles", frozenset(word.role for word in words))

    def says(self, *keys: str) -> bool:
        """True when one of these words is said."""
        return any(key in self._said for key in keys)

    def has(self, *roles: str) -> bool:
        """True when a word of one of these roles is said."""
        return any(role in self._roles for role in roles)

    def keys(self, role: str) -> tuple[str, ...]:
        """The keys of the words of one role, without repetition."""
        found = (word.key for word in meanings(self.spans, Word) if word.role == role)
        return tuple(dict.fromkeys(found))

    def all(self, kind: type[M]) -> tuple[M, ...]:
        """The meanings of one kind."""
        return meanings(self.spans, kind)

    def places_of(self, *keys: str) -> tuple[Span, ...]:
        """The spans of some words that say what to do."""
        return tuple(
            span
            for span in self.spans
            if isinstance(span.meaning, Word) and span.meaning.role == "word" and span.meaning.key in keys
        )

    def matches(self, pattern: str) -> bool:
        """True when the pattern stands in the text."""
        return re.search(pattern, self.text) is not None

    def phrased(self, *names: str) -> bool:
        """True when the question is put in one of these ways (data/phrasings.toml)."""
        return phrased(self.text, *names)

    @property
    def bodies(self) -> int:
        """How many bodies are named."""
        return len(self.all(Named))

    @property
    def is_placed(self) -> bool:
        """True when a body or a place is named."""
        return bool(self.all(Named) or self.all(Place))

    @property
    def has_a_sort(self) -> bool:
        """True when a sort of bodies is named."""
        return self.has(*SORTS)

    @property
    def has_a_sure_limit(self) -> bool:
        """True when a number can only be a limit: 前三名."""
        return any(count.sure for count in self.all(Count))

    @property
    def counts_upward(self) -> bool:
        """True when a limit is counted from the lowest: 后五名."""
        return any(count.upward for count in self.all(Count))

    @property
    def years(self) -> Years:
        """All years named, together; `series` where they are several of one thing."""
        named = self.all(Years)
        years = sorted({year for period in named for year in period.years or ()})
        return Years(years=tuple(years) or None, series=any(period.series for period in named))

    @property
    def all_years_named(self) -> bool:
        """True when a year or a period is named."""
        return bool(self.all(Years))

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """The conditions in numbers."""
        return self.all(Comparison)


def without(spans: Sequence[Span], gone: Sequence[Span]) -> tuple[Span, ...]:
    """The spans but some of them."""
    return tuple(span for span in spans if span not in gone)
