"""Stored records as plain JSON data for the command line and the HTTP interface alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from canonical.contract import as_json, check_as_json, report_as_json
from factstore import Scope

if TYPE_CHECKING:
    from canonical.report import Evidence, Fact, Report, ReportHeader
    from factstore import FactStore, StoredCheck
    from service.wire import Filter, ReportFilter


class Cited(NamedTuple):
    """A printed text and the stored report in whose file it stands."""

    header: ReportHeader
    evidence: Evidence


def citations(item: StoredCheck) -> Iterator[Cited]:
    """Every printed text behind a check: of its own report, then of the year before."""
    for evidence in item.evidence:
        yield Cited(item.header, evidence)
    for evidence in item.previous_evidence:
        assert item.previous is not None
        yield Cited(item.previous, evidence)


def telling_citations(item: StoredCheck, facts: Mapping[str, Fact]) -> tuple[Cited, ...]:
    """The citations for people: those of zeros left out where others stand, and cells of one printed row once.

    `facts` are those of the check's report, by field.
    """
    cited = tuple(citations(item))
    read = (facts[name] for name in item.check.fields if name in facts)
    zeros = {fact.evidence for fact in read if fact.value == 0}
    telling = [one for one in cited if one.evidence not in zeros] or cited
    rows = {(one.header.id, one.evidence.page, one.evidence.text): one for one in reversed(telling)}
    return tuple(reversed(rows.values()))


def check_line(item: StoredCheck) -> dict[str, Any]:
    """A check with its report named and its evidence cited."""
    header = item.header
    return {
        "report_id": header.id,
        "agency": header.agency,
        "year": header.year,
        "file": header.path,
        "check": check_as_json(item.check),
        "evidence": [
            {"report_id": cited.header.id, "file": cited.header.path, **as_json(cited.evidence)}
            for cited in citations(item)
        ],
    }


def report_body(report_id: str, report: Report) -> dict[str, Any]:
    """A stored report in the contract's shape, with its id."""
    return {"id": report_id, **report_as_json(report)}


def report_list(store: FactStore, wanted: ReportFilter) -> dict[str, Any]:
    """One page of the reports that match every filter, in the shape of `wire.ReportList`."""
    found = [
        header
        for header in store.headers(scope_of(wanted), preferred_only=False)
        if wanted.agency is None or wanted.agency in (header.agency or "")
    ]
    page = [as_json(header) for header in found[wanted.offset : wanted.offset + wanted.limit]]
    return {"total": len(found), "limit": wanted.limit, "offset": wanted.offset, "reports": page}


def scope_of(wanted: Filter) -> Scope:
    """The scope that a request's filters describe."""
    return Scope(
        years=None if wanted.year is None else (wanted.year,),
        region_codes=None if wanted.region is None else (wanted.region,),
        departments=None if wanted.department is None else (wanted.department,),
    )


def failed_counts(store: FactStore) -> dict[str, int]:
    """The number of failed checks by report id."""
    return dict(Counter(item.header.id for item in store.checks(status="failed", preferred_only=False)))
