"""A question that rules did not understand, said otherwise by a language model: offered, never answered unasked.

What a model makes of a question may be another question. So its wordings only become options of the question that is
asked back, and only those that the rules understand whole, that keep every restriction the rules had found, and that
bring in no number of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from canonical.errors import ModelError
from llm.model import Model, Request, Spent
from prompts import load
from qa.entities import Directory
from qa.lexicon import subjects
from qa.plan import Condition, Obstacle, ObstacleKind, Plan
from qa.planner import plan as plan_of

UNSURE: frozenset[ObstacleKind] = frozenset({"unsure_question", "unsure_field"})
MOST_OPTIONS = 3
LONGEST_OPTION = 200  # characters
MOST_TOKENS = 400
KEPT = ("limit", "nth", "change", "group")
SOME = Condition(op="gt", values=(Decimal(0),))  # what a list has where the question names no condition
_DIGITS = re.compile(r"\d+")


class Reworded(NamedTuple):
    """A plan with what is offered, and what asking the model cost."""

    plan: Plan
    spent: Spent = Spent()


class Rewording(BaseModel):
    """What the model replies."""

    model_config = ConfigDict(extra="forbid")

    questions: list[str]
    reason: str | None


def reworded(question: str, plan: Plan, directory: Directory, today: date, model: Model) -> Reworded:
    """The plan with wordings of the model among what is offered; the plan as it is where it offers none of use."""
    if plan.obstacle is None or plan.obstacle.kind not in UNSURE:
        return Reworded(plan)
    try:
        completion = model.complete(_request(question, plan))
    except ModelError as error:
        return Reworded(plan, error.spent or Spent())
    said = completion.answer
    found = tuple(_usable(said.questions, question, plan, directory, today)) if isinstance(said, Rewording) else ()
    options = tuple(dict.fromkeys((*found, *plan.obstacle.options)))[: MOST_OPTIONS + len(plan.obstacle.options)]
    obstacle = Obstacle(kind=plan.obstacle.kind, words=plan.obstacle.words, options=options)
    return Reworded(plan.model_copy(update={"obstacle": obstacle}), completion.spent)


def keeps_restrictions(before: Plan, after: Plan) -> bool:
    """Whether a plan looks at the same reports as another and keeps its measures, conditions and limits."""
    names = KEPT if before.condition in {None, SOME} else ("condition", *KEPT)
    same = (before.scope == after.scope, *_kept(before, after, *names))
    return all(same) and set(before.measures) <= set(after.measures)


def _kept(before: Plan, after: Plan, *names: str) -> Iterator[bool]:
    for name in names:
        wanted = getattr(before, name)
        yield wanted is None or wanted == getattr(after, name)


def _usable(said: list[str], question: str, before: Plan, directory: Directory, today: date) -> Iterator[str]:
    numbers = set(_DIGITS.findall(question))
    for text in said[:MOST_OPTIONS]:
        option = " ".join(text.split())
        if not option or len(option) > LONGEST_OPTION or option == question:
            continue
        after = plan_of(option, directory, today)
        if after.obstacle is None and set(_DIGITS.findall(option)) <= numbers and keeps_restrictions(before, after):
            yield option


def _request(question: str, plan: Plan) -> Request:
    figures = "、".join(subject.label(plan.language) for subject in subjects().values())
    filled = load("reword_question").fill(figures=figures, question=question)
    return Request(**asdict(filled), answer=Rewording, max_tokens=MOST_TOKENS)
