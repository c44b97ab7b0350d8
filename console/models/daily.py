"""Daily figures: how many recipients of a domain stand at which status, by the day their mail was sent."""

from sqlalchemy import SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base

ALL_DOMAINS = 0


class Daily(Base):
    """Kept by the one door from transitions, in the same transaction; never by a scan.

    `day` is days since 1970-01-01 UTC; `domain_id` 0 stands for all domains together.
    """

    __tablename__ = "daily"
    __table_args__ = {"sqlite_with_rowid": False}

    domain_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    status: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    reason: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    count: Mapped[int]
