"""The assessment: what a recipient's trail comes to. Status, reason, proof, and the event that decides.

A pure reduction of a set of events: their order and their number change nothing, so that late, doubled and out-of-order
news is ordinary. What is stored of it is a copy, made anew whenever evidence arrives.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from console.diagnosis import reason, status
from console.diagnosis.asked import is_for_now, with_host
from console.diagnosis.hops import Hops
from console.diagnosis.network import Network, Role
from console.diagnosis.reason import Reason
from console.diagnosis.reply_rules import ruling_of
from console.diagnosis.reply_rules.ruling import Ruling
from console.diagnosis.status import Status
from console.diagnosis.trail import order_key
from console.diagnosis.weighing import FAILURES, deciding, latest, without_what_concerns_others
from console.mail.event import Event, Kind, Rank


class Assessment(NamedTuple):
    """Where one recipient's message stands."""

    status: Status
    reason: Reason = reason.NO_REASON
    rule: str = ""  # id of the rule of `reply_rules` that found the reason
    retrying: bool = False
    final: bool = False
    decided_by: Event | None = None
    last_at: float = 0.0  # of the newest event that was heard; seconds since 1970 UTC
    proof: int = 0  # how far delivery is proven, an index of status.PROOF_WORDS
    rank: Rank = Rank.OWN  # of the evidence that decided
    heard: Rank = Rank.STRANGER  # evidence that is worth less than this was left out
    beside: tuple[Event, ...] = ()  # what was left out, and is told beside it: see TOLD_BESIDE


# What evidence of little worth may settle: nothing that our own evidence has settled.
MAY_DECIDE: dict[Rank, frozenset[Status]] = {
    Rank.STRANGER: frozenset({status.UNKNOWN, status.SENT}),
    Rank.QUEUE_ID: frozenset(
        {status.UNKNOWN, status.SENT, status.QUEUED, status.HELD, status.DEFERRED, status.SOFT_BOUNCED}
    ),
}
# What a refusal for good is called, by its reason; any other reason is a hard bounce.
FAILED_AS: dict[Reason, Status] = {
    reason.NO_SUCH_USER: status.INVALID_ADDRESS,
    reason.NO_SUCH_DOMAIN: status.INVALID_ADDRESS,
    reason.MOVED: status.INVALID_ADDRESS,
    reason.SUPPRESSED: status.SUPPRESSED,
    reason.MAILBOX_FULL: status.SOFT_BOUNCED,
    reason.MESSAGE_TOO_LARGE: status.SOFT_BOUNCED,
    reason.GREYLISTED: status.SOFT_BOUNCED,
    reason.SPAM_CONTENT: status.BLOCKED,
    reason.IP_BLOCKED: status.BLOCKED,
    reason.NO_REVERSE_DNS: status.BLOCKED,
    reason.AUTHENTICATION: status.BLOCKED,
    reason.SENDER_REFUSED: status.BLOCKED,
    reason.TLS_REQUIRED: status.BLOCKED,
    reason.THROTTLED: status.BLOCKED,
    reason.EXPIRED: status.EXPIRED,
    reason.OUR_SUBMISSION_REFUSED: status.REJECTED,
}
# What a delay is called, likewise; any other is deferred.
DEFERRED_AS: dict[Reason, Status] = {
    reason.MAILBOX_FULL: status.SOFT_BOUNCED,
    reason.MESSAGE_TOO_LARGE: status.SOFT_BOUNCED,
}
# Reasons that speak of the address or of the message, whoever gives them. Any other, when a server of our own or a
# provider of ours gives it, means that our own service did not take the message.
WHOEVER_SAYS_SO = frozenset(
    {
        reason.NO_SUCH_USER,
        reason.NO_SUCH_DOMAIN,
        reason.MOVED,
        reason.ACCEPTS_NO_MAIL,
        reason.SUPPRESSED,
        reason.MAILBOX_FULL,
        reason.MESSAGE_TOO_LARGE,
        reason.SPAM_CONTENT,
        reason.VIRUS_OR_ATTACHMENT,
        reason.MALFORMED_MESSAGE,
        reason.EXPIRED,
    }
)
SAYS_NOTHING = frozenset({reason.NO_REASON, reason.UNKNOWN, reason.EXPIRED})

