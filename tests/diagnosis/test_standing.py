"""How mail to an address stands, in a sentence."""

from zoneinfo import ZoneInfo

from console.diagnosis import reason, status
from console.diagnosis.reason import NO_REASON, Reason
from console.diagnosis.standing import Outcome, standing
from console.diagnosis.status import Status

DAY = 86400
NOW = 1_795_262_400.0  # 21 November 2026, 12:00 UTC
UTC = ZoneInfo("UTC")


def told(*outcomes: Status | tuple[Status, Reason]) -> str:
    """The sentence; the outcomes are a day apart, the newest first and of today."""
    pairs = [one if isinstance(one, tuple) else (one, NO_REASON) for one in outcomes]
    return standing([Outcome(NOW - n * DAY, *pair) for n, pair in enumerate(pairs)], NOW, UTC).sentence


FULL = (status.SOFT_BOUNCED, reason.MAILBOX_FULL)


def test_nothing_was_ever_sent() -> None:
    assert told() == "Our records hold no mail to this address."


def test_all_is_well() -> None:
    assert told(status.DELIVERED, status.OPENED) == (
        "Mail to this address is taken by their server: the last 2 were, the newest on 21 November."
    )


def test_it_fails_since_a_day_and_did_arrive_before() -> None:
    assert told(FULL, FULL, FULL, status.DELIVERED, status.DELIVERED, FULL) == (
        "Mail to this address has not arrived since 19 November: mailbox is full. Of the 3 before, 2 were taken."
    )


def test_one_failure_is_named_with_its_day() -> None:
    assert told((status.INVALID_ADDRESS, reason.NO_SUCH_USER), status.DELIVERED) == (
        "The last mail to this address, on 21 November, did not arrive: no such mailbox. The one before was taken."
    )


def test_what_is_under_way_does_not_hide_what_came_before() -> None:
    assert told(status.DEFERRED, status.DELIVERED) == (
        "The last mail to this address was taken by their server on 20 November. One more is under way."
    )


def test_what_nobody_knows_counts_for_nothing() -> None:
    assert told(status.UNKNOWN, status.DELIVERED) == (
        "The last mail to this address was taken by their server on 20 November."
    )
    assert told(status.SENT) == "What became of the mail to this address is not in our records."


def test_nothing_is_decided_yet() -> None:
    assert told(status.QUEUED) == "The only mail to this address: queued."
    assert told(status.QUEUED, status.DEFERRED) == "Of the mail to this address nothing is decided yet."
