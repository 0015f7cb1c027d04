"""A real report whose licensing cell holds only its label again: no model gives it a number (`../shared`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from extraction import extract_traced
from extraction.asking import ModelResolver
from extraction.asking.answers import TableAnswer
from extraction.asking.judging import Judged, judge, situation_of
from extraction.asking.lines import line_of_row
from extraction.asking.questions import CellQuestion, TableAsk
from extraction.asking.room import rooms
from extraction.asking.wording import asked_cells, key_of
from ingest import load
from llm import Asked, Said, ScriptedModel

LICENSING = "disclosure.licensing.decisions"


@pytest.fixture
def report_file(shared: Path) -> Path:
    return next((shared / "seeds").glob("004_*.txt"))


def insists(asked: Asked) -> Said:
    """A model that gives the number of the narrative (公布实施行政许可12项) for everything, asked or not."""
    keys = [key_of(LICENSING), *(cell.key for cell in asked_cells(asked.user))]
    quote = "公布实施行政许可12项"
    return {"rows": [{"quote": quote, "cells": [{"key": key, "value": "12"} for key in keys], "reason": None}]}


@pytest.mark.shared
def test_the_cell_stays_without_a_number_whatever_a_model_says(report_file: Path) -> None:
    report, trace = extract_traced(load(report_file), resolver=ModelResolver(ScriptedModel(script=insists)))
    assert report.facts[LICENSING] == trace.findings.report.facts[LICENSING]
    assert report.facts[LICENSING].value is None


@pytest.mark.shared
@pytest.mark.parametrize("quote", ["公布实施行政许可12项", "行政许可", "行政许可 12", ""])
def test_no_quote_proves_a_number_for_it_even_if_it_is_asked_for(report_file: Path, quote: str) -> None:
    findings = extract_traced(load(report_file))[1].findings
    row = next(each.row for each in findings.readings if each.field == LICENSING)
    ask = TableAsk(
        table="disclosure",
        lines=(line_of_row(row, inside=[cell.number for cell in row.cells if cell.number is not None]),),
        questions=(CellQuestion(field=LICENSING, lines=frozenset({0}), order=0),),
    )
    facts = findings.report.facts
    situation = situation_of(ask, findings, facts, rooms(facts, findings.equations))
    cells = [{"key": key_of(LICENSING), "value": "12"}]
    reply = TableAnswer.model_validate({"rows": [{"quote": quote, "cells": cells}]})
    judged = judge(reply, Judged(situation=situation))
    assert judged.situation.facts == facts
    assert len(judged.rejected) == 1
