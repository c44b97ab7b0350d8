"""The schema: every table, and bringing a database up to it."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from console.models import (
    account,
    address,
    audit_entry,
    daily,
    domain,
    evidence,
    hop,
    joined_message,
    log_file,
    message,
    quarantine,
    recipient,
    saved_search,
    sender,
    sign_in,
    sign_in_attempt,
    source,
    subject,
)

MODELS = (
    account,
    address,
    audit_entry,
    daily,
    domain,
    evidence,
    hop,
    joined_message,
    log_file,
    message,
    quarantine,
    recipient,
    saved_search,
    sender,
    sign_in,
    sign_in_attempt,
    source,
    subject,
)


MIGRATIONS = Path(__file__).parent / "migrations"
TURN = 7_305_362  # the number of PostgreSQL's advisory lock: any that nobody else takes


class NewerDatabase(RuntimeError):
    """The database was made by a newer Postdesk than this one."""


def upgrade(engine: Engine) -> None:
    """Bring the database up to the newest schema; an empty one is created. All of it, or nothing.

    Raises NewerDatabase when it knows a schema that this Postdesk does not.
    """
    script = ScriptDirectory(str(MIGRATIONS))
    with engine.connect() as connection:
        if _revision(connection) == script.get_current_head():
            return
        _take_turn(connection)
        _refuse_newer(connection, script)
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def is_current(connection: Connection) -> bool:
    """Whether the database is at the newest schema."""
    return _revision(connection) == ScriptDirectory(str(MIGRATIONS)).get_current_head()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _take_turn(connection: Connection) -> None:
    """Two processes may start at once."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})


def _refuse_newer(connection: Connection, script: ScriptDirectory) -> None:
    revision = _revision(connection)
    if revision and revision not in {known.revision for known in script.walk_revisions()}:
        raise NewerDatabase(
            f"The database has schema {revision}, which this version does not know. Start the newer Postdesk again."
        )
