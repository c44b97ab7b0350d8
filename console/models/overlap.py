"""Overlaps: the times of which a log file had lines that had come in from another before."""

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base


class Overlap(Base):
    """Of one host in one file. Such lines are not kept again, and yet prove that the file covers their time."""

    __tablename__ = "overlap"

    log_file_id: Mapped[int] = mapped_column(ForeignKey("log_file.id"), primary_key=True)
    host: Mapped[str] = mapped_column(primary_key=True)
    first_at: Mapped[int] = mapped_column(BigInteger)  # seconds since 1970 UTC
    last_at: Mapped[int] = mapped_column(BigInteger)
