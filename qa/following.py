"""A question that goes on from the one before: 那2023年呢, only counties, 为什么少了两个, show the sources.

What it names takes the place of the same thing in the plan before; all else stays. A question that says by itself what
it is about is no such question, and neither is one in which nothing of this is found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from canonical.measures import measure_of
from qa.asking import label_of
from qa.conditions import INVERSE, ZERO, condition_of
from qa.counting import counts_bodies
from qa.cues import Cues
from qa.edit import Edit, Shown
from qa.entities import Directory
from qa.fragments import WHY_MISSING, asks_for_sources, corrected, is_fragment, narrows, refers_back
from qa.intent import LISTING
from qa.lexicon import Word
from qa.numerals import NUMERAL, number_of
from qa.obstacles import field_left_open, too_unsure, without_unit
from qa.plan import Condition, Obstacle, Plan, PlanScope, Where, can_be_filtered
from qa.planner import Understood, understand
from qa.quantities import Comparison, Count
from qa.question import Span, comparable
from qa.rescoping import bodies, groups, shown_bodies, sorts, years
from qa.turning import turned

ANY = Condition(op="ge", values=ZERO)
_PLACE = re.compile(rf"(?:那|那么)?第({NUMERAL})(?:名|位|个|高|多|大|低|少)?的?(?:是谁|是哪个|呢)*[?？。]*")
PAIR = 2
_GAP = re.compile(r"^(?:那|那么|它们|两者)*(?:相|之间)?差(?:多少|几|了多少)")
_PER = re.compile(r"每家|每个|每单位|各单位|各家|\bper (?:body|agency|bureau)\b|\beach\b")
_AGAIN = re.compile(r"图|画|表格|\b(?:charts?|graphs?|plots?|tables?)\b")
_DEFINITION = re.compile(
    r"怎么(?:计)?算|如何(?:计)?算|算法|定义|口径|公式|什么意思|啥意思"
    r"|\bhow\b.*\b(?:calculated|computed|defined|worked out)\b|\bwhat does (?:it|that|this) mean\b"
    r"|\b(?:definition|formula)\b"
)
WHOSE = frozenset({"agencies", "regions", "departments", "kinds", "levels"})
WEIGHTLESS = {"which", "how_many", "what", "having", "each", "only", "whether", "itself", "than"}
STATISTICS = {"sum": "sum", "average": "average", "median": "median", "max": "max", "min": "min"}


def following(
    question: str, previous: Plan, directory: Directory, today: date, shown: Shown = lambda _plan: ()
) -> Plan | None:
    """The plan before, changed as the question says; None where the question stands by itself.

    `shown` tells the keys of the bodies that the answer to a plan names: 它们 means these.
    """
    rest, corrects = corrected(comparable(question))
    understood = understand(rest if corrects else question, directory, today)
    cues = understood.cues
    if not corrects and (plan := turned(previous, understood)) is not None:
        return plan
    if not is_fragment(cues, corrects=corrects, of_named=bool(previous.scope.agencies)):
        return None
    edit = Edit(shown=shown, of_named=bool(previous.scope.agencies))
    for change in EDITS:
        change(edit, previous, cues)
    if not edit:
        return None
    return _changed(previous, edit, understood)


# -- one function for each thing a question can change


def _missing(edit: Edit, previous: Plan, cues: Cues) -> None:
    if WHY_MISSING.search(cues.text) and previous.measures:
        edit.plan |= {"kind": "list", "condition": Condition(op="lacking"), "aggregate": None, "order": None}
        edit.plan |= {"limit": None, "group": None, "change": None, "subtract": False, "whole": None}
        if previous.whole is not None:
            edit.scope |= previous.whole.model_dump()
        edit.words |= {"why_missing", "none", "no_value", "unreported", "narrative"}


def _sources(edit: Edit, _previous: Plan, cues: Cues) -> None:
    if asks_for_sources(cues):
        edit.plan["cited"] = True
        edit.words.add("sources")


def _definition(edit: Edit, previous: Plan, cues: Cues) -> None:
    """The same answer again, which tells the definition of its measure."""
    if _DEFINITION.search(cues.text) and previous.measures:
        edit.plan["measures"] = previous.measures
        edit.again = True


def _narrower(edit: Edit, previous: Plan, cues: Cues) -> None:
    """其中没有诉讼的呢: one more condition for those of the answer before."""
    if not narrows(cues):
        return
    measure = cues.asked.measures[0]
    condition = cues.own or condition_of(cues, LISTING)
    is_list = (previous.kind == "list" or previous.aggregate == "count") and can_be_filtered(previous)
    if not is_list or previous.either or condition is None:
        if previous.kind in {"list", "rank", "aggregate"}:
            edit.obstacle = Obstacle(kind="unsure_question", words=cues.text)
        return
    edit.plan["where"] = (*previous.where, Where(measure=measure, **condition.model_dump()))
    if counts_bodies(cues):
        edit.plan |= {"kind": "aggregate", "aggregate": "count"}
    edit.words |= {"none", "some", "besides", "it"}


def _measures(edit: Edit, previous: Plan, cues: Cues) -> None:
    if previous.kind in {"passages", "reports"} or edit.plan.get("where"):
        return
    names_a_row = cues.has("subject", "weak_subject", "field", "ratio", "rows")
    in_columns = () if names_a_row else _in_columns(previous, cues)
    measures = in_columns or cues.asked.measures
    if not measures:
        return
    edit.plan["measures"] = measures
    is_other = measures != previous.measures
    if is_other and not refers_back(cues) and previous.is_joint and not previous.either and previous.condition:
        own = Where(measure=previous.measures[0], **previous.condition.model_dump())
        edit.plan |= {"condition": ANY, "where": (own, *previous.where)}  # another figure of the same bodies


def _in_columns(previous: Plan, cues: Cues) -> tuple[str, ...]:
    """The row before in other columns: and how many were lost?"""
    row = previous.measures[0].rpartition(".")[0] if len(previous.measures) == 1 else ""
    return tuple(name for column in cues.keys("column") if measure_of(name := f"{row}.{column}"))


def _limit(edit: Edit, previous: Plan, cues: Cues) -> None:
    if previous.kind == "rank" and (place := _PLACE.fullmatch(cues.text)):
        edit.plan |= {"nth": int(number_of(place[1])), "limit": None}
        edit.used = (*edit.used, place[0], f"第{place[1]}")
        return
    counts = cues.all(Count)
    if counts and not edit.plan.get("condition"):
        edit.plan["limit"] = counts[0].number
        edit.plan |= _as_ranking(previous)
        if counts[0].upward:
            edit.plan["order"] = "ascending"
        edit.words |= {"most"}


def _order(edit: Edit, previous: Plan, cues: Cues) -> None:
    turned = {"descending": "ascending", "ascending": "descending"}
    if cues.says("most", "fewest", "ordering", "upward"):
        edit.plan |= _as_ranking(previous)
        if previous.change and "year" in cues.keys("dimension"):  # 哪一年最高, after a change between two
            edit.plan |= {"change": None, "kind": "rank"}
            edit.scope.setdefault("years", None)
        edit.plan["order"] = "ascending" if cues.says("fewest", "upward") else "descending"
    elif cues.says("other_way") and previous.is_joint and previous.kind == "list":
        return  # the others of several conditions
    elif cues.says("other_way") and previous.kind == "list" and previous.condition:
        edit.plan["condition"] = _turned(previous.condition)
    elif cues.says("other_way"):
        edit.plan |= _as_ranking(previous)
        edit.plan["order"] = turned[previous.order or "descending"]
    else:
        return
    if "limit" not in edit.plan and previous.kind != "rank" and cues.says("most", "fewest"):
        edit.plan["limit"] = 1
    edit.words |= {"most", "fewest", "ordering", "upward", "other_way"}


def _turned(condition: Condition) -> Condition:
    """The others: those above a number instead of below, with some instead of none."""
    if condition.op == "eq" and condition.values == ZERO:
        return Condition(op="gt", values=ZERO)
    if condition.op == "gt" and condition.values == ZERO:
        return Condition(op="eq", values=ZERO)
    return condition.model_copy(update={"op": INVERSE.get(condition.op, condition.op)})


def _as_ranking(previous: Plan) -> dict[str, Any]:
    if previous.kind == "rank":
        return {}
    condition = previous.condition if previous.kind == "list" else None
    order = previous.order or "descending"
    return {"kind": "rank", "order": order, "aggregate": None, "condition": condition, "latest_only": False}


def _statistic(edit: Edit, previous: Plan, cues: Cues) -> None:
    wanted = next((name for word, name in STATISTICS.items() if cues.says(word)), None)
    if previous.kind == "checks" and cues.says("how_many"):
        counts = "count" if counts_bodies(cues) else "count_reports"
        edit.plan |= {"aggregate": counts}
    if "group" in edit.plan:
        return
    counted = cues.says("how_many") and previous.kind == "list" and not edit.scope and not edit.plan
    if previous.kind == "list" and counts_bodies(cues):
        wanted = "count"
    elif counted and wanted is None:
        wanted = "sum" if previous.condition == ANY else "count"
    if wanted is not None and wanted == edit.plan.get("aggregate"):
        edit.words |= set(STATISTICS)
    if wanted is None or "kind" in edit.plan or previous.kind in {"checks", "reports", "passages"}:
        return
    one = next((cues.directory.bodies.get(key) for key in previous.scope.agencies or ()), None)
    is_of_place = one is not None and one.kind == "government" and one.region is not None
    if (
        wanted in {"average", "median"}
        and is_of_place
        and len(previous.scope.agencies or ()) == 1
        and _PER.search(cues.text)
    ):
        edit.scope |= {"agencies": None, "regions": (one.region.code,)}  # type: ignore[union-attr]
    is_chosen = previous.kind == "list" and previous.condition != ANY
    condition = previous.condition if wanted == "count" or is_chosen else None
    edit.plan |= {"kind": "aggregate", "aggregate": wanted, "order": None, "limit": None, "condition": condition}
    edit.plan |= {"latest_only": False, "group": None, "subtract": False}
    edit.words |= set(STATISTICS)


def _which(edit: Edit, previous: Plan, cues: Cues) -> None:
    """哪些 after a number of bodies: which they are."""
    if not cues.says("which") or edit or cues.comparisons:
        return
    if previous.aggregate in {"count", "count_reports"}:
        edit.plan |= {"aggregate": None, "kind": "checks" if previous.kind == "checks" else "list"}
    elif previous.collected in {"count", "count_bodies"}:
        edit.plan["collected"] = "bodies"


def _change(edit: Edit, previous: Plan, cues: Cues) -> None:
    """和上年比呢: the figure before, less that of the year before."""
    years = edit.scope.get("years") or previous.scope.years or ()
    asks = cues.says("year_before") or (cues.says("rise", "fall", "percent", "shift") and len(years) == 1)
    is_one = previous.kind == "lookup" or (previous.kind == "aggregate" and previous.aggregate == "sum")
    if not asks or not is_one or not years or len(years) > 2:
        return
    edit.scope["years"] = (years[0] - 1, years[0]) if len(years) == 1 else years
    edit.plan |= {"change": "percent" if cues.says("percent") else "difference", "kind": "lookup"}
    edit.plan |= {"aggregate": None, "latest_only": False}
    edit.words |= {"year_before", "rise", "fall", "percent", "shift", "gap", "compare", "than"}


def _gap(edit: Edit, previous: Plan, cues: Cues) -> None:
    """差多少, after two were set side by side."""
    sides = max(len(previous.scope.agencies or ()), len(previous.scope.regions or ()))
    if previous.kind == "compare" and sides == PAIR and (cues.says("gap") or _GAP.match(cues.text)) and not edit:
        edit.plan["subtract"] = True
        edit.words |= {"gap"}
        edit.used = (*edit.used, *(word for _, word in cues.left))


def _again(edit: Edit, previous: Plan, cues: Cues) -> None:
    """As a chart, as a table: both are in every answer."""
    if not edit and _AGAIN.search(cues.text):
        edit.plan["kind"] = previous.kind
        edit.again = True


def _condition(edit: Edit, previous: Plan, cues: Cues) -> None:
    is_said = cues.comparisons or cues.says("none", "no_value") or (cues.says("having") and cues.asked.measures)
    if edit.plan.get("where") or not is_said or edit.plan.get("condition"):
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


def _trend(edit: Edit, previous: Plan, cues: Cues) -> None:
    by_year = cues.keys("dimension") == ("year",) and not cues.says("most", "fewest")
    if (cues.says("trend") or by_year) and previous.measures:
        group = None if (edit.scope.get("agencies") or previous.scope.agencies) else "year"
        edit.plan |= {"kind": "trend", "group": group, "latest_only": False, "aggregate": None, "limit": None}
        if "years" not in edit.scope:
            edit.scope["years"] = None
        edit.words |= {"trend", "shift"}


EDITS: tuple[Callable[[Edit, Plan, Cues], None], ...] = (
    _missing,
    _sources,
    _definition,
    _narrower,
    _measures,
    years,
    shown_bodies,
    bodies,
    groups,
    sorts,
    _limit,
    _order,
    _statistic,
    _condition,
    _trend,
    _change,
    _which,
    _gap,
    _again,
)


# -- the changed plan


def _changed(previous: Plan, edit: Edit, understood: Understood) -> Plan | None:
    """The plan with what the question changes; None where that can not be run: the question stands by itself."""
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
    idle = _unplaced(edit, cues)
    if plan.is_joint and not can_be_filtered(plan):
        idle = (*idle, *(label_of(name, plan.language) for name in plan.others))
        plan = plan.model_copy(update={"where": (), "either": False, "condition": None})
    plan = plan.model_copy(update={"unplaced": idle})
    plan = plan.model_copy(update={"confidence": max(0.0, round(1.0 - 0.3 * len(plan.unplaced), 2))})
    names = {key: body.name for key in scope.agencies or () if (body := cues.directory.bodies.get(key))}
    obstacle = (
        edit.obstacle
        or field_left_open(plan, names)
        or without_unit(plan, names)
        or too_unsure(plan, names, 0.75)
        or _still_in_the_way(previous, plan, edit)
    )
    if obstacle is None and plan.lack:
        return None
    return Plan.model_validate(plan.model_copy(update={"obstacle": obstacle}).model_dump())


def _still_in_the_way(previous: Plan, plan: Plan, edit: Edit) -> Obstacle | None:
    """The obstacle before, as long as no other body is named or no figure that the reports have."""
    before = previous.obstacle
    if before is not None and before.kind == "unknown_body":
        return before if WHOSE.isdisjoint(edit.scope) else None
    return before if plan.lack else None


def _with(scope: PlanScope, changes: Mapping[str, Any]) -> PlanScope:
    return PlanScope.model_validate(scope.model_copy(update=dict(changes)).model_dump())


def _has_own_words(cues: Cues) -> bool:
    return bool(re.search(r"[a-z]{2,}|[呢吗的那只看]", cues.text))


def _unplaced(edit: Edit, cues: Cues) -> tuple[str, ...]:
    """The words of the question that changed nothing."""
    if edit.plan.get("condition") == Condition(op="lacking") or edit.plan.get("cited") or edit.again:
        return ()
    left = [word for _, word in cues.left if word not in edit.used]
    idle = [cues.text[span.start : span.end] for span in cues.spans if not _is_used(span, edit, cues)]
    return tuple(dict.fromkeys((*left, *idle)))


def _is_used(span: Span, edit: Edit, cues: Cues) -> bool:  # noqa: PLR0911 - a ladder of cases
    meaning = span.meaning
    if isinstance(meaning, Comparison):
        return edit.plan.get("condition") is not None or bool(edit.plan.get("where"))
    if isinstance(meaning, Count):
        return edit.plan.get("limit") == meaning.number
    if not isinstance(meaning, Word):
        return True
    if meaning.role == "word":
        return meaning.key in WEIGHTLESS or meaning.key in edit.words
    if meaning.role in {"kind", "department", "level"}:
        return bool(edit.scope.get("agencies") or meaning.key in (edit.scope.get(f"{meaning.role}s") or ()))
    if meaning.role == "dimension":
        return meaning.key in (edit.scope.get("levels") or ()) or meaning.key == "year" or "group" in edit.plan
    if meaning.role == "rows":
        return "measures" in edit.plan
    if meaning.role in {"subject", "column", "field", "ratio"}:
        named = (*(edit.plan.get("measures") or ()), *(each.measure for each in edit.plan.get("where") or ()))
        in_use = {name.rpartition(".")[2] for name in named}
        return bool(in_use) and (meaning.key in in_use or meaning.key not in cues.asked.spare)
    if meaning.role == "all_bodies":
        return "all_bodies" in edit.words or not edit.of_named
    return meaning.role in {"filler", "weak_subject", "weak_narrative", "narrative"}
