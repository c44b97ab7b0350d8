"""Prospects: about when it is tried again, and when our mail server gives up."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.diagnosis.prospects import Prospects, prospects
from console.mail.event import Event, Kind

MINUTE, HOUR, DAY = 60, 3600, 86400
# Seconds after arrival at which a Postfix with its default settings tried, as one in our laboratory logged it.
POSTFIX = (0, 571, 1170, 2370, 4667, 8670, 12_870, 17_070)
EXIM = (1, 901, 1801, 2702, 3602)  # F,2h,15m


def of(attempts: Sequence[float], queue_id: str = "4F2C1", lifetime: float | None = None) -> Prospects:
    """The prospects of a message that came at 0, after these attempts."""
    put_off = [Event(at, Kind.DEFERRED, queue_id=queue_id, recipient="a@b.test") for at in attempts]
    return prospects([Event(0.0, Kind.RECEIVED, queue_id=queue_id), *put_off], lifetime)


@pytest.mark.parametrize("made", range(1, len(POSTFIX)))
def test_the_next_attempt_of_postfix_is_foretold(made: int) -> None:
    expected = of(POSTFIX[:made]).next_attempt
    assert expected is not None
    pause = POSTFIX[made] - POSTFIX[made - 1]
    assert abs(expected - POSTFIX[made]) < pause / 4


@pytest.mark.parametrize("made", [1, 4])
def test_exim_begins_with_pauses_that_are_all_alike(made: int) -> None:
    expected = of(EXIM[:made], "1t8abc-000001-2X").next_attempt
    assert expected == pytest.approx(EXIM[made], abs=MINUTE)


def test_pauses_that_grow_no_more_stay_as_they_are() -> None:
    every_half_hour = [number * 30 * MINUTE for number in range(1, 9)]
    assert of(every_half_hour).next_attempt == pytest.approx(9 * 30 * MINUTE, abs=MINUTE)


def test_one_long_pause_is_no_habit() -> None:
    assert of([1, 15 * HOUR]).next_attempt == pytest.approx(16 * HOUR, abs=15 * MINUTE)


def test_several_hosts_in_turn_are_one_attempt() -> None:
    assert of([1, 5, 9]).next_attempt == pytest.approx(of([9]).next_attempt, abs=1)


def test_it_gives_up_when_its_lifetime_is_over() -> None:
    assert of([1, 500], lifetime=5 * DAY).gives_up == 5 * DAY
    assert of([1, 500]).gives_up is None


def test_the_queue_that_it_is_in_now_counts() -> None:
    first, second = "4F2C1", "7A01B"
    trail = [
        Event(0.0, Kind.RECEIVED, queue_id=first),
        Event(1000.0, Kind.RECEIVED, queue_id=second),
        Event(1001.0, Kind.DEFERRED, queue_id=second),
    ]
    assert prospects(trail, DAY).gives_up == 1000 + DAY


def test_what_was_never_put_off_has_no_prospects() -> None:
    assert of([]) == Prospects()


@given(st.lists(st.integers(0, 5 * DAY), min_size=1, max_size=20))
def test_the_next_attempt_is_always_ahead_of_the_last_and_not_far(attempts: list[int]) -> None:
    found = of(sorted(attempts))
    assert found.next_attempt is not None
    longest = max((after - before for before, after in pairwise(sorted(attempts))), default=0)
    assert 0 < found.next_attempt - max(attempts) <= max(longest, 4000 + 150)
