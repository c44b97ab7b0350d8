"""The dictionaries: each address, domain, sender, subject and source stands once and is known by a number.

What was looked up is remembered, within bounds. Numbers are given here, by the one writer that holds the door
(see `record`), so that a batch needs one query a dictionary.
"""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection, Table, func, select

from console.mail.address import domain_of
from console.models import bulk, search_index
from console.models.address import Address
from console.models.bulk import table_of
from console.models.domain import Domain, reversed_name
from console.models.sender import Sender
from console.models.source import Source
from console.models.subject import Subject

REMEMBERED = 200_000  # names of a kind; at some 150 bytes each

Row = tuple[Any, ...]


class Dictionary:
    """Names of one kind and their numbers."""

    def __init__(self, table: Table, column: str, row: Callable[[int, str], Row]) -> None:
        self.numbers: dict[str, int] = {}
        self._table = table
        self._column = table.c[column]
        self._row = row

    def resolve(self, connection: Connection, names: Iterable[str]) -> list[tuple[int, str]]:
        """Make sure that `numbers` has every one of the names; returns those that are new to the database."""
        wanted = {name for name in names if name not in self.numbers}
        for portion in bulk.portions(wanted):
            found = select(self._column, self._table.c.id).where(self._column.in_(portion))
            self.numbers.update((name, number) for name, number in connection.execute(found))
        return self._add(connection, sorted(name for name in wanted if name not in self.numbers))

    def _add(self, connection: Connection, names: list[str]) -> list[tuple[int, str]]:
        if not names:
            return []
        last = connection.scalar(select(func.max(self._table.c.id))) or 0
        added = list(enumerate(names, last + 1))
        bulk.insert(connection, self._table, [self._row(number, name) for number, name in added])
        self.numbers.update((name, number) for number, name in added)
        return added

    def __getitem__(self, name: str) -> int:
        return self.numbers[name]


class Names:
    """All dictionaries."""

    def __init__(self) -> None:
        self.domains = Dictionary(table_of(Domain), "name", lambda n, name: (n, name, reversed_name(name)))
        self.addresses = Dictionary(
            table_of(Address), "address", lambda n, name: (n, name, self.domains[domain_of(name)])
        )
        self.senders = Dictionary(table_of(Sender), "address", lambda n, name: (n, name))
        self.subjects = Dictionary(table_of(Subject), "text", lambda n, name: (n, name))
        self.domain_of: dict[int, int] = {}  # the domain's number by the address's

    def resolve(self, connection: Connection, addresses: set[str], senders: set[str], subjects: set[str]) -> None:
        """Give a number to every name."""
        unknown = {address for address in addresses if self.addresses.numbers.get(address) not in self.domain_of}
        self.domains.resolve(connection, {domain_of(address) for address in unknown})
        search_index.index_addresses(connection, self.addresses.resolve(connection, addresses))
        self.domain_of.update((self.addresses[address], self.domains[domain_of(address)]) for address in unknown)
        self.senders.resolve(connection, senders)
        search_index.index_subjects(connection, self.subjects.resolve(connection, subjects))

    def keep_within_bounds(self) -> None:
        """Between two transactions: forget all when it has become much."""
        if max(len(dictionary.numbers) for dictionary in self._all()) > REMEMBERED:
            self.forget()

    def forget(self) -> None:
        """After a rollback: what was added may not be there."""
        for dictionary in self._all():
            dictionary.numbers.clear()
        self.domain_of.clear()

    def _all(self) -> tuple[Dictionary, ...]:
        return (self.domains, self.addresses, self.senders, self.subjects)


def source_numbers(connection: Connection, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The number of each source, by host and format; new ones are added."""
    known: dict[tuple[str, str], int] = {
        (name, form): number for number, name, form in connection.execute(select(Source.id, Source.name, Source.format))
    }
    missing = sorted(wanted - known.keys())
    added = {key: number for number, key in enumerate(missing, max(known.values(), default=0) + 1)}
    bulk.insert(connection, table_of(Source), [(number, *key, None) for key, number in added.items()])
    return known | added
