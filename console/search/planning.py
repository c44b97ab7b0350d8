"""From criteria to a plan: the part that narrows most leads, the others are asked of each of its rows."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sqlalchemy import ColumnElement, and_, literal_column, select, true
from sqlalchemy.orm import Session

from console.diagnosis.reason import reason_named
from console.diagnosis.status import DELIVERED, status_named
from console.models.daily import ALL_DOMAINS, Daily
from console.models.domain import Domain
from console.models.recipient import Recipient
from console.models.time_id import first_id_at
from console.search.criteria import Criteria
from console.search.narrowing import FEW_STREAMS, Narrowing
from console.search.plan import EVERYWHERE, NEWEST, NOTHING, Conditions, Part, Plan, Range
from console.search.stale import WAITING_NAMES, stale_rows

DAY = 86400  # seconds


def plan_of(session: Session, criteria: Criteria) -> Plan:
    """How to find the recipients that the criteria ask for. `words` must have been settled before."""
    if criteria.stale:
        return _plan_of_stale(session, criteria)
    within = range_of(criteria)
    parts = list(_parts(Narrowing(session, within), criteria))
    if any(part.candidates == () for part in parts):
        return NOTHING
    leader = _leader(parts)
    others = [part for part in parts if part is not leader]
    rest, dear = [part.holds for part in others], any(part.dear for part in others)
    low, high = within[0], min([within[1], *(part.newest for part in parts)])
    if leader and leader.candidates is not None:
        return Plan(((low, high),), _in_range(leader.candidates, low, high), (), (*rest, *_standing(criteria)))
    streams = leader.streams if leader else ()
    if wanted := _undelivered(criteria, streams):
        by_status = tuple(and_(stream, standing) for stream in streams for standing in wanted)
        return Plan(((low, high),), None, by_status, (*rest, *_standing(criteria, by_status=True)), dear)
    dated = bool(criteria.statuses or criteria.reasons) and not (criteria.recipients and streams)
    ranges = tuple(_ranges_with(session, criteria, low, high)) if dated else ((low, high),)
    return Plan(ranges, None, streams, (*rest, *_standing(criteria)), dear)


def _plan_of_stale(session: Session, criteria: Criteria) -> Plan:
    """Of what waits, that which is stale."""
    waiting = tuple(name for name in WAITING_NAMES if not criteria.statuses or name in criteria.statuses)
    stale = stale_rows(session) if waiting else None
    if stale is None:
        return NOTHING
    plan = plan_of(session, replace(criteria, statuses=waiting, stale=False))
    ranges = tuple((low, min(high, stale.newest)) for low, high in plan.ranges if low < stale.newest)
    return plan._replace(ranges=ranges, rest=(*plan.rest, *stale.holds))


def range_of(criteria: Criteria) -> Range:
    """The dates as ids."""
    low = EVERYWHERE[0] if criteria.since is None else first_id_at(criteria.since)
    return low, EVERYWHERE[1] if criteria.until is None else first_id_at(criteria.until)


def codes(criteria: Criteria) -> tuple[list[int], list[int]]:
    """The statuses and reasons as they are stored."""
    return [status_named(name).code for name in criteria.statuses], [reason_named(n).code for n in criteria.reasons]


def _parts(narrowing: Narrowing, criteria: Criteria) -> Iterator[Part]:
    if criteria.ids:
        yield narrowing.ids(criteria.ids)
    if criteria.recipients:
        yield narrowing.recipients(criteria)
    if criteria.domain:
        yield narrowing.domain(criteria.domain, criteria.subdomains)
    if criteria.sender:
        yield narrowing.sender(criteria.sender)
    if criteria.subject:
        yield narrowing.subject(criteria.subject)


def _leader(parts: list[Part]) -> Part | None:
    gathered = [part for part in parts if part.candidates is not None]
    if gathered:
        return min(gathered, key=lambda part: len(part.candidates or ()))
    return next((part for part in parts if part.streams), None)


def _in_range(candidates: Iterable[int], low: int, high: int) -> tuple[int, ...]:
    return tuple(sorted((one for one in candidates if low <= one < high), reverse=True))


def _standing(criteria: Criteria, by_status: bool = False) -> Conditions:
    statuses, reasons = codes(criteria)
    asked = [] if by_status or not statuses else [Recipient.status.in_(statuses)]
    return (*asked, *([Recipient.reason.in_(reasons)] if reasons else []))


def _undelivered(criteria: Criteria, streams: Conditions) -> list[ColumnElement[bool]]:
    """Statuses as the partial index of a domain has them; [] where it does not serve.

    Codes are written into the statement: an index with a condition is only used where the planner sees that it holds.
    """
    statuses, _ = codes(criteria)
    of_domain = bool(criteria.domain and streams) and not criteria.recipients
    if not of_domain or not statuses or DELIVERED.code in statuses or len(statuses) * len(streams) > FEW_STREAMS:
        return []
    undelivered = Recipient.status != literal_column(str(DELIVERED.code))
    return [and_(undelivered, Recipient.status == literal_column(str(code))) for code in statuses]


def _ranges_with(session: Session, criteria: Criteria, low: int, high: int) -> Iterator[Range]:
    """Only the days that have such a status or reason at all, by the daily figures; the newest first."""
    days = session.scalars(
        select(Daily.day).distinct().where(*counted(session, criteria), Daily.count > 0).order_by(Daily.day.desc())
    )
    begin, end = NEWEST, NEWEST
    for day in days:
        if (day + 1) * DAY != begin:
            yield from _overlap(begin, end, low, high)
            end = (day + 1) * DAY
        begin = day * DAY
    yield from _overlap(begin, end, low, high)


def _overlap(begin: int, end: int, low: int, high: int) -> Iterator[Range]:
    """The seconds from `begin` to `end` as ids, as far as they lie within `low` and `high`."""
    if begin < NEWEST and first_id_at(begin) < high and first_id_at(end) > low:
        yield max(first_id_at(begin), low), min(first_id_at(end), high)


def counted(session: Session, criteria: Criteria) -> Conditions:
    """Which daily figures are asked for; of a domain with subdomains, those of all domains."""
    domain: int | None = ALL_DOMAINS
    if criteria.domain and not criteria.subdomains:
        domain = session.scalar(select(Domain.id).where(Domain.name == criteria.domain))
    statuses, reasons = codes(criteria)
    return (
        Daily.domain_id == domain,
        Daily.status.in_(statuses) if statuses else true(),
        Daily.reason.in_(reasons) if reasons else true(),
    )
