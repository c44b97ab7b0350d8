"""A log line quoted: word for word, among its neighbours, with where it stands and which message it speaks of."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.casework.notices import messages_by_queue_id
from console.intake.evidence import neighbouring_lines, told_of
from console.intake.files import name_of
from console.mail.event import Event
from console.mail.unreadable import UnreadableEvidence
from console.models.evidence import Evidence
from console.models.log_file import LogFile
from console.models.message import Reference
from console.models.source import Source

EACH_SIDE = 20  # lines shown before and after


class QuotedLine(NamedTuple):
    """A line of the block."""

    reference: Reference
    text: str
    said: bool  # it is the one that was asked for
    related: bool  # it names the same queue ID


class Quotation(NamedTuple):
    """A line with its neighbours. Times are whole seconds since 1970 UTC."""

    lines: list[QuotedLine]
    source: str
    format: str
    path: str  # of the file; "" when it is no longer known
    at: float | None  # of the line
    first_at: int  # of the block
    last_at: int
    line_count: int  # of the block
    message: int | None

    @property
    def said(self) -> QuotedLine:
        """The line that was asked for."""
        return next(line for line in self.lines if line.said)


def quote(session: Session, reference: Reference, each_side: int = EACH_SIDE) -> Quotation | None:
    """Quote a line; None when there is no such line."""
    query = (
        select(Evidence, Source, LogFile.path)
        .join(Source, Source.id == Evidence.source_id)
        .outerjoin(LogFile, LogFile.id == Evidence.log_file_id)
        .where(Evidence.id == reference.evidence_id)
    )
    row = session.execute(query).one_or_none()
    if row is None or not 0 <= reference.line < row.Evidence.line_count:
        return None
    block, source, path = row
    event = _event(session, reference)
    queue_id = event.queue_id if event else ""
    lines = [
        QuotedLine(place, text, place == reference, bool(queue_id) and queue_id in text)
        for place, text in neighbouring_lines(session.connection(), reference, each_side)
    ]
    return Quotation(
        lines,
        source.name,
        source.format,
        name_of(path or ""),
        event.at if event else None,
        block.first_at,
        block.last_at,
        block.line_count,
        _message(session, event, source.id) if event else None,
    )


def _event(session: Session, reference: Reference) -> Event | None:
    """What the line says, if it says anything of a message."""
    try:
        told = told_of(session.connection(), [reference])
    except UnreadableEvidence:
        return None
    return told[0].event if told else None


def _message(session: Session, event: Event, source_id: int) -> int | None:
    if not event.queue_id:
        return None
    return messages_by_queue_id(session, [event.queue_id], {source_id}, event.at).get(event.queue_id)
