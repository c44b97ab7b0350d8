"""Telling a database a story in log lines, and asking what it made of it."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from console.diagnosis.network import Network
from console.diagnosis.reason import reason_of
from console.diagnosis.status import status_of_code
from console.intake.import_logs import Imported, import_logs
from console.intake.recognise import Options
from console.models.address import Address
from console.models.message import Message
from console.models.recipient import Recipient

NETWORK = Network()


class Row(NamedTuple):
    """A recipient as search sees it."""

    address: str
    status: str
    reason: str
    message_id: str | None


def tell(engine: Engine, folder: Path, lines: Iterable[str], name: str = "mail.log", **options: object) -> Imported:
    """Import lines from a file of that name."""
    path = folder / name
    path.write_bytes("".join(f"{one}\n" for one in lines).encode("utf-8", "surrogateescape"))
    [imported] = import_logs(engine, [str(path)], Options(**options), network=NETWORK)  # type: ignore[arg-type]
    return imported


def rows(engine: Engine) -> list[Row]:
    """All recipients, by address."""
    with Session(engine) as session:
        query = (
            select(Address.address, Recipient.status, Recipient.reason, Message.message_id)
            .join(Address, Address.id == Recipient.address_id)
            .join(Message, Message.id == Recipient.message_id)
            .order_by(Address.address, Recipient.id)
        )
        return [Row(a, status_of_code(s).name, reason_of(r).name, m) for a, s, r, m in session.execute(query)]


def statuses(engine: Engine) -> dict[str, str]:
    """The status of each address."""
    return {row.address: row.status for row in rows(engine)}


def count(engine: Engine, model: type) -> int:
    """How many rows a table has."""
    with Session(engine) as session:
        return len(list(session.scalars(select(model))))
