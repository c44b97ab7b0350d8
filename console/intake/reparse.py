"""Reading old evidence again, after rules or settings changed: every copy made from it follows."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Engine, func, select

from console.diagnosis.network import Network
from console.intake.figures import Figures
from console.intake.names import Names
from console.intake.record import take_turn
from console.intake.refresh import refresh
from console.intake.writing import Writing
from console.models.message import Message

MESSAGES_A_TRANSACTION = 5000


class Reparsed(NamedTuple):
    """How far it is: messages read, of how many, and recipients whose status or reason changed."""

    messages: int
    of: int
    changed: int


def reparse(engine: Engine, network: Network) -> Iterator[Reparsed]:
    """Read the evidence of every message again, in portions of one transaction each.

    Stopping in between does no harm, and running it twice changes nothing the second time.
    """
    with engine.connect() as connection:
        of = connection.scalar(select(func.count()).select_from(Message)) or 0
    last, messages, changed = -1, 0, 0
    while True:
        portion, corrected = _portion(engine, network, last)
        if not portion:
            return
        last, messages, changed = portion[-1], messages + len(portion), changed + corrected
        yield Reparsed(messages, max(of, messages), changed)


def _portion(engine: Engine, network: Network, after: int) -> tuple[list[int], int]:
    with engine.connect() as connection:
        take_turn(connection)
        query = select(Message.id).where(Message.id > after).order_by(Message.id).limit(MESSAGES_A_TRANSACTION)
        portion = list(connection.scalars(query))
        writing = Writing(connection, Names(), network, {}, 0, Figures())
        changed = refresh(writing, portion)
        writing.figures.store(connection)
        connection.commit()
    return portion, changed
