"""What the tests of the service share: a home of their own and the command line as users run it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from service.app import open_store
from service.settings import Settings
from tests.service.pages import page, write_pages

COMMAND = [sys.executable, "-m", "service"]


class Ran(NamedTuple):
    """A finished command."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


def environment(home: Path, **more: str) -> dict[str, str]:
    """This machine's environment without settings of its own, and with a home for the test."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NIANBAO_", "OPENAI_", "LC_"))}
    return {**kept, "LANG": "C.UTF-8", "NIANBAO_HOME": str(home), **more}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home folder."""
    return tmp_path / "home"


@pytest.fixture
def run(home: Path) -> Run:
    """`nianbao` as a process of its own, with that home."""
    return runner(home)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """`nianbao` on a home that has three reports without vectors; for tests that change nothing."""
    folder = tmp_path_factory.mktemp("filled")
    write_pages(folder / "reports", 3)
    run = runner(folder / "home")
    done = run("ingest", folder / "reports", "--no-vectors")
    assert done.code == 0, done.err
    return run


def runner(home: Path) -> Run:
    """The command line with a home."""

    def run(*arguments: object, **more: str) -> Ran:
        done = subprocess.run(
            [*COMMAND, *map(str, arguments)], env=environment(home, **more), stdin=subprocess.DEVNULL,
            capture_output=True, timeout=300, check=False,
        )  # fmt: skip
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@contextmanager
def served(home: Path, **more: object) -> Iterator[str]:
    """The address of a running server on a home, with keyword search."""
    import uvicorn

    from service.app import create_app

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        settings = Settings(home=home, port=port, vectors=False, **more)  # type: ignore[arg-type]
        server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="critical"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def asked_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the server `asked`."""
    return tmp_path_factory.mktemp("asked")


@pytest.fixture(scope="session")
def asked(asked_home: Path) -> Iterator[str]:
    """The address of a server with four reports, for tests that ask and store no reports."""
    import httpx

    reports = {("青石县教育局", 2024): "7.25", ("青石县教育局", 2023): "6.5", ("青石县财政局", 2024): "0"}
    reports |= {("云溪县教育局", 2024): "12.5"}
    files = [
        ("files", (f"{name}{year}.html", page(name, year, fees=fees).encode()))
        for (name, year), fees in reports.items()
    ]
    with served(asked_home) as url:
        httpx.post(f"{url}/v1/reports", files=files, timeout=60).raise_for_status()
        yield url


def agencies_in(home: Path) -> list[str | None]:
    """The agencies of the stored reports."""
    with open_store(Settings(home=home)) as store:
        return [header.agency for header in store.headers(preferred_only=False)]
