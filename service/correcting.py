"""Corrections as people write them: which report, which number, and what a correction changed, as plain data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from canonical.contract import as_json, check_as_json, fact_as_json
from canonical.errors import UnusableRequestError
from canonical.fields import FIELDS
from factstore import Scope

if TYPE_CHECKING:
    from canonical.report import CheckResult, ReportHeader
    from factstore import FactStore, StoredCorrection

SHORTEST_PREFIX = 4  # digits of a report's id
NAMED_AT_MOST = 5  # reports that a prefix may mean, in the message that says so
NUMBER = re.compile(r"[+-]?(?:[0-9]{1,20}|[0-9]{1,3}(?:,[0-9]{3}){1,6})(?:\.[0-9]{1,12})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A correction made or taken back, and the checks of its report that it turned."""

    header: ReportHeader
    stored: StoredCorrection
    undone: bool
    now_failed: tuple[CheckResult, ...]
    no_longer_failed: tuple[CheckResult, ...]
    still_failed: int
    preferred: ReportHeader | None
    """The file of that body and year that questions use, where it is another one."""


def report_named(store: FactStore, text: str) -> ReportHeader:
    """The one report with that id, file path (as `nianbao reports` lists it), or beginning of an id."""
    if (header := store.header(text)) is not None:
        return header
    headers = store.headers(preferred_only=False)
    beginning = text.lower() if len(text) >= SHORTEST_PREFIX else None
    found = [header for header in headers if header.path == text]
    found = found or [header for header in headers if beginning and header.id.startswith(beginning)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UnusableRequestError(
            f"{text}: 库中没有这份报告，nianbao reports 可列出 / no such report; nianbao reports lists them"
        )
    named = ", ".join(f"{header.id} ({header.path})" for header in found[:NAMED_AT_MOST])
    raise UnusableRequestError(f"{text}: 不止一份报告，请用编号 / several reports; use an id: {named}")


def number_of(text: str, field: str) -> Decimal:
    """The number a person wrote, its digits as written; thousands may be set apart with commas."""
    bare = text.strip().replace("，", ",")
    if NUMBER.fullmatch(bare):
        return Decimal(bare.replace(",", ""))
    unit = FIELDS[field].unit if field in FIELDS else None
    hint = f"；只写数字，单位为{unit} / is no number: digits only, in {unit}" if unit else " / is no number"
    raise UnusableRequestError(f"{text}: 不是数字{hint}")


def change_of(
    store: FactStore, header: ReportHeader, stored: StoredCorrection, before: tuple[CheckResult, ...]
) -> Change:
    """What a correction changed; `before` are the failed checks there were."""
    now = failed_checks(store, header.id)
    was, is_now = {_key(check) for check in before}, {_key(check) for check in now}
    same_year = Scope(years=(header.year or 0,), agency_keys=(header.agency_key or "",))
    return Change(
        header=header,
        stored=stored,
        undone=stored.correction not in (found.correction for found in store.corrections([header.id])),
        now_failed=tuple(check for check in now if _key(check) not in was),
        no_longer_failed=tuple(check for check in before if _key(check) not in is_now),
        still_failed=len(now),
        preferred=next((other for other in store.headers(same_year) if other.id != header.id), None),
    )


def failed_checks(store: FactStore, report_id: str) -> tuple[CheckResult, ...]:
    """The failed checks of a report, those against its year before included."""
    found = store.checks(Scope(report_ids=(report_id,)), status="failed", preferred_only=False)
    return tuple(item.check for item in found)


def change_as_json(change: Change) -> dict[str, Any]:
    """The change as data: the correction, what was read, what is used now, and the checks that turned."""
    return {
        **correction_as_json(change.header, change.stored),
        "undone": change.undone,
        "checks": {
            "failed": change.still_failed,
            "now_failed": [check_as_json(check) for check in change.now_failed],
            "no_longer_failed": [check_as_json(check) for check in change.no_longer_failed],
        },
    }


def correction_as_json(header: ReportHeader, stored: StoredCorrection) -> dict[str, Any]:
    """One correction with its report named, the fact as it was read and the fact as it is used."""
    said = as_json(stored.correction)
    return {
        "report_id": header.id,
        "agency": header.agency,
        "year": header.year,
        "file": header.path,
        "field": said.pop("field"),
        "correction": {**said, "made_at": stored.correction.made_at.isoformat(timespec="seconds")},
        "read": fact_as_json(stored.read) if stored.read else None,
        "used": fact_as_json(stored.used) if stored.used else None,
    }


def _key(check: CheckResult) -> tuple[str, tuple[str, ...]]:
    return check.id, check.fields
