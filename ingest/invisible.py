"""Characters that nobody printed: zero-width ones stand inside words and numbers of web pages and Word files."""

from __future__ import annotations

import re

SOFT_HYPHEN = "\u00ad"
UNPRINTED = re.compile(
    rf"[{SOFT_HYPHEN}\u180e"
    r"\u200b-\u200f"  # zero-width space, joiners, marks of direction
    r"\u202a-\u202e"
    r"\u2060-\u206f"  # word joiner, invisible operators
    r"\ufeff]"
)


def printed(text: str) -> str:
    """The text without invisible characters: what they part is one word, "1\u200b2" is 12."""
    return text if text.isascii() else UNPRINTED.sub("", text)
