"""How values stand on a page."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from console.views import display

SEOUL = ZoneInfo("Asia/Seoul")
AT = datetime(2026, 11, 4, 14, 2, 11, tzinfo=UTC)


@pytest.mark.usefixtures("clock")
def test_a_time_is_in_the_readers_zone_with_utc_to_be_had() -> None:
    assert display.time(AT, zone=SEOUL) == (
        '<time datetime="2026-11-04T14:02:11+00:00" title="2026-11-04 14:02:11 UTC">4\N{NO-BREAK SPACE}Nov 23:02</time>'
    )


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        ("seconds", "4\N{NO-BREAK SPACE}Nov 23:02:11"),
        ("full", "Wed 4 Nov 2026 23:02:11"),
        ("clock", "23:02:11"),
        ("day", "Wed 4 Nov 2026"),
    ],
)
@pytest.mark.usefixtures("clock")
def test_a_time_has_styles(style: str, shown: str) -> None:
    assert f">{shown}</time>" in display.time(AT.timestamp(), style, SEOUL)


def test_the_year_is_said_when_it_is_not_this_one(clock: time_machine.Traveller) -> None:
    clock.move_to(datetime(2027, 1, 2, tzinfo=UTC))
    assert ">4\N{NO-BREAK SPACE}Nov\N{NO-BREAK SPACE}2026 14:02<" in display.time(AT, zone=ZoneInfo("UTC"))


def test_utc_stands_beside_a_full_time_of_another_zone() -> None:
    assert "KST · 14:02:11 UTC" in display.both_times(AT, SEOUL)
    assert display.both_times(AT, ZoneInfo("UTC")).endswith('<span class="quiet">UTC</span>')


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3600, "1 h"),
        (14_700, "4 h 5 min"),
        (86_400, "24 h"),
        (200_000, "2 days"),
    ],
)
def test_a_duration_is_said_in_two_units_at_most(seconds: int, shown: str) -> None:
    assert display.duration(seconds) == shown


def test_an_address_breaks_at_the_at_sign_and_at_dots() -> None:
    assert display.address("a@b.c") == (
        '<span class="address"><span class="unbroken">a</span><wbr><span class="unbroken">@b</span><wbr>'
        '<span class="unbroken">.c</span></span>'
    )


def test_an_address_is_text_whatever_it_holds() -> None:
    assert "<script>" not in display.address("<script>@b.example" + "<script>" * 9)


def test_figures_are_grouped() -> None:
    assert display.figure(1234567) == "1,234,567"
    assert (display.plural(1, "line"), display.plural(2000, "line")) == ("1 line", "2,000 lines")
    assert display.plural(2, "entry", "entries") == "2 entries"
