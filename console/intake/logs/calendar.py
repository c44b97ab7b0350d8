"""The calendar of one log: what instant a stamp means that names no year, or no time zone.

Syslog's old stamp (RFC 3164, 4.1.2) has neither. The year follows from the line before, or for the first
line from a time known to be near it or from the clock: a log of December read in January is last year's.
"""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from console.mail.unreadable import UnreadableEvidence

DAY = 86_400.0
LATE = 300.0  # seconds; lines of several processes are written out of order by a little
CLOCK_ERROR = DAY  # a host's clock may be ahead of ours by this much
NEXT_LINES = 8 * DAY  # lines of these days follow on the last, whatever the clock says
LEAP_GAP = 8  # years between two 29 Februaries, at most: 1896, 1904
BACKWARDS_COSTS = 3  # a log goes forwards: nine months ahead are as likely as three months back
EPOCH = date(1970, 1, 1).toordinal()


class Calendar:
    """Remembers the last instant it gave, since years, and the hour that comes twice in autumn, follow from it.

    `year` is that of the first line. `now` is the latest time that lines can have: the clock's, or when the
    file was last written. `anchor` is a time known to be near the first line. Both are seconds since 1970 UTC.
    """

    def __init__(self, zone: ZoneInfo, year: int | None, now: float, anchor: float | None) -> None:
        self._zone = zone
        self._year = year
        self._now = now
        self._last = anchor

    def instant(self, year: int | None, month: int, day: int, hour: int, minute: int) -> float:
        """Seconds since 1970 UTC at the start of that minute on the wall clocks of this zone.

        Raises UnreadableEvidence if there is no such minute.
        """
        try:
            year_of_line = self._infer_year(month, day) if year is None else year
            wall = datetime(year_of_line, month, day, hour, minute, tzinfo=self._zone)
            self._last = self._resolve(wall)
        except (ValueError, OverflowError):
            stamp = f"day {day} of month {month}, {hour:02}:{minute:02}"
            raise UnreadableEvidence(f"The time stamp names no real date and time: {stamp}.") from None
        return self._last

    def _infer_year(self, month: int, day: int) -> int:
        if self._last is None:
            return self._year or self._latest_year(month, day)
        last = self._last
        limit = max(self._now + CLOCK_ERROR, last + NEXT_LINES)
        days = list(self._such_days(month, day, last))
        possible = [d for d in days if _start_of(d) <= limit] or days
        return min(possible, key=lambda d: _step(last, _start_of(d))).year

    def _latest_year(self, month: int, day: int) -> int:
        """The year of the last such day that is not still to come."""
        days = self._such_days(month, day, self._now)
        return max(d for d in days if _start_of(d) <= self._now + CLOCK_ERROR).year

    def _such_days(self, month: int, day: int, near: float) -> Iterator[date]:
        """That day in the years around; in leap years alone if it is 29 February."""
        this_year = datetime.fromtimestamp(near, self._zone).year
        for year in range(this_year - LEAP_GAP, this_year + LEAP_GAP + 1):
            try:
                yield date(year, month, day)
            except ValueError:
                continue

    def _resolve(self, wall: datetime) -> float:
        """When clocks are put back an hour comes twice: it is the second time if the first has passed already."""
        first = wall.replace(fold=0).timestamp()
        second = wall.replace(fold=1).timestamp()
        if second <= first or self._last is None:
            return first
        return first if first >= self._last - LATE else second


def _start_of(day: date) -> float:
    return (day.toordinal() - EPOCH) * DAY


def _step(last: float, candidate: float) -> float:
    """How unlikely it is that this time follows on that one."""
    step = candidate - last
    return step if step >= 0 else -step * BACKWARDS_COSTS
