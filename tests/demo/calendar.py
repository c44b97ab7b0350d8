"""The two weeks of the demo: from a Monday to a Monday, to a time of day at which people work."""

from datetime import UTC, date, datetime, time, timedelta, timezone

ZONE = timezone(timedelta(hours=1), "CET")
BEGINS, ENDS = time(11, 30), time(11, 30)
DAYS = 14


def _first_day() -> date:
    """A Monday to come: Postfix takes a queue file from the future for a broken clock, and the real one stamps them."""
    today = datetime.now(UTC).date()
    return today + timedelta(days=14 - today.weekday())


FIRST_DAY = _first_day()


def day(number: int, at: str | time) -> float:
    """Seconds since 1970 UTC at that time of day, Central European; day 0 is the first."""
    clock = time.fromisoformat(at) if isinstance(at, str) else at
    return datetime.combine(FIRST_DAY + timedelta(days=number), clock, ZONE).timestamp()


START, END = day(0, BEGINS), day(DAYS, ENDS)


def is_workday(number: int) -> bool:
    return number % 7 < 5
