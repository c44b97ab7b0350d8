"""Hits with what people want to read beside them, fetched by id in a few small queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.diagnosis.reason import Reason, reason_of
from console.diagnosis.stale import WAITING, Staleness
from console.diagnosis.status import Status, status_of_code
from console.models.address import Address
from console.models.hop import Hop
from console.models.message import Message
from console.models.recipient import Recipient
from console.models.sender import Sender
from console.models.subject import Subject
from console.models.time_id import second_of
from console.search.membership import among
from console.search.stale import Waiting, stale_among
from console.search.walk import Hit


class Row(NamedTuple):
    """One recipient of one message. Times are whole seconds since 1970 UTC."""

    id: int  # of the recipient
    message: int  # id of the message
    address_id: int
    recipient: str  # empty while the log names none
    original_recipient: str  # before aliases; empty where it is the same
    status: Status
    reason: Reason
    first_at: int  # when the mail came to us
    last_at: int  # newest event
    message_id: str  # without the angle brackets; empty where none is known
    sender: str | None  # "" is the null sender <>
    subject: str
    stale: Staleness | None = None  # no news for longer than is usual


class Described(NamedTuple):
    """A message as rows need it."""

    message_id: str | None
    sender: str | None
    subject: str | None


NOT_DESCRIBED = Described(None, None, None)


def rows_of(session: Session, hits: Sequence[Hit]) -> list[Row]:
    """The rows, in the order of the hits."""
    dialect = session.get_bind().dialect.name
    addresses = _addresses(session, hits, dialect)
    messages = _messages(session, {hit.message_id for hit in hits}, dialect)
    stale = _stale(session, hits)
    rows = (_row(hit, addresses, messages.get(hit.message_id, NOT_DESCRIBED)) for hit in hits)
    return [row._replace(stale=stale[row.id]) if row.id in stale else row for row in rows]


def queue_ids(session: Session, messages: Iterable[int]) -> dict[int, list[str]]:
    """The queue IDs of each message, the oldest first."""
    found: dict[int, list[str]] = defaultdict(list)
    ids = among(Hop.message_id, set(messages), session.get_bind().dialect.name)
    for message, queue_id in session.execute(select(Hop.message_id, Hop.queue_id).where(ids).order_by(Hop.id)):
        found[message].append(queue_id)
    return found


def _row(hit: Hit, addresses: dict[int, str], message: Described) -> Row:
    return Row(
        id=hit.id,
        message=hit.message_id,
        address_id=hit.address_id,
        recipient=addresses[hit.address_id],
        original_recipient=addresses.get(hit.original_address_id or 0, ""),
        status=status_of_code(hit.status),
        reason=reason_of(hit.reason),
        first_at=second_of(hit.id),
        last_at=hit.last_at,
        message_id=message.message_id or "",
        sender=message.sender,
        subject=message.subject or "",
    )


def _stale(session: Session, hits: Sequence[Hit]) -> dict[int, Staleness]:
    waiting = {hit.id: hit for hit in hits if status_of_code(hit.status) in WAITING}
    if not waiting:
        return {}
    ids = among(Recipient.id, waiting, session.get_bind().dialect.name)
    domains = session.execute(select(Recipient.id, Recipient.domain_id).where(ids))
    return stale_among(session, (_waiting(waiting[number], domain) for number, domain in domains))


def _waiting(hit: Hit, domain_id: int) -> Waiting:
    return Waiting(hit.id, hit.message_id, domain_id, status_of_code(hit.status), hit.last_at)


def _addresses(session: Session, hits: Sequence[Hit], dialect: str) -> dict[int, str]:
    wanted = {hit.address_id for hit in hits} | {hit.original_address_id or 0 for hit in hits} - {0}
    found: Any = session.execute(select(Address.id, Address.address).where(among(Address.id, wanted, dialect)))
    return dict(found.all())


def _messages(session: Session, wanted: set[int], dialect: str) -> dict[int, Described]:
    query = (
        select(Message.id, Message.message_id, Sender.address, Subject.text)
        .outerjoin(Sender, Sender.id == Message.sender_id)
        .outerjoin(Subject, Subject.id == Message.subject_id)
        .where(among(Message.id, wanted, dialect))
    )
    return {row[0]: Described(*row[1:]) for row in session.execute(query)}
