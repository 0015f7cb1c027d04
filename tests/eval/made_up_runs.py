"""Runs of evaluations that were never made: their outcomes are written down here, not measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from canonical.fields import FIELDS
from eval.metrics import share
from eval.records import Case, CaseResult, Metric, Outcome, Run, Score

ALL_FIELDS = tuple(field for field in FIELDS if "2021" in FIELDS[field].forms)
FORMATS = ("pdf", "docx", "html")
Becomes = Callable[[int, str], Outcome]


def right(_case: int, _field: str) -> Outcome:
    return "right"


def wrong_where(outcome: Outcome, place: Callable[[int, str], bool]) -> Becomes:
    return lambda case, field: outcome if place(case, field) else "right"


def field_score(field: str, outcome: Outcome, confidence: float = 0.97) -> Score:
    if outcome == "right":
        return Score(name=field, outcome=outcome, value=confidence)
    got = None if outcome == "omitted" else 8
    status = "missing" if outcome == "omitted" else "reported"
    flags = ["failed_check"] if outcome == "flagged" else []
    detail = {"expected": 7, "got": got, "expected_status": "reported", "status": status, "flags": flags}
    return Score(name=field, outcome=outcome, value=None if got is None else confidence, detail=detail)


def result(number: int, scores: tuple[Score, ...], **more: Any) -> CaseResult:
    tags = more.pop("tags", {"format": FORMATS[number % len(FORMATS)], "damage": ("none", "cut")[number % 2]})
    case_id = more.pop("id", f"case-{number:03}")
    facts = {score.name: [7, "reported"] for score in scores if score.name in FIELDS}
    defaults: dict[str, Any] = {
        "position": number,
        "hashes": {"document": f"{number:064}"},
        "expected": {"facts": facts},
        "output": {"facts": {}},
        "seconds": 0.01 * (number + 1),
    }
    return CaseResult(case=Case(id=case_id, tags=tags, inputs={}), scores=scores, **defaults | more)


def field_run(becomes: Becomes = right, *, cases: int = 6, **header: Any) -> Run:
    results = (
        result(number, tuple(field_score(field, becomes(number, field)) for field in ALL_FIELDS))
        for number in range(cases)
    )
    return run(*results, **header)


def run(*results: CaseResult, suite: str = "extraction", path: str = "runs/made-up.jsonl", **header: Any) -> Run:
    whole = {
        "suite": suite,
        "started": "2026-11-21T08:30:00+00:00",
        "options": {"seed": 3, "limit": None},
        "cases": {"count": len(results), "sha256": "0" * 64},
        "commit": "abcdef0123456789",
        "dirty": False,
        "model": None,
        "sabotage": None,
        "versions": {"python": "3.11.7"},
        "machine": {"processor": "x86_64", "cores": 2, "memory_gb": 8},
    }
    return Run(header=whole | header, results=results, path=path)


def scored(run: Run) -> tuple[Run, tuple[Metric, ...]]:
    """The run with two metrics over all cases, and one of them by format."""
    formats = dict.fromkeys(each.case.tags.get("format", "") for each in run.results)
    by_format = (
        share("exact", _parts(run, "right", format_), by={"format": format_}) for format_ in formats if format_
    )
    overall = share("silent", _parts(run, "silent"), better="lower"), share("exact", _parts(run, "right"))
    return run, (*overall, *by_format)


def _parts(run: Run, outcome: Outcome, format_: str | None = None) -> list[tuple[int, int]]:
    return [
        (sum(score.outcome == outcome for score in each.scores), len(each.scores))
        for each in run.results
        if format_ in (None, each.case.tags.get("format"))
    ]


def graded_run(values: Mapping[str, tuple[float | None, ...]]) -> Run:
    """A run of the suite "retrieval" with one graded score of each name a case."""
    cases = len(next(iter(values.values())))
    results = (
        result(
            number,
            tuple(Score(name=name, outcome="graded", value=each[number]) for name, each in values.items()),
            tags={"kind": ("words", "english")[number % 2]},
        )
        for number in range(cases)
    )
    return run(*results, suite="retrieval")
