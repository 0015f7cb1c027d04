"""What several conditions mean for the rest of a plan, and what of them a plan has no room for."""

from __future__ import annotations

import re
from dataclasses import replace

from qa.asking import label_of
from qa.clauses import FIGURES
from qa.conditions import NEAR, is_word
from qa.cues import Cues
from qa.intent import Intent
from qa.lexicon import Word
from qa.periods import Years
from qa.plan import Plan, PlanScope
from qa.quantities import Comparison, Count
from qa.question import Span, language_of
from qa.restating import sort_of

PAIR = 2
_STEADY = re.compile(
    r"一直|持续|连续|逐年|连年|年年|每年都|不断|\b(?:every year|each year|consistently|steadily|continuously)\b"
)


def of_single_bodies(scope: PlanScope, intent: Intent, cues: Cues) -> tuple[PlanScope, Intent, tuple[str, ...]]:
    """Counties that have to meet several conditions are bodies of counties, and not sums; also what that assumes."""
    level = intent.group
    if not (cues.own or cues.where) or intent.kind != "list" or level not in {"province", "prefecture", "county"}:
        return scope, intent, ()
    named = {"levels": (level,)} | ({} if scope.kinds or scope.departments else {"kinds": ("government",)})
    scope = scope.model_copy(update=named)
    assumed = sort_of(Plan(kind="reports", collected="bodies", scope=scope, language=language_of(cues.text)))
    return scope, replace(intent, group=None), (assumed,)


def conditions_left(plan: Plan, cues: Cues) -> list[str]:
    """The figures of conditions that this plan has no room for."""
    held = plan.among or plan
    lost = [each.measure for each in cues.where if each not in held.where]
    if cues.own and cues.own.than and held.condition != cues.own:
        lost.append(cues.own.than)
    lost += [name for name in cues.unsettled if name not in held.measures]
    lost += [name for name in cues.beside if name not in held.beside]
    return [label_of(name, plan.language) for name in lost]


def asked_of_every_year(plan: Plan, cues: Cues) -> list[str]:
    """一直增长: a change between the first and the last year says nothing of those between."""
    years = cues.years.years or ()
    steady = _STEADY.search(cues.text)
    return [steady.group()] if plan.change and steady and len(years) != PAIR else []


def weak_subject_is_used(span: Span, plan: Plan, cues: Cues) -> bool:
    """申请 beside another figure says what that is of; with a number or a rank of its own it was dropped."""
    held = plan.among or plan
    if not held.measures or any(name.startswith("requests.") for name in (*held.fields, *held.others)):
        return True
    beside = [other for other in cues.spans if min(abs(other.start - span.end), abs(span.start - other.end)) <= NEAR]
    return not any(isinstance(other.meaning, Comparison | Count) or is_word(other, "most") for other in beside)


def is_of_those_that_have(span: Span, cues: Cues) -> bool:
    """2021年有报告、2022年没有: the first year is not one that is lacking."""
    behind = next((other for other in cues.spans if other.start >= span.end and isinstance(other.meaning, Years)), None)
    between = cues.text[span.end : behind.start] if behind else ""
    return bool(re.search(r"(?<!没)有|\b(?:had|has|have|with)\b", between))


def besides_is_used(span: Span, plan: Plan, cues: Cues) -> bool:
    """超过10件且被纠正 is two conditions, which no plan can say; 且在贵州 is one more of whose reports."""
    before = any(isinstance(s.meaning, Comparison) or is_word(s, "none") for s in cues.spans if s.end <= span.start)
    behind = any(isinstance(s.meaning, Word) and s.meaning.role in FIGURES for s in cues.spans if s.start >= span.end)
    return plan.kind == "passages" or not (before and behind)
