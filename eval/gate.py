"""The gate that CI runs: a small slice of every suite against the figures in `eval/baseline.json`.

Only what is the same at every run is compared: shares and counts, never milliseconds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from canonical.errors import UnusableFileError
from eval.records import Json, Metric

BASELINE = Path(__file__).parent / "baseline.json"
STEADY = ("share", "count")
ROUNDING = 1e-6
Figures = Mapping[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """A metric that is worse than the baseline says."""

    metric: str
    before: float | None
    after: float | None


def steady_figures(metrics: Sequence[Metric]) -> dict[str, float | None]:
    """The figures that a run repeats, by name and group: `silent`, `silent[format=pdf]`."""
    return {
        key_of(metric): None if metric.value is None else round(metric.value, 6)
        for metric in metrics
        if metric.unit in STEADY and metric.better
    }


def key_of(metric: Metric) -> str:
    """The metric's name with its group."""
    inside = ",".join(f"{tag}={value}" for tag, value in metric.by.items())
    return f"{metric.name}[{inside}]" if inside else metric.name


def drops(before: Figures, metrics: Sequence[Metric], tolerance: float) -> Iterator[Drop]:
    """Every metric that fell below its figure before by more than the tolerance; one that is gone has dropped too."""
    better = {key_of(metric): metric.better for metric in metrics}
    after = steady_figures(metrics)
    for name, old in before.items():
        new = after.get(name)
        if old is not None and (new is None or _worse_by(old, new, better[name]) > tolerance + ROUNDING):
            yield Drop(metric=name, before=old, after=new)


def _worse_by(old: float, new: float, better: str | None) -> float:
    return old - new if better == "higher" else new - old


def read_baseline(path: Path = BASELINE) -> dict[str, dict[str, float | None]]:
    """The figures by suite; empty where there is no baseline yet. Raises UnusableFileError."""
    if not path.exists():
        return {}
    try:
        figures: dict[str, dict[str, float | None]] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        fix = "用 nianbao eval gate --write 重写 / write it anew with nianbao eval gate --write"
        raise UnusableFileError(str(path), f"不是 JSON / not JSON ({error})", fix) from error
    return figures


def write_baseline(figures: Json, path: Path = BASELINE) -> None:
    """Nothing; the figures stand in the file, one a line, so that a change can be read in a diff."""
    path.write_text(json.dumps(figures, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
