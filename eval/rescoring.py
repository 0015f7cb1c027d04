"""A log scored again: from what it holds, without a model and without a document."""

from __future__ import annotations

from dataclasses import replace

from eval.records import Run
from eval.runner import unscored
from eval.suites import suite_of


def rescored(run: Run) -> Run:
    """The same run with every score made anew by the suite as it is now."""
    score = suite_of(run.header["suite"]).score
    results = (
        replace(
            each,
            scores=(unscored(each.error or ""),) if each.expected is None else score(each.expected, each.output),
        )
        for each in run.results
    )
    return replace(run, results=tuple(results))
