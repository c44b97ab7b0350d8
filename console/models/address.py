"""Addresses that mail was sent to, each once. Parts of them are found by trigrams (`search_index`)."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base, Bytewise


class Address(Base):
    """A recipient address in its search form: see `mail.address.normalise`."""

    __tablename__ = "address"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(Bytewise, unique=True)
    domain_id: Mapped[int] = mapped_column(ForeignKey("domain.id"))
