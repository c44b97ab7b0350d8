"""A trail for reading: retries with the same answer become one row, and hops inside our own network are marked as ours."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from console.diagnosis.asked import capital, has_spoken, host_of, server_name, with_host
from console.diagnosis.hops import Hops
from console.diagnosis.moment import times
from console.diagnosis.network import Network, Role
from console.diagnosis.reply_rules.reading import masked
from console.diagnosis.status import Tone
from console.mail.event import Event, Kind, Rank


class Step(NamedTuple):
    """A row of the trail. Times are seconds since 1970 UTC."""

    kind: Kind
    title: str  # who did what, without the time
    words: str  # what was said, whole; "" where nothing was
    tone: Tone
    events: tuple[Event, ...]  # all that it stands for, in order
    times: int  # how often it happened
    ours: bool  # inside our own network: it says nothing of the recipient's side
    rank: Rank = Rank.OWN

    @property
    def first_at(self) -> float:
        """When it happened first."""
        return self.events[0].at

    @property
    def last_at(self) -> float:
        """When it happened last."""
        return self.events[-1].at


_TONES: dict[Kind, Tone] = {
    Kind.FAILED_BEFORE_SEND: Tone.BAD,
    Kind.SUPPRESSED: Tone.BAD,
    Kind.HELD: Tone.TROUBLE,
    Kind.DELETED: Tone.BAD,
    Kind.REJECTED: Tone.BAD,
    Kind.DEFERRED: Tone.WAITING,
    Kind.DELIVERED: Tone.GOOD,
    Kind.FAILED: Tone.BAD,
    Kind.EXPIRED: Tone.BAD,
    Kind.DISCARDED: Tone.BAD,
    Kind.FILTERED: Tone.TROUBLE,
    Kind.OPENED: Tone.GOOD,
    Kind.CLICKED: Tone.GOOD,
    Kind.REPLIED: Tone.GOOD,
    Kind.AUTO_REPLIED: Tone.GOOD,
    Kind.MARKED_SPAM: Tone.TROUBLE,
}
_TITLES: dict[Kind, str] = {
    Kind.FAILED_BEFORE_SEND: "Our software failed before the message left",
    Kind.SUPPRESSED: "Not sent: the address is on the do-not-send list",
    Kind.HELD: "Stopped in our queue",
    Kind.RELEASED: "Released from the stop in our queue",
    Kind.REQUEUED: "Put into our queue again",
    Kind.DELETED: "Deleted from our queue by an operator",
    Kind.REMOVED: "Our queue was done with it",
    Kind.REJECTED: "Refused by our own mail server",
    Kind.EXPIRED: "Given up after trying again and again",
    Kind.DISCARDED: "Thrown away by a rule of ours",
    Kind.PROBED: "Only the address was tested; no message was sent",
    Kind.NOTIFIED: "A notification about it was sent to the sender",
    Kind.FILTERED: "Put into junk or quarantine",
    Kind.OPENED: "Opened",
    Kind.CLICKED: "A link in it was followed",
    Kind.REPLIED: "The recipient answered",
    Kind.AUTO_REPLIED: "An automatic reply came back",
    Kind.MARKED_SPAM: "The recipient reported it as spam",
    Kind.UNSUBSCRIBED: "The recipient unsubscribed",
    Kind.UNREADABLE: "Something we cannot read yet",
}
# What only a mail says that came back to us.
_MAIL_TITLES: dict[Kind, str] = {
    Kind.FAILED: "A bounce came back: it was not delivered",
    Kind.DEFERRED: "A notice came back: it is delayed",
    Kind.DELIVERED: "A receipt came back: it was delivered, or passed on",
    Kind.OPENED: "A receipt came back: it was on the recipient's screen",
    Kind.MARKED_SPAM: "A complaint came back: the recipient reported it as spam",
    Kind.UNSUBSCRIBED: "A complaint came back: the recipient asks not to be written to",
}
_CHANGES = re.compile(r"[\d#@]")
_ARRIVALS = frozenset({Kind.RECEIVED, Kind.DESCRIBED})
# Repeats of these, and of all that only mails tell, are one row when nothing else stands between them.
_FOLDED = frozenset({Kind.DEFERRED, Kind.NOTIFIED, Kind.OPENED, Kind.CLICKED, Kind.HELD, Kind.UNREADABLE})
_WITH_THEM = frozenset(
    {Kind.FILTERED, Kind.OPENED, Kind.CLICKED, Kind.REPLIED, Kind.AUTO_REPLIED, Kind.MARKED_SPAM, Kind.UNSUBSCRIBED}
)


def fold(trail: Sequence[Event], network: Network, recipient: str = "") -> list[Step]:
    """The rows of a trail as `trail.trails_of` gives it."""
    hops = Hops(trail)
    rows: list[list[Event]] = []
    arrivals: dict[str, list[Event]] = {}
    for event in dict.fromkeys(trail):
        if _is_of_arrival(event, hops) and event.queue_id in arrivals:
            arrivals[event.queue_id].append(event)
        elif same := _row_of_the_same(rows, event):
            same.append(event)
        else:
            rows.append([event])
            if event.kind in _ARRIVALS:
                arrivals[event.queue_id] = rows[-1]
    return [_step(row, hops, network, recipient) for row in rows]


def _is_of_arrival(event: Event, hops: Hops) -> bool:
    return event.kind in _ARRIVALS or (event.kind is Kind.REQUEUED and hops.depth(event.queue_id) > 0)


def _row_of_the_same(rows: list[list[Event]], event: Event) -> list[Event] | None:
    """The row that the event repeats: the last one, but for notifications that were sent in between."""
    if event.kind not in _FOLDED and event.rank is Rank.OWN:
        return None
    for row in reversed(rows):
        if _same(row[-1], event):
            return row
        if row[-1].kind is not Kind.NOTIFIED:
            return None
    return None


def _same(one: Event, other: Event) -> bool:
    if (one.kind, one.queue_id, one.rank) != (other.kind, other.queue_id, other.rank):
        return False
    return one.kind is Kind.NOTIFIED or _gist(one) == _gist(other)


def _gist(event: Event) -> tuple[str, tuple[str, ...]]:
    """The words without addresses, numbers and ids, all of which differ from one attempt to the next."""
    return event.enhanced_status, tuple(word for word in masked(event.reply).split() if not _CHANGES.search(word))


def _step(events: list[Event], hops: Hops, network: Network, recipient: str) -> Step:
    last = events[-1]
    kind = Kind.RECEIVED if events[0].kind in _ARRIVALS else last.kind
    count = 1 if kind is Kind.RECEIVED else len(events)
    ours = _is_ours(last, hops, network)
    title = _passed_on(last) if hops.is_handover(last) else _title(kind, events, network, recipient)
    return Step(
        kind,
        title if count == 1 else f"{title}, {times(count)}",
        last.reply,
        Tone.NEUTRAL if kind is Kind.DELIVERED and ours else _tone(last, kind),
        tuple(events),
        count,
        ours,
        last.rank,
    )


def _tone(event: Event, kind: Kind) -> Tone:
    """Bad news that anybody could have written is no more than a doubt."""
    tone = _TONES.get(kind, Tone.NEUTRAL)
    return Tone.TROUBLE if tone is Tone.BAD and event.rank is Rank.STRANGER else tone


def _is_ours(event: Event, hops: Hops, network: Network) -> bool:
    if event.rank is not Rank.OWN:
        return False
    if event.kind in (Kind.DELIVERED, Kind.DEFERRED, Kind.FAILED):
        return hops.is_handover(event) or network.role(with_host(event)) is Role.OWN_HOP
    return event.kind not in _WITH_THEM


def _title(kind: Kind, events: list[Event], network: Network, recipient: str) -> str:
    if kind is Kind.RECEIVED:
        return _arrival(events)
    event = events[-1]
    if event.rank is not Rank.OWN and kind in _MAIL_TITLES:
        return _MAIL_TITLES[kind]
    if kind in _TITLES:
        return _TITLES[kind]
    server = server_name(event, recipient, network)
    if kind is Kind.DELIVERED:
        return _delivery(event, server, network)
    if not has_spoken(event):
        return f"{capital(server)} could not be reached" if kind is Kind.DEFERRED else "It could not be handed over"
    said = "asked us to try again later" if kind is Kind.DEFERRED else "refused it for good"
    return f"{capital(server)} {said}"


def _arrival(events: list[Event]) -> str:
    host = next((event.reporting_mta for event in events if event.reporting_mta), "")
    client = next(
        (event.client or event.client_address for event in events if event.client or event.client_address), ""
    )
    return f"Our mail server{f' ({host})' if host else ''} took it in{f' from {client}' if client else ''}"


def _delivery(event: Event, server: str, network: Network) -> str:
    role = network.role(event)
    if role is Role.MAILBOX:
        return "Put into the mailbox"
    if role is Role.OWN_HOP:
        return _passed_on(event)
    if role is Role.PROVIDER:
        return f"Handed to {server}"
    host = host_of(event)
    return f"{capital(server)} took it{f' ({host})' if host else ''}"


def _passed_on(event: Event) -> str:
    return f"Passed on inside our network to {host_of(event) or event.transport or 'the next hop'}"
