"""Questions about what reports say in words: the passages that bear on them, from the right section.

Words that are looked for are looked up (`mentioning`), and numbers (`counted`); only where they stand nowhere are the
passages nearest in meaning offered, as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from canonical.report import ReportHeader
from factstore import FactStore, Scope, StoredPassage
from qa.catalogue import Catalogue
from qa.counted import run_counted
from qa.matching import sentences_with
from qa.mentioning import run_mentioning
from qa.plan import Plan
from qa.readings import store_scope
from qa.result import AnswerStatus, FoundPassage, Result, Search, Tally
from qa.shortage import no_report_result

PASSAGES = 8  # as many as a reader looks through
EACH = 2  # of one report, where several chosen reports are looked through

Hits = tuple[tuple[tuple[str, float], ...], str]


def run_passages(
    plan: Plan,
    store: FactStore,
    search: Search | None,
    catalogue: Catalogue,
    *,
    among: Sequence[ReportHeader] | None = None,
) -> Result:
    """The passages of the scope, best first; of each of the reports `among`, where these are chosen."""
    if among is not None and plan.phrases:
        chosen_ones = {header.id: header for header in among}
        return run_mentioning(plan, Scope(report_ids=tuple(chosen_ones)), chosen_ones, store)
    if among is not None:
        return _of_each(plan, store, search, among)
    scope = store_scope(plan.scope)
    headers = {header.id: header for header in catalogue.of(store.cells(scope, ()).report_ids)}
    if not headers:
        return no_report_result(plan, catalogue)
    if plan.phrases:
        exact = (run_counted if plan.counted else run_mentioning)(plan, scope, headers, store)
        if exact.status != "no_match" or plan.condition is not None:
            return exact
    found, mode = _found(plan, scope, headers, store, search)
    chosen = found[: plan.limit or PASSAGES]
    if plan.phrases:
        tally = Tally(reports=len(headers), matching=0)
        return Result(
            plan=plan, status="no_match", tally=tally, passages=tuple(chosen), search_mode=mode, nearest=bool(chosen)
        )
    reports = len({item.header.id for item in chosen})
    tally = Tally(reports=len(headers), with_value=reports, matching=len(chosen))
    status: AnswerStatus = "answered" if chosen else "no_match"
    return Result(plan=plan, status=status, tally=tally, passages=tuple(chosen), search_mode=mode)


def _of_each(plan: Plan, store: FactStore, search: Search | None, among: Sequence[ReportHeader]) -> Result:
    passages: list[FoundPassage] = []
    mode = "keyword"
    for header in among:
        found, mode = _found(plan, Scope(report_ids=(header.id,)), {header.id: header}, store, search)
        passages.extend(found[:EACH])
    status: AnswerStatus = "answered" if passages else "no_match"
    return Result(plan=plan, status=status, passages=tuple(passages), search_mode=mode)


def _found(
    plan: Plan, scope: Scope, headers: dict[str, ReportHeader], store: FactStore, search: Search | None
) -> tuple[list[FoundPassage], str]:
    """The passages, those of the section asked for first; without a hit, what stands in that section."""
    assert plan.search is not None
    hits, mode = _hits(plan.search, scope, store, search)
    scores = dict(hits)
    stored = {passage.id: passage for passage in store.passages(list(scores))}
    if plan.section is not None and not plan.phrases:
        of_section = store.passages_of_section(_first(stored.values(), headers), plan.section)
        if of_section or any(passage.section == plan.section for passage in stored.values()):
            stored = {passage.id: passage for passage in stored.values() if passage.section == plan.section}
            stored |= {passage.id: passage for passage in of_section}
    found = [
        FoundPassage(header=headers[passage.report_id], passage=passage, score=scores.get(passage.id, 0.0))
        for passage in stored.values()
        if passage.report_id in headers
    ]
    words = plan.search.split()
    found.sort(
        key=lambda item: (
            item.passage.section != plan.section
            if plan.section is not None
            else not sentences_with(item.passage.text, words)
        )
    )
    return found, mode


def _first(stored: Iterable[StoredPassage], headers: Mapping[str, ReportHeader]) -> list[str]:
    """The reports whose section is read as a whole: those with the best hits, then the others."""
    hit = dict.fromkeys(passage.report_id for passage in stored if passage.report_id in headers)
    return list({**hit, **dict.fromkeys(headers)})[:PASSAGES]


def _hits(query: str, scope: Scope, store: FactStore, search: Search | None) -> Hits:
    """Passage ids with scores, best first, and how they were found; without a search the keywords have to do."""
    wanted = 3 * PASSAGES  # some are put behind those of the section asked for
    if search is None:
        return store.search_keywords(query, scope, wanted), "keyword"
    answer = search.search(query, scope, wanted)
    return tuple((hit.passage_id, hit.score) for hit in answer.hits), answer.mode
