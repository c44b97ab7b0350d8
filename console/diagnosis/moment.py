"""Times and spans as people say them, in the reader's time zone."""

from datetime import UTC, datetime, tzinfo

MINUTE, HOUR, DAY = 60, 3600, 86400
_UNITS = ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (1, "second"))


def clock(at: float, now: float, zone: tzinfo) -> str:
    """A time to the second, with its date where that is not today's: "14:02:11", "20 November 14:02:11".

    `at` and `now` are seconds since 1970 UTC.
    """
    moment, today = datetime.fromtimestamp(int(at), zone), datetime.fromtimestamp(int(now), zone)
    if moment.date() == today.date():
        return f"{moment:%H:%M:%S}"
    if moment.year == today.year:
        return f"{moment.day} {moment:%B %H:%M:%S}"
    return f"{moment.day} {moment:%B %Y %H:%M:%S}"


def at_clock(at: float, now: float, zone: tzinfo) -> str:
    """The same as part of a sentence: "at 14:02:11", "on 20 November at 14:02:11"."""
    date, _, time = clock(at, now, zone).rpartition(" ")
    return f"on {date} at {time}" if date else f"at {time}"


def to_the_minute(at: float, now: float, zone: tzinfo) -> str:
    """For what is about right only: "14:02", "20 November 14:02"."""
    return clock(at, now, zone)[:-3]


def stretch(first_at: float, last_at: float, now: float, zone: tzinfo) -> str:
    """A time that something lasted, in whole minutes, none too few: "09:10–09:25", "since 20 November 09:10"."""
    begun = to_the_minute(first_at, now, zone)
    if last_at >= int(now):
        return f"since {begun}"
    ended = to_the_minute(-(-last_at // MINUTE) * MINUTE, now, zone)
    date, _, time = ended.rpartition(" ")
    if begun.rpartition(" ")[0] == date:
        return f"{begun}–{time}"
    return f"{begun} – {ended if date else f'today {time}'}"


def full_date(at: float, zone: tzinfo) -> str:
    """For a letter, which is read on another day: "21 November 2026 at 14:02:11 (UTC+01:00)"."""
    moment = datetime.fromtimestamp(int(at), zone)
    return f"{moment.day} {moment:%B %Y} at {moment:%H:%M:%S} ({utc_offset(moment)})"


def spoken_date(at: float, zone: tzinfo) -> str:
    """For the phone: "21 November 2026 at 14:02 (UTC+01:00)"."""
    moment = datetime.fromtimestamp(int(at), zone)
    return f"{moment.day} {moment:%B %Y} at {moment:%H:%M} ({utc_offset(moment)})"


def utc_clock(at: float) -> str:
    """For a log search: "2026-11-21 13:02:11 UTC"."""
    return f"{datetime.fromtimestamp(int(at), UTC):%Y-%m-%d %H:%M:%S} UTC"


def utc_offset(moment: datetime) -> str:
    """The zone as everybody can convert it: "UTC", "UTC+01:00"."""
    offset = f"{moment:%z}"
    return "UTC" if offset == "+0000" else f"UTC{offset[:3]}:{offset[3:5]}"


def span(seconds: float) -> str:
    """A length of time in its two largest units: "2 hours 5 minutes", "3 days", "1 second"."""
    rest, said = max(int(seconds), 0), []
    for size, unit in _UNITS:
        count, rest = divmod(rest, size)
        if count:
            said.append(counted(count, unit))
        if said and (not count or len(said) == 2):
            break
    return " ".join(said) or "less than a second"


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 time", "3 times", "4 mailboxes"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}{'es' if noun.endswith('x') else 's'}"


def times(number: int) -> str:
    """How often: "once", "twice", "3 times"."""
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")
