"""Two runs of a suite against each other, case by case: what got better, what got worse, and where in the forms.

Cases are paired by their id. The interval of a difference comes from drawing the paired cases again, the same ones for
both runs, so that what is hard about a case does not blur what changed. Regressions come first, the worst on top.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import numpy as np

from canonical.report import Language
from eval.judged import SEVERITY, UNNOTICED, Judged, cells, judged, tally
from eval.metrics import BOUNDS, REPETITIONS, SEED, Better, Unit
from eval.places import Place, places
from eval.records import CaseResult, Json, Metric, Outcome, Run, Score

SHARES: Mapping[str, tuple[frozenset[Outcome], Better]] = {
    "right": (frozenset({"right"}), "higher"),
    "silent": (UNNOTICED, "lower"),
    "omitted": (frozenset({"omitted"}), "lower"),
    "flagged": (frozenset({"flagged"}), "lower"),
    "wrong": (frozenset({"wrong"}), "lower"),
}
"""What is compared of outcomes: the share of these in all judged scores of a case."""
FIRST = ("suite", "sabotage", "commit", "dirty", "changes_sha256", "model", "prompts", "settings", "options", "cases")
TOLD_ELSEWHERE = frozenset({"kind", "version", "started"})
State = Outcome | Literal["absent", "higher", "lower"]
"""An outcome; absent in one of the runs; or, of graded scores, where they moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderChange:
    """A line of the header that differs, by its dotted name."""

    key: str
    before: Json
    after: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A figure over the paired cases in both runs, and the interval of its change.

    It is a share of outcomes or, where `unit` is None, the mean of a graded score, which is not known to be better
    high or low.
    """

    name: str
    before: float
    after: float
    change: float
    low: float
    high: float
    cases: int
    unit: Unit | None
    better: Better

    @property
    def is_certain(self) -> bool:
        """Whether the interval leaves out no change at all."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricChange:
    """A headline metric of the suite in both runs, over all cases of each."""

    name: str
    unit: Unit
    better: Better
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A score that came out otherwise; `first` and `then` have what was got, None where the score is absent.

    Of graded scores, `after` says where it moved.
    """

    case: str
    score: str
    before: State
    after: State
    first: Judged | None
    then: Judged | None

    @property
    def worsening(self) -> float:
        """How much worse it got: above zero for regressions, 6 for right → silent."""
        return severity(self.after) - severity(self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Changes of one kind in one place of the forms: `requests.*.total: right → silent in 180 cells of 40 cases`."""

    pattern: str
    label: Mapping[Language, str]
    before: State
    after: State
    cells: int
    cases: int
    worsening: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureChange:
    """A case whose task failed in one run and not, or otherwise, in the other; None: it did not fail."""

    case: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs between run `before` and run `after`; groups and changes have the worst first.

    `other_inputs` are paired cases that were not given the same bytes: their differences say little.
    """

    suite: str
    before: str
    after: str
    headers: tuple[HeaderChange, ...]
    paired: int
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    other_inputs: tuple[str, ...]
    metrics: tuple[MetricChange, ...]
    differences: tuple[Difference, ...]
    groups: tuple[Group, ...]
    changes: tuple[Change, ...]
    failures: tuple[FailureChange, ...]

    @property
    def regressions(self) -> tuple[Group, ...]:
        """The groups that got worse, the worst first."""
        return tuple(group for group in self.groups if group.worsening > 0)


Pair = tuple[CaseResult, CaseResult]


def compare(a: Run, b: Run, metrics_a: Sequence[Metric], metrics_b: Sequence[Metric]) -> Comparison:
    """What changed from run a to run b."""
    before, after = ({result.case.id: result for result in run.results} for run in (a, b))
    pairs = [(before[case], after[case]) for case in before if case in after]
    changes = _worst_first(_changes(pairs))
    return Comparison(
        suite=str(b.header.get("suite", "")),
        before=a.path,
        after=b.path,
        headers=tuple(_header_changes(a.header, b.header)),
        paired=len(pairs),
        only_before=tuple(case for case in before if case not in after),
        only_after=tuple(case for case in after if case not in before),
        other_inputs=tuple(one.case.id for one, other in pairs if dict(one.hashes) != dict(other.hashes)),
        metrics=tuple(_metric_changes(metrics_a, metrics_b)),
        differences=tuple(_differences(pairs)) if pairs else (),
        groups=tuple(sorted(_groups(changes), key=lambda group: (-group.worsening, -group.cells, group.pattern))),
        changes=tuple(changes),
        failures=tuple(_failures(pairs)),
    )


def severity(state: State) -> float:
    """How bad a state is; what is absent counts as unscored, a move of a graded score as nothing."""
    if state == "absent":
        return SEVERITY["unscored"]
    return 0 if state == "higher" or state == "lower" else SEVERITY[state]  # noqa: PLR1714  mypy narrows this one


def flat(value: Json, name: str = "") -> Iterator[tuple[str, Json]]:
    """The leaves of nested mappings, by their dotted names."""
    if isinstance(value, Mapping) and (value or not name):
        for key, inner in value.items():
            yield from flat(inner, f"{name}.{key}" if name else str(key))
    else:
        yield name, value


def _header_changes(a: Mapping[str, Json], b: Mapping[str, Json]) -> Iterator[HeaderChange]:
    before, after = dict(flat(a)), dict(flat(b))
    keys = [key for key in dict.fromkeys((*before, *after)) if key.split(".")[0] not in TOLD_ELSEWHERE]
    for key in sorted(keys, key=lambda key: _place(key.split(".")[0])):
        if before.get(key) != after.get(key):
            yield HeaderChange(key=key, before=before.get(key), after=after.get(key))


def _place(key: str) -> int:
    return FIRST.index(key) if key in FIRST else len(FIRST)


def _metric_changes(before: Iterable[Metric], after: Iterable[Metric]) -> Iterator[MetricChange]:
    old = {metric.name: metric for metric in before if not metric.by}
    for metric in after:
        if not metric.by and metric.name in old:
            yield MetricChange(
                name=metric.name,
                unit=metric.unit,
                better=metric.better,
                before=old[metric.name].value,
                after=metric.value,
            )


def _differences(pairs: Sequence[Pair]) -> Iterator[Difference]:
    cases = len(pairs)
    weights = np.random.default_rng(SEED).multinomial(cases, [1 / cases] * cases, size=REPETITIONS).astype(float)
    for name, (outcomes, better) in SHARES.items():
        parts = np.array([[_share_parts(result, outcomes) for result in pair] for pair in pairs], dtype=float)
        if parts[:, :, 0].any() and parts[:, :, 1].any(axis=0).all():
            yield _difference(name, parts, weights, "share", better)
    scores = (score for pair in pairs for result in pair for score in result.scores)
    for name in dict.fromkeys(score.name for score in scores if score.outcome == "graded"):
        graded = [_graded_parts(pair, name) for pair in pairs]
        if any(whole for (_, whole), _ in graded):
            yield _difference(name, np.array(graded), weights, None, None)
    times = np.array([[(result.seconds * 1000, 1) for result in pair] for pair in pairs], dtype=float)
    yield _difference("milliseconds", times, weights, "ms", "lower")


def _share_parts(result: CaseResult, outcomes: frozenset[Outcome]) -> tuple[int, int]:
    counted = tally(cells(result.scores))
    return sum(counted[outcome] for outcome in outcomes), counted.total()


def _graded_parts(pair: Pair, name: str) -> tuple[tuple[float, int], tuple[float, int]]:
    """The mean of a graded score in both runs, with weight 1; weight 0 where one of them has none."""
    before, after = (
        [score.value for score in result.scores if score.name == name and _is_graded(score.outcome, score.value)]
        for result in pair
    )
    if not before or not after:
        return (0.0, 0), (0.0, 0)
    return (float(np.mean(np.array(before, float))), 1), (float(np.mean(np.array(after, float))), 1)


def _is_graded(outcome: State, value: float | None) -> bool:
    return outcome == "graded" and value is not None


def _difference(name: str, parts: np.ndarray, weights: np.ndarray, unit: Unit | None, better: Better) -> Difference:
    """Of `parts[case, run] = (numerator, denominator)`; draws without anything to count are left out."""
    before, after = (float(sums[0] / sums[1]) for sums in parts.sum(axis=0))
    drawn = np.stack([weights @ parts[:, run, :] for run in (0, 1)])
    drawn = drawn[:, (drawn[:, :, 1] > 0).all(axis=0), :]
    shares = drawn[:, :, 0] / drawn[:, :, 1]
    low, high = np.percentile(shares[1] - shares[0], BOUNDS)
    return Difference(
        name=name,
        before=before,
        after=after,
        change=after - before,
        low=float(low),
        high=float(high),
        cases=int((parts[:, :, 1] > 0).all(axis=1).sum()),
        unit=unit,
        better=better,
    )


def _changes(pairs: Iterable[Pair]) -> Iterator[Change]:
    for one, other in pairs:
        before, after = (_by_name(result.scores) for result in (one, other))
        for key in dict.fromkeys((*before, *after)):
            old, new = before.get(key), after.get(key)
            states = _states(old, new)
            if states[0] != states[1]:
                yield Change(
                    case=one.case.id,
                    score=key[0],
                    before=states[0],
                    after=states[1],
                    first=judged(one, old) if old else None,
                    then=judged(other, new) if new else None,
                )


def _by_name(scores: Iterable[Score]) -> dict[tuple[str, int], Score]:
    """The scores by name, and by turn where a case has several of one name."""
    turns: Counter[str] = Counter()
    found = {}
    for score in scores:
        found[score.name, turns[score.name]] = score
        turns[score.name] += 1
    return found


def _states(old: Score | None, new: Score | None) -> tuple[State, State]:
    if old is None or new is None or old.outcome != "graded" or new.outcome != "graded":
        return (old.outcome if old else "absent"), (new.outcome if new else "absent")
    if old.value is None or new.value is None or old.value == new.value:
        return "graded", "graded"
    return "graded", "higher" if new.value > old.value else "lower"


def _worst_first(changes: Iterable[Change]) -> list[Change]:
    """The worst first; of equally bad ones the first of every case before the second of any."""
    found = list(changes)
    turns: Counter[tuple[str, float]] = Counter()
    ranks = []
    for change in found:
        ranks.append((-change.worsening, turns[change.case, change.worsening]))
        turns[change.case, change.worsening] += 1
    return [found[place] for place in sorted(range(len(found)), key=ranks.__getitem__)]


def _groups(changes: Iterable[Change]) -> Iterator[Group]:
    def transition(change: Change) -> tuple[str, str]:
        return change.before, change.after

    for _, group in groupby(sorted(changes, key=transition), transition):
        found = tuple(group)
        place_of = places(change.score for change in found)
        by_pattern: dict[str, list[Change]] = {}
        for change in found:
            by_pattern.setdefault(place_of[change.score].pattern, []).append(change)
        yield from (_group(place_of[some[0].score], some) for some in by_pattern.values())


def _group(place: Place, changes: Sequence[Change]) -> Group:
    first = changes[0]
    return Group(
        pattern=place.pattern,
        label=place.label,
        before=first.before,
        after=first.after,
        cells=len(changes),
        cases=len({change.case for change in changes}),
        worsening=first.worsening,
    )


def _failures(pairs: Iterable[Pair]) -> Iterator[FailureChange]:
    for one, other in pairs:
        if (one.error is None) != (other.error is None) or one.crashed != other.crashed:
            yield FailureChange(case=one.case.id, before=one.error, after=other.error)
