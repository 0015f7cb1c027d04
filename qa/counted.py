"""Numbers that no table has and the narrative tells: 公众号关注人数, 发布信息280条.

They are never added up: each is of its own kind.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from canonical.report import Mention, ReportHeader
from factstore import FactStore, Scope
from factstore.keywords import tokens
from qa.matching import sentences_with
from qa.mentioning import MOST_SHOWN
from qa.phrases import units_like
from qa.plan import Phrase, Plan
from qa.result import FoundMention, FoundPassage, Result, Tally

ENOUGH = 0.5  # of the words asked for
KIN = 0.75  # of the best report's hits
NEAR = 0.6  # of a word, where a near one stands
PEOPLE = {"人", "人次", "名"}
"""Units that nothing else is counted in."""
LATIN = 3  # the weight of a word that was not understood
_NUMBER = re.compile(r"\d|[一二两三四五六七八九十百千]+(?:余|多)?[条篇期次场人名封件个份项册部]")

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d年?(?!\d)")
_NUMBERING = re.compile(r"^[（(]?(?:\d+|[一二三四五六七八九十]+)[)）.、．]|^[一二三四五六七八九]是")

Headers = Mapping[str, ReportHeader]
Told = dict[str, list[tuple[float, Mention]]]


def run_counted(plan: Plan, scope: Scope, headers: Headers, store: FactStore) -> Result:
    """The counted things of the scope that fit best; else the sentences with the words and a number."""
    words = [word for phrase in plan.phrases for word in (*phrase.same, *phrase.near)]
    start = Result(plan=plan, status="out_of_scope", tally=Tally(reports=len(headers)), search_mode="exact")
    if not words:
        return start
    held: Told = defaultdict(list)
    for name, mention in store.mentions_with(words, scope):
        score = _score(plan.phrases, mention)
        if name in headers and score >= ENOUGH:
            held[name].append((score, mention))
    best = max((score for found in held.values() for score, _ in found), default=0.0)
    chosen = {name: _best(found, plan.counted_in) for name, found in held.items()}
    kept = [(name, mention) for name in headers for score, mention in chosen.get(name, ()) if score >= KIN * best]
    if kept:
        telling = len({name for name, _ in kept})
        told = _told(start, _ranked(kept, plan) if plan.order else kept, headers, store)
        return replace(told, tally=replace(told.tally, with_value=telling))
    return _sentences(start, scope, headers, store)


def _ranked(kept: Sequence[tuple[str, Mention]], plan: Plan) -> list[tuple[str, Mention]]:
    """Of each report the largest, in the unit that most are told in, as many as are asked for and those as large."""
    units = Counter(mention.unit for _, mention in kept)
    unit = max(units, key=units.__getitem__, default=None)
    upward = plan.order == "ascending"
    of_unit = sorted((each for each in kept if each[1].unit == unit), key=lambda each: each[1].value, reverse=True)
    firsts = list({name: (name, mention) for name, mention in reversed(of_unit)}.values())
    ordered = sorted(firsts, key=lambda each: each[1].value, reverse=not upward)
    limit = plan.limit or len(ordered)
    last = ordered[min(limit, len(ordered)) - 1][1].value if ordered else None
    return [each for place, each in enumerate(ordered) if place < limit or each[1].value == last]


def _score(phrases: Sequence[Phrase], mention: Mention) -> float:
    """How much of what is asked for stands in the mention, by the length of the words; the last one has to."""
    said = "".join(f"{mention.label} {mention.quote}".split()).lower()
    if not _hit(phrases[-1], said):
        return 0.0
    weights = [LATIN if phrase.asked.isascii() else len(phrase.asked) for phrase in phrases]
    weights[-1] *= 2
    hits = (weight * _hit(phrase, said) for weight, phrase in zip(weights, phrases, strict=True))
    return sum(hits) / sum(weights)


def _hit(phrase: Phrase, said: str) -> float:
    if any(word in said for word in phrase.same):
        return 1.0
    if any(word in said for word in phrase.near):
        return NEAR
    pairs = {token for token in tokens(phrase.asked) if len(token) > 1}
    return len([pair for pair in pairs if pair in said]) / len(pairs) if len(pairs) > 1 else 0.0


def _best(found: Sequence[tuple[float, Mention]], unit: str | None) -> list[tuple[float, Mention]]:
    """The mentions of one report that fit best, of these in the unit asked for if there are such."""
    best = max(score for score, _ in found)
    likely = [each for each in found if each[0] >= best and unit not in PEOPLE]
    in_unit = [each for each in found if unit and each[1].unit in units_like(unit)]
    if in_unit:
        best = max(score for score, _ in in_unit)
        return [each for each in in_unit if each[0] >= best]
    return likely


def _told(start: Result, kept: Sequence[tuple[str, Mention]], headers: Headers, store: FactStore) -> Result:
    reports = {name for name, _ in kept}
    mentions = tuple(
        FoundMention(
            header=headers[name],
            mention=mention,
            passage=_passage(name, mention, headers, store) if place < MOST_SHOWN else None,
        )
        for place, (name, mention) in enumerate(kept)
    )
    passages = {each.passage.passage.id: each.passage for each in mentions if each.passage}
    single = kept[0][1] if len(kept) == 1 else None
    return replace(
        start,
        status="answered",
        value=single.value if single else None,
        unit=single.unit if single else None,
        mentions=mentions,
        passages=tuple(passages.values()),
        tally=replace(start.tally, with_value=len(reports), matching=len(kept)),
    )


def _passage(name: str, mention: Mention, headers: Headers, store: FactStore) -> FoundPassage | None:
    """The passage that the mention's words stand in."""
    quote = "".join(mention.quote.split())
    stored = store.passages_of_section([name], mention.section) if mention.section else ()
    found = next((each for each in stored if quote in "".join(each.text.split())), None)
    return FoundPassage(header=headers[name], passage=found, score=1.0) if found else None


def _sentences(start: Result, scope: Scope, headers: Headers, store: FactStore) -> Result:
    """The passages with a sentence that has all the words and a number."""
    phrases = start.plan.phrases
    rarest = max(phrases, key=lambda phrase: len(phrase.asked))
    words = (*rarest.same, *(rarest.near if start.plan.counted_in else ()))
    held = [each for each in store.passages_with(words, scope) if each.report_id in headers]
    stored = store.passages([each.passage_id for each in held[:MOST_SHOWN]])
    fitting = [
        each
        for each in stored
        if any(_tells(each.text[slice(*place)], start.plan) for place in sentences_with(each.text, words))
    ]
    passages = tuple(FoundPassage(header=headers[each.report_id], passage=each, score=1.0) for each in fitting)
    if not passages:
        return start
    reports = len({found.header.id for found in passages})
    tally = replace(start.tally, with_value=reports, matching=len(passages))
    return replace(start, status="answered", passages=passages, tally=tally)


def _tells(sentence: str, plan: Plan) -> bool:
    """Whether a sentence has the words and a number, in the unit asked for; years and numbering are none."""
    said = _YEAR.sub("", _NUMBERING.sub("", "".join(sentence.split()).lower()))
    units = "|".join(map(re.escape, units_like(plan.counted_in))) if plan.counted_in else ""
    number = (
        re.search(rf"(?:\d|[一二两三四五六七八九十百千万余多])\s*(?:{units})", said) if units else _NUMBER.search(said)
    )
    return bool(number) and all(any(word in said for word in (*p.same, *p.near)) for p in plan.phrases)
