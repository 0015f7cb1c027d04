"""The scripted server as any client of chat completions sees it: over HTTP, with nothing of ours in between."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import httpx
import pytest

from canonical.errors import UnusableRequestError
from llm import Asked, Said
from service.scripted_llm import Quirks, Seen, serving
from service.scripted_llm import run as serve
from tests.service.conftest import COMMAND, environment

SCHEMA = {"type": "object", "properties": {"value": {"anyOf": [{"type": "integer"}, {"type": "null"}]}}}
MESSAGES = [{"role": "system", "content": "Read."}, {"role": "user", "content": "规章 12 件"}]
STRICT = {"response_format": {"type": "json_schema", "json_schema": {"name": "Cell", "strict": True, "schema": SCHEMA}}}
TOOL = {"tools": [{"type": "function", "function": {"name": "Cell", "parameters": SCHEMA}}]}
JSON = {"response_format": {"type": "json_object"}}
LONG = "收到申请 317 件，其中自然人 290 件，商业企业 20 件，科研机构 7 件。" * 3


def post(url: str, **more: object) -> httpx.Response:
    return httpx.post(f"{url}/chat/completions", json={"model": "m", "messages": MESSAGES, **more}, timeout=10)


def events(response: httpx.Response) -> list[dict]:
    lines = [line.removeprefix("data: ") for line in response.text.split("\n\n") if line]
    assert lines.pop() == "[DONE]"
    return [json.loads(line) for line in lines]


def long(_: Asked) -> Said:
    return LONG


def test_it_lists_its_model():
    with serving("answer") as url:
        assert [model["id"] for model in httpx.get(f"{url}/models").json()["data"]] == ["scripted"]


def test_an_answer_comes_as_it_was_asked_for():
    with serving("answer") as url:
        strict = post(url, **STRICT).json()["choices"][0]
        tool = post(url, **TOOL).json()["choices"][0]
    assert (json.loads(strict["message"]["content"]), strict["finish_reason"]) == ({"value": None}, "stop")
    (call,) = tool["message"]["tool_calls"]
    assert (call["function"]["name"], json.loads(call["function"]["arguments"])) == ("Cell", {"value": None})
    assert (tool["finish_reason"], tool["message"]["content"]) == ("tool_calls", None)


def test_a_stream_says_the_same_in_pieces_and_counts_when_asked_to():
    with serving(long) as url:
        whole = post(url).json()
        stream = events(post(url, stream=True, stream_options={"include_usage": True}))
        uncounted = events(post(url, stream=True))
        tool = events(post(url, stream=True, **TOOL))
    pieces = [choice["delta"].get("content", "") for event in stream for choice in event["choices"]]
    assert len(pieces) > 5
    assert "".join(pieces) == whole["choices"][0]["message"]["content"] == LONG
    assert stream[-1]["usage"] == whole["usage"]
    assert all("usage" not in event for event in uncounted)
    deltas = [event["choices"][0]["delta"].get("tool_calls") for event in tool]
    assert "".join(calls[0]["function"]["arguments"] for calls in deltas if calls) == LONG
    assert tool[-1]["choices"][0]["finish_reason"] == "tool_calls"


@pytest.mark.parametrize("more", [{}, {"stream": True}])
def test_half_an_answer_breaks_the_connection(more):
    with serving("half") as url, pytest.raises(httpx.RemoteProtocolError):
        post(url, **STRICT, **more)


def test_an_answer_is_cut_where_the_client_wants_no_more():
    with serving(long) as url:
        choice = post(url, max_tokens=10).json()["choices"][0]
    assert choice["finish_reason"] == "length"
    assert LONG.startswith(choice["message"]["content"])


def test_faults_are_those_of_real_servers():
    with serving("busy,error,page,echo") as url:
        busy, error, page, echo = (post(url) for _ in range(4))
    assert (busy.status_code, busy.headers["retry-after"]) == (429, "1")
    assert error.status_code == 500
    assert "message" in error.json()["error"]
    assert page.headers["content-type"].startswith("text/html")
    assert echo.json()["choices"][0]["message"]["content"] == "规章 12 件"


def test_a_server_that_hangs_can_still_be_closed():
    with serving("hang") as url, pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{url}/chat/completions", json={"messages": MESSAGES}, timeout=0.1)


@pytest.mark.parametrize(
    ("refused", "asked", "status"),
    [
        ("json_schema", STRICT, 500),
        ("function_calling", TOOL, 400),
        ("json_object", JSON, 400),
        ("temperature", {"temperature": 0}, 400),
    ],
)
def test_what_it_does_not_take_is_refused_and_the_rest_answered(refused, asked, status):
    with serving("answer", Quirks(refuses=frozenset({refused}))) as url:
        assert post(url, **asked).status_code == status
        assert post(url).status_code == 200


def test_a_wrong_key_is_refused_and_repeated():
    seen = Seen()
    with serving("answer", Quirks(key="right"), seen) as url:
        assert "Incorrect" in post(url).json()["error"]["message"]
        headers = {"authorization": "Bearer right"}
        assert httpx.post(f"{url}/chat/completions", json={"messages": MESSAGES}, headers=headers).status_code == 200
    assert [headers.get("authorization") for headers in seen.headers] == [None, "Bearer right"]


def test_a_body_that_is_no_json_is_refused():
    with serving("answer") as url:
        assert httpx.post(f"{url}/chat/completions", content="{").status_code == 400


def test_the_command_says_how_to_reach_it_and_serves(home: Path):
    command = [*COMMAND, "scripted-llm", "--port", "0", "--behaviour", "echo", "--refuse", "json_schema"]
    with subprocess.Popen(command, env=environment(home), stderr=subprocess.PIPE, text=True) as server:
        try:
            settings = dict(word.split("=", 1) for word in server.stderr.readline().split())
            assert settings.keys() == {"OPENAI_BASE_URL", "OPENAI_API_KEY", "NIANBAO_LLM_MODEL"}
            assert post(settings["OPENAI_BASE_URL"]).json()["choices"][0]["message"]["content"] == "规章 12 件"
            assert post(settings["OPENAI_BASE_URL"], **STRICT).status_code == 500
        finally:
            server.terminate()


@pytest.mark.parametrize("options", [("sing", []), ("answer", ["everything"])])
def test_a_behaviour_that_is_unknown_is_wrong_usage(options: tuple[str, list[str]]):
    with pytest.raises(UnusableRequestError, match=r"sing|everything"):
        serve(0, *options, None)
