"""One recipient of one message: the row that search reads."""

from sqlalchemy import BigInteger, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base, Id

DELIVERED_CODE = 12  # diagnosis.status.DELIVERED.code; an index cannot import it (a test compares them)


class Recipient(Base):
    """Status and reason are copies of what `diagnosis` makes of the trail, refreshed by the one door only."""

    __tablename__ = "recipient"
    __table_args__ = (
        Index(None, "address_id", "id"),
        Index(None, "domain_id", "id"),
        Index(
            "ix_recipient_undelivered",
            "domain_id",
            "status",
            "id",
            sqlite_where=text(f"status <> {DELIVERED_CODE}"),
            postgresql_where=text(f"status <> {DELIVERED_CODE}"),
        ),
        Index(None, "message_id"),
        Index(
            "ix_recipient_original",
            "original_address_id",
            "id",
            sqlite_where=text("original_address_id IS NOT NULL"),
            postgresql_where=text("original_address_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    message_id: Mapped[int] = mapped_column(Id)
    address_id: Mapped[int]
    domain_id: Mapped[int]
    original_address_id: Mapped[int | None]  # before aliases
    status: Mapped[int] = mapped_column(SmallInteger)  # diagnosis.status, by code
    reason: Mapped[int] = mapped_column(SmallInteger)  # diagnosis.reason, by code; 0 for none
    last_at: Mapped[int] = mapped_column(BigInteger)  # newest event, whole seconds since 1970 UTC
