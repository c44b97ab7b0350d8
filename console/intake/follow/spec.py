"""What is followed, and what a look at it brings. Neither knows the tables: commands and the worker use the same."""

from typing import NamedTuple, Protocol

from console.models.feed import FeedKind

NOTHING_NEW = 0.5  # seconds until another look is worth it
A_FEW = 2.0  # after a few lines: the others of the same message come meanwhile, and go into one batch with each other
A_LOT = 0.7  # after many, as of a busy log: enough for a large batch, and soon enough
MANY = 2000  # lines


class FeedSpec(NamedTuple):
    """A feed as its follower needs it."""

    name: str
    kind: str  # FeedKind, by value
    place: str = ""  # the path, `-` for standard input, udp:127.0.0.1:5514 or imaps://…; empty for the journal
    format: str = ""  # empty: recognised
    time_zone: str = "UTC"  # of stamps that name none


class Unreachable(Exception):
    """What is to be read is on another machine, which does not give it; the message says why and what to do.

    It is asked again after half a minute at the earliest, and later each time.
    """


class Read(NamedTuple):
    """What a look brought: lines of a log, or mails of a mailbox."""

    lines: int
    last_line_at: float | None  # the time of the newest line so far, in seconds since 1970 UTC
    trouble: str = ""  # a sentence on what cannot be read beside the rest, such as an old file; empty: all is well
    more: bool = False  # it is not read to its end: look again at once
    ended: bool = False  # nothing more will ever come, as after the end of standard input
    wait: float | None = None  # seconds until another look is worth it, where the feed itself says so
    looked: bool = True  # False: it was waited for news, and none came

    @property
    def pause(self) -> float:
        """After how many seconds, counted from the beginning of this look, another is worth it."""
        if self.wait is not None:
            return self.wait
        if self.more or self.lines >= MANY:
            return 0.0 if self.more else A_LOT
        return A_FEW if self.lines else NOTHING_NEW


class Follower(Protocol):
    """Reads a feed on and on. It belongs to one thread."""

    def read_once(self) -> Read:
        """Store what is new, in batches of bounded size; returns after about a second, read to the end or not.

        Raises UnreadableFile, Unreachable and CannotStore with a sentence. Nothing is lost by any: the next call goes
        on where the last batch that is stored ended.
        """

    def close(self) -> None:
        """Store what is in hand, and let go of files, sockets and processes."""


def path_of(spec: FeedSpec) -> str:
    """The name under which what was read is known."""
    return spec.place or FeedKind(spec.kind).value
