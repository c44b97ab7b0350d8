"""A source: something that tells us about mail, such as the log of one host."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base


class Source(Base):
    """One feed of evidence, by the name its readers know: the host that writes the log."""

    __tablename__ = "source"
    __table_args__ = (UniqueConstraint("name", "format"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    format: Mapped[str]
    queue_lifetime: Mapped[int | None]  # seconds after which its mail server gives up, learned; None: it never did
