"""Which reports a question is about: the named bodies and places become the scope of the plan, or an obstacle.

A question for one figure needs one body. Where the words fit several, or none of the collection, nothing is guessed.
A list or a total takes places, departments and sorts of bodies as filters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import cast

from rapidfuzz import fuzz

from canonical.agencies import Kind
from canonical.regions import level_of, region, regions_named, within
from canonical.report import Level
from canonical.text import plain
from qa.cues import Cues, without
from qa.entities import Body, Named, Place
from qa.lexicon import Word
from qa.periods import FormNamed
from qa.plan import Obstacle, PlanScope
from qa.question import HAN, Span

ALIKE = 80  # of 100: names as like as this are offered
LIKE_AT_PLACE = 60
MISSPELT = 5  # characters: one wrong one in a name as long as this is taken for a slip
SHORTEST_LATIN = 4  # letters of the name of a place: shorter ones are words too
MOST_OPTIONS = 8
SORT_ROLES = {"department", "kind"}
_BODY_ENDS = re.compile(
    r"(?:局|厅|委|委员会|办公室|中心|政府|法院|检察院|医院|大学|学院|学校|支队|总队|站|所|处|馆|集团|公司|街道|镇|乡|师|管委会)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoping:
    """A scope, what had to be assumed for it (names of bodies), and what is in the way."""

    scope: PlanScope = field(default_factory=PlanScope)
    assumed: tuple[str, ...] = ()
    obstacle: Obstacle | None = None
    used: tuple[str, ...] = ()
    """Words without a place in the lexicon that belong to the name of a body."""


def scoping_of(cues: Cues, *, filtering: bool) -> Scoping:
    """The scope of a question (years aside); the first of the rules that applies decides."""
    rules: tuple[Callable[[Cues, bool], Scoping | None], ...] = (
        _by_named_bodies,
        _by_unknown_name,
        _by_filters,
        _by_place,
        _by_sort,
    )
    found = next((found for rule in rules if (found := rule(cues, filtering))), Scoping())
    forms = tuple(dict.fromkeys(form.template for form in cues.all(FormNamed))) or None
    return replace(found, scope=found.scope.model_copy(update={"templates": forms, "excluded": cues.excluded}))


def filters_in(cues: Cues) -> PlanScope:
    """Places, departments, sorts and levels as filters."""
    levels = list(cues.keys("level"))
    return PlanScope(
        regions=codes_of(cues.all(Place)) or None,
        departments=cues.keys("department") or None,
        kinds=cast("tuple[Kind, ...] | None", cues.keys("kind") or None),
        levels=cast("tuple[Level, ...] | None", tuple(levels) or None),
    )


def codes_of(places: Sequence[Place]) -> tuple[str, ...]:
    """The codes meant by several mentions: 江苏省 beside 洪泽区 only says where that is."""
    inner = _inner(places)
    return tuple(dict.fromkeys(code for place in inner for code in place.codes))


def narrowed(spans: Sequence[Span], text: str) -> tuple[Span, ...]:
    """The spans, with a place right behind a wider one as the one in it: nanjing | gulou district."""
    found = list(spans)
    for number, (first, second) in enumerate(pairwise(spans), start=1):
        if (
            isinstance(first.meaning, Place)
            and isinstance(second.meaning, Place)
            and not text[first.end : second.start].strip()
        ):
            wide = first.meaning.codes
            codes = tuple(code for code in second.meaning.codes if any(within(code, o) and code != o for o in wide))
            found[number] = replace(second, meaning=Place(codes=codes)) if codes else second
    return tuple(found)


def _inner(places: Sequence[Place]) -> list[Place]:
    return [place for place in places if not any(other is not place and _lies_around(place, other) for other in places)]


def _lies_around(outer: Place, inner: Place) -> bool:
    return all(any(within(code, wide) and code != wide for wide in outer.codes) for code in inner.codes)


def without_own_name(cues: Cues) -> Cues:
    """The question without the place and the sort that are the name of a body: Zhejiang Department of Finance."""
    places = [span for span in cues.spans if isinstance(span.meaning, Place)]
    inner = codes_of([cast("Place", span.meaning) for span in places])
    own = [span for span in places if set(cast("Place", span.meaning).codes) & set(inner)]
    name = [part for span in own[:1] for part in (span, *sorts_behind(cues, span.end))]
    return replace(cues, spans=without(cues.spans, name))


# -- bodies by their names


def _by_named_bodies(cues: Cues, filtering: bool) -> Scoping | None:
    named = [span for span in cues.spans if isinstance(span.meaning, Named)]
    if not named or any(_runs_on(cues, span) for span in named):
        return None
    keys: dict[str, None] = {}
    for span in named:
        bodies = cast("Named", span.meaning).bodies
        narrowed = _in_places(bodies, cues) if len(bodies) > 1 else bodies
        if len(narrowed) > 1:
            return Scoping(obstacle=_unsure(cues.text[span.start : span.end], narrowed))
        keys |= dict.fromkeys(body.key for body in narrowed)
    others = _bodies_at_other_places(cues, list(keys)) if not filtering else Scoping()
    if others.obstacle:
        return others
    ordered = dict.fromkeys((*keys, *(others.scope.agencies or ())))
    return Scoping(scope=PlanScope(agencies=tuple(ordered)), assumed=others.assumed)


def _runs_on(cues: Cues, span: Span) -> bool:
    """True when an unknown word and the end of a body's name follow at once: [洪泽区]财征局."""
    return any(
        place == span.end and _end_of_sort(cues, place + len(word)) > place + len(word) for place, word in cues.left
    )


