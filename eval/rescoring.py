"""A log scored again: from what it holds, without a model and without a document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from eval.judging import is_by_judge
from eval.records import CaseResult, Json, Run, Score
from eval.runner import unscored
from eval.suites import suite_of


def rescored(run: Run) -> Run:
    """The same run with every score made anew by the suite as it is now; what a judge said is kept."""
    score = suite_of(run.header["suite"]).score
    return replace(run, results=tuple(replace(each, scores=tuple(_scores(each, score))) for each in run.results))


def _scores(result: CaseResult, score: Callable[[Json, Json], tuple[Score, ...]]) -> Iterator[Score]:
    if result.expected is None:
        yield unscored(result.error or "")
    else:
        yield from score(result.expected, result.output)
    yield from (each for each in result.scores if is_by_judge(each.name))
