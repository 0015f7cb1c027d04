"""What all tests share: no network beyond this machine, and the folder of real reports where it is present."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

os.environ.setdefault("OMP_NUM_THREADS", "1")  # tests run on all cores already

# A loaded machine is slow, which is no finding; examples come in the same order everywhere.
settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")

SHARED = Path(__file__).resolve().parents[2] / "shared"
LOCAL = {"127.0.0.1", "::1", "localhost"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow tests first, so that at the end nobody waits for one of them."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture
def shared() -> Path:
    """The folder ../shared with real reports, which belong to third parties and are not in the repository."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared, which is not on this machine")
    return SHARED


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser, where one is installed."""
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip(f"needs one of {', '.join(BROWSERS)}, and none is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in LOCAL:
            pytest.fail(f"a test tried to reach {address}: nothing may use the network")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
