"""Prospects of a message that was put off: about when it is tried again, and when our mail server gives up.

Foretold from the attempts so far. Postfix waits as long again as the message is old, no less than
`minimal_backoff_time` and no longer than `maximal_backoff_time`; Exim's usual retry rule begins with pauses that are
all alike. Both look into their queues only every few minutes, so what is foretold is about right and no more.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from console.mail.event import Event, Kind

MINIMAL_BACKOFF, MAXIMAL_BACKOFF = 300, 4000  # seconds, of Postfix by default
EXIM_BEGINS_WITH = 900  # seconds: F,2h,15m
QUEUE_RUN = 300  # seconds between two looks into the queue
AT_ONCE = QUEUE_RUN / 10  # attempts so near each other are one, at several hosts in turn
GROWS = 1.3  # pauses that become longer by less stay as they are
ALIKE = 2.5  # times the last pause: a message is so old only after several like it


class Prospects(NamedTuple):
    """Seconds since 1970 UTC; None where nothing is foretold."""

    next_attempt: float | None = None
    last_attempt: float | None = None
    gives_up: float | None = None


def prospects(trail: Sequence[Event], queue_lifetime: float | None = None) -> Prospects:
    """Of a trail in order that is still under way; `queue_lifetime` are the seconds until our mail server gives up."""
    put_off = [event for event in trail if event.kind is Kind.DEFERRED]
    if not put_off:
        return Prospects()
    queue_id = put_off[-1].queue_id
    attempts = sorted({event.at for event in put_off if event.queue_id == queue_id})
    arrivals = (event.at for event in trail if event.kind is Kind.RECEIVED and event.queue_id == queue_id)
    arrived_at = next(arrivals, attempts[0])
    pause = _pause(attempts[-1] - arrived_at, _pauses(attempts), is_exim="-" in queue_id)
    gives_up = None if queue_lifetime is None else arrived_at + queue_lifetime
    return Prospects(attempts[-1] + pause, attempts[-1], gives_up)


def _pauses(attempts: Sequence[float]) -> list[float]:
    return [after - before for before, after in pairwise(attempts) if after - before > AT_ONCE]


def _pause(age: float, pauses: Sequence[float], is_exim: bool) -> float:
    """How long it waits after an attempt; `age` is that of the message at that time."""
    if not pauses:
        return EXIM_BEGINS_WITH if is_exim else max(MINIMAL_BACKOFF, min(age, MAXIMAL_BACKOFF)) + QUEUE_RUN / 2
    last = pauses[-1]
    if len(pauses) > 1 and last < GROWS * pauses[-2] and age > ALIKE * last:
        return last
    return min(max(min(pauses), age), MAXIMAL_BACKOFF) + QUEUE_RUN / 2
