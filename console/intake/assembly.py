"""From the events of a batch to its messages: what belongs together, and what became of each recipient.

A queue ID is used again after a while: an arrival, or news of a message's identity after its end, begins another
stay. Stays are one message when one names the other: `orig_queue_id=`, `orig_id=`, or "queued as …" in a reply,
there with the same Message-ID.
"""

from collections.abc import Iterable, Iterator, Sequence

from console.diagnosis.assessment import Assessment, assess
from console.diagnosis.network import Network
from console.diagnosis.status import DELIVERED
from console.diagnosis.trail import trails_of
from console.intake.batch import Draft, DraftRecipient, Place
from console.intake.stays import OpenStay
from console.mail.address import normalise
from console.mail.event import Event, Kind

OF_A_PROBE = frozenset({Kind.PROBED, Kind.RECEIVED, Kind.DESCRIBED, Kind.REMOVED, Kind.NOTIFIED})


class Assembly:
    """Collects the events of a batch and makes drafts of its messages."""

    def __init__(self) -> None:
        self.stays: list[OpenStay] = []
        self._current: dict[str, dict[str, OpenStay]] = {}  # by host and queue ID

    def add(self, host: str, events: tuple[Event, ...], place: Place) -> None:
        """Take the events of one line."""
        current = self._current.get(host)
        if current is None:
            current = self._current[host] = {}
        for event in events:
            queue_id = event.queue_id
            stay = current.get(queue_id)
            if stay is None or not queue_id or stay.is_over(event):
                stay = current[queue_id] = OpenStay(host, queue_id, event.at)
                self.stays.append(stay)
            stay.add(event, place)

    def drafts(self, network: Network) -> Iterator[Draft]:
        """The messages of the batch, in the order in which they began."""
        self._join()
        takers = Takers(network)
        for stay in self.stays:
            if stay.shared is None:
                yield _draft_of_one(stay, takers)
            elif stay.shared[0] is stay:
                yield _draft_of_several(stay.shared, network)

    def _join(self) -> None:
        by_queue_id: dict[str, list[OpenStay]] = {}
        for stay in self.stays:
            by_queue_id.setdefault(stay.queue_id, []).append(stay)
        for stay in self.stays:
            if stay.origin:
                _share(stay, _predecessor(stay, by_queue_id.get(stay.origin, [])))
            for queue_id in stay.handovers:
                if queue_id in by_queue_id:
                    _share(stay, _successor(stay, by_queue_id[queue_id]))


def _predecessor(stay: OpenStay, candidates: list[OpenStay]) -> OpenStay | None:
    return next((c for c in candidates if c.host == stay.host and c is not stay), None)


def _successor(stay: OpenStay, candidates: list[OpenStay]) -> OpenStay | None:
    """Every Postfix says "queued as": only the same Message-ID shows that it is one of ours."""
    for candidate in candidates:
        if candidate is not stay and candidate.message_id and candidate.message_id == stay.message_id:
            return candidate
    return None


def _share(stay: OpenStay, other: OpenStay | None) -> None:
    if other is None or (stay.shared is not None and stay.shared is other.shared):
        return
    together = sorted((stay.shared or [stay]) + (other.shared or [other]), key=lambda one: one.first_at)
    for member in together:
        member.shared = together


class Takers:
    """What it comes to when a system took the mail. A log names few systems, and each very often."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._known: dict[tuple[str, str, str], Assessment] = {}

    def assess(self, event: Event) -> Assessment:
        """The assessment of a recipient whose mail that event says was taken."""
        if event.transport != "smtp":
            return assess((event,), self.network)
        taker = (event.remote_mta, event.remote_address, event.linked_queue_id and "on")
        assessment = self._known.get(taker)
        if assessment is None:
            assessment = self._known[taker] = assess((event,), self.network)
        return assessment


def _draft_of_one(stay: OpenStay, takers: Takers) -> Draft:
    recipients = _all_taken(stay, takers) if stay.all_taken else None
    if recipients is None:
        recipients = tuple(recipients_of(stay.events, takers.network))
    return Draft(
        (stay.closed(),),
        stay.message_id,
        stay.envelope_sender,
        stay.subject,
        stay.size,
        tuple(stay.places),
        recipients,
        (stay.origin,) if stay.origin else (),
        tuple(stay.handovers),
    )


def _draft_of_several(stays: Sequence[OpenStay], network: Network) -> Draft:
    events = [event for stay in stays for event in stay.events]
    own = {stay.queue_id for stay in stays}
    return Draft(
        tuple(stay.closed() for stay in stays),
        *facts(events),
        tuple(place for stay in stays for place in stay.places),
        tuple(recipients_of(events, network)),
        tuple({stay.origin for stay in stays if stay.origin} - own),
        tuple({queue_id for stay in stays for queue_id in stay.handovers} - own),
    )


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


def outcome(events: Sequence[Event], takers: Takers) -> tuple[DraftRecipient, ...]:
    """What became of each recipient of one message, by the short way where there is one."""
    stay = _only_stay(events)
    found = _all_taken(stay, takers) if stay and stay.all_taken else None
    return tuple(recipients_of(events, takers.network)) if found is None else found


def _only_stay(events: Sequence[Event]) -> OpenStay | None:
    """The events of a message that was in one queue; None if it was in several."""
    if not events:
        return None
    queue = events[0].reporting_mta, events[0].queue_id
    stay = OpenStay(*queue, events[0].at)
    for event in events:
        if (event.reporting_mta, event.queue_id) != queue:
            return None
        stay.add(event, 0)
    return stay


def recipients_of(events: Sequence[Event], network: Network) -> Iterator[DraftRecipient]:
    """What became of each recipient."""
    for address, trail in trails_of(events).items():
        if _is_no_mail(trail) or (not address and _is_attempt(trail)):
            continue
        assessment = assess(trail, network)
        yield DraftRecipient(
            address,
            _original(address, trail),
            assessment.status.code,
            assessment.reason.code,
            int(assessment.last_at),
        )


def _all_taken(stay: OpenStay, takers: Takers) -> tuple[DraftRecipient, ...] | None:
    """The same for the ordinary case, where no trail need be put in order to know where it ends.

    None if that is not certain: a hop that took it may have put it off again.
    """
    recipients = []
    for recipient, event in stay.taken.items():
        status, reason, *_ = takers.assess(event)
        if stay.waiting and status is not DELIVERED:
            return None
        last_at = int(max(stay.told_at, event.at))
        recipients.append(DraftRecipient(normalise(recipient), "", status.code, reason.code, last_at))
    return tuple(recipients)


def _is_no_mail(events: list[Event]) -> bool:
    """A probe of an address (sendmail -bv, address verification): nothing was sent, so nothing can be missing."""
    kinds = {event.kind for event in events}
    return Kind.PROBED in kinds and kinds <= OF_A_PROBE


def _is_attempt(events: list[Event]) -> bool:
    """A client that began to hand over a message and did not go on: Postfix gives the queue ID before it has it."""
    return all(e.kind is Kind.RECEIVED and not e.message_id and e.envelope_sender is None for e in events)


def _original(address: str, trail: list[Event]) -> str:
    for event in trail:
        if event.original_recipient:
            original = normalise(event.original_recipient)
            if original != address:
                return original
    return ""
