"""Envelope senders, each once. Apart from `address`: with VERP every message has a sender of its own."""

from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base, Bytewise


class Sender(Base):
    """An envelope sender; the empty one is the null sender <>."""

    __tablename__ = "sender"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(Bytewise, unique=True)
