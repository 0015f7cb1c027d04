"""Where a quote stands in a text: letter for letter, or but for width and white space, with the exact place kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import category

from canonical.text import half_width
from extraction.asking.lines import BETWEEN_CELLS, UNSEEN

LEFT_OUT = frozenset(BETWEEN_CELLS)
APART = "\x1f"
ONE_QUOTATION_MARK = str.maketrans(dict.fromkeys("‘’“”'「」『』", '"'))
"""Models write those of their own language, whichever are printed."""


class Span(NamedTuple):
    """`text[start:end]`."""

    start: int
    end: int


def find_quote(quote: str, text: str) -> tuple[Span, ...]:
    """Every place of a quote in a text, in order; none of a quote without a letter.

    Where it does not stand letter for letter, white space, the lines between cells, characters that are not seen, the
    kind of quotation marks and the width of letters make no difference; but numbers that stand apart are not one.
    """
    wanted, _ = _squeezed(quote)
    if not wanted:
        return ()
    exact = tuple(Span(at, at + len(quote)) for at in _places(quote, text))
    if exact:
        return exact
    letters, origins = _squeezed(text)
    return tuple(Span(origins[at], origins[at + len(wanted) - 1] + 1) for at in _places(wanted, letters))


def _places(part: str, text: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _squeezed(text: str) -> tuple[str, list[int]]:
    """The letters that count, with APART between two numbers, and where in the text each of them comes from."""
    letters: list[str] = []
    origins: list[int] = []
    apart = False
    for at, each in enumerate(text):
        for letter in half_width(each).translate(ONE_QUOTATION_MARK):
            if letter.isspace() or letter in LEFT_OUT:
                apart = True
            elif category(letter) not in UNSEEN:
                if apart and letters and letters[-1].isdigit() and letter.isdigit():
                    letters.append(APART)
                    origins.append(at)
                letters.append(letter)
                origins.append(at)
                apart = False
    return "".join(letters), origins
