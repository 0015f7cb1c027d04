"""What a question about the narrative searches for."""

from __future__ import annotations

from collections.abc import Sequence

from qa.cues import Cues
from qa.lexicon import Topic, Word, topics
from qa.question import Span, meanings


def topic_of(spans: Sequence[Span]) -> Topic | None:
    """The topic that is named, if any."""
    named = (word.key for word in meanings(spans, Word) if word.role == "topic")
    return next((topics()[name] for name in named), None)


def search_of(cues: Cues, topic: Topic | None) -> str:
    """The words to look for: the topic's, and all that the question says beside bodies, places and years."""
    own = [word for _, word in cues.left]
    named = [
        cues.text[span.start : span.end]
        for span in cues.spans
        if isinstance(span.meaning, Word) and span.meaning.role in {"subject", "weak_subject", "column", "field"}
    ]
    return " ".join((*((topic.search,) if topic else ()), *named, *own)) or cues.text
