"""The way in that all followers share: lines go through the door, and what the next lines need is remembered."""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select

from console.diagnosis.network import Network
from console.intake.batch import Batch, Progress
from console.intake.batches import Reading, read_batches
from console.intake.files import Chunk
from console.intake.follow.spec import FeedSpec
from console.intake.logs.reading import FORMATS, LogReader
from console.intake.recognise import Options, UnknownFormat, format_of
from console.intake.record import Door
from console.intake.repeated import Repeated
from console.models.log_file import LogFile

# A message that goes on is read again with each batch that tells of it: with smaller ones the lock is held longer in
# all, and pages wait more often than they wait less.
LINES_A_BATCH = 10_000


class Entrance:
    """The way in of one feed: one door with its names, and one reader, which knows the year of stamps without one."""

    def __init__(self, spec: FeedSpec, engine: Engine, network: Network) -> None:
        self.engine = engine
        self.last_at: float | None = None  # of the newest line so far
        self.first_at: float | None = None  # of the oldest line that came in by this way
        self._options = Options(spec.format or None, ZoneInfo(spec.time_zone))
        self._door = Door(engine, network)
        self._network = network
        self._format = spec.format
        self._reader: LogReader | None = None
        self._reads = ""  # the format that the reader is for

    def recall(self, path: str) -> float | None:
        """Learn from what was read under this name before; when that was, in seconds since 1970 UTC."""
        columns = (LogFile.format, LogFile.last_line_at, LogFile.last_read_at)
        newest = select(*columns).where(LogFile.path == path).order_by(LogFile.last_read_at.desc()).limit(1)
        with self.engine.connect() as connection:
            known = connection.execute(newest).one_or_none()
        if known is None:
            return None
        self.learn(known.format, known.last_line_at)
        return float(known.last_read_at.timestamp())

    def learn(self, format_name: str, last_at: float | None) -> None:
        """Learn from what was read of the feed before."""
        self._format = self._format or format_name
        if last_at is not None:
            self.last_at = max(last_at, self.last_at or last_at)

    def format_of(self, path: str, sample: list[str]) -> str:
        """The format of a log that begins so. Raises UnknownFormat; once one is known, the feed keeps it."""
        self._format = self._format or format_of(path, sample, self._options)
        return self._format

    def format_of_stream(self, path: str, sample: list[str]) -> str:
        """The same for what cannot wait: lines that no format knows say nothing in any, until one is recognised."""
        try:
            return self.format_of(path, sample)
        except UnknownFormat:
            return FORMATS[0].NAME

    def take(self, start: Progress, chunks: Iterable[Chunk], repeated: Repeated) -> Iterator[Batch]:
        """Store what stands behind `start`; gives every batch that is stored.

        Raises Overtaken, what `chunks` raises, and errors of the database.
        """
        repeated.renew()
        reading = Reading(self._reader_of(start.format), self._options.zone.key, self._network, repeated, start)
        for batch in read_batches(reading, chunks, LINES_A_BATCH):
            self._door.record(batch)
            self._note(batch)
            yield batch

    def _reader_of(self, format_name: str) -> LogReader:
        if self._reader is None or self._reads != format_name:
            self._reader, self._reads = self._options.reader(format_name, self.last_at), format_name
        return self._reader

    def _note(self, batch: Batch) -> None:
        for block in batch.blocks:
            self.last_at = max(block.last_at, self.last_at or block.last_at)
            self.first_at = min(block.first_at, self.first_at or block.first_at)
        self._network = self._network.joined_by({block.host for block in batch.blocks})

    def file_id(self, fingerprint: str) -> int | None:
        """The number of a file, once something of it is stored."""
        with self.engine.connect() as connection:
            return connection.scalar(select(LogFile.id).where(LogFile.fingerprint == fingerprint))
