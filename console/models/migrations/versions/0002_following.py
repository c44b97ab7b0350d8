"""Feeds that are followed, tasks of the worker, usual times; blank lines; what is known of a quarantined line."""

import sqlalchemy as sa
from alembic import op

from console.models.base import UtcDateTime
from console.models.quarantine import WAITING, kind_of

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("expected_hosts", sa.JSON(), nullable=False),
        sa.Column("queue_lifetime", sa.Integer(), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("last_read_at", UtcDateTime(), nullable=True),
        sa.Column("last_line_at", UtcDateTime(), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("error_since", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_feed"),
        sa.UniqueConstraint("name", name="uq_feed_name"),
    )
    op.create_table(
        "task",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("leased_by", sa.String(), nullable=False),
        sa.Column("leased_until", UtcDateTime(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("began_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("milliseconds", sa.Integer(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_task"),
    )
    op.create_table(
        "usual_time",
        sa.Column("domain_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("median", sa.Integer(), nullable=False),
        sa.Column("nearly_all", sa.Integer(), nullable=False),
        sa.Column("longest", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("domain_id", name="pk_usual_time"),
    )
    op.add_column("source", sa.Column("queue_lifetime", sa.Integer(), nullable=True))
    op.drop_index("ix_evidence_source_id_last_at", "evidence")
    op.create_index("ix_evidence_times", "evidence", ["source_id", "last_at", "first_at", "log_file_id", "line_count"])
    _count_blank_lines()
    _note_newest_lines()
    _extend_quarantine()


def _count_blank_lines() -> None:
    """They were counted among the irrelevant lines, though they are not kept."""
    op.add_column("log_file", sa.Column("blank_lines", sa.Integer(), server_default="0", nullable=False))
    kept = "(SELECT COALESCE(SUM(line_count), 0) FROM evidence WHERE evidence.log_file_id = log_file.id)"
    op.execute(f"UPDATE log_file SET blank_lines = event_lines + irrelevant_lines - {kept}")  # noqa: S608
    op.execute("UPDATE log_file SET irrelevant_lines = irrelevant_lines - blank_lines")


def _note_newest_lines() -> None:
    op.add_column("log_file", sa.Column("last_line_at", sa.BigInteger(), nullable=True))
    newest = "SELECT log_file_id, MAX(last_at) AS last_at FROM evidence GROUP BY log_file_id"
    op.execute(
        f"UPDATE log_file SET last_line_at = newest.last_at FROM ({newest}) AS newest "  # noqa: S608
        "WHERE newest.log_file_id = log_file.id"
    )


def _extend_quarantine() -> None:
    op.add_column("quarantine", sa.Column("resolution", sa.String(), server_default="", nullable=False))
    op.add_column("quarantine", sa.Column("kind", sa.String(), server_default="", nullable=False))
    op.add_column("quarantine", sa.Column("after_evidence", sa.Integer(), nullable=True))
    op.add_column("quarantine", sa.Column("after_line", sa.Integer(), nullable=True))
    op.drop_index("ix_quarantine_log_file_id", "quarantine")
    op.create_index("ix_quarantine_log_file_id_line_number", "quarantine", ["log_file_id", "line_number"])
    op.create_index(
        "ix_quarantine_waiting", "quarantine", ["kind", "id"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.create_index(
        "ix_quarantine_place",
        "quarantine",
        ["after_evidence", "after_line"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    _name_kinds(op.get_bind())


def _name_kinds(connection: sa.Connection) -> None:
    quarantine = sa.table("quarantine", sa.column("reason"), sa.column("kind"))
    for reason in connection.scalars(sa.select(quarantine.c.reason).distinct()).all():
        named = sa.update(quarantine).where(quarantine.c.reason == reason).values(kind=kind_of(reason))
        connection.execute(named)
