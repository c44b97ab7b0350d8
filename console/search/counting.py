"""How many there are: exactly where that is cheap, else "more than" something that is certain.

Where a look at every row costs a look into another table, and there are many, nothing is counted beyond the page.
"""

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
MOST_READ_DEARLY = 10_000
MOST_READ = 20_000  # rows looked at to count what holds for some of them


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
    named = criteria.recipients or criteria.ids or criteria.sender or criteria.subject
    return not (named or criteria.subdomains or criteria.stale)


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
    streams = plan.streams or (true(),)
    before = sum(_between(session, plan, low, begin, stream) for stream in streams)
    after = sum(_between(session, plan, high, end, stream) for stream in streams)
    return Count(int(whole or 0) + before - after, exact=True)


def _nearest_day(second: int) -> int:
    return (second + DAY // 2) // DAY


def _between(session: Session, plan: Plan, low: int, high: int, stream: ColumnElement[bool]) -> int:
    """The rows from one id to the other; less than none where they stand the other way round."""
    if low > high:
        return -_between(session, plan, high, low, stream)
    held = (stream, Recipient.id >= low, Recipient.id < high, *plan.rest)
    query = select(func.count()).select_from(Recipient).where(*held)
    return (session.scalar(query) or 0) if low < high else 0


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
    left = MOST_READ_DEARLY if plan.dear else MOST_READ
    for low, high in plan.ranges:
        for stream in plan.streams or (true(),):
            rows, end = _newest(session, stream, (low, high), left)
            left -= rows
            if left <= 0 and plan.dear:
                return Count(0, exact=False)
            number += _between(session, plan, end, high, stream)
            if left <= 0:
                return Count(_rounded_down(number - 1), exact=False)
    return Count(number, exact=True)


def _newest(session: Session, stream: ColumnElement[bool], within: Range, most: int) -> tuple[int, int]:
    """How many of the newest rows there are, up to `most`, and the least id of them."""
    low, high = within
    rows = select(Recipient.id).where(stream, Recipient.id >= low, Recipient.id < high).order_by(Recipient.id.desc())
    newest = rows.limit(most).subquery()
    number, end = session.execute(select(func.count(newest.c.id), func.min(newest.c.id))).one()
    return int(number), high if end is None else int(end)


def _rounded_down(number: int) -> int:
    """To one figure: what is found among the newest is a bound, no measurement."""
    if number < 10:
        return max(number, 0)
    return int(str(number)[0].ljust(len(str(number)), "0"))
