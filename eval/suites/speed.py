"""What a digital report costs: milliseconds by format and step, the ratio to plain text, and memory.

A case is one format, or the store. Figures of one run compare with each other; those of two machines do not. What has
a target is how many reports one core reads in a second, beside the usual library on the same files in the same run:
pdfplumber, python-docx or lxml, asked for the bare tables.
"""

from __future__ import annotations

import hashlib
import json
import math
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from canonical.errors import UnusableRequestError
from eval.formats import chosen_formats
from eval.generate import any_order, make_report
from eval.generate.render import FORMATS, render
from eval.metrics import BOUNDS, REPETITIONS, SEED
from eval.records import Case, CaseResult, Json, Metric, Options, Prepared, Score, Suite

PLAIN_TEXT = "text-lines"
STORE = "store"
REPORTS = 20
STEPS = ("together", "load", "extract", "chunk", "write", "search")


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The files of one case, in order, and what of them is measured: "format" or "store"."""

    what: str
    suffix: str
    contents: tuple[bytes, ...]


def cases(options: Options) -> Iterator[Case]:
    """One case a format, and the store; `limit` is the number of reports each reads."""
    inputs = {"reports": options.limit or REPORTS, "seed": options.seed}
    for name in chosen_formats(options.formats):
        yield Case(id=name, tags={"format": name}, inputs={**inputs, "format": name})
    if not options.formats:
        yield Case(id=STORE, tags={}, inputs={**inputs, "format": PLAIN_TEXT})


def prepare(case: Case) -> Prepared:
    """The bytes of the reports in the case's format; the same reports in each."""
    name, first = case.inputs["format"], case.inputs["seed"]
    seeds = range(first, first + case.inputs["reports"])
    layouts = (make_report(any_order(seed, blanks=False)).layout for seed in seeds)
    contents = tuple(render(layout, name, seed=seed) for seed, layout in zip(seeds, layouts, strict=True))
    what = "store" if case.id == STORE else "format"
    digest = hashlib.sha256(b"".join(contents)).hexdigest()
    return Prepared(
        given=Files(what=what, suffix=FORMATS[name].suffix, contents=contents), expected={}, hashes={"files": digest}
    )


def task(files: Files) -> Json:
    """Milliseconds a report and step, and the peak memory, of a process that reads the files and does nothing else."""
    with tempfile.TemporaryDirectory(prefix="nianbao-speed-") as folder:
        for number, content in enumerate(files.contents):
            (Path(folder) / f"{number:04}{files.suffix}").write_bytes(content)
        command = [sys.executable, "-m", "eval.suites.stopwatch", files.what, folder]
        process = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  our own module
    if process.returncode:
        last = process.stderr.strip().rpartition("\n")[2]
        raise RuntimeError(f"the stopwatch ended with {process.returncode}: {last}")
    said = json.loads(process.stdout)
    if "refused" in said:
        raise UnusableRequestError(said["refused"])
    return said


def score(_expected: Json, output: Json) -> tuple[Score, ...]:
    """The median and what 95 of 100 stay below for each step, and the memory."""
    if output is None:
        return (Score(name="case", outcome="unscored"),)
    medians = ((f"{step}.median", statistics.median(times)) for step, times in output["steps"].items())
    highs = ((f"{step}.p95", _most(times)) for step, times in output["steps"].items())
    cores = ((f"core.{who}", statistics.fmean(times)) for who, times in output.get("core", {}).items())
    figures = (*medians, *highs, *cores, ("peak_mb", output["peak_mb"]))
    return tuple(Score(name=name, outcome="graded", value=round(value, 3)) for name, value in figures)


def metrics(results: Sequence[CaseResult]) -> tuple[Metric, ...]:
    """Milliseconds and ratio to plain text of a whole report by format; memory; then step by step."""
    measured = [result for result in results if result.output]
    formats = [result for result in measured if "format" in result.case.tags]
    plain = next((result for result in formats if result.case.id == PLAIN_TEXT), None)
    return (
        *(_milliseconds(result, "together") for result in formats),
        *(_most_milliseconds(result) for result in formats),
        *(_ratio(result, plain) for result in formats if plain is not None),
        *(metric for result in formats for metric in _a_core(result)),
        *(_memory(result) for result in measured),
        *(_milliseconds(each, step) for each in measured for step in STEPS[1:] if step in each.output["steps"]),
    )


def _milliseconds(result: CaseResult, step: str) -> Metric:
    times = np.array(result.output["steps"][step])
    low, high = _bounds(np.median(times[_draws(len(times))], axis=1))
    value, by = _value(result, f"{step}.median"), {**result.case.tags, "step": step}
    return Metric(name="ms", value=value, low=low, high=high, count=len(times), better="lower", unit="ms", by=by)


def _most_milliseconds(result: CaseResult) -> Metric:
    value, count = _value(result, "together.p95"), len(result.output["steps"]["together"])
    return Metric(name="p95_ms", value=value, count=count, better="lower", unit="ms", by=result.case.tags)


def _ratio(result: CaseResult, plain: CaseResult) -> Metric:
    """The ratio of the medians. Both formats have the same reports: they are drawn together."""
    times, texts = (np.array(each.output["steps"]["together"]) for each in (result, plain))
    draws = _draws(min(len(times), len(texts)))
    low, high = _bounds(np.median(times[draws], axis=1) / np.median(texts[draws], axis=1))
    value = _value(result, "together.median") / _value(plain, "together.median")
    return Metric(
        name="times_text",
        value=value,
        low=low,
        high=high,
        count=len(times),
        better="lower",
        unit="ratio",
        by=result.case.tags,
    )


def _a_core(result: CaseResult) -> Iterator[Metric]:
    """Reports a second of processor time, by us and by the usual library, and how many times as long we take."""
    core, count = result.output.get("core", {}), len(result.output["steps"]["together"])
    for who in core:
        value, by = 1000 / _value(result, f"core.{who}"), {**result.case.tags, "by": who}
        yield Metric(name="a_core", value=value, count=count, unit="per_second", by=by)
    if "plain" in core:
        ratio = _value(result, "core.ours") / _value(result, "core.plain")
        yield Metric(
            name="times_plain", value=ratio, count=count, better="lower", unit="ratio", by=dict(result.case.tags)
        )


def _memory(result: CaseResult) -> Metric:
    by = result.case.tags or {"step": STORE}
    return Metric(name="peak_mb", value=_value(result, "peak_mb"), count=1, better="lower", unit="MB", by=by)


def _value(result: CaseResult, name: str) -> float:
    return next(score.value for score in result.scores if score.name == name and score.value is not None)


def _most(times: Sequence[float]) -> float:
    return sorted(times)[math.ceil(len(times) * 0.95) - 1]


def _draws(count: int) -> np.ndarray:
    return np.random.default_rng(SEED).integers(0, count, size=(REPETITIONS, count))


def _bounds(figures: np.ndarray) -> tuple[float, float]:
    low, high = np.percentile(figures, BOUNDS)
    return float(low), float(high)


SUITE = Suite(name="speed", cases=cases, prepare=prepare, task=task, score=score, metrics=metrics, alone=True)
