"""A question that goes on from the one before: 那2023年呢, only counties, 为什么少了两个, show the sources.

What it names takes the place of the same thing in the plan before; all else stays. A question that says by itself what
it is about is no such question, and neither is one in which nothing of this is found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from canonical.measures import measure_of
from qa.conditions import condition_of
from qa.counting import counts_bodies
from qa.cues import Cues
from qa.entities import Directory, Named, Place
from qa.intent import LISTING, intent_of
from qa.lexicon import Word
from qa.obstacles import field_left_open, too_unsure, without_unit
from qa.periods import Years
from qa.plan import Condition, Obstacle, Plan, PlanScope
from qa.planner import Understood, understand
from qa.quantities import Comparison, Count
from qa.question import Span
from qa.scoping import filters_in, scoping_of

_GOES_ON = re.compile(
    r"^(?:那么?|再|还有|另外|换成|改成|如果是|要是|and\b|what about\b|how about\b|but\b|now\b|same for\b|also\b|"
    r"then\b|or\b|only\b|just\b|只)"
    r"|呢[?？。!！]*$|(?:instead|too|as well)[?.!]*$"
)
_WHY_MISSING = re.compile(
    r"(?:为什么|为何|怎么|咋)(?:会)?(?:少|缺|没有|只有)|(?:少|缺)了?(?:的)?(?:是)?(?:哪|几|谁)|哪[几些]?[个份家条]?(?:报告|单位)?(?:没有?|缺|少)"
    r"|\b(?:why|which|who|what)\b.*\b(?:missing|left out|not (?:there|included|counted|listed)|"
    r"without a (?:value|figure)|lacking)\b"
)
_SOURCES = re.compile(
    r"来源|出处|出自|原文|哪一?页|在哪里?(?:印|写|看|查)|依据是|凭什么|\bwhere\b.*\b(?:printed|stands?|from|found|written|say|says|see)\b"
    r"|\b(?:sources?|citations?|evidence|page numbers?|which pages?|proof)\b"
)
_BEFORE = re.compile(
    r"^(?:那|and|what about|how about|再)*\s*(?:的)?(?:上一?年|前一年|上年度|the (?:year before|"
    r"previous year)|(?:a|one) year earlier|去年同期)"
)
_AFTER = re.compile(r"(?:下一年|后一年|次年|第二年|the (?:year after|next year|following year))")
_DEFINITION = re.compile(
    r"怎么(?:计)?算|如何(?:计)?算|算法|定义|口径|公式|什么意思|啥意思"
    r"|\bhow\b.*\b(?:calculated|computed|defined|worked out)\b|\bwhat does (?:it|that|this) mean\b"
    r"|\b(?:definition|formula)\b"
)
WEIGHTLESS = {"which", "how_many", "what", "having", "each", "only", "whether", "itself", "than"}
STATISTICS = {"sum": "sum", "average": "average", "median": "median", "max": "max", "min": "min"}


@dataclass(slots=True)
class _Edit:
    """The changes to a plan, and the words they rest on."""

    scope: dict[str, Any] = field(default_factory=dict)
    plan: dict[str, Any] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    assumed: tuple[str, ...] = ()
    obstacle: Obstacle | None = None
    used: tuple[str, ...] = ()
    explains: bool = False

    def __bool__(self) -> bool:
        """True when anything is changed."""
        return bool(self.scope or self.plan or self.obstacle)


def following(question: str, previous: Plan, directory: Directory, today: date) -> Plan | None:
    """The plan before, changed as the question says; None where the question stands by itself."""
    understood = understand(question, directory, today)
    cues = understood.cues
    if not _is_fragment(cues):
        return None
    edit = _Edit()
    for change in EDITS:
        change(edit, previous, cues)
    if not edit:
        return None
    return _changed(previous, edit, understood)


def _is_fragment(cues: Cues) -> bool:
    """True when the question lacks what it is about, or is worded as going on."""
    if _WHY_MISSING.search(cues.text) or _asks_for_sources(cues) or cues.says("other_way"):
        return True
    intent = intent_of(cues)
    kind = intent.kind
    if intent.collected == "count_bodies" and not _names_reports(cues):
        return True  # how many of those there are
    if kind in {"checks", "reports", "passages"} and not _GOES_ON.search(cues.text):
        return False
    if not cues.asked.measures:
        return not cues.has("absent")
    is_bare = not (cues.is_placed or cues.all(Years) or cues.comparisons or cues.says("which", "most", "fewest"))
    return is_bare and bool(_GOES_ON.search(cues.text))


def _names_reports(cues: Cues) -> bool:
    """True when the reports themselves, a body or a year are spoken of."""
    named = cues.is_placed or cues.all(Years) or cues.has("department", "level", "kind")
    return bool(named) or cues.matches(r"报告|年报|库|收录|\breports?\b|\bcollection\b|\bdatabase\b|\bcovered\b")


# -- one function for each thing a question can change


def _missing(edit: _Edit, previous: Plan, cues: Cues) -> None:
    if _WHY_MISSING.search(cues.text) and previous.measures:
        edit.plan |= {"kind": "list", "condition": Condition(op="lacking"), "aggregate": None, "order": None}
        edit.plan |= {"limit": None, "group": None, "change": None, "subtract": False, "whole": None}
        if previous.whole is not None:
            edit.scope |= previous.whole.model_dump()
        edit.words |= {"why_missing", "none", "no_value", "unreported", "narrative"}


def _sources(edit: _Edit, _previous: Plan, cues: Cues) -> None:
    if _asks_for_sources(cues):
        edit.plan["cited"] = True
        edit.words.add("sources")


def _asks_for_sources(cues: Cues) -> bool:
    return cues.says("sources") or bool(_SOURCES.search(cues.text))


def _definition(edit: _Edit, previous: Plan, cues: Cues) -> None:
    """The same answer again, which tells the definition of its measure."""
    if _DEFINITION.search(cues.text) and previous.measures:
        edit.plan["measures"] = previous.measures
        edit.explains = True


def _measures(edit: _Edit, previous: Plan, cues: Cues) -> None:
    if previous.kind in {"passages", "reports"}:
        return
    if measures := cues.asked.measures or _in_columns(previous, cues):
        edit.plan["measures"] = measures


def _in_columns(previous: Plan, cues: Cues) -> tuple[str, ...]:
    """The row before in other columns: and how many were lost?"""
    row = previous.measures[0].rpartition(".")[0] if len(previous.measures) == 1 else ""
    return tuple(name for column in cues.keys("column") if measure_of(name := f"{row}.{column}"))


def _years(edit: _Edit, previous: Plan, cues: Cues) -> None:
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
    if previous.change is not None and years is not None and len(years) == 1:
        years = (years[0] - 1, years[0])
    edit.scope["years"] = years
    edit.plan["latest_only"] = years is None and previous.kind == "lookup" and not named.series
    edit.words |= {"year_before"}


def _bodies(edit: _Edit, previous: Plan, cues: Cues) -> None:
    """A named body or place takes the place of the one before; a filter stays a filter."""
    wants_filter = previous.scope.agencies is None and previous.kind != "lookup" and not cues.all(Named)
    has_name = bool(cues.all(Named) or cues.all(Place)) or bool(cues.left and not wants_filter)
    if not has_name:
        return
    found = scoping_of(cues, filtering=wants_filter)
    if not cues.is_placed and (found.obstacle or found.scope.agencies is None):
        return
    edit.obstacle, edit.assumed, edit.used = found.obstacle, found.assumed, (*edit.used, *found.used)
    edit.scope |= {"agencies": found.scope.agencies, "regions": found.scope.regions}
    if found.scope.agencies:
        edit.scope |= {"departments": None, "kinds": None, "levels": None}
    if found.scope.regions and previous.kind == "lookup":
        edit.plan |= {"kind": "aggregate", "aggregate": "sum", "latest_only": False}


def _sorts(edit: _Edit, _previous: Plan, cues: Cues) -> None:
    if edit.scope.get("agencies"):
        return
    wanted = filters_in(cues)
    for name in ("departments", "kinds", "levels"):
        if getattr(wanted, name):
            edit.scope[name] = getattr(wanted, name)
    if dimension := cues.keys("dimension"):
        level = dimension[0]
        if level in {"province", "prefecture", "county"} and not edit.scope.get("levels"):
            edit.scope["levels"] = (level,)
    if cues.excluded:
        edit.scope["excluded"] = cues.excluded


def _limit(edit: _Edit, previous: Plan, cues: Cues) -> None:
    counts = cues.all(Count)
    if counts and not edit.plan.get("condition"):
        edit.plan["limit"] = counts[0].number
        edit.plan |= _as_ranking(previous)
        edit.words |= {"most"}


def _order(edit: _Edit, previous: Plan, cues: Cues) -> None:
    turned = {"descending": "ascending", "ascending": "descending"}
    if cues.says("most", "fewest", "ordering"):
        edit.plan |= _as_ranking(previous)
        edit.plan["order"] = "ascending" if cues.says("fewest") else "descending"
    elif cues.says("other_way"):
        edit.plan |= _as_ranking(previous)
        edit.plan["order"] = turned[previous.order or "descending"]
    else:
        return
    if "limit" not in edit.plan and previous.kind != "rank":
        edit.plan["limit"] = 1
    edit.words |= {"most", "fewest", "ordering", "other_way"}


def _as_ranking(previous: Plan) -> dict[str, Any]:
    if previous.kind == "rank":
        return {}
    condition = previous.condition if previous.kind == "list" else None
    order = previous.order or "descending"
    return {"kind": "rank", "order": order, "aggregate": None, "condition": condition, "latest_only": False}


def _statistic(edit: _Edit, previous: Plan, cues: Cues) -> None:
    wanted = next((name for word, name in STATISTICS.items() if cues.says(word)), None)
    counted = cues.says("how_many") and previous.kind == "list" and not edit.scope and not edit.plan
    if counted and (wanted is None or counts_bodies(cues)):
        wanted = "count"
    if wanted is None or "kind" in edit.plan or previous.kind in {"checks", "reports", "passages"}:
        return
    condition = previous.condition if wanted == "count" else None
    edit.plan |= {"kind": "aggregate", "aggregate": wanted, "order": None, "limit": None, "condition": condition}
    edit.plan |= {"latest_only": False, "group": None, "subtract": False}
    edit.words |= set(STATISTICS)


def _condition(edit: _Edit, previous: Plan, cues: Cues) -> None:
    if not (cues.comparisons or cues.says("none", "no_value")) or edit.plan.get("condition"):
        return
    asked = edit.plan.get("measures") or previous.measures
    own = Cues(
        text=cues.text,
        spans=cues.spans,
        left=cues.left,
        asked=replace(cues.asked, measures=asked),
        directory=cues.directory,
    )
    kind = previous.kind if previous.kind in {"rank", "aggregate"} and not cues.says("no_value") else "list"
    condition = condition_of(own, replace(LISTING, kind="list", change=previous.change))
    edit.plan |= {"condition": condition, "kind": kind, "latest_only": False}
    edit.words |= {"none", "no_value"}


def _trend(edit: _Edit, previous: Plan, cues: Cues) -> None:
    by_year = cues.keys("dimension") == ("year",) and not cues.says("most", "fewest")
    if (cues.says("trend") or by_year) and previous.measures:
        group = None if (edit.scope.get("agencies") or previous.scope.agencies) else "year"
        edit.plan |= {"kind": "trend", "group": group, "latest_only": False, "aggregate": None, "limit": None}
        if "years" not in edit.scope:
            edit.scope["years"] = None
        edit.words |= {"trend", "shift"}


EDITS: tuple[Callable[[_Edit, Plan, Cues], None], ...] = (
    _missing,
    _sources,
    _definition,
    _measures,
    _years,
    _bodies,
    _sorts,
    _limit,
    _order,
    _statistic,
    _condition,
    _trend,
)


# -- the changed plan


def _changed(previous: Plan, edit: _Edit, understood: Understood) -> Plan:
    cues = understood.cues
    scope = _with(previous.scope, edit.scope)
    shared = {name: value for name, value in edit.scope.items() if name in {"years", "excluded"}}
    changes: dict[str, Any] = {
        "scope": scope,
        "obstacle": edit.obstacle,
        "assumed": (*understood.mended, *edit.assumed),
        "cited": False,
        "language": understood.language if _has_own_words(cues) else previous.language,
        **edit.plan,
    }
    if previous.whole is not None and "whole" not in edit.plan:
        changes["whole"] = _with(previous.whole, shared)
    if previous.among is not None:
        changes["among"] = previous.among.model_copy(update={"scope": _with(previous.among.scope, edit.scope)})
    plan = previous.model_copy(update=changes)
    plan = plan.model_copy(update={"unplaced": _unplaced(edit, cues)})
    plan = plan.model_copy(update={"confidence": max(0.0, round(1.0 - 0.3 * len(plan.unplaced), 2))})
    names = {key: body.name for key in scope.agencies or () if (body := cues.directory.bodies.get(key))}
    obstacle = (
        edit.obstacle or field_left_open(plan, names) or without_unit(plan, names) or too_unsure(plan, names, 0.75)
    )
    return Plan.model_validate(plan.model_copy(update={"obstacle": obstacle}).model_dump())


def _with(scope: PlanScope, changes: Mapping[str, Any]) -> PlanScope:
    return PlanScope.model_validate(scope.model_copy(update=dict(changes)).model_dump())


def _has_own_words(cues: Cues) -> bool:
    return bool(re.search(r"[a-z]{2,}|[呢吗的那只看]", cues.text))


def _unplaced(edit: _Edit, cues: Cues) -> tuple[str, ...]:
    """The words of the question that changed nothing."""
    if edit.plan.get("condition") == Condition(op="lacking") or edit.plan.get("cited") or edit.explains:
        return ()
    left = [word for _, word in cues.left if word not in edit.used]
    idle = [cues.text[span.start : span.end] for span in cues.spans if not _is_used(span, edit, cues)]
    return tuple(dict.fromkeys((*left, *idle)))


def _is_used(span: Span, edit: _Edit, cues: Cues) -> bool:  # noqa: PLR0911 - a ladder of cases
    meaning = span.meaning
    if isinstance(meaning, Comparison):
        return edit.plan.get("condition") is not None
    if isinstance(meaning, Count):
        return edit.plan.get("limit") == meaning.number
    if not isinstance(meaning, Word):
        return True
    if meaning.role == "word":
        return meaning.key in WEIGHTLESS or meaning.key in edit.words
    if meaning.role in {"kind", "department", "level"}:
        return bool(edit.scope.get("agencies") or meaning.key in (edit.scope.get(f"{meaning.role}s") or ()))
    if meaning.role == "dimension":
        return meaning.key in (edit.scope.get("levels") or ()) or meaning.key == "year"
    if meaning.role in {"subject", "column", "field", "ratio"}:
        in_use = {name.rpartition(".")[2] for name in edit.plan.get("measures") or ()}
        return bool(in_use) and (meaning.key in in_use or meaning.key not in cues.asked.spare)
    return meaning.role in {"filler", "all_bodies", "weak_subject", "weak_narrative", "narrative"}
