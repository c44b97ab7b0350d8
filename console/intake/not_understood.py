"""Hours of which too much was not understood: the lines that wait in the quarantine, beside those that were read.

A line that cannot be read has no time of its own. It has that of the line before it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from console.models.evidence import Evidence
from console.models.quarantine import Quarantined

HOUR = 3600  # seconds
LEAST = 10  # lines: fewer are an accident
SHARE = 0.01  # of all lines

Hours = dict[int, list[int]]  # by source: hours since 1970 UTC, in order


def hours_not_understood(connection: Connection) -> Hours:
    """The hours of each source in which more than a few lines, and more than a small share, could not be read."""
    unread = _unread(connection)
    found = {source: sorted(_too_many(connection, source, by_hour)) for source, by_hour in unread.items()}
    return {source: hours for source, hours in found.items() if hours}


def _unread(connection: Connection) -> dict[int, dict[int, int]]:
    """By source and hour, how many lines wait; only where these are more than a few."""
    lasts = Evidence.last_at - Evidence.first_at
    hour = (Evidence.first_at + lasts * Quarantined.after_line // Evidence.line_count) // HOUR
    query = (
        select(Evidence.source_id, hour, func.count())
        .select_from(Quarantined)
        .join(Evidence, Evidence.id == Quarantined.after_evidence)
        .where(Quarantined.resolved_at.is_(None))
        .group_by(Evidence.source_id, hour)
        .having(func.count() >= LEAST)
    )
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for source, number, count in connection.execute(query):
        found[source][number] = count
    return found


def _too_many(connection: Connection, source: int, unread: dict[int, int]) -> Iterator[int]:
    read = _read(connection, source, min(unread) * HOUR, (max(unread) + 1) * HOUR)
    return (hour for hour, count in unread.items() if count > SHARE * (read[hour] + count))


def _read(connection: Connection, source: int, first_at: int, last_at: int) -> Counter[int]:
    """How many lines were read, by the hour in which their block begins."""
    hour = Evidence.first_at // HOUR
    query = select(hour, func.sum(Evidence.line_count)).where(
        Evidence.source_id == source, Evidence.last_at >= first_at, Evidence.first_at < last_at
    )
    return Counter({int(number): int(count) for number, count in connection.execute(query.group_by(hour))})
