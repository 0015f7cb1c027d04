"""The HTTP interface on a real server: every route, and every error in the one shape."""

from __future__ import annotations

import http.client
import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from canonical.fields import FIELDS
from qa import Answer
from service.app import create_app
from service.examples import examples
from service.indexing import Synced
from service.settings import Settings
from service.uploads import safe_name
from service.wire import ChangeBody, CheckList, ErrorBody, Health, Intake, ReportBody, ReportList
from service.wire_ask import (
    ChatCompletion,
    ConversationBody,
    ConversationList,
    ConversationTurns,
    ModelBody,
    ModelList,
)
from tests.service.conftest import served
from tests.service.pages import page

PAGE = "get /v1/reports/{report_id}/pages/{page}.png"
MODELS = {
    "get /healthz": Health,
    "post /v1/reports": Intake,
    "get /v1/reports": ReportList,
    "get /v1/reports/{report_id}": ReportBody,
    PAGE: ErrorBody,
    "put /v1/reports/{report_id}/facts/{field}": ChangeBody,
    "delete /v1/reports/{report_id}/facts/{field}": ChangeBody,
    "get /v1/checks": CheckList,
    "post /v1/ask": Answer,
    "get /v1/plans/{plan_id}": Answer,
    "post /v1/conversations": ConversationBody,
    "get /v1/conversations": ConversationList,
    "get /v1/conversations/{conversation_id}": ConversationTurns,
    "delete /v1/conversations/{conversation_id}": ConversationBody,
    "get /v1/models": ModelList,
    "get /v1/models/{model}": ModelBody,
    "post /v1/chat/completions": ChatCompletion,
    "post /v1/index/sync": Synced,
}
FEES = "disclosure.fees.amount"
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running server with a home of its own, keyword search, and an upload limit of 2 MB."""
    with served(tmp_path_factory.mktemp("home"), max_upload_mb=2, max_file_mb=1) as url:
        yield url


@pytest.fixture
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=60) as client:
        yield client


def upload(*names: str, content: str | bytes) -> list[tuple[str, tuple[str, bytes]]]:
    data = content if isinstance(content, bytes) else content.encode()
    return [("files", (name, data)) for name in names]


@pytest.fixture
def stored(client: httpx.Client) -> str:
    """The id of a report that the server has."""
    answer = client.post("/v1/reports", files=upload("教育局.html", content=page("青石县教育局", fees="7.25")))
    report_id: str = answer.json()["files"][0]["report_id"]
    return report_id


def assert_error(answer: httpx.Response, status: int, code: str) -> None:
    assert answer.status_code == status, answer.text
    assert set(answer.json()) == {"error"}
    error = answer.json()["error"]
    assert set(error) == {"code", "message", "detail"}
    assert error["code"] == code
    assert set(error["message"]) == {"zh", "en"}
    assert "Traceback" not in answer.text


def test_health_says_version_and_how_it_searches(client: httpx.Client) -> None:
    health = client.get("/healthz").json()
    assert health["status"] == "ok"
    assert health["search"] == "keyword"


def test_uploads_have_an_outcome_each(client: httpx.Client) -> None:
    files = [
        *upload("a.html", content=page("云溪县教育局")),
        *upload("empty.html", content=b""),
        *upload("b.html", content=page("云溪县财政局")),
    ]
    answer = client.post("/v1/reports", files=files)
    assert answer.status_code == 200, answer.text
    assert [item["outcome"] for item in answer.json()["files"]] == ["added", "failed", "added"]
    assert [item["path"] for item in answer.json()["files"]] == ["a.html", "empty.html", "b.html"]
    assert answer.json()["files"][1]["reason"]
    again = client.post("/v1/reports", files=files)
    assert [item["outcome"] for item in again.json()["files"]] == ["unchanged", "failed", "unchanged"]


def test_an_uploaded_archive_has_an_outcome_a_member(client: httpx.Client) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("x.html", page("白鹤县教育局"))
        archive.writestr("y.html", page("白鹤县财政局"))
    answer = client.post("/v1/reports", files=upload("both.zip", content=packed.getvalue()))
    assert [(item["path"], item["outcome"]) for item in answer.json()["files"]] == [
        ("both.zip!x.html", "added"),
        ("both.zip!y.html", "added"),
    ]


def test_failed_uploads_are_not_kept_and_used_ones_are(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, vectors=False)
    from starlette.testclient import TestClient

    with TestClient(create_app(settings)) as client:
        files = [*upload("good.html", content=page("松岭县教育局")), *upload("bad.html", content="nothing")]
        client.post("/v1/reports", files=files)
        client.post("/v1/reports", files=upload("other-name.html", content=page("松岭县教育局")))
    assert [file.name for file in settings.uploads_folder.rglob("*") if file.is_file()] == ["good.html"]
    assert not [folder for folder in settings.uploads_folder.iterdir() if folder.name.startswith(".incoming")]


def test_a_report_comes_in_the_shape_of_the_contract(client: httpx.Client, stored: str) -> None:
    body = client.get(f"/v1/reports/{stored}").json()
    assert body["id"] == stored
    assert list(body)[1:] == [
        "report",
        "facts",
        "checks",
        "sections",
        "mentions",
        "flags",
        "unplaced",
        "problems",
        "accepted",
        "refused",
        "usage",
    ]
    assert list(body["facts"]) == list(FIELDS)
    assert body["facts"][FEES]["value"] == 7.25
    assert body["facts"]["disclosure.licensing.decisions"]["value"] == 25
    assert body["facts"]["disclosure.fees.change"]["value"] is None
    assert body["report"]["agency"] == "青石县教育局"


def test_a_file_of_two_reports_is_stored_as_two_and_each_says_so(client: httpx.Client) -> None:
    first, second = page("紫云县教育局"), page("紫云县财政局", requests=5)
    (outcome,) = client.post("/v1/reports", files=upload("bound.html", content=first + second)).json()["files"]
    assert outcome["report_ids"] == [outcome["report_id"], f"{outcome['report_id']}-2"]
    bodies = [client.get(f"/v1/reports/{each}").json() for each in outcome["report_ids"]]
    assert [body["report"]["agency"] for body in bodies] == ["紫云县教育局", "紫云县财政局"]
    assert [body["facts"]["requests.received.total"]["value"] for body in bodies] == [3, 5]
    assert [[flag["id"] for flag in body["flags"]] for body in bodies] == [["several_reports"]] * 2
    listed = client.get("/v1/reports", params={"agency": "紫云县"}).json()["reports"]
    assert [header["flags"] for header in listed] == [["several_reports"]] * 2


def test_reports_can_be_filtered_and_paged(client: httpx.Client, stored: str) -> None:
    everything = client.get("/v1/reports").json()
    assert everything["total"] == len(everything["reports"]) > 1
    assert client.get("/v1/reports", params={"year": 2024, "agency": "青石县教育局"}).json()["total"] == 1
    assert client.get("/v1/reports", params={"year": 1999}).json()["total"] == 0
    assert client.get("/v1/reports", params={"department": "finance"}).json()["total"] > 0
    second = client.get("/v1/reports", params={"limit": 1, "offset": 1}).json()
    assert second["reports"] == [everything["reports"][1]]
    assert second["total"] == everything["total"]


def test_failed_checks_come_with_their_printed_text(client: httpx.Client) -> None:
    client.post("/v1/reports", files=upload("wrong.html", content=page("银滩县教育局", wrong=True)))
    body = client.get("/v1/checks", params={"failed": "true"}).json()
    assert body["total"] > 0
    assert {line["check"]["status"] for line in body["checks"]} == {"failed"}
    assert all(item["text"] and item["file"] for line in body["checks"] for item in line["evidence"])


def test_a_question_is_answered_with_rows_and_citations(client: httpx.Client, stored: str) -> None:
    body = client.post("/v1/ask", json={"question": "which bureaus reported fee income in 2024"}).json()
    assert body["status"] == "answered"
    assert "青石县教育局" in {row["agency"] for row in body["rows"]}
    assert body["coverage"]["reports"] >= 1
    assert body["citations"]


def test_openapi_describes_every_route_with_response_models_and_the_error_shape(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    assert set(document["paths"]) == {
        "/healthz", "/v1/reports", "/v1/reports/{report_id}", "/v1/reports/{report_id}/facts/{field}",
        "/v1/reports/{report_id}/pages/{page}.png", "/v1/checks", "/v1/ask", "/v1/index/sync",
        "/v1/plans/{plan_id}", "/v1/conversations", "/v1/conversations/{conversation_id}",
        "/v1/models", "/v1/models/{model}", "/v1/chat/completions",
    }  # fmt: skip
    for path, methods in document["paths"].items():
        for operation in methods.values():
            content = operation["responses"]["200"]["content"]
            streams = ["text/event-stream"] if path in {"/v1/ask", "/v1/chat/completions"} else []
            assert list(content) == ["image/png" if path.endswith(".png") else "application/json", *streams]
            assert path.endswith(".png") or content["application/json"]["schema"]["$ref"]
            for status in ("422", "500"):
                schema = operation["responses"][status]["content"]["application/json"]["schema"]
                openai = path.startswith(("/v1/models", "/v1/chat/"))
                assert schema["$ref"].endswith("/OpenAIErrorBody" if openai else "/ErrorBody")
    assert "HTTPValidationError" not in document["components"]["schemas"]


def without_nulls(value):
    """The same JSON without the keys that have no value."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize(("route", "model"), MODELS.items())
