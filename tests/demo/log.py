"""The log of both instances as one file, with RFC 3339 stamps as rsyslog would write them."""

import re
from collections.abc import Iterator
from datetime import datetime

from tests.demo.calendar import FIRST_DAY, ZONE

STAMP = re.compile(r"([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) (.*)")
# What only the faked clock and the way this Postfix is run make it say.
OF_THE_STAGE = re.compile(
    r"file system clock is|unix_trigger_event: read timeout|postfix-script\[|symlink leaves directory|group or other writable"
)


def merged(*logs: str) -> list[str]:
    """All lines in the order of their time; those of one log stay in their own order."""
    stamped = [line for log in logs for line in _lines(log)]
    return [f"{at.isoformat()} {rest}" for at, rest in sorted(stamped, key=lambda line: line[0])]


def _lines(log: str) -> Iterator[tuple[datetime, str]]:
    latest = datetime.min.replace(tzinfo=ZONE)
    for line in log.splitlines():
        match = STAMP.match(line)
        if match and not OF_THE_STAGE.search(line):
            # Two programs write at once and the later line may be a second earlier: the log keeps its order.
            latest = max(latest, _instant(match[1]))
            yield latest, match[2]


def _instant(stamp: str) -> datetime:
    """The year is that of the first day, or the next after New Year."""
    at = datetime.strptime(f"{FIRST_DAY.year} {stamp}", "%Y %b %d %H:%M:%S").replace(tzinfo=ZONE)
    return at.replace(year=at.year + 1) if at.date() < FIRST_DAY else at
