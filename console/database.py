"""The database: `db` for pages and commands, and what every connection to it is told."""

import sqlite3
from typing import Any

from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import Engine, create_engine, event

BUSY_TIMEOUT = 15  # seconds that a writer waits for another one

db = SQLAlchemy()


@event.listens_for(Engine, "connect")
def _set_up_sqlite(connection: Any, record: Any) -> None:
    """An answered event is a stored event: every commit is synced."""
    if not isinstance(connection, sqlite3.Connection):
        return
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={BUSY_TIMEOUT * 1000}",
        "foreign_keys=ON",
        "cache_size=-65536",
        "mmap_size=1073741824",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def engine_at(url: str, **options: Any) -> Engine:
    """An engine outside of Flask: for the worker, migrations, benchmarks and the writer of an import."""
    return create_engine(url, pool_pre_ping=not url.startswith("sqlite"), **options)
