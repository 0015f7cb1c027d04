"""What a report is once it has been read: identity, facts with their evidence, checks, sections.

Everything here is a frozen record without behaviour; `canonical.contract` turns a `Report` into the JSON of the
command line and back. A fact is one field of one report: a value, or the honest reason why there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points (1/72 inch) from the top left corner of the page."""

Status = Literal["reported", "inferred", "blank", "unreadable", "missing", "not_in_template"]
Method = Literal["table", "text", "ocr", "arithmetic", "llm", "manual"]
Flag = Literal["low_confidence", "failed_check", "sources_disagree", "llm_only", "layout_guess"]
Level = Literal["national", "province", "prefecture", "county", "township"]
Severity = Literal["error", "warning"]
CheckStatus = Literal["passed", "failed", "not_stated"]
Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a value was printed: page and box where the file has them, else the line of the file (both from 1)."""

    page: int | None = None
    bbox: Box | None = None
    line: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One field of one report. `value` is None exactly when `status` is neither reported nor inferred."""

    field: str
    value: Decimal | None
    unit: str | None
    status: Status
    raw: str | None = None
    remark: str | None = None
    method: Method = "table"
    confidence: float = 1.0
    flags: tuple[Flag, ...] = ()
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A place of the gazetteer: its six-digit code and the names from the province down to itself."""

    code: str
    name: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The file a report was read from. `pages` is None where the format has no pages."""

    path: str
    sha256: str
    media_type: str
    pages: int | None = None
    scanned: bool = False
    encoding: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whose report it is, of which year, on which form. None means the document does not say.

    `template` is the form of table 2 ("2019", "2021", or "pre-2019" for years without a form); `requests_layout`
    is the form of table 3, which real reports mix with the other's table 2.
    """

    agency: str | None
    year: int | None
    template: str | None
    requests_layout: str | None
    region: Region | None
    level: Level | None
    department: str | None
    published: date | None
    title: str | None
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """The outcome of one rule on one group of fields; `message` has a sentence with the numbers per language."""

    id: str
    status: CheckStatus
    severity: Severity
    fields: tuple[str, ...]
    expected: Decimal | None
    actual: Decimal | None
    message: Mapping[Language, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The narrative of one of the six sections (tables excluded)."""

    number: int
    title: str
    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A counted thing of the narrative, with the words that say it.

    `field` is the field of the tables that it tells again, or several joined by "+" where it is their sum; None where
    it tells another thing or the words leave doubt. `unit` is as printed, empty where words say that there was none.
    `method` is "llm" where only a language model found it.
    """

    label: str
    value: Decimal
    unit: str
    quote: str
    section: int | None
    page: int | None = None
    approximate: bool = False
    field: str | None = None
    method: Method = "text"


ReportFlagId = Literal[
    "agency_from_signature",
    "agency_from_label",
    "agency_from_text",
    "agency_from_site",
    "agency_from_model",
    "agency_missing",
    "several_agencies",
    "region_from_context",
    "region_ambiguous",
    "year_from_text",
    "year_from_date",
    "year_from_model",
    "year_missing",
    "years_disagree",
    "several_reports",
    "several_tables",
    "tables_as_pictures",
    "missing_in_scan",
    "unplaced_digits",
]
"""What can be odd about a report as a whole; the sentences that say it are `canonical/data/report_flags.toml`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFlag:
    """Something about a report as a whole that a person should look at; `text` is the print it is about.

    Of identity: the names, places, years or titles in question, the one that was taken first.
    """

    id: ReportFlagId
    message: Mapping[Language, str]
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """Digits inside one of the three tables that became no fact and are no part of a label."""

    table: Literal["disclosure", "requests", "review"]
    text: str
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem that section 五 names, or a measure against one, as a language model labelled the words quoted."""

    kind: Literal["problem", "measure"]
    label: str
    quote: str
    section: int | None
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """An answer of a language model that was taken over.

    `about` is a field, or "agency" or "year". The quote is `evidence.text[start:end]`; of an answer from a picture it
    is empty. `prompt` is `name/vN` and `digest` the hash of its file.
    """

    about: str
    value: str | None
    quote: str
    start: int
    end: int
    evidence: Evidence
    prompt: str
    digest: str
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What a language model said and nothing was made of: `guard` names the rule it broke, `reason` says how.

    A guard "no_answer" is an error instead of an answer; `about` is then what was asked for.
    """

    about: str
    guard: str
    reason: str
    value: str | None
    quote: str | None
    prompt: str
    digest: str
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What language models cost for one report or answer."""

    llm_calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report, read and checked. `facts` has every field of the schema, in the schema's order.

    `problems`, `accepted` and `refused` are what language models had a hand in; empty where none was asked.
    """

    identity: Identity
    facts: Mapping[str, Fact]
    checks: tuple[CheckResult, ...] = ()
    sections: tuple[Section, ...] = ()
    mentions: tuple[Mention, ...] = ()
    flags: tuple[ReportFlag, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    problems: tuple[Problem, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    refused: tuple[Refused, ...] = ()
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportHeader:
    """A stored report without its facts: what lists, filters and citations need.

    `kind` is what sort of body it is (`canonical.agencies.Kind`); `preferred` is False for a second file of a body
    and year of which a better one is stored.
    """

    id: str
    agency: str | None
    agency_key: str | None
    kind: str | None
    year: int | None
    template: str | None
    requests_layout: str | None
    region: Region | None
    level: Level | None
    department: str | None
    published: date | None
    title: str | None
    path: str
    sha256: str
    preferred: bool = True
    flags: tuple[ReportFlagId, ...] = ()
