"""The one door: evidence is kept, matched to its message, appended, and what it changes is refreshed.

One transaction a batch, the position in the file included: after a crash the next run goes on where the last
commit ended, and nothing is in twice. Writers take turns.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection, Engine, func, select, text

from console.diagnosis.network import Network
from console.intake.append import append
from console.intake.batch import Batch, Block, Draft
from console.intake.figures import Figures
from console.intake.keep import keep
from console.intake.match import matches
from console.intake.names import Names, source_numbers
from console.intake.refresh import attach, refresh
from console.intake.sorting import put_waiting
from console.intake.writing import Writing
from console.models.evidence import Evidence
from console.models.source import Source

Sources = Mapping[str, int]  # the ids of sources, by host
Keeping = Callable[[Sources], int]  # stores the blocks, and returns the id of the first

WRITERS_TURN = 7_305_361  # the number of PostgreSQL's advisory lock: any that nobody else takes


class Recorded(NamedTuple):
    """What a batch came to."""

    new_messages: int
    continued_messages: int
    quarantined_lines: int


class Door:
    """Records batches. It holds names already looked up, and nothing that must survive."""

    def __init__(self, engine: Engine, network: Network) -> None:
        self._engine = engine
        self._network = network
        self._names = Names()

    def record(self, batch: Batch) -> Recorded:
        """Store a batch, or nothing of it.

        Raises sqlalchemy.exc.OperationalError when the database is locked, full or out of reach.
        """
        with self.turn() as connection:
            new, continued = self.take_in(
                connection, batch.blocks, batch.drafts, lambda sources: keep(connection, batch, sources)
            )
        return Recorded(new, continued, len(batch.unread))

    @contextmanager
    def turn(self) -> Iterator[Connection]:
        """A transaction in which no other writer is at the door. All that is done in it stands at its end, or nothing."""
        self._names.keep_within_bounds()
        with self._engine.connect() as connection:
            try:
                take_turn(connection)
                yield connection
                connection.commit()
            except BaseException:
                self._names.forget()
                raise

    def take_in(
        self, connection: Connection, blocks: Sequence[Block], drafts: Sequence[Draft], keeping: Keeping
    ) -> tuple[int, int]:
        """Within a turn: keep, match, append, refresh. Returns how many messages are new, and how many go on."""
        covered = covered_until(connection)
        sources = _sources(connection, blocks)
        first_block = keeping(sources)
        _resolve(connection, self._names, drafts)
        self._network = self._network.joined_by(sources)
        writing = Writing(connection, self._names, self._network, sources, first_block, Figures())
        found = matches(connection, list(drafts), sources, covered)
        pairs = list(zip(drafts, found, strict=True))
        new = [draft for draft, match in pairs if not match.messages]
        append(writing, new, max(covered.values(), default=-1))
        continued = attach(writing, [(draft, match) for draft, match in pairs if match.messages])
        refresh(writing, continued)
        put_waiting(writing, *_known_by(drafts))
        writing.figures.store(connection)
        return len(new), len(continued)

    def writing(self, connection: Connection) -> Writing:
        """Within a turn: what changes to stored messages need. Its figures are stored by the caller."""
        network = self._network.joined_by(connection.scalars(select(Source.name)))
        return Writing(connection, self._names, network, {}, 0, Figures())


def take_turn(connection: Connection) -> None:
    """Begin a transaction in which no other writer is at the door."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": WRITERS_TURN})


def covered_until(connection: Connection) -> dict[int, int]:
    """The newest second (since 1970 UTC) that was read of each source, by its id."""
    newest = select(func.max(Evidence.last_at)).where(Evidence.source_id == Source.id).scalar_subquery()
    return {number: until for number, until in connection.execute(select(Source.id, newest)) if until is not None}


def _known_by(drafts: Sequence[Draft]) -> tuple[set[str], set[str]]:
    """Message-IDs and queue IDs."""
    queue_ids = {stay.queue_id for draft in drafts for stay in draft.stays}
    queue_ids.update(given for draft in drafts for given in draft.handovers)
    return {draft.message_id for draft in drafts}, queue_ids


def _sources(connection: Connection, blocks: Iterable[Block]) -> Sources:
    formats = {block.host: block.format for block in blocks}
    numbers = source_numbers(connection, set(formats.items()))
    return {host: numbers[(host, form)] for host, form in formats.items()}


def _resolve(connection: Connection, names: Names, drafts: Iterable[Draft]) -> None:
    addresses, senders, subjects = set(), set(), set()
    for draft in drafts:
        for recipient in draft.recipients:
            addresses.add(recipient.address)
            if recipient.original_address:
                addresses.add(recipient.original_address)
        if draft.envelope_sender is not None:
            senders.add(draft.envelope_sender)
        if draft.subject:
            subjects.add(draft.subject)
    names.resolve(connection, addresses, senders, subjects)
