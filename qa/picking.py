"""An offered option that a reply names by its number: 2, 第二个, the second one, the last one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.numerals import ENGLISH, NUMERAL, number_of
from qa.question import comparable

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_CHINESE = re.compile(
    rf"(?:我?(?:选择?|要|问|说|指)的?是?|就|那就|是|应该是)*第?({NUMERAL})(?:个|项|种|号|条|家)?(?:选项)?(?:的|吧|呢|啊|好了)*"
)
_ENGLISH = re.compile(
    r"(?:(?:i|i'd|i'll|let's) )?(?:(?:choose|pick|take|want|mean|meant|go with|like|it's) )*(?:the )?"
    rf"(?:option |number |no\.? ?|#)?"
    rf"(\d+|{'|'.join((*ENGLISH, *ORDINALS))}|last)(?:st|nd|rd|th)?(?: one| option)?(?:,? please)?"
)
_LAST = re.compile(r"(?:我?选|就|要|是)*最后一?(?:个|项|种)(?:吧|的)*")


def picked(reply: str, options: Sequence[str]) -> str | None:
    """The option that a reply to a clarifying question means; None where it names none by its number."""
    text = comparable(reply).strip(" 。.!！?？)）(（")
    number = _number(text, len(options))
    return options[number - 1] if number is not None and 0 < number <= len(options) else None


def _number(text: str, count: int) -> int | None:
    if _LAST.fullmatch(text):
        return count
    if match := _CHINESE.fullmatch(text):
        number = number_of(match[1])
        return int(number) if number == int(number) else None
    match = _ENGLISH.fullmatch(text)
    if match is None:
        return None
    word = match[1]
    if word == "last":
        return count
    return ORDINALS.index(word) + 1 if word in ORDINALS else int(number_of(word))
