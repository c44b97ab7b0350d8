"""What was missed of a log: noted by whoever comes back to it, and a gap of the hosts that logged there.

The gap closes as far as lines of that time come in after all: a sender that kept them for a while, or an import.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, Engine, func, insert, or_, select, update

from console.diagnosis.gap_cause import GAP_CAUSES, GapCause
from console.intake.following import is_part_of
from console.intake.gaps import Asked, Gap
from console.models.evidence import Evidence
from console.models.feed import Feed
from console.models.log_file import LogFile
from console.models.missed import Missed
from console.models.overlap import Overlap
from console.models.watch import Watch

LEAST = 5  # seconds: what is over sooner is a restart
OUT_OF_ORDER = 60  # seconds by which lines of a host may be late
DAY = 86400  # seconds: what a copy repeats may end so long before a gap
_CAUSES = {cause.name: cause for cause in GAP_CAUSES}


class LastRead(NamedTuple):
    """How far a place was read before."""

    file: int | None  # the log file that was read last
    looked_at: float  # when it was last known to be read to its end; seconds since 1970 UTC


def last_read(engine: Engine, place: str) -> LastRead | None:
    """How far it was read before; None if it never was."""
    newest = select(LogFile.id, LogFile.last_read_at).where(LogFile.path == place)
    feed = select(Feed.last_read_at).where(or_(Feed.place == place, (Feed.place == "") & (Feed.kind == place)))
    with engine.connect() as connection:
        file = connection.execute(newest.order_by(LogFile.last_read_at.desc()).limit(1)).one_or_none()
        watched = connection.scalar(select(Watch.looked_at).where(Watch.place == place))
        known = [file.last_read_at if file else None, watched, *connection.scalars(feed)]
    times = [at.timestamp() for at in known if at is not None]
    return LastRead(file.id if file else None, max(times)) if times else None


def note_missed(engine: Engine, place: str, times: tuple[float, float], cause: GapCause) -> None:
    """Nobody can know what was written there between these times (seconds since 1970 UTC)."""
    first_at, last_at = times
    if last_at - first_at < LEAST:
        return
    values = {"place": place, "first_at": int(first_at), "last_at": int(last_at), "cause": cause.name}
    with engine.begin() as connection:
        connection.execute(insert(Missed).values(values))


def note_looked(engine: Engine, place: str, kind: str, at: datetime) -> None:
    """Somebody follows it by hand, and has read it to its end."""
    with engine.begin() as connection:
        seen = connection.execute(update(Watch).where(Watch.place == place).values(kind=kind, looked_at=at))
        if not seen.rowcount:
            connection.execute(insert(Watch).values(place=place, kind=kind, looked_at=at))


class MissedTimes:
    """What was missed in the time that is asked about."""

    def __init__(self, connection: Connection, asked: Asked) -> None:
        self._connection = connection
        query = select(Missed).where(Missed.first_at <= asked.last_at, Missed.last_at >= asked.first_at)
        self._all = connection.execute(query.order_by(Missed.first_at)).all()

    def of(self, host: str, sources: Sequence[int]) -> Iterator[Gap]:
        """As gaps of a host, which has these numbers as a source."""
        for one in self._all:
            place = self._logged_at(sources, one.first_at)
            if place is not None and is_part_of(one.place, place):
                read = self._read_of(host, sources, one.first_at, one.last_at)
                yield from (
                    Gap(first_at, last_at, _CAUSES[one.cause])
                    for first_at, last_at in _left(one.first_at, one.last_at, read)
                    if last_at - first_at >= LEAST
                )

    def _logged_at(self, sources: Sequence[int], at: int) -> str | None:
        """Where the host logged then."""
        newest = select(Evidence.log_file_id).where(
            Evidence.source_id.in_(sources), Evidence.last_at <= at + OUT_OF_ORDER
        )
        number = self._connection.scalar(newest.order_by(Evidence.last_at.desc()).limit(1))
        return self._connection.scalar(select(LogFile.path).where(LogFile.id == number)) if number else None

    def _read_of(self, host: str, sources: Sequence[int], first_at: int, last_at: int) -> list[tuple[int, int]]:
        """The times of which each file has lines; what it has none of between them was never written."""
        kept = select(Evidence.log_file_id, func.min(Evidence.first_at), func.max(Evidence.last_at)).where(
            Evidence.source_id.in_(sources), Evidence.last_at > first_at, Evidence.first_at < last_at
        )
        repeated = select(Overlap.log_file_id, Overlap.first_at, Overlap.last_at).where(
            Overlap.host == host, Overlap.last_at > first_at - DAY, Overlap.first_at < last_at + DAY
        )
        times: dict[int | None, list[int]] = defaultdict(list)
        for query in (kept.group_by(Evidence.log_file_id), repeated):
            for file, begun, ended in self._connection.execute(query):
                times[file] += [begun, ended]
        return sorted((min(known), max(known)) for known in times.values())


def _left(first_at: int, last_at: int, read: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """A time without others, which are in order."""
    for begun, ended in read:
        if begun > first_at:
            yield first_at, min(begun, last_at)
        first_at = max(first_at, ended)
    if first_at < last_at:
        yield first_at, last_at
