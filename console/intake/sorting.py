"""Sorting mails into their bins, and what a bin means for messages: a mail that is tied becomes evidence of its message."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select, update

from console.diagnosis import tie
from console.diagnosis.network import Network
from console.diagnosis.tie import Untied
from console.intake.bounces.bounce import Bounce, BounceKind
from console.intake.mail_evidence import read_kept
from console.intake.refresh import add_evidence, refresh
from console.intake.tying import named, tied
from console.intake.writing import Writing
from console.models import bulk
from console.models.bounce import UNTIED, Bin, BounceMail
from console.models.bulk import table_of
from console.models.message import mail_reference, pack_references

BOUNCES = table_of(BounceMail)
WAITS = frozenset({tie.NOT_ON_RECORD.name, tie.OTHER_RECIPIENT.name})  # until more is on record
WAITING = (BOUNCES.c.id, BOUNCES.c.arrived_at, BOUNCES.c.content, BOUNCES.c.original_message_id, BOUNCES.c.signed)
PLACE = (
    update(BOUNCES)
    .where(BOUNCES.c.id == bindparam("number"))
    .values(bin=bindparam("new_bin"), message_id=bindparam("message"), tied_by=bindparam("how"))
)


class Place(NamedTuple):
    """Where a mail belongs."""

    bin: Bin
    message: int | None
    tied_by: str  # the name of a Tie or an Untied; empty for what is no bounce, or cannot be read


UNREADABLE = Place(Bin.UNREADABLE, None, "")


def place_of(
    connection: Connection, bounce: Bounce, arrived_at: float, network: Network, signed: str, number: int = 0
) -> Place:
    """The bin of a mail that came at `arrived_at` (seconds since 1970 UTC), and its message.

    `signed` is as `tying.signed_for` found it, `number` its id if it is stored already.
    """
    if bounce.kind is BounceKind.NOT_A_BOUNCE:
        return Place(Bin.NOT_A_BOUNCE, None, "")
    found = tied(connection, named(bounce, arrived_at, signed), network, number)
    if isinstance(found, Untied):
        return Place(Bin.UNMATCHED, None, found.name)
    return Place(Bin.MATCHED, found.message, found.tie.name)


def put(writing: Writing, places: Mapping[int, Place]) -> None:
    """Note where mails belong (by their ids), and refresh the messages that they are evidence of from now on."""
    if not places:
        return
    changes = [
        {"number": number, "new_bin": place.bin, "message": place.message, "how": place.tied_by}
        for number, place in places.items()
    ]
    writing.connection.execute(PLACE, changes)
    attach_mails(writing, places)


def attach_mails(writing: Writing, places: Mapping[int, Place]) -> None:
    """Give mails to their messages, and work out anew what became of these."""
    news: dict[int, list[bytes]] = defaultdict(list)
    for number, place in places.items():
        if place.message is not None:
            news[place.message].append(pack_references([mail_reference(number)]))
    add_evidence(writing, news)
    refresh(writing, sorted(news))


def put_waiting(writing: Writing, message_ids: Iterable[str], queue_ids: Iterable[str]) -> None:
    """Tie the mails that wait for messages with these Message-IDs, or queue IDs, which are on record by now."""
    connection = writing.connection
    if connection.scalar(select(BounceMail.id).where(UNTIED).limit(1)) is None:
        return
    waiting = {
        number: row
        for column, names in ((BOUNCES.c.original_message_id, message_ids), (BOUNCES.c.queue_id, queue_ids))
        for portion in bulk.portions(filter(None, set(names)))
        for number, *row in connection.execute(
            select(*WAITING).where(UNTIED, BOUNCES.c.tied_by.in_(WAITS), column.in_(portion))
        )
    }
    found = {
        number: place_of(connection, read_kept(content), arrived_at, writing.network, message_id if is_signed else "")
        for number, (arrived_at, content, message_id, is_signed) in waiting.items()
    }
    put(writing, {number: place for number, place in found.items() if place.bin is Bin.MATCHED})
