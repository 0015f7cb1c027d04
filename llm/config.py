"""How a language model is reached and what it may cost. The key is in no `repr`, and `without_secrets` blots it out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from llm.model import Structured

OPENAI = "https://api.openai.com/v1"
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
SHORTEST_SECRET = 8
"""Shorter keys (`none`, `EMPTY`, `ollama`) are what local servers are given for want of one: words, not secrets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Azure:
    """What Azure asks for besides the key; the base URL is then the address of the resource."""

    deployment: str
    api_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelConfig:
    """All that `llm.open_model` is told. Times are in seconds; None is no limit."""

    model: str | None = None
    api_key: SecretStr | None = None
    base_url: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    ca_file: Path | None = None
    azure: Azure | None = None
    vision: bool = False
    way: Structured | None = None  # not probed where it is given
    temperature: float | None = 0.0

    timeout: float = 120.0
    retries: int = 2
    first_wait: float = 1.0
    longest_wait: float = 60.0  # also of a Retry-After
    requests_per_second: float | None = None
    concurrency: int = 4
    gives_up_after: int = 3  # requests in a row without a reply; the server is then left alone
    rest: float = 60.0  # for so long

    max_tokens: int | None = None
    max_cost: float | None = None
    max_tokens_per_report: int | None = None
    price: tuple[float, float] | None = None  # USD for a million tokens asked and answered, where prices.toml is wrong

    cache: Path | None = None
    replay: Path | None = None  # answers come from this file only
    ways: Path | None = None  # remembers what servers take

    @property
    def address(self) -> str:
        """The base URL, without a user and a password that may stand in it."""
        parts = urlsplit(self.base_url or OPENAI)
        return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()

    @property
    def is_openai(self) -> bool:
        """Whether this is OpenAI itself or Azure, rather than a server that speaks like it."""
        return self.azure is not None or urlsplit(self.address).hostname == urlsplit(OPENAI).hostname

    def without_secrets(self, text: str) -> str:
        """The text with key, extra headers and passwords of addresses blotted out."""
        for secret in sorted(self._secrets(), key=len, reverse=True):
            text = text.replace(secret, "***")
        return text

    def without_key(self, text: str) -> str:
        """A model's reply with the key blotted out; a header may be a word that a report has."""
        key = self._key
        return text.replace(key, "***") if len(key) >= SHORTEST_SECRET else text

    @property
    def _key(self) -> str:
        return self.api_key.get_secret_value() if self.api_key else ""

    def _secrets(self) -> Iterator[str]:
        addresses = [self.base_url or "", *(os.environ.get(name, "") for name in PROXIES)]
        addresses += [os.environ.get(name.lower(), "") for name in PROXIES]
        for secret in (self._key, *self.headers.values(), *(_password(address) for address in addresses)):
            if len(secret) >= SHORTEST_SECRET:
                yield secret
                yield from (part for part in secret.split() if len(part) >= SHORTEST_SECRET)


def _password(address: str) -> str:
    try:
        return urlsplit(address).password or ""
    except ValueError:
        return ""
