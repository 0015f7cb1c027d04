"""Whether a question is put in a certain way, by the name of the way (data/phrasings.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files


def phrased(text: str, *names: str) -> bool:
    """True when a comparable text is put in one of these ways. Raises KeyError for a way that is not in the table."""
    return any(_phrasings()[name].search(text) for name in names)


def said_in(text: str, name: str) -> tuple[int, int] | None:
    """Where a comparable text is put in one of these ways, or None."""
    match = _phrasings()[name].search(text)
    return match.span() if match else None


@lru_cache(maxsize=1)
def _phrasings() -> Mapping[str, re.Pattern[str]]:
    table = tomllib.loads(files("qa").joinpath("data/phrasings.toml").read_text(encoding="utf-8"))["phrasing"]
    return {name: re.compile("|".join(patterns)) for name, patterns in table.items()}
