"""Reading stored mails again under the present rules: what was understood, their bins and their messages follow.

What a person decided stands: a mail that was matched by hand, or taken off its message, stays where it is.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Engine, delete, func, insert, select, update

from console.diagnosis.tie import PERSON, SET_ASIDE
from console.intake.blocks import unpack
from console.intake.bounces.bounce import Bounce
from console.intake.bounces.reading_child import ReadingChild
from console.intake.mail_rows import columns_of, recipient_columns
from console.intake.moving import move, places_by_id
from console.intake.sorting import Place, place_of
from console.intake.tying import signed_for
from console.intake.writing import Writing
from console.mail.unreadable import UnreadableEvidence
from console.models.bounce import Bin, BouncedRecipient, BounceMail
from console.models.bulk import table_of

MAILS_AT_ONCE = 100
DECIDED = frozenset({PERSON.name, SET_ASIDE.name})
RECIPIENTS = table_of(BouncedRecipient)
TOLD = [column for column in RECIPIENTS.c if column.name not in ("id", "bounce_id")]


class Again(NamedTuple):
    """A stored mail with what is understood of it today; None, and a sentence, where it still cannot be read."""

    arrived_at: int  # seconds since 1970 UTC
    signed: str  # the Message-ID for which the address it came to was signed; "" if it was not
    bounce: Bounce | None
    trouble: str


def read_stored(engine: Engine, child: ReadingChild, numbers: Iterable[int], key: bytes = b"") -> dict[int, Again]:
    """Read mails, given by their ids. Nothing is stored, and no transaction is open while they are read.

    `key` is that of signed envelope senders: the signature of a mail that could not be read was not checked yet.
    """
    row = BounceMail
    columns = (row.id, row.arrived_at, row.size, row.trouble, row.original_message_id, row.signed, row.content)
    query = select(*columns).where(row.id.in_(list(numbers)))
    with engine.connect() as connection:
        mails = connection.execute(query.order_by(row.id)).all()
    return {mail.id: _again(child, mail, key) for mail in mails}


def store_again(writing: Writing, mails: Mapping[int, Again]) -> int:
    """Within a turn at the door: store what was understood. Returns of how many mails it is something else.

    The figures are stored by the caller.
    """
    before = places_by_id(writing.connection, mails)
    known = {number: again for number, again in mails.items() if again.bounce or before[number].bin is Bin.UNREADABLE}
    places = {number: _place(writing, number, again, before[number]) for number, again in known.items()}
    changed = {number for number, again in known.items() if _store(writing, number, again)}
    changed |= {number for number, place in places.items() if place != before[number]}
    move(writing, places)
    return len(changed)


def mail_count(engine: Engine) -> int:
    """How many mails are stored."""
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(BounceMail)) or 0


def portions(engine: Engine) -> Iterator[list[int]]:
    """The ids of all stored mails, in portions that are read at once."""
    last = 0
    while True:
        query = select(BounceMail.id).where(BounceMail.id > last).order_by(BounceMail.id).limit(MAILS_AT_ONCE)
        with engine.connect() as connection:
            portion = list(connection.scalars(query))
        if not portion:
            return
        yield portion
        last = portion[-1]


def _again(child: ReadingChild, mail: Any, key: bytes) -> Again:
    raw, signed = unpack(mail.content), mail.original_message_id if mail.signed else ""
    if not raw or mail.size > len(raw):
        return Again(mail.arrived_at, signed, None, mail.trouble)  # it is not here, or not all of it
    try:
        bounce = child.read(raw)
    except UnreadableEvidence as unreadable:
        return Again(mail.arrived_at, signed, None, str(unreadable))
    return Again(mail.arrived_at, signed_for(bounce, key) if mail.trouble else signed, bounce, "")


def _place(writing: Writing, number: int, again: Again, before: Place) -> Place:
    if again.bounce is None or before.tied_by in DECIDED:
        return before
    return place_of(writing.connection, again.bounce, again.arrived_at, writing.network, again.signed, number)


def _store(writing: Writing, number: int, again: Again) -> bool:
    """Whether anything but the version of the rules is another than it was."""
    news = columns_of(again.bounce, again.signed) | {"trouble": again.trouble}
    columns = [getattr(BounceMail, name) for name in news]
    before = writing.connection.execute(select(*columns).where(BounceMail.id == number)).one()._asdict()
    if before != news:
        writing.connection.execute(update(BounceMail).where(BounceMail.id == number).values(news))
    recipients = _store_recipients(writing, number, again.bounce)
    return recipients or {**before, "read_under": ""} != {**news, "read_under": ""}


def _store_recipients(writing: Writing, number: int, bounce: Bounce | None) -> bool:
    connection, news = writing.connection, list(recipient_columns(number, bounce))
    query = select(*TOLD).where(RECIPIENTS.c.bounce_id == number).order_by(RECIPIENTS.c.id)
    before = [row._asdict() for row in connection.execute(query)]
    if before == [{name: value for name, value in new.items() if name != "bounce_id"} for new in news]:
        return False
    connection.execute(delete(RECIPIENTS).where(RECIPIENTS.c.bounce_id == number))
    if news:
        connection.execute(insert(RECIPIENTS), news)
    return True
