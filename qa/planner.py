"""A question becomes a plan by rules alone: the lexicon, the collection's bodies, periods and quantities.

Words that could not be placed are kept in the plan and lower its confidence; below `SURE_ENOUGH` nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from canonical.fields import FIELDS
from canonical.regions import within
from canonical.report import Language
from qa.asking import Asked, asked_in
from qa.entities import Directory, Named, Place, entities_in
from qa.intent import Intent, asks_each, intent_of, roles_said, words_said
from qa.lexicon import Topic, Word, absents, topics, words_in
from qa.periods import Years, periods_in
from qa.plan import Condition, Obstacle, Plan
from qa.quantities import Comparison, Count, quantities_in
from qa.question import Span, comparable, language_of, left_over, meanings, settle
from qa.restating import restate
from qa.scoping import Mentioned, Scoping, scoping_of

SURE_ENOUGH = 0.5
DOUBT = {"word": 0.3, "unsupported": 0.6, "assumed": 0.05, "implicit": 0.1}
"""What each unplaced word, word beyond this planner, assumption and unspoken intent takes from the confidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A question taken apart: its text, what was recognised in it, and what is left."""

    text: str
    language: Language
    spans: tuple[Span, ...]
    left: tuple[tuple[int, str], ...]
    asked: Asked
    intent: Intent


def plan(question: str, directory: Directory, today: date) -> Plan:
    """The plan of a question about the bodies of a collection."""
    understood = understand(question, directory, today)
    scoping = _scoping(understood, directory)
    draft = _draft(understood, scoping)
    return _checked(draft, understood, scoping, directory)


def understand(question: str, directory: Directory, today: date) -> Understood:
    """The question taken apart."""
    text = comparable(question)
    found = (*words_in(text), *periods_in(text, today), *quantities_in(text), *entities_in(text, directory))
    spans = settle(found)
    asked = asked_in(spans)
    return Understood(
        text=text,
        language=language_of(text),
        spans=spans,
        left=left_over(text, spans),
        asked=asked,
        intent=intent_of(text, spans, asked),
    )


def _scoping(understood: Understood, directory: Directory) -> Scoping:
    """Whose reports are meant. A total over a place is its own figure where the place has one body to say it."""
    mentioned = Mentioned(
        text=understood.text,
        spans=understood.spans,
        left=understood.left,
        directory=directory,
        filtering=understood.intent.filtering,
    )
    is_total = understood.intent.aggregate == "sum" and meanings(understood.spans, Place)
    if is_total and not roles_said(understood.spans) & {"kind", "all_bodies", "department", "level"}:
        own = scoping_of(replace(mentioned, filtering=False))
        if own.obstacle is None:
            return own
    return scoping_of(mentioned)


def _draft(understood: Understood, scoping: Scoping) -> Plan:
    intent, asked = understood.intent, understood.asked
    years = _years(understood.spans)
    narrative = intent.kind == "passages"
    topic = _topic(understood.spans)
    outside = Obstacle(kind="outside")
    return Plan(
        kind=intent.kind,
        fields=() if narrative else asked.fields,
        combine="each" if narrative else asked.combine,
        measure=None if narrative else asked.measure,
        condition=None if narrative else _condition(understood),
        scope=scoping.scope.model_copy(update={"years": years.years}),
        latest_only=intent.kind == "lookup" and not meanings(understood.spans, Years),
        aggregate=intent.aggregate,
        order=intent.order,
        limit=_limit(understood),
        search=_search(understood, topic) if narrative else None,
        section=topic.section if narrative and topic else None,
        language=understood.language,
        assumed=scoping.assumed,
        unplaced=_unplaced(understood, scoping),
        obstacle=None if narrative or asked.fields else outside,
    )


def _checked(draft: Plan, understood: Understood, scoping: Scoping, directory: Directory) -> Plan:
    """The plan with its confidence, and with the first thing that is in its way."""
    confidence = _confidence(draft, understood)
    sure = draft.model_copy(update={"confidence": confidence})
    names = {key: body.name for key, body in directory.bodies.items()}
    obstacle = (
        _nothing_asked(sure, understood, names)
        or scoping.obstacle
        or _field_left_open(sure, names)
        or _without_unit(sure, names)
        or _report_or_zero(sure, understood, names)
        or _too_unsure(sure, names, beyond="unsupported" in words_said(understood.spans))
    )
    return sure.model_copy(update={"obstacle": obstacle})


def _nothing_asked(draft: Plan, understood: Understood, names: dict[str, str]) -> Obstacle | None:
    if draft.kind == "passages" or draft.fields:
        return None
    absent = _absent(understood.spans)
    if absent:
        return Obstacle(kind="not_in_reports", words=absent)
    if understood.asked.choices:
        return _which_field(draft, understood.asked.choices, names)
    return Obstacle(kind="outside")


def _field_left_open(draft: Plan, names: dict[str, str]) -> Obstacle | None:
    """Only a lookup can show several figures; a list or a ranking needs one."""
    if draft.kind in {"lookup", "passages"} or draft.combine == "sum" or len(draft.fields) < 2:
        return None
    return _which_field(draft, draft.fields, names)


def _which_field(draft: Plan, fields: Sequence[str], names: dict[str, str]) -> Obstacle:
    current = [name for name in fields if "2021" in FIELDS[name].forms] or list(fields)
    return Obstacle(kind="unsure_field", options=tuple(restate(_with_field(draft, name), names) for name in current))


def _without_unit(draft: Plan, names: dict[str, str]) -> Obstacle | None:
    """Amounts the form names no unit for (元 in some reports, 万元 in others) can not be added, ranked or compared."""
    compared = draft.condition is not None and any(draft.condition.values)
    computed = draft.kind == "rank" or draft.aggregate not in {None, "count"} or compared
    if not computed or all(FIELDS[name].unit for name in draft.fields):
        return None
    listed = draft.model_copy(
        update={
            "kind": "list",
            "aggregate": None,
            "order": None,
            "limit": None,
            "condition": Condition(op="ge", values=(Decimal(0),)),
        }
    )
    return Obstacle(kind="no_unit", options=(restate(listed, names),))


def _with_field(draft: Plan, name: str) -> Plan:
    return draft.model_copy(update={"fields": (name,), "measure": name, "combine": "each", "obstacle": None})


def _report_or_zero(draft: Plan, understood: Understood, names: dict[str, str]) -> Obstacle | None:
    """Fees that were "not reported" can be a printed 0, or nothing printed."""
    if draft.condition is None or "unreported" not in words_said(understood.spans):
        return None
    meant = (Condition(op="eq", values=(Decimal(0),)), Condition(op="no_value"))
    options = tuple(restate(draft.model_copy(update={"condition": condition}), names) for condition in meant)
    return Obstacle(kind="unsure_question", options=options)


def _too_unsure(draft: Plan, names: dict[str, str], *, beyond: bool) -> Obstacle | None:
    """Without a word that is beyond this planner it would be another question, so that is not offered."""
    if draft.confidence >= SURE_ENOUGH:
        return None
    options = () if beyond else (restate(draft, names),)
    return Obstacle(kind="unsure_question", words="、".join(draft.unplaced), options=options)


def _confidence(draft: Plan, understood: Understood) -> float:
    beyond = bool("unsupported" in words_said(understood.spans))
    doubt = DOUBT["word"] * len(draft.unplaced) + DOUBT["unsupported"] * beyond
    doubt += DOUBT["assumed"] * len(draft.assumed) + DOUBT["implicit"] * (not understood.intent.explicit)
    return round(max(0.0, 1.0 - doubt), 2)


def _years(spans: Sequence[Span]) -> Years:
    named = meanings(spans, Years)
    years = {year for period in named for year in period.years or ()}
    return Years(years=tuple(sorted(years)) or None, series=any(period.series for period in named))


def _condition(understood: Understood) -> Condition | None:
    """What a figure has to meet; a list or count without a condition of its own asks for more than 0."""
    kind, aggregate = understood.intent.kind, understood.intent.aggregate
    comparisons = meanings(understood.spans, Comparison)
    if kind == "lookup":
        return None
    if comparisons:
        unit = FIELDS[understood.asked.fields[0]].unit if understood.asked.fields else None
        values = tuple(quantity.in_unit(unit) for quantity in comparisons[0].quantities)
        return Condition(op=comparisons[0].op, values=values)
    if kind != "list" and aggregate != "count":
        return None
    said = words_said(understood.spans)
    if "no_value" in said:
        return Condition(op="no_value")
    every = asks_each(understood.text) or not (understood.intent.explicit or "having" in said)
    return Condition(op="eq" if "none" in said else "ge" if every and kind == "list" else "gt", values=(Decimal(0),))


def _limit(understood: Understood) -> int | None:
    if understood.intent.kind != "rank":
        return None
    counts = sorted(meanings(understood.spans, Count), key=lambda count: not count.sure)
    if counts:
        return counts[0].number
    return None if words_said(understood.spans) & {"ordering"} else 1


def _topic(spans: Sequence[Span]) -> Topic | None:
    named = (word.key for word in meanings(spans, Word) if word.role == "topic")
    return next((topics()[name] for name in named), None)


def _search(understood: Understood, topic: Topic | None) -> str:
    """The words to look for: the topic's, and all that the question says beside bodies, places and years."""
    own = [word for _, word in understood.left]
    named = [
        understood.text[span.start : span.end]
        for span in understood.spans
        if isinstance(span.meaning, Word) and span.meaning.role in {"subject", "weak_subject", "column", "field"}
    ]
    return " ".join((*((topic.search,) if topic else ()), *named, *own)) or understood.text


