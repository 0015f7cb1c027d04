"""Does a server of a language model that fails in every way harm an ingest, or hold it up?

A case is a block of damaged documents, ingested one after another into a store of their own, through the real adapter,
from a real HTTP server that answers as the oracle of the document does, unless a fault is due: then it hangs, is late,
busy or broken, stops in the middle, or answers nonsense. Every report is read back from the store and judged beside the
one that is made without a model.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from itertools import islice
from pathlib import Path
from random import Random
from threading import Event, Lock
from time import perf_counter, sleep
from typing import TYPE_CHECKING

from eval.metrics import count as counted
from eval.records import Case, CaseResult, Json, Metric, Options, Prepared, Score, Suite
from eval.suites import extraction
from eval.suites.chain_counts import SPOILT, spoilt_kinds
from eval.suites.chain_models import knows
from eval.suites.chain_papers import DAMAGED, Paper, paper_of, papers
from eval.suites.facts import Said as SaidOfCell
from eval.suites.facts import unpacked
from llm import Asked, Behaviour, Completion, Metered, ModelConfig, OpenModel, Reply, Request, Said
from llm.behaviours import BEHAVIOURS
from llm.budget import Budget
from llm.served import ServedModel

if TYPE_CHECKING:
    from factstore import FactStore
    from service.language_model import Asking

DOCUMENTS, BLOCK, FAULTS_A_DOCUMENT = 200, 10, 8
AT_ONCE = 0.88
"""How likely a fault is, where one is due."""
TIMEOUT, RETRIES, ROUNDS = 0.25, 3, 3
CONFIG = ModelConfig(
    model="scripted",
    timeout=TIMEOUT,
    retries=RETRIES,
    first_wait=0.01,
    longest_wait=0.1,
    gives_up_after=5,
    rest=0.2,
    way="json_schema",
)
MOST_CALLS = (1 + RETRIES) * ROUNDS
MOST_SECONDS = MOST_CALLS * (CONFIG.timeout + CONFIG.longest_wait)
"""The limits of one question: its calls, and the seconds that it may grant them and wait between them.

Seconds are counted as they are granted, not by the clock: that a busy machine is late breaks no promise.
"""
BUSY_FOR = 0.05
BLOCK_SCORE = "block"
_Cells = Mapping[str, SaidOfCell]
SUMS = frozenset({"documents", "stored", "faults", *SPOILT, "questions", "unanswered", "refusals", "untold", "calls"})
MOSTS = ("most_calls", "most_granted", "longest")


def _late(asked: Asked) -> Said:
    sleep(TIMEOUT * 1.2)
    return BEHAVIOURS["answer"](asked)


FAULTS: Mapping[str, Behaviour] = {
    "late": _late,
    "hang": BEHAVIOURS["hang"],
    "busy": lambda _: Reply(status=429, retry_after=BUSY_FOR),
    "error": BEHAVIOURS["error"],
    "half": BEHAVIOURS["half"],
    "page": BEHAVIOURS["page"],
    "garbage": BEHAVIOURS["garbage"],
    "wrong-json": BEHAVIOURS["wrong-json"],
    "wrong-schema": BEHAVIOURS["wrong-schema"],
}


@dataclass(slots=True)
class Failing:
    """The behaviour of the server: `oracle` answers for the document at hand, and faults are injected while `due`."""

    seed: int
    oracle: Behaviour = BEHAVIOURS["answer"]
    due: int = 0
    injected: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def turn_to(self, paper: Paper) -> None:
        """Nothing; the next questions are about this document, and its faults are due too."""
        self.oracle, self.due = knows(paper.gold), self.due + FAULTS_A_DOCUMENT

    def __call__(self, asked: Asked) -> Said:
        name = self.next_fault(asked.number)
        return FAULTS[name](asked) if name else self.oracle(asked)

    def next_fault(self, number: int) -> str | None:
        """The fault of the request with this number; None where none is due, or not yet."""
        rolls = Random(f"{self.seed} {number}")  # noqa: S311  reproducible, not secret
        with self._lock:
            if self.due <= 0 or rolls.random() > AT_ONCE:
                return None
            name = rolls.choice(list(FAULTS))
            self.due -= 1
            self.injected[name] += 1
            return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What one question took: its calls in all rounds, the seconds it waited between them, and those of the clock."""

    calls: int = 0
    paused: float = 0.0
    seconds: float = 0.0

    @property
    def granted(self) -> float:
        """The most seconds that its calls and pauses could take."""
        return self.calls * CONFIG.timeout + self.paused


