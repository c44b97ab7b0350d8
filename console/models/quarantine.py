"""Quarantine: pieces of evidence that could not be read, whole, with the reason."""

import re
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base

WAITING = text("resolved_at IS NULL")

# How a line was settled.
READ_AGAIN = "read again"
KNOWN = "known from another copy"
DISMISSED = "dismissed: "  # and the person's note

DIFFERS = ": …"  # the end of a kind: behind it are the figures of single lines
QUOTED = re.compile("“.*”", re.DOTALL)  # to the last of them: the words of a line may hold quotes of their own
FIGURES = re.compile(r": [^“”]*\d[^“”]*\.$")  # "…: day 31 of month 11."


class Quarantined(Base):
    """One line that no reader understood. `resolved_at` is set once it was read again or dismissed."""

    __tablename__ = "quarantine"
    __table_args__ = (
        Index("ix_quarantine_waiting", "kind", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_quarantine_place", "after_evidence", "after_line", sqlite_where=WAITING, postgresql_where=WAITING),
        Index(None, "log_file_id", "line_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    log_file_id: Mapped[int] = mapped_column(ForeignKey("log_file.id"))
    line_number: Mapped[int] = mapped_column(BigInteger)  # from 1
    reason: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)  # the line as it stood
    quarantined_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolution: Mapped[str] = mapped_column(default="", server_default="")  # one of the above
    kind: Mapped[str] = mapped_column(default="", server_default="")  # the reason as all lines alike have it
    # The line of evidence that stands before it in the file.
    after_evidence: Mapped[int | None]
    after_line: Mapped[int | None]  # from 0


def kind_of(reason: str) -> str:
    """The reason without what is peculiar to one line: its own words in quotes, figures after a colon."""
    return FIGURES.sub(DIFFERS, QUOTED.sub("“…”", reason))
