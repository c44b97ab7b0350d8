"""What of the older parts of a log is still to be read, after it was rotated, perhaps while nobody followed it.

A part that was read before is known by its content, and read on from where that ended. One that was never read is
read if it is newer than what was read: if a part that stands behind it was read, or if it was written to since the
log was last read. When a log is followed for the first time, its older parts are left as they are.
"""

import os
import struct
import time
from collections.abc import Collection, Iterator
from contextlib import closing
from enum import Enum, auto
from pathlib import Path
from typing import NamedTuple

from console.intake.files import Chunk, LogSource, UnreadableFile, chunks, open_log, telling_why
from console.intake.follow.entrance import Entrance
from console.intake.follow.growing_file import GrowingFile, Identity, Rewritten
from console.intake.follow.rotation import Rotated, Stamp, rotated
from console.intake.keep import Overtaken
from console.intake.positions import Position, files_alike, position_in, position_of
from console.intake.recognise import UnknownFormat
from console.intake.repeated import Repeated

SETTLED = 60  # seconds without a change, after which nobody copies, compresses or writes a part any more
PLAIN_SIZE = struct.Struct("<I")  # the last octets of a gzip file: the size of the plain text, modulo 2**32 (RFC 1952)


class Renamed(Exception):
    """The name belongs to another file now."""


class Standing(Enum):
    """How an older part stands."""

    READ = auto()  # to its end
    BEGUN = auto()  # read, but not to its end
    NEVER_READ = auto()
    UNSETTLED = auto()  # still being copied or compressed: nothing can be said yet
    UNREADABLE = auto()


STAYING = frozenset({Standing.READ, Standing.NEVER_READ})  # holds while the part does not change and is not read


class Part(NamedTuple):
    """An older part, examined."""

    rotated: Rotated
    standing: Standing
    fingerprint: str = ""
    is_packed: bool = False
    trouble: str = ""


