"""Evidence: what we were told, word for word. Log lines stand in compressed blocks, whole and in order."""

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base


class Evidence(Base):
    """A block of lines of one source, without a silence inside it that is longer than usual (see coverage).

    `first_at` and `last_at` are the least and greatest time of its lines, in whole seconds since 1970 UTC.
    """

    __tablename__ = "evidence"
    # Coverage reads all of these of all blocks: the index holds them, and no block is touched.
    __table_args__ = (Index("ix_evidence_times", "source_id", "last_at", "first_at", "log_file_id", "line_count"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    log_file_id: Mapped[int | None] = mapped_column(ForeignKey("log_file.id"))
    first_at: Mapped[int] = mapped_column(BigInteger)
    last_at: Mapped[int] = mapped_column(BigInteger)
    time_zone: Mapped[str]  # of stamps that name none
    line_count: Mapped[int]
    size: Mapped[int]  # octets before compression
    content: Mapped[bytes] = mapped_column(LargeBinary)  # Zstandard
