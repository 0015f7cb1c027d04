"""`nianbao serve`: takes the socket first, so that a busy port is one clear line, then runs the app on it."""

from __future__ import annotations

import socket
from functools import partial
from typing import TYPE_CHECKING

import typer
import uvicorn

from canonical.errors import StoreError, UnusableSettingError
from ingest.cores import granted
from service.app import create_app, index_of, open_store
from service.pool import Buckets, Loads
from service.texts import say

if TYPE_CHECKING:
    from canonical.report import Language
    from service.settings import Settings

GOODBYE_SECONDS = 10
"""How long requests that still run may take when the server is stopped."""
HUNG_SECONDS = 60
"""A process that does not react for so long is replaced."""
MOST_BY_ITSELF = 4
"""More processes than that are only taken when asked for: each has its own catalogue in memory."""


def run(settings: Settings, lang: Language) -> None:
    """Nothing, when the server has been stopped."""
    count = processes_of(settings)
    _refuse_second_server(settings)
    with _listen(settings.host, settings.port) as listener:
        port = listener.getsockname()[1]
        settings = settings.model_copy(update={"port": port, "processes": count})
        typer.echo(say("serve.at", lang, url=settings.url), err=True)
        shared = (Buckets(shared=True), Loads(count)) if count > 1 else ()
        config = uvicorn.Config(
            partial(create_app, settings, *shared),
            factory=True,
            workers=count,
            log_level=settings.log,
            access_log=settings.log in {"debug", "info"},
            timeout_graceful_shutdown=GOODBYE_SECONDS,
            timeout_worker_healthcheck=HUNG_SECONDS,
        )
        started = _alone(config, listener) if count == 1 else _together(config, listener)
    if not started:
        raise typer.Exit(1)


def processes_of(settings: Settings) -> int:
    """How many processes are to serve. Raises UnusableSettingError where there are to be several and only one can."""
    alone = "NIANBAO_VECTORS" if settings.vectors else "NIANBAO_LLM_MODEL" if settings.language_model.model else None
    if alone is None:
        return settings.processes or min(granted(), MOST_BY_ITSELF)
    if settings.processes and settings.processes > 1:
        raise UnusableSettingError(
            f"--processes {settings.processes}: {alone} 只能由一个进程使用 / what {alone} sets belongs to one process: "
            "the search index has one owner, and the limits of a model count in one process"
        )
    return 1


def _alone(config: uvicorn.Config, listener: socket.socket) -> bool:
    server = uvicorn.Server(config)
    server.run(sockets=[listener])
    return server.started


def _together(config: uvicorn.Config, listener: socket.socket) -> bool:
    """Everything that counts over all of them is in SQL, or in `Buckets` and `Loads`."""
    from uvicorn.config import STARTUP_FAILURE
    from uvicorn.supervisors import Multiprocess

    supervisor = Multiprocess(config, sockets=[listener])
    supervisor.run()
    return not any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes)


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
