"""What the worker does again and again: who does it now, and how the last run went.

Who does something holds its lease, and renews it. A lease ends by itself, by the database's clock: a worker that
died loses its leases, two workers never share one, and there is no lock that somebody must delete.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Update, case, or_, select, text, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from console.models.database_time import database_time
from console.models.task import Task

PATIENCE = 3  # periods: what fails for longer, or is due for longer, is an alarm
DEAF_AFTER = timedelta(seconds=60)  # a worker that tells nothing for so long is no more
LONGEST_LEASE = timedelta(minutes=5)
BROKEN_OFF = "The worker that did it ended before it was done."
INSERT = text(
    "INSERT INTO task (name, leased_by, failures, error) VALUES (:name, '', 0, '') ON CONFLICT (name) DO NOTHING"
)


class Known(NamedTuple):
    """A task that there is. `every` is its period, in seconds; `does` says in words what it does."""

    name: str
    every: int
    does: str


FOLLOW = Known("follow feeds", 10, "Reads what is new in every feed, several times a second.")


class Standing(NamedTuple):
    """A task and how it went. Times are None where nothing happened yet."""

    name: str
    every: int  # seconds
    does: str
    running: bool
    began_at: datetime | None  # the last run
    ended_at: datetime | None  # the last run that ended well
    milliseconds: int | None  # that the last run took
    due_at: datetime | None
    failures: int  # in a row
    error: str  # of the last run; empty: it went well
    overdue: bool  # for longer than three periods

    @property
    def failing(self) -> bool:
        """Whether it has failed for longer than three times its period."""
        return self.failures > PATIENCE


def tasks(session: Session, known: Iterable[Known]) -> list[Standing]:
    """How each of these tasks stands."""
    now = database_time(session)
    rows = {task.name: task for task in session.scalars(select(Task))}
    return [_standing(one, rows.get(one.name) or Task(name=one.name, failures=0, error=""), now) for one in known]


def _standing(known: Known, task: Task, now: datetime) -> Standing:
    running = task.leased_until is not None and task.leased_until > now
    patience = timedelta(seconds=PATIENCE * known.every)
    return Standing(
        *(known.name, known.every, known.does),
        running=running,
        began_at=task.began_at,
        ended_at=task.ended_at,
        milliseconds=task.milliseconds,
        due_at=task.due_at,
        failures=task.failures,
        error=task.error,
        overdue=not running and task.due_at is not None and now - task.due_at > patience,
    )


def worker_lives(session: Session) -> bool:
    """Whether any worker told within the last minute that it works."""
    told_at = session.scalar(select(Task.ended_at).where(Task.name == FOLLOW.name))
    return told_at is not None and database_time(session) - told_at < DEAF_AFTER


def lease(session: Session, name: str, holder: str, seconds: int) -> bool:
    """Take the lease of what has no period, if nobody else holds it. Ends in a commit."""
    now = _glance(session, name)
    return _take(session, name, _free(now), _leased(holder, now, seconds))


def is_leased(session: Session, name: str) -> bool:
    """Whether anybody holds the lease of that name."""
    held = (Task.name == name) & (Task.leased_by != "") & ~_free(database_time(session))
    return session.scalar(select(Task.name).where(held)) is not None


def begin(session: Session, known: Known, holder: str, seconds: int) -> bool:
    """Take the lease of a task that is due, if nobody else holds it. Ends in a commit.

    A run that broke off with its worker counts as a failure. After three of them the next waits for its period, so
    that a task which kills workers does not kill them all day.
    """
    now = _glance(session, known.name)
    later = now + timedelta(seconds=known.every)
    broken = Task.leased_by != ""
    values = {
        "began_at": now,
        "failures": case((broken, Task.failures + 1), else_=Task.failures),
        "error": case((broken, BROKEN_OFF), else_=Task.error),
        # Beside those that are counted: the one that broke off, and this one.
        "due_at": case((Task.failures + 2 >= PATIENCE, later), else_=Task.due_at),
    }
    # A little later than can be: another worker did it after this one looked at the clock.
    due = or_(Task.due_at.is_(None), ~Task.due_at.between(now, later + LONGEST_LEASE))
    return _take(session, known.name, _free(now) & due, _leased(holder, now, seconds) | values)


def succeed(session: Session, known: Known, holder: str, milliseconds: int) -> None:
    """The run went well. Ends the lease, and in a commit."""
    now = database_time(session)
    _end(session, known, holder, now, milliseconds=milliseconds, ended_at=now, failures=0, error="")


def fail(session: Session, known: Known, holder: str, milliseconds: int, error: str) -> None:
    """The run failed, as the sentence says. Ends the lease, and in a commit."""
    now = database_time(session)
    _end(session, known, holder, now, milliseconds=milliseconds, failures=Task.failures + 1, error=error)


def renew(session: Session, holder: str, seconds: int) -> frozenset[str]:
    """Renew all leases of a worker; the names of what it still holds. Ends in a commit.

    A lease that ran out and that nobody took is still its own.
    """
    until = database_time(session) + timedelta(seconds=seconds)
    session.execute(update(Task).where(Task.leased_by == holder).values(leased_until=until))
    held = frozenset(session.scalars(select(Task.name).where(Task.leased_by == holder)))
    session.commit()
    return held


def tell_alive(session: Session, milliseconds: int) -> None:
    """Let it be known that a worker follows. Ends in a commit."""
    now = _glance(session, FOLLOW.name)
    told = {"began_at": now, "ended_at": now, "milliseconds": milliseconds, "failures": 0, "error": ""}
    due = {"due_at": now + timedelta(seconds=FOLLOW.every)}
    _changes(session, update(Task).where(Task.name == FOLLOW.name).values(told | due))


def expire_of(session: Session, is_gone: Callable[[str], bool]) -> None:
    """End the leases of workers that are known to be no more, as if their time were up."""
    for holder in session.scalars(select(Task.leased_by).where(Task.leased_by != "").distinct()).all():
        if is_gone(holder):
            now = database_time(session)
            _changes(session, update(Task).where(Task.leased_by == holder).values(leased_until=now))


def release(session: Session, holder: str, *names: str) -> None:
    """End the leases of a worker on these names. Ends in a commit."""
    _changes(session, update(Task).where(Task.leased_by == holder, Task.name.in_(names)).values(_FREE))


_FREE: dict[str, Any] = {"leased_by": "", "leased_until": None}


def _glance(session: Session, name: str) -> datetime:
    """The database's time; the row is there afterwards."""
    if session.scalar(select(Task.name).where(Task.name == name)) is None:
        session.execute(INSERT, {"name": name})
    return database_time(session)


