"""What of a question its plan has no use for: nothing that restricts a question may be dropped in silence.

Words that no recogniser knows and recognised ones that this plan does not use are `unplaced`; each lowers the
confidence so far that the question is asked back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from canonical.regions import within
from qa.collecting import is_said_by, unsaid
from qa.cues import SORTS, Cues
from qa.dates import PublishedThen
from qa.entities import Named, Place
from qa.lexicon import Word, rows_of
from qa.narrating import lacks_in_forms
from qa.negating import negation_is_used
from qa.periods import FormNamed, Years
from qa.plan import Plan
from qa.quantities import Comparison, Count, Ordinal
from qa.question import Span
from qa.several import (
    asked_of_every_year,
    besides_is_used,
    conditions_left,
    is_of_those_that_have,
    weak_subject_is_used,
)

SURE_ENOUGH = 0.75
DOUBT = {"word": 0.3, "assumed": 0.05, "implicit": 0.1, "dangling": 0.2}
"""What each unplaced word, assumption, unspoken intent and lost thread takes from the confidence."""
CUMULATIVE = {"累计", "cumulative", "cumulatively", "accumulated"}
IN_ALL = {"一共", "总共", "合计", "总计", "共计", "加起来", "in total", "altogether", "一共有", "总共有"}
WHY = {"为什么", "原因", "why", "reasons", "reason"}
"""Narrative words that a figure does not answer."""
_TOPIC_OF = re.compile(r"(?:关于|涉及|有关|针对|about|concerning|regarding|related to|relating to) ?$")

FIGURES = {"subject", "weak_subject", "field", "ratio", "column"}
WHO = {"which", "most", "fewest", "dimension"}

Use = Callable[[Plan, Cues], bool]

USED: Mapping[str, Use] = {
    "average": lambda plan, cues: (
        plan.aggregate == "average" or (plan.aggregate == "median" and not cues.phrased("average_and_median"))
    ),
    "median": lambda plan, _: plan.aggregate == "median",
    "max": lambda plan, _: plan.aggregate == "max" or plan.order is not None,
    "min": lambda plan, _: plan.aggregate == "min" or plan.order is not None,
    "ordering": lambda plan, _: _ordered(plan) or plan.kind in {"compare", "list"},
    "rise": lambda plan, _: plan.change is not None or plan.kind == "trend" or plan.subtract,
    "fall": lambda plan, _: plan.change is not None or plan.kind == "trend",
    "shift": lambda plan, _: plan.change is not None or plan.kind == "trend" or "change" in _columns(plan),
    "percent": lambda plan, _: plan.change == "percent" or plan.kind == "share" or _is_ratio(plan),
    "upward": lambda plan, _: _ordered(plan),
    "year_before": lambda plan, _: (
        plan.change is not None or plan.rules == ("years.",) or set(plan.measures) == {"requests.carried_over.total"}
    ),
    "trend": lambda plan, _: plan.kind in {"trend", "lookup"},
    "compare": lambda plan, _: (
        plan.kind in {"compare", "trend"}
        or (plan.kind == "rank" and plan.limit is None)
        or plan.change is not None
        or _shows_several(plan)
    ),
    "than": lambda plan, _: plan.kind == "compare" or plan.change is not None,
    "who_more": lambda plan, _: plan.kind in {"compare", "trend"} or plan.order is not None,
    "gap": lambda plan, _: plan.subtract or plan.change is not None,
    "share": lambda plan, _: plan.kind == "share" or plan.aggregate == "share_meeting" or _is_ratio(plan),
    "position": lambda plan, _: plan.kind == "place",
    "except": lambda _plan, _: False,  # a word that excludes something is no span any more
    "except_end": lambda _plan, _: False,
    "latest": lambda plan, _: (
        plan.kind == "lookup" or plan.collected is not None or plan.latest_only or len(plan.scope.years or ()) == 1
    ),
    "whole_place": lambda plan, _: plan.kind in {"share", "place"} or plan.scope.regions is not None,
    "meaning": lambda plan, _: plan.kind == "passages" or any(measure.definitions for measure in plan.measured),
    "published_on": lambda plan, _: plan.collected is not None,
    "earliest": lambda plan, _: plan.collected is not None,
    "some": lambda plan, _: plan.condition is not None and plan.condition.op in {"gt", "ne"},
    "other_way": lambda _plan, _: False,
    "sources": lambda plan, _: plan.cited or plan.kind == "passages",
    "why_missing": lambda plan, _: (
        plan.kind == "lookup" or (plan.condition is not None and plan.condition.op == "lacking")
    ),
    "unsupported": lambda _plan, _: False,
    "no_value": lambda plan, _: _asks_what_lacks(plan),
    "unreported": lambda plan, _: _asks_what_lacks(plan) or plan.condition is not None,
    "per": lambda plan, _: plan.aggregate in {"average", "median"} or plan.group is not None,
    "how_many": lambda plan, cues: not (plan.kind == "rank" and cues.phrased("how_many_of_them")),
    "itself": lambda plan, _: plan.scope.agencies is not None or plan.kind == "passages" or plan.obstacle is not None,
    "spot": lambda plan, _: plan.kind in {"checks", "passages"},
}


def unplaced_in(cues: Cues, plan: Plan, used: tuple[str, ...], *, blocked: bool) -> tuple[str, ...]:
    """The words that may restrict the question and do not restrict the plan; `used` belong to a body's name.

    Where the bodies are not known (`blocked`), only words that nobody knows are told.
    """
    if plan.kind == "define":
        return ()
    spans = () if blocked else [span for span in cues.spans if not is_said_by(cues, plan.collected, span.start)]
    idle = [cues.text[span.start : span.end] for span in spans if not _is_used(span, plan, cues)]
    idle += [] if blocked else [*conditions_left(plan, cues), *asked_of_every_year(plan, cues)]
    if plan.kind == "passages" and plan.among is None:
        return tuple(dict.fromkeys(idle))
    left = [] if plan.kind == "passages" else [word for word in unsaid(cues, plan.collected) if word not in used]
    return tuple(dict.fromkeys((*left, *idle)))


def confidence_of(plan: Plan, *, explicit: bool, dangling: bool = False) -> float:
    """How sure the plan is what was asked, from 0 to 1; `dangling`: it goes on from a question that is not there."""
    doubt = (
        DOUBT["word"] * len(plan.unplaced)
        + DOUBT["assumed"] * len(plan.assumed)
        + DOUBT["implicit"] * (not explicit)
        + DOUBT["dangling"] * dangling
    )
    return round(max(0.0, 1.0 - doubt), 2)


def _is_used(span: Span, plan: Plan, cues: Cues) -> bool:
    return IN_USE.get(type(span.meaning), _always)(span, plan, cues)


def _always(_span: Span, _plan: Plan, _cues: Cues) -> bool:
    return True


def _word_is_used(span: Span, plan: Plan, cues: Cues) -> bool:
    word: Any = span.meaning
    if word.role == "word":
        if word.key in BESIDE:
            return BESIDE[word.key](span, plan, cues)
        return USED[word.key](plan, cues) if word.key in USED else True
    if word.role == "department" and plan.kind != "passages" and _is_a_topic(span, cues):
        return False
    if word.role == "weak_subject":
        return weak_subject_is_used(span, plan, cues)
    if word.role == "weak_narrative":
        return _weak_narrative_is_used(span, plan, cues)
    return OTHER_ROLES[word.role](word, plan, cues) if word.role in OTHER_ROLES else True


def _extreme_is_used(span: Span, plan: Plan, cues: Cues) -> bool:
    """Of most and fewest in one question only the one that gives the order."""
    word: Any = span.meaning
    if cues.says("most") and cues.says("fewest") and plan.order and plan.change is None:
        return bool(word.key == "most") == (plan.order == "descending")
    return _extreme_orders(word, plan) and not _asks_for_bodies_of_groups(span, plan, cues)


def _extreme_orders(word: Word, plan: Plan) -> bool:
    return _ordered(plan) or plan.kind == "compare" or plan.aggregate == ("max" if word.key == "most" else "min")


def _asks_for_bodies_of_groups(span: Span, plan: Plan, cues: Cues) -> bool:
    """各省收费最高的单位: the first of each group, which no plan can say."""
    behind = (s.meaning for s in cues.spans if s.start >= span.end)
    sorts = any(isinstance(meaning, Word) and meaning.role in {"all_bodies", "kind"} for meaning in behind)
    return sorts and plan.kind == "rank" and plan.group in {"province", "prefecture", "county"}


def _sum_is_used(span: Span, plan: Plan, cues: Cues) -> bool:
    """A sum of the first few, or of all years up to one, is more than the plan computes."""
    if plan.kind == "rank" and plan.group is None:
        return not any(word.end <= span.start for word in cues.places_of("most", "fewest"))
    said = cues.text[span.start : span.end]
    if plan.aggregate in {"average", "median", "min"} and said in IN_ALL:
        return False  # 一共多少，平均多少: two questions
    return not (cues.phrased("up_to_a_date") and said in CUMULATIVE)


def _only_is_used(span: Span, plan: Plan, cues: Cues) -> bool:
    """Only has to stand before what the plan is restricted to: 只看县级, but not 只有自然人申请."""
    behind = next((s.meaning for s in cues.spans if s.start >= span.end and not _is_filler(s)), None)
    if behind is None and cues.text[span.start : span.end] == "only":  # counties only
        behind = next((s.meaning for s in reversed(cues.spans) if s.end <= span.start and not _is_filler(s)), None)
    restricts = isinstance(behind, Named | Place | Years | Comparison | Count) or (
        isinstance(behind, Word) and (behind.role in {"kind", "department", "level", "all_bodies", "dimension"})
    )
    return restricts and (plan.scope.restricts or plan.condition is not None or plan.limit is not None)


def _is_filler(span: Span) -> bool:
    return isinstance(span.meaning, Word) and span.meaning.role == "filler"


def _it_is_used(span: Span, _plan: Plan, cues: Cues) -> bool:
    """它 and "they" stand for what was named before in the same question."""
    return cues.phrased("reports") or any(
        isinstance(other.meaning, Named | Place)
        or (isinstance(other.meaning, Word) and (other.meaning.role in SORTS or other.meaning.key in WHO))
        for other in cues.spans
        if other.end <= span.start
    )


def _column_is_used(word: Word, plan: Plan, cues: Cues) -> bool:
    if not cues.asked.measures:
        return plan.kind == "passages" or bool(cues.asked.choices)
    if word.key == "change" and plan.change is not None:
        return True
    if word.key == "issued" and "decisions" in _columns(plan):
        return True  # a licence issued is one decided
    return word.key not in cues.asked.spare or plan.kind == "passages"


def _subject_is_used(word: Word, plan: Plan, cues: Cues) -> bool:
    if not plan.measures:
        return plan.kind in {"passages", "checks"} or plan.obstacle is not None
    return word.key not in cues.asked.spare


def _weak_narrative_is_used(span: Span, plan: Plan, cues: Cues) -> bool:
    said = cues.text[span.start : span.end]
    of_refusals = all(name.startswith(("requests.refused", "requests.unavailable")) for name in plan.measures)
    if plan.measures and of_refusals and said in {"reasons", "reason", "原因"}:
        return True  # refused for reasons of privacy
    if lacks_in_forms(plan.measures, plan.scope.years):
        return True  # that the form has no such field is why
    is_told = plan.kind == "passages" or set(rows_of("refusals")) <= {name.rpartition(".")[0] for name in plan.measures}
    return is_told or not plan.measures or cues.text[span.start : span.end] not in WHY


def _is_a_topic(span: Span, cues: Cues) -> bool:
    """关于土地的申请: what requests are about, and not whose."""
    return bool(_TOPIC_OF.search(cues.text[: span.start]))


def _sort_is_used(word: Word, plan: Plan, cues: Cues) -> bool:
    """A sort beside a named body restricts nothing, unless it is what the body is compared with."""
    name = {"kind": "kinds", "department": "departments", "level": "levels"}[word.role]
    if plan.kind == "passages" and cues.all(Named):
        return True  # a part of what is searched for: 政府公报
    scopes = [plan.scope, *([plan.whole] if plan.whole else []), *([plan.among.scope] if plan.among else [])]
    if any(word.key in (getattr(scope, name) or ()) for scope in scopes):
        return True
    if plan.group == word.role or (word.role == "level" and plan.group in {"county", "prefecture", "province"}):
        return True
    return not cues.all(Named) and plan.scope.agencies is not None


def _dimension_is_used(word: Word, plan: Plan, cues: Cues) -> bool:
    if plan.group is None:
        return (word.key == "year" and plan.kind in {"rank", "reports"}) or (
            plan.kind == "trend" or (word.key == "year" and _shows_several(plan)) or _is_level(word, plan)
        )
    return plan.group == word.key or (word.key == "year" and plan.kind == "trend") or cues.has("level")


def _is_level(word: Word, plan: Plan) -> bool:
    return word.key in (plan.scope.levels or ())


def _check_is_used(word: Word, plan: Plan, _cues: Cues) -> bool:
    if plan.kind != "checks":
        return plan.kind == "passages"
    return word.key != "good"


OTHER_ROLES: Mapping[str, Callable[[Word, Plan, Cues], bool]] = {
    "absent": lambda _word, plan, _cues: plan.kind == "passages",
    "column": _column_is_used,
    "subject": _subject_is_used,
    "kind": _sort_is_used,
    "department": _sort_is_used,
    "level": _sort_is_used,
    "dimension": _dimension_is_used,
    "check": _check_is_used,
}


def _comparison_is_used(span: Span, plan: Plan, cues: Cues) -> bool:
    if plan.kind == "checks":
        return _is_any(span.meaning)
    condition = plan.condition or (plan.among.condition if plan.among else None)
    first = next(other for other in cues.spans if isinstance(other.meaning, Comparison))
    return condition is not None and span is first


def _is_any(meaning: Any) -> bool:
    """At least one, more than none."""
    values = [quantity.number for quantity in meaning.quantities]
    return (meaning.op == "ge" and values == [1]) or (meaning.op == "gt" and values == [0])


def _count_is_used(span: Span, plan: Plan, cues: Cues) -> bool:
    """One number is the limit: top 3 and bottom 3 are two rankings. Others say again how many are named."""
    count: Any = span.meaning
    if plan.kind == "rank" and cues.phrased("ranked_among_all") and (plan.scope.departments or plan.scope.kinds):
        return False  # those of a sort that are among the first of all
    limit = plan.limit if plan.limit is not None else plan.among.limit if plan.among else None
    if limit == count.number and not any(_is_count_like(other, span) for other in cues.spans):
        return True
    return not count.sure and count.number == _shown(plan)


def _is_count_like(other: Span, span: Span) -> bool:
    """True for another number of the same size that stands before, or that can only be a limit."""
    if other is span or not isinstance(other.meaning, Count):
        return False
    count: Any = span.meaning
    return other.meaning.number == count.number and other.start < span.start


def _asks_what_lacks(plan: Plan) -> bool:
    lacking = plan.condition is not None and plan.condition.op in {"no_value", "lacking"}
    return lacking or plan.kind == "passages" or (plan.kind == "reports" and plan.collected == "without_year")


def _shown(plan: Plan) -> int:
    return max(
        len(plan.scope.agencies or ()), len(plan.measures), len(plan.scope.years or ()), len(plan.scope.regions or ())
    )


def _years_are_used(span: Span, plan: Plan, cues: Cues) -> bool:
    years: Any = span.meaning
    if plan.collected == "without_year" and is_of_those_that_have(span, cues):
        return False
    is_grouped = plan.every_year or plan.group is not None or plan.change is not None
    if years.years is None and years.series and plan.kind == "list" and not is_grouped:
        return cues.phrased("in_which_years")  # else in every year, which nothing holds to
    if plan.rules == ("years.",):  # each report beside the one of the year before
        return any(year + step in (plan.scope.years or ()) for year in years.years or () for step in (0, 1))
    scopes = [plan.scope, *([plan.among.scope] if plan.among else [])]
    return years.years is None or any(set(years.years) & set(scope.years or ()) for scope in scopes)


def _place_is_used(span: Span, plan: Plan, cues: Cues) -> bool:
    """A place is a filter, the place of a body in the scope, or where the whole of a share lies."""
    place: Any = span.meaning
    scopes = [plan.scope, *([plan.whole] if plan.whole else []), *([plan.among.scope] if plan.among else [])]
    for scope in scopes:
        regions = scope.regions or ()
        if any(within(code, outer) for outer in place.codes for code in regions):
            return True
        bodies = [cues.directory.bodies[key] for key in scope.agencies or () if key in cues.directory.bodies]
        if any(body.region and within(body.region.code, code) for body in bodies for code in place.codes):
            return True
    return plan.obstacle is not None


def _name_is_used(span: Span, plan: Plan, _cues: Cues) -> bool:
    bodies: Any = span.meaning.bodies  # type: ignore[attr-defined]
    scopes = [plan.scope, *([plan.whole] if plan.whole else []), *([plan.among.scope] if plan.among else [])]
    return plan.obstacle is not None or any(body.key in (scope.agencies or ()) for body in bodies for scope in scopes)


BESIDE: Mapping[str, Callable[[Span, Plan, Cues], bool]] = {
    "none": negation_is_used,
    "most": _extreme_is_used,
    "fewest": _extreme_is_used,
    "sum": _sum_is_used,
    "only": _only_is_used,
    "it": _it_is_used,
    "besides": besides_is_used,
}
"""Words whose use hangs on what stands beside them."""

IN_USE: Mapping[type, Callable[[Span, Plan, Cues], bool]] = {
    Word: _word_is_used,
    Comparison: _comparison_is_used,
    Count: _count_is_used,
    Years: _years_are_used,
    Ordinal: lambda span, plan, _cues: plan.nth == span.meaning.number,  # type: ignore[attr-defined]
    FormNamed: lambda _span, plan, _cues: plan.scope.templates is not None,
    PublishedThen: lambda _span, plan, _cues: plan.published is not None,
    Place: _place_is_used,
    Named: _name_is_used,
}


def _ordered(plan: Plan) -> bool:
    return plan.order is not None or (plan.among is not None and plan.among.order is not None)


def _columns(plan: Plan) -> set[str]:
    return {re.sub(r".*\.", "", name) for name in plan.measures}


def _is_ratio(plan: Plan) -> bool:
    return any(measure.is_ratio for measure in plan.measured)


def _shows_several(plan: Plan) -> bool:
    return plan.kind in {"lookup", "list", "trend"} and len(plan.scope.years or (0, 0)) > 1