def _unplaced(understood: Understood, scoping: Scoping) -> tuple[str, ...]:
    """The words that may restrict the question and do not restrict the plan."""
    if understood.intent.kind == "passages":
        return ()
    left = [word for _, word in understood.left if word not in scoping.used]
    return tuple(dict.fromkeys((*left, *_idle_words(understood))))


def _idle_words(understood: Understood) -> list[str]:
    """Recognised words that this plan has no use for."""
    comparisons = [span for span in understood.spans if isinstance(span.meaning, Comparison)]
    used = () if understood.intent.kind == "lookup" else comparisons[:1]
    return [
        understood.text[span.start : span.end]
        for span in understood.spans
        if span not in used and IDLE.get(type(span.meaning), _never)(span.meaning, understood)
    ]


def _never(_meaning: Any, _understood: Understood) -> bool:
    return False


def _is_idle_word(word: Word, understood: Understood) -> bool:
    kind, aggregate, asked = understood.intent.kind, understood.intent.aggregate, understood.asked
    idle = {
        "absent": True,
        "column": word.key in asked.spare and bool(asked.fields),
        "kind": bool(meanings(understood.spans, Named)),
        "department": bool(meanings(understood.spans, Named)),
        "level": bool(meanings(understood.spans, Named)),
    }
    idle_words = {
        "unsupported": True,
        "none": aggregate in {"sum", "average", "median"},
        "latest": kind != "lookup",
    }
    return idle_words.get(word.key, False) if word.role == "word" else idle.get(word.role, False)


def _is_idle_place(place: Place, understood: Understood) -> bool:
    """A place beside a named body only says where that is, or it was not used."""
    bodies = [body for named in meanings(understood.spans, Named) for body in named.bodies]
    return any(not (body.region and any(within(body.region.code, code) for code in place.codes)) for body in bodies)


IDLE: dict[type, Callable[[Any, Understood], bool]] = {
    Comparison: lambda _meaning, _understood: True,
    Count: lambda _meaning, understood: understood.intent.kind != "rank",
    Word: _is_idle_word,
    Place: _is_idle_place,
}


def _absent(spans: Sequence[Span]) -> str | None:
    found = (word.key for word in meanings(spans, Word) if word.role == "absent")
    return next((name for name in found if name in absents()), None)
