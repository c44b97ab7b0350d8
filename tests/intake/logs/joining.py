"""What became of each recipient, by nothing but the events of a log: a plain joining, to show that they suffice.

Queue IDs are one message when REQUEUED or RECEIVED names the ID before, or DELIVERED the ID after, and then the
Message-IDs agree. The fate of a recipient is told in the last queue that speaks of it.
"""

from collections.abc import Iterable, Mapping

from console.mail.event import Event, Kind

FATES = {
    Kind.DELIVERED: "sent",
    Kind.DISCARDED: "sent",  # that is what the sender is told
    Kind.FAILED: "bounced",
    Kind.EXPIRED: "expired",
    Kind.DEFERRED: "waiting",
}
Queues = Mapping[str, list[Event]]


def queues_of(events: Iterable[Event]) -> dict[str, list[Event]]:
    """Events by queue ID. Our samples do not use one twice."""
    queues: dict[str, list[Event]] = {}
    for event in events:
        queues.setdefault(event.queue_id, []).append(event)
    return queues


def fates(queue_id: str, queues: Queues) -> dict[str, str]:
    """What became of each recipient of the message that has, or had first, this queue ID."""
    told: dict[str, str] = {}
    for one in _course(queue_id, queues):
        told |= _fates_in_one_queue(queues[one])
    return told


def _course(queue_id: str, queues: Queues) -> list[str]:
    """The queue IDs under which the message went on, in order."""
    course = [queue_id]
    for current in course:
        course += [one for one in _next(current, queues) if one not in course]
    return course


def _next(queue_id: str, queues: Queues) -> list[str]:
    named = [e.linked_queue_id for e in queues[queue_id] if e.kind is Kind.DELIVERED]
    known = [one for one in named if one in queues and _message_id(queues[one]) == _message_id(queues[queue_id])]
    back = {Kind.RECEIVED, Kind.REQUEUED}
    return known + [
        one for one, events in queues.items() for e in events if e.kind in back and e.linked_queue_id == queue_id
    ]


def _message_id(events: Iterable[Event]) -> str:
    return next((event.message_id for event in events if event.message_id), "")


def _fates_in_one_queue(events: list[Event]) -> dict[str, str]:
    told = {event.recipient: FATES[event.kind] for event in events if event.recipient and event.kind in FATES}
    of_the_whole = [event for event in events if not event.recipient]
    for event in of_the_whole:
        if event.kind is Kind.EXPIRED:
            _change_waiting(told, "expired")
        elif event.kind is Kind.DELETED or (event.kind is Kind.REMOVED and not event.transport):
            _change_waiting(told, "deleted")
        elif event.kind is Kind.HELD and not any(e.kind is Kind.RELEASED for e in of_the_whole):
            _change_waiting(told, "on hold")
    return told


def _change_waiting(told: dict[str, str], fate: str) -> None:
    told |= dict.fromkeys((one for one, so_far in told.items() if so_far == "waiting"), fate)
