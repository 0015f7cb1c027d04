"""Whose reports, and of which years, a question that goes on is about: what it names takes the place of that before."""

from __future__ import annotations

import re
from dataclasses import replace

from qa.cues import Cues
from qa.edit import Edit
from qa.entities import Body, Named, Place
from qa.fragments import refers_back
from qa.grouping import next_below
from qa.lexicon import Word
from qa.periods import Years
from qa.plan import Plan
from qa.question import Span
from qa.scoping import Scoping, codes_of, filters_in, one_of, scoping_of

_BEFORE = re.compile(
    r"^(?:那|and|what about|how about|再)*\s*(?:的)?(?:上一?年|前一年|上年度|the (?:year before|"
    r"previous year)|(?:a|one) year earlier|去年同期)"
)
_ADDS = re.compile(
    r"^(?:再|还|并|也|and |also )*(?:加上|加|算上|连同|包括|并上|plus\b|add(?:ing)?\b|includ(?:e|ing)\b)"
)
_COMPARES = re.compile(
    r"^(?:那|那么)?(?:它)?(?:比(?!例|重)|[和跟与同].{2,20}(?:比|相比|相差|差))"
    r"|^(?:and )?(?:compared (?:to|with)|(?:more|fewer|less) than|versus|vs)\b"
)
"""Begins a question that sets another body beside the one before."""
_COMPARES_YEARS = re.compile(
    r"^(?:那|那么)?(?:[和跟与同][^,，。]{0,10}(?:相?比|相差)|比(?=20|去年|前年))|^compared (?:to|with)\b"
)
_GROUPS = re.compile(r"按|分|各|每|逐|\b(?:by|per|each|across|every)\b")
_AFTER = re.compile(r"(?:下一年|后一年|次年|第二年|the (?:year after|next year|following year))")
GROUPED = {"lookup", "aggregate", "compare", "rank", "list"}
PAIR = 2
MOST_SHOWN = 20


def years(edit: Edit, previous: Plan, cues: Cues) -> None:
    """Years take the place of those before; 加上2023年 adds one."""
    named = cues.years
    years = named.years
    held = previous.scope.years or ()
    if held and _BEFORE.search(cues.text):
        years = tuple(year - 1 for year in held)
        edit.used = (*edit.used, "before", "earlier")
    elif held and _AFTER.search(cues.text):
        years = tuple(year + 1 for year in held)
        edit.used = (*edit.used, "after", "following", "next")
    if years is None and not cues.all(Years):
        return
    is_one = previous.kind == "lookup" and previous.change is None and len(held) == 1
    if is_one and years is not None and len(years) == 1 and years != held and _COMPARES_YEARS.search(cues.text):
        years = tuple(sorted((*held, *years)))
        edit.plan |= {"change": "difference", "latest_only": False}
        edit.words |= {"compare", "than", "gap", "shift"}
        edit.used = (*edit.used, "多", "少", "高", "低")
    elif previous.change is not None and years is not None and len(years) == 1:
        years = (years[0] - 1, years[0])
    if years is not None and _ADDS.search(cues.text):
        years = tuple(sorted({*held, *years}))
        edit.used = (*edit.used, "plus", "add", "include", "including", "adding")
    edit.scope["years"] = years
    edit.plan["latest_only"] = years is None and previous.kind == "lookup" and not named.series
    edit.words |= {"year_before"}


def shown_bodies(edit: Edit, previous: Plan, cues: Cues) -> None:
    """它们 are the bodies that the answer before names, where these are few."""
    if edit.plan.get("where") or not refers_back(cues) or previous.kind in {"passages", "reports", "checks"}:
        return
    keys = previous.scope.agencies or edit.shown(previous)
    if not keys or len(keys) > MOST_SHOWN:
        return
    edit.words.add("it")
    edit.scope |= {"agencies": keys, "regions": None, "departments": None, "kinds": None, "levels": None}
    if previous.scope.agencies is None:
        edit.plan |= {"kind": "lookup", "aggregate": None, "condition": None, "order": None, "limit": None}
        edit.plan |= {"group": None, "nth": None, "change": None, "subtract": False, "latest_only": False}
        edit.plan |= {"where": (), "either": False}


def bodies(edit: Edit, previous: Plan, cues: Cues) -> None:
    """A named body or place takes the place of the one before; a filter stays a filter."""
    wants_filter = previous.scope.agencies is None and previous.kind != "lookup" and not cues.all(Named)
    has_name = bool(cues.all(Named) or cues.all(Place)) or bool(cues.left and not wants_filter)
    if not has_name:
        return
    found = scoping_of(cues, filtering=wants_filter)
    if not cues.is_placed and (found.obstacle or found.scope.agencies is None):
        return
    if (alike := _alike_at(previous, cues)) is not None:
        found = alike
    if previous.scope.agencies and found.scope.agencies and _ADDS.search(cues.text):
        both = tuple(dict.fromkeys((*previous.scope.agencies, *found.scope.agencies)))
        found = replace(found, scope=found.scope.model_copy(update={"agencies": both}))
    if previous.kind == "lookup" and previous.scope.agencies and found.scope.agencies and _COMPARES.search(cues.text):
        found = replace(
            found, scope=found.scope.model_copy(update={"agencies": (*previous.scope.agencies, *found.scope.agencies)})
        )
        edit.plan |= {"kind": "compare", "subtract": len(found.scope.agencies or ()) == PAIR, "latest_only": False}
        edit.words |= {"compare", "gap", "who_more", "rise", "fall"}
        edit.used = (*edit.used, "多", "少", "高", "低", "大", "小")
    edit.obstacle, edit.assumed, edit.used = found.obstacle, found.assumed, (*edit.used, *found.used)
    edit.scope |= {"agencies": found.scope.agencies, "regions": found.scope.regions}
    if found.scope.agencies:
        edit.scope |= {"departments": None, "kinds": None, "levels": None}
    if found.scope.regions and previous.kind == "lookup":
        edit.plan |= {"kind": "aggregate", "aggregate": "sum", "latest_only": False}


