"""A question that rules are unsure of, planned by a language model: offered to the user, never run unasked.

What an unknown word means, only the model knows, and no nearness of words can vouch for it (docs/decisions/0013). So
the model says what is to be done with which measures; whose reports, which years, which conditions and limits the rules
go on to read from the question themselves. A plan that leaves out or contradicts what they found, that brings in a
number, or that can not be said in words which the rules understand as that very plan, is not even offered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from rapidfuzz import fuzz

from canonical.errors import ModelError
from canonical.measures import measure_of, ratios
from canonical.regions import region, regions_named, within
from llm.model import Model, Request, Spent
from prompts import load
from qa.asking import label_of
from qa.conditions import is_word, unit_of
from qa.cues import Cues
from qa.entities import Directory
from qa.intent import Intent
from qa.lexicon import subjects
from qa.plan import OPERANDS, Aggregate, Change, Condition, Group, Obstacle, Operator, Order, Plan, Where, plan_id
from qa.planner import Understood, planned, understand
from qa.planner import plan as plan_of
from qa.quantities import Comparison, Count, amounts_in
from qa.question import Span
from qa.restating import restate

MOST_MEASURES = 30
MOST_BODIES = 8
ALIKE = 60  # of 100: names as like as this to words of the question are shown to the model
MOST_TOKENS = 400
OF_MANY = frozenset({"list", "aggregate", "rank", "place", "share"})
ZERO = Decimal(0)
SOME, ANY = Condition(op="gt", values=(ZERO,)), Condition(op="ge", values=(ZERO,))
"""What the rules take for granted where a question names no condition."""
NOTHING = Spent()


class ProposedTest(BaseModel):
    """One more condition on the same reports, of the model."""

    model_config = ConfigDict(extra="forbid")

    measure: str
    condition: Operator
    numbers: list[float] | None
    than: str | None


class Proposal(BaseModel):
    """What the model replies; everything can be null, with a reason."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["lookup", "list", "aggregate", "rank", "place", "share", "trend", "compare"] | None
    measures: list[str] | None
    who: list[str] | None
    years: list[int] | None
    statistic: Aggregate | None
    order: Order | None
    limit: int | None
    condition: Operator | None
    numbers: list[float] | None
    where: list[ProposedTest] | None
    either: bool | None
    change: Change | None
    group: Group | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A plan with what is offered, what asking the model cost, and why its proposal was refused, if it was."""

    plan: Plan
    spent: Spent = NOTHING
    refused: str | None = None


class _RefusedError(Exception):
    """A proposal that is not offered; the text says why."""


def proposed(question: str, plan: Plan, directory: Directory, today: date, model: Model) -> Proposed:
    """The plan that a model makes of a question, to be offered; the rules' own where it makes none of use."""
    if not is_open(plan):
        return Proposed(plan=plan)
    understood = understand(question, directory, today)
    try:
        completion = model.complete(_request(question, plan, understood.cues))
    except ModelError as error:
        return Proposed(plan=plan, spent=error.spent or NOTHING, refused="no answer")
    try:
        said = completion.answer
        assert isinstance(said, Proposal)
        own = _checked(said, understood)
        offer = _said(own, directory, today)
    except _RefusedError as error:
        return Proposed(plan=plan, spent=completion.spent, refused=str(error))
    return Proposed(plan=_offered(plan, own, offer), spent=completion.spent)


def is_open(plan: Plan) -> bool:
    """Whether words were not understood; without a figure that is named, only where years or bodies are."""
    if plan.obstacle is None or not plan.unplaced:
        return False
    return plan.obstacle.kind in {"unsure_question", "unsure_field"} or (
        plan.obstacle.kind == "outside" and plan.scope.restricts
    )


def _offered(before: Plan, own: Plan, said: str) -> Plan:
    """What is offered goes before what the rules offer; what is outside the reports stays outside."""
    assert before.obstacle is not None
    options = tuple(dict.fromkeys((said, *before.obstacle.options)))
    obstacle = Obstacle(kind=before.obstacle.kind, words=before.obstacle.words, options=options)
    if before.obstacle.kind == "outside":
        return before.model_copy(update={"obstacle": obstacle})
    return own.model_copy(update={"obstacle": obstacle, "planned_by": "model", "understood_as": said})


# -- the guards


