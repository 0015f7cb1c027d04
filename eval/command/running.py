"""One run from the command line: cases, header, the log to write or to go on with, progress, and what it cost."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from canonical.errors import NianbaoError, UnusableRequestError
from canonical.report import Language
from eval.command.words import say
from eval.header import header
from eval.log import Log, is_complete, is_same_run, read, read_header
from eval.records import Case, Json, Options, Run, Suite
from eval.runner import run
from eval.suites import suite_of

MOST_WORKERS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What `nianbao eval run` was asked to do. `log` is None for the usual place, `fresh` never goes on with a log."""

    suite: str
    options: Options
    folder: Path
    settings: Mapping[str, Json]
    model: str | None = None
    workers: int | None = None
    log: Path | None = None
    fresh: bool = False
    sabotage: str | None = None


class Interrupted(KeyboardInterrupt):
    """A person has stopped the run; `done` cases are in the log at `path`."""

    def __init__(self, done: int, path: Path) -> None:
        super().__init__(done, path)
        self.done, self.path = done, path


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A run that has ended: its log as it is on disk, and the seconds that task, preparation and harness took.

    With several workers these are seconds of all workers together, those included in which one waits for its start,
    for its next case, or for the last case of another.
    """

    run: Run
    resumed: int
    task: float
    prepare: float
    own: float
    wall: float


def finish(asked: Asked, out: Console, lang: Language) -> Finished:
    """The run that was asked for, after its last case. Raises what the suite's options are refused with."""
    begun = perf_counter()
    suite = suite_of(asked.suite)
    workers = 1 if suite.alone else asked.workers or min(MOST_WORKERS, os.cpu_count() or 1)
    cases = _cases(suite, asked)
    listed = perf_counter() - begun
    first_line = header(
        asked.suite,
        asked.options,
        cases,
        settings=asked.settings,
        model=asked.model,
        sabotage=asked.sabotage,
        workers=workers,
    )
    for names in _unmatched(asked.options):
        out.print(say("unmatched", lang, names=names), style="yellow", markup=False)
    with Log(_log_path(asked, first_line), first_line) as log:
        before = log.done
        if before:
            out.print(say("resumed", lang, done=len(before)), style="yellow")
        try:
            with _progress(len(cases), len(before), out, lang) as step:
                run(suite, cases, log, workers=workers, sabotage=asked.sabotage, progress=step)
        except KeyboardInterrupt:
            raise Interrupted(len(log.done), log.path) from None
    return _finished(log.run, before, workers, listed, perf_counter() - begun)


def _cases(suite: Suite, asked: Asked) -> tuple[Case, ...]:
    if asked.model is not None and not suite.asks_model:
        raise UnusableRequestError(f"--model: {suite.name} 不调用模型 / {suite.name} calls no model")
    if bool(asked.options.docs) != bool(asked.options.gold):
        raise UnusableRequestError("--docs 与 --gold 须同时给出 / --docs and --gold go together")
    if asked.options.docs and not suite.own_files:
        raise UnusableRequestError(f"--docs: {suite.name} 不支持自备文件 / {suite.name} makes its own cases")
    cases = tuple(suite.cases(replace(asked.options, model=asked.model)))
    if not cases:
        raise UnusableRequestError("没有可评测的案例 / there are no cases to run")
    return cases


def _unmatched(options: Options) -> Iterator[str]:
    """The names of own files without gold and of gold without a file: people mistype names."""
    from eval.gold import pairing

    if options.docs and options.gold:
        found = pairing(options.docs, options.gold)
        for paths in (found.documents_without_gold, found.gold_without_document):
            if paths:
                yield ", ".join(path.name for path in paths)


def _log_path(asked: Asked, first_line: Mapping[str, Json]) -> Path:
    if asked.log:
        return asked.log
    unfinished = None if asked.fresh else _unfinished(asked.folder, asked.suite, first_line)
    moment = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")[:-3]
    return unfinished or asked.folder / f"{asked.suite}-{moment}.jsonl"


def _unfinished(folder: Path, suite: str, first_line: Mapping[str, Json]) -> Path | None:
    """The newest log of the very same run that was not finished."""
    for path in sorted(folder.glob(f"{suite}-*.jsonl"), reverse=True):
        try:
            if is_same_run(read_header(path), first_line):
                return None if is_complete(read(path)) else path
        except NianbaoError:
            continue
    return None


@contextmanager
def _progress(total: int, done: int, out: Console, lang: Language) -> Iterator[Callable[[], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as bar:
        task = bar.add_task(say("running", lang), total=total, completed=done)
        yield lambda: bar.advance(task)


def _finished(run: Run, before: frozenset[str], workers: int, listed: float, wall: float) -> Finished:
    """The seconds are those of this part only, where the run was resumed."""
    new = [each for each in run.results if each.case.id not in before]
    task = sum(each.seconds for each in new)
    prepare = sum(each.prepare_seconds for each in new)
    own = max(0.0, (wall - listed) * workers - task - prepare)
    return Finished(run=run, resumed=len(before), task=task, prepare=prepare + listed, own=own, wall=wall)
