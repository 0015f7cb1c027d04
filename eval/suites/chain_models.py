"""The models of the suite `chain`: none, one that knows, one that lies, three that are broken, and any real one.

Of a real model, named `=NAME`, the address and the key come from the settings.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from random import Random
from threading import Event
from time import perf_counter
from typing import TYPE_CHECKING

from canonical.errors import UnusableSettingError
from eval.answering import liar, oracle, seeing
from llm import Asked, Behaviour, Completion, Model, Request, Said, ScriptedModel
from llm.behaviours import BEHAVIOURS

if TYPE_CHECKING:
    from eval.generate import Gold

NONE, ORACLE, LIAR = "none", "oracle", "liar"
SCRIPTED = (NONE, ORACLE, LIAR, "garbage", "wrong-json", "echo")
REAL = "="


class Watched:
    """A model that knows how long it took to answer."""

    def __init__(self, model: Model) -> None:
        self.name, self._model = model.name, model
        self.seconds = 0.0

    def complete(self, request: Request, *, cancelled: Event | None = None) -> Completion:
        """The answer to a request; see `Model`."""
        begun = perf_counter()
        try:
            return self._model.complete(request, cancelled=cancelled)
        finally:
            self.seconds += perf_counter() - begun


def model_of(name: str, gold: Gold, seed: int) -> Model:
    """The model of that name; `none` is one that says nothing, for whoever wants to know what would be asked."""
    if name.startswith(REAL):
        return _real(name.removeprefix(REAL))
    return ScriptedModel(script=_behaviour(name, gold, seed), name=name)


def _behaviour(name: str, gold: Gold, seed: int) -> Behaviour:
    if name == ORACLE:
        return knows(gold)
    return _near_liar(gold, seed) if name == LIAR else BEHAVIOURS["answer" if name == NONE else name]


def knows(gold: Gold) -> Behaviour:
    """The oracle of a report: it knows the numbers that are printed, and no others."""
    printed = {field: fact.value if fact.status == "reported" else None for field, fact in gold.facts.items()}
    return oracle(printed, agency=gold.agency, year=gold.year)


def _near_liar(gold: Gold, seed: int) -> Behaviour:
    """The liar, who sees in a picture what is there but for the last digit."""
    behave = liar(seed)

    def behaves(asked: Asked) -> Said:
        if asked.wanted != "PictureAnswers":
            return behave(asked)
        return seeing(asked, lambda field: _false(field, gold, Random(f"{seed} {asked.number} {field}")))  # noqa: S311

    return behaves


def _false(field: str, gold: Gold, rolls: Random) -> Decimal:
    true = f"{gold.facts[field].value or 0:f}"
    return Decimal(true[:-1] + rolls.choice("0123456789"))


@cache
def _real(name: str) -> Model:
    """One for a process: it is asked how it takes questions once."""
    from llm import open_model
    from service.settings import read_settings

    model = open_model(replace(read_settings().language_model, model=name))
    if model is None:
        raise UnusableSettingError(f"{name}: 没有地址，也没有密钥 / set OPENAI_BASE_URL or OPENAI_API_KEY")
    return model
