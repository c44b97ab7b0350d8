"""Notifications that our own MTA wrote to a sender: messages of their own, tied to the first by a queue ID."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.intake.evidence import Told, neighbouring_lines, told_of
from console.mail.event import Kind
from console.models.hop import Hop
from console.models.message import Reference

NEARBY = 150  # lines on each side in which the line that announces a notification is looked for
WITHIN = 30 * 86400  # seconds after which the same queue ID is another message's


class InQueue(Protocol):
    """A message's stay in one queue of ours."""

    @property
    def source_id(self) -> int: ...
    @property
    def queue_id(self) -> str: ...


def messages_by_queue_id(
    session: Session, queue_ids: Iterable[str], source_ids: set[int], at: float
) -> Mapping[str, int]:
    """The messages that had these queue IDs on these sources nearest to a time (seconds since 1970 UTC)."""
    query = select(Hop.queue_id, Hop.began_at, Hop.message_id).where(
        Hop.queue_id.in_(set(queue_ids)), Hop.source_id.in_(source_ids)
    )
    farthest_first = sorted(session.execute(query), key=lambda row: -abs(row.began_at - at))
    return {queue_id: message for queue_id, began_at, message in farthest_first if abs(began_at - at) < WITHIN}


def about(session: Session, hops: Sequence[InQueue], told: Sequence[Told]) -> int | None:
    """The message that a notification is about: an MTA announces one in the line after it wrote it."""
    lines = [one for one in told if not one.reference.is_mail]
    if not hops or not lines:
        return None
    own = {hop.queue_id for hop in hops}
    first = min(lines, key=lambda one: one.event.at)
    references: list[Reference] = [
        reference
        for reference, line in neighbouring_lines(session.connection(), first.reference, NEARBY)
        if any(queue_id in line for queue_id in own)
    ]
    for one in told_of(session.connection(), references):
        if one.event.kind is Kind.NOTIFIED and one.event.linked_queue_id in own:
            found = messages_by_queue_id(session, [one.event.queue_id], {hop.source_id for hop in hops}, one.event.at)
            return found.get(one.event.queue_id)
    return None
