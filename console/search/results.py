"""A page of results, or all of them as a stream: the same for the browser, the command line and exports."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from console.models.time_id import second_of
from console.search.counting import Count, count
from console.search.criteria import Criteria, Match
from console.search.plan import NEWEST, Plan
from console.search.planning import plan_of
from console.search.readings import settle
from console.search.rows import Row, rows_of
from console.search.walk import find

PAGE_SIZE = 50
PATIENCE = 2.0  # seconds that a page may look for something rare before it says how far it came
BATCH = 1000  # rows of a stream that are in memory at once


@dataclass(frozen=True, slots=True)
class Page:
    """Rows newest first. `next` is the `after` of the page that follows; None when this is the last."""

    rows: list[Row]
    next: int | None
    count: Count
    criteria: Criteria  # as they were settled
    reading: str  # as what bare words were read
    looked_to: int | None = None  # seconds since 1970 UTC: nothing older was looked at yet

    @property
    def is_of_one_address(self) -> bool:
        """Whether it was asked for one whole address."""
        return self.criteria.match is Match.EXACT and len(self.criteria.recipients) == 1


def page(session: Session, criteria: Criteria, after: int | None = None, size: int = PAGE_SIZE) -> Page:
    """The page behind the recipient with the id `after`; None for the first."""
    settled, reading = settle(session, criteria)
    plan = plan_of(session, settled)
    found = find(session, plan, NEWEST if after is None else after, size + 1, PATIENCE)
    rows = rows_of(session, found.hits[:size])
    if found.looked_to is not None:
        number = Count(len(rows), exact=False)
        return Page(rows, found.looked_to, number, settled, reading, second_of(found.looked_to))
    following = rows[-1].id if len(found.hits) > size else None
    return Page(rows, following, _count(session, settled, plan, after, len(rows), following), settled, reading)


def _count(
    session: Session, criteria: Criteria, plan: Plan, after: int | None, shown: int, following: int | None
) -> Count:
    if after is None and following is None:
        return Count(shown, exact=True)
    number = count(session, criteria, plan)
    return number if number.exact or number.number >= shown else Count(shown, exact=False)


def stream(session: Session, criteria: Criteria) -> Iterator[list[Row]]:
    """All results in batches, newest first, whatever their number."""
    plan = plan_of(session, settle(session, criteria).criteria)
    before = NEWEST
    while hits := find(session, plan, before, BATCH).hits:
        yield rows_of(session, hits)
        before = hits[-1].id
