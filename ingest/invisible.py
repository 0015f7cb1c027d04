"""Characters that nobody printed: zero-width ones stand inside words and numbers of web pages and Word files."""

from __future__ import annotations

SOFT_HYPHEN = "\u00ad"
UNPRINTED = dict.fromkeys(
    (
        ord(SOFT_HYPHEN),
        0x180E,
        *range(0x200B, 0x2010),  # zero-width space, joiners, marks of direction
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),  # word joiner, invisible operators
        0xFEFF,
    )
)


def printed(text: str) -> str:
    """The text without invisible characters: what they part is one word, "1\u200b2" is 12."""
    return text if text.isascii() else text.translate(UNPRINTED)
