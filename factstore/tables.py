"""The tables. Reports point at documents, everything else at reports; deleting a document deletes what came from it.
What people asked (plans and conversations) points at no report, and stays.

Corrections alone point at nothing: what a person found out about a file outlives reading it again. While a report has
any, `facts` holds what is to be used and `facts_as_read` what was read.

Amounts are exact. `value` holds the printed digits as text (1076.1811 comes back as 1076.1811 from any database, where
SQLite would make a NUMERIC a binary float); beside it `micros`, the value times 10**6 as a 64-bit integer, is what SQL
may compare and add without rounding. `micros` is null for a value that is no whole number of millionths or beyond
9.2 * 10**12, so whoever adds it up compares count(micros) with count(value).
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    false,
)

metadata = MetaData()


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal kept as its digits in text, trailing zeros included."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """The digits of a decimal."""
        return None if value is None else str(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """The decimal of stored digits."""
        return None if value is None else Decimal(value)


def micros(value: Decimal | None) -> int | None:
    """The value in millionths, or None where that is no whole 64-bit number."""
    if value is None:
        return None
    scaled = Fraction(value) * 10**6
    return int(scaled) if scaled.denominator == 1 and abs(scaled) < 2**63 else None


def _of_report() -> Column[str]:
    return Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True)


meta = Table(
    "meta",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("path", Text, nullable=False),
    Column("media_type", String, nullable=False),
    Column("size", BigInteger),
    Column("pages", Integer),
    Column("scanned", Boolean, nullable=False),
    Column("encoding", String),
)

reports = Table(
    "reports",
    metadata,
    Column("id", String, primary_key=True),
    Column("sha256", ForeignKey("documents.sha256", ondelete="CASCADE"), nullable=False, index=True),
    Column("agency", Text),
    Column("agency_key", String),
    Column("kind", String),
    Column("year", Integer, index=True),
    Column("template", String),
    Column("requests_layout", String),
    Column("region_code", String, index=True),
    Column("region_name", String),
    Column("region_path", JSON(none_as_null=True)),
    Column("level", String),
    Column("department", String),
    Column("published", Date),
    Column("title", Text),
    Column("preferred", Boolean, nullable=False),
    Column("valued_facts", Integer, nullable=False),
    Column("flags", JSON, nullable=False, server_default="[]"),
    Column("unplaced", JSON, nullable=False, server_default="[]"),
    Column("problems", JSON, nullable=False, server_default="[]"),
    Column("accepted", JSON, nullable=False, server_default="[]"),
    Column("refused", JSON, nullable=False, server_default="[]"),
    Column("digest", String, nullable=False),
    Column("llm_calls", Integer, nullable=False),
    Column("prompt_tokens", Integer, nullable=False),
    Column("completion_tokens", Integer, nullable=False),
    Column("cost_usd", Float, nullable=False),
    Index("ix_reports_body", "agency_key", "year"),
)


def _facts(name: str) -> Table:
    return Table(
        name,
        metadata,
        _of_report(),
        Column("field", String, primary_key=True),
        Column("position", Integer, nullable=False),
        Column("value", ExactDecimal),
        Column("micros", BigInteger),
        Column("unit", String),
        Column("status", String, nullable=False),
        Column("raw", Text),
        Column("remark", Text),
        Column("method", String, nullable=False),
        Column("confidence", Float, nullable=False),
        Column("flags", JSON, nullable=False),
        Column("page", Integer),
        Column("bbox", JSON(none_as_null=True)),
        Column("line", Integer),
        Column("text", Text),  # null: the fact has no evidence
        sqlite_with_rowid=False,
    )


facts = _facts("facts")
facts_as_read = _facts("facts_as_read")

corrections = Table(
    "corrections",
    metadata,
    Column("report_id", String, primary_key=True),  # no foreign key: it comes from the file's SHA-256 and stays
    Column("field", String, primary_key=True),
    Column("value", ExactDecimal),
    Column("micros", BigInteger),
    Column("status", String, nullable=False),
    Column("note", Text),
    Column("author", Text),
    Column("made_at", String, nullable=False),  # ISO 8601 with offset
)

checks = Table(
    "checks",
    metadata,
    _of_report(),
    Column("position", Integer, primary_key=True),
    Column("id", String, nullable=False),
    Column("status", String, nullable=False),
    Column("severity", String, nullable=False),
    Column("fields", JSON, nullable=False),
    Column("expected", ExactDecimal),
    Column("actual", ExactDecimal),
    Column("message", JSON, nullable=False),
    Column("previous_id", ForeignKey("reports.id", ondelete="CASCADE"), index=True),  # set: a check across two years
    Index("ix_checks_status", "status", "report_id"),
)

sections = Table(
    "sections",
    metadata,
    _of_report(),
    Column("position", Integer, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("page", Integer),
)

mentions = Table(
    "mentions",
    metadata,
    _of_report(),
    Column("position", Integer, primary_key=True),
    Column("label", Text, nullable=False),
    Column("value", ExactDecimal, nullable=False),
    Column("unit", String, nullable=False),
    Column("quote", Text, nullable=False),
    Column("section", Integer),
    Column("page", Integer),
    Column("approximate", Boolean, nullable=False, server_default=false()),
    Column("field", String),
    Column("method", String, nullable=False, server_default="text"),
)

passages = Table(
    "passages",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("section", Integer),
    Column("page", Integer),
    Column("line", Integer),
    Column("kind", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("tokens", Integer, nullable=False),
    Column("text_hash", String, nullable=False, index=True),
)

embeddings = Table(
    "embeddings",
    metadata,
    Column("model", String, primary_key=True),
    Column("text_hash", String, primary_key=True),
    Column("vector", LargeBinary, nullable=False),  # float32, little-endian
)

plans = Table(
    "plans",
    metadata,
    Column("id", String, primary_key=True),  # from the plan itself: the same plan has the same id everywhere
    Column("question", Text, nullable=False),  # the first that came to this plan
    Column("plan", JSON, nullable=False),
    Column("made_at", String, nullable=False),  # ISO 8601 with offset
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", String, primary_key=True),
    Column("title", Text),
    Column("made_at", String, nullable=False),
    Column("changed_at", String, nullable=False, index=True),
)

turns = Table(
    "turns",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("question", Text, nullable=False),
    Column("answer", JSON, nullable=False),
    Column("plan", JSON, nullable=False),
    Column("asked_at", String, nullable=False),
)
