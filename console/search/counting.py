"""How many there are: exactly where that is cheap, else "more than" something that is certain."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from console.models.daily import Daily
from console.models.recipient import Recipient
from console.models.time_id import first_id_at, second_of
from console.search.criteria import Criteria
from console.search.membership import among
from console.search.plan import NEWEST, Plan, Range
from console.search.planning import DAY, counted, range_of

MOST = 10_000  # counted one by one
MOST_READ = 2000  # rows looked at to count what holds for some of them


class Count(NamedTuple):
    """`number` results; or more than that, when it is not exact."""

    number: int
    exact: bool

    @property
    def words(self) -> str:
        """`1,234`, or `more than 10,000`."""
        return f"{self.number:,}" if self.exact else f"more than {self.number:,}"


def count(session: Session, criteria: Criteria, plan: Plan) -> Count:
    """How many recipients the criteria, whose plan this is, ask for."""
    if plan.candidates is not None:
        return Count(_candidates(session, plan), exact=True)
    if _in_figures(criteria):
        return _from_figures(session, criteria, plan)
    if plan.rest:
        return _sampled(session, plan)
    return _capped(session, plan, plan.ranges)


def _candidates(session: Session, plan: Plan) -> int:
    if not plan.rest:
        return len(plan.candidates or ())
    ids = among(Recipient.id, plan.candidates or (), session.get_bind().dialect.name)
    return session.scalar(select(func.count()).select_from(Recipient).where(ids, *plan.rest)) or 0


def _in_figures(criteria: Criteria) -> bool:
    """Whether the daily figures know: they tell domains, days, statuses and reasons apart, nothing else."""
    return not (criteria.recipients or criteria.ids or criteria.sender or criteria.subject or criteria.subdomains)


def _from_figures(session: Session, criteria: Criteria, plan: Plan) -> Count:
    """Whole days in UTC by their figures; the hours by which a reader's days begin earlier or later row by row."""
    low, high = range_of(criteria)
    first, last = _nearest_day(second_of(low)), _nearest_day(second_of(high))
    if first >= last:
        return _capped(session, plan, ((low, high),))
    whole = session.scalar(
        select(func.sum(Daily.count)).where(*counted(session, criteria), Daily.day >= first, Daily.day < last)
    )
    begin, end = first_id_at(first * DAY), min(first_id_at(last * DAY), NEWEST)
    number = int(whole or 0) + _between(session, plan, low, begin) - _between(session, plan, high, end)
    return Count(number, exact=True)


def _nearest_day(second: int) -> int:
    return (second + DAY // 2) // DAY


def _between(session: Session, plan: Plan, low: int, high: int) -> int:
    """The rows from one id to the other; less than none where they stand the other way round."""
    if low > high:
        return -_between(session, plan, high, low)
    query = select(func.count()).select_from(Recipient).where(Recipient.id >= low, Recipient.id < high, *plan.rest)
    streams = plan.streams or (true(),)
    return sum(session.scalar(query.where(stream)) or 0 for stream in streams) if low < high else 0


def _capped(session: Session, plan: Plan, ranges: tuple[Range, ...]) -> Count:
    number = 0
    for low, high in ranges:
        for stream in plan.streams or (true(),):
            some = select(Recipient.id).where(stream, Recipient.id >= low, Recipient.id < high, *plan.rest)
            number += session.scalar(select(func.count()).select_from(some.limit(MOST + 1).subquery())) or 0
            if number > MOST:
                return Count(MOST, exact=False)
    return Count(number, exact=True)


def _sampled(session: Session, plan: Plan) -> Count:
    """Of the newest rows only, so that it costs the same whatever is asked; exact when these were all."""
    number = 0
    left = MOST_READ
    for low, high in plan.ranges:
        for stream in plan.streams or (true(),):
            rows, held = _newest(session, plan, stream, (low, high), left)
            left -= rows
            number += held
            if left <= 0:
                return Count(_rounded_down(number - 1), exact=False)
    return Count(number, exact=True)


def _newest(session: Session, plan: Plan, stream: ColumnElement[bool], within: Range, most: int) -> tuple[int, int]:
    """How many of the newest rows there are, up to `most`, and for how many the rest holds."""
    low, high = within
    rows = select(Recipient.id).where(stream, Recipient.id >= low, Recipient.id < high).order_by(Recipient.id.desc())
    newest = rows.limit(most).subquery()
    number, end = session.execute(select(func.count(newest.c.id), func.min(newest.c.id))).one()
    if not number:
        return 0, 0
    held = select(func.count()).select_from(Recipient)
    held = held.where(stream, Recipient.id >= end, Recipient.id < high, *plan.rest)
    return int(number), int(session.scalar(held) or 0)


def _rounded_down(number: int) -> int:
    """To one figure: what is found among the newest is a bound, no measurement."""
    if number < 10:
        return max(number, 0)
    return int(str(number)[0].ljust(len(str(number)), "0"))
