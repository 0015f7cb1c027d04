"""`nianbao ingest`: progress on stderr, an outcome a file, a summary, and the exit code."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from canonical.contract import as_json as plain
from service.app import index_everything, open_store
from service.intake import RESULTS, Outcome, found_files, take_in
from service.logs import PROGRESS
from service.texts import label, say

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from canonical.report import Language
    from service.indexing import Synced
    from service.settings import Settings

INTERRUPTED = 130


def run(  # noqa: PLR0913  one argument an option
    paths: Sequence[Path], settings: Settings, lang: Language, *, as_json: bool, vectors: bool, replace: bool
) -> int:
    """The exit code: 0, 1 when a file failed, 130 when interrupted."""
    outcomes: list[Outcome] = []
    try:
        with open_store(settings) as store, _progress() as bars:
            files = found_files(paths, settings)
            for outcome in _shown(take_in(files, store, replace=replace), len(files), bars, lang):
                outcomes.append(outcome)
                _print_outcome(outcome, lang, quiet=as_json)
            news = index_everything(settings, store, _Bars(bars, lang)) if vectors else None
    except KeyboardInterrupt:
        typer.secho(say("ingest.interrupted", lang), fg="yellow", err=True)
        return INTERRUPTED
    if as_json:
        typer.echo(json.dumps(_as_json(outcomes, news), ensure_ascii=False, indent=1))
    else:
        _print_summary(outcomes, news, lang)
    return 1 if any(outcome.outcome == "failed" for outcome in outcomes) else 0


def _print_outcome(outcome: Outcome, lang: Language, *, quiet: bool) -> None:
    if outcome.outcome == "failed":
        typer.secho(f"错误 / error: {outcome.path}: {outcome.reason}", fg="red", err=True)
    elif not quiet:
        typer.echo(
            f"{label(outcome.outcome, lang):9} {outcome.path} ({', '.join(outcome.report_ids)}, {outcome.ms} ms)"
        )


def _print_summary(outcomes: Sequence[Outcome], news: Synced | None, lang: Language) -> None:
    counts = _counts(outcomes)
    key = "summary"
    if not outcomes:
        key = "nothing"
    elif counts["unchanged"] == len(outcomes):
        key = "all_unchanged"
    typer.echo(say(f"ingest.{key}", lang, total=len(outcomes), **counts))
    typer.echo(news.line(lang) if news else say("index.skipped", lang))


def _as_json(outcomes: Sequence[Outcome], news: Synced | None) -> dict[str, Any]:
    return {
        "files": [plain(outcome) for outcome in outcomes],
        "summary": {"total": len(outcomes), **_counts(outcomes)},
        "index": news.model_dump() if news else None,
    }


def _counts(outcomes: Iterable[Outcome]) -> dict[str, int]:
    seen = Counter(outcome.outcome for outcome in outcomes)
    return {result: seen[result] for result in RESULTS}


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """Bars on stderr where people see them; nothing where stderr goes to a file."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), redirect_stdout=sys.stdout.isatty()) as bars:
        yield bars


def _shown(outcomes: Iterable[Outcome], total: int, bars: Progress | None, lang: Language) -> Iterator[Outcome]:
    task = bars.add_task(say("ingest.reading", lang), total=total) if bars else None
    for outcome in outcomes:
        yield outcome
        if bars and task is not None:
            bars.advance(task)


class _Bars:
    """Draws how far embedding and indexing are: called with a stage's name, what is done, and the total."""

    def __init__(self, bars: Progress | None, lang: Language) -> None:
        self.bars, self.lang = bars, lang
        self.tasks: dict[str, TaskID] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        PROGRESS.info("%s %d/%d", stage, done, total)
        if self.bars is None:
            return
        if stage not in self.tasks:
            self.tasks[stage] = self.bars.add_task(say(f"ingest.{stage}", self.lang), total=total)
        self.bars.update(self.tasks[stage], completed=done, total=total)
