"""What tokens cost: by `data/prices.toml`, nothing on one's own machine, and nothing with a note where unknown."""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from llm.config import ModelConfig

FILE = Path(__file__).parent / "data" / "prices.toml"
MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """USD for a million tokens asked and answered, and where that is known from."""

    asked: float = 0.0
    answered: float = 0.0
    source: Literal["table", "setting", "local", "unknown"] = "unknown"

    def of(self, prompt_tokens: int, completion_tokens: int) -> float:
        """USD for so many tokens."""
        return (self.asked * prompt_tokens + self.answered * completion_tokens) / MILLION


def price_of(config: ModelConfig) -> Price:
    """The price of a model where it is reached; of an Azure deployment by the name of its model."""
    if config.price:
        return Price(asked=config.price[0], answered=config.price[1], source="setting")
    if _is_near(urlsplit(config.address).hostname or ""):
        return Price(source="local")
    name = _listed(config.model or "")
    return Price(asked=name[0], answered=name[1], source="table") if name else Price()


def _is_near(host: str) -> bool:
    """Whether a host is this machine or one of the same private network, where nobody sends bills."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost" or "." not in host or host.endswith((".local", ".internal", ".lan"))


def _listed(model: str) -> tuple[float, float] | None:
    named = [name for name in _table() if model == name or re.match(rf"{re.escape(name)}-v?\d", model)]
    return _table()[max(named, key=len)] if named else None


@cache
def _table() -> Mapping[str, tuple[float, float]]:
    tables = tomllib.loads(FILE.read_text(encoding="utf-8")).values()
    return {name: (asked, answered) for table in tables for name, (asked, answered) in table.items()}
