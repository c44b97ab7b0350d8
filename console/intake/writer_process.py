"""The door in a process of its own, so that one core reads lines while the other writes rows."""

import gc
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Protocol

from console.database import engine_at
from console.diagnosis import reply_rules
from console.diagnosis.network import Network
from console.diagnosis.reply_rules.site_rule import SiteRule
from console.intake import wire
from console.intake.batch import Batch
from console.intake.keep import Overtaken
from console.intake.record import Door, Recorded

IN_FLIGHT = 1  # batches that wait or are being written: bounds the memory
ENDED = "the process that writes to the database was ended"


class Writer(Protocol):
    """Takes batches, in order."""

    def record(self, batch: Batch) -> None:
        """Take a batch; raises what writing it, or one before it, raised."""

    def finish(self) -> list[Recorded]:
        """Wait until all is stored; returns what the batches since the last call came to."""


class WriterHere:
    """Writes at once, in this process: for little."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._recorded: list[Recorded] = []

    def record(self, batch: Batch) -> None:
        self._recorded.append(self._door.record(batch))

    def finish(self) -> list[Recorded]:
        recorded, self._recorded = self._recorded, []
        return recorded


class WriterProcess:
    """Hands batches to a child that writes them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting = 0
        self._recorded: list[Recorded] = []

    def record(self, batch: Batch) -> None:
        while self._waiting >= IN_FLIGHT:
            self._await_one()
        try:
            self._connection.send_bytes(wire.pack(batch))
        except OSError:
            raise StoringFailed(ENDED) from None
        self._waiting += 1

    def finish(self) -> list[Recorded]:
        while self._waiting:
            self._await_one()
        recorded, self._recorded = self._recorded, []
        return recorded

    def _await_one(self) -> None:
        try:
            answer: Recorded | Exception = self._connection.recv()
        except (EOFError, OSError):
            raise StoringFailed(ENDED) from None
        self._waiting -= 1
        if isinstance(answer, Exception):
            raise answer
        self._recorded.append(answer)


@contextmanager
def writer_process(url: str, network: Network) -> Iterator[WriterProcess]:
    """A writer in a child process; what it took is stored before the child ends."""
    context = get_context("spawn")
    here, there = context.Pipe()
    child = context.Process(target=_write, args=(there, url, network, reply_rules.adopted()), daemon=True)
    child.start()
    there.close()
    try:
        yield WriterProcess(here)
    finally:
        here.close()
        child.join()


def _write(connection: Connection, url: str, network: Network, rules: tuple[SiteRule, ...]) -> None:
    # Ctrl-C reaches the whole group: the parent decides, the batch in hand is finished.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    reply_rules.adopt(rules)
    door = Door(engine_at(url), network)
    while True:
        try:
            batch = wire.unpack(connection.recv_bytes())
        except EOFError:
            return
        try:
            connection.send(door.record(batch))
        except Exception as error:  # whatever it is, the parent tells it and stops
            connection.send(_sendable(error))
            return


def _sendable(error: Exception) -> Exception:
    """Errors of database drivers do not all survive being pickled; their words do."""
    if isinstance(error, Overtaken):
        return error
    return StoringFailed(str(getattr(error, "orig", None) or error))


class StoringFailed(Exception):
    """A batch could not be stored; nothing of it is."""
