"""Each guard stops what it is for, and lets pass what is right."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from canonical.report import Fact
from extraction.asking import guards
from extraction.asking.guards import GUARDS, Broken, Candidate, Guard, Situation
from extraction.asking.judging import situation_of
from extraction.asking.questions import CellQuestion, Held, table_asks
from extraction.asking.room import Room, rooms
from tests.extraction.asking.open_reports import GRANTED, PENALTIES, trace_of

NATURAL, TOTAL = f"{GRANTED}.natural_person", f"{GRANTED}.total"


@pytest.fixture(scope="module")
def tables() -> dict[str, Situation]:
    """What answers about each table of the report are judged against."""
    findings = trace_of().findings
    room = rooms(findings.report.facts, findings.equations)
    return {ask.table: situation_of(ask, findings, findings.report.facts, room) for ask in table_asks(findings)}


def question(situation: Situation, field: str) -> CellQuestion:
    return next(each for each in situation.ask.questions if each.field == field)


def passed(candidate: Candidate, situation: Situation, *, until: Guard) -> Candidate | Broken:
    """The candidate after all guards up to that one."""
    for guard in GUARDS[: GUARDS.index(until) + 1]:
        if isinstance(candidate, Broken):
            break
        candidate = guard(candidate, situation)
    return candidate


def candidate(situation: Situation, field: str, said: str, quote: str) -> Candidate:
    return Candidate(question=question(situation, field), said=said, quote=quote)


def stopped_by(result: Candidate | Broken) -> str | None:
    return result.guard if isinstance(result, Broken) else None


def test_a_quote_has_to_stand_in_the_line_asked_about(tables: dict[str, Situation]) -> None:
    requests = tables["requests"]
    own, other = (requests.ask.lines[place].text for place in (0, 1))
    for quote, guard in ((own, None), (other, "quoted"), ("予以公开 | 4", "quoted"), ("", "quoted")):
        assert stopped_by(guards.quoted(candidate(requests, NATURAL, "3", quote), requests)) == guard


def test_the_place_of_the_quote_is_kept_to_the_character(tables: dict[str, Situation]) -> None:
    requests = tables["requests"]
    found = guards.quoted(candidate(requests, NATURAL, "3", "予以公开|3|0"), requests)
    assert isinstance(found, Candidate)
    (place,) = found.places
    assert requests.ask.lines[place.line].text[place.span.start : place.span.end] == "予以公开 | 3 | 0"


@pytest.mark.parametrize("said", ["1", "8", "16", "60", "六", "约6", "6 18", "-6", ""])
def test_the_number_has_to_stand_in_the_quote_as_one_of_its_own(tables: dict[str, Situation], said: str) -> None:
    disclosure = tables["disclosure"]
    line = disclosure.ask.lines[0].text
    found = passed(candidate(disclosure, PENALTIES, said, line), disclosure, until=guards.number_in_quote)
    assert stopped_by(found) == "number_in_quote"


@pytest.mark.parametrize(("said", "quote"), [("6", "约6起"), ("18", "另有18起"), ("１８", "18")])
def test_a_number_that_stands_in_its_quote_passes(tables: dict[str, Situation], said: str, quote: str) -> None:
    disclosure = tables["disclosure"]
    found = passed(candidate(disclosure, PENALTIES, said, quote), disclosure, until=guards.number_in_quote)
    assert isinstance(found, Candidate)
    assert found.value == Decimal(said)


def test_a_quote_that_cuts_a_number_has_not_got_it(tables: dict[str, Situation]) -> None:
    disclosure = tables["disclosure"]
    found = passed(candidate(disclosure, PENALTIES, "1", "另有1"), disclosure, until=guards.number_in_quote)
    assert stopped_by(found) == "number_in_quote"


def test_the_number_of_another_cell_is_not_taken_again(tables: dict[str, Situation]) -> None:
    requests = tables["requests"]
    line = requests.ask.lines[0]
    first = line.numbers[0]
    held = replace(requests, held=(Held(line=0, start=first.start, order=0),))
    found = passed(candidate(held, NATURAL, "3", "予以公开 | 3"), held, until=guards.free_number)
    assert stopped_by(found) == "free_number"


def test_numbers_stand_in_the_order_of_their_columns(tables: dict[str, Situation]) -> None:
    requests = tables["requests"]
    last = requests.ask.lines[0].numbers[-1]
    order = question(requests, TOTAL).order
    before = replace(requests, held=(Held(line=0, start=last.start - 4, order=order + 1),))
    found = passed(candidate(before, TOTAL, "3", "0 | 3"), before, until=guards.in_order)
    assert stopped_by(found) == "in_order"


@pytest.mark.parametrize(("said", "guard"), [("3", None), ("0", "within_sums")])
def test_the_sums_of_the_sure_cells_have_to_leave_room(
    tables: dict[str, Situation], said: str, guard: str | None
) -> None:
    requests = tables["requests"]
    line = requests.ask.lines[0].text
    found = passed(candidate(requests, NATURAL, said, line), requests, until=guards.within_sums)
    assert stopped_by(found) == guard


def test_no_check_that_held_may_break(tables: dict[str, Situation]) -> None:
    requests = tables["requests"]
    asked = candidate(requests, NATURAL, "3", requests.ask.lines[0].text)
    opened = replace(asked, question=replace(asked.question, field="requests.received.company", options=None))
    free = replace(requests, rooms={}, facts={**requests.facts, "requests.received.company": _nothing(requests)})
    found = passed(opened, free, until=guards.checks_hold)
    assert stopped_by(found) == "checks_hold"


def _nothing(situation: Situation) -> Fact:
    return replace(situation.facts["requests.received.company"], value=None, raw=None, status="unreadable")


def test_what_was_read_stands_unless_the_sums_leave_no_other_value(tables: dict[str, Situation]) -> None:
    disclosure = tables["disclosure"]
    read = replace(disclosure.facts[PENALTIES], value=Decimal(18), status="reported", flags=("low_confidence",))
    printed = replace(disclosure, facts={**disclosure.facts, PENALTIES: read})
    asked = candidate(printed, PENALTIES, "6", printed.ask.lines[0].text)
    assert stopped_by(passed(asked, printed, until=guards.print_stands)) == "print_stands"
    proven = replace(printed, rooms={**printed.rooms, PENALTIES: Room(6, 6)})
    assert isinstance(passed(asked, proven, until=guards.print_stands), Candidate)


def test_what_no_sum_bears_out_is_flagged_and_what_one_does_is_not(tables: dict[str, Situation]) -> None:
    disclosure = tables["disclosure"]
    found = passed(candidate(disclosure, PENALTIES, "6", "约6起"), disclosure, until=guards.print_stands)
    assert isinstance(found, Candidate)
    fact = guards.taken(found, disclosure)
    assert (fact.value, fact.method, fact.flags, fact.raw) == (6, "llm", ("llm_only",), "6")
    proven = replace(disclosure, rooms={PENALTIES: Room(6, 6)})
    assert guards.taken(found, proven).flags == ()


def test_an_amount_is_taken_in_the_unit_that_is_printed_with_it() -> None:
    number = guards.Number(value=Decimal(25000), start=0, end=6, unit="元")
    assert guards.worth(number, "disclosure.fees.amount") == Decimal("2.5")
