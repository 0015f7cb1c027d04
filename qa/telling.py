"""What passages say on a question, by a language model: sentences, each with a quote that stands in its passage.

A model may choose and shorten, no more: whose words they are is said by the program, and a sentence that does not
merely leave words out of its quote gives way to the quote. One whose quote is not there, or which has a number that the
quote has not, is dropped. Without a sentence left, the passages themselves are the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from canonical.errors import ModelError
from canonical.text import half_width
from llm.model import Model, Request, Spent
from prompts import load
from qa.question import HAN
from qa.result import FoundPassage, Result, Told

MOST_PASSAGES = 5
MOST_SENTENCES = 6
SHORTEST_QUOTE = 6  # characters
LONGEST_PASSAGE = 1200  # characters of it that the model is shown
MOST_TOKENS = 900
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*|[〇零一二三四五六七八九十百千万亿两]{2,}")
_NEGATION = re.compile(r"[不未没无非莫勿否]")
_SIGN = re.compile(rf"[\w{HAN}]")
_MARK = re.compile(r"\[(\d{1,4})\]")


class ToldSentence(BaseModel):
    """One sentence of the reply."""

    model_config = ConfigDict(extra="forbid")

    text: str | None
    passage: int | None
    quote: str | None


class PassageReply(BaseModel):
    """What the model replies; `reason` says why there is no sentence."""

    model_config = ConfigDict(extra="forbid")

    sentences: list[ToldSentence]
    reason: str | None


class Telling(NamedTuple):
    """A result with what a model says of its passages, and what asking it cost."""

    result: Result
    spent: Spent


def told(question: str, result: Result, model: Model) -> Telling:
    """The result with sentences that could be checked; as it is where there are no passages or no such sentence."""
    passages = result.passages[:MOST_PASSAGES]
    if not passages or result.nearest:
        return Telling(result, Spent())
    try:
        completion = model.complete(_request(question, passages))
    except ModelError as error:
        return Telling(result, error.spent or Spent())
    said = completion.answer
    sentences = said.sentences[:MOST_SENTENCES] if isinstance(said, PassageReply) else []
    checked = {kept.quote: kept for each in sentences if (kept := checked_sentence(each, passages))}
    return Telling(replace(result, told=tuple(checked.values())), completion.spent)


def checked_sentence(said: ToldSentence, passages: Sequence[FoundPassage]) -> Told | None:
    """The sentence, or its quote in its place, or None where that is not what the passage says."""
    if said.passage is None or not 1 <= said.passage <= len(passages):
        return None
    found = passages[said.passage - 1]
    quote = _printed(said.quote or "", found.passage.text)
    text = " ".join((said.text or "").split())
    if quote is None or not set(_numbers(text)) <= set(_numbers(quote)):
        return None
    words = text if text and _only_shortens(text, quote) else quote
    return Told(text=_MARK.sub(r"〔\1〕", words), quote=quote, passage=found)


def _printed(quote: str, text: str) -> str | None:
    """The quote as it is printed: verbatim, spaces and line breaks aside."""
    signs = [sign for sign in quote if not sign.isspace()]
    if len(signs) < SHORTEST_QUOTE:
        return None
    match = re.search(r"\s*".join(map(re.escape, signs)), text)
    return " ".join(match.group().split()) if match else None


def _numbers(text: str) -> Iterator[str]:
    return (match.group() for match in _NUMBER.finditer(half_width(text)))


def _only_shortens(text: str, quote: str) -> bool:
    """Whether the text is the quote with words left out: its characters in their order, its negations and numbers."""
    rest = iter(_SIGN.findall(half_width(quote)))
    in_order = all(sign in rest for sign in _SIGN.findall(half_width(text)))
    same = [pattern.findall(half_width(text)) == pattern.findall(half_width(quote)) for pattern in (_NEGATION, _NUMBER)]
    return in_order and all(same)


def _request(question: str, passages: Sequence[FoundPassage]) -> Request:
    shown = (
        f"{number}. {found.header.agency or ''}{found.header.year or ''}年：{_one_line(found.passage.text)}"
        for number, found in enumerate(passages, start=1)
    )
    filled = load("answer_from_passages").fill(question=question, passages="\n".join(shown))
    return Request(**asdict(filled), answer=PassageReply, max_tokens=MOST_TOKENS)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_PASSAGE]
