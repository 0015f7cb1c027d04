"""What extraction leaves open, as typed questions, and the port to whoever answers them.

Nothing in this module answers. Whoever does is handed to `extraction.extract` as its `resolver`, such as
`extraction.asking.ModelResolver`; what comes back goes through the same checks as everything else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from canonical.agencies import Agency
from canonical.report import Accepted, Fact, Mention, Problem, Refused, Report, Usage
from canonical.rules import Equation
from extraction.reading import Reading
from extraction.report_flags import Note
from extraction.sections import Narrative
from extraction.tables import Tables
from ingest.document import Document

Reason = Literal["unreadable", "layout_guess", "doubtful_in_failed_check", "identity"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """One thing to be settled: a field, or "agency" or "year"; `evidence` are the printed words around it."""

    about: str
    reason: Reason
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """All that extraction knows when it asks: the document and what each stage made of it."""

    document: Document
    narrative: Narrative
    tables: Tables
    readings: tuple[Reading, ...]
    equations: tuple[Equation, ...]
    report: Report
    questions: tuple[OpenQuestion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What was found out: facts that are otherwise now, parts of the identity, more mentions, problems and measures.

    `notes` become flags of the report. `accepted` and `refused` are the answers, `usage` what they cost. `placed` is
    how many digits of printed cells answers have given a place, by the number of the cell.
    """

    facts: Mapping[str, Fact] = field(default_factory=dict)
    agency: Agency | None = None
    year: int | None = None
    notes: Sequence[Note] = ()
    mentions: Sequence[Mention] = ()
    problems: Sequence[Problem] = ()
    accepted: Sequence[Accepted] = ()
    refused: Sequence[Refused] = ()
    usage: Usage = field(default_factory=Usage)
    placed: Mapping[int, int] = field(default_factory=dict)


class Resolver(Protocol):
    """Answers open questions; what it can not answer is left out of the resolution."""

    def resolve(self, findings: Findings) -> Resolution: ...


def open_questions(report: Report) -> tuple[OpenQuestion, ...]:
    """Everything in a report that rules and arithmetic could not settle."""
    about_identity = tuple(
        OpenQuestion(about=name, reason="identity", evidence=report.identity.title or "")
        for name in ("agency", "year")
        if getattr(report.identity, name) is None
    )
    about_facts = tuple(
        OpenQuestion(about=fact.field, reason=reason, evidence=fact.evidence.text if fact.evidence else "")
        for fact in report.facts.values()
        if (reason := _reason(fact)) is not None
    )
    return about_identity + about_facts


def _reason(fact: Fact) -> Reason | None:
    if fact.status == "unreadable":
        return "unreadable"
    if "layout_guess" in fact.flags:
        return "layout_guess"
    if {"failed_check", "low_confidence"} <= set(fact.flags):
        return "doubtful_in_failed_check"
    return None
