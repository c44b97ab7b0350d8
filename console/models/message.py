"""A message that we were asked to send, and the evidence about it."""

from collections.abc import Iterable
from itertools import groupby
from struct import pack, unpack_from
from typing import NamedTuple

from sqlalchemy import Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base, Id

HEAD = 6  # octets before the lines of a row
MAIL = 0xFFFF  # in place of a line: no block has so many


class Reference(NamedTuple):
    """Where a piece of evidence stands: a row of `evidence`, and the line in it (from 0). Or a mail, a row of `bounce`."""

    evidence_id: int
    line: int

    @property
    def is_mail(self) -> bool:
        """Whether it is a mail of a bounce mailbox."""
        return self.line == MAIL


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
    """References as they are stored: for each row its id (32 bits), how many lines (16 bits), and these (16 each)."""
    rows = groupby(references, key=lambda reference: reference.evidence_id)
    return b"".join(pack_lines(row, [reference.line for reference in lines]) for row, lines in rows)


def mail_reference(bounce_id: int) -> Reference:
    """Where a mail stands."""
    return Reference(bounce_id, MAIL)


def pack_lines(evidence_id: int, lines: list[int]) -> bytes:
    """The same for lines of one row."""
    return pack(f"<IH{len(lines)}H", evidence_id, len(lines), *lines)


def unpack_references(packed: bytes) -> list[Reference]:
    """The opposite of `pack_references`."""
    references, at = [], 0
    while at < len(packed):
        evidence_id, count = unpack_from("<IH", packed, at)
        references += [Reference(evidence_id, line) for line in unpack_from(f"<{count}H", packed, at + HEAD)]
        at += HEAD + 2 * count
    return references
