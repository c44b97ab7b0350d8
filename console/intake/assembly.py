"""From the events of a batch to its messages: what belongs together, and what became of each recipient.

A stay is the events of one queue ID on one host. A queue ID is used again after a while; an arrival, or news
of a message's identity after its end, begins another stay. Stays are one message when one names the other:
`orig_queue_id=`, `orig_id=`, or "queued as …" in a reply, there with the same Message-ID.
"""

from collections.abc import Iterable, Iterator

from console.diagnosis.assessment import assess
from console.diagnosis.network import Network
from console.diagnosis.plain_delivery import plain_deliveries
from console.diagnosis.trail import trails_of
from console.intake.batch import Draft, DraftRecipient, Place, Stay
from console.mail.address import normalise
from console.mail.event import Event, Kind

NOTHING = frozenset({""})
QUEUE_LIFETIME = 30 * 86400  # seconds after which a queue ID surely means another message


class OpenStay:
    """Events of one queue ID on one host while they are collected."""

    __slots__ = ("ended", "events", "headed", "host", "linked", "message_id", "newest", "places", "queue_id", "shared")

    def __init__(self, host: str, queue_id: str) -> None:
        self.host = host
        self.queue_id = queue_id
        self.events: list[Event] = []
        self.places: list[Place] = []
        self.message_id = ""
        self.newest = 0.0
        self.headed = self.ended = False
        self.linked = ""  # the queue ID it came from, on this host
        self.shared: list[OpenStay] | None = None  # all stays of the message, when there are several

    def is_over(self, event: Event) -> bool:
        """Whether the event must be about another message with the same queue ID."""
        if event.kind is Kind.RECEIVED:
            return self.headed or self.ended
        if event.kind is Kind.DESCRIBED:
            return self.ended
        return event.at - self.newest > QUEUE_LIFETIME

    def add(self, event: Event, place: Place) -> None:
        """Take one more event."""
        self.events.append(event)
        self.places.append(place)
        if event.at > self.newest:
            self.newest = event.at
        kind = event.kind
        if event.message_id:
            self.message_id = event.message_id
        if kind is Kind.RECEIVED:
            self.headed = True
        elif kind is Kind.REMOVED or kind is Kind.DELETED:
            self.ended = True
        if event.linked_queue_id and (kind is Kind.RECEIVED or kind is Kind.REQUEUED):
            self.linked = event.linked_queue_id


class Assembly:
    """Collects the events of a batch and makes drafts of its messages."""

    def __init__(self) -> None:
        self.stays: list[OpenStay] = []
        self._current: dict[tuple[str, str], OpenStay] = {}

    def add(self, host: str, events: tuple[Event, ...], place: Place) -> None:
        """Take the events of one line."""
        for event in events:
            stay = self._current.get((host, event.queue_id))
            if stay is None or not event.queue_id or stay.is_over(event):
                stay = self._begin(host, event.queue_id)
            stay.add(event, place)

    def drafts(self, network: Network) -> Iterator[Draft]:
        """The messages of the batch, in the order in which they began."""
        self._join()
        for stay in self.stays:
            if stay.shared is None:
                yield draft((stay,), network)
            elif stay.shared[0] is stay:
                yield draft(stay.shared, network)

    def _begin(self, host: str, queue_id: str) -> OpenStay:
        stay = OpenStay(host, queue_id)
        self.stays.append(stay)
        self._current[(host, queue_id)] = stay
        return stay

    def _join(self) -> None:
        by_queue_id: dict[str, list[OpenStay]] = {}
        for stay in self.stays:
            by_queue_id.setdefault(stay.queue_id, []).append(stay)
        for stay in self.stays:
            if stay.linked:
                _share(stay, _predecessor(stay, by_queue_id.get(stay.linked, [])))
            for event in stay.events:
                if event.linked_queue_id and event.kind is Kind.DELIVERED:
                    _share(stay, _successor(stay, event, by_queue_id.get(event.linked_queue_id, [])))


def _predecessor(stay: OpenStay, candidates: list[OpenStay]) -> OpenStay | None:
    return next((c for c in candidates if c.host == stay.host and c is not stay), None)


def _successor(stay: OpenStay, handover: Event, candidates: list[OpenStay]) -> OpenStay | None:
    """Every Postfix says "queued as": only the same Message-ID shows that it is one of ours."""
    for candidate in candidates:
        if candidate is not stay and candidate.message_id and candidate.message_id == stay.message_id:
            return candidate
    return None


def _share(stay: OpenStay, other: OpenStay | None) -> None:
    if other is None or (stay.shared is not None and stay.shared is other.shared):
        return
    together = sorted(
        (stay.shared or [stay]) + (other.shared or [other]), key=lambda one: min(e.at for e in one.events)
    )
    for member in together:
        member.shared = together


def draft(stays: Iterable[OpenStay], network: Network) -> Draft:
    """A message of one or more stays, with what became of its recipients."""
    stays = tuple(stays)
    if len(stays) == 1:
        events = stays[0].events
        places = tuple(stays[0].places)
    else:
        events = [event for stay in stays for event in stay.events]
        places = tuple(place for stay in stays for place in stay.places)
    message_id, sender, subject, size = facts(events)
    own = {stay.queue_id for stay in stays}
    return Draft(
        tuple(_closed(stay) for stay in stays),
        message_id,
        sender,
        subject,
        size,
        places,
        tuple(recipients_of(events, network)),
        frozenset(stay.linked for stay in stays if stay.linked) - own,
        frozenset(event.linked_queue_id for event in events if event.kind is Kind.DELIVERED) - own - NOTHING,
    )


def _closed(stay: OpenStay) -> Stay:
    first_at = min(event.at for event in stay.events)
    return Stay(stay.host, stay.queue_id, first_at, stay.newest, stay.headed, stay.ended)


def facts(events: Iterable[Event]) -> tuple[str, str | None, str, int | None]:
    """Message-ID, envelope sender, subject and size: the first that any event states."""
    message_id, sender, subject, size = "", None, "", None
    for event in events:
        message_id = message_id or event.message_id
        subject = subject or event.subject
        if sender is None:
            sender = event.envelope_sender
        if size is None:
            size = event.size
    return message_id, sender, subject, size


def recipients_of(events: list[Event], network: Network) -> Iterator[DraftRecipient]:
    """What became of each recipient."""
    plain = plain_deliveries(events)
    if plain is not None:
        yield from _plain_recipients(events, plain, network)
        return
    for address, trail in trails_of(events).items():
        if not address and _is_attempt(trail):
            continue
        assessment = assess(trail, network)
        yield DraftRecipient(
            address,
            _original(address, trail),
            assessment.status.code,
            assessment.reason.code,
            int(assessment.last_at),
        )


def _is_attempt(events: list[Event]) -> bool:
    """A client that began to hand over a message and did not go on: Postfix gives the queue ID before it has it."""
    return all(e.kind is Kind.RECEIVED and not e.message_id and e.envelope_sender is None for e in events)


def _plain_recipients(events: list[Event], plain: dict[str, Event], network: Network) -> Iterator[DraftRecipient]:
    newest = max([event.at for event in events if not event.recipient], default=0.0)
    for recipient, event in plain.items():
        status, reason, *_ = assess((event,), network)
        yield DraftRecipient(normalise(recipient), "", status.code, reason.code, int(max(newest, event.at)))


def _original(address: str, trail: list[Event]) -> str:
    for event in trail:
        if event.original_recipient:
            original = normalise(event.original_recipient)
            if original != address:
                return original
    return ""
