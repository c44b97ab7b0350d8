"""Settling what waits in the quarantine: lines are read again after a fix, or a person says that nobody misses them."""

import time
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import ColumnElement, CursorResult, Engine, select, update
from sqlalchemy.orm import Session

from console import audit
from console.audit import Action
from console.diagnosis.network import Network
from console.intake.read_again import ReadAgain, read_again
from console.intake.record import Door
from console.models import bulk
from console.models.base import utc_now
from console.models.quarantine import DISMISSED, Quarantined

LONGEST_NOTE = 500  # characters
LINES_A_TURN = 1000  # so many are read again before the next writer has its turn


class NoteMissing(ValueError):
    """Lines are dismissed with a note that says why; the message asks for it."""


class Chosen(NamedTuple):
    """Lines that a verb is about, those of them that wait: one, all of a kind, or all."""

    number: int | None = None
    kind: str | None = None
    newest: int | None = None  # no line with a greater id: it came in after somebody looked

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """For the WHERE of a statement."""
        asked: list[ColumnElement[bool]] = [Quarantined.resolved_at.is_(None)]
        if self.number is not None:
            asked.append(Quarantined.id == self.number)
        if self.kind is not None:
            asked.append(Quarantined.kind == self.kind)
        if self.newest is not None:
            asked.append(Quarantined.id <= self.newest)
        return asked


def retry(
    session: Session, actor: str, network: Network, chosen: Chosen, seconds: float | None = None
) -> Iterator[ReadAgain]:
    """Read the lines again, in portions of one transaction each, with its audit entry; yields the sum so far.

    After so many seconds no further portion is begun. Raises what the door raises.
    """
    waiting = _by_file(session, chosen)
    session.commit()  # nothing of the caller is open while others write
    engine = session.get_bind()
    assert isinstance(engine, Engine)  # noqa: S101 - no session of ours is bound to a connection
    door, done, began = Door(engine, network), ReadAgain(), time.monotonic()
    for file_id, numbers in waiting:
        if seconds is not None and time.monotonic() - began > seconds:
            return
        with door.turn() as connection:
            came_to = read_again(door, connection, network, file_id, numbers)
            with Session(connection) as auditing:
                _record(auditing, actor, Action.QUARANTINE_RETRY, chosen, **came_to._asdict())
                auditing.flush()
        done = done.with_more(came_to)
        yield done


def dismiss(session: Session, actor: str, chosen: Chosen, note: str) -> int:
    """Say that nobody misses the lines, and why; they stay countable. Returns how many. Raises NoteMissing."""
    note = " ".join(note.split())
    if not note or len(note) > LONGEST_NOTE or not note.isprintable():
        raise NoteMissing(f"Write in at most {LONGEST_NOTE} characters why nobody misses these lines.")
    values = {"resolved_at": utc_now(), "resolution": DISMISSED + note}
    result = session.execute(update(Quarantined).where(*chosen.conditions).values(values))
    assert isinstance(result, CursorResult)  # noqa: S101 - what an UPDATE gives
    if result.rowcount:
        _record(session, actor, Action.QUARANTINE_DISMISS, chosen, lines=result.rowcount, note=note)
    session.commit()
    return result.rowcount


def _by_file(session: Session, chosen: Chosen) -> list[tuple[int, list[int]]]:
    """The ids of the lines, file by file, in portions; with the file."""
    query = select(Quarantined.log_file_id, Quarantined.id).where(*chosen.conditions)
    rows = session.execute(query.order_by(Quarantined.log_file_id, Quarantined.line_number)).all()
    return [
        (file_id, portion)
        for file_id, found in groupby(rows, key=lambda row: row[0])
        for portion in bulk.portions((number for _, number in found), LINES_A_TURN)
    ]


def _record(session: Session, actor: str, action: Action, chosen: Chosen, **details: int | str) -> None:
    subject = "" if chosen.number is None else f"quarantine:{chosen.number}"
    alike = {} if chosen.kind is None else {"reason": chosen.kind}
    audit.record(session, actor, action, subject, **alike, **details)
