"""Are the passages found that a question is about? By meaning, by words and by both, side by side.

A case is one query; relevant are the passages where the topic's exact sentence stands. Measures are of ir-measures.
"""

from __future__ import annotations

import hashlib
import statistics
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from eval.metrics import grouped, mean
from eval.records import Case, CaseResult, Json, Metric, Options, Prepared, Score, Suite

if TYPE_CHECKING:
    from eval.suites.corpus import Corpus, Source

QUERIES = Path(__file__).parent.parent / "data" / "queries.toml"
ALONE = ("dense", "keyword")
WAYS = (*ALONE, "hybrid")
WRITTEN = ("words", "paraphrase", "english", "everyday")
AGENCY_QUESTION = "{agency}的年报里怎么说{word}"
MEASURES = {"recall_5": "R@5", "recall_10": "R@10", "recall_20": "R@20", "mrr": "RR", "ndcg_10": "nDCG@10"}
CHIEF = "ndcg_10"
DIGITS = 3  # of a number that is asked for: shorter ones stand everywhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is asked, and what it is about: a topic (of one body's reports or of all), or a text that stands there."""

    kind: str
    name: str
    asked: str
    topic: str | None = None
    agency: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A query and the collection it is put to."""

    corpus: Corpus
    asked: str


def cases(options: Options) -> Iterator[Case]:
    """One case a query, the kinds in turn."""
    from eval.suites.corpus import sources

    for query in islice(_queries(sources(options.seed)), options.limit):
        inputs = {name: getattr(query, name) for name in ("asked", "topic", "agency", "text")}
        yield Case(
            id=f"{query.kind}-{query.name}-{options.seed}",
            tags={"kind": query.kind},
            inputs={"seed": options.seed, **inputs},
        )


def prepare(case: Case) -> Prepared:
    """The collection, stored and indexed, and the ids of the passages that the query is about."""
    from eval.suites.corpus import corpus

    seed, asked, topic, agency, text = (case.inputs[name] for name in ("seed", "asked", "topic", "agency", "text"))
    collection = corpus(seed)
    relevant = collection.saying(text) if text else collection.telling(topic, agency)
    if not relevant:
        return Prepared(given=None, expected=None, unscored="no report of this collection says it")
    return Prepared(
        given=Given(corpus=collection, asked=asked),
        expected={"relevant": list(relevant)},
        hashes={"corpus": collection.sha256, "query": hashlib.sha256(asked.encode()).hexdigest()},
    )


def task(given: Given) -> Json:
    """The ids of the passages found in each way, best first."""
    return given.corpus.search(given.asked)


def score(expected: Json, output: Json) -> tuple[Score, ...]:
    """Each measure of each way, and whether the planner takes the question for one that passages answer."""
    if output is None or not expected["relevant"]:
        return (Score(name="case", outcome="unscored"),)
    if output["mode"] != "hybrid":
        return (Score(name="case", outcome="unscored", detail={"reason": "searched without vectors"}),)
    return (
        *(each for way in WAYS for each in _scores(way, expected, output)),
        Score(name="routed", outcome="graded", value=float(output["routed"])),
    )


def metrics(results: Sequence[CaseResult]) -> tuple[Metric, ...]:
    """Every measure by way, and what hybrid gains over the better of the others; then by kind of query."""
    scored = [result for result in results if any(score.name == "routed" for score in result.scores)]
    by_kind = grouped(scored, "kind")
    return (
        *(_measured(scored, name, way, {}) for way in WAYS for name in MEASURES),
        _gain(scored, {}),
        *(_gain(group, {"kind": kind}) for kind, group in by_kind.items()),
        *(
            _measured(group, name, way, {"kind": kind})
            for kind, group in by_kind.items()
            for name in MEASURES
            for way in WAYS
        ),
        *(mean("routed", _values(group, "routed"), by={"kind": kind}, better=None) for kind, group in by_kind.items()),
    )


def measures(relevant: Sequence[str], found: Sequence[str]) -> dict[str, float]:
    """Measure → value, of one ranking."""
    import ir_measures

    wanted = {ir_measures.parse_measure(text): name for name, text in MEASURES.items()}
    ranking = {name: float(-rank) for rank, name in enumerate(found)}
    values = ir_measures.iter_calc(list(wanted), {"query": dict.fromkeys(relevant, 1)}, {"query": ranking})
    return {wanted[each.measure]: float(each.value) for each in values}


def _queries(sources: Sequence[Source]) -> Iterator[Query]:
    topics = tomllib.loads(QUERIES.read_text(encoding="utf-8"))["topic"]
    kinds = [list(_written(topics, kind)) for kind in WRITTEN]
    kinds += [list(_of_agencies(topics, sources)), list(_of_numbers(sources))]
    return (query for each in zip_longest(*kinds) for query in each if query is not None)


def _written(topics: Mapping[str, Json], kind: str) -> Iterator[Query]:
    for topic, written in topics.items():
        for number, asked in enumerate(written[kind], 1):
            yield Query(kind=kind, name=f"{topic}.{number}", asked=asked, topic=topic)


def _of_agencies(topics: Mapping[str, Json], sources: Sequence[Source]) -> Iterator[Query]:
    """Each topic asked of one of the bodies that tell it, another one each time, by a word that it uses."""
    for place, (topic, written) in enumerate(topics.items()):
        telling = [source for source in sources if topic in source.told]
        if telling:
            source = telling[place % len(telling)]
            word = max(written["words"][0].split(), key=source.told[topic].count)
            asked = AGENCY_QUESTION.format(agency=source.agency, word=word)
            yield Query(kind="agency", name=topic, asked=asked, topic=topic, agency=source.agency)


def _of_numbers(sources: Sequence[Source]) -> Iterator[Query]:
    """The first and the last of the longer numbers that each report's narrative tells."""
    for source in sources:
        long = [number for number in source.numbers if sum(map(str.isdigit, number)) >= DIGITS]
        for number in dict.fromkeys((*long[:1], *long[-1:])):
            yield Query(kind="number", name=f"{source.name}-{number}", asked=number, text=number)


def _scores(way: str, expected: Json, output: Json) -> Iterator[Score]:
    found = output["found"][way]
    for name, value in measures(expected["relevant"], found).items():
        missed = name == CHIEF and value < 1
        detail = {"expected": expected["relevant"], "got": found[:10]} if missed else {}
        yield Score(name=f"{way}.{name}", outcome="graded", value=value, detail=detail)


def _measured(results: Sequence[CaseResult], name: str, way: str, by: Mapping[str, str]) -> Metric:
    return mean(name, _values(results, f"{way}.{name}"), by={"way": way, **by})


def _gain(results: Sequence[CaseResult], by: Mapping[str, str]) -> Metric:
    """Hybrid less the one of the other ways that is better on the whole, query by query."""
    if not results:
        return mean("gain", [], by=by)
    alone = max((_values(results, f"{way}.{CHIEF}") for way in ALONE), key=statistics.fmean)
    both = _values(results, f"hybrid.{CHIEF}")
    return mean("gain", [one - other for one, other in zip(both, alone, strict=True)], by=by)


def _values(results: Sequence[CaseResult], name: str) -> list[float]:
    scores = (score for result in results for score in result.scores)
    return [score.value for score in scores if score.name == name and score.value is not None]


SUITE = Suite(name="retrieval", cases=cases, prepare=prepare, task=task, score=score, metrics=metrics, alone=True)
"""Alone: every process would make a collection of its own, which takes longer than all queries."""
