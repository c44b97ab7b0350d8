"""Puts `mail_rows` into our schema as fast as a database takes them: indexes afterwards, constraints unchecked."""

import gc
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, Table, insert, text

from console.intake.blocks import LINES_A_BLOCK, compress
from console.models import bulk, schema, search_index
from console.models.address import Address
from console.models.bulk import table_of
from console.models.daily import ALL_DOMAINS, Daily
from console.models.domain import Domain, reversed_name
from console.models.evidence import Evidence
from console.models.hop import Hop
from console.models.message import Message, Reference, pack_references
from console.models.recipient import Recipient
from console.models.sender import Sender
from console.models.source import Source
from console.models.time_id import BITS
from tests.benchmarks.log_generator import LogGenerator
from tests.benchmarks.mail_rows import DAY, DAYS, FIRST_SECOND, SENDERS, MailRows, Numbers, chunks

BIG: tuple[type[Any], ...] = (Message, Hop, Recipient)
Rows = list[tuple[Any, ...]]


def load(engine: Engine, rows: MailRows) -> None:
    """Fill an empty database, which is brought up to the newest schema."""
    schema.upgrade(engine)
    with engine.connect() as connection, _unchecked(connection):
        for table in map(table_of, BIG):
            _without_indexes(connection, table)
        connection.execute(insert(Source), {"id": 1, "name": "mx1", "format": "postfix"})
        connection.execute(insert(Evidence), a_block())
        for model, portions in _portions(rows):
            for portion in portions:
                bulk.insert(connection, table_of(model), portion)
                connection.commit()
            gc.collect()
        for table in map(table_of, BIG):
            for index in table.indexes:
                index.create(connection)
        search_index.rebuild(connection)
        connection.commit()
    _settle(engine)


def _portions(rows: MailRows) -> Iterator[tuple[type[Any], Iterator[Rows]]]:
    yield Domain, iter([[(n, name, reversed_name(name)) for n, name in enumerate(rows.domains, 1)]])
    yield Sender, iter([[(n + 1, rows.sender(n)) for n in range(SENDERS)]])
    yield Address, (_addresses(rows, part) for part in chunks(len(rows.addresses)))
    yield Message, (_messages(rows, part) for part in chunks(len(rows.message_id)))
    yield Hop, (_hops(rows, part) for part in chunks(len(rows.message_id)))
    yield Recipient, (_recipients(rows, part) for part in chunks(len(rows.recipient_id)))
    yield Daily, iter([_daily(rows)])


def a_block() -> dict[str, Any]:
    """A row of evidence that stands for all: a block of ordinary size, of which every message has some lines."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "mail.log")
        LogGenerator(500).write(log)
        lines = log.read_text(encoding="ascii").splitlines()[:LINES_A_BLOCK]
    plain = "\n".join(lines).encode()
    end = FIRST_SECOND + DAYS * DAY
    times = {"first_at": FIRST_SECOND, "last_at": end, "time_zone": "UTC"}
    return times | {"id": 1, "source_id": 1, "line_count": len(lines), "size": len(plain), "content": compress(plain)}


def _addresses(rows: MailRows, part: slice) -> Rows:
    numbers = range(part.start + 1, part.stop + 1)
    domains = (rows.address_domain[part] + 1).tolist()
    return list(zip(numbers, rows.addresses[part], domains, strict=True))


def _messages(rows: MailRows, part: slice) -> Rows:
    evidence = pack_references([Reference(1, 0), Reference(1, 1), Reference(1, 2), Reference(1, 3)])
    ids, senders = rows.message_id[part].tolist(), rows.message_sender[part].tolist()
    return [
        (number, rows.message_id_header(at), sender + 1, None, 2000 + at % 60_000, evidence)
        for at, number, sender in zip(range(part.start, part.stop), ids, senders, strict=True)
    ]


def _hops(rows: MailRows, part: slice) -> Rows:
    ids = rows.message_id[part].tolist()
    named = [column.name for column in table_of(Hop).columns]
    always: dict[str, Any] = {"source_id": 1, "headed": True, "ended": True}
    found = []
    for at, number in zip(range(part.start, part.stop), ids, strict=True):
        own = {"id": number, "message_id": number, "queue_id": rows.queue_id(at), "began_at": number >> BITS}
        found.append(tuple((own | always)[name] for name in named))
    return found


def _recipients(rows: MailRows, part: slice) -> Rows:
    ids = rows.recipient_id[part]
    addresses = rows.recipient_address[part]
    count = len(ids)
    columns = (
        ids,
        rows.message_id[rows.recipient_message[part]],
        addresses + 1,
        rows.address_domain[addresses] + 1,
        np.full(count, None),
        rows.status[part],
        rows.reason[part],
        (ids >> BITS) + 3,
    )
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _daily(rows: MailRows) -> Rows:
    days = (rows.recipient_id >> BITS) // DAY
    return [
        (*key, count)
        for domains in (rows.recipient_domain + 1, np.full(len(days), ALL_DOMAINS))
        for key, count in _counted(domains, days, rows.status, rows.reason)
    ]


def _counted(*columns: Numbers) -> Iterator[tuple[tuple[int, ...], int]]:
    """Every combination that occurs, and how often; each value is below 2**20, the last two below 2**8."""
    domains, days, status, reason = columns
    keys, counts = np.unique((domains << 36) | (days << 16) | (status << 8) | reason, return_counts=True)
    for key, count in zip(keys.tolist(), counts.tolist(), strict=True):
        yield (key >> 36, key >> 16 & 0xFFFFF, key >> 8 & 0xFF, key & 0xFF), count


def _without_indexes(connection: Connection, table: Table) -> None:
    for index in table.indexes:
        index.drop(connection)
    connection.commit()


@contextmanager
def _unchecked(connection: Connection) -> Iterator[None]:
    """The rows are right by construction; a crash means to begin again."""
    sqlite = connection.dialect.name == "sqlite"
    off = ("PRAGMA foreign_keys=OFF", "PRAGMA synchronous=OFF") if sqlite else ("SET session_replication_role=replica",)
    on = ("PRAGMA foreign_keys=ON", "PRAGMA synchronous=FULL") if sqlite else ("SET session_replication_role=origin",)
    for statement in off:
        connection.exec_driver_sql(statement)
    connection.commit()
    yield
    for statement in on:
        connection.exec_driver_sql(statement)
    connection.commit()


def _settle(engine: Engine) -> None:
    """What a database that has been running for a while has done by itself."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        else:
            connection.execute(text("VACUUM (ANALYZE)"))
