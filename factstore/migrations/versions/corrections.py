"""What people corrected, and the facts as they were read."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Adds the two tables; nothing that is stored changes."""
    op.create_table(
        "facts_as_read",
        sa.Column("report_id", sa.String(), sa.ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("field", sa.String(), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("value", sa.String()),
        sa.Column("micros", sa.BigInteger()),
        sa.Column("unit", sa.String()),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("raw", sa.Text()),
        sa.Column("remark", sa.Text()),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("page", sa.Integer()),
        sa.Column("bbox", sa.JSON()),
        sa.Column("line", sa.Integer()),
        sa.Column("text", sa.Text()),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "corrections",
        sa.Column("report_id", sa.String(), primary_key=True),
        sa.Column("field", sa.String(), primary_key=True),
        sa.Column("value", sa.String()),
        sa.Column("micros", sa.BigInteger()),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("author", sa.Text()),
        sa.Column("made_at", sa.String(), nullable=False),
    )


def downgrade() -> None:
    """Drops them: corrected reports keep the corrected facts until they are read again."""
    op.drop_table("corrections")
    op.drop_table("facts_as_read")
