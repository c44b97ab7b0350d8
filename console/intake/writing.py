"""What every step of one transaction of the door shares."""

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain, groupby
from typing import NamedTuple

from sqlalchemy import Connection, Table, func, select

from console.diagnosis.network import Network
from console.intake.batch import LINE_MASK, DraftRecipient, Place, Stay, block_of
from console.intake.figures import Figures
from console.intake.names import Names
from console.models import bulk
from console.models.bulk import table_of
from console.models.hop import Hop
from console.models.joined_message import JoinedMessage
from console.models.message import Message, pack_lines
from console.models.recipient import Recipient
from console.models.time_id import first_id_at, next_free, time_id

NEAR = 600  # seconds


class Writing(NamedTuple):
    """One transaction: its connection, the numbers of names and sources, and the figures to be changed."""

    connection: Connection
    names: Names
    network: Network
    sources: Mapping[str, int]  # by host
    first_block: int  # the id that block 0 of the batch has in `evidence`
    figures: Figures

    def packed(self, places: Iterable[Place]) -> bytes:
        """The places of a batch as stored references, each line once."""
        first = self.first_block
        lines = dict.fromkeys(places)
        rows = groupby(lines, key=block_of)
        return b"".join(pack_lines(first + block, [place & LINE_MASK for place in found]) for block, found in rows)

    def hop_row(self, number: int, message: int, stay: Stay) -> tuple[str, int, int, int, int, bool, bool]:
        """A row of `hop`."""
        return (
            stay.queue_id,
            number,
            message,
            self.sources[stay.host],
            int(stay.first_at),
            stay.headed,
            stay.ended,
        )

    def recipient_row(self, number: int, message: int, draft: DraftRecipient) -> tuple[int | None, ...]:
        """A row of `recipient`, which is counted in the figures."""
        addresses = self.names.addresses.numbers
        address_id = addresses[draft.address]
        domain_id = self.names.domain_of[address_id]
        self.figures.join(number, domain_id, (draft.status, draft.reason))
        return (
            number,
            message,
            address_id,
            domain_id,
            addresses[draft.original_address] if draft.original_address else None,
            draft.status,
            draft.reason,
            draft.last_at,
        )


class Ids:
    """Gives out time-ordered ids that are free."""

    def __init__(self, taken: Iterable[int]) -> None:
        self._taken = set(taken)

    def claim(self, at: float, what: str, within: int = 0) -> int:
        """A free id of something that began at `at` (seconds since 1970 UTC); see `time_id`."""
        identity = time_id(at, what, within)
        if identity in self._taken:
            identity = next_free(identity, self._taken)
        self._taken.add(identity)
        return identity


def message_ids(connection: Connection, stays: Collection[Stay], stored_until: int = sys.maxsize) -> Ids:
    """Ids for the messages and hops of these stays: a message has the id of its first hop.

    No stored hop is newer than `stored_until`, in whole seconds since 1970 UTC.
    """
    seconds = {int(stay.first_at) for stay in stays}
    messages = (_taken(connection, table_of(model), seconds) for model in (Message, JoinedMessage))
    known = {stay.queue_id for stay in stays if int(stay.first_at) <= stored_until}
    return Ids(chain(*messages, _hops_of(connection, known)))


def recipient_ids(connection: Connection, seconds: Iterable[int]) -> Ids:
    """Ids for recipients of messages that began in these seconds since 1970 UTC."""
    return Ids(_taken(connection, table_of(Recipient), set(seconds)))


def _hops_of(connection: Connection, queue_ids: Iterable[str]) -> Iterator[int]:
    """The ids of stored hops with these queue IDs. There is no index by id alone, so that the hops of a second cannot
    be asked for; two may share an id if their queue IDs differ.
    """
    for portion in bulk.portions(queue_ids):
        yield from connection.scalars(select(Hop.id).where(Hop.queue_id.in_(portion))).all()


def _taken(connection: Connection, table: Table, seconds: Iterable[int]) -> Iterator[int]:
    """The ids in the table that fall in one of these seconds. Most often there is none: all are newer."""
    newest = connection.scalar(select(func.max(table.c.id))) or 0
    for first, last in _runs(sorted(second for second in seconds if first_id_at(second) <= newest)):
        within = table.c.id.between(first_id_at(first), first_id_at(last + 1) - 1)
        yield from connection.scalars(select(table.c.id).where(within)).all()


def _runs(seconds: list[int]) -> list[tuple[int, int]]:
    """Neighbouring seconds as ranges, so that a batch costs a few queries."""
    runs: list[tuple[int, int]] = []
    for second in seconds:
        if runs and second - runs[-1][1] <= NEAR:
            runs[-1] = (runs[-1][0], second)
        else:
            runs.append((second, second))
    return runs
