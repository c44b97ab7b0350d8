"""Running a plan: recipients newest first, a page or a batch at a time, each statement bounded in what it reads.

Where conditions are left to ask of each row, the table or an index is walked in stretches of so many rows; a
search for something rare then stops after a while, and says how far back it came.
"""

import heapq
from collections.abc import Iterator
from itertools import islice
from time import monotonic
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import Session

from console.models.recipient import Recipient
from console.search.membership import among
from console.search.plan import Conditions, Plan, Range

FIRST_STRETCH = 2000  # rows
LONGEST_STRETCH = 128_000
AT_ONCE = 500  # candidates asked for by id in one statement


class Hit(NamedTuple):
    """A row of `recipient`."""

    id: int
    message_id: int
    address_id: int
    original_address_id: int | None
    status: int
    reason: int
    last_at: int


COLUMNS = tuple(getattr(Recipient, name) for name in Hit._fields)


class Found(NamedTuple):
    """Hits newest first. `looked_to`: nothing older than this id was looked at, though there may be more."""

    hits: list[Hit]
    looked_to: int | None = None


class Clock(NamedTuple):
    """How long a walk may take."""

    until: float

    @classmethod
    def of(cls, seconds: float | None) -> "Clock":
        """None: as long as it takes."""
        return cls(monotonic() + seconds if seconds is not None else float("inf"))

    @property
    def is_up(self) -> bool:
        """Whether to stop."""
        return monotonic() > self.until


def find(session: Session, plan: Plan, before: int, size: int, seconds: float | None = None) -> Found:
    """The first `size` recipients older than the id `before`."""
    if plan.candidates is not None:
        return Found(list(islice(_candidates(session, plan, before), size)))
    clock = Clock.of(seconds)
    hits: list[Hit] = []
    for low, high in plan.ranges:
        found = _in_range(session, plan, (low, min(high, before)), size - len(hits), clock)
        hits += found.hits
        if len(hits) >= size or found.looked_to is not None:
            return Found(hits, found.looked_to if len(hits) < size else None)
    return Found(hits)


def _candidates(session: Session, plan: Plan, before: int) -> Iterator[Hit]:
    waiting = [one for one in plan.candidates or () if one < before]
    dialect = session.get_bind().dialect.name
    for at in range(0, len(waiting), AT_ONCE):
        ids = among(Recipient.id, waiting[at : at + AT_ONCE], dialect)
        yield from _hits(session, select(*COLUMNS).where(ids, *plan.rest).order_by(Recipient.id.desc()))


def _in_range(session: Session, plan: Plan, within: Range, size: int, clock: Clock) -> Found:
    """All streams of one range, merged."""
    everything: Conditions = (true(),)
    found = [_stream(session, stream, plan, within, size, clock) for stream in plan.streams or everything]
    looked_to = max((one.looked_to for one in found if one.looked_to is not None), default=None)
    merged = heapq.merge(*(one.hits for one in found), key=lambda hit: hit.id, reverse=True)
    certain = (hit for hit in merged if looked_to is None or hit.id >= looked_to)
    hits = list(islice(certain, size))
    return Found(hits, looked_to if len(hits) < size else None)


def _stream(session: Session, stream: ColumnElement[bool], plan: Plan, within: Range, size: int, clock: Clock) -> Found:
    low, high = within
    hits: list[Hit] = []
    stretch = FIRST_STRETCH
    while low < high:
        bound = _stretch_end(session, stream, low, high, stretch) if plan.rest else low
        query = select(*COLUMNS).where(stream, Recipient.id >= bound, Recipient.id < high, *plan.rest)
        hits += _hits(session, query.order_by(Recipient.id.desc()).limit(size - len(hits)))
        high, stretch = bound, min(stretch * 4, LONGEST_STRETCH)
        if len(hits) >= size:
            return Found(hits)
        if clock.is_up and low < high:
            return Found(hits, high)
    return Found(hits)


def _stretch_end(session: Session, stream: ColumnElement[bool], low: int, high: int, rows: int) -> int:
    """The id so many rows further back in the stream."""
    query = select(Recipient.id).where(stream, Recipient.id >= low, Recipient.id < high)
    end = session.scalar(query.order_by(Recipient.id.desc()).offset(rows - 1).limit(1))
    return low if end is None else end


def _hits(session: Session, query: Select[tuple[int, int, int, int | None, int, int, int]]) -> list[Hit]:
    return [Hit._make(row) for row in session.execute(query)]
