"""Dates as people write them become seconds, in the zone of whoever reads."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from console.search.dates import Span, UnreadableDate, days_up_to_now, span_of, written

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2025, 11, 20, 12, tzinfo=UTC).timestamp()


def day(text: str) -> Span:
    start = datetime.fromisoformat(text).replace(tzinfo=BERLIN).timestamp()
    return int(start), int(start) + 86400


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2025-11-20", day("2025-11-20")),
        ("20.11.2025", day("2025-11-20")),
        ("20 Nov 2025", day("2025-11-20")),
        ("Thu, 20 November 2025", day("2025-11-20")),
        ("20/11/2025", day("2025-11-20")),
        ("11/20/2025", day("2025-11-20")),
        ("today", day("2025-11-20")),
        ("Yesterday", day("2025-11-19")),
        ("7d", day("2025-11-13")),
        ("2025-11-20T14:02", (1763643720, 1763643780)),
        ("2025-11-20 14:02:11", (1763643731, 1763643732)),
        ("2025-11-20T13:02:11.5Z", (1763643731, 1763643732)),
        ("2025-11-20T09:02:11-0400", (1763643731, 1763643732)),
        ("anna", None),
        ("4711", None),
    ],
)
def test_a_date_is_a_span_of_seconds(text: str, span: Span | None) -> None:
    assert span_of(text, BERLIN, NOW) == span


@pytest.mark.parametrize("text", ["2025-02-30", "31.4.2025", "2025-11-20T25:00", "1812-01-01", "3/4/2025"])
def test_a_date_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(UnreadableDate):
        span_of(text, BERLIN, NOW)


def test_a_day_of_the_change_of_clocks_has_its_own_length() -> None:
    start, end = span_of("2025-10-26", BERLIN, NOW) or (0, 0)
    assert end - start == 25 * 3600


def test_seven_days_begin_at_midnight_with_today_as_the_seventh() -> None:
    assert days_up_to_now(7, BERLIN, NOW) == day("2025-11-14")[0]


def test_an_hour_that_the_clock_shows_twice_is_written_in_utc() -> None:
    twice = int(datetime(2025, 10, 26, 1, 30, tzinfo=UTC).timestamp())
    assert written(twice, BERLIN) == "2025-10-26T01:30:00Z"
    assert written(twice - 3600, BERLIN) == "2025-10-26T02:30:00"
