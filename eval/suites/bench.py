"""The benchmark: documents by the thousand in every format, counted; planted print errors found by the checks.

A case is a block of documents of one format: the log keeps counts and the worst cells, no facts. Every document is
tried and judged as a case of the suites `extraction` and `checks`. A quarter of a format's documents are damaged, each
kind of damage in turn. `kind` says what can be asked of a block:

    digital   every cell is in the file, at a place of its own: all of it has to be right
    lossy     the format or the damage loses cells, labels or headings: what survives has to be right
    checks    reports with a mistake of a known kind, and reports without any
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from typing import Any

from eval.formats import DIGITAL, LOSSY, chosen_formats, kind_of
from eval.metrics import count as counted
from eval.metrics import share
from eval.records import Case, CaseResult, Json, Metric, Options, Prepared, Score, Suite

PER_FORMAT = 2000
BLOCK = 20  # documents a case
DAMAGED = 4  # one of so many documents of a format
CHECKED = 2  # documents of the part `checks` for each document of a format
A_FORMAT, A_SEED = 20_000, 1_000_000  # between the first seeds of two formats, and of two runs
CHECKS = "checks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The documents of one block, as cases of the suite that judges them."""

    kind: str
    documents: tuple[Case, ...]


def cases(options: Options) -> Iterator[Case]:
    """Blocks of every format, the first documents of all before the second ones; `limit` is documents a format."""
    names, per_format = chosen_formats(options.formats), options.limit or PER_FORMAT
    blocks = [*_blocks(names, per_format, options.seed), *_check_blocks(names, per_format * CHECKED, options.seed)]
    return iter(sorted(blocks, key=lambda case: case.inputs["first"]))


def _blocks(names: Sequence[str], per_format: int, seed: int) -> Iterator[Case]:
    for name in names:
        drawn = [(number, _damage_of(name, number)) for number in range(per_format)]
        for kind in (DIGITAL, LOSSY):
            members = [[number, damage] for number, damage in drawn if kind_of(name, damage) == kind]
            for start in range(0, len(members), BLOCK):
                yield _block(name, kind, seed, members[start : start + BLOCK])


def _damage_of(name: str, number: int) -> str:
    """Damage for every fourth document, of the kinds that the format can have each in turn."""
    from eval.generate.damage import DAMAGES
    from eval.generate.render import FORMATS

    turn, place = divmod(number, DAMAGED)
    suited = [kind for kind, damage in DAMAGES.items() if damage.formats is None or name in damage.formats]
    turn += list(FORMATS).index(name)  # so that a small run has every kind in some format
    return suited[turn % len(suited)] if place == DAMAGED - 1 else "none"


def _block(name: str, kind: str, seed: int, documents: list[list[Json]]) -> Case:
    first = documents[0][0]
    return Case(
        id=f"{name}-{kind}-{seed}.{first:05}",
        tags={"kind": kind, "format": name},
        inputs={"seed": seed, "first": first, "documents": documents},
    )


def _check_blocks(names: Sequence[str], most: int, seed: int) -> Iterator[Case]:
    from eval.suites import checks

    endless = checks.SUITE.cases(Options(limit=sys.maxsize, seed=seed))
    wanted = list(islice((case for case in endless if case.tags["format"] in names), most))
    for start in range(0, len(wanted), BLOCK):
        documents = [asdict(case) for case in wanted[start : start + BLOCK]]
        first = start // CHECKED
        yield Case(
            id=f"{CHECKS}-{seed}.{first:05}",
            tags={"kind": CHECKS},
            inputs={"seed": seed, "first": first, "documents": documents},
        )


def prepare(case: Case) -> Prepared:
    """The documents of the block; they are made when their turn comes."""
    kind, documents = case.tags["kind"], case.inputs["documents"]
    if kind == CHECKS:
        return Prepared(given=Given(kind=kind, documents=tuple(Case(**each) for each in documents)), expected={})
    name, seed = case.tags["format"], case.inputs["seed"]
    made = tuple(document_case(name, damage, seed, number) for number, damage in documents)
    return Prepared(given=Given(kind=kind, documents=made), expected={})


def document_case(name: str, damage: str, seed: int, number: int) -> Case:
    """The case of the suite `extraction` that a document of a block is."""
    from eval.generate.render import FORMATS

    first = seed * A_SEED + list(FORMATS).index(name) * A_FORMAT
    return Case(
        id=f"{name}-{damage}-{seed}.{number:05}",
        tags={"format": name, "damage": damage},
        inputs={"seed": first + number, "format": name, "damage": damage},
    )


