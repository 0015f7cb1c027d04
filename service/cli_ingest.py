"""`nianbao ingest`: progress on stderr, an outcome a file, a summary, and the exit code."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from canonical.contract import as_json as plain
from service.app import index_everything, open_store
from service.bars import drawn_bars
from service.intake import RESULTS, Outcome, found_files, take_in
from service.language_model import asking_of
from service.texts import label, say

if TYPE_CHECKING:
    from canonical.report import Language
    from service.indexing import Synced
    from service.language_model import Asking
    from service.settings import Settings

INTERRUPTED = 130


def run(  # noqa: PLR0913  one argument an option
    paths: Sequence[Path],
    settings: Settings,
    lang: Language,
    *,
    as_json: bool,
    vectors: bool,
    replace: bool,
    llm: bool,
) -> int:
    """The exit code: 0, 1 when a file failed, 130 when interrupted."""
    outcomes: list[Outcome] = []
    try:
        with open_store(settings) as store, asking_of(settings, wanted=llm) as asking, drawn_bars(lang) as bars:
            files = found_files(paths, settings)
            for outcome in bars.files(
                take_in(files, store, replace=replace, told=bars.page, asking=asking), len(files)
            ):
                outcomes.append(outcome)
                _print_outcome(outcome, lang, quiet=as_json)
            news = index_everything(settings, store, bars.stage) if vectors else None
    except KeyboardInterrupt:
        typer.secho(say("ingest.interrupted", lang), fg="yellow", err=True)
        return INTERRUPTED
    if as_json:
        typer.echo(json.dumps(_as_json(outcomes, news, asking), ensure_ascii=False, indent=1))
    else:
        _print_summary(outcomes, news, lang)
        if asking:
            typer.echo(asking.line(lang))
    return 1 if any(outcome.outcome == "failed" for outcome in outcomes) else 0


def _print_outcome(outcome: Outcome, lang: Language, *, quiet: bool) -> None:
    if outcome.outcome == "failed":
        typer.secho(f"错误 / error: {outcome.path}: {outcome.reason}", fg="red", err=True)
    elif outcome.outcome == "skipped":
        typer.secho(f"{label(outcome.outcome, lang)} {outcome.path}: {outcome.reason}", err=True)
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
    if counts["skipped"]:
        typer.echo(say("ingest.skipped", lang, **counts))
    typer.echo(news.line(lang) if news else say("index.skipped", lang))


def _as_json(outcomes: Sequence[Outcome], news: Synced | None, asking: Asking | None) -> dict[str, Any]:
    return {
        "files": [plain(outcome) for outcome in outcomes],
        "summary": {"total": len(outcomes), **_counts(outcomes)},
        "index": news.model_dump() if news else None,
        "llm": asking.as_json() if asking else None,
    }


def _counts(outcomes: Iterable[Outcome]) -> dict[str, int]:
    seen = Counter(outcome.outcome for outcome in outcomes)
    return {result: seen[result] for result in RESULTS}
