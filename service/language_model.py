"""The language model of a run: opened from the settings, asked about one report at a time, its cost told at the end."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Event, Lock
from typing import TYPE_CHECKING, Any

from canonical.errors import ModelDownError, NianbaoError, UnusableRequestError
from ingest.contact_sheets import ShownCell, contact_sheets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from canonical.report import Language, Report
    from extraction.asking import ModelResolver
    from llm import Completion, OpenModel, Request, Spent
    from service.settings import Settings


@dataclass(slots=True)
class Asking:
    """A model that reports are asked about. `refused` counts answers refused, `silent` requests without any."""

    model: OpenModel
    narrative: bool
    refused: int = 0
    silent: int = 0
    last_fault: str | None = None

    def resolver(self, data: bytes, path: str) -> ModelResolver:
        """What answers the open questions of one report of a file, within what a report may cost."""
        from extraction.asking import ModelResolver

        sheets = partial(_sheets, data, path) if self.model.config.vision else None
        return ModelResolver(self.model.for_report(), narrative=self.narrative, sheets=sheets)

    def note(self, report: Report) -> None:
        """Nothing; what the model did for this report counts in the summary."""
        for each in report.refused:
            if each.guard == "no_answer":
                self.silent, self.last_fault = self.silent + 1, each.reason
            else:
                self.refused += 1

    def line(self, lang: Language) -> str:
        """One sentence for people: calls, tokens, cost, and what went wrong."""
        from service.texts import say

        spent = self.model.spent
        said = say("llm.spent", lang, name=self.model.name, refused=self.refused, **figures_of(spent))
        lacking = say("llm.silent", lang, count=self.silent, fault=self.last_fault) if self.silent else ""
        return said + lacking

    def as_json(self) -> dict[str, Any]:
        """The same as JSON data."""
        return {
            "model": self.model.name,
            **figures_of(self.model.spent),
            "refused": self.refused,
            "unanswered": self.silent,
            "last_fault": self.last_fault,
        }


class LateModel:
    """The model that is set, opened when something is first asked of it: most questions need none."""

    def __init__(self, settings: Settings) -> None:
        self.name = settings.language_model.model or ""
        self._settings, self._lock = settings, Lock()
        self._opened: OpenModel | None = None

    def complete(self, request: Request, *, cancelled: Event | None = None) -> Completion:
        """The answer to a request; see `llm.Model`."""
        from llm import open_model

        with self._lock:
            self._opened = self._opened or open_model(self._settings.language_model)
        if self._opened is None:
            raise ModelDownError(f"{self.name}: 没有密钥或地址 / has neither a key nor an address")
        return self._opened.complete(request, cancelled=cancelled)

    def close(self) -> None:
        """Nothing; what was opened is let go."""
        if self._opened is not None:
            self._opened.close()


def late_model(settings: Settings) -> LateModel | None:
    """The model that questions may be put to; None where none is set."""
    return LateModel(settings) if settings.llm_model or settings.llm_replay or settings.llm_azure_deployment else None


@contextmanager
def asking_of(settings: Settings, *, wanted: bool = True, dry: bool = False) -> Iterator[Asking | None]:
    """The model that is set, for the length of a run; None where none is set or wanted. `dry` only counts."""
    if not wanted or not (settings.language_model.model or settings.llm_replay):
        yield None
        return
    from llm import open_model

    model = open_model(settings.language_model, dry=dry)
    if model is None:
        yield None
        return
    with model:
        yield Asking(model, settings.llm_narrative)


def export_kept(settings: Settings, out: Path) -> int:
    """How many kept answers are in the replay file that is written. Raises UnusableRequestError where none are kept."""
    from llm.kept import Cache

    kept = settings.language_model.cache
    if kept is None or not kept.is_file():
        raise UnusableRequestError(f"{kept}: 没有保存的回答 / no answers of a language model are kept there yet")
    cache = Cache(kept)
    try:
        return cache.export(out)
    finally:
        cache.close()


def figures_of(spent: Spent) -> dict[str, Any]:
    """Calls, tokens and cost under the names of the JSON contract."""
    return {
        "calls": spent.calls,
        "prompt_tokens": spent.prompt_tokens,
        "completion_tokens": spent.completion_tokens,
        "cost_usd": round(spent.cost_usd, 6),
    }


def _sheets(data: bytes, path: str, cells: Sequence[ShownCell], most: int) -> tuple[bytes, ...]:
    """Cells of a file on pictures; none where it can not be drawn."""
    try:
        return contact_sheets(data, path, cells, most)
    except NianbaoError:
        return ()