def _alike_at(previous: Plan, cues: Cues) -> Scoping | None:
    """杭州呢 after a bureau of 南京: the bureau of the same department there."""
    before = [body for key in previous.scope.agencies or () if (body := cues.directory.bodies.get(key))]
    one = before[0] if len(before) == 1 else None
    if one is None or one.kind == "government" or not one.tail or cues.all(Named) or cues.has("kind", "department"):
        return None
    places = [place for place in cues.all(Place) if one.region and one.region.code not in place.codes]
    if not places:
        return None
    there = [body for body in cues.directory.at(codes_of(places)) if body.tail and body.department == one.department]
    words = "".join(cues.text[s.start : s.end] for s in cues.spans if isinstance(s.meaning, Place))
    return one_of(there, words + one.tail)


def groups(edit: Edit, previous: Plan, cues: Cues) -> None:
    """分市看, by department: the same figure for each of the groups."""
    dimension = next((key for key in cues.keys("dimension") if key != "year"), None)
    if dimension is None or not _GROUPS.search(cues.text) or previous.kind not in GROUPED or previous.change:
        return
    bodies = [cues.directory.bodies[key] for key in previous.scope.agencies or () if key in cues.directory.bodies]
    if any(body.kind != "government" or body.region is None for body in bodies):
        return
    if bodies and "agencies" not in edit.scope:
        edit.scope |= {"agencies": None, "regions": tuple(body.region.code for body in bodies if body.region)}
    codes = edit.scope.get("regions") or previous.scope.regions or ()
    edit.plan["group"] = next_below(codes) if dimension == "province" and codes else dimension
    if previous.kind != "rank":
        kept = previous.aggregate if previous.aggregate in {"average", "median"} else None
        aggregate = "average" if cues.says("average") else kept
        edit.plan |= {"kind": "compare", "aggregate": aggregate, "condition": None, "latest_only": False}
    edit.words |= {"per", "average", "each"}


def sorts(edit: Edit, previous: Plan, cues: Cues) -> None:
    """A sort of bodies narrows the ones before; after one body it asks for another one at its place."""
    if cues.excluded:
        edit.scope["excluded"] = tuple(dict.fromkeys((*previous.scope.excluded, *cues.excluded)))
    if edit.scope.get("agencies"):
        return
    said = _sorts_said(edit, cues)
    held = [] if "agencies" in edit.scope else _bodies_of(previous, cues)
    if held and not said and cues.has("all_bodies"):
        said = {"levels": ()}  # all within the place
    if not said or (held and (edit.obstacle or not _moves_within_place(edit, previous, held, said, cues))):
        return
    edit.words.add("all_bodies")
    if edit.scope.get("agencies") is None:
        edit.scope |= {name: keys or None for name, keys in said.items()}


def _bodies_of(previous: Plan, cues: Cues) -> list[Body]:
    known = cues.directory.bodies
    return [known[key] for key in previous.scope.agencies or () if key in known]


def _sorts_said(edit: Edit, cues: Cues) -> dict[str, tuple[str, ...]]:
    wanted = filters_in(cues)
    said = {name: found for name in ("departments", "kinds", "levels") if (found := getattr(wanted, name))}
    dimension = next(iter(cues.keys("dimension")), None)
    if dimension in {"province", "prefecture", "county"} and "group" not in edit.plan and "levels" not in said:
        said["levels"] = (dimension,)
    return said


def _moves_within_place(
    edit: Edit, previous: Plan, held: list[Body], said: dict[str, tuple[str, ...]], cues: Cues
) -> bool:
    """True where the sort was put to use: 教育局呢 after its city's government, 只看县级 after a province's."""
    one = held[0] if len(held) == 1 else None
    if one is None or one.region is None:
        return False
    if said.keys() == {"levels"}:
        if one.kind != "government":
            return False
        edit.scope |= {"agencies": None, "regions": (one.region.code,)}
        if previous.kind == "lookup":
            edit.plan |= {"kind": "aggregate", "aggregate": "sum", "latest_only": False}
        return True
    there = [body for body in cues.directory.at((one.region.code,)) if _is_one_of(body, said)]
    words = "".join(cues.text[s.start : s.end] for s in cues.spans if _is_sort(s))
    found = one_of(there, f"{one.region.name}{words}")
    edit.obstacle, edit.assumed = found.obstacle, found.assumed
    if found.scope.agencies:
        edit.scope |= {"agencies": found.scope.agencies, "regions": None}
    return True


def _is_one_of(body: Body, said: dict[str, tuple[str, ...]]) -> bool:
    own = {"departments": body.department, "kinds": body.kind, "levels": body.level}
    return all(own[name] in wanted for name, wanted in said.items())


def _is_sort(span: Span) -> bool:
    return isinstance(span.meaning, Word) and span.meaning.role in {"department", "kind"}
