"""`nianbao ingest` killed at twenty random points and run again ends where an undisturbed run ends."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.service.conftest import COMMAND, environment
from tests.service.pages import write_pages
from tests.service.states import found_by_query, keywords_of, tables_of

KILLS, PARTS = 20, 4
WORDS = ("收费", "业务培训", "青石县", "政务公开")


def start(folder: Path, home: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, "ingest", str(folder)], env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def finish(folder: Path, home: Path) -> float:
    begun = time.monotonic()
    process = start(folder, home)
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors.decode()
    return time.monotonic() - begun


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_killed_at_twenty_random_points_the_final_state_is_that_of_an_undisturbed_run(
    tmp_path: Path, part: int
) -> None:
    folder, calm = tmp_path / "reports", tmp_path / "calm"
    write_pages(folder, 2)
    whole = finish(folder, calm)
    expected, words = tables_of(calm), keywords_of(calm, WORDS)
    wanted, found = found_by_query(calm)
    assert wanted == found
    assert len(wanted) == 8
    assert all(words.values())
    moment = random.Random(2024 + part)
    interrupted = 0
    for number in range(part, KILLS, PARTS):  # of the parts, each has early and late ones
        home = tmp_path / f"killed-{number}"
        process = start(folder, home)
        try:
            process.wait(timeout=whole * (number + moment.random()) / KILLS)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.communicate()
        interrupted += process.returncode == -signal.SIGKILL
        finish(folder, home)
        assert tables_of(home) == expected, number
        assert keywords_of(home, WORDS) == words, number
        assert found_by_query(home) == (wanted, found), number
    assert interrupted


@pytest.mark.slow
def test_one_home_killed_again_and_again_still_ends_well(tmp_path: Path) -> None:
    folder, calm, home = tmp_path / "reports", tmp_path / "calm", tmp_path / "home"
    write_pages(folder, 2)
    whole = finish(folder, calm)
    for tenth in (4, 6, 8):
        process = start(folder, home)
        try:
            process.wait(timeout=whole * tenth / 10)
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate()
    finish(folder, home)
    assert tables_of(home) == tables_of(calm)
    assert found_by_query(home) == found_by_query(calm)


def test_ctrl_c_is_exit_130_and_says_that_it_can_go_on(tmp_path: Path) -> None:
    folder, home = tmp_path / "reports", tmp_path / "home"
    write_pages(folder, 4)
    process = start(folder, home)
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in errors.decode()
    assert "again" in errors.decode()
    finish(folder, home)
    assert len(tables_of(home)["reports"]) == 4
