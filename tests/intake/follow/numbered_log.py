"""A log whose lines are numbered, so that it can be counted which of them came in, and how often.

Five lines a message. The number of a line stands in it where the number of the process does.
"""

import gzip
import re
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine, select, text

from console.diagnosis.network import Network
from console.intake.blocks import lines_of
from console.intake.follow import FeedSpec, Follower, follower
from console.models.evidence import Evidence
from console.models.feed import FeedKind

BEGINNING = datetime(2026, 11, 21, 10, tzinfo=UTC)
LINES_A_MESSAGE = 5
NUMBER = re.compile(r"\[(\d+)\]: ")


def numbered_line(number: int) -> str:
    """The line of that number, without its line end."""
    message, part = divmod(number, LINES_A_MESSAGE)
    daemon, words = (
        ("smtpd", "client=app.example[198.51.100.9]"),
        ("cleanup", f"message-id=<{message}@shop.example>"),
        ("qmgr", "from=<billing@shop.example>, size=2000, nrcpt=1 (queue active)"),
        (
            "smtp",
            f"to=<n{message}@there.example>, relay=mx.there.example[192.0.2.1]:25, delay=1, delays=0/0/0/1, "
            f"dsn=2.0.0, status=sent (250 2.0.0 OK {message})",
        ),
        ("qmgr", "removed"),
    )[part]
    at = BEGINNING + timedelta(milliseconds=number)
    return f"{at:%Y-%m-%dT%H:%M:%S.%f}+00:00 mx1 postfix/{daemon}[{number}]: {message:09X}: {words}"


class NumberedLog:
    """A log that is written to and rotated."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0  # lines so far
        self.rotations = 0

    def write(self, lines: int = LINES_A_MESSAGE, path: Path | None = None) -> None:
        """Write the next lines, to another file if that is named."""
        numbers = range(self.count, self.count + lines)
        with (path or self.path).open("a", encoding="ascii") as log:
            log.writelines(f"{numbered_line(number)}\n" for number in numbers)
        self.count += lines

    def older(self, name: str) -> Path:
        """A file beside it, of that ending."""
        return self.path.with_name(f"{self.path.name}{name}")

    def make_room(self) -> None:
        """Number the older parts anew, so that .1 is free."""
        numbers = sorted(
            (int(path.name.removesuffix(".gz").rpartition(".")[2]), path)
            for path in self.path.parent.glob(f"{self.path.name}.[0-9]*")
        )
        for number, path in reversed(numbers):
            path.rename(self.older(f".{number + 1}{'.gz' if path.suffix == '.gz' else ''}"))

    def follower(self, engine: Engine) -> Follower:
        """Someone who follows it."""
        return follower(FeedSpec("log", FeedKind.FILE, str(self.path)), engine, Network())


def rename(log: NumberedLog) -> None:
    """As logrotate does by itself."""
    log.make_room()
    log.path.rename(log.older(".1"))
    log.path.touch()


def copy_and_cut(log: NumberedLog) -> None:
    """As logrotate does with `copytruncate`."""
    log.make_room()
    shutil.copy(log.path, log.older(".1"))
    with log.path.open("r+b") as file:
        file.truncate()


def rename_and_compress(log: NumberedLog) -> None:
    """As logrotate does with `compress`."""
    rename(log)
    compress(log.older(".1"))


def delete(log: NumberedLog) -> None:
    """As those do who keep nothing. The old file's inode is free for the new one."""
    log.path.unlink()
    log.path.touch()


def date_and_compress(log: NumberedLog) -> None:
    """As logrotate does with `dateext` and `compress`."""
    dated = log.older(f"-{BEGINNING + timedelta(days=log.rotations):%Y%m%d}")
    log.path.rename(dated)
    log.path.touch()
    compress(dated)
    log.rotations += 1


def compress(path: Path) -> None:
    """As gzip does: the time of the file stays."""
    packed = path.with_name(f"{path.name}.gz")
    with path.open("rb") as plain, gzip.open(packed, "wb") as writing:
        shutil.copyfileobj(plain, writing)
    shutil.copystat(path, packed)
    path.unlink()


ROTATIONS: dict[str, Callable[[NumberedLog], None]] = {
    "rename": rename,
    "copy and cut": copy_and_cut,
    "rename and compress": rename_and_compress,
    "delete": delete,
    "date and compress": date_and_compress,
}


class Stored(NamedTuple):
    """What a database has of a numbered log."""

    lines: Counter[int]  # by number, from the evidence
    messages: Counter[str]  # Message-IDs
    recipients: Counter[tuple[str, int]]  # address and status

    @property
    def numbers(self) -> list[int]:
        """All numbers in order, as often as they are stored."""
        return sorted(self.lines.elements())


def stored(engine: Engine) -> Stored:
    """Everything, read back."""
    with engine.connect() as connection:
        blocks = list(connection.scalars(select(Evidence.content)))
        numbers = (NUMBER.search(line) for block in blocks for line in lines_of(block))
        recipients = text("SELECT address, status FROM recipient JOIN address ON address.id = recipient.address_id")
        return Stored(
            Counter(int(number[1]) for number in numbers if number),
            Counter(connection.scalars(text("SELECT message_id FROM message"))),
            Counter((str(address), int(status)) for address, status in connection.execute(recipients)),
        )


def stored_count(engine: Engine) -> int:
    """How many lines were read, as the files say."""
    with engine.connect() as connection:
        return int(connection.scalar(text("SELECT COALESCE(SUM(line_count), 0) FROM log_file")) or 0)
