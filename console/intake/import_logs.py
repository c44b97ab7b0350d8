"""Importing log files: each is read from where it was left, batch by batch, through the door."""

import errno
import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError

from console.diagnosis.network import Network
from console.intake.batch import Progress
from console.intake.batches import Reading, read_batches
from console.intake.files import STANDARD_INPUT, LogSource, UnreadableFile, chunks, open_log
from console.intake.keep import Overtaken
from console.intake.positions import Position, nothing_read, position_of
from console.intake.recognise import Options, UnknownFormat, first_time, format_of
from console.intake.record import Door, Recorded
from console.intake.repeated import Repeated
from console.intake.writer_process import ENDED, StoringFailed, Writer, WriterHere, writer_process
from console.models.source import Source

WORTH_A_PROCESS = 16 * 1024 * 1024  # octets of files, from which a second core pays


class CannotStore(Exception):
    """The database does not take it; the message says why and what to do."""


class Imported(NamedTuple):
    """What came of one file. Lines are of this run."""

    path: str
    format: str
    lines: int
    event_lines: int
    irrelevant_lines: int
    repeated_lines: int
    quarantined_lines: int
    new_messages: int
    continued_messages: int
    problem: str  # empty: read to its end


OnProgress = Callable[[Progress], None]


def import_logs(
    engine: Engine,
    files: Iterable[str],
    options: Options = Options(),  # noqa: B008 - immutable
    *,
    network: Network,
    on_progress: OnProgress | None = None,
) -> Iterator[Imported]:
    """Import files in the order of their time, one result each.

    Raises CannotStore when the database is locked, full or out of reach; a file that cannot be read is told in
    its result, and the next is read all the same.
    """
    paths = list(dict.fromkeys(files))
    with telling_storage_errors(), without_garbage_collection(), _writer(engine, network, paths) as writer:
        for path in sorted(paths, key=lambda path: _begins(path, options)):
            yield _import(engine, path, options, network, writer, on_progress or _ignore)


@contextmanager
def _writer(engine: Engine, network: Network, paths: list[str]) -> Iterator[Writer]:
    if sum(_size(path) for path in paths) < WORTH_A_PROCESS:
        yield WriterHere(Door(engine, network))
        return
    with writer_process(engine.url.render_as_string(hide_password=False), network) as writer:
        yield writer


def _size(path: str) -> int:
    """Octets that a file holds when unpacked, as far as a glance tells."""
    try:
        size = Path(path).stat().st_size
    except OSError:
        return 0
    return size * 10 if path.endswith(".gz") else size


def _import(
    engine: Engine, path: str, options: Options, network: Network, writer: Writer, on_progress: OnProgress
) -> Imported:
    start, problem = nothing_read(path), ""
    progress = start
    try:
        log = open_log(path)
        position = position_of(engine, log)
        start = progress = position.progress
        reading = _reading(engine, log, position, options, network)
        for batch in read_batches(reading, chunks(log, start.offset)):
            writer.record(batch)
            progress = batch.progress
            on_progress(progress)
    except (UnreadableFile, UnknownFormat) as error:
        problem = str(error)
    return _result(start, progress, writer.finish(), problem)


def _reading(engine: Engine, log: LogSource, position: Position, options: Options, network: Network) -> Reading:
    start = position.progress
    format_name = start.format or format_of(log.path, log.sample, options)
    return Reading(
        options.reader(format_name, position.last_at),
        options.zone.key,
        network,
        Repeated(engine, position.file_id),
        start._replace(format=format_name),
    )


def _result(start: Progress, end: Progress, recorded: list[Recorded], problem: str) -> Imported:
    return Imported(
        end.path,
        end.format,
        end.line_count - start.line_count,
        end.event_lines - start.event_lines,
        end.irrelevant_lines - start.irrelevant_lines,
        end.repeated_lines - start.repeated_lines,
        end.quarantined_lines - start.quarantined_lines,
        sum(one.new_messages for one in recorded),
        sum(one.continued_messages for one in recorded),
        problem,
    )


def _ignore(progress: Progress) -> None:
    """Nobody watches."""


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Events by the hundred thousand hold no cycles; looking for some again and again took a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def telling_storage_errors() -> Iterator[None]:
    """Turn what a database driver raises into CannotStore, with the remedy."""
    try:
        yield
    except Overtaken as error:
        raise CannotStore(str(error)) from error
    except (DBAPIError, StoringFailed) as error:
        raise CannotStore(_remedy(str(getattr(error, "orig", None) or error))) from error
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        raise CannotStore(FULL) from error


NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
FULL = "The disk is full. Make room; running the same again goes on where it stopped."
REMEDIES = (
    (ENDED, "The process that writes to the database was ended. Running the same again goes on where it stopped."),
    ("database is locked", "The database is locked: another program writes to it. Try again when it has ended."),
    ("database or disk is full", FULL),
    ("disk I/O error", "The disk of the database takes nothing: it is full or broken. See to it and try again."),
    ("No space left", "The database server's disk is full. Make room; running the same again goes on."),
    ("readonly database", "The database may not be written by this user. Give it the right to."),
    ("disk image is malformed", "The database file is damaged. Restore it from the last backup."),
    ("not a database", "The database file is not an SQLite database. Check POSTDESK_DATABASE_URL."),
)


def _remedy(words: str) -> str:
    for part, sentence in REMEDIES:
        if part in words:
            return sentence
    return f"The database does not answer as it should: {' '.join(words.split())}"


def known_network(engine: Engine, network: Network) -> Network:
    """The network with the hosts whose log is read: they are our own."""
    with engine.connect() as connection:
        return network.joined_by(connection.scalars(select(Source.name)))


def _begins(path: str, options: Options) -> float:
    """The time of the first line: files come in any order. Standard input cannot be looked at before it is read."""
    if path == STANDARD_INPUT:
        return 0.0
    try:
        return first_time(open_log(path).sample, options)
    except UnreadableFile:
        return 0.0
