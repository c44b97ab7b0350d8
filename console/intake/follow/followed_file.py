"""A growing log, followed through rotation.

The file is held open: what is written to it after it was renamed or deleted is read all the same, and its inode is
not given to another meanwhile. A file that was cut is known by what stands before the position, and that was copied
away before it was cut. Where the log was left when nobody followed it is known by its content alone.
"""

import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine

from console.diagnosis.gap_cause import FILE_MISSING
from console.diagnosis.network import Network
from console.intake.batch import Progress
from console.intake.files import SAMPLE, UnreadableFile
from console.intake.follow.entrance import Entrance
from console.intake.follow.growing_file import GrowingFile, Rewritten
from console.intake.follow.older_parts import OlderParts
from console.intake.follow.spec import FeedSpec, Read
from console.intake.import_logs import telling_storage_errors, without_garbage_collection
from console.intake.keep import Overtaken
from console.intake.missed import LastRead, last_read, note_missed
from console.intake.positions import position_in
from console.intake.recognise import UnknownFormat
from console.intake.repeated import Repeated

TURN = 1.0  # seconds after which a look ends, read to the end or not
OLDER_PARTS_EVERY = 10.0  # seconds between two looks at them, where nothing tells of a rotation
LATE = 300.0  # seconds for which a file that was rotated away may still be written to by who has it open
MOST_LATE = 8  # such files
ABSENCE = 5.0  # seconds for which a file may be missing: between renaming the old one and creating the new


class OpenLog:
    """A file as far as it is read."""

    def __init__(self, file: GrowingFile, entrance: Entrance) -> None:
        self.file = file
        self.changed_at = time.monotonic()
        self.number: int | None = None  # of the log file, if it was read before
        self._entrance = entrance
        self._progress: Progress | None = None  # None: where to go on has to be found out
        self._repeated: Repeated | None = None  # None: the file has no number yet

    def read(self) -> Iterator[int]:
        """Read what is new; gives the number of lines, batch by batch. Raises Rewritten and UnreadableFile."""
        if not self.file.has_news():
            return
        self.changed_at = time.monotonic()
        try:
            start = self._progress or self._identify()
            if start is not None:
                yield from self._read_from(start)
        except Overtaken:
            self._progress = None
            self.file.look_again()
        except BaseException:
            self.file.look_again()
            raise

    def _identify(self) -> Progress | None:
        """Where to go on; None while there is no whole line."""
        fingerprint = self.file.fingerprint()
        if not fingerprint:
            return None
        position = position_in(self._entrance.engine, self.file.path, fingerprint, self.file.stands_at)
        self._entrance.learn(position.progress.format, position.last_at)
        self.number = position.file_id
        start = position.progress._replace(format=self._format())
        return start if start.offset else start._replace(tail=fingerprint)

    def _format(self) -> str:
        sample = self.file.sample()
        try:
            return self._entrance.format_of(self.file.path, sample)
        except UnknownFormat as error:
            if self.file.look().size >= SAMPLE:
                raise UnreadableFile(str(error)) from None
            raise UnreadableFile(
                f"{self.file.path} has no line yet that tells its format. It is read once there is one, "
                "or as soon as you name the format."
            ) from None

    def _read_from(self, start: Progress) -> Iterator[int]:
        if self._repeated is None:
            file_id = self._entrance.file_id(start.fingerprint)
            repeated = Repeated(self._entrance.engine, file_id)
            self._repeated = repeated if file_id is not None else None
        else:
            repeated = self._repeated
        pieces = self.file.chunks(start.offset, start.tail)
        for batch in self._entrance.take(start, pieces, repeated):
            self._progress = batch.progress
            yield sum(batch.lines)


