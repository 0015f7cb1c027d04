"""The shapes of the HTTP interface: what requests must have and what answers look like, with examples.

They mirror the contract of DESIGN.md, section 2; `canonical.contract` makes the data, these describe and hold it.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from canonical.report import CheckStatus, Flag, Level, Method, ReportFlagId, Severity, Status
from factstore import PrintedStatus

Number = int | float
PAGE = 50
LARGEST_PAGE = 500
REPORT_ID = r"^[0-9a-f]{16}(-[0-9]{1,4})?$"


LARGEST = 10**15
WholeNumber = Annotated[int, Field(strict=True, ge=-LARGEST, le=LARGEST)]
BrokenNumber = Annotated[float, Field(strict=True, ge=-LARGEST, le=LARGEST)]
Digits = Annotated[str, Field(pattern=r"^-?[0-9]{1,20}(\.[0-9]{1,12})?$", description="a number exactly as printed")]


class Wire(BaseModel):
    """A body of the interface: frozen, and nothing undeclared in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Trouble(Wire):
    """What went wrong: a stable code, a sentence, and details for programs."""

    code: str = Field(examples=["not_found"])
    message: dict[Literal["zh", "en"], str] = Field(examples=[{"zh": "没有这份报告", "en": "no such report"}])
    detail: Any = None


class ErrorBody(Wire):
    """The one shape of every error."""

    error: Trouble


class RegionBody(Wire):
    code: str = Field(examples=["653200"])
    name: str = Field(examples=["和田地区"])
    path: tuple[str, ...] = Field(examples=[["新疆维吾尔自治区", "和田地区"]])


class SourceBody(Wire):
    path: str
    sha256: str
    media_type: str = Field(examples=["text/html"])
    pages: int | None = None
    scanned: bool = False
    encoding: str | None = None


class IdentityBody(Wire):
    agency: str | None = Field(examples=["和田地区教育局"])
    year: int | None = Field(examples=[2024])
    template: str | None = Field(examples=["2021"])
    requests_layout: str | None = Field(examples=["2021"])
    region: RegionBody | None
    level: Level | None
    department: str | None = Field(examples=["education"])
    published: date | None
    title: str | None
    source: SourceBody


class EvidenceBody(Wire):
    page: int | None = None
    bbox: tuple[float, float, float, float] | None = None
    line: int | None = None
    text: str = ""


class FactBody(Wire):
    value: Number | None
    unit: str | None
    status: Status
    raw: str | None
    remark: str | None
    method: Method
    confidence: float
    flags: tuple[Flag, ...]
    evidence: EvidenceBody | None


class CheckBody(Wire):
    id: str = Field(examples=["requests.row_sum"])
    status: CheckStatus
    severity: Severity
    fields: tuple[str, ...]
    expected: Number | None
    actual: Number | None
    message: dict[Literal["zh", "en"], str]


class SectionBody(Wire):
    number: int
    title: str
    text: str
    page: int | None = None


class MentionBody(Wire):
    label: str
    value: Number
    unit: str
    quote: str
    section: int | None
    page: int | None = None
    approximate: bool = False
    field: str | None = None
    method: Method = "text"


class ReportFlagBody(Wire):
    """Something about a report as a whole that a person should look at; `text` is the print it is about."""

    id: ReportFlagId
    message: dict[Literal["zh", "en"], str]
    text: str | None


class UnplacedBody(Wire):
    """Digits inside a table that became no fact and are no part of a label."""

    table: Literal["disclosure", "requests", "review"]
    text: str
    evidence: EvidenceBody


class ProblemBody(Wire):
    """A problem of section 五 or a measure against one, as a language model labelled the words quoted."""

    kind: Literal["problem", "measure"]
    label: str
    quote: str
    section: int | None
    page: int | None = None


class AcceptedBody(Wire):
    """An answer of a language model that was taken over; its quote is `evidence.text[start:end]`."""

    about: str
    value: str | None
    quote: str
    start: int
    end: int
    evidence: EvidenceBody
    prompt: str
    digest: str
    model: str


class RefusedBody(Wire):
    """An answer of a language model that was not taken over, and the rule that it broke."""

    about: str
    guard: str
    reason: str
    value: str | None
    quote: str | None
    prompt: str
    digest: str
    model: str


class UsageBody(Wire):
    llm_calls: int
    prompt_tokens: int
    completion_tokens: int
    cost_usd: float