def test_the_example_of_each_route_is_an_answer_it_can_give(client: httpx.Client, route: str, model) -> None:
    model.model_validate_json(json.dumps(examples()[route]))
    method, path = route.split()
    status = "404" if route == PAGE else "200"  # a picture has no example; that of an error is shown
    shown = client.get("/openapi.json").json()["paths"][path][method]["responses"][status]["content"][
        "application/json"
    ]
    assert shown["example"] == without_nulls(examples()[route])  # FastAPI's description leaves nulls out


def test_the_api_page_fetches_nothing_from_elsewhere(client: httpx.Client) -> None:
    page_ = client.get("/docs").text
    assert "http://" not in page_
    assert "https://" not in page_
    scripts = re.findall(r'<script src="([^"]+)"', page_)
    assert scripts
    assert all(client.get(script).status_code == 200 for script in scripts)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/v1/reports/0000000000000000", 404, "not_found"),
        ("GET", "/v1/reports/no-such-id", 422, "unusable_request"),
        ("DELETE", "/v1/reports", 405, "method_not_allowed"),
        ("GET", "/v1/reports?year=abc", 422, "unusable_request"),
        ("GET", "/v1/reports?limit=0", 422, "unusable_request"),
        ("POST", "/v1/ask", 422, "unusable_request"),
        ("POST", "/v1/reports", 422, "unusable_request"),
    ],
)
def test_every_error_has_the_one_shape(client: httpx.Client, method: str, path: str, status: int, code: str) -> None:
    assert_error(client.request(method, path), status, code)


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"question": ""}', b'{"question": "  "}', b'{"question": "x", "y": 1}', b"\xff"]
)
def test_a_question_that_is_none_is_refused(client: httpx.Client, body: bytes) -> None:
    answer = client.post("/v1/ask", content=body, headers={"content-type": "application/json"})
    assert_error(answer, answer.status_code, {400: "bad_request", 422: "unusable_request"}[answer.status_code])


