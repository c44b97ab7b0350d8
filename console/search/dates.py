"""Dates as people write them, in the reader's time zone, as seconds since 1970 UTC."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from console.search.criteria import BadSearch

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
CHIPS = {"today": 1, "7 days": 7, "30 days": 30}  # days up to now, today included

_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_NAMED = re.compile(rf"(?:\w{{3}},? )?(\d{{1,2}})[ -]({'|'.join(MONTHS)})[a-z]*[ -](\d{{4}})", re.IGNORECASE)
_AGO = re.compile(r"(\d{1,4})\s?d(?:ays?)?", re.IGNORECASE)
_MOMENT = re.compile(r"(?P<date>[^T ]+)[T ](?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?(?P<zone>Z|[+-]\d{2}:?\d{2})?")

Span = tuple[int, int]  # from this second, before that one


class UnreadableDate(BadSearch):
    """Not a date; the message is a sentence for the reader."""


def span_of(text: str, zone: ZoneInfo, now: float) -> Span | None:
    """The day, or the second, that the text names; None when it is no date.

    Raises UnreadableDate for a date that does not exist or can be read in two ways.
    """
    text = text.strip()
    if moment := _MOMENT.fullmatch(text):
        return _span_of_moment(moment, zone, now)
    day = _day_of(text, zone, now)
    return (midnight(day, zone), midnight(day + timedelta(days=1), zone)) if day else None


def midnight(day: date, zone: ZoneInfo) -> int:
    """The first second of a day there."""
    return int(datetime.combine(day, time.min, zone).timestamp())


def today(zone: ZoneInfo, now: float) -> date:
    """The date it is there."""
    return datetime.fromtimestamp(now, zone).date()


def days_up_to_now(days: int, zone: ZoneInfo, now: float) -> int:
    """The first second of the last so many days, today being one of them."""
    return midnight(today(zone, now) - timedelta(days=days - 1), zone)


def written(at: int, zone: ZoneInfo) -> str:
    """A second as `span_of` reads it again: a bare date at midnight, in UTC where the clock shows an hour twice."""
    local = datetime.fromtimestamp(at, zone)
    if midnight(local.date(), zone) == at:
        return local.date().isoformat()
    if int(local.replace(fold=0).timestamp()) != at:
        return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return local.strftime("%Y-%m-%dT%H:%M:%S")


def _span_of_moment(moment: re.Match[str], zone: ZoneInfo, now: float) -> Span | None:
    day = _day_of(moment["date"], zone, now)
    if not day:
        return None
    try:
        clock = time.fromisoformat(moment["time"].rjust(5 + 3 * (moment["time"].count(":") - 1), "0"))
        offset = datetime.fromisoformat(f"{day}T00:00{moment['zone'] or 'Z'}").tzinfo
    except ValueError:
        raise UnreadableDate(f"{moment['time']} is not a time of day.") from None
    at = int(datetime.combine(day, clock, offset if moment["zone"] else zone).timestamp())
    return at, at + (1 if moment["time"].count(":") == 2 else 60)


def _day_of(text: str, zone: ZoneInfo, now: float) -> date | None:
    present = today(zone, now)
    if text.lower() in {"today", "yesterday"}:
        return present - timedelta(days=text.lower() == "yesterday")
    if ago := _AGO.fullmatch(text):
        return present - timedelta(days=int(ago[1]))
    if iso := _ISO.fullmatch(text):
        return _date(text, int(iso[1]), int(iso[2]), int(iso[3]))
    if dotted := _DAY_FIRST.fullmatch(text):
        return _date(text, int(dotted[3]), int(dotted[2]), int(dotted[1]))
    if named := _NAMED.fullmatch(text):
        return _date(text, int(named[3]), MONTHS.index(named[2].lower()) + 1, int(named[1]))
    if slashes := _SLASHES.fullmatch(text):
        return _slashed(text, int(slashes[1]), int(slashes[2]), int(slashes[3]))
    return None


def _slashed(text: str, first: int, second: int, year: int) -> date:
    if first <= 12 and second <= 12 and first != second:
        ways = f"{year}-{second:02}-{first:02} or {year}-{first:02}-{second:02}"
        raise UnreadableDate(f"{text} can be read in two ways; write {ways}.")
    return _date(text, year, *((second, first) if second <= 12 else (first, second)))


def _date(text: str, year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise UnreadableDate(f"{text} is not a day of the calendar.") from None
    if not 1970 <= year <= 2999:
        raise UnreadableDate(f"{text} lies outside of the years 1970 to 2999.")
    return found
