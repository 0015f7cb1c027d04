"""Progress on stderr where people see it: files, pages read from pictures, embedding, indexing."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePath
from typing import TYPE_CHECKING

from service.logs import PROGRESS
from service.texts import say

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from canonical.report import Language
    from ingest import FoundFile
    from service.intake import Outcome


@contextmanager
def drawn_bars(lang: Language) -> Iterator[Bars]:
    """Bars on stderr; drawn nowhere where stderr goes to a file."""
    if not sys.stderr.isatty():
        yield Bars(None, lang)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), redirect_stdout=sys.stdout.isatty()) as drawn:
        yield Bars(drawn, lang)


class Bars:
    """Tells how far the work is: each method is called as it goes on."""

    def __init__(self, drawn: Progress | None, lang: Language) -> None:
        self._drawn, self._lang = drawn, lang
        self._stages: dict[str, TaskID] = {}
        self._page: TaskID | None = None

    def files(self, outcomes: Iterable[Outcome], total: int) -> Iterator[Outcome]:
        """The outcomes, counted."""
        task = self._drawn.add_task(say("ingest.reading", self._lang), total=total) if self._drawn else None
        for outcome in outcomes:
            self.end_pages()
            yield outcome
            if self._drawn and task is not None:
                self._drawn.advance(task)

    def counted(self, files: Sequence[FoundFile]) -> Iterator[FoundFile]:
        """The files, counted as each is done."""
        task = self._drawn.add_task(say("ingest.reading", self._lang), total=len(files)) if self._drawn else None
        for file in files:
            yield file
            self.end_pages()
            if self._drawn and task is not None:
                self._drawn.advance(task)

    def page(self, path: str, number: int, pages: int) -> None:
        """Page `number` of that many is about to be read from its picture."""
        PROGRESS.info("page %d/%d %s", number, pages, path)
        if self._drawn is None:
            return
        said = say("ingest.page", self._lang, file=PurePath(path).name, page=number)
        if self._page is None:
            self._page = self._drawn.add_task(said, total=pages)
        self._drawn.update(self._page, description=said, completed=number - 1, total=pages)

    def end_pages(self) -> None:
        """Nothing; the bar of the file whose pages were read goes."""
        if self._drawn and self._page is not None:
            self._drawn.remove_task(self._page)
        self._page = None

    def stage(self, name: str, done: int, total: int) -> None:
        """So much of a stage of indexing is done."""
        PROGRESS.info("%s %d/%d", name, done, total)
        if self._drawn is None:
            return
        if name not in self._stages:
            self._stages[name] = self._drawn.add_task(say(f"ingest.{name}", self._lang), total=total)
        self._drawn.update(self._stages[name], completed=done, total=total)
