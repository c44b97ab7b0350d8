"""Silences: which are how a host is, and which are longer than it ever kept at that hour.

Learned from the log itself, per hour of the day (UTC): a host that rests at night and over the weekend has no gap
then, and has one after a short silence at ten in the morning. What was silent only once teaches nothing, or
the first outage would excuse the next.
"""

from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from itertools import islice
from typing import NamedTuple

HOUR, DAY = 3600, 86400  # seconds
HOURS, WEEK = 24, 7
ALWAYS_ORDINARY = 900  # seconds: a shorter silence says nothing
PATIENCE = 3  # a silence is unusual from so many times the longest usual one on
LONG = 6 * HOUR  # how much longer a silence is says nothing more of the hour: Monday's night is the end of a weekend
RARE = 10  # of so many days, the one with the longest silence may have been an outage
ENOUGH_DAYS = 3  # other days of the same kind, or of any
ENOUGH_WEEKS = 4  # other days of the same name
ENOUGH_SILENCES = 10  # where there are too few days, so many silences teach something
ORDINARY_SILENCES = 0.98  # of these
THURSDAY = 3  # 1 January 1970
SATURDAY = 5
ANY_DAY = frozenset(range(WEEK))


class Silence(NamedTuple):
    """A time without a line; seconds since 1970 UTC."""

    first_at: int
    last_at: int

    @property
    def length(self) -> int:
        """Seconds."""
        return self.last_at - self.first_at


class Habits:
    """How long a source keeps silent, told by its silences between its first and its last line."""

    def __init__(self, first_at: int, last_at: int, silences: Sequence[Silence]) -> None:
        self._days = range(first_at // DAY, last_at // DAY + 1)
        self._silences = silences
        self._of_day = cache(self._longest)  # by kind of day and hour

    @property
    def are_known(self) -> bool:
        """Whether the source was heard for long enough to say what is usual."""
        return len(self._days) > ENOUGH_DAYS or len(self._silences) >= ENOUGH_SILENCES

    def are_broken_by(self, silence: Silence, patience: int = ALWAYS_ORDINARY) -> bool:
        """Whether the source never was silent for so long: at any of the hours that the silence goes through.

        No silence that is shorter than `patience` (seconds) breaks them.
        """
        if silence.length <= patience:
            return False
        if len(self._silences) >= ENOUGH_SILENCES and silence.length > self._usual_at_all:
            return True
        own_days = range((silence.first_at - HOUR) // DAY, (silence.last_at + HOUR) // DAY + 1)
        for hour, length in _by_hour(silence):
            usual = self._usual(hour, own_days)
            if usual is None:
                return silence.length > self._usual_at_all
            if length > max(patience, PATIENCE * usual):
                return True
        return False

    def _usual(self, hour: int, but: range) -> int | None:
        """The longest usual silence at this hour (since 1970), in seconds; None where too few other days are known."""
        day, of_day = divmod(hour, HOURS)
        weekday = _weekday(day)
        known = (
            self._usual_on(frozenset({weekday}), of_day, but, ENOUGH_WEEKS),
            self._usual_on(_kind(weekday), of_day, but, ENOUGH_DAYS),
        )
        found = [one for one in known if one is not None]
        return max(found) if found else self._usual_on(ANY_DAY, of_day, but, ENOUGH_DAYS)

    def _usual_on(self, weekdays: frozenset[int], of_day: int, but: range, enough: int) -> int | None:
        longest = self._of_day(weekdays, of_day)
        own = range(max(but.start, self._days.start), min(but.stop, self._days.stop))
        others = len(longest) - sum(_weekday(day) in weekdays for day in own)
        if others < enough:
            return None
        rare = -(-others // RARE)
        return next(islice((length for length, day in longest if day not in but), rare, None))

    def _longest(self, weekdays: frozenset[int], of_day: int) -> list[tuple[int, int]]:
        """The days of that kind with how long it was silent by then, an hour more or less; the longest first."""
        days = (day for day in self._days if _weekday(day) in weekdays)
        return sorted(
            ((max(self._by_hour.get(day * HOURS + of_day + near, 0) for near in (-1, 0, 1)), day) for day in days),
            reverse=True,
        )

    @cached_property
    def _by_hour(self) -> dict[int, int]:
        """For each hour since 1970 in which it was silent for long: for how long by then, in seconds."""
        return {hour: length for silence in self._silences for hour, length in _by_hour(silence)}

    @cached_property
    def _usual_at_all(self) -> int:
        """The longest silence that is usual at any time, in seconds."""
        if len(self._silences) < ENOUGH_SILENCES:
            return ALWAYS_ORDINARY
        lengths = sorted(silence.length for silence in self._silences)
        return max(ALWAYS_ORDINARY, PATIENCE * lengths[int(len(lengths) * ORDINARY_SILENCES) - 1])


def _by_hour(silence: Silence) -> Iterator[tuple[int, int]]:
    """The hours since 1970 that it goes through, with its length by then in seconds."""
    for hour in range(silence.first_at // HOUR, silence.last_at // HOUR + 1):
        length = min(silence.last_at, (hour + 1) * HOUR) - silence.first_at
        if length > ALWAYS_ORDINARY:
            yield hour, min(length, LONG)


def _weekday(day: int) -> int:
    return (day + THURSDAY) % WEEK


def _kind(weekday: int) -> frozenset[int]:
    return frozenset(range(SATURDAY, WEEK) if weekday >= SATURDAY else range(SATURDAY))
