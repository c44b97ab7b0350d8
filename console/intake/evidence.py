"""Reading evidence again: from the references of a message back to the lines, and what they say."""

import time
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from console.intake.blocks import lines_of, presentable
from console.intake.logs.reading import LogReader, reader
from console.mail.event import Event
from console.models import bulk
from console.models.evidence import Evidence
from console.models.message import Reference
from console.models.source import Source

READ_AT_ONCE = 200  # blocks a query


class Told(NamedTuple):
    """An event, the line that tells it, and where the line stands."""

    event: Event
    reference: Reference
    line: str
    source: str


class StoredBlock(NamedTuple):
    """A row of `evidence` with its source."""

    id: int
    source: str
    format: str
    time_zone: str
    first_at: int
    content: bytes

    @property
    def lines(self) -> list[str]:
        """Its lines, word for word."""
        return lines_of(self.content)


def blocks_by_id(connection: Connection, ids: Iterable[int]) -> dict[int, StoredBlock]:
    """Blocks of evidence with their source."""
    blocks: dict[int, StoredBlock] = {}
    for portion in bulk.portions(sorted(set(ids)), READ_AT_ONCE):
        query = (
            select(Evidence.id, Source.name, Source.format, Evidence.time_zone, Evidence.first_at, Evidence.content)
            .join(Source, Source.id == Evidence.source_id)
            .where(Evidence.id.in_(portion))
        )
        blocks.update((row.id, StoredBlock(*row)) for row in connection.execute(query))
    return blocks


def told_by(references: Iterable[Reference], blocks: dict[int, StoredBlock]) -> list[Told]:
    """The events that the referenced lines tell, in the order of the references, each line once."""
    told = []
    for reference in dict.fromkeys(references):
        block = blocks[reference.evidence_id]
        line = presentable(block.lines[reference.line])
        entry = _reader(block.format, block.time_zone, block.first_at).read(line.rstrip("\r"))
        told += [Told(event, reference, line, block.source) for event in entry.events]
    return told


def told_of(connection: Connection, references: Iterable[Reference]) -> list[Told]:
    """Everything the referenced evidence tells."""
    references = list(references)
    return told_by(references, blocks_by_id(connection, (r.evidence_id for r in references)))


def neighbouring_lines(connection: Connection, reference: Reference, each_side: int) -> list[tuple[Reference, str]]:
    """The referenced line with those around it in its block, word for word."""
    block = blocks_by_id(connection, [reference.evidence_id]).get(reference.evidence_id)
    lines = block.lines if block else []
    first = max(reference.line - each_side, 0)
    return [
        (Reference(reference.evidence_id, number), presentable(line))
        for number, line in enumerate(lines[first : reference.line + each_side + 1], first)
    ]


@lru_cache(maxsize=256)
def _reader(format_name: str, time_zone: str, first_at: int) -> LogReader:
    """The reader of a block; stamps without a year are taken near the block's first one."""
    return reader(format_name, ZoneInfo(time_zone), None, now=time.time(), anchor=float(first_at))
