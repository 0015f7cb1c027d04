"""The port to language models: a filled prompt goes in, a validated answer with what it cost comes out.

Every model is a `Model`: the adapter over `langchain-openai`, the scripted model, and the wrappers that count, keep
and replay. No type of a vendor appears here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event
from typing import Literal, Protocol

from pydantic import BaseModel

Structured = Literal["json_schema", "function_calling", "json_object"]
"""How a structured answer can be asked for."""
Way = Structured | Literal["text"]
"""How an answer was asked for; `text` where no structure was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An answer that could not be used and what was wrong with it: the model is told, and asked again."""

    answered: str
    complaint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a model is asked. `prompt` is `name/vN`, `digest` that of the file; `images` are PNG files.

    `answer` is the model that the reply has to validate as; None asks for words.
    """

    prompt: str
    digest: str
    system: str
    user: str
    answer: type[BaseModel] | None = None
    images: tuple[bytes, ...] = ()
    turns: tuple[Turn, ...] = ()
    max_tokens: int = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What calls cost: none where the answer was kept from an earlier run."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float = 0.0

    def __add__(self, other: Spent) -> Spent:
        return Spent(
            calls=self.calls + other.calls,
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            cost_usd=self.cost_usd + other.cost_usd,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """A reply. `text` is it as it came; `answer` is None where no structure was asked for, never where it failed."""

    text: str
    answer: BaseModel | None
    model: str
    way: Way
    spent: Spent = field(default_factory=Spent)
    kept: bool = False


class Model(Protocol):
    """Answers requests; safe to share between threads.

    Raises `canonical.errors.ModelError`: `ModelDownError` (do without for now), `UnusableAnswerError` (the reply does
    not validate; it has the text and what is wrong), `BudgetSpentError`, `CallCancelledError`.
    """

    @property
    def name(self) -> str: ...

    def complete(self, request: Request, *, cancelled: Event | None = None) -> Completion: ...
