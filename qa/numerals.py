"""Numbers as questions write them: digits with separators, Chinese numerals, English number words."""

from __future__ import annotations

from decimal import Decimal

CHINESE = dict(zip("〇零一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
CHINESE_TENS = {"十": 10, "百": 100, "千": 1000}
ENGLISH = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=1
    )
}
MULTIPLIERS = {
    "百万": 1_000_000,
    "千万": 10_000_000,
    "百": 100,
    "千": 1000,
    "万": 10_000,
    "亿": 100_000_000,
    "thousand": 1000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
}
NUMERAL = rf"(?:\d+(?:,\d{{3}})*(?:\.\d+)?|[{''.join(CHINESE)}十百千]+|\b(?:{'|'.join(ENGLISH)})\b)"


def number_of(words: str) -> Decimal:
    """The number that a text matching `NUMERAL` says."""
    if words[0].isdigit() and words[0].isascii():
        return Decimal(words.replace(",", ""))
    return Decimal(ENGLISH[words]) if words in ENGLISH else Decimal(_chinese(words))


def _chinese(words: str) -> int:
    if not any(character in CHINESE_TENS for character in words):
        return int("".join(str(CHINESE[character]) for character in words))
    total, digit = 0, 0
    for character in words:
        if character in CHINESE_TENS:
            total, digit = total + (digit or 1) * CHINESE_TENS[character], 0
        else:
            digit = CHINESE[character]
    return total + digit
