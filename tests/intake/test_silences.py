"""Silences: a host is as it always was, or it is not. Times are of November 2026, in UTC."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.diagnosis.gap_cause import SILENT, SILENT_NEW
from console.intake.gaps import at_the_end
from console.intake.silences import ALWAYS_ORDINARY, DAY, HOUR, Habits, Silence

MONDAY = 1_793_577_600  # 2 November 2026
MINUTE = 60


def at(day: int, hour: float = 0) -> int:
    """A time, by the days since that Monday."""
    return MONDAY + day * DAY + int(hour * HOUR)


def lines(days: Iterable[int], hours: tuple[float, float] = (0, 24), every: int = 5 * MINUTE) -> Iterator[int]:
    """A host that logs between these hours."""
    return (second for day in days for second in range(at(day, hours[0]), at(day, hours[1]), every))


def unusual(times: Iterable[int], but: Iterable[tuple[int, int]] = ()) -> list[Silence]:
    """The silences that are unusual, where nothing was logged in `but`."""
    heard = sorted(one for one in times if not any(first < one < last for first, last in but))
    silences = [Silence(*pair) for pair in pairwise(heard) if pair[1] - pair[0] > ALWAYS_ORDINARY]
    habits = Habits(heard[0], heard[-1], silences)
    return [silence for silence in silences if habits.are_broken_by(silence)]


def test_a_host_that_logs_day_and_night_has_a_gap_after_half_an_hour() -> None:
    assert unusual(lines(range(10)), [(at(8, 3), at(8, 3.5))]) == [Silence(at(8, 3), at(8, 3.5))]


def test_nights_are_no_gaps_where_all_nights_are_silent() -> None:
    assert unusual(lines(range(10), (6, 22))) == []


def test_the_same_silence_is_a_gap_by_day() -> None:
    assert unusual(lines(range(10), (6, 22)), [(at(8, 10), at(8, 14))]) == [Silence(at(8, 10), at(8, 14))]


def test_a_night_that_ends_too_late_is_a_gap() -> None:
    [gap] = unusual(lines(range(10), (6, 22)), [(at(8), at(8, 10))])
    assert gap.last_at == at(8, 10)


def test_a_night_that_ends_half_an_hour_late_is_none() -> None:
    assert unusual(lines(range(10), (6, 22)), [(at(8), at(8, 6.5))]) == []


def test_a_weekend_is_not_a_weekday() -> None:
    weekdays = [day for day in range(22) if day % 7 < 5]
    assert unusual(lines(weekdays, (6, 22))) == []
    assert unusual(lines(weekdays, (6, 22)), [(at(15, 8), at(15, 12))]) == [Silence(at(15, 8), at(15, 12))]


def test_the_first_silent_weekend_is_a_gap_while_nothing_tells_that_it_is_usual() -> None:
    [gap] = unusual(lines([0, 1, 2, 3, 4, 7, 8], (6, 22)))
    assert (gap.first_at, gap.last_at) == (at(4, 22) - 5 * MINUTE, at(7, 6))


def test_an_outage_does_not_excuse_the_next_one() -> None:
    outages = [(at(day, 10), at(day, 12)) for day in (7, 9)]
    assert unusual(lines(range(14)), outages) == [Silence(*outage) for outage in outages]


def test_a_host_that_logs_once_an_hour_has_no_gap_after_an_hour() -> None:
    assert unusual(lines(range(2), every=HOUR)) == []
    assert unusual(lines(range(20), every=HOUR)) == []


def test_a_host_that_logs_once_an_hour_has_a_gap_after_a_day() -> None:
    assert unusual(lines(range(4), every=HOUR), [(at(2), at(3))]) == [Silence(at(2), at(3))]


def test_of_a_host_that_is_hardly_known_every_long_silence_is_a_gap() -> None:
    assert unusual(lines([0]), [(at(0, 12), at(0, 12.5))]) == [Silence(at(0, 12), at(0, 12.5))]


def test_what_is_usual_is_known_after_some_days_or_silences() -> None:
    assert not Habits(at(0), at(0, 1), []).are_known
    assert Habits(at(0), at(4), []).are_known
    assert Habits(at(0), at(0, 12), [Silence(at(0, hour), at(0, hour + 0.5)) for hour in range(10)]).are_known


def test_the_silence_of_a_host_that_is_known_is_told_as_unusual() -> None:
    unheard = Silence(at(8, 10), at(8, 14))
    for first, cause in ((at(0), SILENT), (at(8), SILENT_NEW)):
        [gap] = at_the_end(unheard, Habits(first, at(8, 10), []), None, None, at(8, 14))
        assert gap.cause is cause


def test_a_short_silence_is_never_a_gap() -> None:
    assert not Habits(at(0), at(30), []).are_broken_by(Silence(at(3), at(3) + ALWAYS_ORDINARY))


@pytest.mark.parametrize("shift", [-9 * HOUR, 8 * HOUR])
def test_weekends_of_other_time_zones_are_known_after_some_weeks(shift: int) -> None:
    weekdays = [day for day in range(50) if day % 7 < 5]
    assert unusual(second + shift for second in lines(weekdays, (6, 22))) == []


@given(st.lists(st.integers(at(0), at(20)), min_size=2, max_size=60, unique=True))
def test_whatever_was_logged_a_longer_silence_is_no_less_unusual(times: list[int]) -> None:
    heard = sorted(times)
    silences = [Silence(*pair) for pair in pairwise(heard) if pair[1] - pair[0] > ALWAYS_ORDINARY]
    habits = Habits(heard[0], heard[-1], silences)
    begun = heard[-1]
    told = [habits.are_broken_by(Silence(begun, begun + hours * HOUR)) for hours in range(1, 72)]
    assert told == sorted(told)