def _in_places(bodies: Sequence[Body], cues: Cues) -> tuple[Body, ...]:
    """Of bodies of one name those at a place that is named too."""
    codes = [code for place in cues.all(Place) for code in place.codes]
    inside = tuple(body for body in bodies if body.region and any(within(body.region.code, code) for code in codes))
    return inside or tuple(bodies)


def _bodies_at_other_places(cues: Cues, keys: Sequence[str]) -> Scoping:
    """和田地区教育局和洪泽区: a place beside a named body, and not around it, is a body too."""
    bodies = [cues.directory.bodies[key] for key in keys]
    apart = [
        span
        for span in cues.spans
        if isinstance(span.meaning, Place)
        and not any(body.region and within(body.region.code, code) for body in bodies for code in span.meaning.codes)
    ]
    return _of_mentions(cues, apart) if apart else Scoping()


def _by_unknown_name(cues: Cues, filtering: bool) -> Scoping | None:
    """A name that ends like a body's and begins with a word nobody knows: 某某公安局, Foo Education Bureau."""
    for place, word in cues.left:
        name = _name_around(cues, place, word)
        if name is None and _names_a_place(cues, word):
            return Scoping(obstacle=Obstacle(kind="unknown_body", words=word), used=(word,))
        if name is None or (filtering and not _is_certainly_a_name(cues, place, name)):
            continue
        alike = _alike(name, cues)
        meant = [body for body in alike if _is_a_slip(name, body.name)]
        if len(meant) == 1:
            return Scoping(scope=PlanScope(agencies=(meant[0].key,)), assumed=(meant[0].name,), used=(word,))
        if alike or not re.search(rf"[{HAN}]", name):
            obstacle = _unsure(name, alike or _of_sort(cues, _sorts_said(cues)))
        else:
            obstacle = Obstacle(kind="unknown_body", words=name)
        return Scoping(obstacle=obstacle, used=(word,))
    return None


def _names_a_place(cues: Cues, word: str) -> bool:
    """A word that nobody knows but the gazetteer: a place that the collection has nobody in."""
    is_long = len(word) > (SHORTEST_LATIN if word.isascii() else 1)
    return is_long and not cues.is_placed and bool(regions_named(word))


def _alike(name: str, cues: Cues) -> list[Body]:
    """The bodies with names like this one; where its place is known, those there whose names are less like too."""
    places = [code for place in cues.all(Place) for code in place.codes]
    near = {body.key for body in cues.directory.at(places)}
    return [
        body
        for body in cues.directory.bodies.values()
        if fuzz.ratio(name, body.name) >= ALIKE or (body.key in near and _ends_alike(name, body.tail))
    ]


def _ends_alike(name: str, tail: str) -> bool:
    return bool(tail) and name[-1] == tail[-1] and fuzz.ratio(name[-len(tail) :], tail) >= LIKE_AT_PLACE


def _is_a_slip(name: str, known: str) -> bool:
    """One wrong character in a long name whose beginning is no place of its own, or a place without its 市 or 县."""
    if any(known[:n] + known[n + 1 :] == name for n, sign in enumerate(known) if sign in "省市县区州盟旗"):
        return True
    if len(name) != len(known) or len(name) < MISSPELT:
        return False
    wrong = [n for n, (ours, theirs) in enumerate(zip(name, known, strict=True)) if ours != theirs]
    return len(wrong) == 1 and not any(regions_named(name[:end]) for end in range(wrong[0] + 1, len(name)))


def _is_certainly_a_name(cues: Cues, place: int, name: str) -> bool:
    """In a list 哪些大型局 asks for a sort of bodies; a Chinese name with no such word before it is one's own."""
    asked = any(isinstance(s.meaning, Word) and s.meaning.key == "which" and s.end == place for s in cues.spans)
    return bool(re.search(rf"[{HAN}]", name)) and not asked


def _name_around(cues: Cues, place: int, word: str) -> str | None:
    end = place + len(word)
    sort = _end_of_sort(cues, end)
    before = _start_of_name(cues, place)
    if sort > end or (before < place and re.match(rf"[{HAN}]", word)):
        return cues.text[before:sort]
    if _BODY_ENDS.search(word) and len(word) > 3:
        return cues.text[before:end]
    return None


def _start_of_name(cues: Cues, place: int) -> int:
    """Where the place (and department) begins that a word directly follows: [尖扎县教育]基金会."""
    start = place
    for span in reversed(cues.spans):
        is_department = isinstance(span.meaning, Word) and span.meaning.role == "department"
        if span.end == start and isinstance(span.meaning, Place | Named):
            return span.start
        if span.end == start and is_department:
            start = span.start
    return place


