"""`nianbao scripted-llm`: a real HTTP server that speaks chat completions and says what it is told to.

Whatever a server of a language model can do wrong, it does when asked: see `llm/behaviours.py`. A probe (`llm/ways.py`)
is answered as if nothing were wrong, so that a plan is about the questions.
"""

from __future__ import annotations

import asyncio
import base64
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Literal, get_args

import typer
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, StreamingResponse

from canonical.errors import UnusableRequestError
from llm.behaviours import BEHAVIOURS, behaviour
from llm.model import Structured
from llm.scripted import Asked, Behaviour, Reply, reply_of
from llm.tokens import count_tokens, cut_to
from llm.ways import PROBE, schema_in

MODEL = "scripted"
PIECE = 16
"""Characters in one event of a stream."""
Parameter = Literal["temperature", "max_tokens", "max_completion_tokens"]
Refusable = Structured | Parameter
REFUSALS: Mapping[Refusable, tuple[int, str]] = {
    "json_schema": (500, "'type' must be one of 'text', 'json_object'"),  # as llama.cpp's server says it
    "function_calling": (
        400,
        "tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set",
    ),  # vLLM
    "json_object": (400, "response_format type is unavailable now"),
    "temperature": (400, "Unsupported value: 'temperature' does not support 0 with this model"),
    "max_completion_tokens": (400, "Unrecognized request argument supplied: max_completion_tokens"),
    "max_tokens": (400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead"),
}
PARAMETERS: tuple[Parameter, ...] = get_args(Parameter)
TITLES = {401: "Incorrect API key provided", 429: "Rate limit reached", 500: "The server had an error"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quirks:
    """What a server is like whatever it is asked: what it does not take, which key it wants, what it tells."""

    refuses: frozenset[Refusable] = frozenset()
    key: str | None = None
    usage: bool = True
    probes: bool = True


@dataclass(slots=True)
class Seen:
    """What a server was sent: the bodies and the headers of requests for completions, probes among them."""

    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)


@contextmanager
def serving(
    script: Behaviour | str,
    quirks: Quirks | None = None,
    seen: Seen | None = None,
    tls: tuple[Path, Path] | None = None,
) -> Iterator[str]:
    """The base URL of a server in a thread of this process; `script` is a behaviour or the names of some.

    `tls` is a certificate and its key.
    """
    certificate, key = tls or (None, None)
    closing = threading.Event()
    app = scripted_app(behaviour(script) if isinstance(script, str) else script, quirks, seen, closing)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = _Server(_config(app, ssl_certfile=certificate, ssl_keyfile=key))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        server.up.wait(10)
        try:
            yield f"http{'s' if tls else ''}://127.0.0.1:{listener.getsockname()[1]}/v1"
        finally:
            closing.set()
            server.should_exit = True
            thread.join(5)


def run(port: int, names: str, refuses: Sequence[str], key: str | None) -> None:
    """Nothing, when the server has been stopped."""
    unknown = sorted(set(refuses) - REFUSALS.keys())
    if unknown:
        raise UnusableRequestError(f"{', '.join(unknown)}: can not be refused; {', '.join(REFUSALS)} can")
    refused = frozenset(what for what in REFUSALS if what in refuses)
    app = scripted_app(behaviour(names), Quirks(refuses=refused, key=key))
    with socket.create_server(("127.0.0.1", port)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        typer.echo(f"OPENAI_BASE_URL={url} OPENAI_API_KEY={key or 'none'} NIANBAO_LLM_MODEL={MODEL}", err=True)
        uvicorn.Server(_config(app)).run([listener])


def scripted_app(
    script: Behaviour,
    quirks: Quirks | None = None,
    seen: Seen | None = None,
    closing: threading.Event | None = None,
) -> FastAPI:
    """The server as an app, with the paths of OpenAI and of Azure."""
    desk = _Desk(script, quirks or Quirks(), seen or Seen(), closing or threading.Event())
    app = FastAPI(openapi_url=None)
    app.add_api_route("/v1/models", _models)
    app.add_api_route("/v1/chat/completions", desk.complete, methods=["POST"])
    app.add_api_route("/openai/deployments/{name}/chat/completions", desk.complete, methods=["POST"])
    return app


def _config(app: FastAPI, **more: Any) -> uvicorn.Config:
    """Quiet, since errors are what this server is for, and not waiting for clients that keep their connections."""
    return uvicorn.Config(app, log_level="critical", lifespan="off", timeout_graceful_shutdown=1, **more)


class _Server(uvicorn.Server):
    """A server that tells when it is up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()


async def _models() -> dict[str, Any]:
    return {"object": "list", "data": [{"id": MODEL, "object": "model", "created": 0, "owned_by": "nianbao"}]}


class _Desk:
    """Where requests for completions are answered."""

    def __init__(self, script: Behaviour, quirks: Quirks, seen: Seen, closing: threading.Event) -> None:
        self._script, self._quirks, self._seen, self._closing = script, quirks, seen, closing
        self._numbers = count()

    async def complete(self, request: Request) -> Response:
        try:
            body = json.loads(await request.body())
        except ValueError:
            return _error(400, "We could not parse the JSON body of your request")
        self._seen.bodies.append(body)
        self._seen.headers.append(dict(request.headers))
        key = request.headers.get("authorization", "").removeprefix("Bearer ") or request.headers.get("api-key", "")
        if self._quirks.key is not None and key != self._quirks.key:
            return _error(401, f"{TITLES[401]}: {key}. You sent {dict(request.headers)}")
        if (refused := _asks_for(body) & self._quirks.refuses) and (what := min(refused)):
            return _error(*REFUSALS[what])
        reply = reply_of(await self._said(body))
        if reply.sends == "never":
            await self._hang(request)
        return _response(reply, body, usage=self._quirks.usage)

    async def _said(self, body: Mapping[str, Any]) -> Any:
        asked = _asked(body)
        if asked.wanted == PROBE and self._quirks.probes:
            return BEHAVIOURS["answer"](asked)
        numbered = _asked(body, number=next(self._numbers))
        return await run_in_threadpool(self._script, numbered)

    async def _hang(self, request: Request) -> None:
        while not self._closing.is_set() and not await request.is_disconnected():  # noqa: ASYNC110  two things
            await asyncio.sleep(0.02)


def _asks_for(body: Mapping[str, Any]) -> set[Refusable]:
    found: set[Refusable] = {name for name in PARAMETERS if body.get(name) is not None}
    way = _way(body)
    return found | {way} if way else found


def _way(body: Mapping[str, Any]) -> Structured | None:
    if body.get("tools"):
        return "function_calling"
    kind = (body.get("response_format") or {}).get("type")
    return kind if kind in {"json_schema", "json_object"} else None


def _asked(body: Mapping[str, Any], number: int = 0) -> Asked:
    by_role: dict[str, list[str]] = {}
    images: list[bytes] = []
    for message in body.get("messages", []):
        content = message.get("content") or ""
        parts: list[dict[str, Any]] = content if isinstance(content, list) else [{"type": "text", "text": content}]
        by_role.setdefault(message["role"], []).append("".join(part.get("text", "") for part in parts))
        urls = [part["image_url"]["url"] for part in parts if part.get("type") == "image_url"]
        images += [base64.b64decode(url.partition(",")[2]) for url in urls]
    system, schema = schema_in("\n".join(by_role.get("system", by_role.get("developer", []))))
    user, *complaints = by_role.get("user", [""])
    return Asked(
        system=system,
        user=user,
        schema=_schema(body) or schema,
        complaints=tuple(complaints),
        images=tuple(images),
        number=number,
    )


def _schema(body: Mapping[str, Any]) -> dict[str, Any] | None:
    way = _way(body)
    if way == "json_schema":
        named = body["response_format"]["json_schema"]
        return {"title": named["name"], **named["schema"]}
    if way == "function_calling":
        tool = body["tools"][0]["function"]
        return {"title": tool["name"], **tool["parameters"]}
    return None


def _response(reply: Reply, body: Mapping[str, Any], *, usage: bool) -> Response:
    if reply.status != 200 or reply.sends == "never":
        after = {} if reply.retry_after is None else {"retry-after": f"{reply.retry_after:g}"}
        return _error(reply.status, reply.text or TITLES.get(reply.status, "Out of service"), after)
    if reply.sends == "body":
        return Response(reply.text, media_type="text/html")
    limit = body.get("max_completion_tokens") or body.get("max_tokens")
    text = cut_to(reply.text, limit) if limit else reply.text
    made = _Made(text=text, whole=text == reply.text, body=body, usage=usage)
    if body.get("stream"):
        return StreamingResponse(made.events(broken=reply.sends == "half"), media_type="text/event-stream")
    content = json.dumps(made.completion(), ensure_ascii=False).encode()
    sent = content[: len(content) // 2] if reply.sends == "half" else content
    return Response(sent, headers={"content-length": str(len(content))}, media_type="application/json")


def _error(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    error = {"message": message, "type": "error", "param": None, "code": str(status)}
    return JSONResponse({"error": error}, status_code=status, headers=dict(headers or {}))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """A completion on its way out, whole or as events."""

    text: str
    whole: bool
    body: Mapping[str, Any]
    usage: bool

    def completion(self) -> dict[str, Any]:
        choice = {"index": 0, "message": self._message(self.text), "finish_reason": self._finish, "logprobs": None}
        return self._frame("chat.completion", [choice]) | ({"usage": self._counted()} if self.usage else {})

    async def events(self, *, broken: bool) -> AsyncIterator[str]:
        pieces = [self.text[start : start + PIECE] for start in range(0, len(self.text), PIECE)] or [""]
        for piece in pieces[: len(pieces) // 2] if broken else pieces:
            yield self._event([{"index": 0, "delta": self._message(piece), "finish_reason": None}])
        if broken:
            raise ConnectionAbortedError  # the connection closes in the middle of the stream, as was asked for
        yield self._event([{"index": 0, "delta": {}, "finish_reason": self._finish}])
        if (self.body.get("stream_options") or {}).get("include_usage") and self.usage:
            yield self._event([], usage=self._counted())
        yield "data: [DONE]\n\n"

    @property
    def _finish(self) -> str:
        if not self.whole:
            return "length"
        return "tool_calls" if self.body.get("tools") else "stop"

    def _message(self, text: str) -> dict[str, Any]:
        if not self.body.get("tools"):
            return {"role": "assistant", "content": text}
        function = {"name": self.body["tools"][0]["function"]["name"], "arguments": text}
        call = {"index": 0, "id": "call_0", "type": "function", "function": function}
        return {"role": "assistant", "content": None, "tool_calls": [call]}

    def _event(self, choices: list[dict[str, Any]], **more: Any) -> str:
        chunk = self._frame("chat.completion.chunk", choices) | more
        return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"

    def _frame(self, kind: str, choices: list[dict[str, Any]]) -> dict[str, Any]:
        model = self.body.get("model", MODEL)
        return {"id": "chatcmpl-0", "object": kind, "created": int(time.time()), "model": model, "choices": choices}

    def _counted(self) -> dict[str, int]:
        asked = count_tokens(json.dumps(self.body.get("messages", []), ensure_ascii=False))
        said = count_tokens(self.text)
        return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}
