"""Hops: the queues of ours that one message passed through, and which led to which.

A message has several when it goes through a content filter, a second host, or is queued anew. The evidence names the
next queue ("queued as …" in a reply) or the one before (`orig_queue_id=`, `orig_id=`).
"""

from collections.abc import Collection, Iterable

from console.mail.event import Event, Kind


class Hops:
    """The queue IDs of some events, and their order."""

    def __init__(self, events: Collection[Event]) -> None:
        self.queue_ids = frozenset([event.queue_id for event in events])
        self.links: set[tuple[str, str]] = set()
        if len(self.queue_ids) > 1:
            self._began = _beginnings(events)
            self.links = {link for event in events if (link := self._link(event))}
        self._depths: dict[str, int] = {}

    def is_handover(self, event: Event) -> bool:
        """Whether a delivery only moved the message on to a queue of ours that we know of."""
        return event.kind is Kind.DELIVERED and (event.queue_id, event.linked_queue_id) in self.links

    def depth(self, queue_id: str) -> int:
        """How many queues of ours the message was in before this one."""
        if not self.links:
            return 0
        if queue_id not in self._depths:
            self._depths[queue_id] = 0  # ends the search if queues name each other in a circle
            before = [self.depth(first) + 1 for first, then in self.links if then == queue_id]
            self._depths[queue_id] = max(before, default=0)
        return self._depths[queue_id]

    def _link(self, event: Event) -> tuple[str, str] | None:
        own, other = event.queue_id, event.linked_queue_id
        if not other or other == own or other not in self.queue_ids:
            return None
        if event.kind is Kind.DELIVERED:
            return (own, other)
        if event.kind is Kind.RECEIVED or event.kind is Kind.DESCRIBED:
            return (other, own)
        if event.kind is Kind.REQUEUED:  # told of the old queue ID or of the new one
            return (own, other) if self._began[own] <= self._began[other] else (other, own)
        return None


def _beginnings(events: Iterable[Event]) -> dict[str, tuple[float, str]]:
    began: dict[str, tuple[float, str]] = {}
    for event in events:
        first = (event.at, event.queue_id)
        began[event.queue_id] = min(began.get(event.queue_id, first), first)
    return began
