"""Mails of the bounce mailboxes, whole, and what was understood of them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base, Id

UNTIED = text("bin = 'unmatched'")


class Bin(StrEnum):
    """Where a mail is sorted. Every mail is in one of them."""

    MATCHED = "matched"
    UNMATCHED = "unmatched"
    NOT_A_BOUNCE = "not a bounce"
    UNREADABLE = "unreadable"  # over the limits, or it ended the reader: in quarantine


class BounceMail(Base):
    """One mail. All but content and times is a copy of what its reader makes of the content, or of how it was tied."""

    __tablename__ = "bounce"
    __table_args__ = (
        Index(None, "bin", "id"),
        Index(None, "bin", "resolution", "tied_by"),
        Index(None, "mailbox_id", "bin", "id"),
        Index(None, "message_id"),
        Index(None, "read_under"),
        Index(None, "mailbox_id", "uid_validity", "uid"),
        Index("ix_bounce_waits_for_id", "original_message_id", sqlite_where=UNTIED, postgresql_where=UNTIED),
        Index("ix_bounce_waits_for_queue", "queue_id", sqlite_where=UNTIED, postgresql_where=UNTIED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id"))
    uid_validity: Mapped[int] = mapped_column(BigInteger)
    uid: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(unique=True)  # SHA-256 of the content: the same mail is in once
    arrived_at: Mapped[int] = mapped_column(BigInteger)  # in the mailbox; whole seconds since 1970 UTC
    fetched_at: Mapped[datetime]
    size: Mapped[int]  # octets on the server
    trouble: Mapped[str]  # why it cannot be read, in a sentence
    # What it turned out to say; see intake.bounces.bounce.Bounce.
    kind: Mapped[str]
    maker: Mapped[str]
    sender: Mapped[str]  # the From field
    subject: Mapped[str]
    reporting_mta: Mapped[str]
    own_message_id: Mapped[str]
    original_message_id: Mapped[str]
    signed: Mapped[bool]  # that Message-ID is the one for which the address it came to was signed by us
    original_subject: Mapped[str]
    queue_id: Mapped[str]
    read_under: Mapped[str]  # the version of the rules
    # How it is tied to a message, or why it is not.
    bin: Mapped[str]  # Bin, by value
    message_id: Mapped[int | None] = mapped_column(Id)
    tied_by: Mapped[str]  # diagnosis.tie: a Tie by name; of an unmatched mail why, an Untied by name
    resolution: Mapped[str] = mapped_column(default="", server_default="")  # what a person decided about it
    # The last column: SQLite walks through all of a long value to get at what stands behind it.
    content: Mapped[bytes] = mapped_column(LargeBinary)  # Zstandard; of a mail over the limit only its beginning


class BouncedRecipient(Base):
    """One recipient that a mail speaks of."""

    __tablename__ = "bounced_recipient"
    __table_args__ = (
        Index(None, "bounce_id"),
        Index(None, "recipient"),
        Index(None, "original_recipient"),
        Index(None, "reason", "rule"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bounce_id: Mapped[int] = mapped_column(ForeignKey("bounce.id"))
    recipient: Mapped[str]  # in the search form; "" where the mail names none
    original_recipient: Mapped[str]  # likewise, before forwarding
    action: Mapped[str]  # RFC 3464, 2.3.3
    enhanced_status: Mapped[str]
    reply_code: Mapped[int | None]
    command: Mapped[str]
    diagnostic: Mapped[str]  # word for word
    remote_mta: Mapped[str]
    reason: Mapped[int] = mapped_column(SmallInteger)  # diagnosis.reason, by code; 0 for none
    rule: Mapped[str]
    block_list: Mapped[str]
    retry_after: Mapped[int | None]  # seconds
