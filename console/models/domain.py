"""A domain that mail was sent to."""

from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base, Bytewise


class Domain(Base):
    """A recipient domain, in lower case, as A-labels where it is internationalised (RFC 5890)."""

    __tablename__ = "domain"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Bytewise, unique=True)
    reversed_name: Mapped[str] = mapped_column(Bytewise, index=True)  # com.example.mail: a prefix is a zone


def reversed_name(name: str) -> str:
    """`mail.example.com` as `com.example.mail`."""
    return ".".join(reversed(name.split(".")))
