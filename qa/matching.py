"""The sentences of a passage that bear on a search, as places in its text: what a reader should look at first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from factstore.keywords import tokens

MOST_SENTENCES = 3
ENOUGH = 0.5  # of the best sentence's hits
_SENTENCE = re.compile(r"[^。！？!?；;\n]*(?:[。！？!?；;]+|\n|$)")

Place = tuple[int, int]
"""`[start, end)` in characters of the passage."""


def matching_sentences(text: str, search: str) -> tuple[Place, ...]:
    """The places of the sentences with most of the words searched for, in order of the text; none without a hit."""
    wanted = {token for token in tokens(search) if len(token) > 1}
    hits = {place: len(wanted & set(tokens(text[slice(*place)]))) for place in sentences_of(text)}
    best = max(hits.values(), default=0)
    chosen = sorted((place for place in hits if best and hits[place] >= ENOUGH * best), key=lambda p: (-hits[p], p))
    return tuple(sorted(chosen[:MOST_SENTENCES]))


def sentences_of(text: str) -> Iterator[Place]:
    """The places of the sentences of a text, without the spaces around them."""
    for match in _SENTENCE.finditer(text):
        said = match.group()
        start = match.start() + len(said) - len(said.lstrip())
        end = start + len(said.strip())
        if start < end:
            yield start, end
