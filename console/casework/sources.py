"""The sources: how each stands, the feeds that they come from, and whether the records are whole."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.casework import feeds, tasks
from console.casework.source_days import DAYS_SHOWN
from console.casework.tasks import Known
from console.diagnosis.completeness import Completeness, Followed, Work, completeness, is_open, told_of
from console.diagnosis.gap_cause import CANNOT_READ, FOLLOWER_DOWN
from console.diagnosis.moment import counted
from console.diagnosis.status import Tone
from console.intake.coverage import SourceCoverage, coverage
from console.intake.expected_senders import ExpectedSender, expected_senders
from console.intake.mailbox.place import RefusedPlace, place_of
from console.models.evidence import Evidence
from console.models.feed import Feed, FeedKind
from console.models.log_file import LogFile
from console.models.source import Source

A_DAY = 86400  # seconds
FOR_EVER = float(1 << 62)
RANKS = {Tone.BAD: 0, Tone.TROUBLE: 1, Tone.GOOD: 2}
NOT_READ = (CANNOT_READ, FOLLOWER_DOWN)  # gaps that somebody here has to put right
CLOSED = "Gaps"  # the state of a source whose gaps are all over
LATE = 120  # seconds after which a feed that is due and that nobody looked at is not followed any more


class FeedStanding(NamedTuple):
    """A feed, and how it goes."""

    feed: Feed
    state: str
    tone: Tone
    looked: float | None  # seconds since it was last looked at without an error
    line_count: int  # of the file that it reads now
    offset: int  # octets of it that are read


class SourceStanding(NamedTuple):
    """A source, and how it goes now. `told` is a sentence."""

    coverage: SourceCoverage
    newest_line: int | None  # its time, in seconds since 1970 UTC
    state: str
    tone: Tone
    told: str

    @property
    def remedies(self) -> list[tuple[str, str]]:
        """What is to be done about its gaps: a row for each cause."""
        return list({gap.cause.label: gap.cause.remedy for gap in reversed(self.coverage.gaps)}.items())


class Standing(NamedTuple):
    """How everything stands: sources and feeds, and the sentence on top."""

    sources: Sequence[SourceStanding]  # those in trouble first
    feeds: Sequence[FeedStanding]
    tasks: Sequence[tasks.Standing]
    completeness: Completeness
    senders: Sequence[SourceStanding] = ()  # of which mail is expected, as the sources


def standing(session: Session, known: Iterable[Known], now: float, zone: ZoneInfo, days: int = DAYS_SHOWN) -> Standing:
    """All of it at `now` (seconds since 1970 UTC), with the gaps of so many days."""
    found, senders = _seen(session, now, days)
    of_senders = [sender.coverage for sender in senders]
    defined, done = feeds.feeds(session), tasks.tasks(session, known)
    work = Work(
        [_followed(feed) for feed in defined if feed.enabled and feed.kind != FeedKind.EXPECTED],
        tasks.worker_lives(session),
        [(task.name, task.error) for task in done if task.failing],
    )
    newest = session.scalar(select(func.max(LogFile.last_line_at)))
    return Standing(
        sorted(_sources(session, found, now, zone), key=_rank),
        [_feed(session, feed, [*found, *of_senders], now) for feed in defined],
        done,
        completeness(found, work, newest, now, zone, of_senders),
        sorted((_sender(sender, now, zone) for sender in senders), key=_rank),
    )


def feed_standing(session: Session, feed: Feed, now: float) -> FeedStanding:
    """How one feed goes at `now` (seconds since 1970 UTC)."""
    if feed.kind != FeedKind.EXPECTED:
        return _feed(session, feed, (), now)
    found, senders = _seen(session, now, DAYS_SHOWN)
    return _feed(session, feed, [*found, *(sender.coverage for sender in senders)], now)


def _seen(session: Session, now: float, days: int) -> tuple[Sequence[SourceCoverage], Sequence[ExpectedSender]]:
    """What was seen of the sources and of the expected senders in so many days."""
    shown = (now - days * A_DAY, FOR_EVER, now)
    found = coverage(session.connection(), *shown)
    return found, expected_senders(session.connection(), found, *shown)


def _rank(source: SourceStanding) -> tuple[int, bool, str]:
    """The worst first, and what goes on before what is over."""
    return RANKS[source.tone], source.state == CLOSED, source.coverage.source


def _feed(session: Session, feed: Feed, found: Sequence[SourceCoverage], now: float) -> FeedStanding:
    file = session.execute(
        select(LogFile.line_count, LogFile.offset)
        .where(LogFile.path == (feed.place or feed.kind))
        .order_by(LogFile.last_read_at.desc())
        .limit(1)
    ).one_or_none()
    read_at = _seconds(feed.last_read_at)
    looked = None if read_at is None else max(now - read_at, 0.0)
    state, tone = _feed_state(feed, looked, found)
    return FeedStanding(feed, state, tone, looked, *(file or (0, 0)))


def _feed_state(feed: Feed, looked: float | None, found: Sequence[SourceCoverage]) -> tuple[str, Tone]:
    if not feed.enabled:
        return "Switched off", Tone.NEUTRAL
    if feed.kind == FeedKind.EXPECTED:
        listed = (*feed.expected_hosts, *feed.expected_senders)
        missing = sum(source.was_never_seen and source.source in listed for source in found)
        return (f"{missing} never seen", Tone.TROUBLE) if missing else ("All seen", Tone.GOOD)
    if feed.error:
        return ("Read in part", Tone.TROUBLE) if _followed(feed).is_read else ("Not read", Tone.BAD)
    if looked is None:
        return "Not read yet", Tone.WAITING
    return ("Nobody reads it", Tone.BAD) if looked > LATE + _pause(feed) else ("Followed", Tone.GOOD)


def _pause(feed: Feed) -> int:
    """Seconds for which it is left alone though all is well."""
    try:
        return place_of(feed.place).poll if feed.kind == FeedKind.MAILBOX else 0
    except RefusedPlace:
        return 0


def _followed(feed: Feed) -> Followed:
    is_log = feed.kind != FeedKind.MAILBOX
    return Followed(feed.name, _seconds(feed.last_read_at), feed.error, _seconds(feed.error_since), is_log)


def _sources(session: Session, found: Sequence[SourceCoverage], now: float, zone: ZoneInfo) -> Iterator[SourceStanding]:
    newest = select(func.max(Evidence.last_at)).where(Evidence.source_id == Source.id).scalar_subquery()
    times = session.execute(select(Source.name, newest).order_by(newest)).all()
    newest_lines = {name: at for name, at in times if at is not None}
    for source in found:
        yield SourceStanding(source, newest_lines.get(source.source), *_source_state(source, now, zone))


def _sender(sender: ExpectedSender, now: float, zone: ZoneInfo) -> SourceStanding:
    """A silence that is over is no trouble any more."""
    state, tone, told = _source_state(sender.coverage, now, zone)
    if state == CLOSED:
        told = f"Its mail comes again; it was silent {counted(len(sender.coverage.gaps), 'time')} in these days."
        state, tone = "As usual", Tone.GOOD
    elif tone is Tone.GOOD:
        state, told = "As usual", "Its mail comes as it usually does."
    return SourceStanding(sender.coverage, sender.newest_at, state, tone, told)


def _source_state(source: SourceCoverage, now: float, zone: ZoneInfo) -> tuple[str, Tone, str]:
    """Word, tone and sentence."""
    if not source.gaps:
        return "Complete", Tone.GOOD, "No gap in these days."
    last = source.gaps[-1]
    if not is_open(source, last):
        return CLOSED, Tone.TROUBLE, f"{counted(len(source.gaps), 'gap')} in these days."
    tone = Tone.BAD if last.cause in NOT_READ else Tone.TROUBLE
    return last.cause.label, tone, f"{told_of(source.source, last, True, now, zone)}."


def _seconds(at: datetime | None) -> float | None:
    return at.timestamp() if at else None
