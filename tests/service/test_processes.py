"""Several processes behind one port: what a client may ask counts over all of them."""

import os
from multiprocessing import get_context

import pytest

from canonical.errors import UnusableSettingError
from service.pool import Buckets
from service.serving import MOST_BY_ITSELF, processes_of
from service.settings import Settings


def test_what_a_client_asked_of_one_process_counts_in_another():
    buckets = Buckets(shared=True)
    other = get_context("spawn").Process(target=buckets.wait_of, args=("10.0.0.1", 1, 5.0))
    other.start()
    other.join()
    assert other.exitcode == 0
    assert buckets.wait_of("10.0.0.1", 1, 5.0) == 1
    assert buckets.wait_of("10.0.0.2", 1, 5.0) == 0


@pytest.mark.parametrize("shared", [False, True])
def test_a_bucket_fills_again_and_others_have_their_own(shared):
    buckets = Buckets(shared=shared)
    assert [buckets.wait_of("a", 2, 0.0) for _ in range(3)] == [0, 0, 0.5]
    assert buckets.wait_of("b", 2, 0.0) == 0
    assert [buckets.wait_of("a", 2, 0.5) for _ in range(2)] == [0, 0.5]
    assert [buckets.wait_of("c", 0.1, 9.0) for _ in range(2)] == [0, 10]


def test_without_anything_that_belongs_to_one_process_there_is_one_a_core(tmp_path):
    settings = Settings(home=tmp_path, vectors=False)
    assert processes_of(settings) == min(len(os.sched_getaffinity(0)), MOST_BY_ITSELF)
    assert processes_of(settings.model_copy(update={"processes": 7})) == 7


@pytest.mark.parametrize("alone", [{"vectors": True}, {"vectors": False, "llm_model": "some-model"}])
def test_a_search_index_or_a_model_belongs_to_one_process(tmp_path, alone):
    settings = Settings(home=tmp_path, **alone)
    assert processes_of(settings) == 1
    with pytest.raises(UnusableSettingError, match="one process"):
        processes_of(settings.model_copy(update={"processes": 2}))


def test_threads_are_dealt_out_to_processes(tmp_path):
    asked = [
        Settings(home=tmp_path, ask_threads=threads, processes=n).threads_each
        for threads, n in ((4, 1), (4, 2), (8, 2), (4, 4), (1, 2))
    ]
    assert asked == [4, 2, 4, 2, 1]
