"""What a person may define as a feed, and a sentence for what they may not."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.intake.follow.syslog_address import RefusedAddress, address_of
from console.intake.logs.reading import FORMATS
from console.intake.mailbox.place import RefusedPlace, place_of
from console.mail.address import normalise
from console.mail.unseen import made_visible
from console.models.feed import Feed, FeedKind

SENDER = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")
HOST = re.compile(r"[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?")
LONGEST_NAME = 100  # characters
MOST_SENDERS = 20
LONGEST_QUEUE_LIFETIME = 60 * 86400  # seconds


class FeedRefused(ValueError):
    """What was asked of a feed cannot be done; the message says why, in a sentence. `field` is of Definition, or empty."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class Definition(NamedTuple):
    """A feed as a person defines it; see `models.feed.Feed` for what each means."""

    name: str
    kind: str
    place: str = ""
    format: str = ""
    time_zone: str = "UTC"
    expected_hosts: tuple[str, ...] = ()
    queue_lifetime: int | None = None  # seconds
    expected_senders: tuple[str, ...] = ()


def checked(session: Session, definition: Definition, but: int | None) -> Definition:
    """The definition in the form in which it is stored; `but` is the feed that it is of. Raises FeedRefused."""
    wanted = definition._replace(
        name=definition.name.strip(),
        place=definition.place.strip(),
        expected_hosts=_each_once(host.strip().lower() for host in definition.expected_hosts),
        expected_senders=_each_once(normalise(sender) for sender in definition.expected_senders if sender.strip()),
    )
    _check_name(wanted.name)
    PLACES[_kind(wanted.kind)](wanted)
    _check_reading(wanted)
    _check_alone(session, wanted, but)
    return wanted


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def _check_name(name: str) -> None:
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise FeedRefused(f"A feed needs a name of at most {LONGEST_NAME} characters, such as “mx1 mail log”.", "name")


def _kind(name: str) -> FeedKind:
    try:
        return FeedKind(name)
    except ValueError:
        raise FeedRefused(f"{name!r} is not a kind of feed; the kinds are {', '.join(FeedKind)}.", "kind") from None


def _check_file(wanted: Definition) -> None:
    path = Path(wanted.place)
    if not wanted.place.isprintable():
        sentence = f"The path has characters that cannot be shown: {made_visible(wanted.place)}. Type it anew."
        raise FeedRefused(sentence, "place")
    if not path.is_absolute():
        raise FeedRefused("Name the file by its whole path, such as /var/log/mail.log.", "place")
    if path.is_dir():
        raise FeedRefused(f"{path} is a folder. Name the log file in it.", "place")


def _check_socket(wanted: Definition) -> None:
    try:
        address_of(wanted.place)
    except RefusedAddress as refused:
        raise FeedRefused(str(refused), "place") from refused


def _check_mailbox(wanted: Definition) -> None:
    try:
        place_of(wanted.place)
    except RefusedPlace as refused:
        raise FeedRefused(str(refused), "place") from refused
    for field in ("format", "expected_hosts", "expected_senders", "queue_lifetime"):
        if getattr(wanted, field):
            raise FeedRefused("This is asked of logs; leave it empty for a mailbox.", field)


def _check_nowhere(wanted: Definition) -> None:
    if wanted.place:
        raise FeedRefused(f"A feed of the kind {wanted.kind} has no place; leave it empty.", "place")


def _check_expected(wanted: Definition) -> None:
    _check_nowhere(wanted)
    if not wanted.expected_hosts and not wanted.expected_senders:
        sentence = "Name the hosts that are expected to log, or the senders of which mail is expected."
        raise FeedRefused(sentence, "expected_hosts")


# What each kind asks of a definition.
PLACES = {
    FeedKind.FILE: _check_file,
    FeedKind.JOURNAL: _check_nowhere,
    FeedKind.SYSLOG: _check_socket,
    FeedKind.MAILBOX: _check_mailbox,
    FeedKind.EXPECTED: _check_expected,
}


def _check_reading(wanted: Definition) -> None:
    formats = [one.NAME for one in FORMATS]
    if wanted.format and wanted.format not in formats:
        raise FeedRefused(f"{wanted.format!r} is not a log format; the formats are {', '.join(formats)}.", "format")
    if wanted.time_zone not in available_timezones():
        raise FeedRefused(f"{wanted.time_zone!r} is not a time zone; write it as in Europe/Berlin or UTC.", "time_zone")
    for host in wanted.expected_hosts:
        if not HOST.fullmatch(host):
            raise FeedRefused(f"{host!r} is not a host name as it stands in a log.", "expected_hosts")
    if len(wanted.expected_senders) > MOST_SENDERS:
        raise FeedRefused(f"At most {MOST_SENDERS} senders can be expected in one feed.", "expected_senders")
    for sender in wanted.expected_senders:
        if not SENDER.fullmatch(sender):
            sentence = f"{sender!r} is not a whole address, such as invoices@shop.example."
            raise FeedRefused(sentence, "expected_senders")
    if wanted.queue_lifetime is not None and not 0 < wanted.queue_lifetime <= LONGEST_QUEUE_LIFETIME:
        raise FeedRefused("A mail server gives up after more than nothing and at most 60 days.", "queue_lifetime")


def _check_alone(session: Session, wanted: Definition, but: int | None) -> None:
    """Two feeds of one place would read everything twice."""
    others = select(Feed.name).where(Feed.id.is_distinct_from(but))
    if session.scalar(others.where(Feed.name == wanted.name)):
        raise FeedRefused(f"There is a feed {wanted.name!r} already.", "name")
    if wanted.kind == FeedKind.EXPECTED:
        return
    alike = select(Feed.name, Feed.place).where(Feed.id.is_distinct_from(but), Feed.kind == wanted.kind)
    for name, place in session.execute(alike):
        if _what_is_read(wanted.kind, place) == _what_is_read(wanted.kind, wanted.place):
            raise FeedRefused(f"The feed {name!r} reads that already.", "place")


def _what_is_read(kind: str, place: str) -> str:
    return place_of(place).name if kind == FeedKind.MAILBOX else place
