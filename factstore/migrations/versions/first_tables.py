"""The first tables, as they were on that day: later changes of `factstore.tables` come as migrations of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KEYWORDS = "CREATE VIRTUAL TABLE keywords USING fts5(bigrams, tokenize = 'unicode61 remove_diacritics 0')"

tables = sa.MetaData()


def _text(name: str, *, required: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=not required)


def _word(name: str, *, required: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.String(), nullable=not required)


def _number(name: str, *, required: bool = False) -> "sa.Column[int]":
    return sa.Column(name, sa.Integer(), nullable=not required)


def _key(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.String(), primary_key=True)


def _position() -> "sa.Column[int]":
    return sa.Column("position", sa.Integer(), primary_key=True)


def _report() -> "sa.Column[str]":
    return sa.Column("report_id", sa.ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True)


sa.Table("meta", tables, _key("key"), _text("value", required=True))
sa.Table(
    "documents",
    tables,
    _key("sha256"),
    _text("path", required=True),
    _word("media_type", required=True),
    sa.Column("size", sa.BigInteger()),
    _number("pages"),
    sa.Column("scanned", sa.Boolean(), nullable=False),
    _word("encoding"),
)
sa.Table(
    "reports",
    tables,
    _key("id"),
    sa.Column("sha256", sa.ForeignKey("documents.sha256", ondelete="CASCADE"), nullable=False, index=True),
    _text("agency"),
    _word("agency_key"),
    _word("kind"),
    sa.Column("year", sa.Integer(), index=True),
    _word("template"),
    _word("requests_layout"),
    sa.Column("region_code", sa.String(), index=True),
    _word("region_name"),
    sa.Column("region_path", sa.JSON()),
    _word("level"),
    _word("department"),
    sa.Column("published", sa.Date()),
    _text("title"),
    sa.Column("preferred", sa.Boolean(), nullable=False),
    _number("valued_facts", required=True),
    _word("digest", required=True),
    _number("llm_calls", required=True),
    _number("prompt_tokens", required=True),
    _number("completion_tokens", required=True),
    sa.Column("cost_usd", sa.Float(), nullable=False),
    sa.Index("ix_reports_body", "agency_key", "year"),
)
sa.Table(
    "facts",
    tables,
    _report(),
    _key("field"),
    _number("position", required=True),
    _word("value"),
    sa.Column("micros", sa.BigInteger()),
    _word("unit"),
    _word("status", required=True),
    _text("raw"),
    _text("remark"),
    _word("method", required=True),
    sa.Column("confidence", sa.Float(), nullable=False),
    sa.Column("flags", sa.JSON(), nullable=False),
    _number("page"),
    sa.Column("bbox", sa.JSON()),
    _number("line"),
    _text("text"),
    sqlite_with_rowid=False,
)
sa.Table(
    "checks",
    tables,
    _report(),
    _position(),
    _word("id", required=True),
    _word("status", required=True),
    _word("severity", required=True),
    sa.Column("fields", sa.JSON(), nullable=False),
    _word("expected"),
    _word("actual"),
    sa.Column("message", sa.JSON(), nullable=False),
    sa.Column("previous_id", sa.ForeignKey("reports.id", ondelete="CASCADE"), index=True),
    sa.Index("ix_checks_status", "status", "report_id"),
)
sa.Table(
    "sections",
    tables,
    _report(),
    _position(),
    _number("number", required=True),
    _text("title", required=True),
    _text("text", required=True),
    _number("page"),
)
sa.Table(
    "mentions",
    tables,
    _report(),
    _position(),
    _text("label", required=True),
    _word("value", required=True),
    _word("unit", required=True),
    _text("quote", required=True),
    _number("section"),
    _number("page"),
)
sa.Table(
    "passages",
    tables,
    sa.Column("number", sa.Integer(), primary_key=True),
    sa.Column("id", sa.String(), nullable=False, unique=True),
    sa.Column("report_id", sa.ForeignKey("reports.id", ondelete="CASCADE"), nullable=False, index=True),
    _number("section"),
    _number("page"),
    _number("line"),
    _word("kind", required=True),
    _text("text", required=True),
    _number("tokens", required=True),
    sa.Column("text_hash", sa.String(), nullable=False, index=True),
)
sa.Table(
    "embeddings",
    tables,
    _key("model"),
    _key("text_hash"),
    sa.Column("vector", sa.LargeBinary(), nullable=False),
)


def upgrade() -> None:
    """Makes the tables, and on SQLite the keyword index."""
    tables.create_all(op.get_bind(), checkfirst=False)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(KEYWORDS)


def downgrade() -> None:
    """Drops everything."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE keywords")
    tables.drop_all(op.get_bind())
