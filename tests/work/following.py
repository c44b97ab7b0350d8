"""Logs of numbered messages, and which of the numbers a database holds."""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from console.casework import feeds
from console.casework.feed_definition import Definition
from console.intake.blocks import lines_of
from console.models.address import Address
from console.models.evidence import Evidence
from console.models.feed import Feed
from console.models.recipient import Recipient
from tests.intake.postfix_lines import sent

MINA = "mina@seoul.example"


def lines(number: int) -> list[str]:
    """A message to a recipient with that number."""
    return sent(f"4X{number:010}z", f"{number}@shop.example", f"{number}@linz.example", number // 60 % 60)


def write(log: Path, numbers: Iterable[int]) -> None:
    """Append the messages with these numbers."""
    with log.open("a") as file:
        for number in numbers:
            file.write("".join(f"{line}\n" for line in lines(number)))


def add_feed(engine: Engine, log: Path, name: str = "") -> int:
    """Have a log followed."""
    with Session(engine) as session:
        return feeds.add(session, MINA, Definition(name or log.name, "file", str(log))).id


def feed(engine: Engine, number: int) -> Feed:
    """A feed as it stands."""
    with Session(engine) as session:
        return session.get_one(Feed, number)


def recipients(engine: Engine) -> list[int]:
    """The numbers of all recipients, in order."""
    query = select(Address.address).join(Recipient, Recipient.address_id == Address.id)
    with Session(engine) as session:
        return sorted(int(address.partition("@")[0]) for address in session.scalars(query))


def kept_lines(engine: Engine) -> Counter[str]:
    """Every line of the evidence, and how often it is there."""
    with engine.connect() as connection:
        return Counter(line for content in connection.scalars(select(Evidence.content)) for line in lines_of(content))


def wait_until(happens: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait for it, and fail when it does not happen in time."""
    until = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < until, f"it did not happen within {seconds} seconds"
        time.sleep(0.05)
