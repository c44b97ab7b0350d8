"""Matching a mail to its message by hand, and undoing a match. The change and its audit entry are one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import Session

from console import audit
from console.audit import Action
from console.casework.bounces_report import stamp
from console.casework.investigation import find
from console.diagnosis.network import Network
from console.diagnosis.tie import PERSON, SET_ASIDE
from console.intake.moving import move
from console.intake.record import Door
from console.intake.sorting import Place
from console.models.bounce import Bin, BounceMail


class Conflict(Exception):
    """Somebody, or a log that came in, was quicker; nothing was changed. The message is a sentence."""


class NotPossible(ValueError):
    """What was asked for cannot be done with this mail; the message is a sentence."""


CHANGED_MEANWHILE = (
    "This mail was matched or settled while you looked at it. Nothing was changed: see how it stands now."
)


def match(session: Session, actor: str, network: Network, number: int, message: int, seen: str) -> int:
    """Tie a mail to a message; returns the message. `seen` is the stamp of what the actor saw.

    Raises Conflict and NotPossible, and what the door raises.
    """
    with _turn(session, network) as (door, connection):
        mail = _mail(connection, number, seen)
        if mail.bin is not Bin.UNMATCHED:
            raise NotPossible("Only a mail without a message can be matched. Take it off its message first.")
        with Session(connection) as reading:
            found = find(reading, message)
            if found is None:
                raise NotPossible("There is no such message any more.")
        _put(door, connection, number, Place(Bin.MATCHED, found, PERSON.name))
        _record(connection, actor, Action.BOUNCE_MATCH, number, found)
    return found


def take_off(session: Session, actor: str, network: Network, number: int, seen: str) -> int:
    """Say that a mail is not about its message, however it was tied to it; returns that message.

    Raises Conflict and NotPossible, and what the door raises.
    """
    with _turn(session, network) as (door, connection):
        mail = _mail(connection, number, seen)
        if mail.message is None:
            raise NotPossible("This mail is tied to no message.")
        _put(door, connection, number, Place(Bin.UNMATCHED, None, SET_ASIDE.name))
        _record(connection, actor, Action.BOUNCE_UNMATCH, number, mail.message)
    return mail.message


@contextmanager
def _turn(session: Session, network: Network) -> Iterator[tuple[Door, Connection]]:
    session.commit()  # nothing of the caller is open while others write
    engine = session.get_bind()
    assert isinstance(engine, Engine)  # noqa: S101 - no session of ours is bound to a connection
    door = Door(engine, network)
    with door.turn() as connection:
        yield door, connection


def _mail(connection: Connection, number: int, seen: str) -> Place:
    """Where it stands, which nobody changes meanwhile."""
    row = BounceMail
    query = select(row.bin, row.message_id, row.tied_by, row.resolution).where(row.id == number)
    found = connection.execute(query).one()
    if stamp(*found) != seen:
        raise Conflict(CHANGED_MEANWHILE)
    return Place(Bin(found.bin), found.message_id, found.tied_by)


def _put(door: Door, connection: Connection, number: int, place: Place) -> None:
    writing = door.writing(connection)
    move(writing, {number: place})
    writing.figures.store(connection)


def _record(connection: Connection, actor: str, action: Action, number: int, message: int) -> None:
    with Session(connection) as auditing:
        audit.record(auditing, actor, action, f"bounce:{number}", message=message)
        auditing.flush()
