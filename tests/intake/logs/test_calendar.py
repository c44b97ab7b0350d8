"""Years, and the hour that comes twice."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from console.intake.logs.calendar import Calendar
from console.mail.unreadable import UnreadableEvidence

GREENWICH = ZoneInfo("UTC")
BERLIN = ZoneInfo("Europe/Berlin")


def seconds(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def text(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M")


def a_calendar(now: str, zone: ZoneInfo = GREENWICH, year: int | None = None, anchor: str | None = None) -> Calendar:
    return Calendar(zone, year, seconds(now), seconds(anchor) if anchor else None)


def instants(calendar: Calendar, *stamps: tuple[int, int, int, int]) -> list[str]:
    return [text(calendar.instant(None, *stamp)) for stamp in stamps]


def test_a_log_of_december_read_in_january_is_last_years() -> None:
    assert instants(a_calendar("2027-01-03"), (12, 30, 8, 0)) == ["2026-12-30 08:00"]


def test_the_year_rolls_inside_a_log() -> None:
    calendar = a_calendar("2027-03-01")
    assert instants(calendar, (12, 31, 23, 59), (1, 1, 0, 0)) == ["2026-12-31 23:59", "2027-01-01 00:00"]


def test_a_late_line_of_the_old_year_does_not_leap_into_the_next() -> None:
    calendar = a_calendar("2027-03-01")
    assert instants(calendar, (12, 31, 23, 59), (1, 1, 0, 0), (12, 31, 23, 59))[2] == "2026-12-31 23:59"


def test_the_year_that_was_given_is_that_of_the_first_line() -> None:
    calendar = a_calendar("2027-03-01", year=2019)
    assert instants(calendar, (12, 31, 23, 0), (1, 1, 1, 0)) == ["2019-12-31 23:00", "2020-01-01 01:00"]


def test_a_quiet_log_may_leap_over_half_a_year() -> None:
    assert instants(a_calendar("2026-11-21", year=2026), (1, 5, 0, 0), (9, 5, 0, 0))[1] == "2026-09-05 00:00"


def test_files_put_together_in_the_wrong_order_keep_their_year() -> None:
    calendar = a_calendar("2026-11-21")
    assert instants(calendar, (11, 20, 0, 0), (11, 6, 0, 0), (1, 6, 0, 0))[1:] == [
        "2026-11-06 00:00",
        "2026-01-06 00:00",
    ]


def test_a_clock_may_be_ahead_by_a_day() -> None:
    assert instants(a_calendar("2026-12-31 20:00"), (1, 1, 12, 0)) == ["2027-01-01 12:00"]


def test_a_stamp_further_ahead_is_last_years() -> None:
    assert instants(a_calendar("2026-11-21"), (11, 24, 0, 0)) == ["2025-11-24 00:00"]


def test_a_clock_that_runs_ahead_is_followed() -> None:
    calendar = a_calendar("2026-11-21")
    assert instants(calendar, (11, 22, 0, 0), (11, 24, 0, 0)) == ["2026-11-22 00:00", "2026-11-24 00:00"]


def test_29_february_is_of_a_leap_year() -> None:
    assert instants(a_calendar("2027-03-05"), (2, 29, 1, 0), (3, 1, 1, 0)) == ["2024-02-29 01:00", "2024-03-01 01:00"]


def test_29_february_after_the_28th_is_of_that_year() -> None:
    calendar = a_calendar("2026-11-21", year=2016)
    assert instants(calendar, (2, 28, 23, 0), (2, 29, 1, 0)) == ["2016-02-28 23:00", "2016-02-29 01:00"]


def test_29_february_of_a_year_without_one_is_unreadable() -> None:
    with pytest.raises(UnreadableEvidence, match="no real date and time: day 29 of month 2, 01:00"):
        a_calendar("2026-11-21", year=2025).instant(None, 2, 29, 1, 0)


def test_30_february_is_unreadable() -> None:
    with pytest.raises(UnreadableEvidence, match="no real date"):
        a_calendar("2026-11-21").instant(None, 2, 30, 1, 0)


def test_an_anchor_says_which_year_is_meant() -> None:
    assert instants(a_calendar("2026-11-21", anchor="2019-06-01"), (6, 2, 0, 0), (5, 28, 0, 0)) == [
        "2019-06-02 00:00",
        "2019-05-28 00:00",
    ]


def test_an_anchor_at_new_year_reaches_into_both_years() -> None:
    calendar = a_calendar("2026-11-21", anchor="2020-01-01")
    assert instants(calendar, (12, 31, 23, 0), (1, 1, 1, 0)) == ["2019-12-31 23:00", "2020-01-01 01:00"]


def test_summer_time_is_that_of_the_zone() -> None:
    calendar = a_calendar("2026-11-21", BERLIN)
    assert instants(calendar, (7, 1, 12, 0), (11, 20, 12, 0)) == ["2026-07-01 10:00", "2026-11-20 11:00"]


def test_the_hour_that_comes_twice_is_told_apart_by_order() -> None:
    calendar = a_calendar("2026-11-21", BERLIN)
    read = instants(calendar, (10, 25, 1, 59), (10, 25, 2, 30), (10, 25, 2, 59), (10, 25, 2, 0), (10, 25, 2, 30))
    assert [one[11:] for one in read] == ["23:59", "00:30", "00:59", "01:00", "01:30"]


def test_a_line_a_little_late_is_still_of_the_first_hour() -> None:
    calendar = a_calendar("2026-11-21", BERLIN)
    assert [one[11:] for one in instants(calendar, (10, 25, 2, 31), (10, 25, 2, 30))] == ["00:31", "00:30"]


def test_the_hour_that_clocks_leave_out_is_read_as_winter_time() -> None:
    assert instants(a_calendar("2026-11-21", BERLIN), (3, 29, 2, 30)) == ["2026-03-29 01:30"]
