"""What is counted of one document of the benchmark: its cells by outcome, what was printed against what was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from canonical.report import Report
from eval.judged import SEVERITY, UNNOTICED
from eval.records import CaseResult, Json, Score
from eval.suites import extraction
from eval.suites.extraction import NEAR, NOT_A_NUMBER, NOTHING, is_field, is_needless
from eval.suites.facts import unpacked

PRINTED = ("zero", "blank", "dash", "number", "missing")
"""What a cell can print."""
KINDS = (*PRINTED, "unreadable")
"""What it can be read as."""
TOLD_OF_A_DOCUMENT = 10
ABSENT = "not_in_template"


def as_json(report: Report) -> Json:
    """What the suite `extraction` logs of a report, with what cells without a number print, and unplaced digits."""
    facts = report.facts.values()
    return {
        **extraction.as_json(report),
        "printed": {fact.field: fact.raw for fact in facts if fact.raw and fact.status in NOT_A_NUMBER},
        "unplaced": [each.text for each in report.unplaced],
    }


def count_document(result: CaseResult) -> Json:
    """The counts of a document that was tried as a case of the suite `extraction`."""
    cells = [each for each in result.scores if is_field(each) and each.outcome != "unscored"]
    counts = Counter(_counts(cells, result.expected or {"facts": []}))
    read = result.output or {"facts": [], "printed": {}, "unplaced": []}
    return {
        "id": result.case.id,
        "inputs": dict(result.case.inputs),
        "ms": round(result.seconds * 1000, 1),
        "error": result.error,
        "crashed": result.crashed,
        "counts": {**counts, "unplaced": sum(_digit_runs(text) for text in read["unplaced"])},
        "read_as": Counter(_read_as(result.expected, read)) if result.output else {},
        "wrong": _told([each for each in cells if each.outcome != "right"]),
    }


def _counts(cells: Sequence[Score], expected: Mapping[str, Json]) -> Iterator[str]:
    """A word for everything a cell counts as. Fields that the form does not have are no cells unless they are wrong."""
    wanted = unpacked(expected["facts"])
    for each in cells:
        _, status = wanted[each.name]
        if status == ABSENT and each.outcome == "right":
            continue
        yield "cells"
        yield "silent" if each.outcome in UNNOTICED else each.outcome
        if status == "reported":
            yield "survived"
            yield "survived_right" if each.outcome == "right" else "survived_wrong"
        if is_needless(each):
            yield "needless"


def _digit_runs(text: str) -> int:
    runs = "".join(each if each.isdigit() else " " for each in text).split()
    return len(runs)


def _read_as(expected: Mapping[str, Json], read: Mapping[str, Json]) -> Iterator[str]:
    """`printed>read` of every cell, with `!` behind it where a flag says that somebody should look."""
    found = unpacked(read["facts"])
    for field, (value, status) in unpacked(expected["facts"]).items():
        got, got_status, flags, _ = found.get(field, NOTHING)
        if status == got_status == ABSENT:
            continue
        before = _kind_of_print(value, status, expected["printed"].get(field))
        after = _kind_of_reading(got, got_status, read["printed"].get(field))
        yield f"{before}>{after}{'!' if flags else ''}"


def _kind_of_print(value: float | None, status: str, raw: str | None) -> str:
    if status == "reported":
        return "number" if value else "zero"
    if raw is None:
        return "missing"
    return "dash" if raw.strip() else "blank"


def _kind_of_reading(value: float | None, status: str, raw: str | None) -> str:
    """An inferred value is arithmetic, no reading: its cell was read as empty, or as a mark."""
    if status == "reported":
        return "number" if value and abs(value) > NEAR else "zero"
    if status in {"blank", "inferred"}:
        return "dash" if raw else "blank"
    return "unreadable" if status == "unreadable" else "missing"


def _told(wrong: Sequence[Score]) -> list[Json]:
    """The worst cells of a document: field, outcome, and what the score says of them."""
    worst = sorted(wrong, key=lambda each: -SEVERITY[each.outcome])[:TOLD_OF_A_DOCUMENT]
    return [[each.name, each.outcome, dict(each.detail)] for each in worst]


def count_checks(result: CaseResult) -> Json:
    """The counts of reports that were tried as a case of the suite `checks`."""
    wrong = [each for each in result.scores if each.outcome not in {"right", "unscored"}]
    return {
        "id": result.case.id,
        "inputs": dict(result.case.inputs),
        "ms": round(result.seconds * 1000, 1),
        "error": result.error,
        "crashed": result.crashed,
        "counts": Counter(each.outcome for each in result.scores),
        "wrong": _told(wrong),
    }
