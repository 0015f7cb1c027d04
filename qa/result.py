"""What a plan came to: figures and coverage, no words. Made by the executor, put into the contract by `qa.answer`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, Protocol

from canonical.report import Mention, ReportHeader
from factstore import Scope, StoredCheck, StoredPassage
from qa.plan import Plan
from qa.readings import Figure

AnswerStatus = Literal[
    "answered", "no_match", "no_report", "not_in_form", "no_value", "out_of_scope", "needs_clarification"
]


class SearchHit(Protocol):
    """One passage found; scores compare within one search only."""

    @property
    def passage_id(self) -> str: ...
    @property
    def score(self) -> float: ...


class SearchAnswer(Protocol):
    """What a search found, best first, and how it searched ("hybrid" or "keyword")."""

    @property
    def hits(self) -> Sequence[SearchHit]: ...
    @property
    def mode(self) -> str: ...


class Search(Protocol):
    """Search over passages; `vectorstore.PassageIndex` is one."""

    def search(self, query: str, scope: Scope, limit: int) -> SearchAnswer: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What was looked at: reports, how many had a figure, and why the others had none."""

    reports: int = 0
    with_value: int = 0
    without_value: Mapping[str, int] = field(default_factory=dict)
    flagged: int = 0
    failed_checks: int = 0
    matching: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPassage:
    """A passage with the report it stands in."""

    header: ReportHeader
    passage: StoredPassage
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMention:
    """A counted thing of a narrative, with its report and the passage that tells it."""

    header: ReportHeader
    mention: Mention
    passage: FoundPassage | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A sentence that a language model took from a passage: what it leaves of the quote that is printed there."""

    text: str
    quote: str
    passage: FoundPassage


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a plan came to.

    `known_years` are the years there are reports for, where those asked for are lacking or none was named; `bodies`
    the names of bodies asked for that have no report in the scope; `unreported` each body named with the years that it
    was asked for and has no report of. `apart` has figures that meet the condition in bodies of another sort than was
    asked for. `overlapping` says that a sum has a government and bodies below it, `set_apart` names
    places within those asked for that are not counted in them. `bound` is the average that figures are set against.
    With `ungrouped`, reports have a figure and lie in none of the groups; with `nothing_stored` there are no reports at
    all. `reports` are the reports themselves, `checks` failed checks, where the question is about those.

    Where words are looked for in narratives, `reports` are those in which they stand, the `exact` first ones letter for
    letter; in the others it is the words `near` them. With `nearest` they stand nowhere, and the passages are only the
    nearest in meaning. `mentions` are the counted things asked for.
    """

    plan: Plan
    status: AnswerStatus
    value: Decimal | None = None
    unit: str | None = None
    figures: tuple[Figure, ...] = ()
    apart: tuple[Figure, ...] = ()
    reports: tuple[ReportHeader, ...] = ()
    checks: tuple[StoredCheck, ...] = ()
    tally: Tally = Tally()
    passages: tuple[FoundPassage, ...] = ()
    told: tuple[Told, ...] = ()
    mentions: tuple[FoundMention, ...] = ()
    exact: int = 0
    near: tuple[str, ...] = ()
    nearest: bool = False
    search_mode: str | None = None
    known_years: tuple[int, ...] = ()
    bodies: tuple[str, ...] = ()
    unreported: tuple[tuple[str, tuple[int, ...]], ...] = ()
    overlapping: bool = False
    bound: Decimal | None = None
    ungrouped: bool = False
    set_apart: tuple[str, ...] = ()
    nothing_stored: bool = False


def tally_of(headers: Sequence[ReportHeader], figures: Iterable[Figure]) -> Tally:
    """The coverage of figures over the reports they were looked for in."""
    of_reports = [(figure.header.id, figure) for figure in figures if figure.header]
    valued = {name for name, figure in of_reports if figure.value is not None}
    flagged = [(name, figure) for name, figure in of_reports if figure.flags and figure.value is not None]
    lacking: dict[str, str] = {}
    for name, figure in of_reports:
        if name not in valued:
            lacking.setdefault(name, figure.status)
    return Tally(
        reports=len(headers),
        with_value=len(valued),
        without_value=dict(sorted(Counter(lacking.values()).items())),
        flagged=len({name for name, _ in flagged}),
        failed_checks=len({name for name, figure in flagged if figure.in_failed_check}),
    )
