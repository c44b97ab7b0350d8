"""What a bare word is: looked up rather than asked. The first reading that finds something is taken."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from console.mail.address import normalise
from console.models import search_index
from console.models.domain import Domain
from console.models.hop import Hop
from console.models.message import Message
from console.models.sender import Sender
from console.search.criteria import BadSearch, Criteria, Match, all_of
from console.search.meaning import addresses_meant, in_zone
from console.search.values import domain_of_value


class Settled(NamedTuple):
    """Criteria without bare words, and as what these were read; empty when there were none."""

    criteria: Criteria
    reading: str


def settle(session: Session, criteria: Criteria) -> Settled:
    """Decide what bare words mean, and which part of a pasted mail is on record.

    Where nothing is on record, the likeliest reading stands, so that its absence can be told.
    """
    if criteria.pasted:
        return _pasted(session, criteria)
    if not criteria.words:
        return Settled(criteria, "")
    bare = replace(criteria, words=())
    readings = list(_readings(criteria.words))
    likeliest = next(one for one in readings if not one.criteria.ids)
    found = next((one for one in readings if _is_on_record(session, one.criteria)), likeliest)
    return Settled(all_of([bare, found.criteria]), found.reading)


def _pasted(session: Session, criteria: Criteria) -> Settled:
    bare = replace(criteria, pasted=False, ids=(), recipients=())
    for one in criteria.ids:
        if _is_on_record(session, Criteria(ids=(one,))):
            return Settled(replace(bare, ids=(one,)), "the message that the pasted text names")
    known = [one for one in criteria.recipients if _is_on_record(session, Criteria(recipients=(one,)))]
    recipients = tuple(known[:1] or criteria.recipients[:1])
    if recipients:
        return Settled(replace(bare, recipients=recipients), "the recipient that the pasted text names")
    return Settled(replace(bare, ids=criteria.ids), "the message that the pasted text names")


def _readings(words: tuple[str, ...]) -> Iterator[Settled]:
    """The likeliest first."""
    addresses = tuple(word for word in words if "@" in word.strip("@"))
    if addresses:
        yield from _of_addresses(addresses, tuple(word for word in words if word not in addresses))
    elif len(words) == 1:
        yield from _of_a_word(words[0])
    else:
        yield from _of_parts(words)


def _of_addresses(addresses: tuple[str, ...], others: tuple[str, ...]) -> Iterator[Settled]:
    """A Message-ID looks like an address, and a sender is one."""
    recipients = tuple(normalise(address) for address in addresses)
    yield Settled(Criteria(recipients=recipients, subject=others), "a recipient")
    yield Settled(Criteria(ids=addresses, subject=others), "a Message-ID")
    if len(addresses) == 1:
        yield Settled(
            Criteria(recipients=recipients, match=Match.PREFIX, subject=others), "the beginning of recipients"
        )
        yield Settled(Criteria(sender=recipients[0], subject=others), "an envelope sender")


def _of_a_word(word: str) -> Iterator[Settled]:
    yield Settled(Criteria(ids=(word,)), "an ID")
    if domain := _as_domain(word):
        yield Settled(Criteria(domain=domain), "a domain")
        yield Settled(Criteria(domain=domain, subdomains=True), "a domain with all below it")
    yield Settled(Criteria(recipients=(normalise(word),), match=Match.PART), "a part of recipients")
    yield Settled(Criteria(subject=(word,)), "words of the subject")


def _of_parts(words: tuple[str, ...]) -> Iterator[Settled]:
    yield Settled(Criteria(recipients=tuple(map(normalise, words)), match=Match.PART), "parts of recipients")
    yield Settled(Criteria(subject=words), "words of the subject")


def _as_domain(word: str) -> str:
    """The domain that a word with a dot inside names, as the likes of invoice.pdf seem to do too."""
    if "." not in word.strip("."):
        return ""
    try:
        return domain_of_value(word).domain
    except BadSearch:
        return ""


def _is_on_record(session: Session, criteria: Criteria) -> bool:
    """Whether the dictionaries know it at all, in some microseconds."""
    dialect = session.get_bind().dialect.name
    if criteria.ids:
        forms = {*criteria.ids, *(one.upper() for one in criteria.ids)}
        named = select(Message.id).where(Message.message_id.in_(forms))
        return _some(session, named) or _some(session, select(Hop.id).where(Hop.queue_id.in_(forms)))
    if criteria.recipients:
        return _some(session, addresses_meant(criteria, dialect))
    if criteria.domain:
        matching = in_zone(criteria.domain) if criteria.subdomains else Domain.name == criteria.domain
        return _some(session, select(Domain.id).where(matching))
    if criteria.sender:
        return _some(session, select(Sender.id).where(Sender.address == criteria.sender))
    return _some(session, search_index.subjects_holding(dialect, criteria.subject))


def _some(session: Session, query: Select[int]) -> bool:
    return session.scalar(query.limit(1)) is not None
