"""What goes into the store beside a `Report`, and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from canonical.report import CheckResult, Evidence, Fact, ReportHeader

PassageKind = Literal["text", "table"]
Written = Literal["added", "unchanged", "updated"]
PrintedStatus = Literal["reported", "blank", "unreadable", "missing"]
"""What a person can say of a cell by looking at the paper; only "reported" comes with a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDocument:
    """A file that was ingested, and the reports in it, in order. `size` in bytes, where the writer said it."""

    sha256: str
    path: str
    media_type: str
    size: int | None
    pages: int | None
    scanned: bool
    encoding: str | None
    report_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageDraft:
    """A passage to be stored: the fields of `ingest.Chunk`, which may be passed in its place."""

    kind: PassageKind
    text: str
    section: int | None = None
    page: int | None = None
    line: int | None = None
    tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPassage:
    """A passage of a stored report. The id is the report's id, a colon, and its number from 1."""

    id: str
    report_id: str
    section: int | None
    page: int | None
    line: int | None
    kind: PassageKind
    text: str
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCheck:
    """The outcome of one rule for one report, with where the numbers stand.

    `evidence` cites `header`'s file. A check across two years also has the report of the year before and the places in
    its file (`previous`, `previous_evidence`).
    """

    header: ReportHeader
    check: CheckResult
    evidence: tuple[Evidence, ...]
    previous: ReportHeader | None = None
    previous_evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person says the paper prints in a field, who says so and when. `value` is in the field's unit."""

    field: str
    value: Decimal | None
    status: PrintedStatus
    made_at: datetime
    note: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCorrection:
    """A correction of one report, with the fact as it was read and the fact as it is used.

    Both are None where the report is not stored; `read` also where nothing was stored of the field.
    """

    report_id: str
    correction: Correction
    read: Fact | None
    used: Fact | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPlan:
    """A plan that answered a question, as JSON data, under the id that the plan itself gives."""

    id: str
    question: str
    plan: Mapping[str, Any]
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation, and how many turns it has. The title is its first question unless it was given one."""

    id: str
    title: str | None
    made_at: datetime
    changed_at: datetime
    turns: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A question of a conversation and its answer and plan as JSON data. The store gives `position`, from 1."""

    question: str
    answer: Mapping[str, Any]
    plan: Mapping[str, Any]
    asked_at: datetime
    position: int = 0


class EmbeddingCount(NamedTuple):
    """How many distinct texts have an embedding, and how many there are."""

    done: int
    total: int
