"""What a suite's data file says: its title, the names of its metrics in both languages, thresholds, the CI slice."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from canonical.report import Language
from eval.judging import is_by_judge
from eval.records import Metric

FOLDER = Path(__file__).parent / "data"
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """What a metric has to reach; `by` is the group that is judged, all cases where it is empty."""

    metric: str
    by: Mapping[str, str] = field(default_factory=dict)
    at_most: float | None = None
    at_least: float | None = None

    def is_met(self, value: float) -> bool:
        """Whether the value is within the threshold."""
        return (self.at_most is None or value <= self.at_most + ROUNDING) and (
            self.at_least is None or value >= self.at_least - ROUNDING
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A threshold beside the metric it judges; `metric` is None where the run has nothing to judge it by."""

    threshold: Threshold
    metric: Metric | None

    @property
    def missed(self) -> bool:
        """Whether the run fails by it."""
        return bool(self.metric and self.metric.value is not None and not self.threshold.is_met(self.metric.value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """The small run that CI makes: how many cases, of which formats, how far a metric may fall below the baseline."""

    limit: int | None
    tolerance: float
    formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteData:
    """One data file. Every text is there in both languages."""

    title: Mapping[Language, str]
    about: Mapping[Language, str]
    metrics: Mapping[str, Mapping[Language, str]]
    thresholds: tuple[Threshold, ...]
    slice: Slice

    def __post_init__(self) -> None:
        """Refuses thresholds on opinions."""
        if opinions := [each.metric for each in self.thresholds if is_by_judge(each.metric)]:
            raise ValueError(f"judges never gate: {', '.join(opinions)}")

    def label(self, metric: str, lang: Language) -> str:
        """The metric's name in a language, or its identifier where the file has none."""
        return self.metrics.get(metric, {}).get(lang, metric)


def suite_data(name: str) -> SuiteData:
    """The data file of a suite."""
    data = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return SuiteData(
        title=data["title"],
        about=data["about"],
        metrics=data.get("metrics", {}),
        thresholds=tuple(Threshold(**each) for each in data.get("threshold", ())),
        slice=_slice(**data.get("slice", {})),
    )


def _slice(limit: int | None = None, tolerance: float = 0.0, formats: Sequence[str] = ()) -> Slice:
    return Slice(limit=limit, tolerance=tolerance, formats=tuple(formats))


def verdicts(data: SuiteData, metrics: Sequence[Metric]) -> Iterator[Verdict]:
    """Every threshold with the metric it is about."""
    known = {(metric.name, *sorted(metric.by.items())): metric for metric in metrics}
    for threshold in data.thresholds:
        yield Verdict(threshold=threshold, metric=known.get((threshold.metric, *sorted(threshold.by.items()))))
