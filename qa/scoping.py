"""Which reports a question is about: the named bodies and places become the scope of the plan, or an obstacle.

A question for one figure needs one body. Where the words fit several, or none of the collection, nothing is guessed.
A list or a total takes places, departments and sorts of bodies as filters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast

from rapidfuzz import fuzz

from canonical.agencies import Kind
from canonical.regions import within
from canonical.report import Level
from canonical.text import plain
from qa.entities import Body, Directory, Named, Place
from qa.lexicon import Word
from qa.plan import Obstacle, PlanScope
from qa.question import HAN, Span, meanings

ALIKE = 80  # of 100: names as like as this are offered, never taken
MOST_OPTIONS = 8
_BODY_ENDS = re.compile(
    r"(?:局|厅|委|委员会|办公室|中心|政府|法院|检察院|医院|大学|学院|学校|支队|总队|站|所|处|馆|集团|公司|街道|镇|乡|师|管委会)$"
)
_PLURAL = re.compile(
    r"各|所有|全部|全体|每个|(?:bureaus|bureaux|governments|commissions|divisions|offices|all|every)\b"
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoping:
    """A scope, what had to be assumed for it (names of bodies), and what is in the way."""

    scope: PlanScope = field(default_factory=PlanScope)
    assumed: tuple[str, ...] = ()
    obstacle: Obstacle | None = None
    used: tuple[str, ...] = ()
    """Words without a place in the lexicon that belong to the name of a body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentioned:
    """The spans of a question that say whose reports are meant, and the words that were not understood."""

    text: str
    spans: tuple[Span, ...]
    left: tuple[tuple[int, str], ...]
    directory: Directory
    filtering: bool

    def keys(self, role: str) -> tuple[str, ...]:
        """The keys of the words of one role, without repetition."""
        found = (word.key for word in meanings(self.spans, Word) if word.role == role)
        return tuple(dict.fromkeys(found))


def scoping_of(mentioned: Mentioned) -> Scoping:
    """The scope of a question (years aside); the first of the rules that applies decides."""
    rules: tuple[Callable[[Mentioned], Scoping | None], ...] = (
        _by_named_bodies,
        _by_unknown_name,
        _by_filters,
        _by_place,
        _by_sort,
    )
    return next((found for rule in rules if (found := rule(mentioned))), Scoping())


def _by_named_bodies(mentioned: Mentioned) -> Scoping | None:
    named = meanings(mentioned.spans, Named)
    if not named:
        return None
    for span in mentioned.spans:
        if isinstance(span.meaning, Named) and len(span.meaning.bodies) > 1 and not mentioned.filtering:
            return Scoping(obstacle=_unsure(mentioned.text[span.start : span.end], span.meaning.bodies))
    keys = tuple(dict.fromkeys(body.key for item in named for body in item.bodies))
    return Scoping(scope=PlanScope(agencies=keys))


def _by_unknown_name(mentioned: Mentioned) -> Scoping | None:
    """A name that ends like a body's and begins with a word nobody knows: 某某公安局, Foo Education Bureau."""
    for place, word in mentioned.left:
        name = _name_around(mentioned, place, word)
        if name is None or (mentioned.filtering and not _is_certainly_a_name(mentioned, place, name)):
            continue
        alike = [body for body in mentioned.directory.bodies.values() if fuzz.ratio(name, body.name) >= ALIKE]
        if alike or not re.search(rf"[{HAN}]", name):
            obstacle = _unsure(name, alike or _of_sort(mentioned))
        else:
            obstacle = Obstacle(kind="unknown_body", words=name)
        return Scoping(obstacle=obstacle, used=(word,))
    return None


def _is_certainly_a_name(mentioned: Mentioned, place: int, name: str) -> bool:
    """In a list 哪些大型局 asks for a sort of bodies; a Chinese name with no such word before it is one's own."""
    asked = any(isinstance(s.meaning, Word) and s.meaning.key == "which" and s.end == place for s in mentioned.spans)
    return bool(re.search(rf"[{HAN}]", name)) and not asked


def _name_around(mentioned: Mentioned, place: int, word: str) -> str | None:
    end = place + len(word)
    sort = _end_of_sort(mentioned, end)
    before = _start_of_name(mentioned, place)
    if sort > end or (before < place and re.match(rf"[{HAN}]", word)):
        return mentioned.text[before:sort]
    if _BODY_ENDS.search(word) and len(word) > 3:
        return mentioned.text[before:end]
    return None