def test_an_upload_over_the_limit_is_refused_by_its_declared_length(client: httpx.Client) -> None:
    answer = client.post("/v1/reports", files=upload("big.txt", content=b"x" * (2 * MEGABYTE + 1)))
    assert_error(answer, 413, "too_large")


def test_an_upload_of_unknown_length_is_refused_while_it_streams(url: str) -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    with closing(http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)) as connection:
        connection.putrequest("POST", "/v1/reports")
        connection.putheader("Content-Type", "multipart/form-data; boundary=b")
        connection.putheader("Transfer-Encoding", "chunked")
        connection.endheaders()
        for piece in (head, *[b"x" * 65536] * 33):  # a little over 2 MB, and the body never ends
            connection.send(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        answer = connection.getresponse()
        assert answer.status == 413
        assert answer.headers["connection"] == "close"
        assert json.loads(answer.read())["error"]["code"] == "too_large"


def test_a_file_over_its_own_limit_fails_alone(client: httpx.Client) -> None:
    files = [*upload("big.txt", content=b"x" * (MEGABYTE + 1)), *upload("ok.html", content=page("青石县林业局"))]
    answer = client.post("/v1/reports", files=files)
    assert [item["outcome"] for item in answer.json()["files"]] == ["failed", "added"]


def test_an_internal_error_shows_no_traceback(tmp_path: Path) -> None:
    from starlette.testclient import TestClient

    app = create_app(Settings(home=tmp_path, vectors=False))

    @app.get("/broken")
    def _broken() -> None:
        raise RuntimeError("secret detail")

    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/broken")
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "internal")
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\报告\\年报.pdf", "年报.pdf"),
        ("a\x00b\n.txt", "a_b_.txt"),
        ("", "report"),
        (None, "report"),
        ("..", "report"),
    ],
)
def test_an_upload_s_name_never_leaves_its_folder(name: str | None, kept: str) -> None:
    assert safe_name(name) == kept


def test_a_long_name_is_shortened_to_what_file_systems_take() -> None:
    name = safe_name("年" * 300 + ".docx")
    assert name.endswith(".docx")
    assert len(name.encode()) <= 255
