"""Stores mail for tests of searching, without logs: a recipient a line, the dictionaries filled as they come."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, insert

from console.diagnosis.reason import NO_REASON, Reason
from console.diagnosis.status import DELIVERED, Status
from console.mail.address import domain_of
from console.models import search_index
from console.models.address import Address
from console.models.daily import ALL_DOMAINS, Daily
from console.models.domain import Domain, reversed_name
from console.models.hop import Hop
from console.models.message import Message
from console.models.recipient import Recipient
from console.models.sender import Sender
from console.models.source import Source
from console.models.subject import Subject
from console.models.time_id import first_id_at, second_of

NOON = 1_793_793_600  # 4 November 2026, 12:00 UTC
DAY = 86400


@dataclass(frozen=True)
class Mail:
    """One message. Each recipient gets the same status; a pair is an alias and the address behind it."""

    to: tuple[str | tuple[str, str], ...]
    at: int = NOON
    status: Status = DELIVERED
    reason: Reason = NO_REASON
    sender: str | None = "billing@shop.example"
    subject: str = ""
    message_id: str = ""
    queue_ids: tuple[str, ...] = ()


class PostOffice:
    """Everything stored so far, by number."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._numbers: dict[tuple[str, str], int] = {}
        self._per_second: Counter[int] = Counter()
        self._rows: dict[type[Any], list[dict[str, Any]]] = {}
        self._daily: Counter[tuple[int, int, int, int]] = Counter()

    def store(self, mails: Iterable[Mail]) -> None:
        """Store them in one transaction."""
        self._rows = {model: [] for model in (Source, Domain, Address, Sender, Subject, Message, Hop, Recipient)}
        for mail in mails:
            self._take(mail)
        with self._engine.begin() as connection:
            for model, rows in self._rows.items():
                if rows:
                    connection.execute(insert(model), rows)
            search_index.index_addresses(connection, [(r["id"], r["address"]) for r in self._rows[Address]])
            search_index.index_subjects(connection, [(r["id"], r["text"]) for r in self._rows[Subject]])
            names = ("domain_id", "day", "status", "reason")
            connection.execute(
                insert(Daily), [dict(zip(names, key, strict=True), count=count) for key, count in self._daily.items()]
            )

    def _take(self, mail: Mail) -> None:
        message = self._id(mail.at)
        self._rows[Message].append(
            {
                "id": message,
                "message_id": mail.message_id or None,
                "sender_id": None if mail.sender is None else self._number(Sender, "address", mail.sender),
                "subject_id": self._number(Subject, "text", mail.subject) if mail.subject else None,
                "size": 1000,
                "evidence": b"",
            }
        )
        source = self._number(Source, "name", "mx1", format="postfix")
        for queue_id in mail.queue_ids:
            hop = {"id": self._id(mail.at), "message_id": message, "source_id": source, "queue_id": queue_id}
            self._rows[Hop].append(hop | {"began_at": mail.at, "headed": True, "ended": True})
        for to in mail.to:
            self._deliver(mail, message, *((None, to) if isinstance(to, str) else to))

    def _deliver(self, mail: Mail, message: int, alias: str | None, address: str) -> None:
        domain, number = self._address(address)
        recipient = {
            "id": self._id(mail.at),
            "message_id": message,
            "address_id": number,
            "domain_id": domain,
            "original_address_id": self._address(alias)[1] if alias else None,
            "status": mail.status.code,
            "reason": mail.reason.code,
            "last_at": mail.at + 5,
        }
        self._rows[Recipient].append(recipient)
        for one in (domain, ALL_DOMAINS):
            self._daily[(one, mail.at // DAY, mail.status.code, mail.reason.code)] += 1

    def _address(self, address: str) -> tuple[int, int]:
        name = domain_of(address)
        domain = self._number(Domain, "name", name, reversed_name=reversed_name(name))
        return domain, self._number(Address, "address", address, domain_id=domain)

    def _number(self, model: type[Any], column: str, value: str, **others: Any) -> int:
        key = (model.__tablename__, value)
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers) + 1
            self._rows[model].append({"id": self._numbers[key], column: value, **others})
        return self._numbers[key]

    def _id(self, at: int) -> int:
        self._per_second[at] += 1
        return first_id_at(at) + self._per_second[at]


def second(identity: int) -> int:
    """The second of an id, for assertions."""
    return second_of(identity)
