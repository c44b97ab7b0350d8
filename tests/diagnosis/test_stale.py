"""Stale: no news for longer than is usual."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.diagnosis import status
from console.diagnosis.stale import ENOUGH, LEAST, LONGEST_PAUSE, Staleness, Usual, UsualTime, staleness
from console.diagnosis.status import STATUSES, Status
from tests.diagnosis.stories import BERLIN, HARDLY_KNOWN, NOW, QUICK, at

HOUR = 3600
SLOW = Usual(UsualTime(50, 600, 7200, 20 * HOUR), UsualTime(100_000, 3, 90, 400_000))


def of(
    first: str, last: str | None = None, usual: Usual = QUICK, found: Status = status.QUEUED, until: float = NOW
) -> Staleness | None:
    """Whether a message of today is stale at half past two."""
    return staleness(found, at(first), at(last or first), usual, until)


def test_a_message_is_stale_when_the_domain_never_took_so_long() -> None:
    found = of("09:00:00")
    assert found
    assert found.told("gmail.test", NOW, BERLIN) == (
        "It should have been decided by 11:00. In the last 90 days no other mail to gmail.test took longer than "
        "6 minutes 12 seconds."
    )


def test_it_is_not_while_the_domain_once_took_longer() -> None:
    assert of("09:00:00", usual=SLOW) is None
    assert staleness(status.QUEUED, NOW - 30 * HOUR, NOW - 30 * HOUR, SLOW, NOW)


def test_two_hours_are_left_to_every_domain() -> None:
    assert of("12:30:00") is None
    assert of("12:29:59")


def test_of_a_domain_that_is_hardly_known_all_mail_tells() -> None:
    found = of("09:00:00", usual=HARDLY_KNOWN)
    assert found
    assert "Nearly all of our mail is decided within 1 minute 30 seconds." in found.told("new.test", NOW, BERLIN)


def test_while_nothing_was_learned_nothing_is_stale() -> None:
    assert of("00:00:01", usual=Usual()) is None
    assert of("00:00:01", usual=Usual(None, UsualTime(ENOUGH - 1, 1, 1, 1))) is None


def test_an_attempt_is_news() -> None:
    assert of("11:00:00", "13:40:00", found=status.DEFERRED) is None


def test_the_longer_it_was_tried_the_longer_may_be_the_pause() -> None:
    assert of("03:00:00", "09:00:00", found=status.DEFERRED) is None  # tried for six hours, silent for five and a half
    assert of("05:00:00", "09:00:00", found=status.DEFERRED)
    assert staleness(status.DEFERRED, NOW - 96 * HOUR, NOW - LONGEST_PAUSE - 1, QUICK, NOW)


def test_records_that_end_early_make_nothing_stale() -> None:
    assert of("09:00:00", until=at("10:59:00")) is None


@pytest.mark.parametrize(
    "found", [one for one in STATUSES if one not in (status.QUEUED, status.DEFERRED)], ids=lambda found: found.name
)
def test_only_what_waits_for_a_server_can_be_stale(found: Status) -> None:
    assert of("00:00:01", found=found) is None


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e7))
def test_once_stale_it_stays_so_until_there_is_news(age: float, silent: float, longer: float) -> None:
    first, last = -age - silent, -silent
    found = staleness(status.DEFERRED, first, last, QUICK, 0)
    if found:
        assert found.decided_by - last >= LEAST
        assert staleness(status.DEFERRED, first, last, QUICK, longer) == found
        assert staleness(status.DEFERRED, first, 0, QUICK, 0) is None
