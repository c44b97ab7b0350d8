"""How it all goes, in figures for programs that watch: nothing in them tells of a person."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.casework import quarantine, tasks
from console.casework.bounces import WAITS
from console.casework.tasks import Known, Standing
from console.diagnosis.status import status_of_code
from console.models.bounce import Bin, BounceMail
from console.models.daily import ALL_DOMAINS, Daily
from console.models.feed import Feed, FeedKind
from console.models.log_file import LogFile

DAY = 86400  # seconds
IMPORTED = "imported"  # the source of files that no feed reads
ROTATED = (".", "-")  # what stands behind the name of a file that was rotated
COUNTED = {
    "event": LogFile.event_lines,
    "irrelevant": LogFile.irrelevant_lines,
    "blank": LogFile.blank_lines,
    "repeated": LogFile.repeated_lines,
    "quarantined": LogFile.quarantined_lines,
}


class FeedMeasure(NamedTuple):
    """An enabled feed. `lag` is the seconds since it was last read to its end; None: never was."""

    name: str
    lag: float | None
    failing: bool
    since: datetime | None  # when it began to fail
    error: str  # a sentence; empty: all is well


class Measures(NamedTuple):
    """All figures."""

    recipients_today: dict[str, int]  # by status, of mail sent today (UTC)
    lines: dict[tuple[str, str], int]  # by source and what they came to
    quarantined: int  # lines that wait in the quarantine
    mails: dict[str, int]  # of the bounce mailboxes, by bin
    unreadable_mails: int  # those that could not be read and wait for a person
    feeds: Sequence[FeedMeasure]
    tasks: Sequence[Standing]
    worker_lives: bool

    @property
    def needs_worker(self) -> bool:
        """Whether there is something to follow."""
        return bool(self.feeds)


def measures(session: Session, known: Iterable[Known], now: datetime) -> Measures:
    """All figures at `now`."""
    feeds = session.scalars(select(Feed).order_by(Feed.name)).all()
    return Measures(
        recipients_today=_recipients(session, int(now.timestamp()) // DAY),
        lines=_lines(session, feeds),
        quarantined=quarantine.total(session),
        mails=_mails(session),
        unreadable_mails=_unreadable_mails(session),
        feeds=[_feed(feed, now) for feed in feeds if feed.enabled and feed.kind != FeedKind.EXPECTED],
        tasks=tasks.tasks(session, known),
        worker_lives=tasks.worker_lives(session),
    )


def _recipients(session: Session, day: int) -> dict[str, int]:
    query = (
        select(Daily.status, func.sum(Daily.count))
        .where(Daily.domain_id == ALL_DOMAINS, Daily.day == day)
        .group_by(Daily.status)
    )
    return {status_of_code(code).name: int(count) for code, count in session.execute(query)}


def _mails(session: Session) -> dict[str, int]:
    query = select(BounceMail.bin, func.count()).group_by(BounceMail.bin)
    return {str(which): 0 for which in Bin} | {which: int(count) for which, count in session.execute(query)}


def _unreadable_mails(session: Session) -> int:
    query = select(func.count()).select_from(BounceMail).where(BounceMail.bin == Bin.UNREADABLE, WAITS)
    return session.scalar(query) or 0


def _lines(session: Session, feeds: Sequence[Feed]) -> dict[tuple[str, str], int]:
    query = select(LogFile.path, *(func.sum(column) for column in COUNTED.values())).group_by(LogFile.path)
    lines: Counter[tuple[str, str]] = Counter()
    for path, *counts in session.execute(query):
        source = _source(path, feeds)
        for what, count in zip(COUNTED, counts, strict=True):
            lines[(source, what)] += int(count)
    return dict(lines)


def _source(path: str, feeds: Sequence[Feed]) -> str:
    """The name of the feed that reads a file."""
    for feed in feeds:
        place = feed.place or feed.kind
        if path == place or (feed.kind == FeedKind.FILE and path.startswith(tuple(place + end for end in ROTATED))):
            return feed.name
    return IMPORTED


def _feed(feed: Feed, now: datetime) -> FeedMeasure:
    lag = None if feed.last_read_at is None else max(0.0, (now - feed.last_read_at).total_seconds())
    return FeedMeasure(feed.name, lag, bool(feed.error), feed.error_since, feed.error)