class Pauses(Event):
    """An event that nobody sets, and which knows how long was to be waited for it."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0

    def wait(self, timeout: float | None = None) -> bool:
        self.seconds += timeout or 0.0
        return super().wait(timeout)


class _Watched(OpenModel):
    """The model of a run that knows what each question took."""

    def __init__(self, url: str) -> None:
        config = replace(CONFIG, base_url=url)
        super().__init__(ServedModel(config), config)
        self.questions: dict[tuple[int, str], Question] = {}
        self.document = 0

    def for_report(self) -> Metered:
        return _OfReport(self, super().for_report())


class _OfReport(Metered):
    def __init__(self, run: _Watched, model: Metered) -> None:
        super().__init__(model, Budget())
        self._run = run

    def complete(self, request: Request, *, cancelled: Event | None = None) -> Completion:  # noqa: ARG002  nobody cancels
        begun, before, pauses = perf_counter(), self._run.spent.calls, Pauses()
        try:
            return super().complete(request, cancelled=pauses)
        finally:
            key = (self._run.document, request.user)
            old = self._run.questions.get(key, Question())
            self._run.questions[key] = Question(
                calls=old.calls + self._run.spent.calls - before,
                paused=old.paused + pauses.seconds,
                seconds=old.seconds + perf_counter() - begun,
            )


def cases(options: Options) -> Iterator[Case]:
    """Blocks of documents; `limit` is documents."""
    damaged = (case for case in papers(options.seed) if case.tags["kind"] == DAMAGED)
    chosen = list(islice(damaged, options.limit or DOCUMENTS))
    for start in range(0, len(chosen), BLOCK):
        members = chosen[start : start + BLOCK]
        inputs = {"seed": options.seed, "documents": [dict(each.inputs) for each in members]}
        yield Case(id=f"block-{options.seed}.{start:04}", tags={}, inputs=inputs)


def prepare(case: Case) -> Prepared:
    """The documents, and what their generator printed."""
    made = tuple(paper_of(each) for each in case.inputs["documents"])
    return Prepared(
        given=(case.inputs["seed"], made),
        expected=[extraction.expected_of(each.gold) for each in made],
        hashes={"documents": hashlib.sha256("".join(each.sha256 for each in made).encode()).hexdigest()},
    )


def task(given: tuple[int, Sequence[Paper]]) -> Json:
    """What became of the reports, the faults, the questions, and what the summary says."""
    from factstore import FactStore as Store
    from service.language_model import Asking as Run
    from service.scripted_llm import serving

    import_module("langchain_openai")  # takes seconds, which are no wait for the server
    seed, made = given
    failing = Failing(seed)
    with tempfile.TemporaryDirectory() as folder, serving(failing) as url, _Watched(url) as model:
        asking = Run(model, narrative=True)
        with Store.open(f"sqlite:///{folder}/store.db") as store:
            documents = []
            for place, paper in enumerate(made):
                failing.turn_to(paper)
                model.document = place
                documents.append(_ingested(paper, Path(folder) / f"{place}-{paper.file.name}", store, asking))
    return {
        "documents": documents,
        "faults": dict(failing.injected),
        "questions": [
            [each.calls, round(each.granted, 4), round(each.seconds, 4)] for each in model.questions.values()
        ],
        "summary": asking.as_json(),
        "line": asking.line("en"),
    }


def _ingested(paper: Paper, path: Path, store: FactStore, asking: Asking) -> Json:
    """What became of one document: its report as the store has it, and as it is without a model."""
    from ingest import FoundFile, Limits
    from service.intake import take_in_file

    path.write_bytes(paper.file.data)
    outcome = take_in_file(FoundFile(path=path.name, file=path, limits=Limits()), store, asking=asking)
    report = store.report(outcome.report_id) if outcome.report_id else None
    return {
        "outcome": outcome.outcome,
        "reason": outcome.reason,
        "ms": outcome.ms,
        "stored": extraction.as_json(report)["facts"] if report else None,
        "without": extraction.as_json(extraction.task(paper.file))["facts"],
        "unanswered": sum(each.guard == "no_answer" for each in report.refused) if report else 0,
        "refused": sum(each.guard != "no_answer" for each in report.refused) if report else 0,
    }


def score(expected: Json, output: Json) -> tuple[Score, ...]:
    """One with all counts of the block."""
    return (Score(name=BLOCK_SCORE, outcome="graded", detail=_counts(expected, output)),) if output else ()


def _counts(expected: Json, output: Json) -> Mapping[str, Json]:
    documents, summary = output["documents"], output["summary"]
    spoilt = Counter(
        kind
        for wanted, read in zip(expected, documents, strict=True)
        if read["stored"]
        for kind in _spoilt(unpacked(wanted["facts"]), unpacked(read["without"]), unpacked(read["stored"]))
    )
    calls, granted, seconds = zip(*output["questions"], strict=True) if output["questions"] else ((), (), ())
    told = (summary["unanswered"], summary["refused"])
    kept = tuple(sum(each[name] for each in documents) for name in ("unanswered", "refused"))
    return {
        "documents": len(documents),
        "stored": sum(each["outcome"] == "added" and each["stored"] is not None for each in documents),
        "faults": sum(output["faults"].values()),
        "by_fault": output["faults"],
        **{kind: spoilt[kind] for kind in SPOILT},
        "questions": len(output["questions"]),
        "unanswered": summary["unanswered"],
        "refusals": summary["refused"],
        "untold": int(
            told != kept or (bool(told[0]) and not (summary["last_fault"] and str(told[0]) in output["line"]))
        ),
        "calls": summary["calls"],
        "most_calls": max(calls, default=0),
        "most_granted": max(granted, default=0.0),
        "longest": max(seconds, default=0.0),
        "waited": sum(seconds),
    }


def _spoilt(wanted: _Cells, before: _Cells, after: _Cells) -> Iterator[str]:
    for name, said in wanted.items():
        yield from spoilt_kinds(said, before[name], after[name])


def metrics(results: Sequence[CaseResult]) -> tuple[Metric, ...]:
    """What was stored, what faults did, calls and waits beside their limits; then the faults by kind."""
    told = [each.detail for result in results for each in result.scores]
    sums = Counter[str]()
    for each in told:
        sums.update({name: number for name, number in each.items() if name in SUMS})
    most = {name: max((each[name] for each in told), default=0) for name in MOSTS}
    kinds = Counter[str]()
    for each in told:
        kinds.update(each["by_fault"])
    return (
        counted("crashed", sum(result.crashed for result in results)),
        counted("documents", sums["documents"], better=None),
        counted("not_stored", sums["documents"] - sums["stored"]),
        counted("faults", sums["faults"], better=None),
        *(counted(name, sums[name]) for name in ("added", "lost")),
        counted("untold", sums["untold"]),
        *(counted(name, sums[name], better=None) for name in ("questions", "unanswered", "refusals", "calls")),
        counted("most_calls", most["most_calls"], better=None),
        counted("calls_beyond", int(most["most_calls"] > MOST_CALLS)),
        _seconds("most_granted", most["most_granted"]),
        _seconds("limit", MOST_SECONDS),
        counted("waits_beyond", sum(each["most_granted"] > MOST_SECONDS for each in told)),
        _seconds("longest", most["longest"]),
        _seconds("waited", sum(each["waited"] for each in told)),
        *(counted("faults", number, by={"fault": name}, better=None) for name, number in kinds.most_common()),
    )


def _seconds(name: str, seconds: float) -> Metric:
    return Metric(name=name, value=1000 * seconds, count=1, better=None, unit="ms")


SUITE = Suite(name="faults", cases=cases, prepare=prepare, task=task, score=score, metrics=metrics, alone=True)
