"""Log files as they lie on disk: plain, gzip or standard input, in chunks of whole lines."""

import gzip
import hashlib
import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, NamedTuple
from uuid import uuid4

CHUNK = 4 * 1024 * 1024  # octets
SAMPLE = 64 * 1024  # octets
TAIL = 512  # octets before a position by which it is known again
LONGEST_LINE = 1024 * 1024  # octets; no mail log has longer ones, an unpacked bomb of zeros has
GZIP_MAGIC = b"\x1f\x8b"
STANDARD_INPUT = "-"


class UnreadableFile(ValueError):
    """A file that cannot be read, or not to its end; the message names it and what to do."""


class Chunk(NamedTuple):
    """Whole lines, without the last line end."""

    lines: bytes
    end: int  # the offset behind them, in octets of plain text
    tail: str  # a digest of the octets before `end`: see `digest`
    fraction: float | None = None  # how much of the file is read, from 0 to 1, where its size is known
    reason: str = ""  # why this is one piece that no reader can read; empty: it is lines


class LogSource(NamedTuple):
    """A log that can be read."""

    path: str
    sample: list[str]  # its first lines, from which the format is recognised
    fingerprint: str  # of the first line: rotation renames and compresses, and leaves it as it is; empty: none yet
    is_packed: bool
    size: int | None  # octets on disk, where known
    head: bytes = b""  # what was taken from standard input for the sample
    identity: tuple[int, int] | None = None  # device and inode of a file


def open_log(path: str) -> LogSource:
    """Open a log by its path; `-` is standard input. Raises UnreadableFile."""
    with telling_why(path):
        return _standard_input() if path == STANDARD_INPUT else _open_file(Path(path))


def name_of(path: str) -> str:
    """The path of a log as it stands in sentences."""
    return "standard input" if path == STANDARD_INPUT else path


@contextmanager
def telling_why(path: str) -> Iterator[None]:
    """Turn what a file cannot be opened for into UnreadableFile, with the remedy."""
    try:
        yield
    except IsADirectoryError:
        raise UnreadableFile(f"{path} is a folder. Name the log files in it.") from None
    except FileNotFoundError:
        raise UnreadableFile(f"{path} does not exist. Check the name.") from None
    except PermissionError:
        raise UnreadableFile(f"{path} may not be read by this user. {_right_to_give(Path(path))}") from None
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise UnreadableFile(f"{path} is not a whole gzip file ({error}). Copy it again.") from None
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}.") from None


def _right_to_give(path: Path) -> str:
    """Of a folder that may not be entered nothing in it can even be looked at."""
    absolute = path.absolute()
    for folder, inside in pairwise([*reversed(absolute.parents), absolute]):
        try:
            inside.lstat()
        except PermissionError:
            return f"Give it the right to enter the folder {folder}."
        except OSError:
            break
    return "Give it the right to read the file."


def _standard_input() -> LogSource:
    head = sys.stdin.buffer.read(SAMPLE)
    return LogSource(STANDARD_INPUT, _lines(head), uuid4().hex, is_packed=False, size=None, head=head)


def _open_file(path: Path) -> LogSource:
    with path.open("rb") as raw:
        head, packed = _head(raw)
        status = os.fstat(raw.fileno())
    first, newline, _ = head.partition(b"\n")
    fingerprint = digest(first) if newline or (packed and first) else ""
    identity = (status.st_dev, status.st_ino)
    return LogSource(str(path), _lines(head), fingerprint, packed, status.st_size, identity=identity)


def _head(raw: BinaryIO) -> tuple[bytes, bool]:
    """The first octets of plain text, and whether the file is compressed."""
    packed = raw.read(2) == GZIP_MAGIC
    raw.seek(0)
    if not packed:
        return raw.read(SAMPLE), False
    with gzip.GzipFile(fileobj=raw) as unpacked:
        return unpacked.read1(SAMPLE), True


def _lines(head: bytes) -> list[str]:
    whole = head if len(head) < SAMPLE else head.rpartition(b"\n")[0]
    return whole.decode("utf-8", "surrogateescape").split("\n")


def chunks(log: LogSource, start: int) -> Iterator[Chunk]:
    """The log from an offset on, by whole lines. Raises UnreadableFile where it breaks off, after all before it."""
    if log.path == STANDARD_INPUT:
        yield from _chunks(log, sys.stdin.buffer, None, log.head, 0)
        return
    with _opened_again(log) as raw:
        stream = _plain(log, raw)
        tail = _octets_before(log, stream, start)
        yield from _chunks(log, stream, raw, b"", start, tail)


def stands_at(log: LogSource, offset: int, tail: str) -> bool:
    """Whether reading once ended here: the octets before this offset are those of then."""
    if not log.is_packed and offset > (log.size or 0):
        return False
    with _opened_again(log) as raw:
        return digest(_octets_before(log, _plain(log, raw), offset)) == tail


@contextmanager
def _opened_again(log: LogSource) -> Iterator[BinaryIO]:
    """Rotation may have given the name to another file in this moment."""
    with telling_why(log.path), Path(log.path).open("rb") as raw:
        status = os.fstat(raw.fileno())
        if (status.st_dev, status.st_ino) != log.identity:
            raise UnreadableFile(f"{log.path} was replaced by another file while it was read. Run the same again.")
        yield raw


def digest(octets: bytes) -> str:
    """By which octets are known again."""
    return hashlib.sha256(octets).hexdigest()


def _plain(log: LogSource, raw: BinaryIO) -> BinaryIO:
    # gzip.GzipFile is a BinaryIO in all that is used here.
    return gzip.GzipFile(fileobj=raw) if log.is_packed else raw  # type: ignore[return-value]


def _octets_before(log: LogSource, stream: BinaryIO, offset: int) -> bytes:
    """The last octets before an offset; the stream stands there afterwards."""
    try:
        first = stream.seek(max(offset - TAIL, 0))
        return stream.read(offset - first) if first <= offset else b""
    except (EOFError, OSError, zlib.error) as error:
        raise UnreadableFile(f"{log.path} is not a whole gzip file ({error}). Copy it again.") from None


def _chunks(
    log: LogSource, stream: BinaryIO, raw: BinaryIO | None, rest: bytes, end: int, tail: bytes = b""
) -> Iterator[Chunk]:
    while read := _read(log, stream):
        whole, newline, rest_of_read = read.rpartition(b"\n")
        if not newline:
            rest += read
            _refuse_endless(log, rest)
            continue
        lines, rest = rest + whole, rest_of_read
        end += len(lines) + 1
        tail = (tail + lines[-TAIL:] + b"\n")[-TAIL:]
        yield Chunk(lines, end, digest(tail), min(raw.tell() / log.size, 1.0) if raw and log.size else None)
    if rest and (log.is_packed or raw is None):
        yield Chunk(rest.removesuffix(b"\n"), end + len(rest), digest((tail + rest)[-TAIL:]), 1.0)


def _read(log: LogSource, stream: BinaryIO) -> bytes:
    try:
        return stream.read(CHUNK)
    except (EOFError, OSError, zlib.error) as error:
        raise UnreadableFile(
            f"{name_of(log.path)} breaks off ({error}). What stands before is read; copy the file again for the rest."
        ) from None


def _refuse_endless(log: LogSource, rest: bytes) -> None:
    if len(rest) > LONGEST_LINE:
        raise UnreadableFile(f"{name_of(log.path)} has a line of more than 1 MiB: this is not a log.")
