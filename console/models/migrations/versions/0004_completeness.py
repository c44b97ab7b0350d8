"""Senders of which mail is expected in a feed; logs followed by hand; what was missed of a log; what copies repeat."""

import sqlalchemy as sa
from alembic import op

from console.models.base import UtcDateTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Apply."""
    op.add_column("feed", sa.Column("expected_senders", sa.JSON(), server_default="[]", nullable=False))
    op.create_table(
        "watch",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("looked_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_watch"),
    )
    op.create_table(
        "missed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_missed"),
    )
    op.create_table(
        "overlap",
        sa.Column("log_file_id", sa.Integer(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["log_file_id"], ["log_file.id"], name="fk_overlap_log_file_id"),
        sa.PrimaryKeyConstraint("log_file_id", "host", name="pk_overlap"),
    )
