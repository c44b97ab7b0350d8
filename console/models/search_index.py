"""Trigram indexes: which addresses and subjects hold a part, without reading them all.

They stand on the two dictionaries and never on recipients, which are many times as many. SQLite: FTS5 tables
whose text stays in the dictionary (`content=`), so new rows are to be announced here. PostgreSQL: pg_trgm,
which keeps itself in step.
"""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Boolean, ColumnElement, Connection, Integer, Select, column, func, literal_column, select, table

from console.models.address import Address
from console.models.subject import Subject

TRIGRAM = 3  # a shorter part has no trigram: the dictionary is read through

# detail=none keeps no positions, a third of the size: candidates are compared with the whole part afterwards.
# Subjects keep them, since a part in another case outside ASCII could not be compared by SQLite itself.
SQLITE = {
    "address_trigram": "address, content='address', content_rowid='id', tokenize='trigram', detail='none', columnsize=0",
    "subject_trigram": "text, content='subject', content_rowid='id', tokenize='trigram', columnsize=0",
}
POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX IF NOT EXISTS ix_address_trigram ON address USING gin (address gin_trgm_ops)",
    "CREATE INDEX IF NOT EXISTS ix_subject_trigram ON subject USING gin (text gin_trgm_ops)",
)


def create(connection: Connection) -> None:
    """Create the indexes where they do not stand yet, with the rows that stand already."""
    if connection.dialect.name != "sqlite":
        for statement in POSTGRESQL:
            connection.exec_driver_sql(statement)
        return
    for name, columns in SQLITE.items():
        if not connection.dialect.has_table(connection, name):
            connection.exec_driver_sql(f"CREATE VIRTUAL TABLE {name} USING fts5({columns})")
            connection.exec_driver_sql(f"INSERT INTO {name}({name}) VALUES ('rebuild')")  # noqa: S608


def rebuild(connection: Connection) -> None:
    """Index every row anew: after rows were loaded without a word to this module."""
    for name in SQLITE if connection.dialect.name == "sqlite" else ():
        connection.exec_driver_sql(f"INSERT INTO {name}({name}) VALUES ('rebuild')")  # noqa: S608


def owns(name: str | None) -> bool:
    """Whether a table or index of this name is made here: the comparison of models and database leaves it out."""
    return bool(name) and str(name).startswith(
        ("address_trigram", "subject_trigram", "ix_address_trigram", "ix_subject_trigram")
    )


def index_addresses(connection: Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Announce newly inserted addresses, as (id, address): once each, in the transaction that inserts them."""
    _announce(connection, "INSERT INTO address_trigram(rowid, address) VALUES (?, ?)", rows)


def index_subjects(connection: Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Announce newly inserted subjects, as (id, text)."""
    _announce(connection, "INSERT INTO subject_trigram(rowid, text) VALUES (?, ?)", rows)


def _announce(connection: Connection, statement: str, rows: Iterable[tuple[int, str]]) -> None:
    announced = list(rows)
    if announced and connection.dialect.name == "sqlite":
        connection.exec_driver_sql(statement, announced)


def addresses_holding(dialect: str, parts: Sequence[str]) -> Select[int]:
    """Ids of the addresses that hold all of `parts`, which are in lower case; cheap to begin, however many there are."""
    query = select(Address.id).where(*(address_holds(dialect, part) for part in parts))
    trigrams = sorted({trigram for part in parts for trigram in _trigrams(part)})
    if dialect != "sqlite" or not trigrams:
        return query
    found = table("address_trigram", column("rowid", Integer))
    return query.select_from(found.join(Address, Address.id == found.c.rowid)).where(
        _matches("address_trigram", " AND ".join(map(_quoted, trigrams)))
    )


def address_holds(dialect: str, part: str) -> ColumnElement[bool]:
    """The same asked of an address that is at hand already."""
    return func.instr(Address.address, part) > 0 if dialect == "sqlite" else Address.address.like(_pattern(part))


def subjects_holding(dialect: str, parts: Sequence[str]) -> Select[int]:
    """Ids of the subjects that hold all of `parts`, in any case."""
    if dialect != "sqlite":
        return select(Subject.id).where(*(Subject.text.ilike(_pattern(part)) for part in parts))
    long = [_quoted(part) for part in parts if len(part) >= TRIGRAM]
    short = [Subject.text.like(_pattern(part), escape="\\") for part in parts if len(part) < TRIGRAM]
    if not long:
        return select(Subject.id).where(*short)
    found = table("subject_trigram", column("rowid", Integer))
    query = select(found.c.rowid).where(_matches("subject_trigram", " AND ".join(long)))
    return query.join(Subject, Subject.id == found.c.rowid).where(*short) if short else query


def _trigrams(part: str) -> Iterator[str]:
    return (part[at : at + TRIGRAM] for at in range(len(part) - TRIGRAM + 1))


def _matches(name: str, query: str) -> ColumnElement[bool]:
    return literal_column(name).op("MATCH", return_type=Boolean())(query)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _pattern(part: str) -> str:
    """A LIKE pattern; the backslash is PostgreSQL's own escape, and naming it would hide the index."""
    escaped = part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
