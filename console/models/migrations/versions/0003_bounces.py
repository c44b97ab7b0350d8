"""Mails of the bounce mailboxes; the IDs that providers gave."""

import sqlalchemy as sa
from alembic import op

from console.models.base import Bytewise, Id, UtcDateTime
from console.models.bounce import UNTIED

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "mailbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("uid_validity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("mail_count", sa.Integer(), nullable=False),
        sa.Column("repeated_count", sa.Integer(), nullable=False),
        sa.Column("last_read_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_mailbox"),
        sa.UniqueConstraint("name", name="uq_mailbox_name"),
    )
    _create_bounce()
    op.create_table(
        "bounced_recipient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bounce_id", sa.Integer(), nullable=False),
        *(_text(name) for name in ("recipient", "original_recipient", "action", "enhanced_status")),
        sa.Column("reply_code", sa.Integer(), nullable=True),
        *(_text(name) for name in ("command", "diagnostic", "remote_mta")),
        sa.Column("reason", sa.SmallInteger(), nullable=False),
        *(_text(name) for name in ("rule", "block_list")),
        sa.Column("retry_after", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["bounce_id"], ["bounce.id"], name="fk_bounced_recipient_bounce_id"),
        sa.PrimaryKeyConstraint("id", name="pk_bounced_recipient"),
    )
    op.create_index("ix_bounced_recipient_bounce_id", "bounced_recipient", ["bounce_id"])
    op.create_index("ix_bounced_recipient_recipient", "bounced_recipient", ["recipient"])
    op.create_index("ix_bounced_recipient_original_recipient", "bounced_recipient", ["original_recipient"])
    op.create_index("ix_bounced_recipient_reason_rule", "bounced_recipient", ["reason", "rule"])

    op.create_table(
        "provider_id",
        sa.Column("given", Bytewise, nullable=False),
        sa.Column("message_id", Id, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("given", "message_id", name="pk_provider_id"),
        sqlite_with_rowid=False,
    )


def _create_bounce() -> None:
    op.create_table(
        "bounce",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=False),
        sa.Column("uid_validity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        _text("digest"),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.Column("fetched_at", UtcDateTime(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        *(_text(name) for name in ("trouble", "kind", "maker", "sender", "subject", "reporting_mta")),
        *(_text(name) for name in ("own_message_id", "original_message_id")),
        sa.Column("signed", sa.Boolean(), nullable=False),
        *(_text(name) for name in ("original_subject", "queue_id")),
        *(_text(name) for name in ("read_under", "bin")),
        sa.Column("message_id", Id, nullable=True),
        _text("tied_by"),
        sa.Column("resolution", sa.String(), server_default="", nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailbox.id"], name="fk_bounce_mailbox_id"),
        sa.PrimaryKeyConstraint("id", name="pk_bounce"),
        sa.UniqueConstraint("digest", name="uq_bounce_digest"),
    )
    op.create_index("ix_bounce_bin_id", "bounce", ["bin", "id"])
    op.create_index("ix_bounce_bin_resolution_tied_by", "bounce", ["bin", "resolution", "tied_by"])
    op.create_index("ix_bounce_mailbox_id_bin_id", "bounce", ["mailbox_id", "bin", "id"])
    op.create_index("ix_bounce_message_id", "bounce", ["message_id"])
    op.create_index("ix_bounce_read_under", "bounce", ["read_under"])
    op.create_index("ix_bounce_mailbox_id_uid_validity_uid", "bounce", ["mailbox_id", "uid_validity", "uid"])
    for name, column in (("ix_bounce_waits_for_id", "original_message_id"), ("ix_bounce_waits_for_queue", "queue_id")):
        op.create_index(name, "bounce", [column], sqlite_where=UNTIED, postgresql_where=UNTIED)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)
