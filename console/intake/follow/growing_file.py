"""A plain file that is held open while others write to it, rename it, cut it or delete it."""

import os
import stat
from collections.abc import Iterator
from typing import NamedTuple

from console.intake.files import GZIP_MAGIC, LONGEST_LINE, SAMPLE, TAIL, Chunk, UnreadableFile, digest, telling_why

PIECE = LONGEST_LINE  # octets that are read at once
KEPT_OF_ENDLESS = 4096  # octets
ENDLESS = "Here are more than 1 MiB without a line end, of which the beginning is kept: this is no line of a log."

Identity = tuple[int, int]  # device and inode


class Rewritten(Exception):
    """What stands before the position is not what stood there: the file was cut, and perhaps written anew."""


class Look(NamedTuple):
    """By which it is seen that a file changed."""

    size: int
    modified: int  # nanoseconds since 1970 UTC


class GrowingFile:
    """Raises UnreadableFile if it cannot be opened. It stays readable when it has no name any more."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._seen: Look | None = None
        with telling_why(path):
            # A pipe of that name would otherwise be waited for.
            self._file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            self.identity = self._identify()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)

    def look(self) -> Look:
        """How it stands now."""
        with telling_why(self.path):
            status = os.fstat(self._file)
        return Look(status.st_size, status.st_mtime_ns)

    def has_news(self) -> bool:
        """Whether it changed since this was last asked."""
        before, self._seen = self._seen, self.look()
        return self._seen != before

    def look_again(self) -> None:
        """Have `has_news` say yes once more."""
        self._seen = None

    def fingerprint(self) -> str:
        """By which the file is known, whatever its name: see LogFile. Empty while it has no whole line."""
        head = self._head()
        first = _first_line(head)
        return digest(first) if len(first) < len(head) or len(first) == SAMPLE else ""

    def sample(self) -> list[str]:
        """Its first lines, from which the format is recognised."""
        return self._head().rpartition(b"\n")[0].decode("utf-8", "surrogateescape").split("\n")

    def _head(self) -> bytes:
        return self._octets(SAMPLE, 0)

    def _octets(self, count: int, offset: int) -> bytes:
        with telling_why(self.path):
            return os.pread(self._file, count, offset)

    def _identify(self) -> Identity:
        with telling_why(self.path):
            status = os.fstat(self._file)
            if stat.S_ISDIR(status.st_mode):
                raise IsADirectoryError
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFile(f"{self.path} is no file, but something like a pipe or a device. Name the log file.")
        if self._octets(len(GZIP_MAGIC), 0) == GZIP_MAGIC:
            raise UnreadableFile(f"{self.path} is compressed and grows no more. Read it with flask import-log.")
        return status.st_dev, status.st_ino

    def stands_at(self, offset: int, tail: str) -> bool:
        """Whether reading once ended here: the octets before this offset are those of then."""
        before = min(offset, TAIL)
        octets = self._octets(before, offset - before)
        return len(octets) == before and digest(octets) == tail

    def chunks(self, offset: int, tail: str, ended: bool = False) -> Iterator[Chunk]:
        """What stands behind a position, by whole lines; if the file `ended`, also a last line without its line end.

        Every piece is read together with what stands before it, so that a file which is cut and written anew
        meanwhile is never read on in the middle: this raises Rewritten. At the beginning, where nothing stands
        before, `tail` is the fingerprint.
        """
        while chunk := self._chunk(offset, tail, ended):
            yield chunk
            offset, tail = chunk.end, chunk.tail

    def _chunk(self, offset: int, tail: str, ended: bool) -> Chunk | None:
        before = min(offset, TAIL)
        octets = self._octets(before + PIECE, offset - before)
        if digest(octets[:before] if offset else _first_line(octets)) != tail:
            raise Rewritten
        news = octets[before:]
        end = news.rfind(b"\n") + 1
        if not end and len(news) == PIECE:
            return Chunk(news[:KEPT_OF_ENDLESS], offset + PIECE, digest(octets[-TAIL:]), reason=ENDLESS)
        if not end and news and ended:
            return Chunk(news, offset + len(news), digest(octets[-TAIL:]))
        if not end:
            return None
        return Chunk(news[: end - 1], offset + end, digest(octets[: before + end][-TAIL:]))


def _first_line(octets: bytes) -> bytes:
    return octets[:SAMPLE].partition(b"\n")[0]