_ACTS: dict[Kind, Status] = {
    Kind.FILTERED: status.FILTERED,
    Kind.AUTO_REPLIED: status.AUTO_REPLIED,
    Kind.OPENED: status.OPENED,
    Kind.CLICKED: status.CLICKED,
    Kind.REPLIED: status.REPLIED,
    Kind.UNSUBSCRIBED: status.UNSUBSCRIBED,
    Kind.MARKED_SPAM: status.MARKED_SPAM,
}
_STOPPED_BY_US: dict[Kind, tuple[Status, Reason]] = {
    Kind.FAILED_BEFORE_SEND: (status.FAILED_BEFORE_SEND, reason.OUR_SUBMISSION_REFUSED),
    Kind.SUPPRESSED: (status.SUPPRESSED, reason.SUPPRESSED),
    Kind.REJECTED: (status.REJECTED, reason.OUR_SUBMISSION_REFUSED),
    Kind.DISCARDED: (status.REJECTED, reason.DISCARDED),
    Kind.DELETED: (status.REJECTED, reason.WITHDRAWN),
}
BAD_NEWS = FAILURES | {Kind.DEFERRED}
# Of evidence that was left out, the newest of each row is told, bad news first: no later mail hides a bounce.
TOLD_BESIDE: tuple[frozenset[Kind], ...] = (
    FAILURES,
    frozenset({Kind.DEFERRED}),
    frozenset({Kind.MARKED_SPAM}),
    frozenset({Kind.UNSUBSCRIBED}),
    frozenset({Kind.FILTERED}),
    frozenset({Kind.AUTO_REPLIED}),
    frozenset({Kind.REPLIED}),
    frozenset({Kind.CLICKED}),
    frozenset({Kind.OPENED}),
    frozenset({Kind.DELIVERED}),
)
_FACTS = frozenset({Kind.RECEIVED, Kind.DESCRIBED, Kind.REMOVED, Kind.NOTIFIED})
_UNDER_WAY = frozenset({Kind.HELD, Kind.RELEASED, Kind.REQUEUED, Kind.DEFERRED})

_TAKEN_AS: dict[Role, tuple[Status, int]] = {
    Role.OWN_HOP: (status.SENT, 2),
    Role.PROVIDER: (status.SENT, 2),
    Role.RECIPIENT_MX: (status.DELIVERED, 3),
    Role.MAILBOX: (status.DELIVERED, 4),
}


def assess(events: Sequence[Event], network: Network) -> Assessment:
    """What the events of one recipient (see `trail.trails_of`) come to. No events are unknown."""
    if not events:
        return Assessment(status.UNKNOWN)
    if any(event.rank is not Rank.OWN for event in events):
        return _by_rank(events, network)
    return _of_equals(events, network)


def _by_rank(events: Sequence[Event], network: Network) -> Assessment:
    """Rank by rank: what is worth less is heard where what is worth more has settled nothing.

    What is not heard dates nothing either.
    """
    heard = Rank.SIGNED
    found = _heard(events, heard, network)
    for rank, may_decide in sorted(MAY_DECIDE.items(), reverse=True):
        if found.status not in may_decide or found.final:
            break
        heard, found = rank, _heard(events, rank, network)
    return found._replace(
        rank=found.decided_by.rank if found.decided_by else Rank.OWN,
        heard=heard,
        beside=_told_beside([event for event in events if not is_heard(event, heard)]),
        last_at=found.last_at or max([event.at for event in events]),
    )


def _told_beside(left_out: Sequence[Event]) -> tuple[Event, ...]:
    return tuple(event for kinds in TOLD_BESIDE if (event := latest(left_out, kinds)))


def is_heard(event: Event, least: Rank) -> bool:
    """Whether it may decide. A stranger's good news never does: a false "delivered" is the worst that can be said."""
    return event.rank >= least and (event.rank is not Rank.STRANGER or event.kind in BAD_NEWS)


def _heard(events: Sequence[Event], rank: Rank, network: Network) -> Assessment:
    heard = [event for event in events if is_heard(event, rank)]
    return _of_equals(heard, network) if heard else Assessment(status.UNKNOWN)


def _of_equals(events: Sequence[Event], network: Network) -> Assessment:
    taken = _nothing_but_taken(events)
    if taken:
        return _taken(taken, network, max([event.at for event in events]))
    hops = Hops(events)
    stated = [event for event in events if event.kind not in _FACTS and not hops.is_handover(event)]
    stated = without_what_concerns_others(stated, events)
    event = deciding(stated, events, network)
    assessment = _under_way(stated, events, hops, network) if event is None else _settled(event, stated, network)
    return assessment._replace(last_at=max([event.at for event in events]))


def _nothing_but_taken(events: Sequence[Event]) -> Event | None:
    """The one delivery of a message that met no trouble in its one queue: nearly all of an import is that."""
    taken, queue_id = None, events[0].queue_id
    for event in events:
        if event.queue_id != queue_id:
            return None
        if event.kind is Kind.DELIVERED:
            if taken:
                return None
            taken = event
        elif event.kind not in _FACTS:
            return None
    return taken