def _end_of_sort(cues: Cues, start: int) -> int:
    """Where the words for a department or a sort of body end that follow directly; `start` where none do."""
    following = sorts_behind(cues, start)
    return following[-1].end if following else start


def sorts_behind(cues: Cues, start: int) -> list[Span]:
    """The words for a department or a sort of body that follow directly."""
    found: list[Span] = []
    end = start
    for span in cues.spans:
        gap = cues.text[end : span.start]
        is_sort = isinstance(span.meaning, Word) and span.meaning.role in SORT_ROLES
        if span.start >= end and not gap.strip() and is_sort:
            found.append(span)
            end = span.end
    return found


# -- bodies by filters, places and sorts


def _by_filters(cues: Cues, filtering: bool) -> Scoping | None:
    return Scoping(scope=filters_in(cues)) if filtering else None


def _by_place(cues: Cues, filtering: bool) -> Scoping | None:  # noqa: ARG001
    """Bodies are asked for, and their places are named: the place's own, its government, or the one of that sort."""
    spans = [span for span in cues.spans if isinstance(span.meaning, Place)]
    return _of_mentions(cues, spans) if spans else None


def _of_mentions(cues: Cues, spans: Sequence[Span]) -> Scoping:
    """One body for each place that is named, but for the places that only lie around another."""
    inner = _inner([cast("Place", span.meaning) for span in spans])
    mentions = [span for span in spans if span.meaning in inner]
    sorts = [sorts_behind(cues, span.end) for span in mentions]
    keys: dict[str, None] = {}
    assumed: list[str] = []
    for number, span in enumerate(mentions):
        own = next((found for found in sorts[number:] if found), [])
        said = own or [s for s in cues.spans if isinstance(s.meaning, Word) and s.meaning.role in SORT_ROLES]
        found = _at_place(cues, span, said)
        if found.scope.regions:
            return Scoping(scope=PlanScope(regions=codes_of(inner)))
        if found.obstacle or not found.scope.agencies:
            return found
        keys |= dict.fromkeys(found.scope.agencies)
        assumed.extend(found.assumed)
    return Scoping(scope=PlanScope(agencies=tuple(keys)), assumed=tuple(dict.fromkeys(assumed)))


def _at_place(cues: Cues, span: Span, sorts: Sequence[Span]) -> Scoping:
    codes = cast("Place", span.meaning).codes
    words = cues.text[span.start : max(span.end, _end_of_sort(cues, span.end))]
    wanted = _wanted(sorts, cues)
    own = [body for body in cues.directory.at(codes) if _is_of_sort(body, wanted)]
    if sorts:
        return one_of(own, words)
    itself = _place_itself(own, cues)
    inside = list(cues.directory.inside(codes))
    if not itself and not any(not body.tail for body in own) and len(inside) > 1 and _is_wide(codes):
        return Scoping(scope=PlanScope(regions=codes, levels=None))
    return one_of(itself or own or inside, words)


def _is_wide(codes: Sequence[str]) -> bool:
    """True for a province: no report speaks for it as a whole but its government's."""
    places = [place for code in codes if (place := region(code))]
    return bool(places) and all(level_of(place) in {"province", "prefecture"} for place in places) and len(codes) == 1


def _place_itself(own: Sequence[Body], cues: Cues) -> list[Body]:
    """The body that stands for a place: its government; a division is it only by name or where it is alone."""
    governments = [body for body in own if body.kind == "government"]
    if cues.says("itself"):
        return governments or [body for body in own if not body.tail]
    return governments


def _by_sort(cues: Cues, filtering: bool) -> Scoping | None:  # noqa: ARG001
    """One body is asked for by its department or sort alone: only where the collection has one such."""
    if not cues.has(*SORT_ROLES):
        return None
    words = next(
        cues.text[span.start : _end_of_sort(cues, span.start)]
        for span in cues.spans
        if isinstance(span.meaning, Word) and span.meaning.role in SORT_ROLES
    )
    return one_of(_of_sort(cues, _sorts_said(cues)), words)


Wanted = dict[str, set[str]]


def _sorts_said(cues: Cues) -> Wanted:
    return {role: set(cues.keys(role)) for role in ("department", "kind", "level")}


def _wanted(sorts: Sequence[Span], cues: Cues) -> Wanted:
    words = [cast("Word", span.meaning) for span in sorts]
    said = {role: {word.key for word in words if word.role == role} for role in ("department", "kind")}
    return {**said, "level": set(cues.keys("level"))}


def _of_sort(cues: Cues, wanted: Wanted) -> list[Body]:
    return [body for body in cues.directory.bodies.values() if _is_of_sort(body, wanted)]


def _is_of_sort(body: Body, wanted: Wanted) -> bool:
    own = {"department": body.department, "kind": body.kind, "level": body.level}
    return all(not keys or own[role] in keys for role, keys in wanted.items())


def one_of(bodies: Sequence[Body], words: str) -> Scoping:
    """The only one of some bodies; an obstacle where there are several, or none."""
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
