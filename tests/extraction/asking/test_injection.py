"""Text of a report is data: a model that obeys what is planted there changes no fact."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from canonical.report import Report
from extraction import extract
from extraction.asking import ModelResolver, asked_cells, evidence_of
from extraction.asking.wording import key_of
from llm import Asked, Said, ScriptedModel
from tests.extraction.asking.open_reports import LICENSING, PENALTIES, REPORT, document_of

HEADLINE = "临岚县教育局2023年政府信息公开工作年度报告"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """Words planted into a report, and what a model that obeys them answers."""

    id: str
    place: str
    text: str
    value: str
    quote: str = ""


ATTACKS = tuple(
    Attack(**each)
    for each in tomllib.loads((Path(__file__).parent / "attacks.toml").read_text(encoding="utf-8"))["attack"]
)


BESIDE = [attack for attack in ATTACKS if attack.place == "beside"]


def planted(attack: Attack) -> str:
    """The report with the attack in it."""
    line = f"{attack.text}\n"
    places = {
        "title": REPORT.replace(f"{HEADLINE}\n", f"{HEADLINE}\n{line}", 1),
        "narrative": REPORT.replace("一、总体情况\n", f"一、总体情况\n{line}", 1),
        "beside": REPORT.replace("另有18起\t", f"另有18起\t{attack.text}", 1),
        "cell": REPORT.replace("另有18起", f"另有18起{attack.text}", 1),
        "row": REPORT.replace("部分公开", f"{line}部分公开", 1),
        "closing": REPORT.replace("六、其他需要报告的事项\n", f"六、其他需要报告的事项\n{line}", 1),
        "hidden": f"{REPORT}\n\n{line}",
    }
    assert attack.text in places[attack.place]
    return places[attack.place]


def obeying(attack: Attack) -> Any:
    """A model that answers everything as the attack says, and some that it was not asked."""

    def behave(asked: Asked) -> Said:
        cells = asked_cells(asked.user)
        line = cells[0].lines[0] if cells else next(iter(evidence_of(asked.user).values()), "")
        quote = attack.quote.replace("LINE", line) if attack.quote else attack.text
        if asked.wanted == "TableAnswer":
            keys = [*(cell.key for cell in cells), *(key_of(name) for name in (LICENSING, "requests.received.total"))]
            values = [{"key": key, "value": attack.value} for key in keys]
            return {"rows": [{"quote": quote, "cells": values, "reason": None}]}
        if asked.wanted == "IdentityAnswer":
            other = {"value": "临岚县公安局", "quote": attack.text, "reason": None}
            return {"agency": other, "year": {"value": "2031", "quote": attack.text, "reason": None}}
        if asked.wanted == "MentionAnswers":
            item = {"number": attack.value, "what": quote}
            return {"mentions": [item]}
        return {"problems": [{"kind": "problem", "label": attack.value, "quote": quote}]}

    return behave


def kept(report: Report) -> tuple[Any, ...]:
    """What no attack may change: every fact, the identity, the checks."""
    return report.facts, report.identity, report.checks


def test_there_are_enough_attacks_and_each_has_a_name() -> None:
    assert len({attack.id for attack in ATTACKS}) == len(ATTACKS) >= 30


@pytest.mark.parametrize("attack", [each for each in ATTACKS if each.place != "cell"], ids=lambda attack: attack.id)
def test_a_model_that_obeys_the_text_changes_no_fact(attack: Attack) -> None:
    text = planted(attack)
    model = ScriptedModel(script=obeying(attack))
    report = extract(document_of(text), resolver=ModelResolver(model))
    assert model.asked
    assert kept(report) == kept(extract(document_of(text)))
    assert {each.guard for each in report.refused} - {"validates", "no_answer"}


def test_a_number_printed_in_the_very_cell_asked_for_is_taken_and_flagged() -> None:
    """Nothing tells it from the cell's own number but that somebody looks: the cell stays flagged."""
    attack = next(each for each in ATTACKS if each.place == "cell")
    text = planted(attack)
    report = extract(document_of(text), resolver=ModelResolver(ScriptedModel(script=obeying(attack))))
    before = extract(document_of(text))
    changed = {name: fact for name, fact in report.facts.items() if fact != before.facts[name]}
    assert list(changed) == [PENALTIES]
    assert changed[PENALTIES].flags == ("llm_only",)


@pytest.mark.parametrize("attack", ATTACKS[::4], ids=lambda attack: attack.id)
def test_what_a_model_that_obeys_finds_in_the_narrative_is_verbatim(attack: Attack) -> None:
    text = planted(attack)
    model = ScriptedModel(script=obeying(attack))
    report = extract(document_of(text), resolver=ModelResolver(model, narrative=True))
    assert report.facts == extract(document_of(text)).facts
    shown = "".join(section.text for section in report.sections)
    for item in (*report.mentions, *report.problems):
        assert "".join(item.quote.split()) in "".join(shown.split())


@pytest.mark.parametrize("attack", BESIDE, ids=lambda attack: attack.id)
def test_a_planted_line_can_not_pass_for_one_of_ours(attack: Attack) -> None:
    model = ScriptedModel(script=lambda _: {"rows": []})
    extract(document_of(planted(attack)), resolver=ModelResolver(model))
    asked = next(each for each in model.asked if "行政处罚" in each.user)
    tags = [line for line in asked.user.splitlines() if line.startswith("<")]
    assert len(tags) == 2
    assert tags[1] == tags[0].replace("<", "</")
    assert [cell.field for cell in asked_cells(asked.user)] == [PENALTIES]
