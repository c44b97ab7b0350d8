"""Which recipients are stale (`diagnosis.stale`): asked of rows at hand, and of the database.

How long mail usually takes is read from what was learned. A message is silent only as far as the logs were read that
would tell of it: up to the newest line of each host whose queue it was in. A mailbox that is full has the same status
whether it is tried again or not, which only its trail tells; none is found here.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from console.diagnosis.stale import ENOUGH, LEAST, LONGEST_PAUSE, WAITING, Staleness, Usual, staleness
from console.diagnosis.stale import UsualTime as Learned
from console.diagnosis.status import Status
from console.models.daily import ALL_DOMAINS
from console.models.evidence import Evidence
from console.models.hop import Hop
from console.models.recipient import Recipient
from console.models.source import Source
from console.models.time_id import SLOTS, second_of
from console.models.usual_time import UsualTime
from console.search.membership import among

WAITING_NAMES = tuple(sorted(found.name for found in WAITING))
NEARLY_ALIKE = 900  # seconds


class Waiting(NamedTuple):
    """A recipient that may be stale."""

    id: int
    message: int
    domain_id: int
    status: Status
    last_at: float  # seconds since 1970 UTC


def usual_of(session: Session, domains: Collection[int]) -> dict[int, Usual]:
    """What is usual for each of these domains."""
    wanted = among(UsualTime.domain_id, {ALL_DOMAINS, *domains}, session.get_bind().dialect.name)
    columns = (UsualTime.count, UsualTime.median, UsualTime.nearly_all, UsualTime.longest)
    known = {
        domain: Learned(*row) for domain, *row in session.execute(select(UsualTime.domain_id, *columns).where(wanted))
    }
    return {domain: Usual(known.get(domain), known.get(ALL_DOMAINS)) for domain in domains}


def stale_among(session: Session, waiting: Iterable[Waiting]) -> dict[int, Staleness]:
    """Those that are stale, by their id."""
    asked = [one for one in waiting if one.status in WAITING]
    if not asked:
        return {}
    usual = usual_of(session, {one.domain_id for one in asked})
    read_until = _read_until(session, {one.message for one in asked})
    found = {
        one.id: staleness(
            one.status, second_of(one.id), one.last_at, usual[one.domain_id], read_until.get(one.message, 0)
        )
        for one in asked
    }
    return {number: stale for number, stale in found.items() if stale}


def _read_until(session: Session, messages: Collection[int]) -> dict[int, int]:
    """Up to when the logs were read that would tell of each message."""
    newest = _newest_lines(session)
    hops = select(Hop.message_id, Hop.source_id).where(among(Hop.message_id, messages, session.get_bind().dialect.name))
    found: dict[int, int] = {}
    for message, source in session.execute(hops):
        until = newest.get(source, 0)
        found[message] = min(found.get(message, until), until)
    return found


def _newest_lines(session: Session) -> dict[int, int]:
    """The time of the newest line of each source; of those that are nearly alike, the newest of all."""
    newest = select(func.max(Evidence.last_at)).where(Evidence.source_id == Source.id).scalar_subquery()
    known = {source: until for source, until in session.execute(select(Source.id, newest)) if until is not None}
    latest = max(known.values(), default=0)
    return {source: latest if latest - until <= NEARLY_ALIKE else until for source, until in known.items()}


class StaleRows(NamedTuple):
    """How the database is asked: `holds` of a row that waits, and none is younger than `newest`, an id."""

    holds: tuple[ColumnElement[bool], ...]
    newest: int


def stale_rows(session: Session) -> StaleRows | None:
    """The same condition, of rows of `recipient` whose status is one of WAITING; None while nothing is learned."""
    of_all = usual_of(session, {ALL_DOMAINS})[ALL_DOMAINS]._replace(of_domain=None)
    if of_all.known is None:
        return None
    newest, limit = _newest_lines(session), _limit(of_all)
    until = max(newest.values(), default=0)
    holds = [_is_stale(until, limit)]
    if len(set(newest.values())) > 1:
        holds.append(_is_stale(_read_until_of_row(newest), limit))
    return StaleRows(tuple(holds), (until - LEAST) * SLOTS)


def _is_stale(read_until: Any, limit: Any) -> ColumnElement[bool]:
    first_at = Recipient.id // SLOTS
    silent, age = read_until - Recipient.last_at, Recipient.last_at - first_at
    return and_(silent > LEAST, or_(silent > LONGEST_PAUSE, silent > age), read_until - first_at > limit)


def _limit(of_all: Usual) -> Any:
    longest = case((UsualTime.longest > LEAST, UsualTime.longest), else_=LEAST)
    of_domain = select(longest).where(UsualTime.domain_id == Recipient.domain_id, UsualTime.count >= ENOUGH)
    return func.coalesce(of_domain.scalar_subquery(), of_all.limit)


def _read_until_of_row(newest: Mapping[int, int]) -> Any:
    of_source = case(newest, value=Hop.source_id, else_=0)
    return select(func.min(of_source)).where(Hop.message_id == Recipient.message_id).scalar_subquery()
