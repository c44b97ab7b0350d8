"""What comes by itself: a thread collects it at once, and it is stored at every look.

What was collected and not stored is lost if the process is killed, unless its sender can be asked for it again, as
the journal can. What could not be stored, since the disk was full, is kept and tried again.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Protocol

from sqlalchemy import Engine, select

from console.diagnosis.gap_cause import FOLLOWER_DOWN
from console.diagnosis.network import Network
from console.intake.batch import Progress
from console.intake.files import Chunk, UnreadableFile
from console.intake.follow.collected import Collected, Piece
from console.intake.follow.entrance import Entrance
from console.intake.follow.spec import FeedSpec, Read, path_of
from console.intake.import_logs import telling_storage_errors, without_garbage_collection
from console.intake.keep import Overtaken
from console.intake.missed import last_read, note_missed
from console.intake.positions import nothing_read
from console.intake.repeated import Repeated
from console.models.feed import FeedKind
from console.models.log_file import LogFile

TURN = 1.0  # seconds after which a look ends
SAMPLE = 200  # lines from which the format is recognised


class Collector(Protocol):
    """Collects what comes, in a thread of its own."""

    @property
    def fingerprint(self) -> str:
        """By which what it collects is known, as a file is: see LogFile. Another each time, unless it can go on."""

    @property
    def trouble(self) -> str:
        """A sentence on what is wrong though it collects; empty: nothing."""

    @property
    def failure(self) -> str:
        """A sentence on why it collects no more; empty: it does."""

    @property
    def ended(self) -> bool:
        """Whether there is nothing more to come."""

    def start(self, cursor: str, collected: Collected) -> None:
        """Begin behind the piece of that cursor, where there are cursors. Raises UnreadableFile."""

    def stop(self) -> None:
        """End."""


class Stream:
    """Stores what a collector collects. `begin` makes one; it is made anew after it failed."""

    def __init__(self, spec: FeedSpec, engine: Engine, network: Network, begin: Callable[[], Collector]) -> None:
        self._path = path_of(spec)
        self._entrance = Entrance(spec, engine, network)
        self._is_socket = spec.kind == FeedKind.SYSLOG
        self._unheard: tuple[float, float] | None = None  # when nobody listened, until it is noted
        self._begin = begin
        self._collector: Collector | None = None
        self._collected = Collected()
        self._in_hand: list[Piece] = []  # taken, and not stored yet
        self._progress = nothing_read(self._path)

    def read_once(self) -> Read:
        """See `spec.Follower`."""
        with telling_storage_errors(), without_garbage_collection():
            collector = self._collector or self._start()
            self._note_what_is_lost()
            ended = collector.ended
            lines, more = self._store(time.monotonic() + TURN)
        if collector.failure and not more:
            self._stop()
            raise UnreadableFile(collector.failure)
        return Read(lines, self._entrance.last_at, collector.trouble, more=more, ended=ended and not more)

    def close(self) -> None:
        """See `spec.Follower`."""
        self.end()

    def end(self) -> int:
        """Close it; the number of lines that were in hand and are stored now."""
        self._stop()
        with telling_storage_errors():
            lines, _ = self._store(float("inf"))
        return lines

    def _start(self) -> Collector:
        collector = self._begin()
        self._entrance.recall(self._path)
        self._progress = self._begun(collector.fingerprint)
        self._collected = Collected()
        before = last_read(self._entrance.engine, self._path) if self._is_socket else None
        collector.start(self._progress.tail, self._collected)
        self._collector = collector
        self._unheard = (before.looked_at, time.time()) if before else None
        return collector

    def _note_what_is_lost(self) -> None:
        """Nobody listened meanwhile, and nobody keeps what was sent. What cannot be noted now is noted at the next look."""
        if self._unheard is not None:
            note_missed(self._entrance.engine, self._path, self._unheard, FOLLOWER_DOWN)
            self._unheard = None

    def _begun(self, fingerprint: str) -> Progress:
        """How far it is stored already."""
        row = select(LogFile.offset, LogFile.tail).where(LogFile.fingerprint == fingerprint)
        with self._entrance.engine.connect() as connection:
            known = connection.execute(row).one_or_none()
        offset, tail = known or (0, "")
        return nothing_read(self._path)._replace(fingerprint=fingerprint, offset=offset, tail=tail)

    def _stop(self) -> None:
        if self._collector is not None:
            self._collected.close()
            self._collector.stop()
            self._collector = None

    def _store(self, until: float) -> tuple[int, bool]:
        """Store what is collected; the number of lines, and whether there is more."""
        lines = 0
        while self._in_hand or (taken := self._collected.take()):
            self._in_hand = self._in_hand or taken
            lines += self._store_what_is_in_hand()
            if time.monotonic() >= until:
                return lines, True
        return lines, False

    def _store_what_is_in_hand(self) -> int:
        sample = [piece.content.decode("utf-8", "surrogateescape") for piece in self._in_hand[:SAMPLE]]
        start = self._progress._replace(format=self._entrance.format_of_stream(self._path, sample))
        repeated = Repeated(self._entrance.engine, self._entrance.file_id(start.fingerprint))
        lines = 0
        try:
            for batch in self._entrance.take(start, chunks_of(self._in_hand, start), repeated):
                self._progress = batch.progress
                lines += sum(batch.lines)
        except Overtaken:  # who overtook it has these pieces too
            self._stop()
            self._collected = Collected()
        self._in_hand = []
        return lines


def chunks_of(pieces: Iterable[Piece], start: Progress) -> Iterator[Chunk]:
    """Pieces as chunks of a log; all of them are one batch."""
    end, cursor = start.offset, start.tail
    for reason, group in groupby(pieces, key=lambda piece: piece.reason):
        for alike in [[piece] for piece in group] if reason else [list(group)]:
            lines = b"\n".join(piece.content for piece in alike)
            end += len(lines) + 1
            cursor = alike[-1].cursor or cursor
            yield Chunk(lines, end, cursor, reason=reason)
