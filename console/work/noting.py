"""What came of looking at feeds, noted on their rows, by whoever looks: a worker or a command."""

import time
from collections.abc import Mapping

from sqlalchemy.orm import Session

from console.casework import feeds
from console.work.feed_thread import Note

NOTE_EVERY = 10.0  # seconds, where all is as it was: others may have noted something else meanwhile
NOTHING = (Note(), 0.0)


class Noting:
    """Notes what is news. Numbers are those of feeds."""

    def __init__(self) -> None:
        self._written: dict[int, tuple[Note, float]] = {}  # the note on the row, and when it was written

    def write(self, session: Session, notes: Mapping[int, Note]) -> None:
        """Ends in a commit if any is news."""
        news = {feed: note for feed, note in notes.items() if self._is_news(feed, note)}
        for feed, note in news.items():
            if note.read_at is not None and (not note.error or note.read_at != self._of(feed).read_at):
                feeds.note_read(session, feed, note.read_at, note.last_line_at)
            if note.error_at is not None:
                feeds.note_error(session, feed, note.error_at, note.error)
        if news:
            session.commit()
        now = time.monotonic()
        self._written |= {feed: (note, now) for feed, note in news.items()}

    def forget(self, feed: int) -> None:
        """It is looked at from here no more."""
        self._written.pop(feed, None)

    def _of(self, feed: int) -> Note:
        return self._written.get(feed, NOTHING)[0]

    def _is_news(self, feed: int, note: Note) -> bool:
        """Whether it is worth a transaction: anything but that another look came to the same a second later."""
        written, at = self._written.get(feed, NOTHING)
        return note.outcome != written.outcome or (note != written and time.monotonic() - at > NOTE_EVERY)
