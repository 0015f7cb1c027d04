"""What a score says once its gaps are filled: plainly right ones are logged bare, their case has the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from canonical.fields import FIELDS
from eval.records import CaseResult, Json, Outcome, Score

SEVERITY: Mapping[Outcome, int] = {
    "right": 0,
    "graded": 0,
    "unscored": 1,
    "flagged": 2,
    "omitted": 3,
    "restated": 4,
    "wrong": 5,
    "invented": 6,
    "silent": 7,
}
"""How bad an outcome is: the worst is a wrong value that nobody notices."""
JUDGED: tuple[Outcome, ...] = ("right", "flagged", "omitted", "restated", "wrong", "invented", "silent")
"""The outcomes that shares are counted over."""
UNNOTICED: frozenset[Outcome] = frozenset({"invented", "silent"})
"""Errors that the output does not point out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One score of a case with everything the log knows about it; None is what it does not know."""

    case: str
    name: str
    outcome: Outcome
    value: float | None
    expected: Json = None
    got: Json = None
    expected_status: str | None = None
    status: str | None = None
    flags: tuple[str, ...] = ()
    confidence: float | None = None


def judged(result: CaseResult, score: Score) -> Judged:
    """A score of a case with what the case's expected and its output say about it."""
    wanted = _fact(result.expected, score.name)[:2]
    given = _fact(result.output, score.name)
    known = dict(zip(("expected", "expected_status"), wanted, strict=False))
    known |= dict(zip(("status", "got", "flags", "confidence"), given, strict=False))
    if score.outcome == "right" and "got" not in known:
        known |= {"got": known.get("expected"), "status": known.get("expected_status")}
    if score.name in FIELDS and score.value is not None:
        known["confidence"] = score.value
    known |= {key: value for key, value in score.detail.items() if key in Judged.__slots__}
    flags = tuple(map(str, known.pop("flags", None) or ()))
    return Judged(
        **known | {"case": result.case.id, "name": score.name, "outcome": score.outcome, "value": score.value},
        flags=flags,
    )


def cells(scores: Iterable[Score]) -> list[Score]:
    """The scores that shares of a case are counted over: its fields, or everything judged where it has no field."""
    counted = [score for score in scores if score.outcome in JUDGED]
    return [score for score in counted if score.name in FIELDS] or counted


def tally(scores: Iterable[Score]) -> Counter[Outcome]:
    """How many of the scores came out how."""
    return Counter(score.outcome for score in scores)


def _fact(record: Json, name: str) -> list[Json]:
    """What the gold ([value, status]) or the output ([status, value, flags, confidence]) says of a field."""
    facts = record.get("facts") if isinstance(record, dict) else None
    fact = facts.get(name) if isinstance(facts, dict) else None
    return list(fact) if isinstance(fact, list | tuple) else []
