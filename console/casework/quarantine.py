"""The quarantine: lines that no reader understood, for a person to look at."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from console.models.log_file import LogFile
from console.models.quarantine import Quarantined

PAGE = 50


class Unread(NamedTuple):
    """A line in the quarantine. `line` shows bytes that are not UTF-8 as escapes."""

    id: int
    path: str
    line_number: int  # from 1
    reason: str
    line: str


class Kind(NamedTuple):
    """How many lines stand there for the same reason."""

    reason: str
    lines: int


def lines(session: Session, before: int | None = None, reason: str = "", limit: int | None = PAGE) -> list[Unread]:
    """Lines that are not resolved, the newest first; `before` is the id that paging goes on from."""
    query = _open().order_by(Quarantined.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Quarantined.id < before)
    if reason:
        query = query.where(Quarantined.reason == reason)
    return list(_shown(session, query))


def line(session: Session, number: int) -> Unread | None:
    """One line, by its id."""
    return next(_shown(session, _open().where(Quarantined.id == number)), None)


def kinds(session: Session) -> list[Kind]:
    """The reasons, the most frequent first."""
    count = func.count()
    query = (
        select(Quarantined.reason, count)
        .where(Quarantined.resolved_at.is_(None))
        .group_by(Quarantined.reason)
        .order_by(count.desc(), Quarantined.reason)
    )
    return [Kind(*row) for row in session.execute(query)]


def total(session: Session) -> int:
    """How many lines stand there."""
    return session.scalar(select(func.count()).select_from(Quarantined).where(Quarantined.resolved_at.is_(None))) or 0


def _open() -> Select[int, str, int, str, bytes]:
    return (
        select(Quarantined.id, LogFile.path, Quarantined.line_number, Quarantined.reason, Quarantined.content)
        .join(LogFile, LogFile.id == Quarantined.log_file_id)
        .where(Quarantined.resolved_at.is_(None))
    )


def _shown(session: Session, query: Select[int, str, int, str, bytes]) -> Iterator[Unread]:
    for number, path, line_number, reason, content in session.execute(query):
        shown = content.decode("utf-8", "backslashreplace").replace("\0", "\\x00")
        yield Unread(number, path, line_number, reason, shown)
