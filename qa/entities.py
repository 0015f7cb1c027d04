"""The bodies and places a question names, against the bodies of the collection.

A body is known by its whole name, and by any name of its place followed by any spelling of the rest of its name:
尖扎县教育局, 青海省尖扎县教育局, 尖扎教育局, 洪泽区政府, 沭阳发改局.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from canonical.agencies import key_at
from canonical.regions import ends_of_places, level_of, parent, region, regions_named
from canonical.report import Level, Region, ReportHeader
from qa.question import HAN, Meaning, Span, comparable

LONGEST_PLACE = 24  # characters of 新疆生产建设兵团第十三师 and the like, with room
LONGEST_TAIL = 24  # characters of a body's name behind its place
LONGEST_ENGLISH_PLACE = 4  # words
BINDING_WORDS = frozenset(
    {"a", "an", "and", "or", "the", "in", "on", "to", "by", "for", "at", "than", "no", "is", "do"}
)
UNFINISHED = {"administrative", "autonomous", "special", "level"}
"""No English name of a place ends with these: Hotan Prefecture | Administrative Office."""
_WHOLE_PLACE = re.compile(r"(?:[省市区县盟旗州师]|地区|兵团)$")
_YEAR = re.compile(r"(?:19|20)\d\d")  # no name goes on behind one
_AND = re.compile(r"[和与跟及、,，]|以及")
_RUN = re.compile(rf"[{HAN}\d]+")
_ENGLISH_WORD = re.compile(r"[a-z0-9']+")

K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body(Meaning):
    """A body of the collection. `tail` is its name behind the place, "" where it is named like the place."""

    key: str
    name: str
    tail: str
    kind: str | None
    department: str | None
    level: Level | None
    region: Region | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named(Meaning):
    """Bodies of the collection that one name can mean."""

    bodies: tuple[Body, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(Meaning):
    """Places that one name can mean, by code, narrowed to those of the collection where it has any."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """The bodies of the collection, by key and by name, and the codes of their places."""

    bodies: Mapping[str, Body]
    by_name: Mapping[str, tuple[Body, ...]]
    lengths: Mapping[str, tuple[int, ...]]
    """How long the names are, by their first two characters."""
    by_place: Mapping[str, tuple[Body, ...]]
    """By the code of their own place."""
    inner: Mapping[str, tuple[str, ...]]
    """The codes of places with bodies in each place around them, and the place itself."""
    years: Mapping[str, tuple[int, ...]]
    """The years there are reports of, by body."""
    all_years: tuple[int, ...]
    """The years there are reports of, of any body."""

    @property
    def codes(self) -> Collection[str]:
        """The codes of the places that bodies have."""
        return self.by_place.keys()

    def at(self, codes: Iterable[str]) -> tuple[Body, ...]:
        """The bodies whose own place is one of these."""
        return tuple(body for code in dict.fromkeys(codes) for body in self.by_place.get(code, ()))

    def inside(self, codes: Iterable[str]) -> tuple[Body, ...]:
        """The bodies anywhere within one of these places."""
        return self.at(code for outer in codes for code in self.inner.get(outer, ()))


def directory_of(headers: Iterable[ReportHeader]) -> Directory:
    """The bodies that reports are of."""
    held = [header for header in headers if header.agency and header.agency_key]
    bodies = {header.agency_key: _body(header) for header in held if header.agency_key}
    named = [body for body in bodies.values() if body.tail]  # the others have the name of a place
    by_name = _grouped((_comparable_name(body.name), body) for body in named)
    by_place = _grouped((body.region.code, body) for body in bodies.values() if body.region)
    years = _grouped((header.agency_key, header.year) for header in held if header.year and header.agency_key)
    return Directory(
        bodies=bodies,
        by_name=by_name,
        lengths=_grouped((name[:2], length) for length, name in sorted((len(name), name) for name in by_name)),
        by_place=by_place,
        inner=_grouped((outer.code, code) for code in by_place for outer in _places_around(code)),
        years={key: tuple(sorted(found)) for key, found in years.items()},
        all_years=tuple(sorted({year for found in years.values() for year in found})),
    )


def entities_in(text: str, directory: Directory) -> Iterator[Span]:
    """Every body and place named in a comparable text, the overlapping ones too."""
    for start in range(len(text)):
        for end in (start + length for length in directory.lengths.get(text[start : start + 2], ())):
            if bodies := directory.by_name.get(text[start:end]):
                yield Span(start=start, end=end, meaning=Named(bodies=bodies))
    for start, end, places in _places(text, directory.codes):
        known = tuple(place for place in places if place.code in directory.codes)
        for found in _bodies_behind(text, start, end, known, directory):
            yield found
            yield from _others_there(text, found, known, directory)
        yield Span(start=start, end=end, meaning=Place(codes=tuple(place.code for place in known or places)))


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    groups: defaultdict[K, dict[V, None]] = defaultdict(dict)
    for key, value in pairs:
        groups[key][value] = None
    return {key: tuple(values) for key, values in groups.items()}


def _places_around(code: str) -> Iterator[Region]:
    """The place itself, and the places that it lies in."""
    place = region(code)
    while place is not None:
        yield place
        place = parent(place)


def _body(header: ReportHeader) -> Body:
    assert header.agency is not None
    assert header.agency_key is not None
    return Body(
        key=header.agency_key,
        name=header.agency,
        tail=header.agency_key.rpartition(":")[2],
        kind=header.kind,
        department=header.department,
        level=header.level,
        region=header.region,
    )


@lru_cache(maxsize=200_000)
def _comparable_name(name: str) -> str:
    return comparable(name)


def _places(text: str, known: Collection[str]) -> Iterator[tuple[int, int, tuple[Region, ...]]]:
    for start, end in (*_chinese_pieces(text), *_english_pieces(text)):
        if places := _accepted(text[start:end], known):
            yield start, end, places


def _chinese_pieces(text: str) -> Iterator[tuple[int, int]]:
    for run in _RUN.finditer(text):
        for start in range(run.start(), run.end()):
            longest = min(start + LONGEST_PLACE, run.end())
            yield from ((start, end) for end in ends_of_places(text, start) if start + 2 <= end <= longest)


def _english_pieces(text: str) -> Iterator[tuple[int, int]]:
    words = list(_ENGLISH_WORD.finditer(text))
    for first in range(len(words)):
        for last in range(first, min(first + LONGEST_ENGLISH_PLACE, len(words))):
            if words[last].group() in UNFINISHED or (last > first and _binds(words[first : last + 1])):
                continue
            yield words[first].start(), words[last].end()


def _binds(words: Sequence[re.Match[str]]) -> bool:
    """True for "and a", which is no 安达."""
    return not BINDING_WORDS.isdisjoint(word.group() for word in words)


def _accepted(word: str, known: Collection[str]) -> tuple[Region, ...]:
    """What a word names; 公安 and 资源 are counties too, so short names of counties count only where known."""
    places = _named(word)
    if not places:
        return ()
    if (len(word) > 2 and _WHOLE_PLACE.search(word)) or " " in word:
        return places
    return tuple(place for place in places if level_of(place) != "county" or place.code in known)


@lru_cache(maxsize=65536)
def _named(word: str) -> tuple[Region, ...]:
    return () if word.isdigit() else regions_named(word)


def _others_there(text: str, span: Span, places: tuple[Region, ...], directory: Directory) -> Iterator[Span]:
    """洪泽区教育局和财政局: another body of the same place."""
    joint = _AND.match(text, span.end)
    if joint and len(places) == 1:
        behind = _bodies_behind(text, joint.end(), joint.end(), places, directory)
        yield from behind


def _bodies_behind(text: str, start: int, end: int, places: tuple[Region, ...], directory: Directory) -> Iterator[Span]:
    """Bodies of a place whose further name follows the place's: [尖扎县]教育局."""
    match = _RUN.match(text, end)
    rest = _YEAR.split(match.group())[0][:LONGEST_TAIL] if match and places else ""
    for length in range(1, len(rest) + 1):
        keys = [key_at(place, rest[:length]) for place in places]
        bodies = tuple(directory.bodies[key] for key in keys if key in directory.bodies)
        if bodies and all(body.tail for body in bodies):
            yield Span(start=start, end=end + length, meaning=Named(bodies=bodies))
