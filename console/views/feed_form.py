"""The form of a feed: what its fields offer, hold and say."""

from typing import Any, NamedTuple
from zoneinfo import available_timezones

from flask import request

from console.casework.feed_definition import Definition, FeedRefused
from console.casework.feeds import LISTS
from console.intake.logs.reading import FORMATS
from console.models.feed import FeedKind

DAY = 86400  # seconds
LONGEST_LIST = 20_000  # characters of hosts or senders


class KindOfFeed(NamedTuple):
    """A kind as the form offers it."""

    label: str
    means: str


KINDS = {
    FeedKind.FILE: KindOfFeed("Log file", "a growing file on this machine, through rotation"),
    FeedKind.JOURNAL: KindOfFeed("Journal", "the systemd journal of this machine"),
    FeedKind.SYSLOG: KindOfFeed("Syslog socket", "an address here that other hosts log to"),
    FeedKind.MAILBOX: KindOfFeed(
        "Mailbox", "bounces, fetched over IMAP; mails stay there unless the address says move="
    ),
    FeedKind.EXPECTED: KindOfFeed(
        "Expected", "hosts that ought to log to one of the other feeds, senders whose mail ought to"
    ),
}


class Typed(NamedTuple):
    """A feed as it stands in the fields, whatever was typed."""

    name: str = ""
    kind: str = FeedKind.FILE
    place: str = ""
    format: str = ""
    time_zone: str = "UTC"
    expected_hosts: str = ""
    queue_lifetime: str = ""  # days
    expected_senders: str = ""


EMPTY = Typed()


def typed() -> Typed:
    """What the request bears."""
    return Typed(**{field: request.form.get(field, "") for field in Typed._fields})


def definition() -> Definition:
    """What the request asks for. Raises FeedRefused for what is no number of days."""
    given = typed()._asdict()
    lists = {field: _list(field, given[field]) for field in LISTS}
    return Definition(**given | lists | {"queue_lifetime": _seconds(given["queue_lifetime"])})


def _list(field: str, text: str) -> tuple[str, ...]:
    if len(text) > LONGEST_LIST:
        raise FeedRefused("This list is too long for one feed.", field)
    return tuple(text.replace(",", " ").split())


def shown(feed: Definition) -> Typed:
    """A feed in the fields."""
    days = "" if feed.queue_lifetime is None else f"{feed.queue_lifetime / DAY:g}"
    lists = {field: "\n".join(getattr(feed, field)) for field in LISTS}
    return Typed(**feed._asdict() | lists | {"queue_lifetime": days})


def offered(values: Typed) -> dict[str, Any]:
    """What the page of the form needs."""
    return {
        "values": values,
        "kinds": KINDS,
        "formats": [one.NAME for one in FORMATS],
        "zones": sorted(available_timezones()),
    }


def _seconds(days: str) -> int | None:
    if not days.strip():
        return None
    try:
        return round(float(days) * DAY)
    except (ValueError, OverflowError):
        raise FeedRefused("Write the days as a number, such as 5 or 0.5.", "queue_lifetime") from None
