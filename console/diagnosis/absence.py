"""Absence: what it means that there is no trace. "No" has to be proven too, by what was read and what was not."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import NamedTuple

from console.diagnosis.moment import clock, counted
from console.diagnosis.unread import Coverage, Unread, named, unread_of, was_never_seen
from console.diagnosis.verdict import Answer

WORTH_A_WORD = 3600  # seconds by which some sources must be read for longer than all
FRESH = 900  # seconds: who asks about a time that ended so long ago asks about now


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
    coverage: Sequence[Coverage],
    first_at: float | None,
    last_at: float | None,
    now: float,
    zone: tzinfo,
    expected: Sequence[Coverage] = (),
) -> Absence:
    """What no trace proves for the asked time; None for a bound that was not asked for. Times are seconds since 1970 UTC.

    Without a first bound, what is asked is the time that all sources have in common. What is `expected` beside them are
    senders, and feeds that were never read.
    """
    seen = [source for source in coverage if not was_never_seen(source)]
    if not seen:
        sentence = "There is no trace, but no log has been read yet, so that proves nothing."
        return Absence(Answer.CANNOT_KNOW, sentence, (), len(coverage))
    end = now if last_at is None else min(last_at, now)
    begun = min(source.first_at for source in seen)
    if begun > end:
        sentence = f"There is no trace, but our records begin only with {clock(begun, now, zone)}."
        return Absence(Answer.CANNOT_KNOW, sentence, (), len(coverage))
    start = _common_start(seen, end) if first_at is None else first_at
    unread = unread_of(coverage, start, end, expected)
    if unread:
        sentence = f"No trace, but we cannot say: {named(unread, now, zone)}."
        return Absence(Answer.CANNOT_KNOW, sentence, unread, len(coverage))
    until = "now" if end > now - FRESH else clock(end, now, zone)
    longer = _longer(seen, start, end, expected) if first_at is None else None
    sentence = (
        f"No trace, and our records are complete from {clock(start, now, zone)} to {until} "
        f"on {counted(len(coverage), 'source')}"
        f"{f', on {longer.sources} of them from {clock(longer.first_at, now, zone)}' if longer else ''}."
    )
    return Absence(Answer.NO, sentence, (), len(coverage))


class _Longer(NamedTuple):
    """A longer time for which fewer sources are complete."""

    sources: int
    first_at: float


def _longer(seen: Sequence[Coverage], start: float, end: float, expected: Sequence[Coverage]) -> _Longer | None:
    """What a host that was added lately says nothing of, the others may."""
    older = [source for source in seen if source.first_at < start - WORTH_A_WORD]
    if not older:
        return None
    begun = max(source.first_at for source in older)
    return None if unread_of(older, begun, end, expected) else _Longer(len(older), begun)


def _common_start(coverage: Sequence[Coverage], end: float) -> float:
    """From when on all were read that had begun by then."""
    return max(source.first_at for source in coverage if source.first_at <= end)
