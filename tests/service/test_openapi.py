"""Schemathesis holds the interface to its own description: bounded, so that it stays a test and not a campaign."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from starlette.testclient import TestClient

from service.app import create_app
from service.settings import Settings
from tests.service.pages import page

ROUTES = (
    ("GET", "/healthz"),
    ("POST", "/v1/reports"),
    ("GET", "/v1/reports"),
    ("GET", "/v1/reports/{report_id}"),
    ("GET", "/v1/reports/{report_id}/pages/{page}.png"),
    ("PUT", "/v1/reports/{report_id}/facts/{field}"),
    ("DELETE", "/v1/reports/{report_id}/facts/{field}"),
    ("GET", "/v1/checks"),
    ("POST", "/v1/ask"),
    ("GET", "/v1/plans/{plan_id}"),
    ("POST", "/v1/conversations"),
    ("GET", "/v1/conversations"),
    ("GET", "/v1/conversations/{conversation_id}"),
    ("DELETE", "/v1/conversations/{conversation_id}"),
    ("GET", "/v1/models"),
    ("GET", "/v1/models/{model}"),
    ("POST", "/v1/chat/completions"),
    ("POST", "/v1/index/sync"),
)


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The interface's own description, bound to an app with one report."""
    app = create_app(Settings(home=tmp_path_factory.mktemp("home"), vectors=False))
    with TestClient(app) as client:
        client.post("/v1/reports", files=[("files", ("a.html", page("青石县教育局").encode()))])
        yield schemathesis.openapi.from_asgi("/openapi.json", app)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_answer_is_as_described(described: Any, method: str, path: str) -> None:
    @given(case=described[path][method].as_strategy())
    @settings(max_examples=20, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    def hold(case: schemathesis.Case) -> None:
        case.call_and_validate()

    hold()


def test_no_route_is_left_out(described: Any) -> None:
    operations = {
        (method.upper(), path) for path, methods in described.raw_schema["paths"].items() for method in methods
    }
    assert operations == set(ROUTES)
