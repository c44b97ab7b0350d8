"""Addresses and domains that may have been meant: what `diagnosis.look_alike` proposes of those we know.

The whole dictionary is never read: candidates are those that begin alike, and the latest of the same domain and of the
domains that look like it.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from console.diagnosis.look_alike import addresses_like, same_name_elsewhere
from console.diagnosis.look_alike_domain import LikeDomain, domains_like
from console.diagnosis.status import Status, status_of_code
from console.mail.address import domain_of, local_part_of, normalise
from console.models.address import Address
from console.models.daily import Daily
from console.models.domain import Domain
from console.models.recipient import DELIVERED_CODE, Recipient

CANDIDATES = 5000  # of each kind
BEGINNINGS = (3, 5, 8)  # letters that candidates begin with alike: the more there are, the closer they must be
LENGTHS = 3  # letters by which a domain may be longer or shorter


class Known(NamedTuple):
    """An address that mail was sent to, and where the newest of it stands."""

    address_id: int
    address: str
    status: Status
    difference: str  # from the address that was asked for; "" for the same name elsewhere


class LookAlikes(NamedTuple):
    """What may have been meant."""

    addresses: tuple[Known, ...]  # the likeliest first
    same_name: tuple[Known, ...]  # perhaps the same person at another domain
    domains: tuple[LikeDomain, ...]

    def __bool__(self) -> bool:
        return bool(self.addresses or self.same_name or self.domains)


def look_alikes(session: Session, address: str) -> LookAlikes:
    """What may have been meant by an address, whether mail was sent to it or not."""
    address = normalise(address)
    domain = domain_of(address)
    domains = tuple(domains_like(domain, _delivered_to(session, domain))) if domain else ()
    candidates = _candidates(session, address, [domain, *(proposal.domain for proposal in domains)])
    proposals = {proposal.address: proposal.difference for proposal in addresses_like(address, candidates)}
    elsewhere = [other for other in same_name_elsewhere(address, candidates) if other not in proposals]
    known = _known(session, [*proposals, *elsewhere])
    return LookAlikes(
        tuple(known[text]._replace(difference=difference) for text, difference in proposals.items() if text in known),
        tuple(known[text] for text in elsewhere if text in known),
        domains,
    )


def _delivered_to(session: Session, domain: str) -> list[str]:
    """Domains of about this length that took mail of ours."""
    taken = exists().where(Daily.domain_id == Domain.id, Daily.status == DELIVERED_CODE)
    length = func.length(Domain.name)
    query = select(Domain.name).where(length.between(len(domain) - LENGTHS, len(domain) + LENGTHS), taken)
    return list(session.scalars(query))


def _candidates(session: Session, address: str, domains: Iterable[str]) -> list[str]:
    local_part = local_part_of(address)
    found = set(_beginning(session, f"{local_part}@"))
    for letters in BEGINNINGS:
        found.update(_beginning(session, local_part[:letters]))
    for domain in domains:
        found.update(_latest(session, domain))
    return sorted(found - {address, ""})


def _beginning(session: Session, beginning: str) -> Sequence[str]:
    """Addresses that begin so: a range of the index, since the column is in the order of bytes."""
    if not beginning:
        return []
    within = Address.address >= beginning, Address.address < beginning + "\U0010ffff"
    return session.scalars(select(Address.address).where(*within).limit(CANDIDATES)).all()


def _latest(session: Session, domain: str) -> Sequence[str]:
    newest = (
        select(Recipient.address_id)
        .join(Domain, Domain.id == Recipient.domain_id)
        .where(Domain.name == domain)
        .order_by(Recipient.id.desc())
        .limit(CANDIDATES)
    ).subquery()
    return session.scalars(select(Address.address).where(Address.id.in_(select(newest.c.address_id)))).all()


def _known(session: Session, addresses: Sequence[str]) -> dict[str, Known]:
    newest = (
        select(func.max(Recipient.id).label("id"))
        .join(Address, Address.id == Recipient.address_id)
        .where(Address.address.in_(addresses))
        .group_by(Recipient.address_id)
    ).subquery()
    query = (
        select(Address.id, Address.address, Recipient.status)
        .join(Recipient, Recipient.address_id == Address.id)
        .where(Recipient.id.in_(select(newest.c.id)))
    )
    rows = session.execute(query) if addresses else ()
    return {address: Known(number, address, status_of_code(status), "") for number, address, status in rows}
