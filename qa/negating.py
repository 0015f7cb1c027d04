"""Whether a plan does what a negation in its question asks."""

from __future__ import annotations

import re

from qa.conditions import is_negated, negations
from qa.cues import Cues
from qa.lexicon import Word
from qa.plan import Plan
from qa.quantities import Comparison
from qa.question import Span

_NEVER = re.compile(r"从|曾|never")
"""Negations of all the years there are."""
_ZERO = re.compile(r"零|0|zero")


def negation_is_used(span: Span, plan: Plan, cues: Cues) -> bool:
    """A negation has to have turned a condition, or to ask whether there is anything at all."""
    if plan.kind in {"list", "aggregate"} and not plan.every_year and _NEVER.search(cues.text[span.start : span.end]):
        return len(plan.scope.years or ()) == 1
    return _turns_something(span, plan, cues)


def _turns_something(span: Span, plan: Plan, cues: Cues) -> bool:
    if plan.kind == "lookup":
        return plan.change is None and plan.aggregate is None
    if plan.kind == "reports":
        return plan.collected == "without_year"
    if plan.kind == "passages":
        return plan.among is None
    says_zero = _ZERO.search(cues.text[span.start : span.end]) is not None
    if plan.condition is None or plan.kind == "checks" or (plan.condition.op == "no_value" and says_zero):
        return False  # zeros and blanks are two lists
    negated = [other for other in cues.spans if other is not span and is_negated(cues, other)]
    if cues.comparisons or plan.change:
        return any(isinstance(o.meaning, Comparison) or _is_move(o) for o in negated) and len(negations(cues)) == 1
    return plan.condition.op == "eq" or plan.condition.op in {"no_value", "lacking"}


def _is_move(span: Span) -> bool:
    return isinstance(span.meaning, Word) and span.meaning.key in {"rise", "fall"}
