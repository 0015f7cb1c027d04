"""Models that see pictures of simulated scans: what an honest one settles, and what no other one can spoil."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from random import Random

import pytest

from eval.answering import seeing
from eval.generate import make_report, wide_order
from eval.suites import extraction as cells
from eval.suites.chain_counts import spoilt_kinds
from eval.suites.facts import Said, unpacked
from extraction import Trace, extract_traced
from extraction.asking import ModelResolver
from extraction.asking.pictures import PictureQuestion
from llm import ScriptedModel
from tests.extraction.asking.sheets import blank_sheets
from tests.extraction.noisy_readings import Recogniser, scanned

SCANS = range(5)
NOISE = 0.18  # with which one digit in twenty is misread

See = Callable[[PictureQuestion], Decimal | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attacked:
    """A simulated scan, what it says, and what is asked of it."""

    trace: Trace
    wanted: Mapping[str, tuple[Decimal | None, str]]
    questions: tuple[PictureQuestion, ...]

    def spoilt(self, see: See) -> Counter[str]:
        """The cells that are worse with a model that sees that, by how."""
        known = {each.field: each for each in self.questions}
        model = ScriptedModel(script=lambda asked: seeing(asked, lambda field: see(known[field])))
        after = extract_traced(self.trace.findings.document, resolver=ModelResolver(model, sheets=blank_sheets))[0]
        old, new = (_said(report) for report in (self.trace.report, after))
        return Counter(kind for name, due in self.wanted.items() for kind in spoilt_kinds(due, old[name], new[name]))


def _said(report: object) -> Mapping[str, Said]:
    return unpacked(cells.as_json(report)["facts"])  # type: ignore[arg-type]


@cache
def attacked(seed: int) -> Attacked:
    made = make_report(wide_order(seed))
    trace = extract_traced(scanned(made, Recogniser(noise=NOISE, seed=str(seed))))[1]
    plan = ModelResolver(ScriptedModel(script=[]), sheets=blank_sheets).plan(trace.findings)
    questions = tuple(each for ask, _ in plan.pictures for each in ask.questions)
    return Attacked(trace=trace, wanted=unpacked(cells.expected_of(made.gold)["facts"]), questions=questions)


def liars(seed: int, scan: Attacked) -> Mapping[str, See]:
    """Models that see what suits them."""
    rolls = Random(seed)
    printed = sorted({fact.value for fact in scan.trace.report.facts.values() if fact.value is not None})
    one = rolls.choice(printed)

    def truth(question: PictureQuestion) -> Decimal:
        return scan.wanted[question.field][0] or Decimal(0)

    return {
        "a reading": lambda question: rolls.choice([*sorted(question.readings), None]),
        "a number of the page": lambda _: rolls.choice(printed),
        "the same number everywhere": lambda _: one,
        "one more than there is": lambda question: truth(question) + 1,
        "half of it right": lambda question: truth(question) if rolls.random() < 0.5 else rolls.choice(printed),
    }


@pytest.mark.parametrize("seed", SCANS)
def test_no_reading_of_pictures_makes_a_silent_error_or_loses_a_right_value(seed: int) -> None:
    scan = attacked(seed)
    for name, see in liars(seed, scan).items() if scan.questions else ():
        spoilt = scan.spoilt(see)
        assert (name, spoilt["added"], spoilt["lost"]) == (name, 0, 0)


def test_a_model_that_sees_settles_most_doubtful_cells() -> None:
    there = resolved = 0
    for scan in map(attacked, SCANS):
        known = {name: value for name, (value, status) in scan.wanted.items() if status == "reported"}
        model = ScriptedModel(script=lambda asked, known=known: seeing(asked, known.get))
        report = extract_traced(scan.trace.findings.document, resolver=ModelResolver(model, sheets=blank_sheets))[0]
        asked = [each.field for each in scan.questions if each.field in known]
        there += len(asked)
        resolved += sum(report.facts[name].value == known[name] for name in asked)
    assert there > 40
    assert resolved >= 0.85 * there
