"""Where a quote stands in a text: letter for letter, or but for width and white space, with the exact place kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import category

from canonical.text import half_width
from extraction.asking.lines import BETWEEN_CELLS, UNSEEN

LEFT_OUT = frozenset(BETWEEN_CELLS)


class Span(NamedTuple):
    """`text[start:end]`."""

    start: int
    end: int


def find_quote(quote: str, text: str) -> tuple[Span, ...]:
    """Every place of a quote in a text, in order; none of an empty quote.

    Where it does not stand letter for letter, white space, the lines between cells, characters that are not seen and
    the width of letters make no difference.
    """
    exact = tuple(Span(at, at + len(quote)) for at in _places(quote, text))
    if exact or not quote.strip():
        return exact
    wanted, _ = _squeezed(quote)
    letters, origins = _squeezed(text)
    return tuple(Span(origins[at], origins[at + len(wanted) - 1] + 1) for at in _places(wanted, letters))


def _places(part: str, text: str) -> Iterator[int]:
    at = text.find(part) if part.strip() else -1
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _squeezed(text: str) -> tuple[str, list[int]]:
    """The letters that count, and where in the text each of them comes from."""
    letters, origins = [], []
    for at, each in enumerate(text):
        for letter in half_width(each):
            if not letter.isspace() and letter not in LEFT_OUT and category(letter) not in UNSEEN:
                letters.append(letter)
                origins.append(at)
    return "".join(letters), origins