def _start_of_name(mentioned: Mentioned, place: int) -> int:
    """Where the place (and department) begins that a word directly follows: [尖扎县教育]基金会."""
    start = place
    for span in reversed(mentioned.spans):
        is_department = isinstance(span.meaning, Word) and span.meaning.role == "department"
        if span.end == start and isinstance(span.meaning, Place):
            return span.start
        if span.end == start and is_department:
            start = span.start
    return place


def _end_of_sort(mentioned: Mentioned, start: int) -> int:
    """Where the words for a department or a sort of body end that follow directly; `start` where none do."""
    roles = {"department", "kind"}
    end = start
    for span in mentioned.spans:
        gap = mentioned.text[end : span.start]
        if span.start >= end and not gap.strip() and isinstance(span.meaning, Word) and span.meaning.role in roles:
            end = span.end
    return end


def _by_filters(mentioned: Mentioned) -> Scoping | None:
    if not mentioned.filtering:
        return None
    codes = codes_of(meanings(mentioned.spans, Place))
    return Scoping(
        scope=PlanScope(
            regions=codes or None,
            departments=mentioned.keys("department") or None,
            kinds=cast("tuple[Kind, ...] | None", mentioned.keys("kind") or None),
            levels=cast("tuple[Level, ...] | None", mentioned.keys("level") or None),
        )
    )


def _by_place(mentioned: Mentioned) -> Scoping | None:
    """One body is asked for, and its place is named: the place's own, its government, or the one of that sort."""
    spans = [span for span in mentioned.spans if isinstance(span.meaning, Place)]
    if not spans:
        return None
    codes = codes_of(meanings(spans, Place))
    words = mentioned.text[spans[0].start : max(spans[-1].end, _end_of_sort(mentioned, spans[-1].end))]
    own = [body for body in mentioned.directory.at(codes) if _is_of_sort(body, mentioned)]
    if not (mentioned.keys("department") or mentioned.keys("kind")):
        own = _place_itself(own, mentioned) or own or list(mentioned.directory.inside(codes))
    return _one_of(own, words)


def _place_itself(own: Sequence[Body], mentioned: Mentioned) -> list[Body]:
    """The body that stands for a place: its government; a division is it only by name or where it is alone."""
    governments = [body for body in own if body.kind == "government"]
    if "itself" in mentioned.keys("word"):
        return governments or [body for body in own if not body.tail]
    return governments


def _by_sort(mentioned: Mentioned) -> Scoping | None:
    """One body is asked for by its department or sort alone: only where the collection has one such."""
    if not (mentioned.keys("department") or mentioned.keys("kind")):
        return None
    words = next(
        mentioned.text[span.start : _end_of_sort(mentioned, span.start)]
        for span in mentioned.spans
        if isinstance(span.meaning, Word) and span.meaning.role in {"department", "kind"}
    )
    return _one_of(_of_sort(mentioned), words)


def codes_of(places: Sequence[Place]) -> tuple[str, ...]:
    """The codes meant by several mentions: 江苏省 beside 洪泽区 only says where that is."""
    inner = [
        place for place in places if not any(other is not place and _lies_around(place, other) for other in places)
    ]
    return tuple(dict.fromkeys(code for place in inner for code in place.codes))


def _lies_around(outer: Place, inner: Place) -> bool:
    return all(any(within(code, wide) and code != wide for wide in outer.codes) for code in inner.codes)


def asks_for_all(text: str) -> bool:
    """True when a sort of bodies is named as a whole (各局, bureaus), not one of them."""
    return bool(_PLURAL.search(text))


def _of_sort(mentioned: Mentioned) -> list[Body]:
    return [body for body in mentioned.directory.bodies.values() if _is_of_sort(body, mentioned)]


def _is_of_sort(body: Body, mentioned: Mentioned) -> bool:
    wanted = ((body.department, "department"), (body.kind, "kind"), (body.level, "level"))
    return all(not (keys := mentioned.keys(role)) or own in keys for own, role in wanted)


def _one_of(bodies: Sequence[Body], words: str) -> Scoping:
    if not bodies:
        return Scoping(obstacle=Obstacle(kind="unknown_body", words=words))
    if len(bodies) > 1:
        return Scoping(obstacle=_unsure(words, bodies))
    itself = plain(words) == plain(bodies[0].name)
    return Scoping(scope=PlanScope(agencies=(bodies[0].key,)), assumed=() if itself else (bodies[0].name,))


def _unsure(words: str, bodies: Sequence[Body]) -> Obstacle:
    names = sorted({_option(body) for body in bodies})
    return Obstacle(kind="unsure_body", words=words, options=tuple(names[:MOST_OPTIONS]))


def _option(body: Body) -> str:
    """A name that means this body only when it is asked: a body named like its place is the place's 本级."""
    if body.region and not body.tail and body.kind != "government":
        return f"{body.name}本级"
    return body.name
