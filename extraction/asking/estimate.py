"""What asking about a report would cost, without asking."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from extraction.asking.resolver import Plan
from llm.model import Request
from llm.tokens import count_prompt

ANSWER_TOKENS = 0.25
"""The share of the longest answer allowed that an answer takes, measured with a scripted model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """Calls and tokens of the first round of each request; repairs come on top."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0


def estimate(plan: Plan, count: Callable[[Request], int] = count_prompt) -> Estimate:
    """What the requests of a plan take."""
    requests = tuple(plan.requests())
    return Estimate(
        calls=len(requests),
        prompt_tokens=sum(count(request) for request in requests),
        completion_tokens=round(sum(request.max_tokens for request in requests) * ANSWER_TOKENS),
    )


def sum_of(estimates: Iterable[Estimate]) -> Estimate:
    """Several estimates together."""
    every = tuple(estimates)
    return Estimate(
        calls=sum(each.calls for each in every),
        prompt_tokens=sum(each.prompt_tokens for each in every),
        completion_tokens=sum(each.completion_tokens for each in every),
    )
