"""A log as batches: its lines read, cut into evidence, put together into messages."""

import time
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from console.diagnosis.network import Network
from console.intake.assembly import Assembly
from console.intake.batch import Batch, Lines, Place, Progress, Unread
from console.intake.blocks import BlockWriter, presentable
from console.intake.files import Chunk
from console.intake.logs.plausible import EARLIEST, doubt, latest
from console.intake.logs.reading import LogReader
from console.intake.repeated import Repeated
from console.mail.unreadable import UnreadableEvidence

LINES_A_BATCH = 30_000
OCTETS_A_BATCH = 32 * 1024 * 1024


class Reading(NamedTuple):
    """What reading a log needs."""

    reader: LogReader
    time_zone: str
    network: Network
    repeated: Repeated
    start: Progress  # what is known of the log from before


def read_batches(reading: Reading, chunks: Iterable[Chunk], lines_a_batch: int = LINES_A_BATCH) -> Iterator[Batch]:
    """The batches of a log from where reading ended before; `chunks` are what stands there.

    Raises what `chunks` raises where the log breaks off; the batches before are whole.
    """
    open_batch = _OpenBatch(reading, reading.start)
    try:
        for chunk in chunks:
            open_batch.read(chunk)
            if open_batch.lines >= lines_a_batch or open_batch.octets >= OCTETS_A_BATCH:
                batch = open_batch.finish()
                yield batch
                open_batch = _OpenBatch(reading, batch.progress)
    except Exception:
        if open_batch.lines:
            yield open_batch.finish()
        raise
    if open_batch.lines:
        yield open_batch.finish()


class _OpenBatch:
    """A batch while it is filled."""

    def __init__(self, reading: Reading, before: Progress) -> None:
        self.lines = self.octets = 0
        self._reading = reading
        self._before = before
        self._end, self._tail, self._fraction = before.offset, before.tail, before.fraction
        self._assembly = Assembly()
        self._blocks = BlockWriter(before.format, reading.time_zone)
        self._unread: list[Unread] = []
        self._events = self._irrelevant = self._repeated = self._blank = 0
        self._overlaps: dict[str, tuple[int, int]] = {}
        self._kept: Place | None = None  # the last line that was

    def read(self, chunk: Chunk) -> None:
        """Read whole lines, or set aside what is none."""
        if chunk.reason:
            number = self._before.line_count + self.lines + 1
            self._set_aside(Unread(number, chunk.reason, chunk.lines, self._kept))
            self.lines += 1
        else:
            self._read_lines(chunk)
        self.octets += len(chunk.lines)
        self._end, self._tail, self._fraction = chunk.end, chunk.tail, chunk.fraction

    def _read_lines(self, chunk: Chunk) -> None:
        """This loop is what an import waits for."""
        read, repeated, add = self._reading.reader.read, self._reading.repeated, self._blocks.add
        until, assemble, plausible_until = repeated.until, self._assembly.add, latest(time.time())
        octets = chunk.lines
        plain = octets.isascii() and b"\0" not in octets and b"\r" not in octets
        lines = octets.decode("utf-8", "surrogateescape").split("\n")
        number, place = self._before.line_count + self.lines, self._kept
        for line in lines:
            number += 1
            try:
                entry = read(line if plain or "\0" in line else presentable(line).rstrip("\r"))
            except UnreadableEvidence as error:
                self._set_aside(Unread(number, str(error), line.encode("utf-8", "surrogateescape"), place))
                continue
            at, host, events = entry
            if at < until.get(host, 0.0) and repeated.holds(host, at, line):
                self._repeated += 1
                self._note_overlap(host, int(at))
                continue
            if not EARLIEST < at < plausible_until:
                if at:
                    self._set_aside(Unread(number, doubt(at), line.encode("utf-8", "surrogateescape"), place))
                else:  # nothing that is worth keeping: a blank line
                    self._blank += 1
                continue
            place = add(host, at, line)
            if events:
                self._events += 1
                assemble(host, events, place)
            else:
                self._irrelevant += 1
        self._kept = place
        self.lines += len(lines)

    def _note_overlap(self, host: str, at: int) -> None:
        first_at, last_at = self._overlaps.get(host, (at, at))
        self._overlaps[host] = min(first_at, at), max(last_at, at)

    def _set_aside(self, unread: Unread) -> None:
        if self._reading.repeated.holds_unread(unread.content):
            self._repeated += 1
        else:
            self._unread.append(unread)

    def finish(self) -> Batch:
        """The batch as it is handed to the door."""
        lines = Lines(self._events, self._irrelevant, self._repeated, len(self._unread), self._blank)
        progress = self._before._replace(offset=self._end, tail=self._tail, fraction=self._fraction).with_lines(lines)
        blocks = self._blocks.finish()
        network = self._reading.network.joined_by({block.host for block in blocks})
        drafts = tuple(self._assembly.drafts(network))
        return Batch(progress, lines, blocks, drafts, tuple(self._unread), self._before.offset, self._overlaps)
