"""Each criterion looked up in its dictionary first: few matches are followed through an index, many are not.

Three costs are weighed. Following n addresses to their recipients costs some 5 µs each. Walking the recipients
backwards until a page is full costs the more rows the fewer match: less than 1 µs a row where the n are at hand to
compare with, some 5 µs where each row's address is fetched.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from console.models import search_index
from console.models.address import Address
from console.models.domain import Domain
from console.models.hop import Hop
from console.models.message import Message
from console.models.recipient import Recipient
from console.models.sender import Sender
from console.search.criteria import Criteria, Match
from console.search.meaning import address_is_meant, addresses_meant, in_zone, sender_is_meant
from console.search.membership import among, is_among
from console.search.plan import NEWEST, Part, Range

FEW = 20_000  # rows of a dictionary that are at hand to compare with
FOLLOWED = 3000  # of these, so many are followed to their recipients
FEW_ROWS = 10_000  # recipients that are gathered and sorted
SAMPLE = 400  # of the newest recipients
COMMON = 40  # what one in so many is, fills a page soon
FEW_STREAMS = 20  # indexed ways that are walked side by side
JOINED_WITHIN = 7 * 86400 << 20  # ids: a recipient is younger than its message only where two messages were joined
ALIASED = Recipient.original_address_id.is_not(None)


class Narrowing:
    """The parts of one search."""

    def __init__(self, session: Session, within: Range) -> None:
        self._session = session
        self._dialect = session.get_bind().dialect.name
        self._within = within

    def ids(self, ids: Sequence[str]) -> Part:
        """Any Message-ID or queue ID. Short queue IDs are hexadecimal, and people type them as they like."""
        forms = {*ids, *(one.upper() for one in ids)}
        messages = {
            *self._session.scalars(select(Message.id).where(Message.message_id.in_(forms)).limit(FEW_ROWS)),
            *self._session.scalars(select(Hop.message_id).where(Hop.queue_id.in_(forms)).limit(FEW_ROWS)),
        }
        by_index = among(Recipient.message_id, messages, self._dialect)
        return Part(is_among(Recipient.message_id, messages, self._dialect), self._gathered(by_index))

    def recipients(self, criteria: Criteria) -> Part:
        """Addresses, whole or in part; an address counts too when it was an alias of the final one."""
        if criteria.match is Match.EXACT:
            return self._whole(criteria.recipients)
        looked_up = self._looked_up(address_is_meant(criteria, self._dialect))
        if self._is_common(looked_up):
            return Part(looked_up, dear=True)
        found = self._few(addresses_meant(criteria, self._dialect))
        return Part(looked_up, dear=True) if found is None else self._of_addresses(found)

    def _looked_up(self, matching: ColumnElement[bool]) -> ColumnElement[bool]:
        """Asked of a row at hand by fetching its address."""
        final: ColumnElement[bool] = _scalar(
            select(Address.id).where(Address.id == Recipient.address_id, matching)
        ).is_not(None)
        if not self._has_aliases:
            return final
        original = select(Address.id).where(Address.id == Recipient.original_address_id, matching)
        return or_(final, _scalar(original).is_not(None))

    def _is_common(self, holds: ColumnElement[bool]) -> bool:
        """Whether so many of the newest recipients are meant that the dictionary need not be asked."""
        low, high = self._within
        within = Recipient.id >= low, Recipient.id < high
        newest = select(Recipient.id).where(*within).order_by(Recipient.id.desc()).offset(SAMPLE - 1).limit(1)
        begin = self._session.scalar(newest)
        if begin is None:
            return False
        held = select(func.count()).select_from(Recipient).where(Recipient.id >= begin, Recipient.id < high, holds)
        return (self._session.scalar(held) or 0) >= SAMPLE // COMMON

    def _whole(self, addresses: Sequence[str]) -> Part:
        found = self._few(select(Address.id).where(Address.address.in_(addresses))) or []
        if not found:
            return Part(false(), ())
        aliased = [and_(Recipient.original_address_id == one, Recipient.address_id.not_in(found)) for one in found]
        streams = (*(Recipient.address_id == one for one in found), *aliased)
        return Part(self._is_to(found), streams=streams)

    def _of_addresses(self, found: list[int]) -> Part:
        holds = self._is_to(found)
        if len(found) > FOLLOWED:
            return Part(holds)
        one = self._gathered(among(Recipient.address_id, found, self._dialect))
        if one is None or not self._has_aliases:
            return Part(holds, one)
        other = self._gathered(and_(ALIASED, among(Recipient.original_address_id, found, self._dialect)))
        return Part(holds, None if other is None else tuple({*one, *other}))

    def _is_to(self, found: list[int]) -> ColumnElement[bool]:
        """Asked of a row at hand. `+ 0` hides a column from the planner, or it would gather what is to be walked."""
        final = is_among(Recipient.address_id + 0, found, self._dialect)
        if not self._has_aliases:
            return final
        return or_(final, is_among(Recipient.original_address_id + 0, found, self._dialect))

    @cached_property
    def _has_aliases(self) -> bool:
        """Whether any mail went to another address than it was sent to; where none did, half the work is spared."""
        return self._session.scalar(select(Recipient.id).where(ALIASED).limit(1)) is not None

    def domain(self, name: str, subdomains: bool) -> Part:
        """A domain, or that and all below it."""
        matching = in_zone(name) if subdomains else Domain.name == name
        found = self._few(select(Domain.id).where(matching))
        if found is None:
            zone = select(Domain.id).where(Domain.id == Recipient.domain_id, matching)
            return Part(_scalar(zone).is_not(None), dear=True)
        if not found:
            return Part(false(), ())
        if len(found) <= FEW_STREAMS:
            is_one = (Recipient.domain_id + 0).in_(found)
            return Part(is_one, streams=tuple(Recipient.domain_id == one for one in found))
        holds = is_among(Recipient.domain_id + 0, found, self._dialect)
        by_index = among(Recipient.domain_id, found, self._dialect)
        return Part(holds, self._gathered(by_index) if len(found) <= FOLLOWED else None)

    def sender(self, sender: str) -> Part:
        """An envelope sender, whole or in part."""
        return self._of_messages(Message.sender_id, select(Sender.id).where(sender_is_meant(sender)))

    def subject(self, phrases: Sequence[str]) -> Part:
        """Subjects that hold all the phrases."""
        return self._of_messages(Message.subject_id, search_index.subjects_holding(self._dialect, phrases))

    def _of_messages(self, column: Any, meant: Select[int]) -> Part:
        """What is said of messages by a dictionary: to its few rows, their messages, and the recipients of these."""
        found = self._few(meant)
        value = _scalar(select(column).where(Message.id == Recipient.message_id))
        if found is None:
            return Part(value.in_(meant), dear=True)
        if not found:
            return Part(false(), ())
        holds = is_among(value, found, self._dialect)
        low, high = self._within
        of_them = (among(column, found, self._dialect), Message.id >= low - JOINED_WITHIN, Message.id < high)
        gathered = (
            self._gathered(and_(Recipient.message_id == Message.id, *of_them)) if len(found) <= FOLLOWED else None
        )
        if gathered is not None:
            return Part(holds, gathered, dear=True)
        newest = max(self._newest(column, one) for one in found) if len(found) <= FEW_STREAMS else NEWEST
        return Part(holds, newest=min(newest + JOINED_WITHIN, NEWEST), dear=True)

    def _newest(self, column: Any, value: int) -> int:
        query = select(Message.id).where(column == value, Message.id < self._within[1])
        return self._session.scalar(query.order_by(Message.id.desc()).limit(1)) or 0

    def _few(self, meant: Select[int]) -> list[int] | None:
        """The rows of a dictionary that are meant; None when they are many."""
        found = list(self._session.scalars(meant.limit(FEW + 1)))
        return found if len(found) <= FEW else None

    def _gathered(self, condition: ColumnElement[bool]) -> tuple[int, ...] | None:
        """The recipients in range for which a condition holds that an index answers; None when they are many."""
        low, high = self._within
        query = select(Recipient.id).where(condition, Recipient.id >= low, Recipient.id < high).limit(FEW_ROWS + 1)
        found = tuple(self._session.scalars(query))
        return found if len(found) <= FEW_ROWS else None


def _scalar(query: Any) -> Any:
    """As a value of the row: no planner turns it into a join that begins at the other end."""
    return query.scalar_subquery()