def _take(session: Session, name: str, condition: ColumnElement[bool], values: dict[str, Any]) -> bool:
    """Change the row if the condition holds. Looked at first: asking in vain waits for no writer."""
    here = (Task.name == name) & condition
    if session.scalar(select(Task.name).where(here)) is None:
        session.commit()
        return False
    return _changes(session, update(Task).where(here).values(values)) == 1


def _free(now: datetime) -> ColumnElement[bool]:
    """Nobody holds the lease, or it ran out, or it was given by a clock that has been set back since."""
    return or_(Task.leased_until.is_(None), ~Task.leased_until.between(now, now + LONGEST_LEASE))


def _leased(holder: str, now: datetime, seconds: int) -> dict[str, Any]:
    return {"leased_by": holder, "leased_until": now + timedelta(seconds=seconds)}


def _end(session: Session, known: Known, holder: str, now: datetime, **outcome: Any) -> None:
    values = _FREE | outcome | {"due_at": now + timedelta(seconds=known.every)}
    _changes(session, update(Task).where(Task.name == known.name, Task.leased_by == holder).values(values))


def _changes(session: Session, statement: Update) -> int:
    result = session.execute(statement)
    session.commit()
    assert isinstance(result, CursorResult)  # noqa: S101 - what an UPDATE gives
    return result.rowcount