def task(given: Given) -> list[Json]:
    """The counts of every document of the block."""
    from eval.runner import run_case
    from eval.suites import checks, extraction
    from eval.suites.bench_counts import as_json, count_checks, count_document

    if given.kind == CHECKS:
        count, judge = count_checks, replace(checks.SUITE, crop=None)
    else:
        count, judge = count_document, replace(extraction.SUITE, crop=None, as_json=as_json)
    return [count(run_case(judge, place, case)) for place, case in enumerate(given.documents)]


def score(_expected: Json, output: Json) -> tuple[Score, ...]:
    """What share of the block's cells, or of its planted errors and alarms, is right, and how many are silent."""
    if output is None:
        return (Score(name="case", outcome="unscored"),)
    sums = totals(output)
    judged = sums["cells"] or sum(sums[name] for name in ("right", "wrong", "omitted", "invented"))
    figures = {"right": sums["right"] / judged if judged else 1.0, "silent_cells": sums["silent"]}
    return tuple(Score(name=name, outcome="graded", value=value) for name, value in figures.items())


def totals(documents: Sequence[Json]) -> Counter[str]:
    """All counts of the documents added up, with how many there are and how many crashed, were refused, not scored."""
    sums = Counter[str]()
    for each in documents:
        sums.update(each["counts"])
    failed = [each for each in documents if each["error"]]
    crashed = sum(each["crashed"] for each in failed)
    return sums + Counter(documents=len(documents), crashed=crashed, refused=len(failed) - crashed)


def confusion(documents: Sequence[Json]) -> Counter[tuple[str, str, bool]]:
    """How often what is printed was read as what, and whether with a flag."""
    matrix = Counter[tuple[str, str, bool]]()
    for each in documents:
        for key, number in each.get("read_as", {}).items():
            before, after = key.rstrip("!").split(">")
            matrix[before, after, key.endswith("!")] += number
    return matrix


def metrics(results: Sequence[CaseResult]) -> tuple[Metric, ...]:
    """What is asked of each kind first, then every format of each kind."""
    measured = [result for result in results if result.output is not None]
    of_kind = {kind: [each for each in measured if each.case.tags["kind"] == kind] for kind in (DIGITAL, LOSSY)}
    checked = [each for each in measured if each.case.tags["kind"] == CHECKS]
    everything = totals([each for result in measured for each in result.output])
    return (
        counted("crashed", everything["crashed"] + sum(result.crashed for result in results)),
        *(metric for kind, members in of_kind.items() if members for metric in _of_kind(kind, members)),
        *(_of_checks(checked) if checked else ()),
        *(metric for kind, members in of_kind.items() for metric in _of_formats(kind, members)),
    )


def _of_kind(kind: str, results: Sequence[CaseResult]) -> Iterator[Metric]:
    matrix = confusion([each for result in results for each in result.output])
    yield from _of_cells(results, {"kind": kind})
    confused = sum(number for (before, after, _), number in matrix.items() if before != after)
    yield counted("confused", confused, by={"kind": kind})


def _of_formats(kind: str, results: Sequence[CaseResult]) -> Iterator[Metric]:
    for name in dict.fromkeys(result.case.tags["format"] for result in results):
        members = [result for result in results if result.case.tags["format"] == name]
        yield from _of_cells(members, {"kind": kind, "format": name})


def _of_cells(results: Sequence[CaseResult], by: Mapping[str, str]) -> Iterator[Metric]:
    sums = [totals(result.output) for result in results]
    times = [each["ms"] for result in results for each in result.output]
    for name, part, whole, better in SHARES:
        yield share(name, [(each[part], each[whole]) for each in sums], by=by, better=better)
    yield counted("silent_cells", sum(each["silent"] for each in sums), by=by)
    yield counted("unplaced", sum(each["unplaced"] for each in sums), by=by, better=None)
    yield Metric(name="ms", value=sum(times) / len(times), count=len(times), better="lower", unit="ms", by=by)


def _of_checks(results: Sequence[CaseResult]) -> tuple[Metric, ...]:
    """Recall and precision, a mistake found with other numbers being neither."""
    sums = [totals(result.output) for result in results]

    def of(name: str, *others: str) -> Metric:
        parts = [(each["right"], sum(each[key] for key in ("right", *others))) for each in sums]
        return share(name, parts, by={"kind": CHECKS})

    return of("recall", "wrong", "omitted"), of("precision", "wrong", "invented")


SHARES: tuple[tuple[str, str, str, Any], ...] = (
    ("right", "right", "cells", "higher"),
    ("survived", "survived_right", "survived", "higher"),
    ("silent", "silent", "cells", "lower"),
    ("needless", "needless", "cells", "lower"),
    ("flagged", "flagged", "cells", None),
    ("omitted", "omitted", "cells", None),
)
"""Name of the metric, what it counts, out of what, and which way is better; None is only told."""

SUITE = Suite(name="bench", cases=cases, prepare=prepare, task=task, score=score, metrics=metrics)