class ReportBody(Wire):
    """One report in the contract's shape, with its id in this collection."""

    id: str = Field(examples=["3f9a1c0b7d2e4a55"])
    report: IdentityBody
    facts: dict[str, FactBody]
    checks: tuple[CheckBody, ...]
    sections: tuple[SectionBody, ...]
    mentions: tuple[MentionBody, ...]
    flags: tuple[ReportFlagBody, ...] = ()
    unplaced: tuple[UnplacedBody, ...] = ()
    problems: tuple[ProblemBody, ...] = ()
    accepted: tuple[AcceptedBody, ...] = ()
    refused: tuple[RefusedBody, ...] = ()
    usage: UsageBody


class HeaderBody(Wire):
    """One line of the list of reports."""

    id: str = Field(examples=["3f9a1c0b7d2e4a55"])
    agency: str | None = Field(examples=["和田地区教育局"])
    agency_key: str | None
    kind: str | None = Field(examples=["bureau"])
    year: int | None = Field(examples=[2024])
    template: str | None
    requests_layout: str | None
    region: RegionBody | None
    level: Level | None
    department: str | None
    published: date | None
    title: str | None
    path: str
    sha256: str
    preferred: bool
    flags: tuple[ReportFlagId, ...] = ()


class ReportList(Wire):
    """One page of the list; `total` counts all that match."""

    total: int
    limit: int
    offset: int
    reports: tuple[HeaderBody, ...]


class CitedBody(EvidenceBody):
    """A printed text, and the report and file in which it stands."""

    report_id: str
    file: str


class CheckLine(Wire):
    """One check of one report, with what was printed."""

    report_id: str
    agency: str | None
    year: int | None
    file: str
    check: CheckBody
    evidence: tuple[CitedBody, ...]


class CheckList(Wire):
    """One page of checks; `total` counts all that match."""

    total: int
    limit: int
    offset: int
    checks: tuple[CheckLine, ...]


class SaidBody(Wire):
    """What somebody said the report really prints."""

    value: Number | None
    status: PrintedStatus
    made_at: datetime
    note: str | None
    author: str | None


class TurnedBody(Wire):
    """The failed checks of a report: how many there are, and which turned."""

    failed: int
    now_failed: tuple[CheckBody, ...]
    no_longer_failed: tuple[CheckBody, ...]


class ChangeBody(Wire):
    """A correction made or taken back: the fact as it was read, and the fact as it is used from now on."""

    report_id: str
    agency: str | None
    year: int | None
    file: str
    field: str
    correction: SaidBody
    read: FactBody | None
    used: FactBody | None
    undone: bool
    checks: TurnedBody


class OutcomeBody(Wire):
    """What became of one file. `report_ids` are all its reports, mostly one; `report_id` is the first."""

    path: str = Field(examples=["hetian-education-2024.html"])
    outcome: Literal["added", "updated", "unchanged", "skipped", "failed"]
    report_id: str | None
    reason: str | None
    ms: int
    report_ids: tuple[str, ...] = ()


class Intake(Wire):
    """What became of an upload, file by file. `index` is `pending` while search by meaning still catches up."""

    files: tuple[OutcomeBody, ...]
    index: Literal["done", "pending", "off"]


class Health(Wire):
    status: Literal["ok"]
    version: str = Field(examples=["0.1.0"])
    search: Literal["hybrid", "keyword"]


class Filter(Wire):
    """Which reports, and which page of them. An unknown filter is refused: ignored, it would match too much."""

    year: int | None = Field(default=None, ge=1990, le=2100, examples=[2024])
    region: str | None = Field(
        default=None, pattern=r"^\d{6}$", description="GB/T 2260 code; stands for all within it", examples=["653200"]
    )
    department: str | None = Field(default=None, max_length=40, examples=["education"])
    limit: int = Field(default=PAGE, ge=1, le=LARGEST_PAGE)
    offset: int = Field(default=0, ge=0, le=2**31)


class ReportFilter(Filter):
    """The filters of the list of reports."""

    agency: str | None = Field(
        default=None, max_length=100, description="a body's name or a part of it", examples=["教育局"]
    )


class CheckFilter(Filter):
    """The filters of the list of checks."""

    failed: bool = Field(default=False, description="failed checks only")


class Said(BaseModel):
    """What the report really prints in a field: a value in the field's unit, or the status that says why none."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"value": 101.66, "note": "the cell is smudged"}]}
    )

    value: WholeNumber | BrokenNumber | Digits | None = None
    status: PrintedStatus = "reported"
    note: str | None = Field(default=None, max_length=2000)
    author: str | None = Field(default=None, max_length=100)

    @property
    def exact(self) -> Decimal | None:
        """The value with the digits that were written."""
        return None if self.value is None else Decimal(str(self.value))
