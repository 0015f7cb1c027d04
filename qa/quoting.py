"""What reports say, in their own words: the sentences that are quoted in an answer."""

from __future__ import annotations

from collections.abc import Callable

from qa.matching import matching_sentences, sentences_of
from qa.result import FoundPassage, Result
from qa.wording import say


def told_said(result: Result, number_of: Callable[[FoundPassage], int]) -> str:
    """What a language model takes from passages: whose words they are, and the number of the passage behind each."""
    if not result.told:
        return ""
    plan, joint = result.plan, "" if result.plan.language == "zh" else " "
    lines = (
        say(plan, "told_one", **whose(each.passage), text=each.text, number=number_of(each.passage))
        for each in result.told
    )
    return joint.join((say(plan, "told"), *lines)) + joint


def whose(found: FoundPassage) -> dict[str, object]:
    """The body and the year that a passage is of, for sentences."""
    return {"agency": found.header.agency or "", "year": found.header.year or ""}


def first_words(text: str, search: str) -> str:
    """The first sentence that bears on the question, or else the first at all."""
    places = matching_sentences(text, search) or tuple(sentences_of(text))
    return " ".join(text[slice(*places[0])].split()) if places else ""
