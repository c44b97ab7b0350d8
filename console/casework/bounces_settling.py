"""Settling what waits: mails are read again after a fix, or a person says that nobody misses them."""

import time
from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import CursorResult, Engine, select, update
from sqlalchemy.orm import Session

from console import audit
from console.audit import Action
from console.casework.bounces import WAITS
from console.casework.bounces_matching import CHANGED_MEANWHILE, Conflict
from console.casework.settling import LONGEST_NOTE, NoteMissing
from console.diagnosis.moment import counted
from console.diagnosis.network import Network
from console.intake.bounces.reading_child import ReadingChild
from console.intake.mails_again import MAILS_AT_ONCE, Again, read_stored, store_again
from console.intake.record import Door
from console.models import bulk
from console.models.bounce import Bin, BounceMail
from console.models.quarantine import DISMISSED

WAITING_BINS = (Bin.UNMATCHED, Bin.UNREADABLE)


class MailsReadAgain(NamedTuple):
    """What came of it."""

    read: int = 0
    waiting: int = 0

    @property
    def sentence(self) -> str:
        """For people."""
        if not sum(self):
            return "No mail that waits was named."
        said = ((self.read, "can be read now"), (self.waiting, "still cannot be read"))
        first, *others = [f"{counted(number, 'mail')} {words}" for number, words in said if number]
        return ", ".join([first, *others]) + "."


def retry(
    session: Session,
    actor: str,
    network: Network,
    number: int | None = None,
    seconds: float | None = None,
    key: bytes = b"",
) -> Iterator[MailsReadAgain]:
    """Read the mail with this id again, or all that cannot be read, in portions of one transaction each.

    Yields the sum so far. After so many seconds no further portion is begun. `key` is that of signed envelope senders.
    Raises what the door raises.
    """
    waiting = _unreadable(session, number)
    session.commit()  # nothing of the caller is open while others write
    engine = session.get_bind()
    assert isinstance(engine, Engine)  # noqa: S101 - no session of ours is bound to a connection
    done, began = MailsReadAgain(), time.monotonic()
    with ReadingChild() as child:
        for numbers in bulk.portions(waiting, 1 if seconds else MAILS_AT_ONCE):
            if seconds is not None and time.monotonic() - began > seconds:
                return
            came_to = _again(engine, actor, network, read_stored(engine, child, numbers, key))
            done = MailsReadAgain(*map(sum, zip(done, came_to, strict=True)))
            yield done


def _again(engine: Engine, actor: str, network: Network, mails: dict[int, Again]) -> MailsReadAgain:
    readable = sum(mail.bounce is not None for mail in mails.values())
    came_to = MailsReadAgain(readable, len(mails) - readable)
    door = Door(engine, network)
    with door.turn() as connection:
        writing = door.writing(connection)
        store_again(writing, mails)
        writing.figures.store(connection)
        with Session(connection) as auditing:
            subject = f"bounce:{next(iter(mails))}" if len(mails) == 1 else ""
            audit.record(auditing, actor, Action.BOUNCE_RETRY, subject, **came_to._asdict())
            auditing.flush()
    return came_to


def dismiss(session: Session, actor: str, number: int, note: str) -> None:
    """Say that nobody misses a mail that waits, and why. Raises NoteMissing, and Conflict where it waits no more."""
    note = " ".join(note.split())
    if not note or len(note) > LONGEST_NOTE or not note.isprintable():
        raise NoteMissing(f"Write in at most {LONGEST_NOTE} characters why nobody misses this mail.")
    waits = update(BounceMail).where(BounceMail.id == number, BounceMail.bin.in_(WAITING_BINS), WAITS)
    result = session.execute(waits.values(resolution=DISMISSED + note))
    assert isinstance(result, CursorResult)  # noqa: S101 - what an UPDATE gives
    if not result.rowcount:
        session.rollback()
        raise Conflict(CHANGED_MEANWHILE)
    audit.record(session, actor, Action.BOUNCE_DISMISS, f"bounce:{number}", note=note)
    session.commit()


def _unreadable(session: Session, number: int | None) -> list[int]:
    query = select(BounceMail.id).where(BounceMail.bin == Bin.UNREADABLE, WAITS).order_by(BounceMail.id)
    return list(session.scalars(query if number is None else query.where(BounceMail.id == number)))
