"""The one place that knows LangChain: a request becomes one call of `langchain-openai`, its reply plain text.

Importing it takes five seconds, so it is imported at the first call. Calls run in an event loop of their own, where
they can be broken off at any moment.
"""

from __future__ import annotations

import asyncio
import base64
import json
import ssl
import warnings
from collections.abc import Coroutine, Mapping
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, TypeVar

from canonical.errors import CallCancelledError
from llm.config import OPENAI, ModelConfig
from llm.faults import Fault, fault_of
from llm.model import Request, Way
from llm.schema import strict_schema
from llm.ways import with_schema

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage
    from langchain_openai.chat_models.base import BaseChatOpenAI

T = TypeVar("T")
STEP = 0.02
"""Seconds until a caller that waits for a reply looks whether it was cancelled."""
LIMITS = ("max_completion_tokens", "max_tokens")
METHODS: Mapping[Way, Any] = {
    "json_schema": "json_schema",
    "function_calling": "function_calling",
    "json_object": "json_mode",
}
"""LangChain's names."""
NO_KEY = "none"
"""What servers without keys are given, since the library demands one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A reply as it came. Tokens are None where the server does not count; `cut` where it ran out of tokens."""

    text: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cut: bool = False


@cache
def trusted(ca_file: Path | None) -> ssl.SSLContext:
    """The authorities that the system trusts and those of the file. Raises OSError."""
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


