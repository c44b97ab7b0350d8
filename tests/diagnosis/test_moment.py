"""Times as people say them."""

from zoneinfo import ZoneInfo

import pytest

from console.diagnosis.moment import at_clock, clock, counted, full_date, span, spoken_date, stretch, times, utc_clock
from tests.diagnosis.stories import BERLIN, NOW, at


def test_a_time_of_today_needs_no_date() -> None:
    assert clock(at("14:02:11"), NOW, BERLIN) == "14:02:11"
    assert at_clock(at("14:02:11"), NOW, BERLIN) == "at 14:02:11"


def test_a_time_of_another_day_has_its_date() -> None:
    assert clock(at("14:02:11", day=20), NOW, BERLIN) == "20 November 14:02:11"
    assert at_clock(at("14:02:11", day=20), NOW, BERLIN) == "on 20 November at 14:02:11"


def test_a_time_of_another_year_has_its_year() -> None:
    assert at_clock(at("14:02:11") - 365 * 86400, NOW, BERLIN) == "on 21 November 2025 at 14:02:11"


def test_the_day_is_the_readers() -> None:
    just_after_midnight = at("00:30:00")
    assert clock(just_after_midnight, NOW, BERLIN) == "00:30:00"
    assert clock(just_after_midnight, NOW, ZoneInfo("UTC")) == "20 November 23:30:00"


def test_a_letter_names_the_zone() -> None:
    assert full_date(at("14:02:11"), BERLIN) == "21 November 2026 at 14:02:11 (UTC+01:00)"
    assert full_date(at("14:02:11"), ZoneInfo("UTC")) == "21 November 2026 at 13:02:11 (UTC)"
    assert full_date(at("14:02:11"), ZoneInfo("Asia/Kolkata")) == "21 November 2026 at 18:32:11 (UTC+05:30)"


def test_several_of_a_mailbox_are_mailboxes() -> None:
    assert [counted(number, "mailbox") for number in (1, 4)] == ["1 mailbox", "4 mailboxes"]


def test_the_phone_needs_no_seconds_and_a_log_needs_utc() -> None:
    assert spoken_date(at("14:02:11"), BERLIN) == "21 November 2026 at 14:02 (UTC+01:00)"
    assert utc_clock(at("14:02:11") + 0.9) == "2026-11-21 13:02:11 UTC"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "less than a second"), (0.9, "less than a second"), (-5, "less than a second"), (1, "1 second"),
        (61, "1 minute 1 second"), (3600, "1 hour"), (7500, "2 hours 5 minutes"), (3601, "1 hour"), (86400 * 3, "3 days"),
        (86400 * 3 + 3600 * 2 + 5, "3 days 2 hours"),
    ],
)  # fmt: skip
def test_a_span_is_told_in_its_two_largest_units(seconds: float, said: str) -> None:
    assert span(seconds) == said


def test_numbers_agree_with_their_nouns() -> None:
    assert [counted(1, "source"), counted(2, "source"), counted(12000, "source")] == [
        "1 source",
        "2 sources",
        "12,000 sources",
    ]
    assert [times(1), times(2), times(3)] == ["once", "twice", "3 times"]


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (at("09:10:00"), at("09:25:00"), "09:10–09:25"),
        (at("09:10:59"), at("09:25:01"), "09:10–09:26"),
        (at("09:10:00"), NOW, "since 09:10"),
        (at("09:10:00", day=20), at("09:25:00", day=20), "20 November 09:10–09:25"),
        (at("23:50:00", day=19), at("00:10:00", day=20), "19 November 23:50 – 20 November 00:10"),
        (at("23:50:00", day=20), at("00:10:00"), "20 November 23:50 – today 00:10"),
        (at("23:50:00", day=20), NOW, "since 20 November 23:50"),
    ],
)
def test_a_stretch_of_time_is_told_in_whole_minutes(first: float, last: float, told: str) -> None:
    assert stretch(first, last, NOW, BERLIN) == told
