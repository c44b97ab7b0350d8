"""What was not read: stretches of time that a source does not cover, and how people are told of them."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import NamedTuple, Protocol

from console.diagnosis.gap_cause import NEVER, NO_OLDER_LOG, GapCause
from console.diagnosis.moment import counted, stretch

SHOWN = 3  # gaps that are named


class Gap(Protocol):
    """A stretch of time of which a source did not tell all; seconds since 1970 UTC."""

    @property
    def first_at(self) -> float: ...

    @property
    def last_at(self) -> float: ...

    @property
    def cause(self) -> GapCause: ...


class Coverage(Protocol):
    """From when to when a source was read, and all gaps in the time that is asked for, its end included."""

    @property
    def source(self) -> str: ...

    @property
    def first_at(self) -> float: ...

    @property
    def gaps(self) -> Sequence[Gap]: ...


class Unread(NamedTuple):
    """A stretch of time that a source does not cover, of which a part is asked about; seconds since 1970 UTC."""

    source: str
    first_at: float
    last_at: float
    cause: GapCause

    def told(self, now: float, zone: tzinfo) -> str:
        """As part of a sentence: "mx2 was not read 09:10–09:25 (the follower was down)"."""
        return self.cause.told(self.source, stretch(self.first_at, self.last_at, now, zone))


def unread_of(
    coverage: Sequence[Coverage], start: float, end: float, expected: Sequence[Coverage] = ()
) -> tuple[Unread, ...]:
    """What was not read of a time, in order; gaps as they are, and not as far as the time goes.

    Of what is `expected` beside the sources nothing is known of the time before it was first heard of.
    """
    found = [
        Unread(source.source, start, min(source.first_at, end), NO_OLDER_LOG)
        for source in coverage
        if start < source.first_at and not was_never_seen(source)
    ]
    found += [
        Unread(source.source, gap.first_at, gap.last_at, gap.cause)
        for source in (*coverage, *expected)
        for gap in source.gaps
        if gap.first_at < end and gap.last_at > start
    ]
    return tuple(sorted(found, key=lambda one: (one.first_at, one.source)))


def named(unread: Sequence[Unread], now: float, zone: tzinfo) -> str:
    """The first of them, as part of a sentence, and how many more there are."""
    told = [one.told(now, zone) for one in unread[:SHOWN]]
    more = len(unread) - SHOWN
    return "; ".join([*told, f"and there are {counted(more, 'more gap')}"] if more > 0 else told)


def was_never_seen(source: Coverage) -> bool:
    """Whether it is only expected, and never told anything."""
    return any(gap.cause in NEVER for gap in source.gaps)
