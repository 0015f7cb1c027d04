"""What a language model did to a report, counted: questions resolved, cells spoilt, answers refused, tokens, cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from eval.metrics import count as counted
from eval.metrics import grouped, share
from eval.records import CaseResult, Json, Metric, Score
from eval.suites import extraction
from eval.suites.chain_papers import CLEAN, DAMAGED, SCAN
from eval.suites.extraction import cell_metrics, outcome_of
from eval.suites.facts import Said, unpacked

if TYPE_CHECKING:
    from llm.prices import Price

MODEL = "model"
PRICED = "gpt-4.1-mini"
"""What calls would cost is told at the list price of this model."""
UNNOTICED = frozenset({"silent", "invented", "restated"})
SPOILT = ("added", "lost", "doubted", "guessed")
"""Cells that the model made worse: silent now; a right value gone; right, and flagged where there was no flag before;
a flagged value where nothing can be read.
"""
CELLS = ("silent_cells", "exact", "flagged", "omitted", "restated", "identity", "refused", "crashed")
"""Of the metrics of the suite `extraction`, those that are told."""


def score(expected: Json, output: Json) -> tuple[Score, ...]:
    """A score a cell, as the suite `extraction` has it, and one with all that is counted of the model."""
    cells = extraction.score(expected, output)
    return (*cells, Score(name=MODEL, outcome="graded", detail=_counts(expected, output))) if output else cells


def _counts(expected: Json, output: Json) -> Mapping[str, Json]:
    wanted, after, before = (unpacked(facts) for facts in (expected["facts"], output["facts"], output["changed"]))
    there = [name for name in output["asked"] if _is_there(name, wanted, output)]
    resolved = [name for name in there if _is_resolved(name, expected, wanted, after, output)]
    spoilt = Counter(kind for name, said in before.items() for kind in spoilt_kinds(wanted[name], said, after[name]))
    usage = output["usage"]
    return {
        "asked": len(output["asked"]),
        "there": len(there),
        "resolved": len(resolved),
        "proven": sum(1 for name in resolved if name not in after or "llm_only" not in after[name][2]),
        "unresolved": [name for name in there if name not in resolved],
        **{kind: spoilt[kind] for kind in SPOILT},
        "refusals": output["refused"],
        "calls": usage["llm_calls"],
        "tokens": usage["prompt_tokens"] + usage["completion_tokens"],
        "whole": output["whole"],
        "text": output["text"],
        "usd": _price().of(usage["prompt_tokens"], usage["completion_tokens"]),
        "ms": output["ms"],
    }


@cache
def _price() -> Price:
    from llm.config import ModelConfig
    from llm.prices import price_of

    return price_of(ModelConfig(model=PRICED))


def _is_there(name: str, wanted: Mapping[str, Said], output: Json) -> bool:
    """Whether the answer to a question is in the file."""
    return wanted[name][1] == "reported" if name in wanted else name in output["stated"]


def _is_resolved(
    name: str, expected: Json, wanted: Mapping[str, Said], after: Mapping[str, Said], output: Json
) -> bool:
    """Whether it is right now, with no other flag than that a model said so, or that a printed sum is broken."""
    if name not in wanted:
        found, want = output["report"][name], expected["report"]["agency_contains" if name == "agency" else name]
        return bool(found) and (want in found if name == "agency" else found == want)
    value, status, flags, _ = after[name]
    settled = set(flags) - {"llm_only"} - ({"failed_check"} if name in expected["broken"] else set())
    want, wanted_status = wanted[name]
    return outcome_of(want, wanted_status, value, status, flags) == "right" and not settled


def spoilt_kinds(wanted: Said, before: Said, after: Said) -> Iterator[str]:
    """In which of these ways a cell is worse after a model than before."""
    want, due = wanted
    old, new = (outcome_of(want, due, value, status, flags) for value, status, flags, _ in (before, after))
    if new in UNNOTICED and old not in UNNOTICED:
        yield "added"
    if old == "right" and new != "right":
        yield "lost" if wanted[0] is not None else "guessed"
    if old == new == "right" and after[2] and not before[2]:
        yield "doubted"


def metrics(results: Sequence[CaseResult]) -> tuple[Metric, ...]:
    """By model: what became of cells and of questions; texts and scans apart; calls on clean documents; guards.

    All but the calls and the guards are about damaged documents, scans among them.
    """
    models = grouped(results, "model")
    kinds = {name: grouped(members, "kind") for name, members in models.items()}
    spoilt = {name: [*of.get(DAMAGED, ()), *of.get(SCAN, ())] for name, of in kinds.items()}
    apart = [
        (word, kind) for word, kind in (("texts", DAMAGED), ("scans", SCAN)) if any(SCAN in of for of in kinds.values())
    ]
    return (
        *(metric for name, members in spoilt.items() if members for metric in _of_cells(members, {"model": name})),
        *(metric for name, members in spoilt.items() if members for metric in _of_questions(members, {"asking": name})),
        *(
            metric
            for word, kind in apart
            for name, of in kinds.items()
            if kind in of
            for metric in _of_questions(of[kind], {word: name})
        ),
        *(metric for name, of in kinds.items() if CLEAN in of for metric in _of_clean(name, of[CLEAN])),
        *(metric for name, members in models.items() for metric in _of_guards(name, members)),
    )


def _of_cells(results: Sequence[CaseResult], by: Mapping[str, str]) -> Iterator[Metric]:
    told = _told(results)
    for kind in SPOILT:
        yield counted(kind, sum(each[kind] for each in told), by=by)
    found = {metric.name: metric for metric in cell_metrics(results, by)}
    yield from (found[name] for name in CELLS)


def _of_questions(results: Sequence[CaseResult], by: Mapping[str, str]) -> Iterator[Metric]:
    told = _told(results)
    for name in ("asked", "there"):
        yield counted(name, sum(each[name] for each in told), by=by, better=None)
    yield share("resolved", [(each["resolved"], each["there"]) for each in told], by=by)
    yield share("proven", [(each["proven"], each["resolved"]) for each in told], by=by, better=None)
    yield counted("refusals", sum(sum(each["refusals"].values()) for each in told), by=by, better=None)
    yield counted("calls", sum(each["calls"] for each in told), by=by, better=None)
    yield _a_report("tokens", [each["tokens"] for each in told], "count", by)
    asked = [each for each in told if each["calls"]]
    yield _of_tokens("of_whole", "whole", told, by)
    yield _of_tokens("of_text", "text", told, by)
    yield _a_report("usd", [1000 * each["usd"] for each in told], "usd", by)
    yield Metric(name="ms", value=_a_call(told), count=len(asked), better="lower", unit="ms", by=by)


def _told(results: Sequence[CaseResult]) -> list[Mapping[str, Json]]:
    return [each.detail for result in results for each in result.scores if each.name == MODEL]


def _a_report(name: str, values: Sequence[float], unit: str, by: Mapping[str, str]) -> Metric:
    value = sum(values) / len(values) if values else None
    return Metric(name=name, value=value, count=len(values), better=None, unit=unit, by=by)  # type: ignore[arg-type]


def _of_tokens(name: str, whole_of: str, told: Sequence[Mapping[str, Json]], by: Mapping[str, str]) -> Metric:
    """The tokens of all requests and answers, of those of asking for everything, or of the bare texts."""
    whole = sum(each[whole_of] for each in told)
    value = sum(each["tokens"] for each in told) / whole if whole else None
    return Metric(name=name, value=value, count=len(told), better=None, by=by)


def _a_call(told: Sequence[Mapping[str, Json]]) -> float | None:
    calls = sum(each["calls"] for each in told)
    return sum(each["ms"] for each in told) / calls if calls else None


def _of_clean(model: str, results: Sequence[CaseResult]) -> Iterator[Metric]:
    told, by = _told(results), {"clean": model}
    yield counted("clean_calls", sum(each["calls"] for each in told), by=by)
    yield counted("clean_asked", sum(each["asked"] for each in told), by=by)


def _of_guards(model: str, results: Sequence[CaseResult]) -> Iterator[Metric]:
    refusals = Counter[str]()
    for each in _told(results):
        refusals.update(each["refusals"])
    for guard, number in refusals.most_common():
        yield counted("refusals", number, by={"model": model, "guard": guard}, better=None)
