"""A reply about a table, judged answer by answer: what becomes of the facts, what was taken over, what was refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from canonical.report import Fact, Flag
from extraction.asking.answers import TableAnswer
from extraction.asking.guards import (
    GUARDS,
    Broken,
    Candidate,
    Situation,
    passed_checks,
    taken,
    without_doubt,
)
from extraction.asking.questions import NOTHING, CellQuestion, Held, TableAsk
from extraction.asking.room import Room, room_at
from extraction.asking.rounds import Rejected, Taken
from extraction.asking.wording import field_of
from extraction.open_questions import Findings

DISAGREE: Flag = "sources_disagree"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What replies came to: the situation after them, what was taken over, what of the last one was refused.

    The fields that are `done` need no more asking.
    """

    situation: Situation
    taken: tuple[Taken, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    done: frozenset[str] = field(default_factory=frozenset)


def situation_of(ask: TableAsk, findings: Findings, facts: Mapping[str, Fact], room: Mapping[str, Room]) -> Situation:
    """What answers to a request are judged against; `facts` are those of the report with what was taken over before."""
    report = findings.report
    return Situation(
        ask=ask,
        identity=report.identity,
        mentions=report.mentions,
        facts=facts,
        passed=passed_checks(report.checks),
        rooms=room,
        held=ask.held,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What a reply says of one cell."""

    key: str
    value: str | None
    quote: str | None


def judge(reply: TableAnswer, before: Judged) -> Judged:
    """A reply judged in the order of print; of a field that is done no more is taken."""
    questions = {each.field: each for each in before.situation.ask.questions}
    said = [_Said(key=cell.key, value=cell.value, quote=row.quote) for row in reply.rows for cell in row.cells]
    judged = replace(before, rejected=())
    for answer in sorted(said, key=lambda each: _order(each, questions)):
        judged = _one(answer, questions, judged)
    return judged


def _order(answer: _Said, questions: Mapping[str, CellQuestion]) -> int:
    question = questions.get(field_of(answer.key) or "")
    return question.order if question else -1


def _one(answer: _Said, questions: Mapping[str, CellQuestion], judged: Judged) -> Judged:
    question = questions.get(field_of(answer.key) or "")
    if question is None:
        return _rejected(judged, answer, answer.key, Broken(guard="asked", reason="没有问这一项"))
    if question.field in judged.done:
        return _rejected(judged, answer, question.field, Broken(guard="asked", reason="这一项已有答案"))
    if answer.value is None or not answer.value.strip():
        return _nothing_printed(question, judged)
    candidate: Candidate | Broken = Candidate(question=question, said=answer.value, quote=answer.quote or "")
    for guard in GUARDS:
        if isinstance(candidate, Candidate):
            candidate = guard(candidate, judged.situation)
    if isinstance(candidate, Broken):
        return _rejected(judged, answer, question.field, candidate)
    return _taken_over(candidate, judged)


def _taken_over(candidate: Candidate, judged: Judged) -> Judged:
    situation, place = judged.situation, candidate.places[0]
    name = candidate.question.field
    held = Held(line=place.line, start=candidate.number.start, order=candidate.question.order)
    line = situation.ask.lines[place.line]
    took = Taken(about=name, value=candidate.said, line=line, span=place.span, number=candidate.number)
    return replace(
        judged,
        situation=replace(
            situation,
            facts={**situation.facts, name: taken(candidate, situation)},
            held=(*situation.held, held),
        ),
        taken=(*judged.taken, took),
        done=judged.done | {name},
    )


def _nothing_printed(question: CellQuestion, judged: Judged) -> Judged:
    """The answer that a cell has no number changes something only where the sums say so too."""
    name, situation = question.field, judged.situation
    facts = situation.facts
    if question.options == NOTHING:
        facts = {**facts, name: _lost(facts[name], room_at(name, situation.rooms))}
    return replace(
        judged,
        situation=replace(situation, facts=facts),
        taken=(*judged.taken, Taken(about=name, value=None)),
        done=judged.done | {name},
    )


def _lost(fact: Fact, room: Room) -> Fact:
    """The fact of a cell that was lost: what the sums leave for it, or nothing, still a guess."""
    if room.only is None:
        return replace(fact, value=None, raw=None, remark=None, status="blank")
    inferred = replace(fact, value=room.only, raw=None, remark=None, status="inferred", method="arithmetic")
    return without_doubt(inferred)


def _rejected(judged: Judged, answer: _Said, about: str, broken: Broken) -> Judged:
    """The answer put down; where it contradicts what is printed, somebody should look at that."""
    situation = judged.situation
    facts = situation.facts
    if broken.guard == "print_stands":
        flags = tuple(dict.fromkeys((*facts[about].flags, DISAGREE)))
        facts = {**facts, about: replace(facts[about], flags=flags)}
    rejected = Rejected(
        about=about,
        guard=broken.guard,
        reason=broken.reason,
        value=answer.value,
        quote=answer.quote,
        final=broken.guard == "asked",
    )
    return replace(judged, situation=replace(situation, facts=facts), rejected=(*judged.rejected, rejected))
