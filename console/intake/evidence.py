"""Reading evidence again: from the references of a message back to the lines and mails, and what they say."""

import time
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from console.intake.blocks import lines_of, presentable
from console.intake.bounces.events import bound
from console.intake.logs.reading import LogReader, reader
from console.intake.mail_evidence import StoredMail, mails_by_id
from console.mail.event import Event
from console.models import bulk
from console.models.evidence import Evidence
from console.models.message import Reference
from console.models.source import Source

READ_AT_ONCE = 200  # blocks a query


class Told(NamedTuple):
    """An event, the line or mail that tells it, and where that stands."""

    event: Event
    reference: Reference
    line: str  # of a mail who wrote it, and its subject
    source: str  # the host that wrote the line, or the mailbox


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


class Stored(NamedTuple):
    """What references lead to, by id."""

    blocks: dict[int, StoredBlock]
    mails: dict[int, StoredMail]


def behind(connection: Connection, references: Iterable[Reference]) -> Stored:
    """All that the references lead to."""
    by_kind: dict[bool, set[int]] = {False: set(), True: set()}
    for reference in references:
        by_kind[reference.is_mail].add(reference.evidence_id)
    mails = mails_by_id(connection, by_kind[True]) if by_kind[True] else {}
    return Stored(blocks_by_id(connection, by_kind[False]), mails)


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


def told_by(references: Iterable[Reference], stored: Stored) -> list[Told]:
    """What the evidence of one message tells: lines in the order of the references, each once, then mails.

    Raises KeyError for a line that is not there.
    """
    told, mails = [], []
    for reference in dict.fromkeys(references):
        if reference.is_mail:
            mails.append(reference)
            continue
        block = stored.blocks[reference.evidence_id]
        line = presentable(block.lines[reference.line])
        entry = _reader(block.format, block.time_zone, block.first_at).read(line.rstrip("\r"))
        told += [Told(event, reference, line, block.source) for event in entry.events]
    return told + _told_by_mails(mails, stored.mails, [one.event for one in told]) if mails else told


def _told_by_mails(references: list[Reference], mails: dict[int, StoredMail], own: list[Event]) -> list[Told]:
    """A mail that was taken off its message tells nothing of it any more."""
    return [
        Told(bound(event, own), reference, mail.line, mail.mailbox)
        for reference in references
        if (mail := mails.get(reference.evidence_id))
        for event in mail.events()
    ]


def told_of(connection: Connection, references: Iterable[Reference]) -> list[Told]:
    """Everything the referenced evidence tells."""
    references = list(references)
    return told_by(references, behind(connection, references))


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
