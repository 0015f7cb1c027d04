"""What a question about the narrative looks for: a topic and its section, words, or something counted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from qa.cues import Cues, without
from qa.lexicon import Topic, Word, topics
from qa.phrases import IN_PHRASE, Mentioned, counted_in, mentioned_in
from qa.plan import Condition
from qa.question import Span

_SECTION = re.compile(r"第([一二三四五六1-6])(?:大?部分|大?节|章|大项)|\b(?:section|part) ([1-6])\b")
NAMED = {"subject", "weak_subject", "column", "field"}


def sought(cues: Cues, *, counted: bool) -> Mapping[str, Any]:
    """The parts of a plan for passages that say what is looked for."""
    if counted:
        phrases, unit = counted_in(cues)
        asked = " ".join(phrase.asked for phrase in phrases)
        return {"search": asked or cues.text, "phrases": phrases, "counted": True, "counted_in": unit}
    numbered = _SECTION.search(cues.text)
    if numbered:
        number = next(each for each in numbered.groups() if each)
        return {"section": "一二三四五六".find(number) + 1 or int(number), "search": cues.text}
    mentioned = mentioned_in(cues)
    named = _topics(cues.spans, mentioned)
    own = [topics()[name] for name in named]
    found = {
        "section": next((topic.section for topic in own[:1]), None),
        "topic": named[0] if len(named) == 1 else None,
    }
    if mentioned is None:
        return {**found, "search": _search(cues, own[:1])}
    return {
        **found,
        "search": " ".join(phrase.asked for phrase in mentioned.phrases),
        "phrases": mentioned.phrases,
        "condition": Condition(op="lacking") if mentioned.denied else None,
    }


def without_words_looked_for(cues: Cues) -> Cues:
    """The question in which words that are looked for do nothing else: the 政府 of 政府公报, the 变动 of 人员变动."""
    mentioned = mentioned_in(cues)
    if mentioned is None:
        return cues
    inner = [s for s in cues.spans if mentioned.start <= s.start < mentioned.end]
    others = [s for s in inner if isinstance(s.meaning, Word) and s.meaning.role not in IN_PHRASE]
    words = tuple((span.start, cues.text[span.start : span.end]) for span in others)
    return replace(cues, spans=without(cues.spans, others), left=tuple(sorted((*cues.left, *words))))


def _topics(spans: Sequence[Span], mentioned: Mentioned | None) -> tuple[str, ...]:
    """The topics named, but in the words that are looked for."""
    outer = (s for s in spans if mentioned is None or s.end <= mentioned.start or s.start >= mentioned.end)
    found = (span.meaning.key for span in outer if isinstance(span.meaning, Word) and span.meaning.role == "topic")
    return tuple(dict.fromkeys(found))


def _search(cues: Cues, topic: Sequence[Topic]) -> str:
    """The words to look for: the topic's, and all that the question says beside bodies, places and years."""
    own = [word for _, word in cues.left]
    named = [
        cues.text[span.start : span.end]
        for span in cues.spans
        if isinstance(span.meaning, Word) and span.meaning.role in NAMED
    ]
    return " ".join((*(each.search for each in topic), *named, *own)) or cues.text
