"""Subjects, each once; many logs have none."""

from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base


class Subject(Base):
    """A subject as the log shows it, decoded (RFC 2047)."""

    __tablename__ = "subject"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(unique=True)
