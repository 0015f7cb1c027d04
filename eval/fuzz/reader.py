"""A process of its own that reads files, one after the other, and is killed when one takes too long or too much."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Literal

import psutil  # type: ignore[import-untyped]

from canonical.errors import NianbaoError, UnusableFileError
from eval.records import Json

ROOT = Path(__file__).resolve().parents[2]
MOST_SECONDS = 10.0
SECONDS_TO_START = 120.0  # imports, on a machine that is busy
SECONDS_BETWEEN_LOOKS = 0.1
IDLE = 6  # times as long may pass by the clock
MOST_MEMORY = 4 * 2**30
A_PAGE = None  # what the process says before it reads the picture of a page
SECONDS_A_PAGE = 60.0
Outcome = Literal["read", "refused", "crashed", "hung", "died"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What became of a file. `facts` are those of the suite `extraction`'s log.

    `where` is the last line of ours that a crash went through, `trace` all of it.
    """

    outcome: Outcome
    facts: Mapping[str, Json] | None = None
    error: str = ""
    where: str = ""
    trace: str = ""


class Reader:
    """Reads files in a process that is started when it is needed, and again after it was killed."""

    def __init__(self, most_seconds: float = MOST_SECONDS) -> None:
        self._most_seconds = most_seconds
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def read(self, data: bytes, name: str) -> Reading:
        """What became of the file; never raises for what the file does to its reader."""
        pipe = self._started()
        try:
            pipe.send((data, name))
            reading: Reading | None = A_PAGE
            most_seconds = self._most_seconds
            while reading is A_PAGE:
                if not self._answers(pipe, most_seconds):
                    self.close()
                    return Reading(outcome="hung", error=f"no answer within {most_seconds:g} s")
                reading, most_seconds = pipe.recv(), SECONDS_A_PAGE
        except (EOFError, OSError, psutil.Error):
            return Reading(outcome="died", error=f"the reader ended with {self.close()}")
        assert reading is not None
        return reading

    def _answers(self, pipe: Connection, most_seconds: float) -> bool:
        """Whether it says something in time: seconds that it works count once, on a busy machine it waits for more.

        A broken PDF may be read from pictures of its pages: each is told, and may take longer.
        """
        assert self._process is not None
        process = psutil.Process(self._process.pid)
        begun, worked = time.monotonic(), _worked(process)
        while not pipe.poll(SECONDS_BETWEEN_LOOKS):
            if _worked(process) - worked > most_seconds or time.monotonic() - begun > IDLE * most_seconds:
                return False
        return True

    def close(self) -> int | None:
        """The exit code of the process, which is gone when this returns; None where there was none."""
        process, pipe, self._process, self._pipe = self._process, self._pipe, None, None
        if pipe:
            pipe.close()
        if process is None:
            return None
        process.join(0.2)
        process.kill()
        process.join()
        return process.exitcode

    def _started(self) -> Connection:
        if self._pipe is not None:
            return self._pipe
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        if not self._pipe.poll(SECONDS_TO_START):
            raise RuntimeError("the reading process did not start")
        self._pipe.recv()
        return self._pipe


def _worked(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _serve(pipe: Connection) -> None:
    """Reads until the other end is gone. Libraries write to stderr about broken files; that is nobody's news."""
    os.environ["OMP_NUM_THREADS"] = "1"  # processor time is what is measured
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    _read(b"", "first.txt")  # for the imports
    pipe.send("ready")
    while True:
        try:
            data, name = pipe.recv()
        except EOFError:
            return
        pipe.send(_read(data, name, lambda *_: pipe.send(A_PAGE)))


def _end_with_parent() -> None:
    """A parent that was killed can not tell its reader, which may be busy with a file for ever."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _read(data: bytes, name: str, progress: Callable[[int, int], None] = lambda *_: None) -> Reading:
    from eval.suites.extraction import as_json
    from eval.suites.facts import unpacked
    from extraction import extract
    from ingest import load_bytes

    try:
        report = extract(load_bytes(data, path=name, progress=progress))
        return Reading(outcome="read", facts=unpacked(as_json(report)["facts"]))
    except UnusableFileError as error:
        return Reading(outcome="refused", error=str(error))
    except NianbaoError as error:
        return _crashed(error)
    except Exception as error:  # noqa: BLE001  whatever a broken file makes of the program is what is looked for
        return _crashed(error)


def _crashed(error: Exception) -> Reading:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames[1:] if _is_ours(Path(frame.filename))]
    last = ours[-1] if ours else frames[-1]
    path = Path(last.filename)
    place = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name
    said = " ".join(str(error).split())
    return Reading(
        outcome="crashed",
        error=f"{type(error).__name__}: {said}"[:300],
        where=f"{place}:{last.lineno} {last.name}",
        trace="".join(traceback.format_exception(error))[-4000:],
    )


def _is_ours(path: Path) -> bool:
    return path.is_relative_to(ROOT) and "site-packages" not in path.parts
