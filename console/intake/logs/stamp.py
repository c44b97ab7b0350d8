"""The time stamp at the beginning of a line, or in a field of it.

Most lines are of the same minute as the line before, so what a minute means is worked out once.
"""

import re
from datetime import UTC, datetime

from console.intake.logs.calendar import Calendar
from console.mail.unreadable import UnreadableEvidence

MONTHS = {
    name: n
    for n, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], start=1
    )
}
SECONDS = {f"{second:02}": float(second) for second in range(61)}  # 60 is a leap second
FRACTIONS = [10.0**-digits for digits in range(10)]
GREENWICH = ("Z", "UTC", "GMT")
NEVER = "(never)"

OLD = re.compile(r"([A-Z][a-z]{2}) {1,2}(\d{1,2}) (?:(\d{4}) )?(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? ", re.ASCII)
ISO = re.compile(
    r"(?:[A-Z][a-z]{2} )?(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?"
    r"(?: ?(Z|UTC|GMT|[+-]\d\d:?\d\d)| ([A-Z]{3,5}))? ",
    re.ASCII,
)
UNIX = re.compile(r"(\d{9,11}(?:\.\d{1,9})?) ", re.ASCII)

Stamp = tuple[float, int]  # seconds since 1970 UTC, and where the rest of the line begins


class StampReader:
    """Reads the stamps of one log, in order."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        # Each is replaced as a whole, so that threads which share a reader never see half of one.
        self.old_minute = NEVER, 0.0  # "Nov 21 18:23:" and its beginning
        self._iso_minute = (
            NEVER,
            "",
            19,
            0.0,
        )  # "2026-11-21T18:23:", the zone and blank, where they stand, its beginning

    def same_minute(self, line: str) -> Stamp | None:
        """The stamp, if it is one of ISO 8601 of the same minute and shape as the last of these; for speed."""
        minute, zone, zone_at, start = self._iso_minute
        end = zone_at + len(zone)
        if not line.startswith(minute) or line[zone_at:end] != zone:
            return None
        second = SECONDS.get(line[17:19])
        if second is None:
            return None
        if zone_at == 19:
            return start + second, end
        digits = line[20:zone_at]
        if line[19] != "." or not digits.isdecimal():
            return None
        return start + (second + int(digits) * FRACTIONS[len(digits)]), end

    def read(self, line: str) -> Stamp:
        """Raises UnreadableEvidence if the line does not begin with a stamp and a blank after it."""
        if found := OLD.match(line):
            return self._read_old(found), found.end()
        if found := ISO.match(line):
            return self._read_iso(found), found.end()
        if found := UNIX.match(line):
            return float(found[1]), found.end()
        raise UnreadableEvidence("The line does not begin with a time stamp that Postdesk knows.")

    def _read_old(self, found: re.Match[str]) -> float:
        name, day, year, hour, minute, second, fraction = found.groups()
        if name not in MONTHS:
            raise UnreadableEvidence(f"The time stamp begins with “{name}”, which is no month.")
        start = self._calendar.instant(int(year) if year else None, MONTHS[name], int(day), int(hour), int(minute))
        if found.end(6) == 15 and not year:
            self.old_minute = found[0][:13], start
        return start + _seconds(second, fraction)

    def _read_iso(self, found: re.Match[str]) -> float:
        year, month, day, hour, minute, second, fraction, zone, _ = found.groups()
        numbers = int(year), int(month), int(day), int(hour), int(minute)
        start = self._calendar.instant(*numbers) if zone is None else _with_zone(*numbers, zone)
        if found.end(6) == 19:
            zone_at = found.end(7) if fraction else 19
            self._iso_minute = found[0][:17], found[0][zone_at:], zone_at, start
        return start + _seconds(second, fraction)


def _seconds(second: str, fraction: str | None) -> float:
    if second not in SECONDS:
        raise UnreadableEvidence(f"The time stamp has the second {second}, which there is not.")
    return SECONDS[second] + (int(fraction) * FRACTIONS[len(fraction)] if fraction else 0.0)


def _with_zone(year: int, month: int, day: int, hour: int, minute: int, zone: str) -> float:
    """Seconds since 1970 UTC; `zone` is a word for Greenwich, or hours and minutes from it."""
    try:
        wall = datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp()
    except ValueError:
        raise UnreadableEvidence(f"The time stamp names no real date: day {day} of month {month}.") from None
    if zone in GREENWICH:
        return wall
    east = int(zone[1:3]) * 3600 + int(zone[-2:]) * 60
    return wall + east if zone[0] == "-" else wall - east
