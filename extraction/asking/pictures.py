"""Cells of a scan that the recogniser could not read for sure, shown to a model that sees: one picture a cell.

Of its answer is taken over what the recogniser itself held possible, or what the sums leave no other value for. A cell
that was read keeps its value unless the sums settle another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from canonical.fields import FIELDS
from canonical.report import Evidence, Fact, Flag
from extraction.asking.answers import PictureAnswer, PictureAnswers
from extraction.asking.guards import DOUBTFUL, ONLY_MODEL, PROVEN, without_doubt
from extraction.asking.judging import DISAGREE
from extraction.asking.lines import EvidenceLine, as_shown
from extraction.asking.room import Room, room_at
from extraction.asking.rounds import Rejected, Taken
from extraction.asking.wording import field_of, filled, key_of
from extraction.facts import one_a_field
from extraction.open_questions import Findings
from extraction.values import read_cell
from extraction.ways import ways_of
from ingest.document import Document
from llm.model import Request

Crop = Callable[[Document, Evidence], bytes | None]
"""The picture of a printed place as PNG; None where there is none to be had."""

MOST_PICTURES = 8  # of one request
DOUBT: Flag = "low_confidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureQuestion:
    """A cell that is asked for: its picture, and the numbers that the recogniser held possible."""

    field: str
    png: bytes
    readings: frozenset[Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureAsk:
    """One request about cells of a scan."""

    questions: tuple[PictureQuestion, ...]
    rooms: Mapping[str, Room]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The facts so far, what was taken over, and the fields that need no more asking."""

    facts: Mapping[str, Fact]
    taken: tuple[Taken, ...] = ()
    done: frozenset[str] = frozenset()


def picture_asks(findings: Findings, room: Mapping[str, Room], crop: Crop) -> tuple[PictureAsk, ...]:
    """Requests for the cells of a scan that are unreadable, or doubtful in a sum that does not hold."""
    questions = []
    for name, reading in one_a_field(findings.readings).items():
        fact = findings.report.facts[name]
        if reading.read and fact.evidence and fact.evidence.bbox and _is_open(fact):
            png = crop(findings.document, fact.evidence)
            values = frozenset(way.value for way in ways_of(reading.read) if way.value is not None)
            if png:
                questions.append(PictureQuestion(field=name, png=png, readings=values))
    starts = range(0, len(questions), MOST_PICTURES)
    return tuple(PictureAsk(questions=tuple(questions[at : at + MOST_PICTURES]), rooms=room) for at in starts)


def picture_request(ask: PictureAsk) -> Request:
    """The request, with a picture for each cell."""
    return filled(
        "read_pictures",
        PictureAnswers,
        most=len(ask.questions),
        images=[each.png for each in ask.questions],
        questions="\n".join(f"{key_of(each.field)} {FIELDS[each.field].zh}" for each in ask.questions),
    )


def judge_pictures(answers: PictureAnswers, seen: Seen, ask: PictureAsk) -> tuple[Seen, tuple[Rejected, ...]]:
    """The facts with what was read in the pictures, and what was refused."""
    questions = {each.field: each for each in ask.questions}
    rejected: list[Rejected] = []
    for answer in answers.cells:
        question = questions.get(field_of(answer.key) or "")
        if question is None or question.field in seen.done:
            rejected.append(Rejected(about=answer.key, guard="asked", reason="没有问这一项", value=answer.value))
        elif answer.value is None:
            seen = replace(seen, done=seen.done | {question.field})
        else:
            seen, found = _judged(answer, question, seen, room_at(question.field, ask.rooms))
            rejected.extend(found)
    return seen, tuple(rejected)


def _is_open(fact: Fact) -> bool:
    return fact.status == "unreadable" or {"failed_check", DOUBT} <= set(fact.flags)


def _judged(
    answer: PictureAnswer, question: PictureQuestion, seen: Seen, room: Room
) -> tuple[Seen, tuple[Rejected, ...]]:
    fact = seen.facts[question.field]
    said = read_cell(as_shown(answer.value or ""))
    if said.value is None or said.doubtful:
        return seen, (_rejected(question, answer, "validates", "不是一个数"),)
    settled = room.only == said.value
    if not settled and (said.value not in question.readings or not room.holds(said.value)):
        return seen, (_rejected(question, answer, "held_possible", "识别结果与合计都不支持该数"),)
    if fact.value is not None and fact.value != said.value and not settled:
        doubted = replace(fact, flags=tuple(dict.fromkeys((*fact.flags, DISAGREE))))
        kept = replace(seen, facts={**seen.facts, question.field: doubted}, done=seen.done | {question.field})
        return kept, (_rejected(question, answer, "print_stands", f"识别为{fact.value:f}"),)
    if fact.value == said.value:
        made = without_doubt(fact) if settled else _agreed(fact)
    else:
        made = _read(fact, said.value, answer, settled=settled)
    line = EvidenceLine(text="", numbers=(), page=fact.evidence.page if fact.evidence else None)
    taken = Taken(about=question.field, value=answer.value, line=line)
    facts = {**seen.facts, question.field: made}
    return Seen(facts=facts, taken=(*seen.taken, taken), done=seen.done | {question.field}), ()


def _agreed(fact: Fact) -> Fact:
    """The fact that recogniser and model read alike, as sure as a model's word alone: a liar agrees too."""
    kept = tuple(flag for flag in fact.flags if flag not in {DOUBT, ONLY_MODEL})
    return replace(fact, flags=(*kept, ONLY_MODEL))


def _read(fact: Fact, value: Decimal, answer: PictureAnswer, *, settled: bool) -> Fact:
    return replace(
        fact,
        value=value,
        status="reported",
        raw=as_shown(answer.value or ""),
        method="llm",
        confidence=PROVEN if settled else DOUBTFUL,
        flags=() if settled else (ONLY_MODEL,),
    )


def _rejected(question: PictureQuestion, answer: PictureAnswer, guard: str, reason: str) -> Rejected:
    return Rejected(about=question.field, guard=guard, reason=reason, value=answer.value)