class FollowedFile:
    """A log by its path."""

    def __init__(self, spec: FeedSpec, engine: Engine, network: Network) -> None:
        self._path = Path(spec.place).absolute()
        self._entrance = Entrance(spec, engine, network)
        self._current: OpenLog | None = None
        self._late: list[OpenLog] = []  # rotated away, the newest last
        self._is_cut = False
        self._older: OlderParts | None = None
        self._looked_at_older = 0.0
        self._there_at: float | None = None  # when the file was last there
        self._turn: Iterator[int] | None = None
        self._left_at: LastRead | None = None  # where the log was left before; None: not known, or found again
        self._is_new = True

    def read_once(self) -> Read:
        """See `spec.Follower`."""
        end = time.monotonic() + TURN
        lines = 0
        with telling_storage_errors(), without_garbage_collection():
            self._recall()
            turn = self._turn or self._take_turn()
            self._turn = None
            for read in turn:
                lines += read
                if time.monotonic() >= end:
                    self._turn = turn
                    break
        trouble = self._older.trouble if self._older else ""
        return Read(lines, self._entrance.last_at, trouble, more=self._turn is not None)

    def close(self) -> None:
        """See `spec.Follower`."""
        self._turn = None
        for log in self._open_logs():
            log.file.close()
        self._current, self._late = None, []

    def _take_turn(self) -> Iterator[int]:
        yield from self._read_open_logs()
        self._let_go_of_late()
        if self._is_rotated():
            self._put_aside()
            yield from self._read_older_parts()
            yield from self._open_and_read()
        elif self._is_time_for_older_parts():
            yield from self._read_older_parts()
        self._tell_if_missing()
        self._note_what_is_lost()

    def _recall(self) -> None:
        if self._is_new:
            self._left_at, self._is_new = last_read(self._entrance.engine, str(self._path)), False

    def _note_what_is_lost(self) -> None:
        """The file that was read last may be nowhere any more, and with it what was written to its end."""
        if self._left_at is None or self._current is None or self._older is None:
            return
        if self._current.number is not None or self._left_at.file in {None, *self._older.known}:
            self._left_at = None
        elif not self._older.unsettled and not self._older.trouble:
            until = self._entrance.first_at or time.time()
            note_missed(self._entrance.engine, str(self._path), (self._left_at.looked_at, until), FILE_MISSING)
            self._left_at = None

    def _open_logs(self) -> list[OpenLog]:
        return [*self._late, self._current] if self._current else [*self._late]

    def _read_open_logs(self) -> Iterator[int]:
        for log in self._open_logs():
            try:
                yield from log.read()
            except Rewritten:
                if log is self._current:
                    self._is_cut = True
                else:
                    self._let_go(log)
            except UnreadableFile:
                self._let_go(log)
                raise

    def _let_go_of_late(self) -> None:
        for number, log in enumerate(reversed(self._late.copy())):
            if number >= MOST_LATE or time.monotonic() - log.changed_at > LATE:
                self._let_go(log)

    def _let_go(self, log: OpenLog) -> None:
        log.file.close()
        self._late = [one for one in self._late if one is not log]
        self._current = None if self._current is log else self._current

    def _is_rotated(self) -> bool:
        """Whether the name leads to another file, or to a file that was written anew."""
        if self._current is None or self._is_cut:
            return True
        try:
            status = self._path.stat()
        except OSError:
            return not self._is_missing()  # opening it tells why
        return (status.st_dev, status.st_ino) != self._current.file.identity

    def _put_aside(self) -> None:
        """What was renamed or deleted is read on; what was cut is another file now, under the same inode."""
        if self._current is None:
            return
        if self._is_cut:
            self._let_go(self._current)
        else:
            self._late.append(self._current)
        self._current, self._is_cut = None, False

    def _is_time_for_older_parts(self) -> bool:
        waited = time.monotonic() - self._looked_at_older
        return waited > OLDER_PARTS_EVERY or bool(self._older and self._older.unsettled)

    def _read_older_parts(self) -> Iterator[int]:
        self._older = self._older or OlderParts(self._path, self._entrance)
        self._looked_at_older = time.monotonic()
        yield from self._older.read({log.file.identity for log in self._open_logs()})

    def _open_and_read(self) -> Iterator[int]:
        if self._is_missing():
            return
        self._current = self._taken_back(GrowingFile(str(self._path)))
        yield from self._read_open_logs()

    def _taken_back(self, file: GrowingFile) -> OpenLog:
        """The log that was put aside, if it has its name again: its folder could not be looked into for a while."""
        for log in self._late:
            if log.file.identity == file.identity:
                file.close()
                self._late.remove(log)
                return log
        return OpenLog(file, self._entrance)

    def _is_missing(self) -> bool:
        try:
            self._path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return True
        except OSError:  # it may be there: opening it tells
            return False
        return False

    def _tell_if_missing(self) -> None:
        now = time.monotonic()
        if not self._is_missing():
            self._there_at = now
        elif self._there_at is None:
            raise UnreadableFile(f"{self._path} does not exist yet. It is read as soon as it is there; check the name.")
        elif now - self._there_at > ABSENCE:
            raise UnreadableFile(f"{self._path} is gone. It is read on as soon as it is back.")
