"""Reports made by hand: the numbers are invented, but for those that other tests compare with real files."""

import hashlib
from collections.abc import Mapping
from decimal import Decimal

from canonical.agencies import classify
from canonical.fields import FIELDS, form_of_year
from canonical.report import CheckResult, Evidence, Fact, Identity, Report, Source
from factstore import PassageDraft

FEES, LICENSING = "disclosure.fees.amount", "disclosure.licensing.decisions"
PENALTIES, COERCION = "disclosure.penalties.decisions", "disclosure.coercion.decisions"
RECEIVED, GRANTED = "requests.received.total", "requests.granted.total"
NORMATIVE = "disclosure.normative_documents"
WITHOUT_VALUE = ("blank", "unreadable", "missing")


def report_of(
    agency: str,
    year: int,
    values: Mapping[str, str] | None = None,
    *,
    flagged: str | None = None,
    broken: str | None = None,
) -> Report:
    """A report that says 0 in every field of its form but those given; "blank" and the like are statuses."""
    body, form = classify(agency), form_of_year(year)
    source = Source(
        path=f"{agency}{year}.html",
        sha256=hashlib.sha256(f"{agency}{year}".encode()).hexdigest(),
        media_type="text/html",
    )
    return Report(
        identity=Identity(
            agency=agency,
            year=year,
            template=form,
            requests_layout=form,
            region=body.region,
            level=body.level,
            department=body.department,
            published=None,
            title=f"{agency}{year}年政府信息公开工作年度报告",
            source=source,
        ),
        facts={name: _fact(name, form, (values or {}).get(name, "0"), name == flagged) for name in FIELDS},
        checks=(_failed(broken),) if broken else (),
    )


def _fact(name: str, form: str, said: str, flagged: bool) -> Fact:
    field = FIELDS[name]
    if form not in field.forms:
        return Fact(field=name, value=None, unit=field.unit, status="not_in_template")
    lacking = said in WITHOUT_VALUE
    return Fact(
        field=name,
        value=None if lacking else Decimal(said),
        unit=field.unit,
        status=said if lacking else "reported",
        raw=None if lacking else said,
        flags=("low_confidence",) if flagged else (),
        evidence=None if said == "missing" else Evidence(line=list(FIELDS).index(name) + 10, text=f"{field.zh} {said}"),
    )


def _failed(field: str) -> CheckResult:
    return CheckResult(
        id="requests.row_sum",
        status="failed",
        severity="error",
        fields=(field,),
        expected=Decimal(11),
        actual=Decimal(0),
        message={"zh": "合计不符", "en": "does not add up"},
    )


REPORTS = (
    report_of("和田地区教育局", 2023, {FEES: "900.5", LICENSING: "300", RECEIVED: "2", GRANTED: "1"}),
    report_of("和田地区教育局", 2024, {FEES: "1076.1811", LICENSING: "345"}),
    report_of(
        "淮安市洪泽区人民政府",
        2024,
        {
            FEES: "7545",
            LICENSING: "9487",
            PENALTIES: "2776",
            COERCION: "84",
            RECEIVED: "95",
            "requests.received.natural_person": "90",
            "requests.received.company": "5",
            GRANTED: "50",
            "requests.refused.endangers_stability.total": "1",
            "requests.refused.internal_affairs.total": "2",
        },
        flagged=PENALTIES,
        broken=RECEIVED,
    ),
    report_of("洪泽区财政局", 2024, {FEES: "blank", LICENSING: "12", RECEIVED: "3"}),
    report_of("兵团教育局", 2019, {LICENSING: "0", "disclosure.licensing.previous_items": "5"}),
    report_of(
        "尖扎县教育局", 2021, {f"{NORMATIVE}.issued": "3", f"{NORMATIVE}.repealed": "1", f"{NORMATIVE}.in_force": "8"}
    ),
    report_of("十一师教育局", 2021),
    report_of("第十一师", 2021, {FEES: "267.9503", LICENSING: "unreadable", PENALTIES: "6"}),
    report_of("沭阳县发展和改革局", 2022, {RECEIVED: "20", FEES: "missing"}),
    report_of("沭阳县发展和改革局", 2023, {RECEIVED: "26", "review.total": "1", FEES: "1"}),
)
PASSAGES = {
    ("尖扎县教育局", 2021): (
        PassageDraft(kind="text", section=1, page=1, text="全年主动公开信息280条，组织业务培训2次。"),
        PassageDraft(kind="text", section=5, page=4, text="存在的主要问题：公开内容不够全面，更新不及时。"),
    ),
    ("和田地区教育局", 2024): (
        PassageDraft(kind="text", section=5, line=61, text="存在的主要问题是业务培训不足。改进情况：举办培训班3期。"),
    ),
}
