"""What was read of a source, day by day: figures and words for a table, shares of the day for a picture."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from console.diagnosis.status import Tone
from console.intake.coverage import SourceCoverage

DAYS_SHOWN = 14


class DayState(StrEnum):
    """How much of a day was read, in words."""

    READ = "fully read"
    BEGAN = "read from its first line on"
    PART = "partly missing"
    MISSING = "not read"
    BEFORE = "before the first line"


class Stretch(NamedTuple):
    """A part of a day, as shares of it from 0 to 1."""

    begins: float
    lasts: float
    tone: Tone


class DayOfSource(NamedTuple):
    """A day, in the reader's zone, as far as it is over. Seconds; times are seconds since 1970 UTC."""

    begins: float
    read: int
    missing: int
    state: DayState
    stretches: tuple[Stretch, ...]  # what was read, and over it what is missing


def days(source: SourceCoverage, now: float, zone: ZoneInfo, count: int = DAYS_SHOWN) -> list[DayOfSource]:
    """The coverage of a source day by day, the last of them being today."""
    today = datetime.fromtimestamp(now, zone).date()
    dates = [today - timedelta(days=back) for back in range(count - 1, -2, -1)]
    midnights = [datetime.combine(date, time(), zone).timestamp() for date in dates]
    return [_day(source, begins, ends, now) for begins, ends in pairwise(midnights)]


def _day(source: SourceCoverage, begins: float, ends: float, now: float) -> DayOfSource:
    until = min(ends, now)
    read, missing = source.within(begins, until)
    share = 1 / (ends - begins)

    def stretch(first_at: float, last_at: float, tone: Tone) -> Stretch:
        first, last = max(first_at, begins), min(last_at, until)
        return Stretch((first - begins) * share, (last - first) * share, tone)

    gone = [stretch(gap.first_at, gap.last_at, Tone.BAD) for gap in source.gaps]
    all_of_it = [stretch(source.first_at, source.last_at, Tone.GOOD), *gone]
    parts = tuple(one for one in all_of_it if one.lasts > 0)
    return DayOfSource(begins, read, missing, _state(source, begins, until, read, missing), parts)


def _state(source: SourceCoverage, begins: float, until: float, read: int, missing: int) -> DayState:
    if not read and not missing:
        return DayState.BEFORE if until <= source.first_at else DayState.READ
    if not read:
        return DayState.MISSING
    if missing:
        return DayState.PART
    return DayState.BEGAN if source.first_at > begins else DayState.READ
