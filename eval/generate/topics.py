"""The passages an invented report's narrative can have, by topic: patterns of `topics.toml` filled from a seed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from random import Random

FEWEST, MOST = 9, 14  # topics a report
_HOLE = re.compile(r"\{(?P<name>[^{}|]+)(?:\|(?P<low>\d+)-(?P<high>\d+)\|(?P<unit>[^{}|]+))?\}")
_CLAUSE = re.compile(r"[^，。；：]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPattern:
    """A topic: the section it stands in, its phrasings with holes, and what the named holes can be."""

    id: str
    zh: str
    section: int
    texts: tuple[str, ...]
    details: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A passage of the narrative about one topic, word by word as printed."""

    id: str
    section: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A counted thing that the narrative tells, with the clause that says it.

    `field` is the table's cell for it, or cells joined by "+" whose sum it is. `firm` is False where the words leave
    room, so that a difference from the table is no finding.
    """

    label: str
    value: Decimal
    unit: str
    quote: str
    section: int
    field: str | None = None
    approximate: bool = False
    firm: bool = True


@lru_cache(maxsize=1)
def topic_patterns() -> Mapping[str, TopicPattern]:
    """All topics by id."""
    data = tomllib.loads(files("eval.generate").joinpath("topics.toml").read_text(encoding="utf-8"))
    return {
        entry["id"]: TopicPattern(
            id=entry["id"],
            zh=entry["zh"],
            section=entry["section"],
            texts=tuple(entry["texts"]),
            details={name: tuple(choices) for name, choices in entry["details"].items()},
        )
        for entry in data["topic"]
    }


def any_topics(chance: Random) -> tuple[tuple[Topic, tuple[Told, ...]], ...]:
    """Some topics in the order of the sections, each with what its passage counts."""
    patterns = list(topic_patterns().values())
    chosen = chance.sample(patterns, chance.randint(FEWEST, MOST))
    return tuple(_passage(each, chance) for each in sorted(chosen, key=lambda each: each.section))


def _passage(pattern: TopicPattern, chance: Random) -> tuple[Topic, tuple[Told, ...]]:
    details = {name: chance.choice(choices) for name, choices in pattern.details.items()}
    counted: list[tuple[str, int, str]] = []

    def fill(hole: re.Match[str]) -> str:
        if hole["unit"] is None:
            return details[hole["name"]]
        number = chance.randint(int(hole["low"]), int(hole["high"]))
        counted.append((hole["name"], number, hole["unit"]))
        return f"{number}{hole['unit']}"

    text = _HOLE.sub(fill, chance.choice(pattern.texts))
    told = (told_in(text, label, str(number), unit, pattern.section) for label, number, unit in counted)
    return Topic(id=pattern.id, section=pattern.section, text=text), tuple(told)


def told_in(text: str, label: str, number: str, unit: str, section: int, *, field: str | None = None) -> Told:  # noqa: PLR0913
    """The counted thing, quoted by the clause of the text, between its punctuation marks, that has the number."""
    exactly = re.compile(rf"(?<![\d.]){re.escape(number + unit)}")
    quote = next(clause for clause in _CLAUSE.findall(text) if exactly.search(clause))
    return Told(label=label, value=Decimal(number), unit=unit, quote=quote, section=section, field=field)
