"""Keeping evidence: blocks, what could not be read, and the position in the file."""

from collections.abc import Mapping

from sqlalchemy import Connection, func, insert, select, update

from console.intake.batch import Batch, Progress
from console.intake.blocks import compress
from console.models import bulk
from console.models.base import utc_now
from console.models.bulk import table_of
from console.models.evidence import Evidence
from console.models.log_file import LogFile
from console.models.quarantine import Quarantined


def keep(connection: Connection, batch: Batch, sources: Mapping[str, int]) -> int:
    """Store the evidence of a batch; returns the id of its first block, the others follow it."""
    file_id = _keep_position(connection, batch.progress)
    first = (connection.scalar(select(func.max(Evidence.id))) or 0) + 1
    rows = [
        (number, sources[host], file_id, first_at, last_at, zone, count, len(plain), compress(plain))
        for number, (host, _, first_at, last_at, zone, count, plain) in enumerate(batch.blocks, first)
    ]
    bulk.insert(connection, table_of(Evidence), rows)
    _quarantine(connection, batch, file_id)
    return first


def _keep_position(connection: Connection, progress: Progress) -> int:
    values = {
        "path": progress.path,
        "format": progress.format,
        "offset": progress.offset,
        "tail": progress.tail,
        "line_count": progress.line_count,
        "event_lines": progress.event_lines,
        "irrelevant_lines": progress.irrelevant_lines,
        "repeated_lines": progress.repeated_lines,
        "quarantined_lines": progress.quarantined_lines,
        "last_read_at": utc_now(),
    }
    known = connection.scalar(select(LogFile.id).where(LogFile.fingerprint == progress.fingerprint))
    if known is not None:
        connection.execute(update(LogFile).where(LogFile.id == known).values(values))
        return known
    statement = insert(LogFile).values(fingerprint=progress.fingerprint, **values).returning(LogFile.id)
    return connection.scalars(statement).one()


def _quarantine(connection: Connection, batch: Batch, file_id: int) -> None:
    now = utc_now()
    rows = [
        {
            "log_file_id": file_id,
            "line_number": unread.line_number,
            "reason": unread.reason,
            "content": unread.content,
            "quarantined_at": now,
        }
        for unread in batch.unread
    ]
    if rows:
        connection.execute(insert(Quarantined), rows)
