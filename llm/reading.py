"""A reply as it came becomes a validated answer, or an error that says what is wrong with it."""

from __future__ import annotations

from pydantic import BaseModel, ValidationError

from canonical.errors import UnusableAnswerError

CUT = "回答过长，被截断 / the answer was cut off for its length"
THOUGHT = "</think>"
"""Where reasoning models stop thinking aloud, on servers that do not cut it off."""
TOLD = 5
"""How many faults of an answer are named: a model that is told more does not do better."""


def read_answer(text: str, answer: type[BaseModel], *, cut: bool = False) -> BaseModel:
    """The answer in a reply; small models put it between fences or words. Raises UnusableAnswerError.

    One that was `cut` is none: what its end would have said is not known.
    """
    if cut:
        raise UnusableAnswerError(text, CUT)
    try:
        return answer.model_validate_json(_object_in(text))
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc'])) or 'JSON'}: {fault['msg']}" for fault in error.errors()]
    raise UnusableAnswerError(text, "; ".join(faults[:TOLD]))


def _object_in(text: str) -> str:
    text = text.rpartition(THOUGHT)[2]
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else text
