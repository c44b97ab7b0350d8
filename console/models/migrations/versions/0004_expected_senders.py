"""Senders of which mail is expected in a feed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Apply."""
    op.add_column("feed", sa.Column("expected_senders", sa.JSON(), server_default="[]", nullable=False))