class Vendor:
    """A client of one server. `ask` may be called by many threads at once."""

    def __init__(self, config: ModelConfig) -> None:
        self._config, self._lock = config, Lock()
        self._left_out: set[str] = set()

    def ask(self, request: Request, way: Way, cancelled: Event) -> Heard:
        """One reply to one call. Raises Fault or CallCancelledError."""
        connected = self._run(self._connected(), cancelled)
        if error := connected.exception():
            raise Fault("barred", fault_of(error, self._config).told)
        chat = connected.result()
        limits = self._limits(request)
        answering = asyncio.wait_for(_asked(chat, request, way, limits), self._config.timeout)
        future = self._run(answering, cancelled)
        error = future.exception()
        if not error:
            return future.result()
        if type(error).__name__ == "LengthFinishReasonError":
            return _heard_cut(error)
        raise self._adapted(fault_of(error, self._config), limits)  # not from it: its request has the key

    def close(self) -> None:
        """Nothing; no more calls can be made."""
        with self._lock:
            if "_loop" in self.__dict__:
                with suppress(TimeoutError):  # a client that is still being made
                    asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(5)
                self._loop.call_soon_threadsafe(self._loop.stop)
                self._thread.join(5)
                self._loop.close()

    def _run(self, task: Coroutine[Any, Any, T], cancelled: Event) -> Future[T]:
        """The task when it is done, one way or another; broken off where the caller is cancelled."""
        with self._lock:
            future = asyncio.run_coroutine_threadsafe(task, self._loop)
        while not wait([future], timeout=STEP).done:
            if cancelled.is_set():
                future.cancel()
                raise CallCancelledError("已取消 / cancelled")
        return future

    async def _connected(self) -> BaseChatOpenAI:
        """The client. It is made in the loop, where nobody waits for imports who was cancelled."""
        return self._chat

    @cached_property
    def _loop(self) -> asyncio.AbstractEventLoop:
        loop = asyncio.new_event_loop()
        self._thread = Thread(target=loop.run_forever, name="language model", daemon=True)
        self._thread.start()
        return loop

    @cached_property
    def _chat(self) -> BaseChatOpenAI:
        import openai
        from langchain_openai import AzureChatOpenAI, ChatOpenAI

        warnings.filterwarnings("ignore", module=r"langchain_openai\.")  # advice about refusals that are dealt with
        config = self._config
        verify = trusted(config.ca_file)
        self._http = openai.DefaultAsyncHttpxClient(verify=verify)
        common: dict[str, Any] = {
            "model": config.model,
            "api_key": config.api_key or NO_KEY,
            "default_headers": dict(config.headers),
            "timeout": config.timeout,
            "max_retries": 0,
            "http_client": openai.DefaultHttpxClient(verify=verify),  # demanded, and never used
            "http_async_client": self._http,
            "use_responses_api": False,
        }
        if config.azure:
            return AzureChatOpenAI(
                azure_endpoint=config.base_url,
                azure_deployment=config.azure.deployment,
                api_version=config.azure.api_version,
                **common,
            )
        return ChatOpenAI(base_url=config.base_url or OPENAI, **common)

    async def _hang_up(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if "_chat" in self.__dict__:
            await self._http.aclose()

    def _limits(self, request: Request) -> dict[str, float]:
        """OpenAI's new models take one name for the longest answer, other servers and old ones the other."""
        names = LIMITS if self._config.is_openai else LIMITS[::-1]
        name = next((each for each in names if each not in self._left_out), None)
        limits: dict[str, float] = {name: request.max_tokens} if name else {}
        if self._config.temperature is not None and "temperature" not in self._left_out:
            limits["temperature"] = self._config.temperature
        return limits

    def _adapted(self, fault: Fault, limits: Mapping[str, float]) -> Fault:
        """The fault, or that the call is worth another try without a parameter which the server does not know."""
        named = {name for name in limits if name in fault.told and fault.kind == "refused"}
        self._left_out |= named
        return Fault("adapted", fault.told) if named else fault


async def _asked(chat: BaseChatOpenAI, request: Request, way: Way, limits: Mapping[str, float]) -> Heard:
    bound: dict[str, Any] = {"extra_body": dict(limits)}
    if request.answer is None:
        return _heard(await chat.bind(**bound).ainvoke(_messages(request, request.system)))
    schema = strict_schema(request.answer)
    system = with_schema(request.system, schema) if way == "json_object" else request.system
    named = {"name": schema["title"], "strict": True, "schema": schema} if way == "json_schema" else schema
    chain = chat.with_structured_output(named, method=METHODS[way], include_raw=True, **bound)
    said: Any = await chain.ainvoke(_messages(request, system))
    return _heard(said["raw"])


def _messages(request: Request, system: str) -> list[tuple[str, Any] | dict[str, Any]]:
    pictures = [f"data:image/png;base64,{base64.b64encode(image).decode()}" for image in request.images]
    parts = [{"type": "image_url", "image_url": {"url": url}} for url in pictures]
    user: Any = [{"type": "text", "text": request.user}, *parts] if parts else request.user
    messages: list[tuple[str, Any] | dict[str, Any]] = [{"role": "system", "content": system}] if system else []
    messages.append({"role": "user", "content": user})
    for turn in request.turns:
        messages.append({"role": "assistant", "content": turn.answered})
        messages.append({"role": "user", "content": turn.complaint})
    return messages


def _heard(message: AIMessage) -> Heard:
    """Arguments of the tool that was called are the answer, else the content: small models put it there."""
    calls = [json.dumps(call["args"], ensure_ascii=False) for call in message.tool_calls]
    calls += [call["args"] or "" for call in message.invalid_tool_calls]
    used = message.usage_metadata
    return Heard(
        text=calls[0] if calls else str(message.text),
        prompt_tokens=used["input_tokens"] if used else None,
        completion_tokens=used["output_tokens"] if used else None,
        cut=message.response_metadata.get("finish_reason") == "length",
    )


def _heard_cut(error: Any) -> Heard:
    """The library raises where a structured answer was cut off; what came is in the exception."""
    completion = error.completion
    used, message = completion.usage, completion.choices[0].message
    calls = [call.function.arguments for call in message.tool_calls or ()]
    return Heard(
        text=calls[0] if calls else message.content or "",
        prompt_tokens=used.prompt_tokens if used else None,
        completion_tokens=used.completion_tokens if used else None,
        cut=True,
    )
