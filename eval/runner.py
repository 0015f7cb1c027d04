"""Runs the cases of a suite: each is prepared, tried, scored and written to the log before the next is asked for.

Only the task is timed as the task. Cases are independent, so that several processes can work on them.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from itertools import islice
from time import perf_counter
from typing import Any

from canonical.errors import NianbaoError
from eval.log import Log, line_of, result_of
from eval.records import Case, CaseResult, Json, Prepared, Score, Suite
from eval.sabotage import sabotaged
from eval.suites import suite_of

CROPS = 3  # a case: a table read one column to the right is wrong in a hundred cells, all alike
WRONG = ("silent", "invented", "wrong", "omitted", "restated", "flagged")
AHEAD = 4  # cases handed to each worker before the first comes back
Positioned = tuple[int, Case]


def run(  # noqa: PLR0913  (a run is what all of these say)
    suite: Suite,
    cases: Sequence[Case],
    log: Log,
    *,
    workers: int = 1,
    sabotage: str | None = None,
    progress: Callable[[], None] = lambda: None,
) -> None:
    """Nothing; every case that the log did not have yet is in it."""
    open_cases = [(position, case) for position, case in enumerate(cases) if case.id not in log.done]
    if workers == 1 or suite.alone or len(open_cases) <= 1:
        with sabotaged(sabotage):
            for position, case in open_cases:
                log.add(run_case(suite, position, case))
                progress()
        return
    for line in _lines_of_workers(suite, open_cases, workers, sabotage):
        log.add(result_of(line), line)
        progress()


def _lines_of_workers(suite: Suite, cases: Sequence[Positioned], workers: int, sabotage: str | None) -> Iterator[bytes]:
    """The lines of the log: bytes cost a tenth of what handing over the objects would.

    Workers are copies of a process that has imported what they need, not of this one, which has threads and open files.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", __name__, f"eval.suites.{suite.name}"])
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_begin_worker) as pool:
        try:
            yield from _as_they_end(
                lambda each: pool.submit(_run_in_worker, suite.name, sabotage, each), cases, workers * AHEAD
            )
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _as_they_end(
    submit: Callable[[Positioned], Future[bytes]], cases: Iterable[Positioned], most: int
) -> Iterator[bytes]:
    waiting = iter(cases)
    running = {submit(each) for each in islice(waiting, most)}
    while running:
        done, running = wait(running, return_when=FIRST_COMPLETED)
        running |= {submit(each) for each in islice(waiting, len(done))}
        yield from (future.result() for future in done)


def _begin_worker() -> None:
    """Leaves interrupts to the parent, and ends with it: a parent that was killed can not tell its workers to."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # the cores are shared out among workers already
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _run_in_worker(name: str, sabotage: str | None, positioned: Positioned) -> bytes:
    with sabotaged(sabotage):
        return line_of(run_case(suite_of(name), *positioned))


def run_case(suite: Suite, position: int, case: Case) -> CaseResult:
    """The case after its run, whatever happened in it."""
    begun = perf_counter()
    prepared = _prepared(suite, case)
    prepared_at = perf_counter()
    made, error, crashed = (None, None, False) if prepared.unscored else _tried(suite, prepared.given)
    seconds = perf_counter() - prepared_at
    output = None if made is None else suite.as_json(made)
    scores = _scores(suite, prepared, output)
    return CaseResult(
        case=case,
        position=position,
        hashes=prepared.hashes,
        expected=prepared.expected,
        output=output,
        scores=scores,
        seconds=round(seconds, 6),
        prepare_seconds=round(prepared_at - begun, 6),
        usage=output.get("usage", {}) if isinstance(output, dict) else {},
        error=error or prepared.unscored,
        crashed=crashed,
        crops=dict(_crops(suite, prepared.given, made, scores)),
    )


def _prepared(suite: Suite, case: Case) -> Prepared:
    """A case whose inputs or gold can not be had is no fault of what is evaluated."""
    try:
        return suite.prepare(case)
    except (NianbaoError, OSError) as error:
        return Prepared(given=None, expected=None, unscored=_line(error))


def _tried(suite: Suite, given: Any) -> tuple[Any, str | None, bool]:
    try:
        return suite.task(given), None, False
    except NianbaoError as error:
        return None, _line(error), False
    except Exception as error:  # noqa: BLE001  a bug in what is evaluated is a result, not the end of the run
        return None, f"{type(error).__name__}: {_line(error)}", True


def _scores(suite: Suite, prepared: Prepared, output: Json) -> tuple[Score, ...]:
    if prepared.unscored:
        return (unscored(prepared.unscored),)
    return suite.score(prepared.expected, output)


def unscored(reason: str) -> Score:
    """The score of a case that can not be scored, with the reason."""
    return Score(name="case", outcome="unscored", detail={"reason": reason})


def _crops(suite: Suite, given: Any, made: Any, scores: Iterable[Score]) -> Iterator[tuple[str, Json]]:
    if suite.crop is None or given is None:
        return
    wrong = sorted((each for each in scores if each.outcome in WRONG), key=lambda each: WRONG.index(each.outcome))
    for each in wrong[:CROPS]:
        if shown := suite.crop(given, made, each):
            yield each.name, shown


def _line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
