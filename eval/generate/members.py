"""The bodies of a collection that questions are put to: real places, because questions name what the gazetteer knows.

No document is made of them. What is invented about them is a row of a store that is deleted when the process ends.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from canonical.report import Level
from eval.generate.bodies import GOVERNMENT, SCALES, Body, Scale, Tier

DATA = Path(__file__).parent.parent / "data" / "questions_bodies.toml"
TIERS: Mapping[str | None, Tier] = {"province": "city", "prefecture": "prefecture", "county": "county", None: "county"}
RULE_MAKERS = frozenset({"province", "prefecture"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Member(Body):
    """A body as questions know it: `short` and `english` are what people call it, `path` where it is.

    `code` is None for the invented places, which no gazetteer has.
    """

    path: tuple[str, ...]
    code: str | None
    level: Level | None
    department: str
    short: str
    english: str | None

    @property
    def is_government(self) -> bool:
        """Whether it is the government of the place."""
        return self.department == "general_government"

    @property
    def makes_rules(self) -> bool:
        """Whether it has the power to make 规章."""
        return self.office == GOVERNMENT and self.level in RULE_MAKERS

    @property
    def scale(self) -> Scale:
        """How big its numbers can get."""
        return SCALES[TIERS[self.level], self.is_government]


@lru_cache(maxsize=1)
def members() -> tuple[Member, ...]:
    """All bodies, place by place."""
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return tuple(
        _member(place, office, data["office"][office]) for place in data["place"] for office in place["offices"]
    )


def _member(place: Mapping[str, Any], office: str, what: Mapping[str, str]) -> Member:
    path = tuple(place["path"])
    english = " ".join((place["en"], what["en"])).strip() if "en" in place else None
    return Member(
        place=place.get("written", path[-1]),
        office=office,
        path=path,
        code=place.get("code"),
        level=place.get("level"),
        department=what["department"],
        short=f"{place['short']}{what['short']}",
        english=english,
    )
