"""Where reading of a file ended: files are known by their first line and by what stands before the position.

Rotation renames a file, compresses it, or copies it and cuts the original; none of that changes these two.
"""

from typing import Any, NamedTuple

from sqlalchemy import Engine, Row, func, select

from console.intake.batch import Progress
from console.intake.files import LogSource, stands_at
from console.models.bulk import table_of
from console.models.evidence import Evidence
from console.models.log_file import LogFile


class Position(NamedTuple):
    """Where to go on."""

    progress: Progress
    file_id: int | None  # None: a file that was never read
    last_at: float | None  # the time of its newest line so far, in seconds since 1970 UTC


def nothing_read(path: str) -> Progress:
    """The progress of a file that was never read."""
    return Progress(path, "", "", 0, "", 0, 0, 0, 0)


def position_of(engine: Engine, log: LogSource) -> Position:
    """Where reading of this file ended before. Raises UnreadableFile."""
    if not log.fingerprint:
        return Position(nothing_read(log.path), None, None)
    alike = (
        select(table_of(LogFile)).where(LogFile.fingerprint.startswith(log.fingerprint)).order_by(LogFile.offset.desc())
    )
    with engine.connect() as connection:
        rows = connection.execute(alike).all()
        for row in rows:
            if stands_at(log, row.offset, row.tail):
                newest = select(func.max(Evidence.last_at)).where(Evidence.log_file_id == row.id)
                last_at = connection.scalar(newest)
                return Position(_progress(log, row), row.id, None if last_at is None else float(last_at))
    return Position(nothing_read(log.path)._replace(fingerprint=f"{log.fingerprint}:{len(rows)}"), None, None)


def _progress(log: LogSource, row: Row[Any]) -> Progress:
    return Progress(
        log.path,
        row.fingerprint,
        row.format,
        row.offset,
        row.tail,
        row.event_lines,
        row.irrelevant_lines,
        row.repeated_lines,
        row.quarantined_lines,
        blank_lines=row.blank_lines,
    )
