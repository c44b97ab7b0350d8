"""Quarantine: pieces of evidence that could not be read, whole, with the reason."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base


class Quarantined(Base):
    """One line that no reader understood. `resolved_at` is set once it was read again or dismissed."""

    __tablename__ = "quarantine"

    id: Mapped[int] = mapped_column(primary_key=True)
    log_file_id: Mapped[int] = mapped_column(ForeignKey("log_file.id"), index=True)
    line_number: Mapped[int] = mapped_column(BigInteger)  # from 1
    reason: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)  # the line as it stood
    quarantined_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolution: Mapped[str] = mapped_column(default="", server_default="")  # read again, or a person's note
