"""A log file as far as it was read: where to go on, and what its lines came to."""

from datetime import datetime

from sqlalchemy import BigInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base


class LogFile(Base):
    """One file, known by its first bytes and not by its name, since rotation renames it."""

    __tablename__ = "log_file"
    __table_args__ = (UniqueConstraint("fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str]
    fingerprint: Mapped[str]  # of its first line, and the number of the file among those that begin with it
    format: Mapped[str]
    offset: Mapped[int] = mapped_column(BigInteger)  # octets of the plain text that are read
    tail: Mapped[str]  # digest of the octets before the offset: a file that was written anew has others there
    line_count: Mapped[int] = mapped_column(default=0)  # all lines read: the sum of the five below
    event_lines: Mapped[int] = mapped_column(default=0)  # say something of a message
    irrelevant_lines: Mapped[int] = mapped_column(default=0)  # say nothing of one, and are kept all the same
    blank_lines: Mapped[int] = mapped_column(default=0, server_default="0")  # or remarks of journalctl: not kept
    repeated_lines: Mapped[int] = mapped_column(default=0)  # stood already in another file
    quarantined_lines: Mapped[int] = mapped_column(default=0)
    last_read_at: Mapped[datetime]
    last_line_at: Mapped[int | None] = mapped_column(BigInteger)  # of its newest line; seconds since 1970 UTC
