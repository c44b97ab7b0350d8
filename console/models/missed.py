"""What was missed: times in which lines may have been written to a log that nobody can read any more."""

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base


class Missed(Base):
    """A socket at which nobody listened, or the rest of a file that was gone when somebody came to read it.

    The blocks of evidence cannot show this: a busy host is not silent for long enough. Where the lines come in by another
    way all the same, they close the gap (see intake.missed).
    """

    __tablename__ = "missed"

    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[str]  # as of LogFile.path
    first_at: Mapped[int] = mapped_column(BigInteger)  # seconds since 1970 UTC
    last_at: Mapped[int] = mapped_column(BigInteger)
    cause: Mapped[str]  # diagnosis.gap_cause, by name
