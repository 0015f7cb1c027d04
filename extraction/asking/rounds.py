"""One request and up to two more: each time the model is told which rules its answers broke."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Event
from typing import Generic, TypeVar

from pydantic import BaseModel

from canonical.errors import ModelError, UnusableAnswerError
from canonical.report import Refused, Usage
from extraction.asking.lines import EvidenceLine, Number
from extraction.asking.quotes import Span
from llm.model import Model, Request, Spent, Turn

MOST_REPAIRS = 2
MOST_REFUSED = 40  # that are kept of one request
LONGEST_ANSWER = 1500  # characters of an answer that a model is told again

NOWHERE = Span(0, 0)
State = TypeVar("State")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """An answer that was not taken over: the guard that stopped it, and how it broke its rule.

    After a `final` one the model is not asked again: what nobody asked for is of no use however it is put, and a
    picture that is read again because the first reading was not wanted is not read.
    """

    about: str
    guard: str
    reason: str
    value: str | None = None
    quote: str | None = None
    final: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An answer that was taken over, with its quote in a line; without a line it says that nothing is printed.

    `number` is the number of the line that it is, in an answer about a cell.
    """

    about: str
    value: str | None
    line: EvidenceLine | None = None
    span: Span = NOWHERE
    number: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk(Generic[State]):
    """What came of a request: the state that its answers led to, what was refused, and whether a model is there."""

    state: State
    model: str
    refused: tuple[Refused, ...]
    usage: Usage
    is_over: bool = False


def converse(
    model: Model,
    request: Request,
    state: State,
    judge: Callable[[BaseModel, State], tuple[State, Sequence[Rejected]]],
    *,
    cancelled: Event | None = None,
) -> Talk[State]:
    """The request made, its answers judged, and asked again while some break a rule, at most twice.

    `judge` gives the state after an answer and what of it was refused. A model that is down, out of budget or
    cancelled ends the talk, and `is_over` says that there is no use in another one.
    """
    refused: list[Rejected] = []
    spent: list[Spent] = []
    name, is_over = model.name, False
    turns: tuple[Turn, ...] = ()
    for _ in range(1 + MOST_REPAIRS):
        try:
            completion = model.complete(replace(request, turns=turns), cancelled=cancelled)
        except UnusableAnswerError as error:
            answered, wrong = error.text, [Rejected(about=request.prompt, guard="validates", reason=error.reason)]
            spent.append(error.spent or Spent(calls=1))
        except ModelError as error:
            refused.append(Rejected(about=request.prompt, guard="no_answer", reason=str(error)))
            spent.append(error.spent or Spent())
            is_over = True
            break
        else:
            assert completion.answer is not None  # every request of ours asks for a structure
            name, answered = completion.model, completion.text
            state, found = judge(completion.answer, state)
            wrong = list(found)
            spent.append(completion.spent)
        refused.extend(wrong)
        wrong = [each for each in wrong if not each.final]
        if not wrong:
            break
        turns = (Turn(answered=answered[:LONGEST_ANSWER], complaint=_complaint(wrong)),)
    kept = tuple(_refused(each, request, name) for each in dict.fromkeys(refused))[:MOST_REFUSED]
    return Talk(state=state, model=name, refused=kept, usage=usage_of(spent), is_over=is_over)


def usage_of(spent: Sequence[Spent]) -> Usage:
    """What calls cost together."""
    return Usage(
        llm_calls=sum(each.calls for each in spent),
        prompt_tokens=sum(each.prompt_tokens for each in spent),
        completion_tokens=sum(each.completion_tokens for each in spent),
        cost_usd=sum(each.cost_usd for each in spent),
    )


def _complaint(wrong: Sequence[Rejected]) -> str:
    told = dict.fromkeys(f"{each.value or ''} {each.reason}".strip() for each in wrong[:MOST_REFUSED])
    return "以下回答未被采用，只重答这些项，仍不能确定的value为null：\n" + "\n".join(told)


def _refused(rejected: Rejected, request: Request, model: str) -> Refused:
    return Refused(
        about=rejected.about,
        guard=rejected.guard,
        reason=rejected.reason,
        value=rejected.value,
        quote=rejected.quote,
        prompt=request.prompt,
        digest=request.digest,
        model=model,
    )
