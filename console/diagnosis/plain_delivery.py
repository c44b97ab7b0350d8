"""The ordinary case, told apart before any other: taken at the first attempt, in one queue, and nothing else.

Nearly all messages of an import are that, and for these a trail need not be put in order to know where it ends.
"""

from collections.abc import Sequence

from console.mail.event import Event, Kind

FACTS = frozenset({Kind.RECEIVED, Kind.DESCRIBED, Kind.REMOVED})


def plain_deliveries(events: Sequence[Event]) -> dict[str, Event] | None:
    """For each recipient, as the log writes it, the one delivery; None when the message is no ordinary case."""
    queue_id = events[0].queue_id
    taken: dict[str, Event] = {}
    for event in events:
        if event.queue_id != queue_id:
            return None
        if event.kind is Kind.DELIVERED:
            if event.recipient in taken or event.original_recipient:
                return None
            taken[event.recipient] = event
        elif event.kind not in FACTS or event.recipient:
            return None
    return taken or None
