"""A feed followed in a thread of its own: looked at again and again, whatever happens, until told to stop."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from console import operator_log
from console.intake.files import UnreadableFile
from console.intake.follow.spec import FeedSpec, Follower, Read, Unreachable
from console.intake.import_logs import CannotStore
from console.intake.recognise import UnknownFormat
from console.models.base import utc_now
from console.models.feed import FeedKind

NOT_OURS = 0.5  # seconds until it is looked again whether the lease holds
STUMBLED = "Reading stumbled ({error}). The operator's log tells more; the worker tries again."

log = operator_log.logger(__name__)


class Patience(NamedTuple):
    """Seconds until another try, twice as many each time."""

    first: float
    longest: float


STORING = Patience(1.0, 5.0)  # the database is back before long, or has room again
HERE = Patience(1.0, 30.0)  # what only a person can put right, such as a file that may not be read
ELSEWHERE = Patience(30.0, 900.0)  # a server of others: it is not to be pestered


class Note(NamedTuple):
    """What came of looking."""

    read_at: datetime | None = None  # when the last look began that reached the end: what was written before is read
    last_line_at: datetime | None = None
    error: str = ""  # a sentence; empty: all is well
    error_at: datetime | None = None  # when it began
    failed_at: datetime | None = None  # when the last look began that met with it

    @property
    def outcome(self) -> tuple[object, ...]:
        """All but when it was looked."""
        return self.last_line_at, self.error, self.error_at

    def after_error(self, at: datetime, sentence: str) -> "Note":
        """As it is after a look that began then; without a sentence it met with no error."""
        since, failed_at = (self.error_at or at, at) if sentence else (None, None)
        return self._replace(error=sentence, error_at=since, failed_at=failed_at)

    def after(self, at: datetime, read: Read) -> "Note":
        """As it is after a look that began then and brought this."""
        newest = None if read.last_line_at is None else datetime.fromtimestamp(read.last_line_at, UTC)
        return self._replace(
            read_at=at if read.looked and not read.more else self.read_at,
            last_line_at=newest or self.last_line_at,
        ).after_error(at, read.trouble)


class FeedThread:
    """Follows one feed. `opens` makes its follower; it reads only while `holds` says that the lease is held."""

    def __init__(self, spec: FeedSpec, opens: Callable[[FeedSpec], Follower], holds: Callable[[], bool]) -> None:
        self.spec = spec
        self.note = Note()
        self._opens, self._holds = opens, holds
        self._follower: Follower | None = None
        self._stopping = threading.Event()
        self._troubles = 0  # in a row
        self._thread = threading.Thread(target=self._run, name=f"feed {spec.name}", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """Have it end after the batch in hand."""
        self._stopping.set()

    def join(self, seconds: float) -> None:
        """Wait until it has ended, or so long."""
        self._thread.join(seconds)

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended yet."""
        return self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._stopping.wait(self._look() if self._holds() else NOT_OURS)
        self._close()

    def _look(self) -> float:
        """Read what is new; the seconds until the next look."""
        at, began = utc_now(), time.monotonic()
        try:
            self._follower = self._follower or self._opens(self.spec)
            read = self._follower.read_once()
        except CannotStore as error:
            return self._fail(at, str(error), STORING)
        except (UnreadableFile, UnknownFormat) as error:
            return self._fail(at, str(error), HERE)
        except Unreachable as error:
            return self._fail(at, str(error), ELSEWHERE)
        except Exception as error:  # one feed never stops another
            log.exception("a feed stumbled", feed=self.spec.name)
            self._close()
            patience = ELSEWHERE if self.spec.kind == FeedKind.MAILBOX else HERE
            return self._fail(at, STUMBLED.format(error=type(error).__name__), patience)
        self._note(at, read)
        return max(0.0, began + read.pause - time.monotonic())

    def _note(self, at: datetime, read: Read) -> None:
        self._troubles = 0
        self._change_note(self.note.after(at, read))
        if read.ended:
            self.stop()

    def _fail(self, at: datetime, sentence: str, patience: Patience) -> float:
        self._change_note(self.note.after_error(at, sentence))
        self._troubles += 1
        return min(patience.first * 2.0 ** (self._troubles - 1), patience.longest)

    def _change_note(self, note: Note) -> None:
        if note.error and note.error != self.note.error:
            log.warning("a feed cannot be read", feed=self.spec.name, error=note.error)
        self.note = note

    def _close(self) -> None:
        follower, self._follower = self._follower, None
        if follower is None:
            return
        try:
            follower.close()
        except Exception:  # what it could not store is stored by whoever reads the feed next
            log.exception("a feed stumbled while it was let go", feed=self.spec.name)
