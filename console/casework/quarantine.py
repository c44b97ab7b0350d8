"""The quarantine: lines that no reader understood, for a person to look at. `settling` has what can be done about them."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from console.intake.blocks import presentable
from console.intake.evidence import neighbouring_lines
from console.models.log_file import LogFile
from console.models.message import Reference
from console.models.quarantine import DISMISSED, Quarantined

PAGE = 50
EACH_SIDE = 5  # neighbours shown before and after
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
    def key(self) -> str:
        """What stands for it in an address: reasons may hold words of a line."""
        return sha256(self.reason.encode()).hexdigest()[:12]


class Neighbour(NamedTuple):
    """A line around one that could not be read."""

    text: str
    reference: Reference | None  # None: it could not be read either
    said: bool  # it is the line itself


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
    return next(_shown(session, _all().where(Quarantined.id == number)), None)


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


def neighbours(session: Session, number: int, each_side: int = EACH_SIDE) -> list[Neighbour]:
    """The line among those that stood around it in its file, as far as they were read with it."""
    row = session.get_one(Quarantined, number)
    if row.after_evidence is None or row.after_line is None:
        return [Neighbour(_text(row.content), None, said=True)]
    connection = session.connection()
    read = neighbouring_lines(connection, Reference(row.after_evidence, row.after_line), each_side)
    unread: dict[int, list[Neighbour]] = {}
    for one in _set_aside_near(session, row, each_side):
        unread.setdefault(one.after_line or 0, []).append(Neighbour(_text(one.content), None, one.id == number))
    return [
        neighbour
        for reference, text in read
        for neighbour in (Neighbour(text, reference, said=False), *unread.get(reference.line, ()))
    ]


def _set_aside_near(session: Session, row: Quarantined, each_side: int) -> list[Quarantined]:
    """Those lines that stood in the same piece of the file, the nearest, in order."""
    assert row.after_line is not None  # noqa: S101 - asked for such lines only
    near = Quarantined.after_line.between(row.after_line - each_side, row.after_line + each_side)
    close = Quarantined.line_number.between(row.line_number - each_side, row.line_number + each_side)
    query = select(Quarantined).where(
        Quarantined.log_file_id == row.log_file_id, Quarantined.after_evidence == row.after_evidence, near, close
    )
    return list(session.scalars(query.order_by(Quarantined.line_number)))


def _newest(session: Session, asked: list[ColumnElement[bool]], before: int | None, limit: int | None) -> list[Unread]:
    query = _all().where(*asked).order_by(Quarantined.id.desc()).limit(limit)
    return list(_shown(session, query if before is None else query.where(Quarantined.id < before)))


def _all() -> Select[Quarantined, str]:
    return select(Quarantined, LogFile.path).join(LogFile, LogFile.id == Quarantined.log_file_id)


def _shown(session: Session, query: Select[Quarantined, str]) -> Iterator[Unread]:
    for row, path in session.execute(query):
        yield Unread(
            row.id,
            path,
            row.line_number,
            row.reason,
            _text(row.content),
            row.kind,
            row.quarantined_at,
            row.resolved_at,
            row.resolution,
        )


def _text(content: bytes) -> str:
    return presentable(content.decode("utf-8", "surrogateescape"))