def _checked(said: Proposal, understood: Understood) -> Plan:
    """The plan that the rules make of what the model says is wanted."""
    measures = _measures(said, understood.cues)
    try:
        cues = _with_tests(said, replace(understood.cues, asked=replace(understood.cues.asked, measures=measures)))
    except ValidationError as error:
        raise _RefusedError(f"no condition: {error.errors()[0]['msg']}") from error
    intent = _intent(said, cues)
    try:
        plan = planned(replace(understood, cues=cues, intent=intent))
        plan = _with_condition(_with_entities(plan, said, cues), said, cues, intent)
        plan = Plan.model_validate(_unobstructed(plan, cues).model_dump())
    except ValidationError as error:
        raise _RefusedError(f"no plan: {error.errors()[0]['msg']}") from error
    _demand_agreement(plan, said, cues)
    return plan


def _measures(said: Proposal, cues: Cues) -> tuple[str, ...]:
    """The measures that the rules found; where they found none, those of the model."""
    named = tuple(dict.fromkeys(said.measures or ()))
    tested = {name for test in said.where or () for name in (test.measure, test.than) if name}
    if unknown := [name for name in named if measure_of(name) is None]:
        raise _RefusedError(f"no such measure: {unknown[0]}")
    found = cues.asked.measures
    own = {*found, *(each.measure for each in cues.where)} if tested else set(found)
    if found and (named or tested) and own != {*(named or found), *tested}:
        raise _RefusedError("measures that the question does not name")
    if not (found or named):
        raise _RefusedError("no measure")
    return named if named and (tested or not found) else found


def _with_tests(said: Proposal, cues: Cues) -> Cues:
    """The question with the model's further conditions, in comparisons that it has and that nothing else uses."""
    tests = tuple(
        Where.model_validate(
            {
                "measure": each.measure,
                "op": each.condition,
                "values": tuple(Decimal(str(number)) for number in each.numbers or ()),
                "than": each.than,
            }
        )
        for each in said.where or ()
    )
    if not tests or cues.where:
        _demand(not tests or set(tests) == set(cues.where), "another condition")
        return cues
    spans = list(cues.spans)
    for test in tests:
        span = next((span for span in spans if _says(span, test)), None)
        is_some = (test.op, test.values) == ("gt", (ZERO,))
        _demand(span is not None or is_some or test.than is not None, "a condition that the question does not have")
        spans = [other for other in spans if other is not span]
    return replace(cues, where=tests, either=bool(said.either), spans=tuple(spans), unsettled=())


def _says(span: Span, test: Where) -> bool:
    """Whether a span is the comparison or the negation of a condition."""
    measure = measure_of(test.measure)
    if isinstance(span.meaning, Comparison):
        values = tuple(each.in_unit(measure.unit if measure else None) for each in span.meaning.quantities)
        return (span.meaning.op, values) == (test.op, test.values)
    return is_word(span, "none") and (test.op, test.values) == ("eq", (ZERO,))


def _intent(said: Proposal, cues: Cues) -> Intent:
    if said.kind is None:
        raise _RefusedError("no plan")
    ordered = said.kind in {"rank", "place"}
    return Intent(
        kind=said.kind,
        filtering=said.kind in OF_MANY or said.group is not None or not cues.is_placed or cues.bodies > 1,
        aggregate=said.statistic if said.kind == "aggregate" or said.group else None,
        order=(said.order or "descending") if ordered else None,
        change=said.change,
        group=said.group if said.kind in {"rank", "list", "compare"} and said.group != "place" else None,
    )


def _with_entities(plan: Plan, said: Proposal, cues: Cues) -> Plan:
    """The plan; where the question names nobody that the rules know, of the bodies or places that the model names."""
    bodies, places = _named(said.who or (), cues.directory)
    scope = plan.scope
    if not (scope.agencies or scope.regions):
        words = [word for _, word in cues.left]
        _demand(all(likeness(name, words) >= ALIKE for name in said.who or ()), "somebody whom no word names")
        named: dict[str, Any] = {"agencies": bodies} if bodies else {"regions": places or None}
        return plan.model_copy(update={"scope": scope.model_copy(update=named)})
    own = [body.region for key in scope.agencies or () if (body := cues.directory.bodies.get(key))]
    held = {*(scope.regions or ()), *(place.code for place in own if place)}
    _demand(set(bodies) <= set(scope.agencies or ()), "bodies that the question does not name")
    _demand(
        all(any(within(code, place) for code in held) for place in places), "places that the question does not name"
    )
    return plan


