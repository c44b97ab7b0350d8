"""The bounce mailbox of the demo: what came into it while its log was written, moved with the log.

The file is Zstandard. Before each mail stands a line of its own: when it arrived, in seconds since 1970 UTC, and how many
octets it has.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import zstandard
from sqlalchemy import Engine

from console.diagnosis.network import Network
from console.intake.bounces.bounce import Bounce
from console.intake.bounces.reading import read_bounce
from console.intake.bounces.reading_child import ReadingChild
from console.intake.mails import Mail, MailDoor, Position
from console.models.bulk import portions

MAILS = Path(__file__).with_name("demo.mails.zst")
MAILBOX = "bounces@medora.example (demo)"
AT_ONCE = 100  # mails in a transaction
DATE_TIME = re.compile(
    rb"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), *)?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4}"
    rb" \d\d:\d\d:\d\d [+-]\d{4}"
)


class _Here(ReadingChild):
    """Reads in this process: these mails are known, and the first start need not wait for a child."""

    def read(self, raw: bytes) -> Bounce:
        return read_bounce(raw)


class Arrived(NamedTuple):
    """A mail as it lay in the mailbox."""

    at: int  # seconds since 1970 UTC
    raw: bytes


def load(engine: Engine, network: Network, ahead: timedelta) -> int:
    """Put those that are not in through the door, moved by so many whole seconds; how many they were.

    Raises intake.keep.Overtaken and sqlalchemy.exc.OperationalError as the door does.
    """
    door = MailDoor(engine, network, MAILBOX, child=_Here())
    try:
        return sum(_recorded(door, mails) for mails in portions(_moved_after(door.position(), ahead), AT_ONCE))
    finally:
        door.close()


def _recorded(door: MailDoor, mails: list[Mail]) -> int:
    return len(door.record(mails, door.position(), Position(mails[-1].uid_validity, mails[-1].uid)))


def _moved_after(reached: Position, ahead: timedelta) -> Iterator[Mail]:
    edition, seconds = crc32(MAILS.read_bytes()), int(ahead.total_seconds())
    for uid, mail in enumerate(arrived(), 1):
        if uid > reached.uid or edition != reached.uid_validity:
            raw = moved(mail.raw, ahead)
            yield Mail(edition, uid, mail.at + seconds, raw, len(raw))


def arrived() -> Iterator[Arrived]:
    """The mails in the order in which they came, as they are kept."""
    file = BytesIO(zstandard.ZstdDecompressor().decompress(MAILS.read_bytes()))
    while line := file.readline():
        at, octets = map(int, line.split())
        yield Arrived(at, file.read(octets))


def moved(raw: bytes, ahead: timedelta) -> bytes:
    """The same mail with every date-time (RFC 5322, 3.3) moved, each in the zone it is written in."""
    return DATE_TIME.sub(lambda found: _moved(found[0].decode(), ahead).encode(), raw)


def _moved(date_time: str, ahead: timedelta) -> str:
    return format_datetime(parsedate_to_datetime(date_time) + ahead)
