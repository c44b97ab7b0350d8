"""The mails of a file: one, or those of an mbox (RFC 4155); plain or by gzip, whatever its name is.

Only so much of each is in memory as a mail may have, whatever a file pretends to be.
"""

import gzip
import io
import os
import re
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from console.intake.bounces.folder import STANDARD_INPUT, why
from console.intake.bounces.limits import LIMITS

GZIP_MAGIC = b"\x1f\x8b"
GIVEN_UP = 20 * LIMITS.octets  # of one mail: what is behind so much is not looked for
EMPTY = "The file is empty."
NO_MAIL = "It is not a mail: it does not begin with a header."
NOT_REGULAR = "It is neither a regular file nor a folder, and only those are read."
TOO_LARGE = f"The mail has more than {LIMITS.octets:,} octets, and is not read."
BREAKS_OFF = "The compressed file is damaged or breaks off. What stands before is read; copy it again for the rest."

# The date tells a separator from a line of text that begins with this word. A program may add a time zone.
_SEPARATOR = re.compile(rb"From [^\n]*\b\d\d?:\d\d\b[^\n]*\b\d{4}\b")
_HEADER = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:>?From [^\n]*\n\s*)?[A-Za-z][\w.-]*[ \t]*:")


Stream = io.BufferedReader | gzip.GzipFile


class FoundMail(NamedTuple):
    """A mail, or why there is none to read."""

    raw: bytes
    trouble: str = ""  # a sentence
    number: int = 0  # in its file; 0: the only one


def mails_of(path: Path) -> Iterator[FoundMail]:
    """All of the file, in order. They are numbered where there are several."""
    found = _found(path)
    first, second = next(found), next(found, None)
    if second is None:
        yield first
        return
    yield first._replace(number=1)
    yield second._replace(number=2)
    for number, one in enumerate(found, 3):
        yield one._replace(number=number)


def has_header(raw: bytes) -> bool:
    """Whether it begins as a mail does."""
    return _HEADER.match(raw) is not None


def _found(path: Path) -> Iterator[FoundMail]:
    """At least one."""
    try:
        # Asked first: to open a named pipe waits until somebody writes into it.
        if path != STANDARD_INPUT and not stat.S_ISREG(path.stat().st_mode):
            yield FoundMail(b"", NOT_REGULAR)
            return
        with _opened(path) as stream:
            yield from _mails(stream)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        yield FoundMail(b"", BREAKS_OFF)
    except OSError as error:
        yield FoundMail(b"", why(error))


@contextmanager
def _opened(path: Path) -> Iterator[Stream]:
    with _raw(path) as raw:
        if raw.peek(2)[:2] != GZIP_MAGIC:
            yield raw
            return
        with gzip.GzipFile(fileobj=raw) as unpacked:
            yield unpacked


def _raw(path: Path) -> io.BufferedReader:
    if path == STANDARD_INPUT:
        return os.fdopen(os.dup(0), "rb")
    return path.open("rb")


def _mails(stream: Stream) -> Iterator[FoundMail]:
    if stream.peek(5)[:5] == b"From ":
        yield from _mbox(stream)
        return
    raw = stream.read(LIMITS.octets + 1)
    yield FoundMail(raw, "" if raw else EMPTY) if len(raw) <= LIMITS.octets else FoundMail(b"", TOO_LARGE)


def _mbox(stream: Stream) -> Iterator[FoundMail]:
    lines: list[bytes] = []
    octets, follows_blank = 0, False
    for line in iter(partial(stream.readline, LIMITS.octets), b""):
        if follows_blank and _SEPARATOR.match(line):
            yield _mail(lines, octets)
            lines, octets = [], 0
        follows_blank = not line.strip()
        octets += len(line)
        if octets <= LIMITS.octets:
            lines.append(line)
        elif octets > GIVEN_UP:
            break
    yield _mail(lines, octets)


def _mail(lines: list[bytes], octets: int) -> FoundMail:
    return FoundMail(b"".join(lines)) if octets <= LIMITS.octets else FoundMail(b"", TOO_LARGE)
