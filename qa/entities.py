"""The bodies and places a question names, against the bodies of the collection.

A body is known by its whole name, and by any name of its place followed by any spelling of the rest of its name:
尖扎县教育局, 青海省尖扎县教育局, 尖扎教育局, 洪泽区政府, 沭阳发改局.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from canonical.agencies import classify
from canonical.regions import level_of, region, regions_named, within
from canonical.report import Level, Region, ReportHeader
from qa.question import HAN, Meaning, Span, comparable

LONGEST_PLACE = 24  # characters of 新疆生产建设兵团第十三师 and the like, with room
LONGEST_TAIL = 24  # characters of a body's name behind its place
LONGEST_ENGLISH_PLACE = 4  # words
UNFINISHED = {"administrative", "autonomous", "special", "level"}
"""No English name of a place ends with these: Hotan Prefecture | Administrative Office."""
_WHOLE_PLACE = re.compile(r"(?:[省市区县盟旗州师]|地区|兵团)$")
_YEAR = re.compile(r"(?:19|20)\d\d")  # no name goes on behind one
_RUN = re.compile(rf"[{HAN}\d]+")


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
    codes: frozenset[str]
    years: Mapping[str, tuple[int, ...]]
    """The years there are reports of, by body."""

    @property
    def all_years(self) -> tuple[int, ...]:
        """The years there are reports of, of any body."""
        return tuple(sorted({year for years in self.years.values() for year in years}))

    def at(self, codes: Iterable[str]) -> tuple[Body, ...]:
        """The bodies whose own place is one of these."""
        wanted = set(codes)
        return tuple(body for body in self.bodies.values() if body.region and body.region.code in wanted)

    def inside(self, codes: Iterable[str]) -> tuple[Body, ...]:
        """The bodies anywhere within one of these places."""
        held = {code for code in self.codes if any(within(code, outer) for outer in codes)}
        return self.at(held)


def directory_of(headers: Iterable[ReportHeader]) -> Directory:
    """The bodies that reports are of."""
    held = [header for header in headers if header.agency and header.agency_key]
    bodies = {header.agency_key: _body(header) for header in held if header.agency_key}
    years: defaultdict[str, set[int]] = defaultdict(set)
    for header in held:
        if header.year and header.agency_key:
            years[header.agency_key].add(header.year)
    by_name: defaultdict[str, list[Body]] = defaultdict(list)
    for body in bodies.values():
        if body.tail:  # else its name is that of a place
            by_name[_comparable_name(body.name)].append(body)
    return Directory(
        bodies=bodies,
        by_name={name: tuple(found) for name, found in by_name.items()},
        codes=frozenset(body.region.code for body in bodies.values() if body.region),
        years={key: tuple(sorted(known)) for key, known in years.items()},
    )


def entities_in(text: str, directory: Directory) -> Iterator[Span]:
    """Every body and place named in a comparable text, the overlapping ones too."""
    for name, bodies in directory.by_name.items():
        if name in text:
            for match in re.finditer(re.escape(name), text):
                yield Span(start=match.start(), end=match.end(), meaning=Named(bodies=bodies))
    for start, end, places in _places(text, directory.codes):
        known = tuple(place for place in places if place.code in directory.codes)
        yield from _bodies_behind(text, start, end, known, directory)
        yield Span(start=start, end=end, meaning=Place(codes=tuple(place.code for place in known or places)))


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


def _places(text: str, known: frozenset[str]) -> Iterator[tuple[int, int, tuple[Region, ...]]]:
    for start, end in (*_chinese_pieces(text), *_english_pieces(text)):
        if places := _accepted(text[start:end], known):
            yield start, end, places


def _chinese_pieces(text: str) -> Iterator[tuple[int, int]]:
    for run in _RUN.finditer(text):
        for start in range(run.start(), run.end()):
            for end in range(start + 2, min(start + LONGEST_PLACE, run.end()) + 1):
                yield start, end


def _english_pieces(text: str) -> Iterator[tuple[int, int]]:
    words = list(re.finditer(r"[a-z0-9']+", text))
    for first in range(len(words)):
        for last in range(first, min(first + LONGEST_ENGLISH_PLACE, len(words))):
            if words[last].group() in UNFINISHED:
                continue
            yield words[first].start(), words[last].end()


def _accepted(word: str, known: frozenset[str]) -> tuple[Region, ...]:
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


def _bodies_behind(text: str, start: int, end: int, places: tuple[Region, ...], directory: Directory) -> Iterator[Span]:
    """Bodies of a place whose further name follows the place's: [尖扎县]教育局."""
    match = _RUN.match(text, end)
    rest = _YEAR.split(match.group())[0][:LONGEST_TAIL] if match and places else ""
    for length in range(1, len(rest) + 1):
        keys = (_key(place.code, rest[:length]) for place in places)
        bodies = tuple(directory.bodies[key] for key in keys if key in directory.bodies)
        if bodies and all(body.tail for body in bodies):
            yield Span(start=start, end=end + length, meaning=Named(bodies=bodies))


@lru_cache(maxsize=65536)
def _key(code: str, tail: str) -> str:
    """The key of the body of that name at a place."""
    place = region(code)
    return classify("".join(place.path) + tail).key if place else tail
