"""A mailbox that a command fetches, and what came of it."""

import time
from collections.abc import Callable
from contextlib import closing

from console.diagnosis.moment import counted
from console.intake.follow.spec import FeedSpec, Unreachable
from console.intake.import_logs import CannotStore
from console.intake.mailbox.followed_mailbox import Figures, FollowedMailbox
from console.models.base import utc_now
from console.work.feed_thread import ELSEWHERE, STORING, Note

TRIES = 4  # in a row, of a mailbox that breaks off while mails wait

Say = Callable[[str], None]
Opens = Callable[[FeedSpec], FollowedMailbox]


class Mailbox:
    """A mailbox that is fetched from here. `feed` is the number of its feed."""

    def __init__(self, feed: int, spec: FeedSpec, opens: Opens) -> None:
        self.feed, self.spec = feed, spec
        self.note = Note()
        self._opens = opens
        self._opened: list[FollowedMailbox] = []

    @property
    def figures(self) -> Figures:
        """What came of it so far."""
        return Figures(*map(sum, zip(*(one.figures for one in self._opened), strict=True)))

    @property
    def waiting(self) -> int:
        """How many mails are known to wait."""
        return self._opened[-1].waiting if self._opened else 0

    @property
    def sentence(self) -> str:
        """What came of it, for people. Of what was not read it does not say that there was nothing."""
        if self.note.read_at:
            return f"{sentence(self.figures)} {self.note.error}".rstrip()
        if self.figures.fetched:
            return f"{sentence(self.figures)} The rest was not read. {self.note.error}".rstrip()
        return f"not read. {self.note.error}".rstrip()

    def open(self, spec: FeedSpec) -> FollowedMailbox:
        """Another follower of it; the figures go on."""
        self._opened.append(self._opens(spec))
        return self._opened[-1]

    def fetch(self, say: Say) -> None:
        """Fetch what waits. What breaks off in between is tried again a few times."""
        tries, before = 0, -1
        try:
            with closing(self.open(self.spec)) as one:
                while pause := self._look(one, tries):
                    tries = 1 if one.figures.fetched > before else tries + 1
                    before = one.figures.fetched
                    say(f"{self.spec.name}: {self.note.error}")
                    time.sleep(pause)
        except Unreachable as error:
            self.note = self.note.after_error(utc_now(), str(error))
        if self.note.error:
            say(f"{self.spec.name}: {self.note.error}")

    def take(self, note: Note, say: Say) -> None:
        """What came of it elsewhere; tell of what changed."""
        if note.error != self.note.error:
            say(f"{self.spec.name}: {note.error or 'all is well again.'}")
        self.note = note

    def _look(self, one: FollowedMailbox, tries: int) -> float:
        """Read all; the seconds until another try is worth it, or 0."""
        at = utc_now()
        try:
            while (read := one.read_once()).more:
                self.note = self.note.after(at, read)
            self.note = self.note.after(at, read)
            is_broken_off = not read.looked and bool(read.trouble)
            patience = ELSEWHERE
        except CannotStore as error:
            self.note, is_broken_off, patience = self.note.after_error(at, str(error)), True, STORING
        except Unreachable as error:
            self.note, is_broken_off, patience = self.note.after_error(at, str(error)), one.waiting > 0, ELSEWHERE
        return patience.first * 2.0**tries if is_broken_off and tries < TRIES else 0.0


def sentence(figures: Figures) -> str:
    """What came of the mails, for people."""
    if not figures.fetched:
        return "no new mail."
    counts = (
        (figures.identified, "tells what became of a message", "tell what became of a message"),
        (figures.others, "is not a bounce", "are not bounces"),
        (figures.unreadable, "cannot be read and is in quarantine", "cannot be read and are in quarantine"),
        (figures.known, "was known before", "were known before"),
    )
    parts = [f"{count:,} {one if count == 1 else many}" for count, one, many in counts if count]
    moved = f" {counted(figures.moved, 'mail')} moved." if figures.moved else ""
    return f"{counted(figures.fetched, 'mail')} fetched: {', '.join(parts)}.{moved}"
