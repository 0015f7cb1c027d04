"""Several processes behind one port: what a client may ask counts over all of them."""

import os
from copy import copy
from multiprocessing import get_context

import anyio
import pytest

from canonical.errors import UnusableSettingError
from service.pool import Balance, Buckets, Loads
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


def test_a_process_with_more_in_hand_than_another_sends_its_clients_away_after_their_answer():
    loads = Loads(2)
    other = copy(loads)
    loads.join(os.getpid())
    other.join(os.getppid())

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x", b"y")]})

    def asked(path="/v1/ask"):
        said: list = []

        async def send(message):
            said.append(message)

        anyio.run(Balance(app, loads=loads, paths=("/v1/ask",)), {"type": "http", "path": path}, None, send)
        return said[0]["headers"]

    assert asked() == [(b"x", b"y")]
    loads.add(1)
    assert asked() == [(b"x", b"y"), (b"connection", b"close")]
    assert asked("/healthz") == [(b"x", b"y")]
    other.add(1)
    assert asked() == [(b"x", b"y")]


def test_a_process_takes_the_place_of_one_that_has_ended():
    loads = Loads(2)
    ended = get_context("spawn").Process(target=_join_with_two_in_hand, args=(loads,))
    ended.start()
    ended.join()
    replaced = copy(loads)
    loads.join(os.getpid())
    replaced.join(os.getpid())
    loads.add(2)
    assert loads.is_ahead
    replaced.add(2)
    assert not loads.is_ahead


def _join_with_two_in_hand(loads: Loads) -> None:
    loads.join(os.getpid())
    loads.add(2)
