"""Doubtful cells of a scan, shown to a model that sees."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from canonical.report import Evidence
from extraction.asking import ModelResolver
from extraction.asking.answers import PictureAnswer, PictureAnswers
from extraction.asking.pictures import Seen, judge_pictures, picture_asks
from extraction.asking.wording import key_of
from extraction.open_questions import Findings
from ingest.document import Document
from llm import Asked, Said, ScriptedModel
from tests.extraction.documents import table_3, whole
from tests.extraction.pictures import scan_of

PENALTIES = "disclosure.penalties.decisions"
PNG = b"\x89PNG\r\n\x1a\n"


def findings() -> Findings:
    """A scan in which the number of penalties is read as something that is no number."""
    trace = scan_of(whole(table_3({})), {("行政处罚", 0): {"b": 0.5, "6": 0.3, "8": 0.15}})
    facts = dict(trace.report.facts)
    facts[PENALTIES] = replace(facts[PENALTIES], evidence=Evidence(page=1, bbox=(1.0, 2.0, 3.0, 4.0), text="x"))
    return replace(trace.findings, report=replace(trace.report, facts=facts))


def seen(value: str | None, *, png: bytes | None = PNG) -> tuple[dict[str, object], list[str], ScriptedModel]:
    def behave(_: Asked) -> Said:
        return {"cells": [{"key": key_of(PENALTIES), "value": value, "reason": None}]}

    def crop(_: Document, evidence: Evidence) -> bytes | None:
        assert evidence.bbox == (1.0, 2.0, 3.0, 4.0)
        return png

    model = ScriptedModel(script=behave)
    resolution = ModelResolver(model, crop=crop).resolve(findings())
    return dict(resolution.facts), [each.guard for each in resolution.refused], model


def test_the_recogniser_read_no_number_there() -> None:
    assert findings().report.facts[PENALTIES].status == "unreadable"


def test_a_reading_that_the_recogniser_held_possible_is_taken_and_flagged() -> None:
    facts, refused, model = seen("6")
    fact = facts[PENALTIES]
    assert (fact.value, fact.method, fact.flags) == (Decimal(6), "llm", ("llm_only",))  # type: ignore[attr-defined]
    assert refused == []
    assert model.asked[0].images == (PNG,)


@pytest.mark.parametrize(("value", "guard"), [("5", "held_possible"), ("约6", "validates"), ("12345", "held_possible")])
def test_any_other_reading_is_refused(value: str, guard: str) -> None:
    facts, refused, _ = seen(value)
    assert facts == {}
    assert set(refused) == {guard}


def test_without_a_picture_nothing_is_asked() -> None:
    assert seen("6", png=None)[2].asked == []
    model = ScriptedModel(script=lambda _: {"cells": []})
    ModelResolver(model).resolve(findings())
    assert model.asked == []


def test_a_null_leaves_the_cell_unreadable() -> None:
    facts, refused, _ = seen(None)
    assert (facts, refused) == ({}, [])


def test_a_number_that_both_read_alike_is_as_sure_as_the_word_of_the_model_alone() -> None:
    doubtful = findings()
    fact = replace(
        doubtful.report.facts[PENALTIES],
        value=Decimal(6),
        status="reported",
        flags=("failed_check", "low_confidence"),
    )
    facts = {**doubtful.report.facts, PENALTIES: fact}
    ask = picture_asks(replace(doubtful, report=replace(doubtful.report, facts=facts)), {}, lambda *_: PNG)[0]
    answers = PictureAnswers(cells=[PictureAnswer(key=key_of(PENALTIES), value="6", reason=None)])
    seen_then, refused = judge_pictures(answers, Seen(facts=facts), ask)
    assert refused == ()
    assert seen_then.facts[PENALTIES].value == 6
    assert seen_then.facts[PENALTIES].flags == ("failed_check", "llm_only")
