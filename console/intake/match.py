"""Which stored messages a draft belongs to.

In this order: the same queue ID on the same host; a queue ID that one names as the other's origin; the same
Message-ID, where one says it gave the message to the other ("queued as"). The same Message-ID alone shows
nothing: an application may use one for many messages.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, select

from console.intake.batch import Draft, Stay
from console.intake.evidence import told_of
from console.intake.stays import QUEUE_LIFETIME
from console.mail.event import Event, Kind
from console.models import bulk
from console.models.bulk import table_of
from console.models.hop import Hop
from console.models.message import Message, unpack_references


class StoredHop(NamedTuple):
    """A row of `hop`."""

    queue_id: str
    id: int
    message_id: int
    source_id: int
    began_at: int
    headed: bool
    ended: bool


class Match(NamedTuple):
    """The stored messages of a draft, and for each of its stays the hop that it goes on with."""

    messages: frozenset[int]
    hops: tuple[StoredHop | None, ...]


NEW = Match(frozenset(), ())


Sources = Mapping[str, int]  # source ids by host
Covered = Mapping[int, int]  # source id -> newest second that was read before


def matches(connection: Connection, drafts: list[Draft], sources: Sources, covered: Covered) -> list[Match]:
    """The match of every draft, in their order."""
    old = {d for d, draft in enumerate(drafts) for stay in draft.stays if _may_be_known(stay, sources, covered)}
    hops = _hops(connection, _queue_ids(drafts[d] for d in old) | {q for d in drafts for q in d.origins})
    twins = _twins(connection, drafts) if covered else {}
    return [_match(connection, draft, sources, hops, twins.get(draft.message_id, [])) for draft in drafts]


def _match(
    connection: Connection,
    draft: Draft,
    sources: Sources,
    hops: dict[str, list[StoredHop]],
    twins: list[int],
) -> Match:
    if not (twins or draft.origins or any(stay.queue_id in hops for stay in draft.stays)):
        return NEW
    continued = tuple(_continues(stay, sources[stay.host], hops.get(stay.queue_id, [])) for stay in draft.stays)
    found = {hop.message_id for hop in continued if hop}
    for origin in draft.origins:
        found.update(_origin(draft, origin, sources, hops.get(origin, [])))
    found.update(_handed_over(connection, draft, [twin for twin in twins if twin not in found]))
    return Match(frozenset(found), continued) if found else NEW


def _may_be_known(stay: Stay, sources: Sources, covered: Covered) -> bool:
    """A message that arrives later than all that was read of its host is new, whatever its queue ID."""
    return bool(stay.queue_id) and not (stay.headed and stay.first_at > covered.get(sources[stay.host], 0))


def _queue_ids(drafts: Iterable[Draft]) -> set[str]:
    return {stay.queue_id for draft in drafts for stay in draft.stays if stay.queue_id}


def _hops(connection: Connection, queue_ids: set[str]) -> dict[str, list[StoredHop]]:
    """Stored hops by queue ID, the newest first."""
    found = defaultdict(list)
    for portion in bulk.portions(queue_ids):
        query = select(table_of(Hop))
        for row in connection.execute(query.where(Hop.queue_id.in_(portion)).order_by(Hop.id.desc())):
            found[row.queue_id].append(StoredHop(*row))
    return found


def _continues(stay: Stay, source_id: int, hops: list[StoredHop]) -> StoredHop | None:
    """The hop that the stay is more of: its beginning, its end or news in between."""
    for hop in hops:
        began = hop.began_at
        if hop.source_id != source_id or abs(began - stay.first_at) > QUEUE_LIFETIME:
            continue
        if stay.headed and (hop.headed or stay.last_at < began - QUEUE_LIFETIME or stay.first_at > began + 1):
            continue
        if not stay.headed and hop.headed and stay.first_at < began - 1:
            continue
        return hop
    return None


def _origin(draft: Draft, queue_id: str, sources: Sources, hops: list[StoredHop]) -> Iterable[int]:
    source_ids = {sources[stay.host] for stay in draft.stays}
    began = draft.stays[0].first_at
    near = [hop for hop in hops if hop.source_id in source_ids and abs(hop.began_at - began) < QUEUE_LIFETIME]
    return [hop.message_id for hop in near[:1]]


def _twins(connection: Connection, drafts: list[Draft]) -> dict[str, list[int]]:
    """Stored messages by the Message-ID they share with a draft."""
    found = defaultdict(list)
    for portion in bulk.portions({draft.message_id for draft in drafts if draft.message_id}):
        query = select(Message.message_id, Message.id).where(Message.message_id.in_(portion))
        for message_id, number in connection.execute(query):
            found[str(message_id)].append(number)
    return found


def _handed_over(connection: Connection, draft: Draft, twins: list[int]) -> Iterable[int]:
    """Those of the messages with the same Message-ID that gave the draft its queue ID, or got theirs from it."""
    if not twins:
        return []
    queue_ids = {stay.queue_id for stay in draft.stays}
    theirs = defaultdict(set)
    for number, queue_id in connection.execute(select(Hop.message_id, Hop.queue_id).where(Hop.message_id.in_(twins))):
        theirs[number].add(queue_id)
    return [
        twin
        for twin in twins
        if theirs[twin].intersection(draft.handovers) or handovers(_events(connection, twin)) & queue_ids
    ]


def handovers(events: Iterable[Event]) -> set[str]:
    """The queue IDs that the next systems gave."""
    return {event.linked_queue_id for event in events if event.kind is Kind.DELIVERED and event.linked_queue_id}


def _events(connection: Connection, message: int) -> list[Event]:
    packed = connection.scalar(select(Message.evidence).where(Message.id == message))
    return [told.event for told in told_of(connection, unpack_references(packed or b""))]
