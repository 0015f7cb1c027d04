"""The rules that an answer about a cell has to pass, in order, each a function of its own.

A guard gives the candidate back, with what it found out, or a `Broken`: which rule it breaks, and how, in words for the
model that is asked again and for whoever looks at the report.

    asked            the cell was asked for, and is answered once
    quoted           the quote stands in a line asked about, letter for letter or but for width and white space
    number_in_quote  the number stands in the quote, as our own parser reads it, and as a number of its own
    free_number      it is not the number of another cell
    in_order         the numbers of a line stand in the order of their columns
    within_sums      the sums of the sure cells leave room for it
    checks_hold      no check that held before breaks
    print_stands     it does not replace what was read, unless the sums leave no other value
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from canonical.fields import FIELDS
from canonical.report import CheckResult, Fact, Flag, Identity, Mention
from canonical.rules import check
from extraction.asking.lines import Number, as_shown
from extraction.asking.questions import CellQuestion, Held, TableAsk
from extraction.asking.quotes import Span, find_quote
from extraction.asking.room import Room, room_at
from extraction.asking.strips import Value
from extraction.values import Printed, in_unit, read_cell

ONLY_MODEL: Flag = "llm_only"
DOUBTS: frozenset[Flag] = frozenset({"layout_guess", "low_confidence"})
"""What a sum settles; whatever else a fact is flagged for stays."""
MONEY = "万元"
PROVEN = 0.95
DOUBTFUL = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The rule that an answer breaks, and how."""

    guard: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a number stands: the line of the request, the quote in it, and the number."""

    line: int
    span: Span
    number: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An answer on its way through the guards; `places` are where it can stand, the first one counts in the end."""

    question: CellQuestion
    said: str
    quote: str
    places: tuple[Place, ...] = ()

    @property
    def number(self) -> Number:
        """The number at the first place."""
        number = self.places[0].number
        assert number is not None  # every guard behind `number_in_quote` sees numbers only
        return number

    @property
    def value(self) -> Decimal:
        """The number in the unit of the field."""
        return worth(self.number, self.question.field)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What answers are judged against. `held` grows with every number that is taken."""

    ask: TableAsk
    identity: Identity
    mentions: tuple[Mention, ...]
    facts: Mapping[str, Fact]
    passed: frozenset[tuple[str, tuple[str, ...]]]
    rooms: Mapping[str, Room]
    held: tuple[Held, ...]


Guard = Callable[[Candidate, Situation], Candidate | Broken]


def worth(number: Number, field: str) -> Decimal:
    """What a printed number is in the unit of a field."""
    printed = Printed(kind="number", raw="", value=number.value, unit=number.unit)
    value = in_unit(printed, FIELDS[field].unit)
    assert value is not None
    return value


def quoted(candidate: Candidate, situation: Situation) -> Candidate | Broken:
    """The places of the quote in the lines asked about."""
    lines = sorted(candidate.question.lines)
    places = tuple(
        Place(line=line, span=span)
        for line in lines
        for span in find_quote(candidate.quote, situation.ask.lines[line].text)
    )
    where = "、".join(str(line + 1) for line in lines)
    return _going_on(candidate, places, "quoted", f"quote在第{where}行原文中不存在")


def number_in_quote(candidate: Candidate, situation: Situation) -> Candidate | Broken:
    """The numbers in the quote that are the one that was said."""
    said = read_cell(as_shown(candidate.said))
    places = tuple(
        replace(place, number=number)
        for place in candidate.places
        for number in situation.ask.lines[place.line].numbers
        if said.value is not None and said.remark is None and number.value == said.value
        if _inside(number, place.span) and _may_count(number, candidate.question.field)
    )
    return _going_on(candidate, places, "number_in_quote", f"quote中没有单独的数{candidate.said[:20]}")


def free_number(candidate: Candidate, situation: Situation) -> Candidate | Broken:
    """The numbers among them that no other cell has."""
    places = tuple(place for place in candidate.places if not _is_held(place, situation))
    return _going_on(candidate, places, "free_number", "该数是另一单元格的")


def in_order(candidate: Candidate, situation: Situation) -> Candidate | Broken:
    """The numbers among them that stand behind those of the columns before, and before those behind."""
    order = candidate.question.order
    places = tuple(
        place
        for place in candidate.places
        if place.number is not None
        and all(
            (held.start < place.number.start) == (held.order < order)
            for held in situation.held
            if held.line == place.line
        )
    )
    return _going_on(candidate, places, "in_order", "该数的位置与列的顺序不符")


def within_sums(candidate: Candidate, situation: Situation) -> Candidate | Broken:
    """The candidate, where the sums leave room for it."""
    question = candidate.question
    fits = room_at(question.field, situation.rooms).holds(candidate.value)
    if fits and (question.options is None or candidate.value in question.options):
        return candidate
    return Broken(guard="within_sums", reason=f"{candidate.value:f}与合计不符")


def checks_hold(candidate: Candidate, situation: Situation) -> Candidate | Broken:
    """The candidate, where all checks that held before hold with it."""
    facts = {**situation.facts, candidate.question.field: taken(candidate, situation)}
    after = check(situation.identity, facts, situation.mentions)
    broken = [each for each in after if each.status == "failed" and _name(each) in situation.passed]
    if not broken:
        return candidate
    return Broken(guard="checks_hold", reason=f"使原本成立的核对不成立：{broken[0].message['zh']}")


def print_stands(candidate: Candidate, situation: Situation) -> Candidate | Broken:
    """The candidate, where nothing was read, or the sums leave no other value."""
    fact = situation.facts[candidate.question.field]
    if fact.value is None or fact.value == candidate.value or is_settled(candidate, situation):
        return candidate
    return Broken(guard="print_stands", reason=f"表中印的是{fact.value:f}")


GUARDS: tuple[Guard, ...] = (
    quoted,
    number_in_quote,
    free_number,
    in_order,
    within_sums,
    checks_hold,
    print_stands,
)


def passed_checks(results: tuple[CheckResult, ...]) -> frozenset[tuple[str, tuple[str, ...]]]:
    """The checks that hold, by what they are about."""
    return frozenset(_name(each) for each in results if each.status == "passed")


def is_settled(candidate: Candidate, situation: Situation) -> bool:
    """Whether the sums of sure cells leave no other value for the cell."""
    room = room_at(candidate.question.field, situation.rooms)
    return room.only == candidate.value or candidate.question.options == frozenset[Value]({candidate.value})


def taken(candidate: Candidate, situation: Situation) -> Fact:
    """The fact that the answer makes: the same one where it says what was read, without doubt where it is settled."""
    fact = situation.facts[candidate.question.field]
    settled = is_settled(candidate, situation)
    if fact.value == candidate.value and fact.status == "reported":
        return without_doubt(fact) if settled else fact
    place = candidate.places[0]
    line = situation.ask.lines[place.line]
    return Fact(
        field=fact.field,
        value=candidate.value,
        unit=FIELDS[fact.field].unit or candidate.number.unit,
        status="reported",
        raw=line.text[candidate.number.start : candidate.number.end],
        method="llm",
        confidence=PROVEN if settled else DOUBTFUL,
        flags=() if settled else (ONLY_MODEL,),
        evidence=line.evidence(candidate.number),
    )


def without_doubt(fact: Fact) -> Fact:
    """The fact with value and place settled by sums."""
    return replace(fact, flags=tuple(flag for flag in fact.flags if flag not in DOUBTS), confidence=PROVEN)


def _going_on(candidate: Candidate, places: tuple[Place, ...], guard: str, reason: str) -> Candidate | Broken:
    return replace(candidate, places=places) if places else Broken(guard=guard, reason=reason)


def _inside(number: Number, span: Span) -> bool:
    return span.start <= number.start and number.end <= span.end


def _may_count(number: Number, field: str) -> bool:
    """Whether it is no money in a cell that counts things."""
    return "元" not in (number.unit or "") or FIELDS[field].unit == MONEY


def _is_held(place: Place, situation: Situation) -> bool:
    number = place.number
    assert number is not None
    return any(held.line == place.line and number.start <= held.start < number.end for held in situation.held)


def _name(result: CheckResult) -> tuple[str, tuple[str, ...]]:
    return result.id, result.fields
