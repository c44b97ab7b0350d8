"""Following: which feed reads the log of a source, when it last looked, and which hosts a person expects to log."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, select

from console.models.evidence import Evidence
from console.models.feed import Feed, FeedKind
from console.models.log_file import LogFile
from console.models.watch import Watch

LATE = 120  # seconds: a follower that has not looked for longer is down
STREAMS = frozenset({FeedKind.JOURNAL, FeedKind.SYSLOG})
AGE = re.compile(r"[.-]\d[\dT:_-]*(?=\.|$)", re.ASCII)  # what rotation puts into a name: a number or a date


class Followed(NamedTuple):
    """A feed, as far as coverage is concerned."""

    kind: str  # FeedKind, by value
    place: str
    enabled: bool
    last_read_at: float | None  # seconds since 1970 UTC
    error: str
    hosts: tuple[str, ...]  # that are expected to log there
    senders: tuple[str, ...] = ()  # of which mail is expected there
    queue_lifetime: int | None = None  # seconds after which its mail server gives up

    def reads(self, path: str) -> bool:
        """Whether a log file of this name is read, or was once read, by it."""
        if self.kind in (FeedKind.EXPECTED, FeedKind.MAILBOX):
            return False
        return is_part_of(self.place or self.kind, path)


class Following(NamedTuple):
    """All feeds."""

    feeds: tuple[Followed, ...]

    def feed_of(self, path: str) -> Followed | None:
        """The feed that reads a log file; one that is switched off only where no other does."""
        reading = [feed for feed in self.feeds if feed.reads(path)]
        return max(reading, key=lambda feed: (feed.enabled, feed.place == path, feed.last_read_at or 0.0), default=None)

    def beside(self, others: "Following") -> "Following":
        """These and the others."""
        return Following((*self.feeds, *others.feeds))

    @property
    def expected(self) -> tuple[str, ...]:
        """Hosts that must log somewhere."""
        return tuple(dict.fromkeys(host for feed in self.feeds if feed.enabled for host in feed.hosts))

    @property
    def senders(self) -> frozenset[str]:
        """Envelope senders of which mail is expected."""
        return frozenset(sender for feed in self.feeds if feed.enabled for sender in feed.senders)

    @property
    def out_of_service(self) -> tuple[str, ...]:
        """Hosts of which nothing more is expected: a person listed them, and switched the list off."""
        off = (feed for feed in self.feeds if not feed.enabled and feed.kind == FeedKind.EXPECTED)
        return tuple(host for feed in off for host in feed.hosts if not is_among(host, self.expected))


def following(connection: Connection) -> Following:
    """All feeds as they stand."""
    columns = (Feed.kind, Feed.place, Feed.enabled, Feed.last_read_at, Feed.error)
    expected = (Feed.expected_hosts, Feed.expected_senders, Feed.queue_lifetime)
    return Following(
        tuple(
            Followed(
                kind, place, enabled, at.timestamp() if at else None, error, tuple(hosts), tuple(senders), lifetime
            )
            for kind, place, enabled, at, error, hosts, senders, lifetime in connection.execute(
                select(*columns, *expected)
            )
        )
    )


def followed_by_hand(connection: Connection, now: float) -> Following:
    """What `flask follow-logs` reads at `now` (seconds since 1970 UTC)."""
    query = select(Watch.kind, Watch.place, Watch.looked_at)
    found = [Followed(kind, place, True, at.timestamp(), "", ()) for kind, place, at in connection.execute(query)]
    return Following(tuple(one for one in found if now - (one.last_read_at or 0.0) <= LATE))


def feed_of_source(connection: Connection, source: int) -> Followed | None:
    """The feed that reads the file with the newest lines of a source."""
    newest = select(Evidence.log_file_id).where(Evidence.source_id == source).order_by(Evidence.last_at.desc()).limit(1)
    path = connection.scalar(select(LogFile.path).where(LogFile.id == newest.scalar_subquery()))
    return following(connection).feed_of(path) if path else None


def is_part_of(place: str, path: str) -> bool:
    """Whether a log file of this name is that place, or was once."""
    return place == path or place == AGE.sub("", path.removesuffix(".gz"))


def is_among(host: str, hosts: Iterable[str]) -> bool:
    """Whether one of the names means this host: logs often have the first label only."""
    return any(_alike(host.lower(), one.lower()) for one in hosts)


def _alike(one: str, other: str) -> bool:
    if "." in one and "." in other:
        return one == other
    return one.partition(".")[0] == other.partition(".")[0]
