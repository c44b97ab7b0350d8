"""Coverage: from when to when each source was read, where something is missing, and why.

All of it is worked out from the blocks of evidence (`spans`, `silences`), from what waits in the quarantine
(`not_understood`) and from what the follower noted of its feeds (`following`). There is no record of gaps: one closes
when the missing lines come in, in whatever order.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from sqlalchemy import Connection, select

from console.diagnosis.gap_cause import NEVER_READ, NEVER_SEEN, GapCause
from console.diagnosis.unread import was_never_seen
from console.intake.following import Followed, Following, followed_by_hand, following, is_among
from console.intake.gaps import Asked, Gap, around, at_the_end, between, habits_of, in_order, not_understood
from console.intake.missed import MissedTimes
from console.intake.not_understood import hours_not_understood
from console.intake.silences import Silence
from console.intake.spans import Spans, merged, spans_of_sources
from console.models.base import utc_now
from console.models.feed import LOGS, Feed
from console.models.log_file import LogFile
from console.models.source import Source


class SourceCoverage(NamedTuple):
    """What was read of one source; seconds since 1970 UTC.

    The last gap may lie behind `last_at`: nothing was read since. Of a host that never logged both bounds are the
    present, and its one gap has no beginning (0).
    """

    source: str
    first_at: int
    last_at: int  # of its newest line, or when its follower last looked and found nothing newer
    gaps: tuple[Gap, ...]  # in order, none overlaps another
    lag: float | None = None  # seconds since the follower last looked; None: nobody follows it

    @property
    def was_never_seen(self) -> bool:
        """Whether it is only expected, and never told anything."""
        return was_never_seen(self)

    def within(self, first_at: float, last_at: float) -> tuple[int, int]:
        """The seconds of this time that were read, and those that are missing; the others are not known of."""
        known = _overlap(self.first_at, self.last_at, first_at, last_at)
        missing = sum(_overlap(gap.first_at, gap.last_at, first_at, last_at) for gap in self.gaps)
        of_known = sum(_overlap(*self._known(gap), first_at, last_at) for gap in self.gaps)
        return known - of_known, missing

    def _known(self, gap: Gap) -> tuple[int, int]:
        return max(gap.first_at, self.first_at), min(gap.last_at, self.last_at)


class _File(NamedTuple):
    """What matters of a log file."""

    feed: Followed | None  # that reads it
    stored_at: float | None  # when something of it was last stored; seconds since 1970 UTC
    last_line_at: int  # of its newest line, whichever host wrote it; seconds since 1970 UTC


class _Host(NamedTuple):
    """What is known of a source."""

    name: str
    numbers: tuple[int, ...]
    spans: Spans
    hours_not_understood: tuple[int, ...]


def coverage(connection: Connection, first_at: float, last_at: float, now: float | None = None) -> list[SourceCoverage]:
    """Every source that was ever read or is expected, by name, with its gaps that touch the given time.

    Times are seconds since 1970 UTC; without `now`, it is now.
    """
    asked = Asked(first_at, last_at, utc_now().timestamp() if now is None else now)
    hosts = _hosts(connection)
    feeds = following(connection).beside(followed_by_hand(connection, asked.now))
    files, missed = _files(connection, feeds), MissedTimes(connection, asked)
    covered = [_covered(host, feeds, files, missed, asked) for host in hosts.values()]
    never_seen = [never(host, asked.now, NEVER_SEEN) for host in feeds.expected if not is_among(host, hosts)]
    return sorted([*covered, *never_seen], key=lambda one: one.source)


def never_read(connection: Connection, now: float) -> list[SourceCoverage]:
    """The feeds of logs that a person defined and that nobody has read yet, by name: who logs there is not known."""
    names = select(Feed.name).where(Feed.enabled, Feed.kind.in_(LOGS), Feed.last_read_at.is_(None))
    return [never(name, now, NEVER_READ) for name in connection.scalars(names.order_by(Feed.name))]


def _hosts(connection: Connection) -> dict[str, _Host]:
    """A host that logs in two formats, as when it changes its mail server, is one source."""
    found: dict[str, _Host] = {}
    spans, hours = spans_of_sources(connection), hours_not_understood(connection)
    for number, name in connection.execute(select(Source.id, Source.name)):
        if number in spans:
            known = found.get(name, _Host(name, (), (), ()))
            of_both = merged([*known.spans, *spans[number]]) if known.spans else spans[number]
            unclear = (*known.hours_not_understood, *hours.get(number, ()))
            found[name] = _Host(name, (*known.numbers, number), of_both, unclear)
    return found


def _files(connection: Connection, feeds: Following) -> Callable[[int | None], _File]:
    @cache
    def file(number: int | None) -> _File:
        query = select(LogFile.path, LogFile.last_read_at, LogFile.last_line_at).where(LogFile.id == number)
        row = connection.execute(query).one_or_none()
        if row is None:
            return _File(None, None, 0)
        return _File(feeds.feed_of(row.path), row.last_read_at.timestamp(), row.last_line_at or 0)

    return file


def _covered(
    host: _Host, feeds: Following, files: Callable[[int | None], _File], missed: MissedTimes, asked: Asked
) -> SourceCoverage:
    habits, newest = habits_of(host.spans), host.spans[-1].last_at
    feed, stored_at, last_line_at = files(host.spans[-1].last_file)
    seen_until = max(newest, int(feed.last_read_at or 0) if feed else last_line_at)
    is_over = is_among(host.name, feeds.out_of_service)
    end = [] if is_over else at_the_end(Silence(newest, seen_until), habits, feed, stored_at, asked.now)
    gaps = [*between(host.spans, habits, lambda file: files(file).feed, asked), *end]
    gaps = in_order([*gaps, *(part for gap in missed.of(host.name, host.numbers) for part in around(gap, gaps))])
    gaps += not_understood(host.hours_not_understood, (host.spans[0].first_at, seen_until), gaps)
    told = tuple(gap for gap in in_order(gaps) if asked.touches(*gap[:2]))
    is_live = feed is not None and feed.enabled and feed.last_read_at is not None and not is_over
    lag = asked.now - seen_until if is_live else None
    return SourceCoverage(host.name, host.spans[0].first_at, seen_until, told, lag)


def never(name: str, now: float, cause: GapCause) -> SourceCoverage:
    """Of something that is only expected, and told nothing yet."""
    return SourceCoverage(name, int(now), int(now), (Gap(0, int(now), cause),))


def _overlap(first_at: float, last_at: float, begin: float, end: float) -> int:
    return max(0, int(min(last_at, end) - max(first_at, begin)))
