"""Many rows at once, by the fastest way each database has: COPY in PostgreSQL, executemany in SQLite."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table

Key = TypeVar("Key")

KEYS_PER_QUERY = 5000


def insert(connection: Connection, table: Table, rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows whose values stand in the order of the table's columns."""
    if not rows:
        return
    columns = [column.name for column in table.columns]
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {table.name} ({names}) FROM STDIN", rows)
        return
    places = ", ".join("?" * len(columns))
    connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({places})", list(map(tuple, rows)))  # noqa: S608


def _copy(connection: Connection, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    driver: Any = connection.connection.cursor()
    with driver, driver.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def portions(keys: Iterable[Key], size: int = KEYS_PER_QUERY) -> Iterator[list[Key]]:
    """The keys in lists that fit into one query."""
    iterator = iter(keys)
    while portion := list(islice(iterator, size)):
        yield portion


def table_of(model: type[Any]) -> Table:
    """The table of a model."""
    table: Table = model.__table__
    return table
