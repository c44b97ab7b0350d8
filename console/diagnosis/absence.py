"""Absence: what it means that there is no trace. "No" has to be proven too, by what was read and what was not."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import NamedTuple, Protocol

from console.diagnosis.moment import clock, counted
from console.diagnosis.verdict import FRESH, Answer

SHOWN = 3  # gaps that are named


class Span(Protocol):
    """A stretch of time; seconds since 1970 UTC."""

    @property
    def first_at(self) -> float: ...

    @property
    def last_at(self) -> float: ...


class Coverage(Span, Protocol):
    """From when to when a source was read, and where it may be missing something."""

    @property
    def source(self) -> str: ...

    @property
    def gaps(self) -> Sequence[Span]: ...


class Unread(NamedTuple):
    """A stretch of the asked time that a source does not cover; seconds since 1970 UTC."""

    source: str
    first_at: float
    last_at: float


class Absence(NamedTuple):
    """The answer to a search without a result."""

    answer: Answer  # no, or we cannot know
    sentence: str
    unread: tuple[Unread, ...]  # all that stands between "no trace" and "no"
    sources: int


# What to ask the customer, so that a second look can find it or prove that it never was.
TO_COLLECT: tuple[str, ...] = (
    "The address, copied from where the customer entered it, not typed again.",
    "The day and the time it should have come, with the time zone.",
    "What kind of message it was (an order, a password, a newsletter), or words of its subject.",
    "The address of ours that such mail usually comes from.",
    "Whether other mail from us arrives, and whether it does at another address or another domain.",
    "Where they have looked: junk, quarantine, other folders, rules, a second mailbox.",
    "Any answer they saw: an error on the page, or a returned mail with all its header lines.",
)


def absence(
    coverage: Sequence[Coverage], first_at: float | None, last_at: float | None, now: float, zone: tzinfo
) -> Absence:
    """What no trace proves for the asked time; None for a bound that was not asked for. Times are seconds since 1970 UTC.

    Without a first bound, what is asked is the time that all sources have in common.
    """
    if not coverage:
        sentence = "There is no trace, but no log has been read yet, so that proves nothing."
        return Absence(Answer.CANNOT_KNOW, sentence, (), 0)
    end = now if last_at is None else min(last_at, now)
    begun = min(source.first_at for source in coverage)
    if begun > end:
        sentence = f"There is no trace, but our records begin only with {clock(begun, now, zone)}."
        return Absence(Answer.CANNOT_KNOW, sentence, (), len(coverage))
    start = _common_start(coverage, end) if first_at is None else first_at
    unread = tuple(sorted(_unread(coverage, start, end, now), key=lambda one: (one.first_at, one.source)))
    if unread:
        sentence = f"There is no trace, but we cannot say for certain: {_named(unread, now, zone)}."
        return Absence(Answer.CANNOT_KNOW, sentence, unread, len(coverage))
    until = "now" if end > now - FRESH else clock(end, now, zone)
    sentence = (
        f"No trace, and our records are complete from {clock(start, now, zone)} to {until} "
        f"on {counted(len(coverage), 'source')}."
    )
    return Absence(Answer.NO, sentence, (), len(coverage))


def _common_start(coverage: Sequence[Coverage], end: float) -> float:
    """From when on all were read that had begun by then."""
    return max(source.first_at for source in coverage if source.first_at <= end)


def _unread(coverage: Sequence[Coverage], start: float, end: float, now: float) -> list[Unread]:
    found = []
    for source in coverage:
        read_until = now if source.last_at > now - FRESH else source.last_at
        if start < source.first_at:
            found.append(Unread(source.source, start, min(source.first_at, end)))
        if end > read_until:
            found.append(Unread(source.source, max(read_until, start), end))
        found += [
            Unread(source.source, max(gap.first_at, start), min(gap.last_at, end))
            for gap in source.gaps
            if gap.first_at < end and gap.last_at > start
        ]
    return found


def _named(unread: Sequence[Unread], now: float, zone: tzinfo) -> str:
    named = [
        f"{one.source} was not read from {clock(one.first_at, now, zone)} to {_until(one.last_at, now, zone)}"
        for one in unread[:SHOWN]
    ]
    more = len(unread) - SHOWN
    return ", ".join([*named, f"and there are {counted(more, 'more gap')}"] if more > 0 else named)


def _until(at: float, now: float, zone: tzinfo) -> str:
    return "now" if at >= now else clock(at, now, zone)
