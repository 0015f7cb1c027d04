"""An ingest beside a failing server, through the real adapter: the only test here that imports LangChain."""

from __future__ import annotations

import pytest

from eval.records import Options
from eval.runner import run_case
from eval.suite_data import suite_data
from eval.suites.faults import CONFIG, FAULTS, MOST_CALLS, SUITE, Failing, Pauses, Question, cases
from llm import Asked

DOCUMENTS = 3


@pytest.fixture(scope="module")
def found():
    results = [run_case(SUITE, place, case) for place, case in enumerate(cases(Options(limit=DOCUMENTS)))]
    return {each.name: each.value for each in SUITE.metrics(results) if not each.by}


def test_every_report_is_stored_whatever_the_server_does(found):
    assert found["documents"] == DOCUMENTS
    assert found["not_stored"] == found["crashed"] == 0


def test_faults_are_injected_and_nothing_wrong_is_taken_over(found):
    assert found["faults"] > DOCUMENTS
    assert found["added"] == found["lost"] == 0


def test_calls_and_waits_keep_to_their_limits_and_the_summary_tells_what_failed(found):
    assert 1 < found["most_calls"] <= MOST_CALLS
    assert 1000 * CONFIG.timeout < found["most_granted"] <= found["limit"]
    assert found["calls_beyond"] == found["waits_beyond"] == found["untold"] == 0


def test_the_limit_of_time_counts_what_was_granted_and_not_how_late_the_machine_is():
    pauses = Pauses()
    pauses.wait(0.002)
    pauses.wait(0.001)
    question = Question(calls=2, paused=pauses.seconds, seconds=60.0)
    assert question.granted == pytest.approx(2 * CONFIG.timeout + 0.003)


def test_a_fault_is_injected_only_where_one_is_due():
    failing = Failing(seed=1)
    for number in range(20):
        failing(Asked(system="", user="", number=number))
    assert not failing.injected


def test_the_same_seed_injects_the_same_faults():
    names = []
    for _ in range(2):
        failing = Failing(seed=1, due=5)
        for number in range(40):
            failing.next_fault(number)
        names.append(failing.injected)
    assert names[0] == names[1]
    assert names[0].total() == 5
    assert set(names[0]) <= set(FAULTS)


def test_all_that_is_measured_has_a_name(found):
    assert set(found) <= set(suite_data("faults").metrics)
