"""What the routes need of the open collection, and the error bodies that they describe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Protocol

from fastapi import Depends, Request

from service.wire import ErrorBody

if TYPE_CHECKING:
    from pathlib import Path

    from factstore import FactStore
    from service.asking import Asker
    from service.indexing import Synced
    from service.intake import Outcome
    from service.pool import Pool
    from service.settings import Settings

Responses = dict[int | str, dict[str, Any]]

ERRORS: Responses = {
    422: {"model": ErrorBody, "description": "A part of the request is missing or wrong"},
    500: {"model": ErrorBody, "description": "An internal error"},
    503: {"model": ErrorBody, "description": "The store can not be used now"},
}
NOT_FOUND: Responses = {404: {"model": ErrorBody, "description": "Nothing has this id"}}
REFUSED: Responses = {
    400: {"model": ErrorBody, "description": "The body can not be read"},
    413: {"model": ErrorBody, "description": "The body is larger than the limit"},
}
TOO_MANY: Responses = {
    429: {
        "model": ErrorBody,
        "description": "Too many questions from this client",
        "headers": {"Retry-After": {"schema": {"type": "integer"}, "description": "seconds to wait"}},
    }
}


class Desk(Protocol):
    """`service.app.Collection` is one."""

    settings: Settings
    store: FactStore
    asker: Asker
    pool: Pool

    def take_in(self, paths: list[Path]) -> list[Outcome]: ...

    def sync(self) -> Synced: ...


async def _desk(request: Request) -> Desk:  # or each request would wait for a thread to fetch it
    desk: Desk = request.app.state.desk
    return desk


At = Annotated[Desk, Depends(_desk)]
