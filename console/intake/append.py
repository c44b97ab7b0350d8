"""Appending: messages that are new to the database."""

from collections.abc import Sequence

from console.intake.batch import Draft
from console.intake.provider_ids import note_provider_ids
from console.intake.writing import Ids, Writing, message_ids, recipient_ids
from console.models import bulk
from console.models.bulk import table_of
from console.models.hop import Hop
from console.models.message import Message
from console.models.recipient import Recipient


def append(writing: Writing, drafts: Sequence[Draft], stored_until: int) -> None:
    """Store drafts as new messages. What is stored already is not newer than that second since 1970 UTC."""
    connection = writing.connection
    stays = [stay for draft in drafts for stay in draft.stays]
    ids = message_ids(connection, stays, stored_until)
    recipients_ids = recipient_ids(connection, [int(stay.first_at) for stay in stays])
    senders, subjects = writing.names.senders.numbers, writing.names.subjects.numbers
    messages: list[tuple[object, ...]] = []
    hops: list[tuple[object, ...]] = []
    recipients: list[tuple[object, ...]] = []
    numbers = []
    for draft in drafts:
        number = _append_hops(writing, draft, ids, hops)
        numbers.append(number)
        messages.append(
            (
                number,
                draft.message_id or None,
                senders[draft.envelope_sender] if draft.envelope_sender is not None else None,
                subjects[draft.subject] if draft.subject else None,
                draft.size,
                writing.packed(draft.places),
            )
        )
        began = draft.stays[0].first_at
        for recipient in draft.recipients:
            recipient_id = recipients_ids.claim(began, recipient.address, number)
            recipients.append(writing.recipient_row(recipient_id, number, recipient))
    bulk.insert(connection, table_of(Message), messages)
    bulk.insert(connection, table_of(Hop), hops)
    bulk.insert(connection, table_of(Recipient), recipients)
    note_provider_ids(connection, writing.network, zip(drafts, numbers, strict=True))


def _append_hops(writing: Writing, draft: Draft, ids: Ids, hops: list[tuple[object, ...]]) -> int:
    """Add the hops of a draft; returns the id of the message, which is that of the first."""
    message = 0
    for stay in draft.stays:
        number = ids.claim(stay.first_at, stay.host + stay.queue_id)
        message = message or number
        if stay.queue_id:
            hops.append(writing.hop_row(number, message, stay))
    return message
