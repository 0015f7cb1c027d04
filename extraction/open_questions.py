"""What extraction leaves open, as typed questions: the place where a language model may be asked later.

Nothing in this package answers them. Whoever does hands `extraction.extract` a `Resolver`; its answers go through the
same checks as everything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from canonical.report import Fact, Report
from ingest.document import Document

Reason = Literal["unreadable", "layout_guess", "doubtful_in_failed_check", "identity"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """One thing to be settled: a field, or "agency" or "year"; `evidence` are the printed words around it."""

    about: str
    reason: Reason
    evidence: str


class Resolver(Protocol):
    """Answers open questions from the document; a question without an answer is left out of the result."""

    def resolve(self, questions: tuple[OpenQuestion, ...], document: Document) -> Mapping[str, Fact]: ...


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