def _named(names: Sequence[str], directory: Directory) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The bodies and the places of the collection that have these names; each has to be one."""
    by_name = {body.name: body.key for body in directory.bodies.values()}
    bodies = tuple(by_name[name] for name in names if name in by_name)
    places: list[str] = []
    for name in names:
        if name not in by_name:
            found = [place.code for place in regions_named(name) if directory.inside((place.code,))]
            _demand(bool(found), f"not in the collection: {name}")
            places += found
    return bodies, tuple(places)


def _with_condition(plan: Plan, said: Proposal, cues: Cues, intent: Intent) -> Plan:
    """The plan; where the rules found no comparison, with the model's, in numbers that nothing else in it uses."""
    says_none = said.condition is None or (not said.numbers and OPERANDS.get(said.condition, 1) > 0)
    if says_none or plan.kind not in {"list", "aggregate", "rank"}:
        return plan
    values = tuple(Decimal(str(number)) for number in said.numbers or ())
    condition = Condition.model_validate({"op": said.condition, "values": values})
    if cues.comparisons or plan.condition not in {None, SOME, ANY}:
        _demand(condition == plan.condition, "another condition")
        return plan
    unit = unit_of(cues, intent)
    unread = {place for place, _ in cues.left}
    own = {amount.in_unit(unit) for place, amount in amounts_in(cues.text) if place in unread}
    _demand(set(values) <= own | {ZERO}, "a number that the question does not have")
    return plan.model_copy(update={"condition": condition})


def _unobstructed(plan: Plan, cues: Cues) -> Plan:
    """The plan without what was in its way, which may only be words that nobody knows. No number is such a word."""
    unread = [word for _, word in cues.left]
    idle = [word for word in plan.unplaced if word not in unread]
    _demand(not idle, f"left out: {'、'.join(idle)}")
    only = plan.obstacle is None or (plan.obstacle.kind == "unsure_question" and bool(plan.unplaced))
    _demand(only, f"not clear: {plan.obstacle.kind if plan.obstacle else ''}")
    used = {f"{value.normalize():f}" for value in (plan.condition.values if plan.condition else ())}
    lost = [word for word in unread if word[0].isdigit() and word not in used]
    _demand(not lost, f"left out: {'、'.join(lost)}")
    return plan.model_copy(update={"obstacle": None})


def _demand_agreement(plan: Plan, said: Proposal, cues: Cues) -> None:
    """What the model says beside is what the rules found: no other years, and no other limit."""
    years = set(said.years or ())
    _demand(not years or years in (set(plan.scope.years or ()), set(cues.years.years or ())), "other years")
    limits = {count.number for count in cues.all(Count)} | {None, plan.limit}
    _demand(plan.kind != "rank" or said.limit in limits, "another limit")


def _demand(met: bool, otherwise: str) -> None:
    if not met:
        raise _RefusedError(otherwise)


def _said(plan: Plan, directory: Directory, today: date) -> str:
    """The plan in words, which the rules understand as this very plan: whoever asks them gets what is offered."""
    said = restate(plan, {key: body.name for key, body in directory.bodies.items()})
    again = plan_of(said, directory, today)
    _demand(again.obstacle is None and plan_id(again) == plan_id(plan), f"can not be said: {said}")
    return said


# -- what the model is asked


def _request(question: str, plan: Plan, cues: Cues) -> Request:
    names = {key: body.name for key, body in cues.directory.bodies.items()}
    understood = restate(plan.model_copy(update={"obstacle": None}), names) if plan.measures else "无"
    filled = load("plan_question").fill(
        question=question,
        understood=understood,
        unknown="、".join(plan.unplaced),
        measures="\n".join(f"{name} {label_of(name, 'zh')}" for name in _candidates(cues)),
        who="、".join(_bodies(plan, cues)) or "无",
    )
    return Request(**asdict(filled), answer=Proposal, max_tokens=MOST_TOKENS)


def _candidates(cues: Cues) -> Sequence[str]:
    """The measures that the rules found, else those whose names are most like the question."""
    if cues.asked.measures:
        return cues.asked.measures
    known = [name for subject in subjects().values() for name in subject.measures(subject.defaults)]
    known += ratios()
    likeness = {name: max(fuzz.partial_ratio(label_of(name, own), cues.text) for own in ("zh", "en")) for name in known}
    return sorted(known, key=lambda name: -likeness[name])[:MOST_MEASURES]


def _bodies(plan: Plan, cues: Cues) -> Iterator[str]:
    """The bodies that the plan has; without any, those with names like unknown words."""
    for key in plan.scope.agencies or ():
        yield cues.directory.bodies[key].name
    yield from ("".join(place.path) for code in plan.scope.regions or () if (place := region(code)))
    if plan.scope.agencies or plan.scope.regions:
        return
    alike = {body.name: likeness(body.name, plan.unplaced) for body in cues.directory.bodies.values()}
    near = [name for name, like in alike.items() if like >= ALIKE]
    yield from sorted(near, key=lambda name: -alike[name])[:MOST_BODIES]


def likeness(name: str, words: Sequence[str]) -> float:
    """How much the most similar of some words is like a name or a part of it, of 100; single characters are not."""
    return max((fuzz.partial_ratio(name, word) for word in words if len(word) > 1), default=0.0)
