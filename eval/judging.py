"""A language model as judge of narrative answers: does an answer say what its passages say, and no more?

Optional, and asked after a run only: its scores are added to a log, kept when the log is scored again, told with how
far the judge agrees with people on cases of its own (`data/judging.toml`), and never a threshold or part of the gate.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from eval.metrics import share
from eval.records import CaseResult, Json, Metric, Run, Score
from prompts import load

HERE = Path(__file__).parent
CASES = HERE / "data" / "judging.toml"
PREFIX = "judge."
"""What the names of all scores and metrics of judges begin with."""
SUPPORTED = f"{PREFIX}supported"


class Judge(Protocol):
    """A language model, as far as judging needs one: the text of its reply to a prompt."""

    def complete(self, prompt: str) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrative:
    """An answer in words with the question and the passages that it was made from."""

    question: str
    passages: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationCase:
    """An answer that people have judged."""

    id: str
    narrative: Narrative
    supported: bool


def judged_run(run: Run, judge: Judge, name: str) -> Run:
    """The run with a score by the judge for every narrative answer that has none yet; `name` is the judge's model."""
    results = tuple(
        replace(each, scores=(*each.scores, score(narrative, judge)))
        if (narrative := narrative_of(each)) and not any(is_by_judge(made.name) for made in each.scores)
        else each
        for each in run.results
    )
    return replace(run, header={**run.header, "judge": name}, results=results)


def is_by_judge(name: str) -> bool:
    """Whether a score or metric of this name is a judge's opinion, which decides nothing."""
    return name.startswith(PREFIX)


def narrative_of(result: CaseResult) -> Narrative | None:
    """What there is to judge: an output with a question, an answer and passages; None where there is no such thing."""
    output = result.output
    if not isinstance(output, Mapping) or not {"question", "answer", "passages"} <= output.keys():
        return None
    question, answer = str(output["question"]), output["answer"]
    passages = tuple(each["text"] if isinstance(each, Mapping) else str(each) for each in output["passages"])
    return Narrative(question=question, passages=passages, answer=answer) if answer and passages else None


def score(narrative: Narrative, judge: Judge) -> Score:
    """1 where the judge finds the answer supported, 0 where not; unscored where its reply can not be used.

    A reply has to quote what it rests on, and the quote has to exist: a judge that invents its evidence says nothing.
    """
    reply = judge.complete(_prompt(narrative))
    supported, quote = _read(reply)
    source = "\n".join(narrative.passages) if supported else narrative.answer
    if supported is None or not quote.strip() or _squeezed(quote) not in _squeezed(source):
        return Score(name=SUPPORTED, outcome="unscored", detail={"reason": f"unusable reply: {reply[:200]}"})
    return Score(name=SUPPORTED, outcome="graded", value=float(supported), detail={"quote": quote})


def metrics(results: Sequence[CaseResult]) -> tuple[Metric, ...]:
    """The share of judged answers that the judge found supported; a figure to be told, better neither way."""
    values = [[each.value for each in result.scores if each.name == SUPPORTED] for result in results]
    found = [value for each in values for value in each if value is not None]
    return (share(SUPPORTED, [(value, 1) for value in found], better=None),) if found else ()


def calibration(judge: Judge) -> tuple[Metric, ...]:
    """How far the judge agrees with people: over all, on good answers, on bad ones; and replies of no use."""
    judged = [(case.supported, score(case.narrative, judge).value) for case in calibration_cases()]
    usable = [(wanted, value) for wanted, value in judged if value is not None]

    def agreement(name: str, *kinds: bool) -> Metric:
        parts = [(bool(value) == wanted, 1) for wanted, value in usable if wanted in kinds]
        return share(PREFIX + name, parts, better=None)

    unusable = share(f"{PREFIX}unusable", [(value is None, 1) for _, value in judged], better=None)
    return agreement("agrees", True, False), agreement("agrees_good", True), agreement("agrees_bad", False), unusable


@lru_cache(maxsize=1)
def calibration_cases() -> tuple[CalibrationCase, ...]:
    """The answers that people have judged, half of them supported."""
    return tuple(_calibration_cases(tomllib.loads(CASES.read_text(encoding="utf-8"))["case"]))


def _calibration_cases(entries: Sequence[Mapping[str, Json]]) -> Iterator[CalibrationCase]:
    for entry in entries:
        for kind in ("supported", "unsupported"):
            for number, answer in enumerate(entry[kind], 1):
                narrative = Narrative(question=entry["question"], passages=tuple(entry["passages"]), answer=answer)
                yield CalibrationCase(
                    id=f"{entry['id']}-{kind}-{number}", narrative=narrative, supported=kind == "supported"
                )


def _prompt(narrative: Narrative) -> str:
    passages = "\n\n".join(narrative.passages)
    return load("judge_answer").fill(question=narrative.question, passages=passages, answer=narrative.answer).user


def _read(reply: str) -> tuple[bool | None, str]:
    """What the JSON object in a reply says; None where there is none, or it says something else."""
    try:
        data = json.loads(reply[reply.find("{") : reply.rfind("}") + 1])
    except ValueError:
        return None, ""
    supported, quote = (data.get(key) for key in ("supported", "quote")) if isinstance(data, dict) else (None, None)
    return (supported, quote) if isinstance(supported, bool) and isinstance(quote, str) else (None, "")


def _squeezed(text: str) -> str:
    return "".join(text.split())
