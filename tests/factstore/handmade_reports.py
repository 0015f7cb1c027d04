"""Reports made by hand. Used by the tests of `vectorstore` too."""

import hashlib
from datetime import date
from decimal import Decimal

from canonical.report import (
    Accepted,
    CheckResult,
    Evidence,
    Fact,
    Identity,
    Mention,
    Problem,
    Refused,
    Region,
    Report,
    ReportFlag,
    Section,
    Source,
    Unplaced,
    Usage,
)
from factstore import PassageDraft

HOTAN = Region(code="653200", name="和田地区", path=("新疆维吾尔自治区", "和田地区"))
FEES = "disclosure.fees.amount"
PROMPTED = {"prompt": "answer_open_cells/v1", "digest": "0f" * 32, "model": "scripted"}
FORWARD, OVER = "requests.carried_forward.total", "requests.carried_over.total"


def a_fact(field: str, value: str | None, *, page: int | None = 3) -> Fact:
    return Fact(
        field=field,
        value=None if value is None else Decimal(value),
        unit="万元" if field == FEES else None,
        status="blank" if value is None else "reported",
        raw=value,
        flags=() if value else ("low_confidence",),
        evidence=Evidence(page=page, bbox=(1.5, 2.0, 3.25, 4.0), text=f"{field} {value}"),
    )


def a_report(
    name: str = "one",
    *,
    agency: str | None = "和田地区教育局",
    year: int | None = 2024,
    values: dict[str, str | None] | None = None,
    region: Region | None = HOTAN,
    published: date | None = date(2025, 1, 20),
    path: str | None = None,
) -> Report:
    values = {FEES: "1076.1811"} if values is None else values
    return Report(
        identity=Identity(
            agency=agency,
            year=year,
            template="2021",
            requests_layout="2019",
            region=region,
            level="prefecture",
            department="education",
            published=published,
            title=f"{agency}{year}年政府信息公开工作年度报告",
            source=Source(
                path=path or f"{name}.pdf",
                sha256=hashlib.sha256(name.encode()).hexdigest(),
                media_type="application/pdf",
                pages=5,
                encoding=None,
            ),
        ),
        facts={field: a_fact(field, value) for field, value in values.items()},
        checks=(
            CheckResult(
                id="requests.row_sum",
                status="failed",
                severity="error",
                fields=(FEES, "requests.received.total"),
                expected=Decimal("11.50"),
                actual=Decimal(0),
                message={"zh": "合计不符", "en": "does not add up"},
            ),
        ),
        sections=(Section(number=1, title="总体情况", text="全年主动公开信息280条。", page=1),),
        mentions=(
            Mention(
                label="微信发布", value=Decimal(280), unit="条", quote="发布信息280条", section=1, page=1, method="llm"
            ),
        ),
        flags=(ReportFlag(id="unplaced_digits", message={"zh": "有数字", "en": "digits"}, text="12"),),
        unplaced=(
            Unplaced(table="requests", text="12", evidence=Evidence(page=2, bbox=(1.0, 2.0, 3.0, 4.5), text="x 12")),
        ),
        problems=(Problem(kind="problem", label="人员不足", quote="人员不足。", section=5, page=4),),
        accepted=(
            Accepted(
                about=FEES,
                value="1076.1811",
                quote="收费 1076.1811",
                start=2,
                end=14,
                evidence=Evidence(page=2, bbox=(1.0, 2.0, 3.0, 4.5), text="其他收费 1076.1811"),
                **PROMPTED,
            ),
        ),
        refused=(
            Refused(about=OVER, guard="quoted", reason="no such quote", value="3", quote=None, **PROMPTED),
            Refused(about="table", guard="no_answer", reason="is down", value=None, quote=None, **PROMPTED),
        ),
        usage=Usage(llm_calls=1, prompt_tokens=10, completion_tokens=2, cost_usd=0.25),
    )


def some_passages(*texts: str, kind: str = "text") -> tuple[PassageDraft, ...]:
    return tuple(PassageDraft(kind=kind, text=text, section=1, page=1, line=None, tokens=len(text)) for text in texts)
