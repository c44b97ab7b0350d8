"""All mail to one address: its state in a sentence, a page of it newest first, and its figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from console.casework.bounces import Untraced, untraced
from console.casework.lately import DomainLately, Sending, address_lately, domain_lately, read, sendings
from console.diagnosis.standing import Standing, standing
from console.mail.address import domain_of
from console.models.address import Address
from console.models.recipient import Recipient

PAGE_SIZE = 50
ENOUGH_TO_JUDGE = 50  # newest messages that the state of an address is told from


@dataclass(frozen=True, slots=True)
class Mail:
    """A page of the mail to an address, newest first."""

    sendings: tuple[Sending, ...]
    newer: int | None  # the `after` of the page with newer mail
    older: int | None  # the `before` of the page with older mail


@dataclass(frozen=True, slots=True)
class RecipientFound:
    """An address that mail was sent to."""

    address_id: int
    address: str
    domain_id: int
    standing: Standing
    lately: tuple[Sending, ...]  # newest first
    domain_lately: DomainLately
    passed_on: bool  # some of its mail goes to other addresses: it is an alias, or forwards
    untraced: Untraced  # mails that came back and speak of it

    @property
    def domain(self) -> str:
        """The part behind the @."""
        return domain_of(self.address)


def find(session: Session, address_id: int, now: float, zone: tzinfo) -> RecipientFound | None:
    """The address with this id. `now` is seconds since 1970 UTC; sentences have dates of `zone`."""
    row = session.get(Address, address_id)
    if row is None or not row.address:
        return None
    lately = address_lately(session, address_id, ENOUGH_TO_JUDGE)
    passed_on = select(Recipient.id).where(Recipient.original_address_id == address_id).limit(1)
    return RecipientFound(
        address_id,
        row.address,
        row.domain_id,
        standing([sending.outcome for sending in lately], now, zone),
        tuple(lately),
        domain_lately(session, row.domain_id, now),
        session.scalar(passed_on) is not None,
        untraced(session, row.address),
    )


def mail(
    session: Session, address_id: int, before: int | None = None, after: int | None = None, size: int = PAGE_SIZE
) -> Mail:
    """Mail to the address, or to an address that it stands for; `before` and `after` are ids of recipient rows."""
    newest_first = after is None
    found: dict[int, Sending] = {}
    for of_address in (Recipient.address_id == address_id, Recipient.original_address_id == address_id):
        found |= {one.id: one for one in _portion(session, of_address, before, after, size + 1)}
    rows = sorted(found.values(), key=lambda one: one.id, reverse=newest_first)
    there_is_more, rows = len(rows) > size, rows[:size]
    if not newest_first:
        rows.reverse()
    return _mail(rows, there_is_more, newest_first, came_from=before is not None)


def _portion(
    session: Session, of_address: ColumnElement[bool], before: int | None, after: int | None, size: int
) -> list[Sending]:
    query = sendings().where(of_address).limit(size)
    if after is not None:
        return read(session, query.where(Recipient.id > after).order_by(Recipient.id))
    if before is not None:
        query = query.where(Recipient.id < before)
    return read(session, query.order_by(Recipient.id.desc()))


def _mail(rows: Sequence[Sending], there_is_more: bool, newest_first: bool, came_from: bool) -> Mail:
    if not rows:
        return Mail((), None, None)
    older = there_is_more if newest_first else True
    newer = came_from if newest_first else there_is_more
    return Mail(tuple(rows), rows[0].id if newer else None, rows[-1].id if older else None)
