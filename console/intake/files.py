"""Log files as they lie on disk: plain, gzip or standard input, in chunks of whole lines."""

import gzip
import hashlib
import sys
import zlib
from collections.abc import Iterator
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

CHUNK = 4 * 1024 * 1024  # octets
SAMPLE = 64 * 1024  # octets
LONGEST_LINE = 1024 * 1024  # octets; no mail log has longer ones, an unpacked bomb of zeros has
GZIP_MAGIC = b"\x1f\x8b"
STANDARD_INPUT = "-"


class UnreadableFile(ValueError):
    """A file that cannot be read, or not to its end; the message names it and what to do."""


class Chunk(NamedTuple):
    """Whole lines, without the last line end, and the offset (octets of plain text) behind them."""

    lines: bytes
    end: int


class LogSource(NamedTuple):
    """An opened log."""

    path: str
    stream: BinaryIO
    sample: list[str]  # its first lines, from which the format is recognised
    fingerprint: str  # of the first line: rotation renames and compresses, and leaves it as it is
    is_growing: bool  # a last line without an end may still be being written
    size: int | None  # octets on disk, where known

    @property
    def fraction(self) -> float | None:
        """How much of it is read, from 0 to 1; None where the size is not known."""
        raw = getattr(self.stream, "fileobj", self.stream)
        return min(raw.tell() / self.size, 1.0) if self.size else None


def open_log(path: str) -> LogSource:
    """Open a log by its path; `-` is standard input. Raises UnreadableFile."""
    try:
        return _standard_input() if path == STANDARD_INPUT else _open_file(Path(path))
    except IsADirectoryError:
        raise UnreadableFile(f"{path} is a folder. Name the log files in it.") from None
    except FileNotFoundError:
        raise UnreadableFile(f"{path} does not exist. Check the name.") from None
    except PermissionError:
        raise UnreadableFile(f"{path} may not be read by this user. Give it the right to read the file.") from None
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise UnreadableFile(f"{path} is not a whole gzip file ({error}). Copy it again.") from None
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}.") from None


def _standard_input() -> LogSource:
    head = sys.stdin.buffer.read(SAMPLE)
    stream = BufferedReader(_Resumed(head, sys.stdin.buffer))  # type: ignore[type-var]
    return LogSource(STANDARD_INPUT, stream, _lines(head), "", is_growing=False, size=None)


def _open_file(path: Path) -> LogSource:
    head, packed = _head(path)
    # gzip.GzipFile is a BinaryIO in all that is used here.
    stream: BinaryIO = gzip.open(path) if packed else path.open("rb")  # type: ignore[assignment]
    first, newline, _ = head.partition(b"\n")
    fingerprint = hashlib.sha256(first).hexdigest() if newline or (packed and first) else ""
    return LogSource(str(path), stream, _lines(head), fingerprint, is_growing=not packed, size=path.stat().st_size)


def _head(path: Path) -> tuple[bytes, bool]:
    """The first octets of plain text, and whether the file is compressed."""
    with path.open("rb") as raw:
        packed = raw.read(2) == GZIP_MAGIC
        raw.seek(0)
        if not packed:
            return raw.read(SAMPLE), False
        with gzip.GzipFile(fileobj=raw) as unpacked:
            return unpacked.read1(SAMPLE), True


def _lines(head: bytes) -> list[str]:
    whole = head if len(head) < SAMPLE else head.rpartition(b"\n")[0]
    return whole.decode("utf-8", "surrogateescape").split("\n")


class _Resumed(RawIOBase):
    """A stream whose beginning was read already."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)


def chunks(log: LogSource, start: int) -> Iterator[Chunk]:
    """The log from an offset on, by whole lines. Raises UnreadableFile where it breaks off, after all before it."""
    end = _skip(log, start)
    rest = b""
    while True:
        try:
            read = log.stream.read(CHUNK)
        except (EOFError, OSError, zlib.error) as error:
            raise UnreadableFile(
                f"{log.path} breaks off ({error}). What stands before is read; copy the file again for the rest."
            ) from None
        if not read:
            break
        whole, newline, rest_of_read = read.rpartition(b"\n")
        if not newline:
            rest += read
            _refuse_endless(log, rest)
            continue
        lines, rest = rest + whole, rest_of_read
        end += len(lines) + 1
        yield Chunk(lines, end)
    if rest and not log.is_growing:
        yield Chunk(rest, end + len(rest))


def _skip(log: LogSource, start: int) -> int:
    """Go to where reading ended before; a file that is shorter now was cut, and is read from its start."""
    if not start or not log.fingerprint:
        return 0
    try:
        if log.stream.seek(start) == start and (not log.is_growing or start <= (log.size or 0)):
            return start
        log.stream.seek(0)
    except (EOFError, OSError, zlib.error) as error:
        raise UnreadableFile(f"{log.path} is not a whole gzip file ({error}). Copy it again.") from None
    return 0


def _refuse_endless(log: LogSource, rest: bytes) -> None:
    if len(rest) > LONGEST_LINE:
        raise UnreadableFile(f"{log.path} has a line of more than 1 MiB: this is not a log.")
