"""Reconciling: every line that was read is in the evidence, empty, known from another copy, or in the quarantine.

What each file counted is held against what the tables hold, at one moment of the database.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Engine, case, func, select
from sqlalchemy.orm import Session

from console.diagnosis.moment import counted
from console.intake.files import name_of
from console.models.evidence import Evidence
from console.models.log_file import LogFile
from console.models.message import MAIL, Message, unpack_references
from console.models.quarantine import DISMISSED, Quarantined
from console.models.source import Source

MESSAGES_AT_ONCE = 5000


class Lines(NamedTuple):
    """What lines came to. All lines are the sum of the others."""

    all: int
    event: int  # told of messages
    irrelevant: int
    blank: int
    repeated: int  # known from another copy
    waiting: int  # in the quarantine
    dismissed: int  # a person said that nobody misses them

    def with_more(self, more: "Lines") -> "Lines":
        """The sum of both."""
        return Lines(*map(sum, zip(self, more, strict=True)))


NONE = Lines(0, 0, 0, 0, 0, 0, 0)


class FileLines(NamedTuple):
    """A log file: what was counted as it was read, and what the tables hold."""

    path: str
    format: str
    hosts: tuple[str, ...]  # that wrote it, as far as its lines tell
    last_read_at: datetime
    last_line_at: int | None  # of its newest line; seconds since 1970 UTC
    offset: int  # octets of plain text that are read
    lines: Lines
    quarantined: int  # as the file counts them; those that were read again are not among them
    kept: int  # lines of evidence
    shown: int | None  # of these, the lines that messages rest on; None where that was not asked for

    @property
    def complaints(self) -> Iterator[str]:
        """Sentences on what does not add up."""
        told = self.lines.event + self.lines.irrelevant
        total = told + self.lines.blank + self.lines.repeated + self.quarantined
        held = self.lines.waiting + self.lines.dismissed
        if total != self.lines.all:
            yield f"{self.path}: {self.lines.all:,} lines were read, and what came of them adds up to {total:,}."
        if told != self.kept:
            yield f"{self.path}: the evidence ought to hold {counted(told, 'line')} of it, and holds {self.kept:,}."
        if self.shown is not None and self.shown != self.lines.event:
            yield (
                f"{self.path}: {counted(self.lines.event, 'line')} of it told of messages, "
                f"and messages rest on {self.shown:,}."
            )
        if self.quarantined != held:
            yield f"{self.path}: the quarantine ought to hold {counted(self.quarantined, 'line')} of it, and holds {held:,}."


class Log(NamedTuple):
    """All files of the same hosts: one log, as rotation cut it up. The file that was read last comes first."""

    hosts: tuple[str, ...]
    files: tuple[FileLines, ...]

    @property
    def lines(self) -> Lines:
        """Of all files together."""
        return sum_of(self.files)

    @property
    def complaints(self) -> tuple[str, ...]:
        """Sentences on what does not add up."""
        return tuple(complaint for file in self.files for complaint in file.complaints)


def reconcile(session: Session, since: datetime | None = None, deep: bool = False) -> list[Log]:
    """All logs with the files that were read since then, by the names of their hosts.

    `deep` asks every message which lines it rests on: a minute or so for a million of them.
    """
    by_hosts: dict[tuple[str, ...], list[FileLines]] = defaultdict(list)
    with _moment(session) as connection:
        for file in _files(connection, since, _shown(connection) if deep else None):
            by_hosts[file.hosts].append(file)
    return [Log(hosts, tuple(by_hosts[hosts])) for hosts in sorted(by_hosts)]


def sum_of(files: tuple[FileLines, ...]) -> Lines:
    """The lines of files together."""
    total = NONE
    for file in files:
        total = total.with_more(file.lines)
    return total


@contextmanager
def _moment(session: Session) -> Iterator[Connection]:
    """A connection to which the database stands still: what is read meanwhile is counted in all tables or in none."""
    engine = session.get_bind()
    assert isinstance(engine, Engine)  # noqa: S101 - no session of ours is bound to a connection
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        else:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


def _files(connection: Connection, since: datetime | None, shown: Counter[int] | None) -> Iterator[FileLines]:
    kept, held = _kept(connection), _held(connection)
    query = select(LogFile.__table__).order_by(LogFile.last_read_at.desc(), LogFile.id.desc())
    if since is not None:
        query = query.where(LogFile.last_read_at >= since)
    for row in connection.execute(query):
        by_host, (waiting, dismissed) = kept.get(row.id, {}), held.get(row.id, (0, 0))
        read = (row.line_count, row.event_lines, row.irrelevant_lines, row.blank_lines, row.repeated_lines)
        yield FileLines(
            name_of(row.path),
            row.format,
            tuple(sorted(by_host)),
            row.last_read_at,
            row.last_line_at,
            row.offset,
            Lines(*read, waiting, dismissed),
            row.quarantined_lines,
            sum(by_host.values()),
            None if shown is None else shown[row.id],
        )


def _kept(connection: Connection) -> Mapping[int, dict[str, int]]:
    """Lines of evidence, by file and host."""
    names = {number: name for number, name in connection.execute(select(Source.id, Source.name))}  # noqa: C416
    lines = select(Evidence.log_file_id, Evidence.source_id, func.sum(Evidence.line_count))
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for file_id, source_id, count in connection.execute(lines.group_by(Evidence.log_file_id, Evidence.source_id)):
        if file_id is not None:
            found[file_id][names[source_id]] += int(count)
    return found


def _held(connection: Connection) -> Mapping[int, tuple[int, int]]:
    """Lines that wait in the quarantine, and lines that were dismissed, by file."""
    waiting = _number_of(Quarantined.resolved_at.is_(None))
    dismissed = _number_of(Quarantined.resolution.startswith(DISMISSED, autoescape=True))
    query = select(Quarantined.log_file_id, waiting, dismissed).group_by(Quarantined.log_file_id)
    return {file_id: (int(waits), int(was_dismissed)) for file_id, waits, was_dismissed in connection.execute(query)}


def _shown(connection: Connection) -> Counter[int]:
    """Lines that messages rest on, each once, by file."""
    lines: dict[int, int] = defaultdict(int)  # by block, a bit a line
    for packed in connection.execution_options(yield_per=MESSAGES_AT_ONCE).scalars(select(Message.evidence)):
        for block, line in unpack_references(packed):
            if line != MAIL:
                lines[block] |= 1 << line
    found: Counter[int] = Counter()
    for block, file_id in connection.execute(select(Evidence.id, Evidence.log_file_id)):
        if file_id is not None:
            found[file_id] += lines[block].bit_count()
    return found


def _number_of(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
