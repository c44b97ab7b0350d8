"""A feed: where evidence comes from by itself, a log that is followed, or that should be."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base


class FeedKind(StrEnum):
    """How a feed is read."""

    FILE = "file"  # a growing file, through rotation
    JOURNAL = "journal"  # journalctl -o json -f
    SYSLOG = "syslog"  # a socket that other hosts log to
    MAILBOX = "mailbox"  # bounces, over IMAP
    EXPECTED = "expected"  # not read here: hosts and senders that ought to be in some other feed


LOGS = (FeedKind.FILE, FeedKind.JOURNAL, FeedKind.SYSLOG)


class Feed(Base):
    """What the worker follows, as a person defined it, and how it goes."""

    __tablename__ = "feed"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]  # FeedKind, by value
    place: Mapped[str]  # the path, a socket as in udp:127.0.0.1:5514, or imaps://…; empty for a journal
    format: Mapped[str] = mapped_column(default="")  # empty: recognised
    time_zone: Mapped[str] = mapped_column(default="UTC")  # of stamps that name none
    expected_hosts: Mapped[list[str]] = mapped_column(JSON, default=list)  # that must log here
    # Envelope senders of which mail must come.
    expected_senders: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    queue_lifetime: Mapped[int | None]  # seconds after which its mail server gives up; None: learned
    enabled: Mapped[bool] = mapped_column(default=True)
    last_read_at: Mapped[datetime | None]  # when it was last looked at without an error
    last_line_at: Mapped[datetime | None]  # the time of its newest line
    error: Mapped[str] = mapped_column(default="")  # a sentence with the remedy; empty: all is well
    error_since: Mapped[datetime | None]
