"""News of messages that are stored already: the evidence is read again as a whole, and the copies follow it.

The outcome does not depend on the order in which evidence came in, since nothing is added to a status: it is
worked out anew. Two stored messages that turn out to be one are joined under the older one's id; the other id
stays an address of it (`joined_message`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from sqlalchemy import bindparam, delete, insert, select, update

from console.intake.assembly import Takers, facts, outcome
from console.intake.batch import Draft, DraftRecipient, Stay
from console.intake.evidence import behind, told_by
from console.intake.match import Match, StoredHop
from console.intake.provider_ids import keep_provider_ids, note_provider_ids
from console.intake.writing import Writing, message_ids, recipient_ids
from console.mail.event import Event
from console.models import bulk
from console.models.bounce import BounceMail
from console.models.bulk import table_of
from console.models.hop import Hop
from console.models.joined_message import JoinedMessage
from console.models.message import Message, unpack_references
from console.models.provider_id import ProviderId
from console.models.recipient import Recipient
from console.models.time_id import second_of

MESSAGES_AT_ONCE = 500

Drafts = Mapping[int, Sequence[DraftRecipient]]  # by message

HOPS, MESSAGES = table_of(Hop), table_of(Message)
FACTS = (MESSAGES.c.message_id, MESSAGES.c.sender_id, MESSAGES.c.subject_id, MESSAGES.c.size)
STATE = (
    update(MESSAGES)
    .where(MESSAGES.c.id == bindparam("number"))
    .values({column.name: bindparam(f"new_{column.name}") for column in FACTS})
)
EXTEND = (
    update(HOPS)
    .where(HOPS.c.queue_id == bindparam("queue"), HOPS.c.id == bindparam("number"))
    .values(began_at=bindparam("begun"), headed=bindparam("head"), ended=bindparam("end"))
)

Matched = Sequence[tuple[Draft, Match]]


class StoredRecipient(NamedTuple):
    """A row of `recipient`."""

    id: int
    message_id: int
    address_id: int
    domain_id: int
    original_address_id: int | None
    status: int
    reason: int
    last_at: int


def attach(writing: Writing, matched: Matched) -> list[int]:
    """Give new evidence to stored messages; returns the ids of those to be refreshed."""
    survivors = _survivors(matched)
    news: dict[int, list[bytes]] = defaultdict(list)
    for draft, match in matched:
        news[survivors[min(match.messages)]].append(writing.packed(draft.places))
    _join(writing, survivors, news)
    _attach_hops(writing, matched, survivors)
    new = ((draft, survivors[min(match.messages)]) for draft, match in matched)
    note_provider_ids(writing.connection, writing.network, new)
    add_evidence(writing, news)
    return sorted(news)


def _survivors(matched: Matched) -> dict[int, int]:
    """For each message the one it is joined to: the oldest of all that belong together."""
    groups: dict[int, set[int]] = {}
    for _, match in matched:
        group = set(match.messages).union(*(groups.get(number, ()) for number in match.messages))
        groups.update(dict.fromkeys(group, group))
    return {number: min(group) for number, group in groups.items()}


def _join(writing: Writing, survivors: dict[int, int], news: dict[int, list[bytes]]) -> None:
    """Messages that are one: their hops and evidence go to the survivor, their rows go."""
    joined = {number: survivor for number, survivor in survivors.items() if number != survivor}
    for number, survivor in joined.items():
        evidence = writing.connection.scalar(select(Message.evidence).where(Message.id == number))
        news[survivor].append(evidence or b"")
        writing.connection.execute(update(Hop).where(Hop.message_id == number).values(message_id=survivor))
        writing.connection.execute(update(Recipient).where(Recipient.message_id == number).values(message_id=survivor))
        writing.connection.execute(
            update(BounceMail).where(BounceMail.message_id == number).values(message_id=survivor)
        )
        _keep_provider_ids(writing, number, survivor)
        writing.connection.execute(delete(Message).where(Message.id == number))
        _keep_address(writing, number, survivor)


def _keep_provider_ids(writing: Writing, number: int, survivor: int) -> None:
    """Both may have the same one, so that changing the rows could fail."""
    query = select(ProviderId.given).where(ProviderId.message_id == number)
    given = tuple(writing.connection.scalars(query))
    writing.connection.execute(delete(ProviderId).where(ProviderId.message_id == number))
    keep_provider_ids(writing.connection, ((one, survivor) for one in given))


def _keep_address(writing: Writing, number: int, survivor: int) -> None:
    given_up = update(JoinedMessage).where(JoinedMessage.message_id == number)
    writing.connection.execute(given_up.values(message_id=survivor))
    writing.connection.execute(insert(JoinedMessage).values(id=number, message_id=survivor))


def _attach_hops(writing: Writing, matched: Matched, survivors: dict[int, int]) -> None:
    pairs = [
        (stay, hop, survivors[min(match.messages)])
        for draft, match in matched
        for stay, hop in zip(draft.stays, match.hops, strict=True)
        if stay.queue_id
    ]
    ids = message_ids(writing.connection, [stay for stay, hop, _ in pairs if hop is None])
    added = []
    before = {(hop.queue_id, hop.id): hop for _, hop, _ in pairs if hop}
    extended = dict(before)
    for stay, hop, message in pairs:
        if hop is None:
            added.append(writing.hop_row(ids.claim(stay.first_at, stay.host + stay.queue_id), message, stay))
        else:
            key = hop.queue_id, hop.id
            extended[key] = _extended(extended[key], stay)
    bulk.insert(writing.connection, table_of(Hop), added)
    _store_extended(writing, [hop for key, hop in extended.items() if hop != before[key]])


def _extended(hop: StoredHop, stay: Stay) -> StoredHop:
    return hop._replace(
        began_at=min(hop.began_at, int(stay.first_at)),
        headed=hop.headed or stay.headed,
        ended=hop.ended or stay.ended,
    )


def _store_extended(writing: Writing, hops: list[StoredHop]) -> None:
    changes = [
        {"number": hop.id, "queue": hop.queue_id, "begun": hop.began_at, "head": hop.headed, "end": hop.ended}
        for hop in hops
    ]
    if changes:
        writing.connection.execute(EXTEND, changes)


def add_evidence(writing: Writing, news: Mapping[int, list[bytes]]) -> None:
    """Add packed references to messages; what they come to is worked out by `refresh`."""
    for portion in bulk.portions(news):
        query = select(Message.id, Message.evidence).where(Message.id.in_(portion))
        changes = [
            {"number": number, "new_evidence": b"".join([evidence, *news[number]])}
            for number, evidence in writing.connection.execute(query).all()
        ]
        statement = update(table_of(Message)).where(Message.id == bindparam("number"))
        writing.connection.execute(statement.values(evidence=bindparam("new_evidence")), changes)


def refresh(writing: Writing, messages: Iterable[int]) -> int:
    """Work out anew what became of these messages; returns how many rows of recipients changed."""
    takers = Takers(writing.network)
    return sum(_refresh(writing, portion, takers) for portion in bulk.portions(messages, MESSAGES_AT_ONCE))


def _refresh(writing: Writing, messages: list[int], takers: Takers) -> int:
    events = _events(writing, messages)
    drafts = {number: outcome(told, takers) for number, told in events.items()}
    _refresh_facts(writing, events, drafts)
    return _refresh_recipients(writing, messages, drafts)


def _events(writing: Writing, messages: list[int]) -> dict[int, list[Event]]:
    """The events of each message, read from its evidence."""
    query = select(Message.id, Message.evidence).where(Message.id.in_(messages))
    references = {number: unpack_references(packed) for number, packed in writing.connection.execute(query)}
    found = behind(writing.connection, chain.from_iterable(references.values()))
    in_order = sorted(references, key=references.__getitem__)
    return {number: [told.event for told in told_by(references[number], found)] for number in in_order}


def _refresh_facts(writing: Writing, events: dict[int, list[Event]], drafts: Drafts) -> None:
    found = {number: facts(told) for number, told in events.items()}
    recipients = list(chain.from_iterable(drafts.values()))
    addresses = {r.address for r in recipients} | {r.original_address for r in recipients if r.original_address}
    writing.names.resolve(
        writing.connection,
        addresses,
        {sender for _, sender, _, _ in found.values() if sender is not None},
        {subject for _, _, subject, _ in found.values() if subject},
    )
    stored = select(MESSAGES.c.id, *FACTS).where(MESSAGES.c.id.in_(found))
    before = {number: tuple(facts) for number, *facts in writing.connection.execute(stored)}
    changes = [
        {"number": number, **{f"new_{column.name}": value for column, value in zip(FACTS, after, strict=True)}}
        for number, after in ((number, _as_columns(writing, *told)) for number, told in found.items())
        if after != before[number]
    ]
    if changes:
        writing.connection.execute(STATE, changes)


def _as_columns(
    writing: Writing, message_id: str, sender: str | None, subject: str, size: int | None
) -> tuple[str | int | None, ...]:
    return (
        message_id or None,
        None if sender is None else writing.names.senders[sender],
        writing.names.subjects[subject] if subject else None,
        size,
    )


def _refresh_recipients(writing: Writing, messages: list[int], drafts: Drafts) -> int:
    stored = _stored_recipients(writing, messages)
    ids = recipient_ids(writing.connection, [second_of(number) for number in messages])
    gone: list[StoredRecipient] = []
    added = []
    for number in messages:
        rows = stored[number]
        for draft in drafts[number]:
            same = rows.pop(writing.names.addresses[draft.address], [])
            if same and _stands(writing, same[0], draft):
                gone += same[1:]
                continue
            gone += same
            recipient_id = same[0].id if same else ids.claim(second_of(number), draft.address, number)
            added.append(writing.recipient_row(recipient_id, number, draft))
        gone += chain.from_iterable(rows.values())
    _remove(writing, gone)
    bulk.insert(writing.connection, table_of(Recipient), added)
    return len(added)


def _stored_recipients(writing: Writing, messages: list[int]) -> dict[int, dict[int, list[StoredRecipient]]]:
    """By message and address, the oldest first; joined messages may have an address twice."""
    found: dict[int, dict[int, list[StoredRecipient]]] = defaultdict(lambda: defaultdict(list))
    query = select(table_of(Recipient)).where(Recipient.message_id.in_(messages)).order_by(Recipient.id)
    for row in writing.connection.execute(query):
        stored = StoredRecipient(*row)
        found[stored.message_id][stored.address_id].append(stored)
    return found


def _stands(writing: Writing, row: StoredRecipient, draft: DraftRecipient) -> bool:
    original = writing.names.addresses[draft.original_address] if draft.original_address else None
    return row[4:] == (original, draft.status, draft.reason, draft.last_at)


def _remove(writing: Writing, rows: list[StoredRecipient]) -> None:
    for row in rows:
        writing.figures.leave(row.id, row.domain_id, (row.status, row.reason))
    for portion in bulk.portions(row.id for row in rows):
        writing.connection.execute(delete(Recipient).where(Recipient.id.in_(portion)))
