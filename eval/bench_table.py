"""The benchmark's log as a table by format, a matrix of what was printed and read, and the cells that went wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.formats import DIGITAL, LOSSY
from eval.judged import UNNOTICED
from eval.records import CaseResult, Json, Metric
from eval.suites.bench import CHECKS, confusion, totals
from eval.suites.bench_counts import KINDS, PRINTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The documents of one format, or of all (None), that the same can be asked of. `right` and `needless` are cells.

    `survived` are the cells whose number is in the file, `unplaced` the digit runs that the reports list as such.
    `silent` are wrong or invented values without a flag, `restated` right ones under another status.
    """

    kind: str
    format: str | None
    documents: int
    cells: int
    right: int
    survived: int
    survived_right: int
    flagged: int
    omitted: int
    silent: int
    restated: int
    needless: int
    unplaced: int
    refused: int
    crashed: int
    ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A cell without a flag that is not right, or a check that should have failed or should not have."""

    document: str
    name: str
    outcome: str
    detail: Mapping[str, Json]


def rows(results: Sequence[CaseResult]) -> tuple[Row, ...]:
    """A row for every format of each kind, and behind them one for all."""
    return tuple(row for kind in (DIGITAL, LOSSY) for row in _rows_of(kind, _of(kind, results)))


def _of(kind: str, results: Sequence[CaseResult]) -> list[CaseResult]:
    return [each for each in results if each.case.tags["kind"] == kind and each.output is not None]


def _rows_of(kind: str, results: Sequence[CaseResult]) -> Iterator[Row]:
    documents: dict[str, list[Json]] = {}
    for result in results:
        documents.setdefault(result.case.tags["format"], []).extend(result.output)
    for name in sorted(documents):
        yield _row(kind, name, documents[name])
    if documents:
        yield _row(kind, None, [each for members in documents.values() for each in members])


def _row(kind: str, name: str | None, documents: Sequence[Json]) -> Row:
    sums = totals(documents)
    ms = sum(each["ms"] for each in documents) / len(documents)
    counted = {field: sums[field] for field in Row.__slots__ if field not in {"kind", "format", "ms"}}
    return Row(kind=kind, format=name, ms=ms, **counted)


def matrix(kind: str, results: Sequence[CaseResult]) -> dict[str, dict[str, tuple[int, int]]]:
    """Print → reading → how many cells of this kind of document, and how many of them without a flag."""
    counts = confusion([each for result in _of(kind, results) for each in result.output])

    def of(before: str, after: str) -> tuple[int, int]:
        unflagged = counts[before, after, False]
        return unflagged + counts[before, after, True], unflagged

    return {before: {after: of(before, after) for after in KINDS} for before in PRINTED}


def wrong(results: Sequence[CaseResult]) -> tuple[Wrong, ...]:
    """What was wrong in silence, digital documents first, then the checks that were not as they should be."""
    return tuple(
        Wrong(document=each["id"], name=name, outcome=outcome, detail=detail)
        for kind in (DIGITAL, LOSSY, CHECKS)
        for result in _of(kind, results)
        for each in result.output
        for name, outcome, detail in each["wrong"]
        if kind == CHECKS or outcome in UNNOTICED
    )


def failures(results: Sequence[CaseResult]) -> tuple[tuple[str, str], ...]:
    """The documents that crashed with their errors; a block that crashed as a whole stands for its documents."""
    blocks = [(result.case.id, result.error or "") for result in results if result.crashed]
    documents = [(each["id"], each["error"]) for result in results for each in result.output or () if each["crashed"]]
    return (*blocks, *documents)


def figure_of(metrics: Sequence[Metric], name: str, **by: str) -> Metric | None:
    """The metric of that name and group."""
    return next((each for each in metrics if each.name == name and dict(each.by) == by), None)
