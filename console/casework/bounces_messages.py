"""Messages as the pages of bounces name them: recipient by recipient, with where each stands."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, aliased

from console.diagnosis.reason import Reason, reason_of
from console.diagnosis.status import Status, status_of_code
from console.models.address import Address
from console.models.message import Message
from console.models.recipient import Recipient
from console.models.sender import Sender
from console.models.subject import Subject
from console.models.time_id import second_of

MOST_COPIES = 20
ORIGINAL = aliased(Address)


class Copy(NamedTuple):
    """One recipient of a message."""

    message: int
    message_id: str  # without angle brackets
    address_id: int
    address: str
    original_address: str  # before aliases; "" where it is the same
    status: Status
    reason: Reason
    sender: str | None  # "" is the null sender <>
    subject: str

    @property
    def at(self) -> int:
        """When the message came to us, in seconds since 1970 UTC."""
        return second_of(self.message)


def copies_of(session: Session, message: int, named: Iterable[str] = ()) -> tuple[Copy, ...]:
    """The recipients of one message that are `named` (in the search form); all where none of them is."""
    found, named = copies(session, [Recipient.message_id == message], 500), set(named) - {""}
    meant = [copy for copy in found if {copy.address, copy.original_address} & named]
    return tuple((meant or found)[:MOST_COPIES])


def copies(session: Session, conditions: Iterable[ColumnElement[bool]], limit: int) -> list[Copy]:
    """Rows of `recipient` that meet these conditions, the newest first."""
    query = _all().where(*conditions).order_by(Recipient.id.desc()).limit(limit)
    return [
        Copy(
            message,
            mid or "",
            number,
            address,
            original or "",
            status_of_code(status),
            reason_of(reason),
            sender,
            text or "",
        )
        for message, mid, number, address, original, status, reason, sender, text in session.execute(query)
    ]


def _all() -> Select[*tuple[Any, ...]]:
    row = Recipient
    return (
        select(
            row.message_id, Message.message_id, row.address_id, Address.address, ORIGINAL.address, row.status, row.reason,
            Sender.address, Subject.text,
        )
        .join(Message, Message.id == row.message_id)
        .join(Address, Address.id == row.address_id)
        .outerjoin(ORIGINAL, ORIGINAL.id == row.original_address_id)
        .outerjoin(Sender, Sender.id == Message.sender_id)
        .outerjoin(Subject, Subject.id == Message.subject_id)
    )  # fmt: skip
