"""Where reading of a file ended: files are known by their first line and by what stands before the position.

Rotation renames a file, compresses it, or copies it and cuts the original; none of that changes these two.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Engine, Row, select

from console.intake.batch import Progress
from console.intake.files import LogSource, stands_at
from console.models.bulk import table_of
from console.models.log_file import LogFile


class Position(NamedTuple):
    """Where to go on."""

    progress: Progress
    file_id: int | None  # None: a file that was never read
    last_at: int | None  # the time of its newest line so far, in seconds since 1970 UTC


def nothing_read(path: str) -> Progress:
    """The progress of a file that was never read."""
    return Progress(path, "", "", 0, "", 0, 0, 0, 0)


def position_of(engine: Engine, log: LogSource) -> Position:
    """Where reading of this file ended before. Raises UnreadableFile."""
    return position_in(engine, log.path, log.fingerprint, lambda offset, tail: stands_at(log, offset, tail))


def position_in(engine: Engine, path: str, fingerprint: str, stands: Callable[[int, str], bool]) -> Position:
    """The same for a file that is open already; `stands` is its `stands_at`."""
    if not fingerprint:
        return Position(nothing_read(path), None, None)
    rows = files_alike(engine, fingerprint)
    for row in rows:
        if stands(row.offset, row.tail):
            return Position(_progress(path, row), row.id, row.last_line_at)
    return Position(nothing_read(path)._replace(fingerprint=f"{fingerprint}:{len(rows)}"), None, None)


def files_alike(engine: Engine, fingerprint: str) -> Sequence[Row[Any]]:
    """What is known of the files that begin with this line, the longest first."""
    alike = select(table_of(LogFile)).where(LogFile.fingerprint.startswith(fingerprint))
    with engine.connect() as connection:
        return connection.execute(alike.order_by(LogFile.offset.desc())).all()


def _progress(path: str, row: Row[Any]) -> Progress:
    return Progress(
        path,
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
