"""Cells of a scan that the recogniser could not read for sure, shown to a model that sees: many on one picture.

The model is a second reader, asked once and told nothing of the first. What both read alike is kept. What it reads
otherwise is taken over where nothing was read, or hardly, and the recogniser held it possible or all sums of the cell
hold with it; or where the sums of cells that are sure without the model leave nothing else. Only the last has no flag.

    asked          the cell was asked for, and is answered once
    validates      the answer is a number
    print_stands   it does not replace what the recogniser may well have read, unless it settles a doubt
    within_sums    the sums of sure cells leave room for it, and where it replaces or nobody else saw it, its sums hold
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from canonical.report import Fact, Flag
from canonical.rules import Equation
from extraction.asking.answers import PictureAnswers
from extraction.asking.guards import DOUBTFUL, ONLY_MODEL, PROVEN, without_doubt
from extraction.asking.judging import DISAGREE
from extraction.asking.lines import EvidenceLine, as_shown
from extraction.asking.room import Room, room_at
from extraction.asking.rounds import Rejected, Taken
from extraction.asking.wording import field_of, filled, key_of
from extraction.facts import one_a_field
from extraction.open_questions import Findings
from extraction.values import read_cell
from extraction.ways import SURE_READING, probability_of_first, ways_of
from ingest.contact_sheets import ShownCell
from llm.model import Request

Sheets = Callable[[Sequence[ShownCell], int], Sequence[bytes]]
"""Printed cells as PNG files, so many on each, in their order; none where they can not be shown."""

UNLIKELY = 0.3
"""A reading less likely than that may be replaced by what makes its sum hold; any other one by what makes two hold."""
TWICE = 2
MOST_CELLS = 100  # of one picture: two or three tiles of a model that is paid by tiles
NOTHING = Decimal(0)
DOUBT: Flag = "low_confidence"
FAILED: Flag = "failed_check"


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureQuestion:
    """A cell that is asked for, and the numbers that the recogniser held possible.

    `likely` is how likely its own reading is; `or_blank` says that it may be blank, which no sum can tell from a 0.
    """

    field: str
    readings: frozenset[Decimal]
    likely: float
    or_blank: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureAsk:
    """One request about cells of a scan, all on one picture."""

    png: bytes
    questions: tuple[PictureQuestion, ...]
    rooms: Mapping[str, Room]
    equations: tuple[Equation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The facts so far, what was taken over, and the fields that need no more asking."""

    facts: Mapping[str, Fact]
    taken: tuple[Taken, ...] = ()
    done: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A number that was read in the picture of a cell, beside what was read there before."""

    question: PictureQuestion
    raw: str
    value: Decimal
    fact: Fact
    room: Room

    @property
    def is_alike(self) -> bool:
        return self.fact.value == self.value

    @property
    def is_possible(self) -> bool:
        return self.value in self.question.readings

    @property
    def is_likely(self) -> bool:
        """Whether what was read before may well be right."""
        return self.question.likely >= UNLIKELY

    @property
    def is_settled(self) -> bool:
        """Whether the recogniser saw it too, and the sums of sure cells leave nothing else."""
        is_seen = self.is_possible and not (self.value == NOTHING and self.question.or_blank)
        return is_seen and self.room.only == self.value

    @property
    def needs_sums(self) -> bool:
        """Whether it has to make its sums hold, being put in the place of another value or of none that was seen."""
        return (
            not self.is_alike and self.room.only != self.value and (self.fact.value is not None or not self.is_possible)
        )


@dataclass(slots=True)
class _Heard:
    """A reply taken apart."""

    said: list[_Said] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)


def picture_asks(findings: Findings, room: Mapping[str, Room], sheets: Sheets) -> tuple[PictureAsk, ...]:
    """Requests for the cells of a scan that are unreadable, or doubtful in a sum that fails or can not be checked."""
    questions, cells = [], []
    opened = _open_cells(findings, room)
    for name, reading in one_a_field(findings.readings).items():
        fact = findings.report.facts[name]
        place = fact.evidence
        if reading.seen and place and place.page and place.bbox and name in opened:
            values = {way.value for way in ways_of(reading.read)}
            numbers = frozenset(value for value in values if value is not None)
            likely = probability_of_first(reading.read)
            questions.append(PictureQuestion(field=name, readings=numbers, likely=likely, or_blank=None in values))
            cells.append(ShownCell(name=key_of(name), page=place.page, box=place.bbox))
    pictures = sheets(cells, MOST_CELLS) if cells else ()
    parts = (tuple(questions[at : at + MOST_CELLS]) for at in range(0, len(pictures) * MOST_CELLS, MOST_CELLS))
    return tuple(
        PictureAsk(png=png, questions=part, rooms=room, equations=findings.equations)
        for png, part in zip(pictures, parts, strict=True)
    )


def picture_request(ask: PictureAsk) -> Request:
    """The request, with all cells on its picture."""
    return filled(
        "read_pictures",
        PictureAnswers,
        most=len(ask.questions),
        images=[ask.png],
        questions=f"共{len(ask.questions)}格",
    )


def judge_pictures(answers: PictureAnswers, seen: Seen, ask: PictureAsk) -> tuple[Seen, tuple[Rejected, ...]]:
    """The facts with what was read in the picture, and what was refused."""
    heard = _heard(answers, seen, ask)
    passed, refused = _judged(heard.said, seen.facts, ask)
    facts = {**seen.facts, **{each.question.field: _made(each) for each in passed}}
    for each in refused:
        if each.guard in {"print_stands", "within_sums"} and facts[each.about].value is not None:
            facts[each.about] = _disputed(facts[each.about])
    done = {each.question.field for each in heard.said} | heard.unread
    after = Seen(facts=facts, taken=(*seen.taken, *map(_taken, passed)), done=seen.done | done)
    return after, (*heard.rejected, *refused)


def _open_cells(findings: Findings, room: Mapping[str, Room]) -> frozenset[str]:
    """The cells that are unreadable, those in doubt in a sum that does not hold, and those in one that can not.

    That is one with an unreadable cell, which nobody could check; there what the sums leave anyhow is not asked.
    """
    facts = findings.report.facts
    unreadable = {name for name, fact in facts.items() if fact.status == "unreadable"}
    sums = [each for each in findings.equations if not unreadable.isdisjoint(_names(each))]
    beside = {name for each in sums for name in _names(each) if room_at(name, room).only != facts[name].value}
    doubted = {name for name, fact in facts.items() if DOUBT in fact.flags and (FAILED in fact.flags or name in beside)}
    return frozenset(unreadable | doubted)


def _names(equation: Equation) -> tuple[str, ...]:
    return (*equation.left, *equation.right)


def _heard(answers: PictureAnswers, seen: Seen, ask: PictureAsk) -> _Heard:
    """The numbers of a reply, with the cells that it could not read and what of it is no answer."""
    questions = {each.field: each for each in ask.questions if each.field not in seen.done}
    heard = _Heard()
    for answer in answers.cells:
        key, _, raw = (part.strip() for part in answer.partition("="))
        question = questions.pop(field_of(key) or "", None)
        said = read_cell(as_shown(raw))
        if question is None:
            heard.rejected.append(Rejected(about=key, guard="asked", reason="没有问这一项", value=raw, final=True))
        elif raw in {"", "?", "？", "null"}:
            heard.unread.add(question.field)
        elif said.value is None or said.doubtful or said.remark is not None:
            questions[question.field] = question
            heard.rejected.append(Rejected(about=question.field, guard="validates", reason="不是一个数", value=raw))
        else:
            room = room_at(question.field, ask.rooms)
            fact = seen.facts[question.field]
            heard.said.append(_Said(question=question, raw=raw, value=said.value, fact=fact, room=room))
    return heard


def _judged(
    said: Sequence[_Said], facts: Mapping[str, Fact], ask: PictureAsk
) -> tuple[Sequence[_Said], Sequence[Rejected]]:
    """The answers that stand, each on its own and all of them together, and those that do not."""
    refused = [broken for each in said if (broken := _broken(each)) is not None]
    gone = {each.about for each in refused}
    passed = [each for each in said if each.question.field not in gone]
    while True:
        values = {name: fact.value for name, fact in facts.items()}
        values |= {each.question.field: each.value for each in passed}
        lacking = [each for each in passed if each.needs_sums and not _bear_out(each, values, ask.equations)]
        if not lacking:
            return passed, refused
        refused += [_refused(each, "within_sums", "合计不支持该数") for each in lacking]
        passed = [each for each in passed if each not in lacking]


def _broken(said: _Said) -> Rejected | None:
    """Why an answer can not stand whatever the others are."""
    read = said.fact.value
    if said.is_alike:
        return None
    if read is not None and (said.question.likely >= SURE_READING or (said.is_likely and not said.is_possible)):
        return _refused(said, "print_stands", f"识别为{read:f}")
    if not said.room.holds(said.value):
        return _refused(said, "within_sums", "合计不支持该数")
    return None


def _bear_out(said: _Said, values: Mapping[str, Decimal | None], equations: Sequence[Equation]) -> bool:
    """Whether the number stands in a sum, all cells of which have values, and in none that does not hold."""
    name = said.question.field
    told = [
        each for each in equations if name in _names(each) and all(values[cell] is not None for cell in _names(each))
    ]
    least = TWICE if said.fact.value is not None and said.is_likely else 1
    return len(told) >= least and all(_total(each.left, values) == _total(each.right, values) for each in told)


def _total(names: Sequence[str], values: Mapping[str, Decimal | None]) -> Decimal:
    return sum((values[name] or NOTHING for name in names), NOTHING)


def _made(said: _Said) -> Fact:
    """The fact that an answer makes; a sum that still does not hold flags it again."""
    if not said.is_alike:
        return replace(
            said.fact,
            value=said.value,
            status="reported",
            raw=as_shown(said.raw),
            method="llm",
            confidence=PROVEN if said.is_settled else DOUBTFUL,
            flags=() if said.is_settled else (ONLY_MODEL,),
        )
    kept = tuple(flag for flag in said.fact.flags if flag not in {DOUBT, FAILED, ONLY_MODEL})
    agreed = replace(said.fact, flags=kept)
    return without_doubt(agreed) if said.is_settled else replace(agreed, flags=(*kept, ONLY_MODEL))


def _disputed(fact: Fact) -> Fact:
    return replace(fact, flags=tuple(dict.fromkeys((*fact.flags, DISAGREE))))


def _taken(said: _Said) -> Taken:
    seen = said.fact.evidence
    line = EvidenceLine(text="", numbers=(), page=seen.page if seen else None)
    return Taken(about=said.question.field, value=said.raw, line=line)


def _refused(said: _Said, guard: str, reason: str) -> Rejected:
    return Rejected(about=said.question.field, guard=guard, reason=reason, value=said.raw, final=True)
