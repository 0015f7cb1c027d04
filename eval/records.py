"""The nouns of an evaluation: suites of cases, what the task put out, scores of it, metrics over many scores.

A suite is a handful of functions. `prepare` makes or opens what a case needs, `task` is production code and the only
step that is timed, `score` and `metrics` are pure: they see what the run log holds and nothing else, so that a log can
be scored again without a model and without a document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Json = Any
"""What `json.dumps` takes: dict, list, str, int, float, bool, None."""

Outcome = Literal["right", "flagged", "omitted", "restated", "invented", "silent", "wrong", "graded", "unscored"]
"""What became of one judged thing.

    right      as expected
    flagged    not right, and the output says itself that a person should look
    omitted    a value was expected and none was given
    restated   the right value, unflagged, under another status: an inferred 0 said to be printed
    invented   a value was given, unflagged, where there is none
    silent     a wrong value without a flag
    wrong      not right, where the output has no flags (an agency, a check)
    graded     neither right nor wrong: `value` says how good (recall, milliseconds)
    unscored   could not be scored; counted apart, never as wrong and never as zero
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the user asked of a run. `docs` and `gold` are folders of own files instead of generated ones.

    `model` is the language model to ask, where a suite asks one.
    `formats` are the names of the formats a suite that goes through all of them keeps to, with `*` for any ending.
    """

    limit: int | None = None
    seed: int = 0
    docs: tuple[Path, ...] = ()
    gold: Path | None = None
    formats: tuple[str, ...] = ()
    model: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing to try. `inputs` says how to make or find it (plain JSON), `tags` what it is counted under.

    The same id is the same case in every run of the suite: comparisons pair by it.
    """

    id: str
    tags: Mapping[str, str]
    inputs: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A case ready for its task: what the task is given, what is expected of it, and the hash of each input."""

    given: Any
    expected: Json
    hashes: Mapping[str, str] = field(default_factory=dict)
    unscored: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What became of one judged thing of a case: a field, a check, a measure.

    `name` is the field id where a field is judged. `detail` has what a person needs to understand it
    (`expected`, `got`, `expected_status`, `status`, `flags`), empty where it is plainly right.
    """

    name: str
    outcome: Outcome
    value: float | None = None
    detail: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """A case after its run: one line of the log. `position` is its place among the cases, from 0.

    `error` is the one line the task failed with. `crashed` tells a failure nobody foresaw (a bug) from a document that
    was refused for a reason. `crops` shows the places of wrong scores by score name: `{"text", "mark"}` or
    `{"png": base64}`.
    """

    case: Case
    position: int
    hashes: Mapping[str, str]
    expected: Json
    output: Json
    scores: tuple[Score, ...]
    seconds: float
    prepare_seconds: float = 0.0
    usage: Mapping[str, float] = field(default_factory=dict)
    error: str | None = None
    crashed: bool = False
    crops: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One figure over many scores, with the interval that 95 of 100 repetitions of the run would fall into.

    `by` says which cases it counts (`{"format": "pdf"}`; empty: all). `value` is None where nothing was there to count.
    `count` is how many things it counts. `better` is "higher", "lower", or None for figures that are only told.
    """

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    count: int = 0
    better: Literal["higher", "lower"] | None = "higher"
    unit: Literal["share", "count", "ms", "ratio", "MB", "per_second", "usd"] = "share"
    by: Mapping[str, str] = field(default_factory=dict)


def _unchanged(made: Any) -> Json:
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """A suite as its functions. `alone` forbids other work beside it, `own_files` says it can judge a user's files,
    `asks_model` that it can ask a language model of the settings.

    task      given → what production code makes of it; raises NianbaoError for what it refuses
    as_json   what the task made → the output that is logged
    score     (expected, output or None where the task failed) → scores
    metrics   results → metrics, the headline ones first
    crop      (given, what the task made, score) → the wrong place as `{"text", "mark"}` or `{"png"}`, or None
    """

    name: str
    cases: Callable[[Options], Iterator[Case]]
    prepare: Callable[[Case], Prepared]
    task: Callable[[Any], Any]
    score: Callable[[Json, Json], tuple[Score, ...]]
    metrics: Callable[[Sequence[CaseResult]], tuple[Metric, ...]]
    as_json: Callable[[Any], Json] = _unchanged
    crop: Callable[[Any, Any, Score], Json] | None = None
    alone: bool = False
    own_files: bool = False
    asks_model: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A whole run log: its header and one result a case, in the order of the cases."""

    header: Mapping[str, Json]
    results: tuple[CaseResult, ...]
    path: str = ""
