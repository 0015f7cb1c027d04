"""A `Report` as rows of the tables, and rows as records again. Nothing is lost on the way."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import RowMapping

from canonical.agencies import Agency, classify, is_distinct
from canonical.contract import as_json, report_as_json
from canonical.report import (
    Accepted,
    Box,
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
    ReportHeader,
    Section,
    Source,
    Unplaced,
    Usage,
)
from factstore.records import PassageKind, StoredPassage
from factstore.tables import micros

Row = dict[str, Any]


class Passage(Protocol):
    """What a passage to be stored needs to have: `PassageDraft` and `ingest.Chunk` do."""

    @property
    def kind(self) -> PassageKind:
        """Narrative or table."""

    @property
    def text(self) -> str:
        """The words."""

    @property
    def section(self) -> int | None:
        """Section 1 to 6."""

    @property
    def page(self) -> int | None:
        """Page from 1."""

    @property
    def line(self) -> int | None:
        """Line of the file from 1."""

    @property
    def tokens(self) -> int:
        """Length in tokens."""


def report_id(sha256: str, number: int = 1) -> str:
    """The id of the n-th report of a file: 16 hex digits, from the second with "-2", "-3", …"""
    return sha256[:16] if number == 1 else f"{sha256[:16]}-{number}"


def digest(report: Report, passages: Iterable[Passage]) -> str:
    """A hash of everything that is stored of a report: equal when writing it again would change nothing."""
    texts = [[p.kind, p.section, p.page, p.line, p.text, p.tokens] for p in passages]
    exact = [str(fact.value) for fact in report.facts.values()]  # the JSON has floats
    content = json.dumps([report_as_json(report), exact, texts], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def document_row(source: Source, size: int | None) -> Row:
    """The row of `documents`."""
    return {**as_json(source), "size": size}


def report_row(identifier: str, report: Report, content: str) -> Row:
    """The row of `reports`; preferred until its neighbours are looked at."""
    identity = report.identity
    region = identity.region
    agency = classify(identity.agency, near=region) if identity.agency else None
    return {
        "id": identifier,
        "sha256": identity.source.sha256,
        **{name: getattr(identity, name) for name in PLAIN_HEAD},
        "agency_key": _body_key(agency, region) if agency else None,
        "kind": agency.kind if agency else None,
        "region_code": region.code if region else None,
        "region_name": region.name if region else None,
        "region_path": list(region.path) if region else None,
        "preferred": True,
        "valued_facts": sum(fact.value is not None for fact in report.facts.values()),
        "digest": content,
        "flags": as_json(report.flags),
        "unplaced": as_json(report.unplaced),
        **{name: as_json(getattr(report, name)) for name in FROM_MODELS},
        **as_json(report.usage),
    }


def _body_key(agency: Agency, region: Region | None) -> str | None:
    """The agency's key; a name without a place ("市教育局") is one body only within the report's own region."""
    if region and not agency.region:
        return f"{region.code}:{agency.key}"
    return agency.key if is_distinct(agency) else None


FROM_MODELS = ("problems", "accepted", "refused")
PLAIN_HEAD = ("agency", "year", "template", "requests_layout", "level", "department", "published", "title")


def fact_rows(identifier: str, facts: Mapping[str, Fact]) -> list[Row]:
    """The rows of `facts`, in the schema's order."""
    return [_fact_row(identifier, position, fact) for position, fact in enumerate(facts.values())]


def _fact_row(identifier: str, position: int, fact: Fact) -> Row:
    where = fact.evidence
    return {
        "report_id": identifier,
        "position": position,
        **{name: getattr(fact, name) for name in PLAIN_FACT},
        "micros": micros(fact.value),
        "flags": list(fact.flags),
        "page": where.page if where else None,
        "bbox": list(where.bbox) if where and where.bbox else None,
        "line": where.line if where else None,
        "text": where.text if where else None,
    }


PLAIN_FACT = ("field", "value", "unit", "status", "raw", "remark", "method", "confidence")


def check_rows(
    identifier: str, checks: Iterable[CheckResult], *, start: int = 0, previous: str | None = None
) -> list[Row]:
    """The rows of `checks`, numbered from `start`; `previous` is the report of the year before, if it took part."""
    return [
        {
            "report_id": identifier,
            "position": position,
            **{name: getattr(check, name) for name in PLAIN_CHECK},
            "fields": list(check.fields),
            "message": dict(check.message),
            "previous_id": previous,
        }
        for position, check in enumerate(checks, start)
    ]


PLAIN_CHECK = ("id", "status", "severity", "expected", "actual")


def section_rows(identifier: str, sections: Iterable[Section]) -> list[Row]:
    """The rows of `sections`."""
    return [{"report_id": identifier, "position": n, **as_json(section)} for n, section in enumerate(sections)]


