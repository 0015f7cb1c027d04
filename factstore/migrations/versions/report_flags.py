"""What a person should look at in a report as a whole, and what its mentions are about."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Adds four columns; reports that were stored before have none of it until they are read again."""
    op.add_column("reports", sa.Column("flags", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("reports", sa.Column("unplaced", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("mentions", sa.Column("approximate", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("mentions", sa.Column("field", sa.String()))


def downgrade() -> None:
    """Drops them again."""
    for table, column in (
        ("reports", "flags"),
        ("reports", "unplaced"),
        ("mentions", "approximate"),
        ("mentions", "field"),
    ):
        op.drop_column(table, column)
