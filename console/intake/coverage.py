"""Coverage: from when to when each source was read, where something is missing, and why.

All of it is worked out from the blocks of evidence and from what the follower noted of its feeds. There is no
record of gaps: one closes when the missing lines come in, in whatever order.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import Connection, select

from console.diagnosis.gap_cause import (
    CANNOT_READ,
    FILE_MISSING,
    FOLLOWER_DOWN,
    NEVER_SEEN,
    NO_NEWER_LOG,
    SILENT,
    SWITCHED_OFF,
    GapCause,
)
from console.diagnosis.unread import was_never_seen
from console.intake.following import STREAMS, Followed, Following, following, is_among
from console.intake.silences import Habits, Silence
from console.intake.spans import Span, Spans, merged, spans_of_sources
from console.models.base import utc_now
from console.models.log_file import LogFile
from console.models.source import Source

FRESH = 900  # seconds: a log that nobody follows counts as read until now for so long
FOLLOWER_LATE = 120  # seconds: a follower that has not looked for longer is down


class Gap(NamedTuple):
    """A time of which a source told nothing, or not all; seconds since 1970 UTC."""

    first_at: int
    last_at: int
    cause: GapCause


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


class _Asked(NamedTuple):
    """What all sources are asked."""

    first_at: float
    last_at: float
    now: float
    following: Following
    path_of: Callable[[int | None], str]  # of a file

    def touches(self, first_at: float, last_at: float) -> bool:
        """Whether this time is asked for."""
        return first_at <= self.last_at and last_at >= self.first_at

    def feed_of(self, file: int | None) -> Followed | None:
        """The feed that reads a file."""
        return self.following.feed_of(self.path_of(file))


def coverage(connection: Connection, first_at: float, last_at: float, now: float | None = None) -> list[SourceCoverage]:
    """Every source that was ever read or is expected, by name, with its gaps that touch the given time.

    Times are seconds since 1970 UTC; without `now`, it is now.
    """
    now = utc_now().timestamp() if now is None else now
    spans = _spans_by_name(connection)
    asked = _Asked(first_at, last_at, now, following(connection), _paths(connection))
    missing = [host for host in asked.following.expected if not is_among(host, spans)]
    covered = [_covered(name, found, asked) for name, found in spans.items()]
    return sorted([*covered, *(_never_seen(host, now) for host in missing)], key=lambda one: one.source)


def gaps_in(spans: Iterable[tuple[int, int]]) -> list[Silence]:
    """The silences between times that were read, given as (first, last), that are longer than is usual."""
    found = merged(Span(first_at, last_at, None, None) for first_at, last_at in spans)
    habits = _habits(found)
    return [silence for silence in _silences(found) if habits.are_broken_by(silence)]


def _spans_by_name(connection: Connection) -> dict[str, Spans]:
    """A host that logs in two formats, as when it changes its mail server, is one source."""
    found: dict[str, Spans] = {}
    spans = spans_of_sources(connection)
    for number, name in connection.execute(select(Source.id, Source.name)):
        if number in spans:
            found[name] = merged([*found[name], *spans[number]]) if name in found else spans[number]
    return found


def _paths(connection: Connection) -> Callable[[int | None], str]:
    @cache
    def path_of(file: int | None) -> str:
        return connection.scalar(select(LogFile.path).where(LogFile.id == file)) or ""

    return path_of


def _covered(name: str, spans: Spans, asked: _Asked) -> SourceCoverage:
    habits = _habits(spans)
    feed = asked.feed_of(spans[-1].last_file)
    newest = spans[-1].last_at
    seen_until = max(newest, int(feed.last_read_at or 0)) if feed else newest
    gaps = [*_between(spans, habits, asked)]
    if is_among(name, asked.following.out_of_service):
        feed = None
    elif asked.touches(newest, asked.now):
        gaps += _at_the_end(Silence(newest, seen_until), habits, feed, asked.now)
    lag = asked.now - seen_until if feed and feed.enabled and feed.last_read_at else None
    return SourceCoverage(name, spans[0].first_at, seen_until, tuple(gaps), lag)


def _between(spans: Spans, habits: Habits, asked: _Asked) -> Iterator[Gap]:
    for before, after in pairwise(spans):
        silence = Silence(before.last_at, after.first_at)
        if asked.touches(*silence) and habits.are_broken_by(silence):
            yield Gap(*silence, _cause(before.last_file, after.first_file, asked))


def _cause(before: int | None, after: int | None, asked: _Asked) -> GapCause:
    """Within one file nothing is missing but what was never written; a stream begins anew with its follower."""
    if before is None or after is None or before == after:
        return SILENT
    feed = asked.feed_of(after)
    return FOLLOWER_DOWN if feed and feed.kind in STREAMS else FILE_MISSING


def _at_the_end(unheard: Silence, habits: Habits, feed: Followed | None, now: float) -> Iterator[Gap]:
    """What is missing since the newest line: `unheard` is the time from there on in which its follower looked."""
    if habits.are_broken_by(unheard):
        yield Gap(*unheard, SILENT)
    live = feed is not None and feed.enabled
    if now - unheard.last_at > (FOLLOWER_LATE if live else FRESH):
        yield Gap(unheard.last_at, int(now), _cause_of_end(feed))


def _cause_of_end(feed: Followed | None) -> GapCause:
    if feed is None:
        return NO_NEWER_LOG
    if not feed.enabled:
        return SWITCHED_OFF
    return CANNOT_READ if feed.error else FOLLOWER_DOWN


def _overlap(first_at: float, last_at: float, begin: float, end: float) -> int:
    return max(0, int(min(last_at, end) - max(first_at, begin)))


def _never_seen(host: str, now: float) -> SourceCoverage:
    return SourceCoverage(host, int(now), int(now), (Gap(0, int(now), NEVER_SEEN),))


def _silences(spans: Spans) -> list[Silence]:
    return [Silence(before.last_at, after.first_at) for before, after in pairwise(spans)]


def _habits(spans: Spans) -> Habits:
    return Habits(spans[0].first_at, spans[-1].last_at, _silences(spans))
