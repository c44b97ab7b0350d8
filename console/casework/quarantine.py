"""The quarantine: lines that no reader understood, for a person to look at. `settling` has what can be done about them."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from console.intake.blocks import presentable
from console.intake.files import name_of
from console.models.log_file import LogFile
from console.models.quarantine import DIFFERS, DISMISSED, Quarantined

PAGE = 50
WAITS = Quarantined.resolved_at.is_(None)
WAS_DISMISSED = Quarantined.resolution.startswith(DISMISSED, autoescape=True)


class Unread(NamedTuple):
    """A line in the quarantine. `line` shows bytes that are not UTF-8 as escapes."""

    id: int
    path: str
    line_number: int  # from 1
    reason: str
    line: str
    kind: str
    quarantined_at: datetime
    resolved_at: datetime | None
    resolution: str

    @property
    def note(self) -> str:
        """What a person wrote who dismissed it; empty if nobody did."""
        return self.resolution.removeprefix(DISMISSED) if self.resolution.startswith(DISMISSED) else ""


class Kind(NamedTuple):
    """How many lines stand there for the same reason."""

    reason: str
    lines: int
    newest: int  # the greatest of their ids

    @property
    def words(self) -> str:
        """The reason as a whole sentence, where figures of single lines are left out at its end."""
        return f"{self.reason.removesuffix(DIFFERS)}." if self.reason.endswith(DIFFERS) else self.reason

    @property
    def key(self) -> str:
        """What stands for it in an address: reasons may hold words of a line."""
        return sha256(self.reason.encode()).hexdigest()[:12]


def lines(session: Session, before: int | None = None, kind: str = "", limit: int | None = PAGE) -> list[Unread]:
    """Lines that wait, the newest first; `before` is the id that paging goes on from."""
    asked: list[ColumnElement[bool]] = [WAITS]
    if kind:
        asked.append(Quarantined.kind == kind)
    return _newest(session, asked, before, limit)


def dismissed(session: Session, before: int | None = None, limit: int | None = PAGE) -> list[Unread]:
    """Lines that a person dismissed, the newest first."""
    return _newest(session, [WAS_DISMISSED], before, limit)


def line(session: Session, number: int) -> Unread | None:
    """One line, by its id, settled or not."""
    return next(_unread(session, _all().where(Quarantined.id == number)), None)


def kinds(session: Session) -> list[Kind]:
    """Why lines wait, the most frequent reason first."""
    count = func.count()
    query = (
        select(Quarantined.kind, count, func.max(Quarantined.id))
        .where(WAITS)
        .group_by(Quarantined.kind)
        .order_by(count.desc(), Quarantined.kind)
    )
    return [Kind(*row) for row in session.execute(query)]


def total(session: Session) -> int:
    """How many lines wait."""
    return session.scalar(select(func.count()).select_from(Quarantined).where(WAITS)) or 0


def dismissed_total(session: Session) -> int:
    """How many lines were dismissed."""
    return session.scalar(select(func.count()).select_from(Quarantined).where(WAS_DISMISSED)) or 0


def _newest(session: Session, asked: list[ColumnElement[bool]], before: int | None, limit: int | None) -> list[Unread]:
    query = _all().where(*asked).order_by(Quarantined.id.desc()).limit(limit)
    return list(_unread(session, query if before is None else query.where(Quarantined.id < before)))


def _all() -> Select[Quarantined, str]:
    return select(Quarantined, LogFile.path).join(LogFile, LogFile.id == Quarantined.log_file_id)


def _unread(session: Session, query: Select[Quarantined, str]) -> Iterator[Unread]:
    for row, path in session.execute(query):
        yield Unread(
            row.id,
            name_of(path),
            row.line_number,
            row.reason,
            shown(row.content),
            row.kind,
            row.quarantined_at,
            row.resolved_at,
            row.resolution,
        )


def shown(content: bytes) -> str:
    """A line as it can be shown: what is not UTF-8 as escapes."""
    return presentable(content.decode("utf-8", "surrogateescape"))
