"""What the words of the criteria mean to the dictionaries: which addresses, domains and senders."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from console.models import search_index
from console.models.address import Address
from console.models.domain import Domain, reversed_name
from console.models.sender import Sender
from console.search.criteria import Criteria, Match

LAST_LETTER = "\U0010ffff"


def addresses_meant(criteria: Criteria, dialect: str) -> Select[int]:
    """The addresses of the dictionary that are meant, by its indexes."""
    if criteria.match is Match.PART:
        return search_index.addresses_holding(dialect, criteria.recipients)
    return select(Address.id).where(address_is_meant(criteria, dialect))


def address_is_meant(criteria: Criteria, dialect: str) -> ColumnElement[bool]:
    """Whether one address is."""
    if criteria.match is Match.EXACT:
        return Address.address.in_(criteria.recipients)
    if criteria.match is Match.PREFIX:
        return or_(*(begins_with(Address.address, beginning) for beginning in criteria.recipients))
    return and_(*(search_index.address_holds(dialect, part) for part in criteria.recipients))


def begins_with(column: Any, beginning: str) -> ColumnElement[bool]:
    """A range of the bytewise index."""
    return and_(column >= beginning, column < beginning + LAST_LETTER)


def in_zone(name: str) -> ColumnElement[bool]:
    """The domain itself and all below it."""
    zone = reversed_name(name)
    return or_(Domain.reversed_name == zone, begins_with(Domain.reversed_name, f"{zone}."))


def sender_is_meant(sender: str) -> ColumnElement[bool]:
    """A whole address, "begins*", or a part. Parts of senders have no index: there are few, or VERP makes them many."""
    if sender == "<>":
        return Sender.address == ""
    if sender.endswith("*"):
        return begins_with(Sender.address, sender.rstrip("*"))
    part = sender.lstrip("*")
    is_whole = "@" in part.lstrip("@") and part == sender
    return Sender.address == part if is_whole else Sender.address.contains(part, autoescape=True)
