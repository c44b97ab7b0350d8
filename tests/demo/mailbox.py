"""The bounce mailbox: what Postfix delivered there, word for word, as the one file that `flask demo` reads."""

import re
from pathlib import Path

import zstandard

from console.commands.demo_mails import Arrived

DELIVERED = re.compile(r"(?P<second>\d+)\.V[0-9a-fI]+M(?P<microsecond>\d+)\.")  # as virtual(8) names a file
COMPRESSION = 19  # of 22 levels


def arrived_in(maildir: Path) -> list[Arrived]:
    """The mails of a Maildir in the order in which they came."""
    return [Arrived(at, path.read_bytes()) for (at, _), path in sorted((_time(path), path) for path in _mails(maildir))]


def _mails(maildir: Path) -> list[Path]:
    return [path for path in (maildir / "new").iterdir() if path.is_file()]


def _time(path: Path) -> tuple[int, int]:
    """Seconds since 1970 UTC, by the faked clock, and millionths."""
    found = DELIVERED.match(path.name)
    if found is None:
        raise ValueError(f"{path.name}: virtual(8) does not name its files so.")
    return int(found["second"]), int(found["microsecond"])


def packed(mails: list[Arrived]) -> bytes:
    """See `console.commands.demo_mails`."""
    plain = b"".join(b"%d %d\n%b" % (mail.at, len(mail.raw), mail.raw) for mail in mails)
    return zstandard.ZstdCompressor(level=COMPRESSION).compress(plain)
