"""The sources: what was read of each, and the files it stood in."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.intake.coverage import SourceCoverage, coverage
from console.models.log_file import LogFile

DAY = 86400  # seconds
FOR_EVER = 1 << 62
FILES_SHOWN = 50


class ReadFile(NamedTuple):
    """A log file and what its lines came to; lines = events + irrelevant + repeated + quarantined."""

    path: str
    format: str
    lines: int
    event_lines: int
    irrelevant_lines: int
    repeated_lines: int
    quarantined_lines: int
    last_read_at: datetime


class DayOfSource(NamedTuple):
    """How much of a day was read: seconds read and seconds missing, of those between its first and last line."""

    day: int  # days since 1970-01-01 UTC
    read: int
    missing: int


def sources(session: Session) -> list[SourceCoverage]:
    """All sources with all their gaps."""
    return coverage(session.connection(), 0, FOR_EVER)


def files(session: Session) -> list[ReadFile]:
    """The files that were read last."""
    columns = (
        LogFile.path,
        LogFile.format,
        LogFile.line_count,
        LogFile.event_lines,
        LogFile.irrelevant_lines,
        LogFile.repeated_lines,
        LogFile.quarantined_lines,
        LogFile.last_read_at,
    )
    query = select(*columns).order_by(LogFile.last_read_at.desc(), LogFile.id.desc()).limit(FILES_SHOWN)
    return [ReadFile(*row) for row in session.execute(query)]


def days(source: SourceCoverage, last_day: int, count: int) -> list[DayOfSource]:
    """The coverage of a source day by day (UTC), the last of them being `last_day`."""
    return [_day(source, day) for day in range(last_day - count + 1, last_day + 1)]


def _day(source: SourceCoverage, day: int) -> DayOfSource:
    return DayOfSource(day, *source.within(day * DAY, (day + 1) * DAY))
