"""Completeness: whether the records are whole, as one sentence that is told before all figures.

What stands in the way is told worst first, each with its remedy. What many sources share is told once.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import NamedTuple, Protocol

from console.diagnosis import unread
from console.diagnosis.gap_cause import CANNOT_READ, FOLLOWER_DOWN, NO_NEWER_LOG, GapCause
from console.diagnosis.moment import at_clock, clock, counted, span, stretch
from console.diagnosis.status import Tone
from console.diagnosis.unread import Gap

RECENT = 86400  # seconds: a gap that closed longer ago is told with its source, and no more on top
ALONE = 2  # sources that are told of one by one; more are told of together
NAMED = 3  # of these


class Trouble(NamedTuple):
    """Something that keeps the records from being whole, or may."""

    tone: Tone
    sentence: str
    remedy: str


class Completeness(NamedTuple):
    """The sentence, its remedy, and what else there is to say."""

    tone: Tone
    sentence: str
    remedy: str
    others: tuple[Trouble, ...]


class Followed(NamedTuple):
    """A feed that ought to be read all the time."""

    name: str
    last_read_at: float | None = None  # seconds since 1970 UTC
    error: str = ""
    error_since: float | None = None
    is_log: bool = True  # False: a mailbox, on which no record of what was sent depends

    @property
    def is_read(self) -> bool:
        """Whether it is read to its end, whatever the error is about."""
        if self.last_read_at is None:
            return False
        return not self.error or self.last_read_at >= (self.error_since or 0.0)


class Work(NamedTuple):
    """Who follows, and what."""

    feeds: Sequence[Followed]
    worker_lives: bool
    failing_tasks: Sequence[tuple[str, str]] = ()  # name and error

    @property
    def follows_logs(self) -> bool:
        """Whether one of the feeds is a log."""
        return any(feed.is_log for feed in self.feeds)

    @property
    def rests(self) -> bool:
        """Whether there is something to follow, and nobody who does."""
        return bool(self.feeds) and not self.worker_lives


class Coverage(unread.Coverage, Protocol):
    """From when to when a source was read, by the time of its newest line or when its follower last looked."""

    @property
    def last_at(self) -> float: ...


class _Told(NamedTuple):
    """A gap of a source, as it is told on top."""

    source: str
    gap: Gap
    is_open: bool


def completeness(
    coverage: Sequence[Coverage],
    work: Work,
    newest_line: float | None,
    now: float,
    zone: tzinfo,
    senders: Sequence[Coverage] = (),
) -> Completeness:
    """The records at `now`; `newest_line` is the time of the newest line of all. Seconds since 1970 UTC.

    Of `senders` mail is expected; a silence of theirs that is over is no trouble any more.
    """
    troubles = [*_of_work(work, now, zone), *_of_sources(coverage, work, newest_line, now, zone)]
    troubles += _told_by_cause([one for one in _gaps(senders, work, now) if one.is_open], now, zone)
    troubles.sort(key=lambda trouble: trouble.tone is not Tone.BAD)
    whole = _whole(coverage, work, newest_line, now)
    if not troubles:
        return Completeness(*whole, ())
    first, *others = troubles
    return Completeness(*first, (*others, whole) if whole.tone is Tone.GOOD else tuple(others))


def _of_work(work: Work, now: float, zone: tzinfo) -> Iterator[Trouble]:
    if work.rests:
        read_at = max((feed.last_read_at or 0.0 for feed in work.feeds), default=0.0)
        since = f" since {_clock(read_at, now, zone)}" if read_at else ""
        yield Trouble(Tone.BAD, f"Nothing is followed{since}: no worker runs.", "Start one: flask --app app work")
    for feed in sorted(work.feeds, key=lambda feed: not feed.is_log):  # on logs the records depend
        if feed.error:
            fault, _, remedy = feed.error.partition(". ")
            told = "is read, but not all of it" if feed.is_read else unread_since(feed, now, zone)
            tone = Tone.TROUBLE if feed.is_read else Tone.BAD
            yield Trouble(tone, f"{feed.name} {told}: {fault.rstrip('.')}.", remedy)
    for name, error in work.failing_tasks:
        yield Trouble(Tone.TROUBLE, f"The worker’s task “{name}” fails.", error)


def unread_since(feed: Followed, now: float, zone: tzinfo) -> str:
    """As part of a sentence about a feed that is not read."""
    if feed.last_read_at is None:
        return "was never read"
    return f"has not been read since {_clock(feed.last_read_at, now, zone)}"


def _of_sources(
    coverage: Sequence[Coverage], work: Work, newest_line: float | None, now: float, zone: tzinfo
) -> Iterator[Trouble]:
    found = _gaps(coverage, work, now)
    ended = [one for one in found if one.is_open and one.gap.cause is NO_NEWER_LOG]
    if not work.follows_logs and newest_line and len({one.source for one in ended}) == len(coverage):
        yield Trouble(
            Tone.TROUBLE,
            f"The records end {at_clock(newest_line, now, zone)}: no newer log came in.",
            "Import the newer logs, or have a feed followed.",
        )
        found = [one for one in found if one not in ended]
    yield from _told_by_cause(found, now, zone)


def _told_by_cause(found: Sequence[_Told], now: float, zone: tzinfo) -> Iterator[Trouble]:
    alike: dict[tuple[str, bool], list[_Told]] = defaultdict(list)
    for one in found:
        alike[(one.gap.cause.name, one.is_open)].append(one)
    for gaps in alike.values():
        yield from _told(gaps, now, zone)


def _gaps(coverage: Sequence[Coverage], work: Work, now: float) -> list[_Told]:
    """Gaps that are open or were lately, but for those that the state of the work explains."""
    explained: set[GapCause] = set()
    if work.rests:
        explained.add(FOLLOWER_DOWN)
    if any(feed.error and not feed.is_read for feed in work.feeds if feed.is_log):
        explained.add(CANNOT_READ)
    found = [_Told(one.source, gap, is_open(one, gap)) for one in coverage for gap in one.gaps]
    return [
        one
        for one in sorted(found, key=lambda one: not one.is_open)
        if one.gap.last_at > now - RECENT and not (one.is_open and one.gap.cause in explained)
    ]


def _told(gaps: Sequence[_Told], now: float, zone: tzinfo) -> Iterator[Trouble]:
    """Gaps of one cause that are all open, or all closed."""
    by_source: dict[str, list[_Told]] = defaultdict(list)
    for one in gaps:
        by_source[one.source].append(one)
    cause = gaps[0].gap.cause
    if len(by_source) > ALONE:
        yield _told_together(gaps, list(by_source), now, zone)
        return
    for source, found in by_source.items():
        newest = found[-1].gap
        more = f", and {counted(len(found) - 1, 'time')} more in the last 24 hours" if len(found) > 1 else ""
        yield Trouble(Tone.TROUBLE, f"{told_of(source, newest, found[-1].is_open, now, zone)}{more}.", cause.remedy)


def _told_together(gaps: Sequence[_Told], sources: Sequence[str], now: float, zone: tzinfo) -> Trouble:
    cause, begun = gaps[0].gap.cause, min(one.gap.first_at for one in gaps)
    when = f"since {_clock(begun, now, zone)} or later" if gaps[0].is_open else "for a while in the last 24 hours"
    # Of several sources, the words of the table go on in the plural.
    told = cause.told(counted(len(sources), cause.noun), when)
    told = told.replace(" was ", " were ", 1).replace(" has ", " have ", 1)
    others = len(sources) - NAMED
    names = ", ".join(sources[:NAMED]) + (f" and {others:,} more" if others > 0 else "")
    return Trouble(Tone.TROUBLE, f"{told[:1].upper()}{told[1:]}.", f"They are {names}. {cause.remedy}")


def is_open(source: Coverage, gap: Gap) -> bool:
    """Whether no line came after it."""
    return gap.last_at >= source.last_at


def told_of(source: str, gap: Gap, goes_on: bool, now: float, zone: tzinfo) -> str:
    """A gap as the beginning of a sentence."""
    told = gap.cause.told(source, stretch(gap.first_at, now if goes_on else gap.last_at, now, zone))
    return told if source and told.startswith(source) else told[:1].upper() + told[1:]


def _whole(coverage: Sequence[Coverage], work: Work, newest_line: float | None, now: float) -> Trouble:
    """What can be said of the sources that are read to the end."""
    if not coverage:
        if work.follows_logs:
            return Trouble(Tone.NEUTRAL, "No line has come in yet.", "A feed is read within seconds of being added.")
        return Trouble(
            Tone.NEUTRAL,
            "No log was read yet.",
            "An admin can add a feed here, or import a log at a terminal: flask --app app import-log /var/log/mail.log",
        )
    whole = [one for one in coverage if not any(is_open(one, gap) for gap in one.gaps)]
    newest = f"; newest line {span(max(now - newest_line, 0.0))} ago" if newest_line else ""
    tone = Tone.GOOD if whole else Tone.NEUTRAL
    return Trouble(tone, f"{_how_many(whole, coverage)} read{newest}.", "")


def _how_many(whole: Sequence[Coverage], coverage: Sequence[Coverage]) -> str:
    if len(whole) < len(coverage):
        return f"{len(whole):,} of {counted(len(coverage), 'source')} {'is' if len(whole) == 1 else 'are'}"
    if len(whole) == 1:
        return f"{whole[0].source or 'The one log'} is"
    return "Both sources are" if len(whole) == 2 else f"All {len(whole):,} sources are"


def _clock(at: float, now: float, zone: tzinfo) -> str:
    """To the minute."""
    return clock(at, now, zone)[:-3]
