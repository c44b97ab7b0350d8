"""The trail: one recipient's events in order. A message to three people has three trails (as in RFC 3464).

What is said of the whole message (held, released, removed, deleted …) belongs to every recipient that was in that queue.
"""

from collections.abc import Iterable, Sequence

from console.diagnosis.hops import Hops
from console.mail.address import normalise
from console.mail.event import Event, Kind

# The order of events that carry the same time: many logs have whole seconds only.
_ORDER = {
    kind: place
    for place, kind in enumerate(
        (
            Kind.SUPPRESSED,
            Kind.FAILED_BEFORE_SEND,
            Kind.RECEIVED,
            Kind.DESCRIBED,
            Kind.REJECTED,
            Kind.PROBED,
            Kind.UNREADABLE,
            Kind.DEFERRED,
            Kind.HELD,
            Kind.RELEASED,
            Kind.REQUEUED,
            Kind.DELIVERED,
            Kind.DISCARDED,
            Kind.FAILED,
            Kind.EXPIRED,
            Kind.DELETED,
            Kind.NOTIFIED,
            Kind.REMOVED,
            Kind.FILTERED,
            Kind.AUTO_REPLIED,
            Kind.OPENED,
            Kind.CLICKED,
            Kind.REPLIED,
            Kind.UNSUBSCRIBED,
            Kind.MARKED_SPAM,
        )
    )
}
# These are about a queue ID even where the evidence names a recipient beside it.
OF_THE_QUEUE = frozenset({Kind.HELD, Kind.RELEASED, Kind.REQUEUED, Kind.DELETED, Kind.REMOVED, Kind.NOTIFIED})
# Nothing but these is told of an alias: what became of the mail is told of those it stands for.
_OF_AN_ALIAS = OF_THE_QUEUE | {Kind.RECEIVED, Kind.DESCRIBED}


def order_key(event: Event) -> tuple[float | str, ...]:
    """By time, then as a message goes through a queue, then anything that makes the order certain."""
    return (
        event.at,
        _ORDER[event.kind],
        event.queue_id,
        event.recipient,
        event.reply,
        event.remote_mta,
        event.remote_address,
        event.enhanced_status,
        event.linked_queue_id,
        event.original_recipient,
        event.transport,
        event.reporting_mta,
        event.rank,
    )


def in_order(events: Iterable[Event]) -> list[Event]:
    """Each event once, by time; within one second hop by hop."""
    ordered = sorted(dict.fromkeys(events), key=order_key)
    hops = Hops(ordered)
    if hops.links:
        ordered.sort(key=lambda event: (event.at, hops.depth(event.queue_id), order_key(event)))
    return ordered


def trails_of(events: Iterable[Event]) -> dict[str, list[Event]]:
    """The recipients of one message, in their search form, each with its events in order.

    An alias is no recipient of its own once we know whom it stands for: its events join theirs. Events of a message
    whose recipients nobody names stand under "".
    """
    ordered = in_order(events)
    own = _by_recipient(ordered)
    if not own:
        return {"": ordered} if ordered else {}
    if len(own) == 1:
        return dict.fromkeys(own, ordered)
    return _of_several(ordered, own)


def _by_recipient(events: Sequence[Event]) -> dict[str, list[Event]]:
    own: dict[str, list[Event]] = {}
    for event in events:
        if event.recipient:
            own.setdefault(normalise(event.recipient), []).append(event)
    return own


def _of_several(ordered: Sequence[Event], own: dict[str, list[Event]]) -> dict[str, list[Event]]:
    hops = Hops(ordered)
    _join_aliases(own, hops)
    shared = [event for event in ordered if not event.recipient or event.kind in OF_THE_QUEUE]
    reached = _queues_reached(own, hops)
    handed_on = {event.linked_queue_id for events in own.values() for event in events if hops.is_handover(event)}
    trails = {}
    for address, events in own.items():
        mine = dict.fromkeys(
            event for event in shared if event.queue_id in reached[address] or event.queue_id not in handed_on
        )
        trails[address] = in_order([*events, *mine])
    return trails


def _queues_reached(own: dict[str, list[Event]], hops: Hops) -> dict[str, set[str]]:
    """Queues that hold a recipient's mail. The queues behind a filter may each hold that of others."""
    return {
        address: {event.queue_id for event in events}
        | {event.linked_queue_id for event in events if hops.is_handover(event)}
        for address, events in own.items()
    }


def _join_aliases(own: dict[str, list[Event]], hops: Hops) -> None:
    for alias, addresses in _aliases(own).items():
        events = own.get(alias, [])
        known = [address for address in addresses if address in own]
        if known and all(event.kind in _OF_AN_ALIAS or hops.is_handover(event) for event in events):
            own.pop(alias, None)
            for address in known:
                own[address].extend(events)


def _aliases(own: dict[str, list[Event]]) -> dict[str, list[str]]:
    aliases: dict[str, list[str]] = {}
    for address, events in own.items():
        for original in {normalise(event.original_recipient) for event in events if event.original_recipient}:
            if original != address:
                aliases.setdefault(original, []).append(address)
    return aliases
