"""Reading old evidence again, after rules or settings changed: every copy made from it follows."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Engine, func, select

from console.diagnosis.network import Network
from console.intake.bounces.reading_child import ReadingChild
from console.intake.figures import Figures
from console.intake.mails_again import mail_count, portions, read_stored, store_again
from console.intake.names import Names
from console.intake.record import Door, take_turn
from console.intake.refresh import refresh
from console.intake.writing import Writing
from console.models.message import Message

MESSAGES_A_TRANSACTION = 5000


class Reparsed(NamedTuple):
    """How far it is: mails and messages read, of how many; what came of them."""

    mails: int = 0
    messages: int = 0
    of: int = 0  # both
    changed_mails: int = 0  # that say something else, or belong elsewhere
    changed: int = 0  # recipients whose status or reason changed

    @property
    def done(self) -> int:
        """Both."""
        return self.mails + self.messages


def reparse(engine: Engine, network: Network, key: bytes = b"") -> Iterator[Reparsed]:
    """Read all mails, then the evidence of every message again, in portions of one transaction each.

    Stopping in between does no harm, and running it twice changes nothing the second time. `key` is that of signed
    envelope senders.
    """
    with engine.connect() as connection:
        of = connection.scalar(select(func.count()).select_from(Message)) or 0
    done = Reparsed(of=of + mail_count(engine))
    for after_mails in _mails(engine, network, done, key):
        done = after_mails
        yield done
    last = -1
    while True:
        portion, corrected = _portion(engine, network, last)
        if not portion:
            return
        last, messages, changed = portion[-1], done.messages + len(portion), done.changed + corrected
        done = done._replace(messages=messages, changed=changed, of=max(done.of, done.mails + messages))
        yield done


def _mails(engine: Engine, network: Network, done: Reparsed, key: bytes) -> Iterator[Reparsed]:
    door = Door(engine, network)
    with ReadingChild() as child:
        for numbers in portions(engine):
            mails = read_stored(engine, child, numbers, key)
            with door.turn() as connection:
                writing = door.writing(connection)
                changed = store_again(writing, mails)
                writing.figures.store(connection)
            done = done._replace(mails=done.mails + len(numbers), changed_mails=done.changed_mails + changed)
            yield done


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
