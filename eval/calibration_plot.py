"""How often a reading is right against the probability it has, as a picture: where the flag threshold belongs."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean
from typing import NamedTuple

from eval.records import CaseResult
from eval.scan_ways import OURS
from eval.suites.extraction import is_field

EDGES = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999)


class Bin(NamedTuple):
    """Readings of about one probability: how many, how many right, and their mean probability."""

    cells: int
    right: int
    mean: float


def bins(results: Sequence[CaseResult]) -> tuple[Bin, ...]:
    """The cells with a value that were read our way, by the probability of their reading; empty bins are left out."""
    by_bin = defaultdict[int, list[tuple[float, bool]]](list)
    for sure, right in _said(results):
        by_bin[bisect(EDGES, sure)].append((sure, right))
    return tuple(
        Bin(len(told), sum(right for _, right in told), mean(sure for sure, _ in told))
        for _, told in sorted(by_bin.items())
    )


def _said(results: Sequence[CaseResult]) -> Iterator[tuple[float, bool]]:
    for result in results:
        if result.case.tags["way"] == OURS:
            for each in result.scores:
                if is_field(each) and each.value is not None:
                    yield each.value, each.outcome == "right"


def save_plot(results: Sequence[CaseResult], path: Path) -> None:
    """Nothing; the plot stands in the file. Both axes show how much is missing to certainty, on a log scale."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    from extraction.ways import SURE_READING

    found = bins(results)
    figure, axes = plt.subplots(figsize=(7, 6), dpi=120)
    expected = [max(1 - each.mean, 1e-6) for each in found]
    wrong = [max(1 - each.right / each.cells, 0.5 / each.cells) for each in found]
    axes.loglog([1e-6, 1], [1e-6, 1], color="0.7", linewidth=1, label="perfectly calibrated")
    axes.loglog(expected, wrong, "o-", color="tab:blue", label="readings of number cells")
    for each, x, y in zip(found, expected, wrong, strict=True):
        axes.annotate(
            f"{each.cells - each.right}/{each.cells}", (x, y), xytext=(4, 5), textcoords="offset points", fontsize=7
        )
    axes.axvline(1 - SURE_READING, color="tab:red", linestyle="--", label=f"flagged below {SURE_READING}")
    axes.invert_xaxis()
    axes.set_xlabel("1 - probability of the reading")
    axes.set_ylabel("share of wrong readings (half a cell where none is wrong)")
    axes.set_title("Calibration of scanned number cells: wrong/all in each bin")
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, format="png")
    plt.close(figure)
