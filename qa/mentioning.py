"""In which reports words stand: looked up letter for letter in every narrative of the scope, other words told apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from canonical.report import ReportHeader
from factstore import FactStore, Scope
from factstore.told import Standing
from qa.matching import sentences_with
from qa.plan import Phrase, Plan
from qa.result import FoundPassage, Result, Tally

MOST_SHOWN = 100
"""Reports whose passages are shown; how many there are is counted over all."""
OF_ONE = 8
"""Passages shown where a single report has the words."""

Headers = Mapping[str, ReportHeader]


def run_mentioning(plan: Plan, scope: Scope, headers: Headers, store: FactStore) -> Result:
    """The reports in whose narrative all phrases stand, with a passage of each; or those in which they do not."""
    places = [_places(plan, phrase, scope, headers, store) for phrase in plan.phrases]
    exact = [name for name in headers if all(name in same for same, _ in places)]
    kin = [name for name in headers if all(name in same or name in near for same, near in places)]
    near = [name for name in kin if name not in set(exact)]
    start = Result(plan=plan, status="no_match", tally=Tally(reports=len(headers)), search_mode="exact")
    if plan.condition is not None:
        return _lacking(start, headers, exact, near)
    found = [*exact, *near]
    if not found:
        return start
    passages = _passages([*exact[:MOST_SHOWN], *near[:MOST_SHOWN]], places, headers, store)
    is_near = set(near)
    bodies = {headers[name].agency_key or name for name in exact}
    return replace(
        start,
        status="answered",
        value=Decimal(len(bodies)) if plan.aggregate == "count" else None,
        passages=passages,
        reports=tuple(headers[name] for name in found),
        exact=len(exact),
        near=_words_near(plan, (each for each in passages if each.header.id in is_near)),
        tally=replace(start.tally, with_value=len(exact), matching=len(found)),
    )


def _lacking(start: Result, headers: Headers, exact: Sequence[str], near: Sequence[str]) -> Result:
    without = tuple(headers[name] for name in headers if name not in {*exact, *near})
    tally = replace(start.tally, with_value=len(headers), matching=len(without))
    status = "answered" if without else "no_match"
    return replace(start, status=status, reports=without, exact=len(exact), tally=tally)  # type: ignore[arg-type]


Places = tuple[Mapping[str, list[Standing]], Mapping[str, list[Standing]]]
"""Where a phrase stands in each report: itself, and only its near words."""


def _places(plan: Plan, phrase: Phrase, scope: Scope, headers: Headers, store: FactStore) -> Places:
    return _by_report(plan, phrase.same, scope, headers, store), _by_report(plan, phrase.near, scope, headers, store)


def _by_report(
    plan: Plan, words: Sequence[str], scope: Scope, headers: Headers, store: FactStore
) -> Mapping[str, list[Standing]]:
    found: defaultdict[str, list[Standing]] = defaultdict(list)
    for each in store.passages_with(words, scope) if words else ():
        if each.report_id in headers and plan.section in {None, each.section}:
            found[each.report_id].append(each)
    return found


def _passages(
    names: Sequence[str], places: Sequence[Places], headers: Headers, store: FactStore
) -> tuple[FoundPassage, ...]:
    """The first passage of each report with each phrase; all of them of a single report."""
    most = OF_ONE if len(names) == 1 else 1
    wanted = dict.fromkeys(
        each.passage_id
        for name in names
        for same, near in places
        for each in (same.get(name) or near.get(name, []))[:most]
    )
    stored = store.passages(list(wanted))
    return tuple(FoundPassage(header=headers[each.report_id], passage=each, score=1.0) for each in stored)


def _words_near(plan: Plan, passages: Iterable[FoundPassage]) -> tuple[str, ...]:
    """The near words that stand in the passages, the longest of those that contain each other."""
    texts = [found.passage.text for found in passages]
    near = [word for phrase in plan.phrases for word in phrase.near]
    held = [word for word in near if any(sentences_with(text, (word,)) for text in texts)]
    return tuple(word for word in held if not any(word != other and word in other for other in held))
