"""A stay while it is collected: the events of one queue ID on one host.

What every message needs is noted as the events come by, since an import makes a million of them.
"""

from console.intake.batch import Place, Stay
from console.mail.event import Event, Kind

QUEUE_LIFETIME = 30 * 86400  # seconds after which a queue ID surely means another message

# Looking a member up in its class takes longer than all else that is done with it here.
DEFERRED, DELETED, DELIVERED, DESCRIBED = Kind.DEFERRED, Kind.DELETED, Kind.DELIVERED, Kind.DESCRIBED
RECEIVED, REMOVED, REQUEUED = Kind.RECEIVED, Kind.REMOVED, Kind.REQUEUED


class OpenStay:
    """Events of one queue ID on one host, and what they come to so far."""

    __slots__ = (
        "ended",
        "envelope_sender",
        "events",
        "first_at",
        "handovers",
        "headed",
        "host",
        "last_at",
        "message_id",
        "origin",
        "places",
        "plain",
        "queue_id",
        "shared",
        "size",
        "subject",
        "taken",
        "told_at",
        "waiting",
    )

    def __init__(self, host: str, queue_id: str, at: float) -> None:
        self.host = host
        self.queue_id = queue_id
        self.first_at = self.last_at = at
        self.events: list[Event] = []
        self.places: list[Place] = []
        self.headed = self.ended = False
        self.message_id = self.subject = self.origin = ""  # origin: the queue ID it came from, on this host
        self.envelope_sender: str | None = None
        self.size: int | None = None
        self.handovers: list[str] = []  # the queue IDs that the next systems gave it
        self.plain = True  # nothing but facts, and attempts of which one was successful
        self.taken: dict[str, Event] = {}  # by recipient as the log writes it
        self.waiting: set[str] = set()  # recipients whose mail was put off
        self.told_at = 0.0  # the newest event that is about all recipients
        self.shared: list[OpenStay] | None = None  # all stays of the message, when there are several

    def is_over(self, event: Event) -> bool:
        """Whether the event must be about another message with the same queue ID."""
        kind = event.kind
        if kind is RECEIVED:
            return self.headed or self.ended
        if kind is DESCRIBED:
            return self.ended
        return event.at - self.last_at > QUEUE_LIFETIME

    def add(self, event: Event, place: Place) -> None:
        """Take one more event."""
        self.events.append(event)
        self.places.append(place)
        at, kind = event.at, event.kind
        if at > self.last_at:
            self.last_at = at
        elif at < self.first_at:
            self.first_at = at
        if kind is DELIVERED:
            self._take(event)
        elif kind is REMOVED:
            self.ended = True
            self._tell(at)
        elif kind is DEFERRED and not event.original_recipient:
            self.waiting.add(event.recipient)
        else:
            self._note(event, kind)

    @property
    def all_taken(self) -> bool:
        """The ordinary case: in the end every recipient's mail was taken, and nothing else happened."""
        return self.plain and bool(self.taken) and self.waiting <= self.taken.keys()

    def closed(self) -> Stay:
        """The stay as it is handed on."""
        return Stay(self.host, self.queue_id, self.first_at, self.last_at, self.headed, self.ended)

    def _tell(self, at: float) -> None:
        if at > self.told_at:
            self.told_at = at

    def _take(self, event: Event) -> None:
        if event.recipient in self.taken or event.original_recipient:
            self.plain = False
        self.taken[event.recipient] = event
        if event.linked_queue_id:
            self.handovers.append(event.linked_queue_id)

    def _note(self, event: Event, kind: Kind) -> None:
        if kind is RECEIVED:
            self.headed = True
        elif kind is not DESCRIBED:
            self.plain = False
            self.ended = self.ended or kind is DELETED
        if not event.recipient:
            self._tell(event.at)
        elif kind is DESCRIBED:
            self.waiting.add(event.recipient)  # known of, and nothing yet of their mail
        else:
            self.plain = False
        if event.linked_queue_id and (kind is RECEIVED or kind is REQUEUED):
            self.origin = event.linked_queue_id
        self.message_id = self.message_id or event.message_id
        self.subject = self.subject or event.subject
        if self.envelope_sender is None:
            self.envelope_sender = event.envelope_sender
        if self.size is None:
            self.size = event.size
