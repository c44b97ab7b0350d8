"""The one door for mails: read within limits, kept whole, tied to their message, and what that changes refreshed.

One transaction a batch, the position in the mailbox included. The same content twice is one mail: a mailbox that
numbers its mails anew, or a second mailbox with a copy, changes nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, func, insert, select, update

from console.diagnosis.network import Network
from console.intake.blocks import compress
from console.intake.bounces.bounce import Bounce
from console.intake.bounces.limits import LIMITS
from console.intake.bounces.reading_child import ReadingChild, together
from console.intake.keep import Overtaken
from console.intake.mail_rows import columns_of, recipient_columns
from console.intake.record import Door
from console.intake.sorting import UNREADABLE, Place, attach_mails, place_of
from console.intake.tying import signed_for
from console.intake.writing import Writing
from console.models import bulk
from console.models.base import utc_now
from console.models.bounce import Bin, BouncedRecipient, BounceMail
from console.models.bulk import table_of
from console.models.mailbox import Mailbox

TOO_LARGE = "The mail has {size:,} octets; at most {limit:,} are read. Its beginning is kept."


class Mail(NamedTuple):
    """A mail as the server of a mailbox gave it."""

    uid_validity: int
    uid: int
    arrived_at: float  # INTERNALDATE (RFC 9051, 2.3.3), seconds since 1970 UTC
    raw: bytes
    size: int  # octets on the server: more than are here when only the beginning of a mail over the limit was fetched
    trouble: str = ""  # a sentence where the server never gave it; nothing is here then


class Position(NamedTuple):
    """The last mail of a mailbox that is in; (0, 0) for none."""

    uid_validity: int
    uid: int


class Taken(NamedTuple):
    """What came of a mail."""

    uid: int
    is_identified: bool  # a bounce, a feedback report, an automatic response …, as opposed to any other mail
    is_readable: bool  # False: it is in quarantine
    is_new: bool  # False: its content was in already


class _Read(NamedTuple):
    """A mail with what was understood of it; None, and a sentence, where it cannot be read."""

    mail: Mail
    digest: str
    bounce: Bounce | None
    trouble: str
    signed: str = ""  # see tying.signed_for


class MailDoor:
    """Records the mails of one mailbox, known by its lasting name. `key` is that of signed envelope senders."""

    def __init__(
        self, engine: Engine, network: Network, mailbox: str, key: bytes = b"", child: ReadingChild | None = None
    ) -> None:
        self._engine, self._mailbox, self._key = engine, mailbox, key
        self._door = Door(engine, network)
        self._child = child or ReadingChild()

    def position(self) -> Position:
        """Where reading goes on."""
        with self._engine.connect() as connection:
            query = select(Mailbox.uid_validity, Mailbox.uid).where(Mailbox.name == self._mailbox)
            row = connection.execute(query).one_or_none()
        return Position(*row) if row else Position(0, 0)

    def record(self, mails: Sequence[Mail], after: Position, reached: Position) -> list[Taken]:
        """Store all of them and the new position, or nothing. Raises Overtaken unless reading had come to `after`.

        Raises sqlalchemy.exc.OperationalError when the database is locked, full or out of reach.
        """
        read = list(self._read(mails))
        with self._door.turn() as connection:
            mailbox = self._mailbox_after(connection, after)
            new = self._new(connection, mailbox, read)
            self._keep(connection, mailbox, new)
            self._reach(connection, mailbox, reached, len(read), len(read) - len(new))
        uids = {one.mail.uid for one in new}
        return [_taken(one, one.mail.uid in uids) for one in read]

    def identified(self, uid_validity: int, uids: Iterable[int]) -> set[int]:
        """Those of these mails that are in and identified."""
        query = select(BounceMail.uid).join(Mailbox, Mailbox.id == BounceMail.mailbox_id)
        here = query.where(Mailbox.name == self._mailbox, BounceMail.uid_validity == uid_validity)
        found: set[int] = set()
        with self._engine.connect() as connection:
            for portion in bulk.portions(uids):
                among = here.where(BounceMail.uid.in_(portion), BounceMail.bin.in_((Bin.MATCHED, Bin.UNMATCHED)))
                found.update(connection.scalars(among))
        return found

    def close(self) -> None:
        """End the child that reads."""
        self._child.close()

    def _read(self, mails: Sequence[Mail]) -> Iterator[_Read]:
        for some in together(mails, lambda mail: len(mail.raw)):
            troubles = [_trouble_of(mail) for mail in some]
            whole = [mail.raw for mail, trouble in zip(some, troubles, strict=True) if not trouble]
            answers = iter(self._child.read_all(whole) if whole else ())
            for mail, trouble in zip(some, troubles, strict=True):
                yield self._understood(mail, trouble or next(answers))

    def _understood(self, mail: Mail, answer: Bounce | str) -> _Read:
        digest = sha256(mail.raw or f"{self._mailbox}\0{mail[:2]}".encode()).hexdigest()
        if isinstance(answer, str):
            return _Read(mail, digest, None, answer)
        return _Read(mail, digest, answer, "", signed_for(answer, self._key))

    def _mailbox_after(self, connection: Connection, after: Position) -> int:
        query = select(Mailbox.id, Mailbox.uid_validity, Mailbox.uid).where(Mailbox.name == self._mailbox)
        row = connection.execute(query).one_or_none()
        if (Position(*row[1:]) if row else Position(0, 0)) != after:
            raise Overtaken(f"Another program reads {self._mailbox} too. Nothing is stored twice; it is read again.")
        if row:
            return int(row.id)
        new = insert(Mailbox).values(name=self._mailbox, uid_validity=0, uid=0, mail_count=0, repeated_count=0)
        return connection.scalars(new.returning(Mailbox.id)).one()

    def _new(self, connection: Connection, mailbox: int, read: Sequence[_Read]) -> list[_Read]:
        """Those that are not in, each content once. What is in already may have another number by now."""
        by_digest = {one.digest: one for one in reversed(read)}
        known: dict[str, int] = {}
        for portion in bulk.portions(by_digest):
            query = select(BounceMail.digest, BounceMail.mailbox_id).where(BounceMail.digest.in_(portion))
            known.update((digest, number) for digest, number in connection.execute(query))
        for digest in (digest for digest, its_mailbox in known.items() if its_mailbox == mailbox):
            mail = by_digest[digest].mail
            moved = update(BounceMail).where(BounceMail.digest == digest)
            connection.execute(moved.values(uid_validity=mail.uid_validity, uid=mail.uid))
        return [one for one in by_digest.values() if one.digest not in known][::-1]

    def _keep(self, connection: Connection, mailbox: int, new: Sequence[_Read]) -> None:
        writing = self._door.writing(connection)
        numbered = list(enumerate(new, (connection.scalar(select(func.max(BounceMail.id))) or 0) + 1))
        places = {number: self._place(writing, one) for number, one in numbered}
        _insert(connection, BounceMail, [self._columns(mailbox, one, places[n]) | {"id": n} for n, one in numbered])
        _insert(connection, BouncedRecipient, [row for n, one in numbered for row in recipient_columns(n, one.bounce)])
        attach_mails(writing, places)
        writing.figures.store(connection)

    def _place(self, writing: Writing, one: _Read) -> Place:
        if one.bounce is None:
            return UNREADABLE
        return place_of(writing.connection, one.bounce, one.mail.arrived_at, writing.network, one.signed)

    def _columns(self, mailbox: int, one: _Read, place: Place) -> dict[str, Any]:
        mail = one.mail
        return columns_of(one.bounce, one.signed) | {
            "mailbox_id": mailbox,
            "uid_validity": mail.uid_validity,
            "uid": mail.uid,
            "digest": one.digest,
            "arrived_at": int(mail.arrived_at),
            "fetched_at": utc_now(),
            "size": mail.size,
            "content": compress(mail.raw),
            "trouble": one.trouble,
            "bin": place.bin,
            "message_id": place.message,
            "tied_by": place.tied_by,
        }

    def _reach(self, connection: Connection, mailbox: int, reached: Position, mails: int, repeated: int) -> None:
        values = {
            "uid_validity": reached.uid_validity,
            "uid": reached.uid,
            "mail_count": Mailbox.mail_count + mails,
            "repeated_count": Mailbox.repeated_count + repeated,
            "last_read_at": utc_now(),
        }
        connection.execute(update(Mailbox).where(Mailbox.id == mailbox).values(values))


def _taken(one: _Read, is_new: bool) -> Taken:
    is_identified = one.bounce is not None and one.bounce.is_identified
    return Taken(one.mail.uid, is_identified, is_readable=one.bounce is not None, is_new=is_new)


def _trouble_of(mail: Mail) -> str:
    """Why it is not worth reading; "" where it is."""
    if mail.size > len(mail.raw) and not mail.trouble:
        return TOO_LARGE.format(size=mail.size, limit=LIMITS.octets)
    return mail.trouble


def _insert(connection: Connection, model: type[BounceMail | BouncedRecipient], rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table_of(model)), rows)
