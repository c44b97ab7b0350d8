"""What an address and a domain have seen lately: the figures behind the small pictures."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from console.diagnosis.reason import Reason, reason_of
from console.diagnosis.stale import Staleness
from console.diagnosis.standing import Outcome
from console.diagnosis.status import Status, Tone, status_of_code
from console.models.daily import Daily
from console.models.message import Message
from console.models.recipient import Recipient
from console.models.sender import Sender
from console.models.subject import Subject
from console.models.time_id import second_of
from console.search.stale import Waiting, stale_among

DAYS = 30
FIRST_DAY = date(1970, 1, 1)
# The order in which a column is stacked, from the bottom up, and what its parts are called.
TONES: dict[Tone, str] = {
    Tone.GOOD: "taken",
    Tone.WAITING: "under way",
    Tone.TROUBLE: "held up",
    Tone.BAD: "not delivered",
    Tone.NEUTRAL: "unknown",
}

Rows = Select[*tuple[Any, ...]]


class Sending(NamedTuple):
    """One message to an address."""

    id: int  # of the row of `recipient`
    message_id: int
    address_id: int
    status: Status
    reason: Reason
    last_at: int  # seconds since 1970 UTC
    envelope_sender: str | None
    subject: str | None
    domain_id: int
    stale: Staleness | None = None  # no news for longer than is usual

    @property
    def at(self) -> int:
        """When it came to us, in seconds since 1970 UTC."""
        return second_of(self.id)

    @property
    def outcome(self) -> Outcome:
        """What became of it."""
        return Outcome(self.at, self.status, self.reason)


class Day(NamedTuple):
    """What became of the mail of one day (UTC), by tone."""

    day: date
    counts: dict[Tone, int]


@dataclass(frozen=True, slots=True)
class DomainLately:
    """The mail to one domain, day by day up to `last_day`. Empty when there never was any."""

    days: tuple[Day, ...]

    @property
    def last_day(self) -> date:
        """The newest day shown."""
        return self.days[-1].day

    def total(self, tone: Tone) -> int:
        """The recipients of that tone in all days."""
        return sum(day.counts[tone] for day in self.days)

    @property
    def tones(self) -> list[Tone]:
        """The tones that occur at all."""
        return [tone for tone in TONES if self.total(tone)]

    @property
    def columns(self) -> list[tuple[str, tuple[tuple[int, Tone, str], ...]]]:
        """As `shell/pictures.html` draws them: label, and (count, tone, word) from the bottom up."""
        tones = self.tones
        return [
            (f"{day.day.day} {day.day:%b}", tuple((day.counts[tone], tone, TONES[tone]) for tone in tones))
            for day in self.days
        ]


def sendings() -> Rows:
    """Rows that make a `Sending`, to be narrowed."""
    return (
        select(
            Recipient.id,
            Recipient.message_id,
            Recipient.address_id,
            Recipient.status,
            Recipient.reason,
            Recipient.last_at,
            Sender.address,
            Subject.text,
            Recipient.domain_id,
        )
        .join(Message, Message.id == Recipient.message_id)
        .outerjoin(Sender, Sender.id == Message.sender_id)
        .outerjoin(Subject, Subject.id == Message.subject_id)
    )


def read(session: Session, query: Rows) -> list[Sending]:
    """The sendings of a query made of `sendings`."""
    found = [
        Sending(row[0], row[1], row[2], status_of_code(row[3]), reason_of(row[4]), *row[5:])
        for row in session.execute(query)
    ]
    waiting = (Waiting(one.id, one.message_id, one.domain_id, one.status, one.last_at) for one in found)
    stale = stale_among(session, waiting)
    return [one._replace(stale=stale[one.id]) if one.id in stale else one for one in found]


def address_lately(session: Session, address_id: int, limit: int = 20) -> list[Sending]:
    """The newest messages to an address, newest first."""
    query = sendings().where(Recipient.address_id == address_id).order_by(Recipient.id.desc()).limit(limit)
    return read(session, query)


def domain_lately(session: Session, domain_id: int, now: float, days: int = DAYS) -> DomainLately:
    """The last days that a domain was written to: up to today, or up to its newest day where that is longer ago."""
    newest = session.scalar(select(func.max(Daily.day)).where(Daily.domain_id == domain_id))
    if newest is None:
        return DomainLately(())
    today = (datetime.fromtimestamp(now, UTC).date() - FIRST_DAY).days
    last = today if today - newest < days else newest
    return DomainLately(tuple(_days(session, domain_id, last - days + 1, last)))


def _days(session: Session, domain_id: int, first: int, last: int) -> Iterator[Day]:
    query = select(Daily.day, Daily.status, func.sum(Daily.count)).where(
        Daily.domain_id == domain_id, Daily.day.between(first, last)
    )
    found = [Day(FIRST_DAY + timedelta(number), dict.fromkeys(TONES, 0)) for number in range(first, last + 1)]
    for number, status, count in session.execute(query.group_by(Daily.day, Daily.status)):
        found[number - first].counts[status_of_code(status).tone] += int(count)
    return iter(found)
