"""A question that goes on about the same bodies and asks for something of another sort: 改进措施呢 after a figure.

It is planned by itself, and has the bodies, places and years of the plan before where it names none.
"""

from __future__ import annotations

import re
from typing import Any

from qa.cues import Cues
from qa.fragments import GOES_ON, is_bare, refers_back
from qa.intent import Intent
from qa.lexicon import topics
from qa.phrases import mentioned_in
from qa.plan import Obstacle, Plan, PlanScope
from qa.planner import Understood, planned

CHOOSING = {"rank", "list"}
OF_WORDS = {"passages", "checks", "reports"}
WHOSE = ("agencies", "regions", "departments", "kinds", "levels")


def turned(previous: Plan, understood: Understood) -> Plan | None:
    """The plan of such a question; None where it asks for the same sort of thing, or names whose it is."""
    cues, intent = understood.cues, understood.intent
    goes_on = bool(GOES_ON.search(cues.text)) or refers_back(cues) or (bool(previous.scope.agencies) and is_bare(cues))
    if cues.is_placed or cues.has_a_sort or not goes_on or not _asks_for_another(previous, cues, intent):
        return None
    plan = planned(understood)
    if plan.kind not in OF_WORDS and not plan.measures:
        return None
    return Plan.model_validate(_of_the_same(plan, previous, cues).model_dump())


def _asks_for_another(previous: Plan, cues: Cues, intent: Intent) -> bool:
    if intent.kind == "passages":
        is_told = any(topics()[key].section for key in cues.keys("topic")) or mentioned_in(cues) is not None
        return is_told or (intent.counted and bool(cues.keys("topic")))
    if intent.kind == "checks":
        return previous.kind != "checks" and not re.search(r"合计|总[计和]|\btotals?\b", cues.text)
    return previous.kind in OF_WORDS and bool(cues.asked.measures) and intent.kind in {"lookup", "aggregate", "list"}


def _of_the_same(plan: Plan, previous: Plan, cues: Cues) -> Plan:
    held = previous.among or previous
    those = {cues.text[span.start : span.end] for span in cues.places_of("it")}
    idle = tuple(word for word in plan.unplaced if word not in those)
    changes: dict[str, Any] = {"unplaced": idle, "obstacle": _obstacle(plan, idle)}
    if plan.kind == "passages" and held.kind in CHOOSING and held.change is None and held.group is None:
        changes["among"] = held.model_copy(update={"assumed": (), "unplaced": ()})
    own: PlanScope = previous.scope
    scope = plan.scope.model_copy(
        update={name: getattr(own, name) for name in WHOSE}
        | {"years": plan.scope.years or own.years, "excluded": own.excluded}
    )
    if plan.kind == "aggregate" and plan.aggregate == "sum" and scope.agencies:
        changes |= {"kind": "lookup", "aggregate": None, "latest_only": scope.years is None}
    if plan.kind == "list" and scope.agencies and not cues.says("which") and not cues.comparisons:
        changes |= {"kind": "lookup", "condition": None, "latest_only": scope.years is None}
    return plan.model_copy(update=changes | {"scope": scope})


def _obstacle(plan: Plan, idle: tuple[str, ...]) -> Obstacle | None:
    """What was in the way, but for whose it is, which is now known."""
    found = plan.obstacle
    is_settled = found is not None and (found.kind == "unsure_body" or (found.kind == "unsure_question" and not idle))
    return None if is_settled else found
