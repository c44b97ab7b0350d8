"""A message that we were asked to send, and the evidence about it."""

from collections.abc import Iterable
from struct import pack, unpack
from typing import NamedTuple

from sqlalchemy import Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base, Id

LINE_BITS = 32
LINE_MASK = (1 << LINE_BITS) - 1


class Reference(NamedTuple):
    """Where a piece of evidence stands: a row of `evidence`, and the line in it (from 0)."""

    evidence_id: int
    line: int


class Message(Base):
    """One message, whatever number of our queues it passed through (`hop`)."""

    __tablename__ = "message"
    __table_args__ = (
        Index(None, "message_id"),
        Index(None, "sender_id", "id"),
        Index(
            None,
            "subject_id",
            "id",
            sqlite_where=text("subject_id IS NOT NULL"),
            postgresql_where=text("subject_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    message_id: Mapped[str | None]  # without the angle brackets
    sender_id: Mapped[int | None]
    subject_id: Mapped[int | None]
    size: Mapped[int | None]  # octets
    evidence: Mapped[bytes] = mapped_column(LargeBinary)  # packed references

    @property
    def references(self) -> list[Reference]:
        """All the evidence about this message."""
        return unpack_references(self.evidence)


def pack_references(references: Iterable[Reference]) -> bytes:
    """References as they are stored: 64 bits each, the row in the upper half."""
    return pack_numbers([evidence_id << LINE_BITS | line for evidence_id, line in references])


def pack_numbers(numbers: list[int]) -> bytes:
    """The same for references that are one number already."""
    return pack(f"<{len(numbers)}Q", *numbers)


def unpack_references(packed: bytes) -> list[Reference]:
    """The opposite of `pack_references`."""
    numbers = unpack(f"<{len(packed) // 8}Q", packed)
    return [Reference(number >> LINE_BITS, number & LINE_MASK) for number in numbers]
