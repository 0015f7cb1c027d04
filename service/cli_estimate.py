"""`nianbao ingest --dry-run`: what a language model would be asked about files, at most; nothing is called or kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from canonical.errors import NianbaoError, UnusableSettingError
from service.bars import Bars, drawn_bars
from service.intake import found_files, read_reports
from service.language_model import Asking, asking_of, figures_of
from service.sources import readable
from service.texts import say

if TYPE_CHECKING:
    from canonical.report import Language
    from ingest import FoundFile
    from service.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What the reports of one file would take at most; `reason` says why it can not be read."""

    path: str
    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float = 0.0
    reason: str | None = None


def run(paths: Sequence[Path], settings: Settings, lang: Language, *, as_json: bool) -> int:
    """The exit code: 0, or 1 when a file can not be read. Raises UnusableSettingError where no model is set."""
    with asking_of(settings, dry=True) as asking, drawn_bars(lang) as bars:
        if asking is None:
            raise UnusableSettingError(
                "没有设置语言模型，不会调用 / no language model is set, so none would be called (NIANBAO_LLM_MODEL)"
            )
        guesses = [_shown(guess, lang, quiet=as_json) for guess in _guesses(paths, settings, asking, bars)]
        total = figures_of(asking.model.spent)
        if as_json:
            body = {"model": asking.model.name, "files": [asdict(guess) for guess in guesses], "total": total}
            typer.echo(json.dumps(body, ensure_ascii=False, indent=1))
        else:
            price = asking.model.price.source
            typer.echo(say("llm.estimate", lang, files=len(guesses), name=asking.model.name, price=price, **total))
    return 1 if any(guess.reason for guess in guesses) else 0


def _guesses(paths: Sequence[Path], settings: Settings, asking: Asking, bars: Bars) -> Iterator[Guess]:
    files = found_files(paths, settings)
    for file in bars.counted(files):
        guess = _guess(file, asking, bars)
        if not (guess.reason and file.doubtful):  # what would be skipped
            yield guess


def _guess(file: FoundFile, asking: Asking, bars: Bars) -> Guess:
    path = readable(file.path)
    before = figures_of(asking.model.spent)
    try:
        for _ in read_reports(file.read(), path, file.limits, bars.page, asking):
            pass
    except (NianbaoError, OSError) as error:
        return Guess(path=path, reason=" ".join(str(error).split()))
    spent = {name: figure - before[name] for name, figure in figures_of(asking.model.spent).items()}
    return Guess(path=path, **{**spent, "cost_usd": round(spent["cost_usd"], 6)})


def _shown(guess: Guess, lang: Language, *, quiet: bool) -> Guess:
    if guess.reason:
        typer.secho(f"错误 / error: {guess.reason}", fg="red", err=True)
    elif not quiet:
        typer.echo(say("llm.guess", lang, **asdict(guess)))
    return guess
