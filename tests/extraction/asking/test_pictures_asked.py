"""Doubtful cells of a scan, shown to a model that sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from canonical.report import Report
from extraction import extract_traced
from extraction.asking import ModelResolver
from extraction.asking.wording import key_of
from ingest.contact_sheets import ShownCell
from ingest.document import Document
from llm import Asked, Said, ScriptedModel
from tests.extraction.asking.sheets import blank_sheets
from tests.extraction.documents import table_3, whole
from tests.extraction.pictures import Doubts, scan_of

PENALTIES = "disclosure.penalties.decisions"
RECEIVED, CONCLUDED = "requests.received", "requests.concluded"
BOX = (1.0, 2.0, 3.0, 4.0)
UNREAD: Doubts = {("行政处罚", 0): {"b": 0.5, "6": 0.3, "8": 0.15}}
ROWS = {"received": "5 1 0 0 0 0 6", "granted": "5 1 0 0 0 0 6", "concluded": "5 1 0 0 0 0 6"}
NEW = "本年新收"


def scan(doubts: Doubts, rows: Mapping[str, str] = ROWS) -> Document:
    """A scan with these doubts, every cell of which has a place on the page."""
    document = scan_of(whole(table_3(dict(rows))), doubts).findings.document
    pages = tuple(replace(page, blocks=tuple(_placed(block) for block in page.blocks)) for page in document.pages)
    return replace(document, pages=pages)


def _placed(block: object) -> object:
    rows = getattr(block, "rows", None)
    if rows is None:
        return block
    placed = (replace(row, cells=tuple(replace(cell, page=1, bbox=BOX) for cell in row.cells)) for row in rows)
    return replace(block, rows=tuple(placed))  # type: ignore[type-var]


def read(values: Mapping[str, int | str | None], document: Document) -> tuple[Report, Report, ScriptedModel]:
    """The report with a model that sees these numbers and nothing in other cells, the same without it, and the model."""

    def behave(_: Asked) -> Said:
        cells = [f"{key_of(name)}={'?' if value is None else value}" for name, value in values.items()]
        return {"cells": cells, "reason": None}

    model = ScriptedModel(script=behave)
    report, trace = extract_traced(document, resolver=ModelResolver(model, sheets=blank_sheets))
    return report, trace.findings.report, model


def guards(report: Report) -> set[str]:
    return {each.guard for each in report.refused}


def test_a_reading_that_the_recogniser_held_possible_is_taken_and_flagged() -> None:
    report, before, model = read({PENALTIES: 6}, scan(UNREAD))
    assert before.facts[PENALTIES].status == "unreadable"
    fact = report.facts[PENALTIES]
    assert (fact.value, fact.method, fact.flags) == (Decimal(6), "llm", ("llm_only",))
    assert not report.refused
    assert [len(each.images) for each in model.asked] == [1]


@pytest.mark.parametrize("value", [5, 12345])
def test_a_number_that_nobody_else_saw_is_refused_and_not_asked_for_again(value: int) -> None:
    report, before, model = read({PENALTIES: value}, scan(UNREAD))
    assert (report.facts, guards(report), len(model.asked)) == (before.facts, {"within_sums"}, 1)


def test_words_are_no_number_and_are_asked_for_again() -> None:
    report, before, model = read({PENALTIES: "约6"}, scan(UNREAD))
    assert (report.facts, guards(report), len(model.asked)) == (before.facts, {"validates"}, 3)


def test_without_a_picture_nothing_is_asked() -> None:
    model = ScriptedModel(script=[])
    for resolver in (ModelResolver(model), ModelResolver(model, sheets=lambda _cells, _most: ())):
        extract_traced(scan(UNREAD), resolver=resolver)
    assert model.asked == []


def test_what_the_model_can_not_read_stays_unreadable() -> None:
    report, before, _ = read({PENALTIES: None}, scan(UNREAD))
    assert (report.facts, report.refused) == (before.facts, ())


def test_the_doubtful_cells_of_a_report_are_on_one_picture() -> None:
    shown: list[Sequence[ShownCell]] = []

    def sheets(cells: Sequence[ShownCell], most: int) -> Sequence[bytes]:
        shown.append(cells)
        return blank_sheets(cells, most)

    doubts = {**UNREAD, (NEW, 0): {"8": 0.6, "3": 0.3}, (NEW, 6): {"8": 0.6, "9": 0.3}}
    model = ScriptedModel(script=lambda _: {"cells": [], "reason": None})
    extract_traced(scan(doubts), resolver=ModelResolver(model, sheets=sheets))
    ((*cells,),) = shown
    names = {key_of(name) for name in (PENALTIES, f"{RECEIVED}.natural_person", f"{RECEIVED}.total")}
    assert names <= {cell.name for cell in cells}
    assert {(cell.page, cell.box) for cell in cells} == {(1, BOX)}
    assert len(model.asked) == 1


MISREAD: Doubts = {(NEW, 0): {"3": 0.55, "8": 0.3}, (NEW, 6): {"9": 0.2, "5": 0.15}}
"""The 5 and the 6 of the first row, both misread, one of them as what it may well be."""


def test_what_both_read_alike_loses_its_doubt_to_the_word_of_the_model() -> None:
    name = f"{RECEIVED}.natural_person"
    report, before, _ = read({name: 3}, scan(MISREAD))
    assert {"low_confidence", "failed_check"} <= set(before.facts[name].flags)
    assert report.facts[name].value == 3
    assert set(report.facts[name].flags) == {"failed_check", "llm_only"}


@pytest.mark.parametrize(("value", "guard"), [(7, "print_stands"), (8, "within_sums")])
def test_what_may_well_have_been_read_is_not_replaced_and_the_disagreement_is_flagged(value: int, guard: str) -> None:
    name = f"{RECEIVED}.natural_person"
    report, _, _ = read({name: value}, scan(MISREAD))
    assert (report.facts[name].value, guards(report)) == (3, {guard})
    assert "sources_disagree" in report.facts[name].flags


def test_what_was_hardly_read_is_replaced_by_what_makes_its_sums_hold_and_stays_flagged() -> None:
    doubts: Doubts = {(NEW, 0): {"3": 0.2, "8": 0.1}, (NEW, 1): {"7": 0.2, "2": 0.1}}
    rows = {**ROWS, "received": "5 1 0 0 0 0 6"}
    names = (f"{RECEIVED}.natural_person", f"{RECEIVED}.company")
    report, before, _ = read(dict(zip(names, (5, 1), strict=True)), scan(doubts, rows))
    assert [before.facts[name].value for name in names] == [3, 7]
    assert [(report.facts[name].value, report.facts[name].flags) for name in names] == [
        (5, ("llm_only",)),
        (1, ("llm_only",)),
    ]
    assert guards(read(dict(zip(names, (5, 2), strict=True)), scan(doubts, rows))[0]) == {"within_sums"}
