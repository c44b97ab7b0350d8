"""From a mail to events: what it says of each recipient, and how that joins what the log tells of the same message."""

from collections.abc import Iterable, Sequence

from console.diagnosis.hops import Hops
from console.intake.bounces.bounce import Bounce, BouncedRecipient, BounceKind
from console.intake.bounces.letter import addresses
from console.mail.address import normalise
from console.mail.delivery_status import Action
from console.mail.event import Event, Kind, Rank

_BY_ACTION: dict[Action, Kind] = {
    Action.FAILED: Kind.FAILED,
    Action.DELAYED: Kind.DEFERRED,
    Action.DELIVERED: Kind.DELIVERED,
    Action.RELAYED: Kind.DELIVERED,
    Action.EXPANDED: Kind.DELIVERED,
}
# Feedback types (RFC 5965, 7.3; RFC 6430; Apple's and Microsoft's own) that are no complaint.
_NO_COMPLAINT = {"not-spam": None, "opt-out": Kind.UNSUBSCRIBED, "opt-out-list": Kind.UNSUBSCRIBED}
ANSWERS = (BounceKind.AUTOMATIC_RESPONSE, BounceKind.CHALLENGE)
# What a log says of the same thing. Postfix reports on a probe (sendmail -bv) in the same form as on a message.
_SAME = {
    Kind.FAILED: frozenset({Kind.FAILED, Kind.EXPIRED, Kind.PROBED}),
    Kind.DEFERRED: frozenset({Kind.DEFERRED, Kind.PROBED}),
    Kind.DELIVERED: frozenset({Kind.DELIVERED, Kind.PROBED}),
}


def events_of(bounce: Bounce, at: float, rank: Rank) -> list[Event]:
    """What a mail says that came at `at` (seconds since 1970 UTC), its recipients as it names them.

    `linked_queue_id` is the ID under which the reporting MTA had the message.
    """
    if bounce.kind in ANSWERS:
        return [_said(bounce, at, rank, Kind.AUTO_REPLIED, answering(bounce), bounce.own_subject)]
    if bounce.kind is BounceKind.FEEDBACK_REPORT:
        kind = _NO_COMPLAINT.get(bounce.feedback_type, Kind.MARKED_SPAM)
        return [_said(bounce, at, rank, kind, name, bounce.feedback_type) for name in _named(bounce)] if kind else []
    if bounce.kind is BounceKind.DISPOSITION_NOTIFICATION:
        displayed = bounce.disposition == "displayed"
        return [_said(bounce, at, rank, Kind.OPENED, name, "") for name in _named(bounce)] if displayed else []
    return [_reported(bounce, at, rank, one) for one in bounce.recipients if one.action in _BY_ACTION]


def answering(bounce: Bounce) -> str:
    """The address that an automatic response comes from; "" where none is named."""
    return (addresses(bounce.head.sender) or [""])[-1]


def bound(told: Event, own: Sequence[Event]) -> Event:
    """The event as one of the message that `own` tells of.

    Where the log tells the same, it is the event of the log: one event with two pieces of evidence. Where the recipient
    cannot be told, it is said of the whole message.
    """
    recipient = recipient_among((told.recipient, told.original_recipient), own)
    for event in reversed(own):
        if _is_same(event, told, recipient):
            return event
    return told._replace(recipient=recipient, linked_queue_id="", rank=_rank_beside(own, told.rank))


def _rank_beside(own: Sequence[Event], rank: Rank) -> Rank:
    """Our queue ID stands in the header of the message: it is worth something until somebody has got that."""
    if rank is not Rank.QUEUE_ID:
        return rank
    hops = Hops(own)
    has_left = any(event.kind is Kind.DELIVERED and not hops.is_handover(event) for event in own)
    return Rank.STRANGER if has_left else rank


def recipient_among(names: Iterable[str], own: Iterable[Event]) -> str:
    """Which recipient of a message these names mean; "" if that is not certain."""
    finals: dict[str, str] = {}
    originals: dict[str, str] = {}
    for event in own:
        if event.recipient:
            finals[normalise(event.recipient)] = event.recipient
            originals.setdefault(normalise(event.original_recipient), event.recipient)
    for name in filter(None, map(normalise, names)):
        if found := finals.get(name) or originals.get(name):
            return found
    return next(iter(finals.values())) if len(finals) == 1 else ""


def _is_same(event: Event, told: Event, recipient: str) -> bool:
    """A queue that gives up names no recipient: it is said of all that are left in it."""
    return (
        event.queue_id == told.linked_queue_id != ""
        and (event.recipient == recipient or (event.kind is Kind.EXPIRED and not event.recipient))
        and event.kind in _SAME.get(told.kind, ())
    )


def _named(bounce: Bounce) -> list[str]:
    return [one.recipient for one in bounce.recipients] or [""]


def _said(bounce: Bounce, at: float, rank: Rank, kind: Kind, recipient: str, words: str) -> Event:
    return Event(at, kind, bounce.reporting_mta, recipient=recipient, reply=words, rank=rank)


def _reported(bounce: Bounce, at: float, rank: Rank, one: BouncedRecipient) -> Event:
    return Event(
        at,
        _BY_ACTION[one.action],
        bounce.reporting_mta,
        recipient=one.recipient,
        original_recipient=one.original_recipient,
        transport="smtp",
        remote_mta=one.remote_mta or bounce.reporting_mta,
        enhanced_status=one.enhanced_status,
        reply=one.diagnostic,
        command=one.command,
        linked_queue_id=bounce.queue_id,
        rank=rank,
    )
