"""Everything the page of a message shows, gathered once: its facts, hops and recipients, and all that was told of it."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from console.casework.notices import about
from console.diagnosis.reason import Reason, reason_of
from console.diagnosis.status import Status, Tone, status_of_code
from console.diagnosis.trail import trails_of
from console.intake.evidence import Told, told_of
from console.mail.address import normalise
from console.mail.event import Event
from console.models.address import Address
from console.models.hop import Hop
from console.models.joined_message import JoinedMessage
from console.models.message import Message
from console.models.recipient import Recipient
from console.models.sender import Sender
from console.models.source import Source
from console.models.subject import Subject
from console.models.time_id import second_of
from console.search.stale import Waiting, stale_among

# The order in which recipients are looked at: what went wrong first.
_URGENCY = {Tone.BAD: 0, Tone.TROUBLE: 1, Tone.WAITING: 2, Tone.NEUTRAL: 3, Tone.GOOD: 4}


class HopSeen(NamedTuple):
    """A queue of ours that the message was in."""

    id: int
    source_id: int
    source: str
    queue_id: str


class Copy(NamedTuple):
    """A recipient of the message, and where its copy stands. The address is "" while our log names none."""

    id: int
    address_id: int
    domain_id: int
    address: str
    original_address: str  # it was sent to this one, where an alias or forwarding stands between
    status: Status
    reason: Reason
    last_at: int  # seconds since 1970 UTC
    stale: bool = False  # no news for longer than is usual


@dataclass(frozen=True)
class Investigation:
    """A message with all that we were told of it."""

    id: int
    message_id: str
    envelope_sender: str | None  # "" is the null sender <>
    subject: str
    size: int | None  # octets
    hops: tuple[HopSeen, ...]
    copies: tuple[Copy, ...]  # one a recipient, what went wrong first
    told: tuple[Told, ...]
    notice_about: int | None  # the message that this one is a notification about

    @property
    def at(self) -> int:
        """When it came to us, in seconds since 1970 UTC."""
        return second_of(self.id)

    @property
    def client(self) -> str:
        """The program or host that handed it to us."""
        arrivals = (one.event for one in self.told if one.event.client or one.event.client_address)
        first = min(arrivals, key=lambda event: event.at, default=None)
        if first is None:
            return ""
        address = f" [{first.client_address}]" if first.client_address and first.client else first.client_address
        return first.client + address

    @property
    def source_ids(self) -> set[int]:
        """The sources that told of it."""
        return {hop.source_id for hop in self.hops}

    @cached_property
    def by_event(self) -> dict[Event, tuple[Told, ...]]:
        """Where each event stands: a mail may tell again what a log told."""
        found: dict[Event, tuple[Told, ...]] = {}
        for one in self.told:
            found[one.event] = (*found.get(one.event, ()), one)
        return found

    @cached_property
    def trails(self) -> dict[str, list[Event]]:
        """The recipients' events in order."""
        return trails_of(one.event for one in self.told)

    def trail(self, copy: Copy) -> list[Event]:
        """The events of one recipient, in order."""
        return self.trails.get(normalise(copy.address), [])

    def copy(self, address_id: int) -> Copy | None:
        """The copy of one recipient."""
        return next((copy for copy in self.copies if copy.address_id == address_id), None)


def find(session: Session, number: int) -> int | None:
    """The id of the message with this id, or of the one that it was joined to."""
    return session.scalar(select(Message.id).where(Message.id == number)) or session.scalar(
        select(JoinedMessage.message_id).where(JoinedMessage.id == number)
    )


def investigate(session: Session, number: int) -> Investigation | None:
    """Gather what is known of the message with this id."""
    query = (
        select(Message, Sender.address, Subject.text)
        .outerjoin(Sender, Sender.id == Message.sender_id)
        .outerjoin(Subject, Subject.id == Message.subject_id)
    )
    row = session.execute(query.where(Message.id == number)).one_or_none()
    if row is None:
        return None
    message, sender, subject = row
    hops = _hops(session, number)
    told = tuple(told_of(session.connection(), message.references))
    return Investigation(
        id=message.id,
        message_id=message.message_id or "",
        envelope_sender=sender,
        subject=subject or "",
        size=message.size,
        hops=hops,
        copies=_copies(session, number),
        told=told,
        notice_about=about(session, hops, told) if sender == "" else None,
    )


def _hops(session: Session, number: int) -> tuple[HopSeen, ...]:
    query = select(Hop.id, Hop.source_id, Source.name, Hop.queue_id).join(Source, Source.id == Hop.source_id)
    return tuple(HopSeen(*row) for row in session.execute(query.where(Hop.message_id == number).order_by(Hop.id)))


def _copies(session: Session, number: int) -> tuple[Copy, ...]:
    original = aliased(Address)
    row = Recipient
    query = (
        select(
            row.id,
            row.address_id,
            row.domain_id,
            Address.address,
            original.address,
            row.status,
            row.reason,
            row.last_at,
        )
        .join(Address, Address.id == row.address_id)
        .outerjoin(original, original.id == row.original_address_id)
        .where(row.message_id == number)
    )
    copies = [
        Copy(row_id, address_id, domain_id, address, sent_to or "", status_of_code(status), reason_of(reason), last_at)
        for row_id, address_id, domain_id, address, sent_to, status, reason, last_at in session.execute(query)
    ]
    waiting = (Waiting(copy.id, number, copy.domain_id, copy.status, copy.last_at) for copy in copies)
    stale = stale_among(session, waiting)
    told = (copy._replace(stale=True) if copy.id in stale else copy for copy in copies)
    return tuple(sorted(told, key=lambda copy: (_URGENCY[copy.status.tone], copy.address)))