def _settled(event: Event, stated: Sequence[Event], network: Network) -> Assessment:
    if event.kind is Kind.DELIVERED:
        return _taken(event, network, event.at)
    if event.kind in _ACTS:
        found = _ACTS[event.kind]
        return Assessment(found, final=found.final, decided_by=event, proof=found.proof)
    if event.kind is Kind.DEFERRED:
        return _put_off(event, stated, network)
    if event.kind in FAILURES:
        return _failed(event, stated, network)
    return _stopped(event)


def _taken(event: Event, network: Network, last_at: float) -> Assessment:
    found, proof = _TAKEN_AS[network.role(event)]
    return Assessment(found, reason.NO_REASON, "", False, found.final, event, last_at, proof)


def _put_off(event: Event, stated: Sequence[Event], network: Network) -> Assessment:
    ruling = _ruling(latest((e for e in stated if e.reply), {Kind.DEFERRED}) or event, network)
    found = DEFERRED_AS.get(ruling.reason, status.DEFERRED)
    proof = min(found.proof, 1) if _is_ours(event, network) else found.proof
    return Assessment(found, ruling.reason, ruling.rule, True, False, event, proof=proof)


def _failed(event: Event, stated: Sequence[Event], network: Network) -> Assessment:
    ruling = _ruling(event, network)
    found = status.EXPIRED if event.kind is Kind.EXPIRED else FAILED_AS.get(ruling.reason, status.HARD_BOUNCED)
    if is_for_now(event) and found in (status.HARD_BOUNCED, status.BLOCKED):
        found = status.EXPIRED  # refused for now, and yet the end: somebody stopped trying (RFC 3464 allows both)
    if found is status.EXPIRED:
        ruling = _last_cause(ruling, stated, network)
    proof = min(found.proof, 1) if _is_ours(event, network) else found.proof
    return Assessment(found, ruling.reason, ruling.rule, False, True, event, proof=proof)


def _last_cause(ruling: Ruling, stated: Sequence[Event], network: Network) -> Ruling:
    """Why every attempt failed: what ends the attempts seldom says it."""
    if ruling.reason not in SAYS_NOTHING:
        return ruling
    last = latest((event for event in stated if event.reply), {Kind.DEFERRED})
    cause = _ruling(last, network) if last else ruling
    return cause if cause.reason not in SAYS_NOTHING else Ruling(reason.EXPIRED, ruling.rule)


def _stopped(event: Event) -> Assessment:
    found, why = _STOPPED_BY_US[event.kind]
    rule = ""
    if event.kind is Kind.REJECTED:
        ruling = ruling_of(event)
        if ruling.reason in WHOEVER_SAYS_SO:
            why, rule = ruling.reason, ruling.rule
    return Assessment(found, why, rule, False, True, event, proof=found.proof)


def _under_way(stated: Sequence[Event], events: Sequence[Event], hops: Hops, network: Network) -> Assessment:
    """Nothing is settled: it waits, is held or put off; or the outcome is missing from what we were told."""
    put_off = latest(stated, {Kind.DEFERRED})
    probe = latest(stated, {Kind.PROBED})
    if probe and not put_off:
        return Assessment(status.UNKNOWN, decided_by=probe)
    removed = latest(events, {Kind.REMOVED})
    if removed and _all_over(events, hops):
        return Assessment(status.UNKNOWN, reason.UNKNOWN, decided_by=removed, proof=1)
    last = latest(stated, _UNDER_WAY)
    if last and last.kind is Kind.HELD:
        return Assessment(status.HELD, decided_by=last, proof=status.HELD.proof)
    if put_off:
        return _put_off(put_off, stated, network)
    unreadable = latest(stated, {Kind.UNREADABLE})
    if unreadable:
        return Assessment(status.UNKNOWN, reason.UNKNOWN, decided_by=unreadable, proof=1)
    return Assessment(status.QUEUED, decided_by=max(events, key=order_key), proof=status.QUEUED.proof)


def _all_over(events: Iterable[Event], hops: Hops) -> bool:
    over = {event.queue_id for event in events if event.kind is Kind.REMOVED} | {first for first, _ in hops.links}
    return hops.queue_ids - {""} <= over


def _ruling(event: Event, network: Network) -> Ruling:
    ruling = ruling_of(event)
    if ruling.reason in WHOEVER_SAYS_SO or not _is_ours(event, network):
        return ruling
    return ruling._replace(reason=reason.OUR_SUBMISSION_REFUSED)


def _is_ours(event: Event, network: Network) -> bool:
    """Whether the attempt was made at a hop of ours or at a provider."""
    return network.role(with_host(event)) in (Role.OWN_HOP, Role.PROVIDER)
