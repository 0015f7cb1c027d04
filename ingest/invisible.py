"""What is not printed on the line: zero-width characters inside words and numbers, and the small digits of notes."""

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
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def raised(text: str) -> str:
    """The text with its digits as those of a note, so that "12" with a small 3 behind it is not 123."""
    return text.translate(RAISED)


def printed(text: str) -> str:
    """The text without invisible characters: what they part is one word, "1\u200b2" is 12."""
    return text if text.isascii() else UNPRINTED.sub("", text)
