"""Weighing events against each other: which one of a recipient's trail settles what became of it.

- What is told of the recipient outweighs what is told of the whole queue.
- A refusal outweighs "taken" unless that came later; a late bounce is thus a bounce.
- "Taken" by a hop of our own, or by a provider, never outweighs anything that says more.
"""

from collections.abc import Iterable, Sequence

from console.diagnosis.network import Network, Role
from console.diagnosis.trail import OF_THE_QUEUE, order_key
from console.mail.event import Event, Kind

FAILURES = frozenset({Kind.FAILED, Kind.EXPIRED})
STOPPED_BY_US = frozenset({Kind.FAILED_BEFORE_SEND, Kind.SUPPRESSED, Kind.REJECTED, Kind.DISCARDED, Kind.DELETED})
ACTS = (  # the strongest last
    Kind.FILTERED,
    Kind.AUTO_REPLIED,
    Kind.OPENED,
    Kind.CLICKED,
    Kind.REPLIED,
    Kind.UNSUBSCRIBED,
    Kind.MARKED_SPAM,
)
# Scanners open mail and follow links before a server bounces it; none of them does these.
_SURELY_A_PERSON = frozenset({Kind.REPLIED, Kind.UNSUBSCRIBED, Kind.MARKED_SPAM})
_ENDS = frozenset({Kind.DELIVERED, Kind.FAILED, Kind.EXPIRED, Kind.DISCARDED})

# A delivery's place among the acts, by who took it: below 0 it only left us.
_TAKEN_BY = {Role.OWN_HOP: -2, Role.PROVIDER: -1, Role.RECIPIENT_MX: 0, Role.MAILBOX: 1}
_STRENGTH = {kind: place for place, kind in enumerate(ACTS, 2)}


def without_what_concerns_others(stated: Iterable[Event], events: Iterable[Event]) -> list[Event]:
    """Once a recipient's mail has left a queue, what happens to the whole of that queue is about the others."""
    ended = {event.queue_id for event in events if event.recipient and event.kind in _ENDS}
    return [event for event in stated if _is_of_recipient(event) or event.queue_id not in ended]


def _is_of_recipient(event: Event) -> bool:
    return bool(event.recipient) and event.kind not in OF_THE_QUEUE


def deciding(counted: Sequence[Event], events: Sequence[Event], network: Network) -> Event | None:
    """The event that settles it, as far as anything is settled."""
    if len(counted) == 1 and counted[0].kind is Kind.DELIVERED:
        return None if _went_on(counted[0], events, network) else counted[0]
    return (
        _arrival(counted, network)
        or latest(counted, {Kind.EXPIRED})
        or latest(counted, {Kind.FAILED})
        or latest((event for event in counted if not _went_on(event, events, network)), STOPPED_BY_US)
        or _departure(counted, events, network)
    )


def _arrival(counted: Sequence[Event], network: Network) -> Event | None:
    """The strongest sign that it arrived and was not returned afterwards."""
    failed_at = max((event.at for event in counted if event.kind in FAILURES), default=None)
    arrivals = [
        event
        for event in counted
        if (failed_at is None or event.at > failed_at or event.kind in _SURELY_A_PERSON)
        and _strength(event, network) >= 0
    ]
    return max(arrivals, key=lambda event: (_strength(event, network), order_key(event)), default=None)


def _departure(counted: Sequence[Event], events: Sequence[Event], network: Network) -> Event | None:
    """The last that a hop of ours, or a provider, said of it: taken, or put off again by the hop after it."""
    left = [event for event in counted if event.kind is Kind.DELIVERED and not _went_on(event, events, network)]
    if not left:
        return None
    return max((e for e in counted if e.kind is Kind.DEFERRED or e in left), key=order_key)


def _strength(event: Event, network: Network) -> int:
    if event.kind is Kind.DELIVERED:
        return _TAKEN_BY[network.role(event)]
    return _STRENGTH.get(event.kind, -9)


def _went_on(event: Event, events: Sequence[Event], network: Network) -> bool:
    """Whether another queue of ours tells of it afterwards, though nothing named that queue: after a filter that
    swallows "queued as", or when a program tried again what we had refused."""
    if event.kind is not Kind.REJECTED and (event.kind is not Kind.DELIVERED or _strength(event, network) != -2):
        return False
    return any(e.queue_id and e.queue_id != event.queue_id and e.at >= event.at for e in events)


def latest(events: Iterable[Event], kinds: Iterable[Kind]) -> Event | None:
    """The last event of these kinds."""
    return max((event for event in events if event.kind in kinds), key=order_key, default=None)
