"""Several processes on one home: two ingests, ask during an ingest, and the command line beside `nianbao serve`."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.service.conftest import COMMAND, Run, environment
from tests.service.pages import page, write_pages
from tests.service.states import found_by_query, nearest_to_itself, tables_of


def start(home: Path, *arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, *map(str, arguments)], env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def ended(process: subprocess.Popen[bytes]) -> str:
    out, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors.decode()
    return out.decode()


@pytest.mark.slow
def test_two_ingests_at_once_leave_every_passage_findable(tmp_path: Path, home: Path) -> None:
    write_pages(tmp_path / "a", 6, year=2024)
    write_pages(tmp_path / "b", 6, year=2023)
    both = [
        start(home, "ingest", tmp_path / "a", tmp_path / "b"),
        start(home, "ingest", tmp_path / "b", tmp_path / "a"),
    ]
    outs = [ended(process) for process in both]
    assert sum(out.count("added ") for out in outs) >= 12
    assert len(tables_of(home)["reports"]) == 12
    wanted, found = found_by_query(home)
    assert wanted == found
    found_itself = nearest_to_itself(home)
    assert len(found_itself) > 20
    assert all(found_itself.values())


@pytest.mark.slow
def test_questions_are_answered_while_an_ingest_runs(tmp_path: Path, home: Path, run: Run) -> None:
    write_pages(tmp_path / "a", 8)
    process = start(home, "ingest", tmp_path / "a")
    assert process.stdout is not None
    process.stdout.readline()
    answers = 0
    while process.poll() is None:
        said = run("ask", "which bureaus reported fee income in 2024", "--json")
        assert said.code == 0, said.err
        assert said.data["status"] == "answered"
        narrative = run("ask", "哪些报告提到组织业务培训", "--json")
        assert narrative.code == 0, narrative.err
        assert narrative.data["passages"]
        answers += 1
    process.communicate()
    assert process.returncode == 0
    assert answers
    wanted, found = found_by_query(home)
    assert wanted == found
    assert run("ask", "which bureaus reported fee income in 2024", "--json").data["coverage"]["reports"] == 8


@pytest.fixture
def served(home: Path) -> Iterator[str]:
    """The address of a running `nianbao serve`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = start(home, "serve", "--port", port)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url, process)
        yield url
    finally:
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert "Traceback" not in errors.decode()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, process.communicate()
        try:
            if httpx.get(f"{url}/healthz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("the server did not start")


@pytest.mark.slow
def test_beside_a_server_the_command_line_writes_sql_and_the_server_the_index(
    served: str, tmp_path: Path, home: Path, run: Run
) -> None:
    write_pages(tmp_path / "a", 3)
    done = run("ingest", tmp_path / "a", "--json")
    assert done.code == 0, done.err
    assert (done.data["index"]["done"], done.data["index"]["by"], done.data["index"]["url"]) == (True, "server", served)
    assert done.data["index"]["embedded"] > 0
    asked = run("ask", "哪些报告提到组织业务培训", "--json").data
    assert asked["passages"]
    assert httpx.get(f"{served}/v1/reports").json()["total"] == 3
    second = run("serve", "--port", "0")
    assert second.code == 1
    assert second.err.count("\n") == 1
    assert served in second.err
    doctor = run("doctor", "--json")
    assert doctor.code == 0, doctor.out
    assert served in {item["name"]: item for item in doctor.data}["owner"]["message"]["en"]
    wanted, found = _after_stop(home, served)
    assert wanted == found


def _after_stop(home: Path, _: str) -> tuple[frozenset[str], frozenset[str]]:
    return found_by_query(home)


@pytest.mark.slow
def test_uploads_become_findable_by_meaning_in_the_background(served: str, home: Path) -> None:
    data = page("青石县教育局").encode()
    taken = httpx.post(f"{served}/v1/reports", files=[("files", ("a.html", data))], timeout=60).json()
    assert (taken["files"][0]["outcome"], taken["index"]) == ("added", "pending")
    synced = httpx.post(f"{served}/v1/index/sync", timeout=120).json()
    assert synced["done"]
    body = {"question": "哪些报告提到组织业务培训"}
    answer = httpx.post(f"{served}/v1/ask", json=body, timeout=60).json()
    assert answer["passages"]
    assert json.dumps(answer, ensure_ascii=False).count("青石县教育局") > 1


@pytest.mark.slow
def test_a_busy_port_is_one_clear_line(served: str, tmp_path: Path) -> None:
    port = served.rpartition(":")[2]
    process = start(tmp_path / "other", "serve", "--port", port)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert errors.decode().count("\n") == 1
    assert port in errors.decode()


def test_a_server_killed_leaves_no_owner_behind(home: Path, tmp_path: Path, run: Run) -> None:
    process = start(home, "serve", "--port", "0")
    assert process.stderr is not None
    line = process.stderr.readline().decode()
    assert "http://127.0.0.1:" in line
    time.sleep(1)
    process.kill()
    process.communicate()
    write_pages(tmp_path / "a", 1)
    done = run("ingest", tmp_path / "a", "--json")
    assert (done.code, done.data["index"]["by"]) == (0, "here")
