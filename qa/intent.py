"""What a question wants done with the figures: look one up, list, count, add, rank; or find passages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from qa.asking import Asked
from qa.entities import Named, Place
from qa.lexicon import Word
from qa.periods import Years
from qa.plan import Aggregate, Order, PlanKind
from qa.quantities import Comparison, Count
from qa.question import Span, left_over, meanings
from qa.scoping import asks_for_all

SORTS = {"kind", "all_bodies", "department", "level"}
STATISTICS: dict[str, Aggregate] = {"average": "average", "median": "median", "max": "max", "min": "min"}
_EACH = re.compile(r"各(?!类)|分别|每个|\beach\b")
COUNTING = {"how_many", "sum", "average", "median", "max", "min", "most", "fewest", "ordering"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """The kind of plan. `filtering`: bodies are chosen by filters, not one of them named."""

    kind: PlanKind
    filtering: bool = False
    aggregate: Aggregate | None = None
    order: Order | None = None
    explicit: bool = True
    """False where nothing in the question says so, and it is only the likeliest."""


RANKING = Intent(kind="rank", filtering=True, order="descending")
LISTING = Intent(kind="list", filtering=True)


def asks_each(text: str) -> bool:
    """True when every body's figure is asked for, whatever it is: 各单位收费."""
    return bool(_EACH.search(text))


def intent_of(text: str, spans: Sequence[Span], asked: Asked) -> Intent:
    """What is wanted; the first rule that applies decides."""
    said = words_said(spans)
    rules = (
        _narrative(text, spans, said, asked),
        RANKING if said & {"most", "fewest", "ordering"} or _has_a_limit(spans) else None,
        next((_statistic(STATISTICS[word]) for word in STATISTICS if word in said), None),
        _statistic("count") if _counts_bodies(text, spans) else None,
        LISTING if _lists(spans, said) else None,
        _total(spans) if "sum" in said else None,
        LISTING if asks_each(text) and roles_said(spans) & SORTS and not meanings(spans, Named) else None,
    )
    intent = next((found for found in rules if found), None) or _one_or_all(text, spans, said)
    return replace(intent, order="ascending") if intent.order and "fewest" in said else intent


def _statistic(aggregate: Aggregate) -> Intent:
    return Intent(kind="aggregate", filtering=True, aggregate=aggregate)


def _total(spans: Sequence[Span]) -> Intent:
    """A sum over reports; the total of one body in one year is a figure of its report."""
    several = any(period.years is None or len(period.years) > 1 for period in meanings(spans, Years))
    if len(meanings(spans, Named)) == 1 and not several:
        return Intent(kind="lookup")
    return _statistic("sum")


def _has_a_limit(spans: Sequence[Span]) -> bool:
    return any(count.sure for count in meanings(spans, Count))


def _narrative(text: str, spans: Sequence[Span], said: set[str], asked: Asked) -> Intent | None:
    return Intent(kind="passages", filtering=True) if _is_narrative(text, spans, said, asked) else None


def words_said(spans: Sequence[Span]) -> set[str]:
    """The keys of the words that say what to do."""
    return {word.key for word in meanings(spans, Word) if word.role == "word"}


def roles_said(spans: Sequence[Span]) -> set[str]:
    """The roles of all words of the lexicon in the question."""
    return {word.role for word in meanings(spans, Word)}


def _is_narrative(text: str, spans: Sequence[Span], said: set[str], asked: Asked) -> bool:
    roles = roles_said(spans)
    counted = bool(said & COUNTING or meanings(spans, Comparison))
    if "topic" in roles:
        return (not asked.fields or not counted) and (_is_about_reports(text, spans) or not left_over(text, spans))
    if "narrative" in roles:
        return not asked.fields or not (counted or "which" in said)
    return "weak_narrative" in roles and not counted and _is_about_reports(text, spans)


def _is_about_reports(text: str, spans: Sequence[Span]) -> bool:
    """True when a body, a place, a year, a sort of bodies or the reports themselves are named."""
    named = any(isinstance(span.meaning, Named | Place | Years) for span in spans)
    return bool(named or roles_said(spans) & SORTS or re.search(r"报告|年报|公开|\breports?\b|disclosure", text))


def _counts_bodies(text: str, spans: Sequence[Span]) -> bool:
    """True when 多少 or "how many" stands right before a sort of bodies: 多少个单位, how many education bureaus."""
    content = [s for s in spans if not (isinstance(s.meaning, Word) and s.meaning.role == "filler")]
    for first, second in pairwise(content):
        is_how_many = isinstance(first.meaning, Word) and first.meaning.key == "how_many"
        is_sort = isinstance(second.meaning, Word) and second.meaning.role in SORTS
        if is_how_many and is_sort and len(text[first.end : second.start].strip()) <= 1:
            return True
    return False


def _lists(spans: Sequence[Span], said: set[str]) -> bool:
    conditions = bool(meanings(spans, Comparison)) or bool(said & {"none", "no_value", "unreported"})
    if meanings(spans, Named):
        return bool(meanings(spans, Comparison))
    if "having" in said and roles_said(spans) & SORTS and not said & {"how_many", "sum", "what"}:
        return True
    return "which" in said or (conditions and "whether" not in said and not meanings(spans, Place))


def _one_or_all(text: str, spans: Sequence[Span], said: set[str]) -> Intent:
    one_is_named = bool(meanings(spans, Named) or meanings(spans, Place))
    sort_is_named = bool(roles_said(spans) & {"kind", "department"})
    if one_is_named or (sort_is_named and not asks_for_all(text)):
        return Intent(kind="lookup")
    if said & {"how_many", "what"}:
        return Intent(kind="aggregate", filtering=True, aggregate="sum")
    return Intent(kind="list", filtering=True, explicit=False)
