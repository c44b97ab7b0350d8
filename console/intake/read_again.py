"""Reading quarantined lines again: what the present reader understands goes through the one door, like all evidence.

A line is settled in the transaction that stores it, and only a line that waits is read. So it is in once, however
often it is tried, and by whomever.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, ScalarSelect, func, select, update

from console.diagnosis.moment import counted
from console.diagnosis.network import Network
from console.intake.assembly import Assembly
from console.intake.batch import Lines
from console.intake.blocks import BlockWriter, presentable
from console.intake.keep import add_lines, keep_blocks
from console.intake.logs.plausible import EARLIEST, doubt, latest
from console.intake.logs.reading import LogReader, reader
from console.intake.record import Door
from console.intake.repeated import Repeated
from console.mail.unreadable import UnreadableEvidence
from console.models import bulk
from console.models.base import utc_now
from console.models.evidence import Evidence
from console.models.log_file import LogFile
from console.models.quarantine import KNOWN, READ_AGAIN, Quarantined, kind_of

UNKNOWN_ZONE = "UTC"  # of a file of which no line could be read


class ReadAgain(NamedTuple):
    """What came of it: lines that are in now, that another copy had brought in already, that still wait."""

    read: int = 0
    known: int = 0
    waiting: int = 0

    @property
    def sentence(self) -> str:
        """For people."""
        if not sum(self):
            return "No line that waits was named."
        said = (
            (self.read, "can be read now"),
            (self.known, "had come in from another copy of the log"),
            (self.waiting, "still cannot be read"),
        )
        first, *others = [f"{counted(number, 'line')} {words}" for number, words in said if number]
        return ", ".join([first, *others]) + "."

    def with_more(self, more: "ReadAgain") -> "ReadAgain":
        """The sum of both."""
        return ReadAgain(*map(sum, zip(self, more, strict=True)))


class _Line(NamedTuple):
    """A line that waits."""

    id: int
    content: bytes
    quarantined_at: datetime
    after_evidence: int | None


def read_again(door: Door, connection: Connection, network: Network, file_id: int, numbers: list[int]) -> ReadAgain:
    """Within a turn at the door: read those of the lines of one file that wait."""
    lines = _waiting(connection, numbers)
    reading = _Reading(connection, file_id, {line.after_evidence for line in lines if line.after_evidence})
    for line in lines:
        reading.read(line)
    blocks = reading.blocks.finish()
    if blocks:
        drafts = list(reading.assembly.drafts(network))
        door.take_in(connection, blocks, drafts, lambda sources: keep_blocks(connection, blocks, sources, file_id))
    add_lines(connection, file_id, reading.lines)
    _settle(connection, reading.settled)
    _note_reasons(connection, reading.unread)
    return ReadAgain(len(reading.settled[READ_AGAIN]), len(reading.settled[KNOWN]), len(reading.unread))


class _Reading:
    """Lines of one file while they are read. Each stands near the evidence that came before it in the file."""

    def __init__(self, connection: Connection, file_id: int, neighbours: Iterable[int]) -> None:
        query = select(LogFile.format, _newest_zone(file_id)).where(LogFile.id == file_id)
        self._format, zone = connection.execute(query).one()
        self._zone = zone or UNKNOWN_ZONE
        self._near = _first_times(connection, neighbours)
        self._repeated = Repeated(connection.engine, but=file_id)
        self.blocks, self.assembly = BlockWriter(self._format, self._zone), Assembly()
        self.settled: dict[str, list[int]] = defaultdict(list)  # the ids of lines, by how they were
        self.unread: dict[int, str] = {}  # the reason, by the id of the line
        self.lines = Lines(0, 0, 0, 0, 0)

    def read(self, waiting: _Line) -> None:
        """Read one line."""
        line = waiting.content.decode("utf-8", "surrogateescape")
        try:
            entry = self._reader(waiting).read(line if "\0" in line else presentable(line).rstrip("\r"))
        except UnreadableEvidence as error:
            self.unread[waiting.id] = str(error)
            return
        if not entry.at:
            self._count(waiting, READ_AGAIN, blank=1)
        elif not EARLIEST < entry.at < latest(utc_now().timestamp()):
            self.unread[waiting.id] = doubt(entry.at)
        elif self._is_known(entry.host, entry.at, line):
            self._count(waiting, KNOWN, repeated=1)
        else:
            place = self.blocks.add(entry.host, entry.at, line)
            self.assembly.add(entry.host, entry.events, place)
            self._count(waiting, READ_AGAIN, **{"event" if entry.events else "irrelevant": 1})

    def _reader(self, line: _Line) -> LogReader:
        near = self._near.get(line.after_evidence or 0)
        return reader(self._format, ZoneInfo(self._zone), None, now=line.quarantined_at.timestamp(), anchor=near)

    def _is_known(self, host: str, at: float, line: str) -> bool:
        return at < self._repeated.until.get(host, 0.0) and self._repeated.holds(host, at, line)

    def _count(self, line: _Line, resolution: str, **kinds: int) -> None:
        self.settled[resolution].append(line.id)
        more = Lines(**{"event": 0, "irrelevant": 0, "repeated": 0, "quarantined": -1, "blank": 0} | kinds)
        self.lines = Lines(*map(sum, zip(self.lines, more, strict=True)))


def _waiting(connection: Connection, numbers: list[int]) -> list[_Line]:
    """Those of the lines that are not settled, in the order of their file. Nobody else settles them meanwhile."""
    columns = (Quarantined.id, Quarantined.content, Quarantined.quarantined_at, Quarantined.after_evidence)
    query = select(*columns).where(Quarantined.id.in_(numbers), Quarantined.resolved_at.is_(None))
    return [_Line(*row) for row in connection.execute(query.order_by(Quarantined.line_number).with_for_update())]


def _newest_zone(file_id: int) -> ScalarSelect[str]:
    """The zone that stamps of the file were read in the last time."""
    newest = select(func.max(Evidence.id)).where(Evidence.log_file_id == file_id).scalar_subquery()
    return select(Evidence.time_zone).where(Evidence.id == newest).scalar_subquery()


def _first_times(connection: Connection, blocks: Iterable[int]) -> dict[int, float]:
    """When each block begins, in seconds since 1970 UTC."""
    found: dict[int, float] = {}
    for portion in bulk.portions(blocks):
        query = select(Evidence.id, Evidence.first_at).where(Evidence.id.in_(portion))
        found.update((number, float(at)) for number, at in connection.execute(query))
    return found


def _settle(connection: Connection, settled: dict[str, list[int]]) -> None:
    for resolution, numbers in settled.items():
        values = {"resolved_at": utc_now(), "resolution": resolution}
        connection.execute(update(Quarantined).where(Quarantined.id.in_(numbers)).values(values))


def _note_reasons(connection: Connection, unread: dict[int, str]) -> None:
    """The present reader may stumble at something else."""
    by_reason: dict[str, list[int]] = defaultdict(list)
    for number, reason in unread.items():
        by_reason[reason].append(number)
    for reason, numbers in by_reason.items():
        changed = update(Quarantined).where(Quarantined.id.in_(numbers), Quarantined.reason != reason)
        connection.execute(changed.values(reason=reason, kind=kind_of(reason)))
