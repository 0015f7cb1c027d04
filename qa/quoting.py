"""What reports say, in their own words: the sentences that are quoted in an answer, and what is said around them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from qa.matching import MOST_OF_TOPIC, Place, below_headings, matching_sentences, printed, sentences_of, sentences_with
from qa.phrases import signs_of
from qa.plan import Phrase, Plan
from qa.result import FoundMention, FoundPassage, Result
from qa.wording import figures_said, joined, measure_said, number, pick, say, with_unit

MOST_QUOTED = 5  # reports quoted in an answer; the passages of all are shown
LONGEST_QUOTE = 240  # characters of one report among several
LONGEST_OF_ONE = 600  # characters where there is only one
MOST_NAMES = 20
MOST_WORDS = 3
LEFT_OUT = "……"
_DIGIT = re.compile(r"\d")


def told_said(result: Result, number_of: Callable[[FoundPassage], int]) -> str:
    """What a language model takes from passages: whose words they are, and the number of the passage behind each."""
    if not result.told:
        return ""
    plan, joint = result.plan, "" if result.plan.language == "zh" else " "
    lines = (
        say(plan, "told_one", **whose(each.passage), text=each.text, number=number_of(each.passage))
        for each in result.told
    )
    return joint.join((say(plan, "told"), *lines)) + joint


def passages_said(result: Result) -> Iterable[str]:
    """How many reports say what is asked, and what they say; of words looked for, how exactly they stand there."""
    plan = result.plan
    if plan.condition is not None:
        yield from _lacking_said(result)
        return
    yield from _opening(result)
    if not result.told:
        yield from _quotes(result)
    if result.search_mode == "keyword":
        yield say(plan, "keyword_only")


def none_said(result: Result) -> Iterable[str]:
    """That nobody says it; what is nearest in meaning is offered as that."""
    plan, reports = result.plan, result.tally.reports
    if not plan.phrases:
        yield say(plan, "no_passage", reports=reports)
    elif plan.condition is not None:
        yield say(plan, "phrase_everywhere", reports=reports, words=_asked(plan))
    else:
        yield say(plan, "phrase_none", reports=reports, words=_asked(plan))
    if result.nearest:
        yield say(plan, "nearest_follow")


def bearing_on(text: str, plan: Plan) -> tuple[Place, ...]:
    """The sentences of a passage that answer: with the words looked for, on the topic, or with words of the search."""
    if plan.phrases:
        found = _with_phrases(text, plan.phrases)
        counts = tuple(place for place in found if plan.counted and _DIGIT.search(text[slice(*place)]))
        return counts or found or matching_sentences(text, plan.search or "")
    if plan.section is not None:
        return _on_topic(text, plan.topic)
    words = (plan.search or "").split()
    below = () if sentences_with(text, words) else below_headings(text, words)
    return below or matching_sentences(text, plan.search or "")


def whose(found: FoundPassage | FoundMention) -> dict[str, object]:
    """The body and the year that a passage is of, for sentences."""
    return {"agency": found.header.agency or "", "year": found.header.year or ""}


# -- what is said before the quotes


def _opening(result: Result) -> Iterable[str]:
    plan, tally = result.plan, result.tally
    if plan.among is not None:
        yield say(plan, "chosen", label=measure_said(plan), figures=figures_said(result.figures, plan.among))
    if plan.among is not None and not plan.phrases:
        reports = len({found.header.id for found in result.passages})
        yield say(plan, "passages_of", count=len(result.passages), with_value=reports)
    elif plan.counted:
        yield say(plan, "counted" if result.mentions else "counted_nowhere", reports=tally.reports)
        if plan.order and result.mentions:
            yield say(
                plan, "counted_in_order", order=pick("orders", plan.order, plan.language), with_value=tally.with_value
            )
    elif plan.phrases:
        yield from _phrases_said(result)
    else:
        worded = [found for found in result.passages if _is_worded(found, plan)]
        template = "passages" if worded or plan.section is not None else "passages_near"
        yield say(plan, template, count=tally.matching, with_value=tally.with_value, reports=tally.reports)
        if plan.section is None and 0 < len(worded) < len(result.passages):
            yield say(plan, "worded_first")


def _is_worded(found: FoundPassage, plan: Plan) -> bool:
    """True when one of the words searched for stands in the passage: it is not only near in meaning."""
    words = (plan.search or "").split()
    return bool(sentences_with(found.passage.text, words) or below_headings(found.passage.text, words))


def _phrases_said(result: Result) -> Iterable[str]:
    plan, reports = result.plan, result.tally.reports
    near = len(result.reports) - result.exact
    said = {"reports": reports, "words": _asked(plan), "near": joined((f"“{word}”" for word in result.near), plan)}
    if result.value is not None:
        yield say(plan, "phrase_bodies", **said, value=number(result.value))
    elif result.exact:
        yield say(plan, "phrase_exact", **said, count=result.exact)
    if near:
        yield say(plan, "phrase_near_too" if result.exact else "phrase_near_only", **said, count=near)


def _lacking_said(result: Result) -> Iterable[str]:
    plan = result.plan
    names = [f"{header.agency or ''}{header.year or ''}" for header in result.reports[:MOST_NAMES]]
    more = {"zh": "等", "en": " and others"}[plan.language] if len(result.reports) > MOST_NAMES else ""
    said = {"count": len(result.reports), "names": joined(names, plan) + more, "words": _asked(plan)}
    yield say(plan, "phrase_lacking", reports=result.tally.reports, **said)


def _asked(plan: Plan) -> str:
    return (" + " if plan.language == "en" else "和").join(_named(phrase, plan) for phrase in plan.phrases)


def _named(phrase: Phrase, plan: Plan) -> str:
    """The words as asked; in Chinese too where they were asked in English."""
    if phrase.asked.isascii() and phrase.same != (phrase.asked,):
        more = "…" if len(phrase.same) > MOST_WORDS else ""
        return f"“{phrase.asked}” ({'、'.join(phrase.same[:MOST_WORDS])}{more})"
    if len(phrase.same) == 1 or plan.language == "en":
        return f"“{phrase.asked}”"
    return f"“{phrase.asked}”（或同样意思的词）"


# -- quotes


def _quotes(result: Result) -> Iterable[str]:
    if result.mentions:
        yield from _counts_said(result)
        return
    groups: defaultdict[str, list[FoundPassage]] = defaultdict(list)
    for found in result.passages:
        groups[found.header.id].append(found)
    longest = LONGEST_OF_ONE if len(groups) == 1 else LONGEST_QUOTE
    is_sum = result.plan.section is not None or bool(result.plan.phrases) or len(groups) == 1
    shown = list(groups.values())[:MOST_QUOTED]
    if result.plan.section is None and not result.plan.phrases and not result.plan.among:
        worded = ([found for found in group if _is_worded(found, result.plan)] for group in shown)
        shown = [group for group in worded if group] or [shown[0][:1]]
    for group in shown:
        if text := _quote(group if is_sum else group[:1], result.plan, longest):
            yield say(result.plan, "quote", **whose(group[0]), text=text)
    if len(groups) > len(shown) and is_sum:
        yield say(result.plan, "more_quotes")


def _counts_said(result: Result) -> Iterable[str]:
    """Each number with the words that tell it; none of them are added."""
    plan = result.plan
    for found in result.mentions[:MOST_QUOTED]:
        mention = found.mention
        value = with_unit(mention.value, mention.unit, "zh") if mention.unit else number(mention.value)
        about = say(plan, "about") if mention.approximate else ""
        where = say(plan, "in_section", section=mention.section) if mention.section else ""
        yield say(
            plan, "count_told", **whose(found), about=about, value=value, quote=printed(mention.quote), where=where
        )
    if len(result.mentions) > MOST_QUOTED:
        yield say(plan, "more_quotes")
    if len({found.header.id for found in result.mentions}) > 1:
        yield say(plan, "counts_differ")


def _quote(group: Sequence[FoundPassage], plan: Plan, longest: int) -> str:
    """The sentences that answer, whole ones as long as there is room; what is left out in between is marked."""
    texts = [(found.passage.text, place) for found in group for place in bearing_on(found.passage.text, plan)]
    texts = texts or [(found.passage.text, place) for found in group for place in _on_topic(found.passage.text, None)]
    chosen: list[str] = []
    for text, place in texts:
        sentence = printed(text[slice(*place)])
        if chosen and sum(map(len, chosen)) + len(sentence) > longest:
            return "".join((*chosen, LEFT_OUT))
        chosen.append(sentence if len(sentence) <= longest else sentence[:longest] + LEFT_OUT)
    return "".join(chosen).rstrip("；; ")


def _with_phrases(text: str, phrases: Sequence[Phrase]) -> tuple[Place, ...]:
    same = sentences_with(text, [word for phrase in phrases for word in phrase.same])
    return (same or sentences_with(text, [word for phrase in phrases for word in phrase.near]))[:MOST_OF_TOPIC]


def _on_topic(text: str, topic: str | None) -> tuple[Place, ...]:
    """The sentences with the signs of a topic; all of them for one without signs."""
    content = tuple(sentences_of(text))
    signs = signs_of(topic) if topic else None
    if signs is None:
        return content[:MOST_OF_TOPIC]
    says, but = signs
    said: Mapping[Place, str] = {place: printed(text[slice(*place)]) for place in content}
    return tuple(place for place in content if says.search(said[place]) and not but.search(said[place]))[:MOST_OF_TOPIC]