def mention_rows(identifier: str, mentions: Iterable[Mention]) -> list[Row]:
    """The rows of `mentions`."""
    return [
        {"report_id": identifier, "position": n, **as_json(mention), "value": mention.value}
        for n, mention in enumerate(mentions)
    ]


def passage_rows(identifier: str, passages: Sequence[Passage]) -> list[Row]:
    """The rows of `passages`, with the hash under which each text's embedding is kept."""
    return [
        {
            "id": f"{identifier}:{n}",
            "report_id": identifier,
            "text_hash": hashlib.sha256(passage.text.encode()).hexdigest()[:32],
            **{name: getattr(passage, name) for name in PLAIN_PASSAGE},
        }
        for n, passage in enumerate(passages, 1)
    ]


PLAIN_PASSAGE = ("kind", "section", "page", "line", "text", "tokens")


def row_to_fact(row: RowMapping) -> Fact:
    """The fact of a row of `facts`."""
    return Fact(**{name: row[name] for name in PLAIN_FACT}, flags=tuple(row["flags"]), evidence=row_to_evidence(row))


def row_to_evidence(row: RowMapping) -> Evidence | None:
    """Where a row of `facts` says the value was printed."""
    if row["text"] is None:
        return None
    bbox: Box | None = tuple(row["bbox"]) if row["bbox"] else None
    return Evidence(page=row["page"], bbox=bbox, line=row["line"], text=row["text"])


def row_to_check(row: RowMapping) -> CheckResult:
    """The check of a row of `checks`."""
    return CheckResult(
        **{name: row[name] for name in PLAIN_CHECK}, fields=tuple(row["fields"]), message=dict(row["message"])
    )


def row_to_passage(row: RowMapping) -> StoredPassage:
    """The passage of a row of `passages`."""
    return StoredPassage(id=row["id"], report_id=row["report_id"], **{name: row[name] for name in PLAIN_PASSAGE})


def row_to_header(row: RowMapping) -> ReportHeader:
    """The header of a row of `reports` joined with `documents`."""
    return ReportHeader(
        **{name: row[name] for name in PLAIN_HEAD},
        **{name: row[name] for name in ("id", "agency_key", "kind", "path", "sha256", "preferred")},
        region=_region(row),
        flags=tuple(flag["id"] for flag in row["flags"]),
    )


def row_to_identity(row: RowMapping) -> Identity:
    """The identity of a row of `reports` joined with `documents`."""
    source = Source(**{name: row[name] for name in ("path", "sha256", "media_type", "pages", "scanned", "encoding")})
    return Identity(**{name: row[name] for name in PLAIN_HEAD}, region=_region(row), source=source)


def row_to_flags(row: RowMapping) -> tuple[ReportFlag, ...]:
    """What a row of `reports` says a person should look at."""
    return tuple(ReportFlag(**flag) for flag in row["flags"])


def row_to_unplaced(row: RowMapping) -> tuple[Unplaced, ...]:
    """The digits of a row of `reports` that became no fact."""
    return tuple(Unplaced(**{**each, "evidence": _evidence(each["evidence"])}) for each in row["unplaced"])


def row_to_problems(row: RowMapping) -> tuple[Problem, ...]:
    """The problems and measures of a row of `reports`."""
    return tuple(Problem(**each) for each in row["problems"])


def row_to_accepted(row: RowMapping) -> tuple[Accepted, ...]:
    """The answers of language models that a row of `reports` took over."""
    return tuple(Accepted(**{**each, "evidence": _evidence(each["evidence"])}) for each in row["accepted"])


def row_to_refused(row: RowMapping) -> tuple[Refused, ...]:
    """The answers of language models that a row of `reports` did not take over."""
    return tuple(Refused(**each) for each in row["refused"])


def _evidence(data: Mapping[str, Any]) -> Evidence:
    return Evidence(**{**data, "bbox": tuple(data["bbox"]) if data["bbox"] else None})


def row_to_mention(row: RowMapping) -> Mention:
    """The mention of a row of `mentions`."""
    return Mention(**{name: row[name] for name in PLAIN_MENTION})


PLAIN_MENTION = ("label", "value", "unit", "quote", "section", "page", "approximate", "field", "method")


def row_to_usage(row: RowMapping) -> Usage:
    """The cost of a row of `reports`."""
    return Usage(**{name: row[name] for name in ("llm_calls", "prompt_tokens", "completion_tokens", "cost_usd")})


def _region(row: RowMapping) -> Region | None:
    if row["region_code"] is None:
        return None
    return Region(code=row["region_code"], name=row["region_name"], path=tuple(row["region_path"]))
