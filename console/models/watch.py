"""Watches: when `flask follow-logs` last looked at what it follows, which is no feed."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base


class Watch(Base):
    """One log that somebody follows by hand. Of a feed, its own row tells when the worker last looked."""

    __tablename__ = "watch"

    place: Mapped[str] = mapped_column(primary_key=True)  # as of LogFile.path
    kind: Mapped[str]  # FeedKind, by value
    looked_at: Mapped[datetime]  # and read to the end
