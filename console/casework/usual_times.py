"""Learning how long mail to each domain usually takes, from what was decided in the last months.

The database counts, day by day, into a temporary table of steps of time, so that ten million recipients cost little
memory; nothing waits for it but what is written at the end, a few thousand rows at a time. A median is therefore
exact to its step; the longest time is exact.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import accumulate, groupby
from operator import itemgetter

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Select,
    Table,
    case,
    delete,
    func,
    literal,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from console.casework import queue_lifetimes
from console.diagnosis import status
from console.diagnosis.stale import LEARNED_FROM
from console.models import bulk
from console.models.base import utc_now
from console.models.daily import ALL_DOMAINS
from console.models.recipient import Recipient
from console.models.time_id import SLOTS, first_id_at
from console.models.usual_time import UsualTime

DAY = 86400  # seconds
AT_ONCE = 5000  # rows that a transaction writes
NEARLY_ALL = 0.95
# What the recipient's side decided. What expired was ended by us, and says nothing of how long they take.
DECIDED = (status.DELIVERED, status.HARD_BOUNCED, status.INVALID_ADDRESS, status.BLOCKED)
# Seconds; in a step is what took longer than the step before it.
STEPS = (
    *(0, 1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 420, 600, 900, 1200, 1800, 2700, 3600),
    *(5400, 7200, 10_800, 14_400, 21_600, 28_800, 43_200, 64_800, DAY, 129_600, 2 * DAY, 3 * DAY, 4 * DAY, 5 * DAY),
)
BEYOND = 366 * DAY

TAKEN = Table(
    "time_taken",
    MetaData(),
    Column("domain_id", BigInteger, primary_key=True, autoincrement=False),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("messages", BigInteger, nullable=False),
    Column("longest", BigInteger, nullable=False),
    prefixes=["TEMPORARY"],
)

Learned = tuple[int, int, int, int, int]  # the columns of UsualTime


def learn(engine: Engine, now: float | None = None) -> None:
    """Learn anew, from the last days up to `now` (seconds since 1970 UTC); what is no longer known is forgotten."""
    now = utc_now().timestamp() if now is None else now
    with engine.connect() as connection, _counted(connection, now):
        learned = list(_usual_times(connection))
    _store(engine, learned)
    queue_lifetimes.learn(engine, now)


@contextmanager
def _counted(connection: Connection, now: float) -> Iterator[None]:
    """A temporary table with what was counted, while it is read."""
    TAKEN.create(connection, checkfirst=False)
    try:
        last = int(now) // DAY + 1
        for day in range(last - LEARNED_FROM - 1, last):
            _count(connection, _of_a_day(day))
            connection.commit()
        _count(connection, _of_all_domains())
        yield
    finally:
        connection.rollback()
        TAKEN.drop(connection, checkfirst=False)
        connection.commit()


def _of_a_day(day: int) -> Select[int, int, int, int]:
    took = Recipient.last_at - Recipient.id // SLOTS
    step = case(*((took <= bound, literal(bound)) for bound in STEPS), else_=BEYOND).label("step")
    first, last = first_id_at(day * DAY), first_id_at((day + 1) * DAY)
    return (
        select(Recipient.domain_id, step, func.count(), func.max(case((took > 0, took), else_=0)))
        .where(Recipient.id >= first, Recipient.id < last, Recipient.status.in_([found.code for found in DECIDED]))
        .group_by(Recipient.domain_id, step)
    )


def _of_all_domains() -> Select[int, int, int, int]:
    total, longest = func.sum(TAKEN.c.messages), func.max(TAKEN.c.longest)
    return select(literal(ALL_DOMAINS), TAKEN.c.step, total, longest).where(TAKEN.c.messages > 0).group_by(TAKEN.c.step)


def _count(connection: Connection, query: Select[int, int, int, int]) -> None:
    """Add to what was counted. A day is one statement, and no Python sees its rows."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(TAKEN).from_select(TAKEN.c.keys(), query)
    messages = TAKEN.c.messages + statement.excluded.messages
    longer = case((statement.excluded.longest > TAKEN.c.longest, statement.excluded.longest), else_=TAKEN.c.longest)
    key = [TAKEN.c.domain_id, TAKEN.c.step]
    connection.execute(
        statement.on_conflict_do_update(index_elements=key, set_={"messages": messages, "longest": longer})
    )


def _usual_times(connection: Connection) -> Iterator[Learned]:
    query = select(TAKEN).order_by(TAKEN.c.domain_id, TAKEN.c.step).execution_options(yield_per=AT_ONCE)
    rows = connection.execute(query)
    for domain_id, of_domain in groupby(rows, key=itemgetter(0)):
        steps = [(row.step, int(row.messages), row.longest) for row in of_domain]
        messages = sum(count for _, count, _ in steps)
        longest = max(taken for *_, taken in steps)
        median, nearly_all = (_within(steps, share * messages, longest) for share in (0.5, NEARLY_ALL))
        yield domain_id, messages, median, nearly_all, longest


def _within(steps: list[tuple[int, int, int]], messages: float, longest: int) -> int:
    """The step within which so many were decided, of steps with their counts and longest times in order."""
    reached = accumulate(count for _, count, _ in steps)
    return next(
        (min(step, taken) for (step, _, taken), total in zip(steps, reached, strict=True) if total >= messages), longest
    )


def _store(engine: Engine, learned: Iterable[Learned]) -> None:
    """Only what changed, a few rows a transaction."""
    table = bulk.table_of(UsualTime)
    with engine.connect() as connection:
        known = {row[0]: tuple(row) for row in connection.execute(select(table))}
    news = {row[0]: row for row in learned}
    changed = (number for number in sorted(known.keys() | news.keys()) if known.get(number) != news.get(number))
    for portion in bulk.portions(changed, AT_ONCE):
        with engine.begin() as connection:
            connection.execute(delete(UsualTime).where(UsualTime.domain_id.in_(portion)))
            bulk.insert(connection, table, [news[number] for number in portion if number in news])
