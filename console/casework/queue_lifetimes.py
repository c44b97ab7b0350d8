"""Learning after how long the mail server of each source gives up, from the mail that it gave up."""

from collections import defaultdict
from collections.abc import Iterator
from statistics import median_low

from sqlalchemy import Connection, Engine, select, update

from console.diagnosis.stale import LEARNED_FROM
from console.diagnosis.status import EXPIRED
from console.models import bulk
from console.models.daily import ALL_DOMAINS, Daily
from console.models.hop import Hop
from console.models.recipient import Recipient
from console.models.source import Source
from console.models.time_id import first_id_at

DAY = 86400  # seconds
ENOUGH = 500  # expired recipients; older ones are not looked for


def learn(engine: Engine, now: float) -> None:
    """Note for each source how old its expired mail was, as a rule; `now` is seconds since 1970 UTC."""
    with engine.connect() as connection:
        ages = _ages(connection, now)
        known = dict(connection.execute(select(Source.id, Source.queue_lifetime)).all())
    lifetimes = {source: median_low(found) for source, found in ages.items()}
    with engine.begin() as connection:
        for source, lifetime in lifetimes.items():
            if lifetime != known.get(source):
                connection.execute(update(Source).where(Source.id == source).values(queue_lifetime=lifetime))


def _ages(connection: Connection, now: float) -> dict[int, list[int]]:
    """By source, the ages in seconds at which mail expired in its queue."""
    ended: dict[int, int] = {}
    for day in _days_with_expired(connection, now):
        ended.update(_expired_on(connection, day))
        if len(ended) >= ENOUGH:
            break
    ages: dict[int, list[int]] = defaultdict(list)
    for source, began_at, message in _last_hops(connection, ended):
        ages[source].append(ended[message] - began_at)
    return ages


def _days_with_expired(connection: Connection, now: float) -> list[int]:
    """Days since 1970 UTC, the newest first; the daily figures spare a look at all the others."""
    query = select(Daily.day).distinct().where(Daily.domain_id == ALL_DOMAINS, Daily.status == EXPIRED.code)
    first = int(now) // DAY - LEARNED_FROM
    return list(connection.scalars(query.where(Daily.count > 0, Daily.day >= first).order_by(Daily.day.desc())))


def _expired_on(connection: Connection, day: int) -> dict[int, int]:
    """Messages of that day, and when they expired (seconds since 1970 UTC)."""
    first, last = first_id_at(day * DAY), first_id_at((day + 1) * DAY)
    query = select(Recipient.message_id, Recipient.last_at).where(Recipient.id >= first, Recipient.id < last)
    return dict(connection.execute(query.where(Recipient.status == EXPIRED.code).limit(ENOUGH)).all())


def _last_hops(connection: Connection, messages: dict[int, int]) -> Iterator[tuple[int, int, int]]:
    """In whose queue each message was last, and since when."""
    last: dict[int, tuple[int, int, int]] = {}
    for portion in bulk.portions(messages):
        query = select(Hop.source_id, Hop.began_at, Hop.message_id).where(Hop.message_id.in_(portion))
        for source, began_at, message in connection.execute(query.order_by(Hop.began_at)):
            last[message] = (source, began_at, message)
    return iter(last.values())
