"""A run that is really killed, in the middle of its cases: nothing of it stays behind, and it goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from eval.log import read

COMMAND = (sys.executable, "-m", "service", "--lang", "en", "eval", "run", "extraction", "--limit", "10")
PATIENCE = 60  # seconds


def begun(home: Path) -> tuple[subprocess.Popen[str], Path]:
    """A run with two workers that has written its first case, and its log."""
    process = subprocess.Popen(
        [*COMMAND, "--workers", "2"],
        env={"NIANBAO_HOME": str(home), "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for log in (home / "evaluations").glob("*.jsonl"):
            if log.read_bytes().count(b"\n") > 1:
                return process, log
        time.sleep(0.05)
    process.kill()
    pytest.fail("the run has written nothing")


def gone_on(home: Path) -> str:
    done = subprocess.run(
        [*COMMAND, "--workers", "1"],
        env={"NIANBAO_HOME": str(home), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_a_killed_run_leaves_no_worker_behind_and_goes_on(tmp_path):
    process, log = begun(tmp_path)
    children = psutil.Process(process.pid).children(recursive=True)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert len(children) >= 2
    assert psutil.wait_procs(children, timeout=20)[1] == []
    with log.open("a", encoding="utf-8") as file:
        file.write('{"case":{"id":"cut sho')
    kept = log.read_bytes().count(b"\n") - 1
    assert f"{kept} cases are done" in gone_on(tmp_path)
    assert len(read(log).results) == 10
    assert list((tmp_path / "evaluations").glob("*.jsonl")) == [log]


def test_a_person_who_interrupts_is_told_where_the_cases_are(tmp_path):
    process, log = begun(tmp_path)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    kept = log.read_bytes().count(b"\n") - 1
    assert f"interrupted: {kept} cases are in {log}" in " ".join(said.split())
    assert "Traceback" not in said
