"""Moving mails: off the message that they were evidence of, to another one, or to none. Both messages follow."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, bindparam, select, update

from console.intake.refresh import refresh
from console.intake.sorting import Place, put
from console.intake.writing import Writing
from console.models import bulk
from console.models.bounce import Bin, BounceMail
from console.models.bulk import table_of
from console.models.message import Message, pack_references, unpack_references

MESSAGES = table_of(Message)
EVIDENCE = update(MESSAGES).where(MESSAGES.c.id == bindparam("number")).values(evidence=bindparam("rest"))


def move(writing: Writing, places: Mapping[int, Place]) -> int:
    """Note where mails (by their ids) belong from now on; returns how many of them stood elsewhere.

    What a person decided about such a mail before is over.
    """
    before = places_by_id(writing.connection, places)
    news = {number: place for number, place in places.items() if place != before[number]}
    left: dict[int, set[int]] = defaultdict(set)
    for number in news:
        if (message := before[number].message) is not None:
            left[message].add(number)
    _take_off(writing.connection, left)
    put(writing, news)
    for portion in bulk.portions(news):
        writing.connection.execute(update(BounceMail).where(BounceMail.id.in_(portion)).values(resolution=""))
    refresh(writing, sorted(left))
    return len(news)


def places_by_id(connection: Connection, numbers: Iterable[int]) -> dict[int, Place]:
    """Where mails belong by now."""
    found: dict[int, Place] = {}
    columns = (BounceMail.id, BounceMail.bin, BounceMail.message_id, BounceMail.tied_by)
    for portion in bulk.portions(numbers):
        rows = connection.execute(select(*columns).where(BounceMail.id.in_(portion)))
        found.update((number, Place(Bin(which), message, how)) for number, which, message, how in rows)
    return found


def _take_off(connection: Connection, mails: Mapping[int, set[int]]) -> None:
    """Take mails out of the evidence of messages, which are given by their ids."""
    for portion in bulk.portions(mails):
        rows = connection.execute(select(Message.id, Message.evidence).where(Message.id.in_(portion))).all()
        changes = [{"number": number, "rest": _without(packed, mails[number])} for number, packed in rows]
        if changes:
            connection.execute(EVIDENCE, changes)


def _without(packed: bytes, mails: set[int]) -> bytes:
    references = unpack_references(packed)
    return pack_references(one for one in references if not (one.is_mail and one.evidence_id in mails))