class OlderParts:
    """The older parts of one log."""

    def __init__(self, path: Path, entrance: Entrance) -> None:
        self.trouble = ""  # a sentence; empty: all can be read
        self.unsettled = False  # look again soon
        self.known: set[int] = set()  # the numbers of log files of which these are, or were, the content
        self._path = path
        self._entrance = entrance
        self._log_read_at = entrance.recall(str(path)) or time.time()
        self._left: set[str] = set()  # fingerprints of those that are older than what was read
        self._examined: dict[Stamp, Part] = {}

    def read(self, held: Collection[Identity]) -> Iterator[int]:
        """Read what is to be read, the oldest first; gives the number of lines, batch by batch.

        `held` are files that are open, and read by whoever holds them.
        """
        parts = [self._examine(part, held) for part in rotated(self._path)]
        wanted = [part for number, part in enumerate(parts) if self._is_wanted(number, parts)]
        self._examined = {part.rotated.stamp: part for part in parts if part.fingerprint and part.standing in STAYING}
        self.unsettled = any(part.standing is Standing.UNSETTLED for part in parts)
        troubles = [part.trouble for part in wanted if part.standing is Standing.UNREADABLE]
        for part in reversed(wanted):
            if part.standing is not Standing.UNREADABLE:
                yield from self._read_on(part, troubles)
        self.trouble = troubles[0] if troubles else ""

    def _is_wanted(self, number: int, parts: list[Part]) -> bool:
        """Whether that part, of those from the newest to the oldest, is to be read, or told of if it cannot be."""
        part = parts[number]
        if part.standing in (Standing.READ, Standing.UNSETTLED):
            return False
        if any(older.standing in (Standing.READ, Standing.BEGUN) for older in parts[number:]):
            return True
        if part.fingerprint in self._left or part.rotated.stamp.modified / 1e9 < self._log_read_at:
            self._left.add(part.fingerprint)
            return False
        return True

    def _examine(self, part: Rotated, held: Collection[Identity]) -> Part:
        if part.identity in held:
            return Part(part, Standing.READ)
        if part.stamp in self._examined:
            return self._examined[part.stamp]._replace(rotated=part)
        try:
            log = open_log(str(part.path))
            _check_name(part, log.identity)
            return Part(part, self._standing(part, log), log.fingerprint, log.is_packed)
        except Renamed:
            return Part(part, Standing.UNSETTLED)
        except UnreadableFile as error:
            return Part(part, Standing.UNSETTLED if _will_change(part) else Standing.UNREADABLE, trouble=str(error))

    def _standing(self, part: Rotated, log: LogSource) -> Standing:
        if not log.fingerprint:
            return Standing.READ if _is_settled(part) else Standing.UNSETTLED
        alike = files_alike(self._entrance.engine, log.fingerprint)
        packed = [row.id for row in alike if log.is_packed and row.offset % 2**32 == _plain_size(part.path)]
        self.known.update(packed)
        if packed:
            return Standing.READ
        position = position_of(self._entrance.engine, log)
        if position.file_id is not None:
            self.known.add(position.file_id)
            return Standing.READ if position.progress.offset == log.size and not log.is_packed else Standing.BEGUN
        is_copied = not _is_settled(part) and any(row.offset > (log.size or 0) for row in alike)
        return Standing.UNSETTLED if is_copied else Standing.NEVER_READ

    def _read_on(self, part: Part, troubles: list[str]) -> Iterator[int]:
        try:
            yield from self._read_packed(part) if part.is_packed else self._read_plain(part)
        except (UnreadableFile, UnknownFormat) as error:
            if _will_change(part.rotated):
                self.unsettled = True
            else:
                troubles.append(str(error))
        except (Overtaken, Renamed, Rewritten):
            self.unsettled = True

    def _read_plain(self, part: Part) -> Iterator[int]:
        """If nobody writes to it any more, its last line counts also without a line end."""
        path = str(part.rotated.path)
        with closing(GrowingFile(path)) as file:
            _check_name(part.rotated, file.identity)
            position = position_in(self._entrance.engine, path, file.fingerprint(), file.stands_at)
            start = position.progress
            pieces = file.chunks(start.offset, start.tail or file.fingerprint(), ended=_is_settled(part.rotated))
            yield from self._take(position, file.sample(), pieces)

    def _read_packed(self, part: Part) -> Iterator[int]:
        log = open_log(str(part.rotated.path))
        _check_name(part.rotated, log.identity)
        position = position_of(self._entrance.engine, log)
        yield from self._take(position, log.sample, chunks(log, position.progress.offset))
        self._examined[part.rotated.stamp] = part._replace(standing=Standing.READ)

    def _take(self, position: Position, sample: list[str], pieces: Iterator[Chunk]) -> Iterator[int]:
        self._entrance.learn(position.progress.format, position.last_at)
        start = position.progress._replace(format=self._entrance.format_of(position.progress.path, sample))
        for batch in self._entrance.take(start, pieces, Repeated(self._entrance.engine, position.file_id)):
            yield sum(batch.lines)


def _check_name(part: Rotated, identity: Identity | None) -> None:
    if identity != part.identity:
        raise Renamed


def _is_settled(part: Rotated) -> bool:
    return time.time() - part.stamp.modified / 1e9 > SETTLED


def _will_change(part: Rotated) -> bool:
    """Whether it may be only for the moment that it cannot be read: it is being written, or it has another name."""
    try:
        status = part.path.stat()
    except OSError:
        return True
    is_same = (status.st_dev, status.st_ino) == part.identity
    return not is_same or (not _is_settled(part) and os.access(part.path, os.R_OK))


def _plain_size(path: Path) -> int:
    with telling_why(str(path)), path.open("rb") as packed:
        packed.seek(-PLAIN_SIZE.size, os.SEEK_END)
        [size] = PLAIN_SIZE.unpack(packed.read())
    return int(size)
