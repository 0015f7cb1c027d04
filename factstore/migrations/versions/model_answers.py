"""What language models answered: what was taken over, what was refused and by which rule, problems and measures."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

OF_REPORTS = ("problems", "accepted", "refused")


def upgrade() -> None:
    """Adds four columns; no model had a hand in what was stored before."""
    for name in OF_REPORTS:
        op.add_column("reports", sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("mentions", sa.Column("method", sa.String(), nullable=False, server_default="text"))


def downgrade() -> None:
    """Drops them again."""
    for name in OF_REPORTS:
        op.drop_column("reports", name)
    op.drop_column("mentions", "method")
