"""`nianbao serve`: takes the socket first, so that a busy port is one clear line, then runs the app on it."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import typer
import uvicorn

from canonical.errors import StoreError, UnusableSettingError
from service.app import create_app, index_of, open_store
from service.texts import say

if TYPE_CHECKING:
    from canonical.report import Language
    from service.settings import Settings

GOODBYE_SECONDS = 10
"""How long requests that still run may take when the server is stopped."""


def run(settings: Settings, lang: Language) -> None:
    """Nothing, when the server has been stopped."""
    _refuse_second_server(settings)
    with _listen(settings.host, settings.port) as listener:
        port = listener.getsockname()[1]
        settings = settings.model_copy(update={"port": port})
        app = create_app(settings)
        typer.echo(say("serve.at", lang, url=settings.url), err=True)
        config = uvicorn.Config(
            app,
            log_level=settings.log,
            access_log=settings.log in {"debug", "info"},
            timeout_graceful_shutdown=GOODBYE_SECONDS,
        )
        server = uvicorn.Server(config)
        server.run(sockets=[listener])
    if not server.started:
        raise typer.Exit(1)


def _refuse_second_server(settings: Settings) -> None:
    with open_store(settings) as store, index_of(settings, store) as index:
        owner = index.owner()
    if owner and owner.url:
        raise StoreError(
            f"{settings.home}: nianbao serve 已在运行 / nianbao serve already runs at {owner.url} (pid {owner.pid})"
        )


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise UnusableSettingError(
            f"{host}:{port}: 无法监听 / can not listen there: {error} (--host, --port, NIANBAO_HOST, NIANBAO_PORT)"
        ) from None
    return listener
