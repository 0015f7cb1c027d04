"""A model that says what it is told to: for tests, for trying nianbao without a model, and to measure its guardrails.

A behaviour is a function of what was asked. It gives a reply, or just what the reply says: text as it stands, a mapping
or an answer as JSON. The same behaviours work in process here and over HTTP in `service/scripted_llm.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Event, Lock
from typing import Any, Literal

from pydantic import BaseModel

from canonical.errors import CallCancelledError, ModelDownError, UnusableAnswerError
from llm.model import Completion, Request, Spent
from llm.reading import read_answer
from llm.schema import JsonSchema, strict_schema
from llm.tokens import count_prompt, count_tokens, cut_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as a model sees it. `complaints` are about earlier answers; `number` counts the requests from 0."""

    system: str
    user: str
    schema: JsonSchema | None = None
    complaints: tuple[str, ...] = ()
    images: tuple[bytes, ...] = ()
    number: int = 0

    @property
    def wanted(self) -> str:
        """The name of the answer's class; empty where words were asked for."""
        return str(self.schema.get("title", "")) if self.schema else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a server sends: text, half of it, a body that is no completion at all, an HTTP error, or nothing ever."""

    text: str = ""
    status: int = 200
    retry_after: float | None = None
    sends: Literal["whole", "half", "body", "never"] = "whole"


Said = Reply | str | Mapping[str, Any] | BaseModel
Behaviour = Callable[[Asked], Said]
NO_MORE = Reply(status=503)


def reply_of(said: Said) -> Reply:
    """The reply that says this."""
    if isinstance(said, Reply):
        return said
    if isinstance(said, BaseModel):
        return Reply(text=said.model_dump_json())
    return Reply(text=said if isinstance(said, str) else json.dumps(said, ensure_ascii=False))


def in_order(script: Sequence[Said | Behaviour]) -> Behaviour:
    """A behaviour that gives one thing after another, and is out of service when there are no more."""

    def behave(asked: Asked) -> Said:
        said = script[asked.number] if asked.number < len(script) else NO_MORE
        return said(asked) if callable(said) else said

    return behave


@dataclass(slots=True, kw_only=True)
class ScriptedModel:
    """A `Model` without a server. `asked` has all that it was asked; `timeout` is how long it hangs where told to."""

    script: Behaviour | Sequence[Said | Behaviour]
    name: str = "scripted"
    retries: int = 0
    timeout: float = 30.0
    asked: list[Asked] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def complete(self, request: Request, *, cancelled: Event | None = None) -> Completion:
        """The scripted reply, validated as a real one is; errors are asked again `retries` times, without waiting."""
        cancelled = cancelled or Event()
        for attempt in range(self.retries + 1):
            if cancelled.is_set():
                raise CallCancelledError("cancelled")
            reply = reply_of(self._behaviour(self._noted(request)))
            if reply.sends == "never" and cancelled.wait(self.timeout):
                raise CallCancelledError("cancelled")
            if reply.status == 200 and reply.sends == "whole":
                return self._completion(request, reply.text, calls=attempt + 1)
        down = ModelDownError(f"{self.name}: {f'HTTP {reply.status}' if reply.status != 200 else 'no whole reply'}")
        down.spent = Spent(calls=self.retries + 1)
        raise down

    @property
    def _behaviour(self) -> Behaviour:
        return self.script if callable(self.script) else in_order(self.script)

    def _noted(self, request: Request) -> Asked:
        asked = Asked(
            system=request.system,
            user=request.user,
            schema=strict_schema(request.answer) if request.answer else None,
            complaints=tuple(turn.complaint for turn in request.turns),
            images=request.images,
        )
        with self._lock:
            self.asked.append(replace(asked, number=len(self.asked)))
            return self.asked[-1]

    def _completion(self, request: Request, text: str, calls: int) -> Completion:
        spent = Spent(calls=calls, prompt_tokens=count_prompt(request), completion_tokens=count_tokens(text))
        if request.answer is None:
            return Completion(text=text, answer=None, model=self.name, way="text", spent=spent)
        try:
            answer = read_answer(text, request.answer, cut=cut_to(text, request.max_tokens) != text)
        except UnusableAnswerError as error:
            error.spent = spent
            raise
        return Completion(text=text, answer=answer, model=self.name, way="json_schema", spent=spent)
