"""Gaps: the times of which one source told nothing, or not all, each with its cause."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from console.diagnosis.gap_cause import (
    CANNOT_READ,
    CATCHING_UP,
    FILE_MISSING,
    FOLLOWER_DOWN,
    NO_NEWER_LOG,
    QUARANTINE,
    SILENT,
    SILENT_NEW,
    SWITCHED_OFF,
    GapCause,
)
from console.intake.following import LATE, STREAMS, Followed
from console.intake.not_understood import HOUR
from console.intake.silences import ALWAYS_ORDINARY, Habits, Silence
from console.intake.spans import Spans

# Seconds. A file that was read in one piece lacks nothing but what was never written: only a long silence is told.
WITHIN_A_FILE = 2700
FRESH = 900  # seconds: a log that nobody follows counts as read until now for so long

FeedOf = Callable[[int | None], Followed | None]  # the feed that reads a file


class Gap(NamedTuple):
    """A time of which a source told nothing, or not all; seconds since 1970 UTC."""

    first_at: int
    last_at: int
    cause: GapCause


class Asked(NamedTuple):
    """The time that is asked about; seconds since 1970 UTC."""

    first_at: float
    last_at: float
    now: float

    def touches(self, first_at: float, last_at: float) -> bool:
        """Whether this time is asked about."""
        return first_at <= self.last_at and last_at >= self.first_at


def habits_of(spans: Spans) -> Habits:
    """How long a source is used to be silent."""
    return Habits(spans[0].first_at, spans[-1].last_at, silences_of(spans))


def silences_of(spans: Spans) -> list[Silence]:
    """The long silences of a source."""
    return [Silence(before.last_at, after.first_at) for before, after in pairwise(spans)]


def between(spans: Spans, habits: Habits, feed_of: FeedOf, asked: Asked) -> Iterator[Gap]:
    """The silences that are longer than is usual."""
    for before, after in pairwise(spans):
        silence = Silence(before.last_at, after.first_at)
        is_one_file = before.last_file is not None and before.last_file == after.first_file
        patience = WITHIN_A_FILE if is_one_file else ALWAYS_ORDINARY
        if asked.touches(*silence) and habits.are_broken_by(silence, patience):
            yield Gap(*silence, _silent(habits) if is_one_file else _cause(feed_of(after.first_file)))


def _silent(habits: Habits) -> GapCause:
    return SILENT if habits.are_known else SILENT_NEW


def _cause(feed: Followed | None) -> GapCause:
    """Of a gap between two files. A stream begins a new one with its follower."""
    return FOLLOWER_DOWN if feed and feed.kind in STREAMS else FILE_MISSING


def at_the_end(
    unheard: Silence, habits: Habits, feed: Followed | None, stored_at: float | None, now: float
) -> Iterator[Gap]:
    """What is missing since the newest line: `unheard` is the time from there on in which its follower looked.

    Something of its file was last stored at `stored_at` (seconds since 1970 UTC).
    """
    if habits.are_broken_by(unheard, WITHIN_A_FILE):
        yield Gap(*unheard, _silent(habits))
    is_live = feed is not None and feed.enabled
    if now - unheard.last_at > (LATE if is_live else FRESH):
        is_being_read = stored_at is not None and now - stored_at <= LATE
        yield Gap(unheard.last_at, int(now), CATCHING_UP if is_live and is_being_read else _cause_of_the_end(feed))


def _cause_of_the_end(feed: Followed | None) -> GapCause:
    if feed is None:
        return NO_NEWER_LOG
    if not feed.enabled:
        return SWITCHED_OFF
    return CANNOT_READ if feed.error else FOLLOWER_DOWN


def not_understood(hours: Iterable[int], within: tuple[int, int], others: Sequence[Gap]) -> Iterator[Gap]:
    """The hours (since 1970 UTC) as gaps, as far as the source was read, and around the other gaps."""
    begun, until = -1, -1
    for hour in [*sorted(hours), 1 << 40]:
        if hour * HOUR == until:
            until += HOUR
            continue
        if until > begun:
            yield from around(Gap(max(begun, within[0]), min(until, within[1]), QUARANTINE), others)
        begun, until = hour * HOUR, (hour + 1) * HOUR


def in_order(gaps: Iterable[Gap]) -> list[Gap]:
    """By when they began."""
    return sorted(gaps, key=lambda gap: gap.first_at)


def around(gap: Gap, others: Sequence[Gap]) -> Iterator[Gap]:
    """What of a gap is in no other; these are in order."""
    first_at, last_at, cause = gap
    for other in others:
        if first_at < other.last_at and last_at > other.first_at:
            if first_at < other.first_at:
                yield Gap(first_at, other.first_at, cause)
            first_at = other.last_at
    if first_at < last_at:
        yield Gap(first_at, last_at, cause)
