"""Does a broken file do no harm? No traceback, no hang, nothing wrong in silence where no number was touched.

Every case is one generated report, consistent in print, in one format, broken in one way. A file that is refused for a
reason is as good as one that is read. The log keeps no facts, only what was wrong.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count, islice
from pathlib import PurePath
from random import Random

from eval.formats import chosen_formats
from eval.fuzz.mutations import MUTATIONS, ROWS
from eval.fuzz.numbers import is_touched
from eval.fuzz.reader import Reader
from eval.fuzz.rows import swapped_rows
from eval.judged import UNNOTICED
from eval.metrics import count as counted
from eval.metrics import grouped, share
from eval.records import Case, CaseResult, Json, Metric, Options, Outcome, Prepared, Score, Suite
from eval.suites import extraction

DEFAULT_COUNT = 5000
A_SEED = 1_000_000
GBK = ("html-gbk", "html-gb18030")
"""The beginnings of the names of formats that are not written in UTF-8."""
BAD = ("crashed", "hung", "died")
SHOWN = 10  # wrong facts of a document


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A broken file and what it prints: field → value and status, None where a number may have been touched."""

    name: str
    data: bytes
    facts: Mapping[str, tuple[float | None, str]] | None


def cases(options: Options) -> Iterator[Case]:
    """The formats in turn, each broken in all ways in turn; a case has the same id whatever formats are chosen."""
    names = chosen_formats(options.formats)
    chosen = (case for case in _all_cases(options.seed) if case.tags["format"] in names)
    return islice(chosen, options.limit or DEFAULT_COUNT)


def case_named(name: str) -> Case | None:
    """The case of that id, None where there is none."""
    with suppress(ValueError):
        seed, number = (int(part) for part in name.rpartition("-")[2].split("."))
        case = next(islice(_all_cases(seed), number, None))
        return case if case.id == name else None
    return None


def _all_cases(seed: int) -> Iterator[Case]:
    from eval.generate.render import FORMATS

    suited = {
        name: [kind for kind, each in MUTATIONS.items() if FORMATS[name].suffix in each.suffixes] for name in FORMATS
    }
    for number in count():
        turn, place = divmod(number, len(FORMATS))
        name = list(FORMATS)[place]
        mutation = suited[name][(turn + place) % len(suited[name])]
        yield Case(
            id=f"{name}-{mutation}-{seed}.{number:05}",
            tags={"mutation": mutation, "format": name},
            inputs={"format": name, "mutation": mutation, "seed": seed * A_SEED + number},
        )


def prepare(case: Case) -> Prepared:
    """The report of the case's seed, drawn, and broken."""
    from eval.generate import make_report, wide_order
    from eval.generate.render import FORMATS, render

    name, mutation, seed = (case.inputs[key] for key in ("format", "mutation", "seed"))
    suffix, chance = FORMATS[name].suffix, Random(f"fuzz:{case.id}")  # noqa: S311  reproducible, not secret
    order = replace(wide_order(seed, blanks=FORMATS[name].keeps_blanks), plant=None)  # sums have to tell the truth
    made = make_report(order)
    layout = swapped_rows(made.layout, chance) if mutation == ROWS else made.layout
    whole = render(layout, name, seed=seed)
    data = MUTATIONS[mutation].apply(whole, suffix, chance)
    encoding = "gb18030" if name.startswith(GBK) else "utf-8"
    touched = mutation != ROWS and is_touched(suffix, whole, data, encoding)
    facts = {field: (_plain(fact.value), fact.status) for field, fact in made.gold.facts.items()}
    return Prepared(
        given=Given(name=case.id + suffix, data=data, facts=None if touched else facts),
        expected={},
        hashes={"document": hashlib.sha256(data).hexdigest()},
    )


def _plain(value: object) -> float | None:
    return None if value is None else float(str(value))


def task(given: Given) -> Json:
    """What became of the file, and the facts that are wrong without a flag."""
    reading = _reader().read(given.data, given.name)
    judged = given.facts if reading.facts is not None else None
    return {
        "outcome": reading.outcome,
        "error": reading.error,
        "where": reading.where,
        "trace": reading.trace,
        "touched": given.facts is None,
        "wrong": list(_wrong(judged, reading.facts or {})) if judged else [],
    }


@lru_cache(maxsize=1)
def _reader() -> Reader:
    """One for each process that runs cases; it ends with that process."""
    return Reader()


def _wrong(expected: Mapping[str, tuple[float | None, str]], found: Mapping[str, Json]) -> Iterator[Json]:
    for field, (value, status) in expected.items():
        got, got_status, flags, _ = found.get(field, extraction.NOTHING)
        outcome = extraction.outcome_of(value, status, got, got_status, flags)
        if outcome in UNNOTICED:
            yield [field, outcome, {"expected": value, "expected_status": status, "got": got, "status": got_status}]


def score(_expected: Json, output: Json) -> tuple[Score, ...]:
    """One score for the reading as a whole, and one for each of the first facts that are wrong in silence."""
    if output is None:
        return (Score(name="case", outcome="unscored"),)
    detail = {"got": output["outcome"], "error": output["error"], "where": output["where"]}
    failed: Outcome = "wrong" if output["outcome"] in BAD else "right"
    facts = (Score(name=name, outcome=outcome, detail=said) for name, outcome, said in output["wrong"][:SHOWN])
    return (Score(name="reading", outcome=failed, detail=detail if failed == "wrong" else {}), *facts)


def is_failure(result: CaseResult) -> bool:
    """Whether the file has done harm."""
    return result.crashed or bool(result.output and (result.output["outcome"] in BAD or result.output["wrong"]))


def metrics(results: Sequence[CaseResult]) -> tuple[Metric, ...]:
    """Tracebacks, hangs, dead readers and documents wrong in silence; then by mutation and by format."""
    split = (
        _metrics(members, {tag: value})
        for tag in ("mutation", "format")
        for value, members in grouped(results, tag).items()
    )
    return (*_metrics(results, {}), *(metric for part in split for metric in part))


def _metrics(results: Sequence[CaseResult], by: Mapping[str, str]) -> tuple[Metric, ...]:
    read = [each.output for each in results if each.output is not None]
    untouched = [each for each in read if not each["touched"]]
    return (
        counted("crashed", sum(each["outcome"] == "crashed" for each in read) + len(results) - len(read), by=by),
        counted("hung", sum(each["outcome"] == "hung" for each in read), by=by),
        counted("died", sum(each["outcome"] == "died" for each in read), by=by),
        counted("silent_documents", sum(bool(each["wrong"]) for each in read), by=by),
        share("judged", [(not each["touched"], 1) for each in read], by=by, better=None),
        share("refused", [(each["outcome"] == "refused", 1) for each in read], by=by, better=None),
        share("silent", [(bool(each["wrong"]), 1) for each in untouched], by=by, better="lower"),
    )


def file_name(case: Case) -> str:
    """What the broken file of a case is called."""
    from eval.generate.render import FORMATS

    return case.id + PurePath(f"x{FORMATS[case.tags['format']].suffix}").suffix


SUITE = Suite(name="fuzz", cases=cases, prepare=prepare, task=task, score=score, metrics=metrics)
