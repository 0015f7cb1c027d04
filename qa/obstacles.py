"""What can be in a plan's way, and the questions that are offered in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from canonical.fields import FIELDS
from canonical.measures import PERCENT, measure_of
from qa.conditions import unit_of
from qa.cues import Cues
from qa.entities import Named, Place
from qa.intent import Intent
from qa.lexicon import Word, absents
from qa.periods import Years
from qa.plan import Condition, Obstacle, Plan
from qa.quantities import Comparison
from qa.question import meanings
from qa.restating import restate

OFTEN_ASKED = ("requests.received.total", "disclosure.fees.amount", "disclosure.penalties.decisions")
"""What is offered where no figure is named."""

Names = Mapping[str, str]


def nothing_asked(draft: Plan, cues: Cues, names: Names) -> Obstacle | None:
    """The reports do not have what is asked for, or the question does not say what that is."""
    if draft.kind in {"passages", "checks", "reports"}:
        return None
    found = (word.key for word in meanings(cues.spans, Word) if word.role == "absent")
    absent = next((name for name in found if name in absents()), None)
    if absent:
        return Obstacle(kind="not_in_reports", words=absent)
    if draft.measures:
        return None
    if cues.asked.choices:
        return _which_field(draft, cues.asked.choices, names)
    if _names_no_figure(cues):
        return _which_field(draft.model_copy(update={"kind": "lookup" if names else "list"}), OFTEN_ASKED, names)
    return Obstacle(kind="outside")


def _names_no_figure(cues: Cues) -> bool:
    """True when whose report is said, or of which year, and nothing else at all."""
    said = any(isinstance(span.meaning, Named | Place | Years) for span in cues.spans)
    return said and not cues.left and not cues.text.isdigit() and not cues.has("column", "check", "topic", "narrative")


def field_left_open(draft: Plan, names: Names) -> Obstacle | None:
    """Only a lookup can show several figures; a list or a ranking needs one."""
    plan = draft.among or draft
    shows_all = plan.kind in {"lookup", "passages", "checks", "reports", "define"} or plan.group == "measure"
    if shows_all or len(plan.measures) < 2:
        return None
    if plan.kind == "trend" and plan.group is None:
        return None
    return _which_field(draft, plan.measures, names)


def without_unit(draft: Plan, names: Names) -> Obstacle | None:
    """Amounts the form names no unit for (元 in some reports, 万元 in others) can not be added, ranked or compared."""
    compared = draft.condition is not None and any(draft.condition.values)
    computed = (
        draft.kind not in {"lookup", "list", "define"}
        or draft.aggregate not in {None, "count", "count_reports"}
        or compared
    )
    if draft.aggregate in {"count", "count_reports"} and not compared:
        computed = False
    if not computed or all(measure.unit for measure in draft.measured):
        return None
    listed = draft.model_copy(
        update={
            "kind": "list",
            "aggregate": None,
            "order": None,
            "limit": None,
            "group": None,
            "change": None,
            "condition": Condition(op="ge", values=(Decimal(0),)),
        }
    )
    return Obstacle(kind="no_unit", options=(restate(listed, names),))


def report_or_zero(draft: Plan, cues: Cues, names: Names) -> Obstacle | None:
    """Fees that were "not reported" can be a printed 0, or nothing printed."""
    if draft.condition is None or not cues.says("unreported"):
        return None
    meant = (Condition(op="eq", values=(Decimal(0),)), Condition(op="no_value"))
    options = tuple(restate(draft.model_copy(update={"condition": condition}), names) for condition in meant)
    return Obstacle(kind="unsure_question", options=options)


def too_unsure(draft: Plan, names: Names, needed: float) -> Obstacle | None:
    """A word that was not understood may change everything: the question without it is offered, not answered."""
    if draft.confidence >= needed:
        return None
    is_sayable = draft.kind not in {"passages", "reports"} and draft.group != "measure" and draft.obstacle is None
    options = (restate(draft, names),) if is_sayable else ()
    return Obstacle(kind="unsure_question", words="、".join(draft.unplaced), options=options)


def years_left_open(plan: Plan, names: Names, cues: Cues) -> Obstacle | None:
    """A change of many bodies without years could be between any two."""
    if plan.change is None or plan.scope.years:
        return None
    known = cues.directory.all_years
    pairs = [(known[-2], known[-1])] if len(known) > 1 else []
    scopes = [plan.scope.model_copy(update={"years": pair}) for pair in pairs]
    options = tuple(restate(plan.model_copy(update={"scope": scope}), names) for scope in scopes)
    return Obstacle(kind="unsure_question", words="", options=options)


def wrong_unit(plan: Plan, cues: Cues, intent: Intent) -> Obstacle | None:
    """Percent of a number of cases, or yuan of a rate: the condition is about something else."""
    unit = unit_of(cues, intent)
    quantities = [each for comparison in meanings(cues.spans, Comparison) for each in comparison.quantities]
    wrong = [each for each in quantities if (each.percent and unit != PERCENT) or (each.money and unit == PERCENT)]
    return Obstacle(kind="unsure_question", words="%") if wrong and plan.condition else None


def _which_field(draft: Plan, measures: Sequence[str], names: Names) -> Obstacle:
    found = [measure for name in measures if (measure := measure_of(name))]
    current = [m.id for m in found if all("2021" in FIELDS[field].forms for field in m.fields)] or list(measures)
    options = tuple(restate(_with_measure(draft, name), names) for name in current)
    return Obstacle(kind="unsure_field", options=options)


def _with_measure(draft: Plan, name: str) -> Plan:
    return draft.model_copy(update={"measures": (name,), "obstacle": None})
