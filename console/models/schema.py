"""The schema: every table, and bringing a database up to it."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from console.models import (
    account,
    address,
    audit_entry,
    bounce,
    daily,
    domain,
    evidence,
    feed,
    hop,
    joined_message,
    log_file,
    mailbox,
    message,
    missed,
    overlap,
    provider_id,
    quarantine,
    recipient,
    saved_search,
    sender,
    sign_in,
    sign_in_attempt,
    source,
    subject,
    task,
    usual_time,
    watch,
)

MODELS = (
    account,
    address,
    audit_entry,
    bounce,
    daily,
    domain,
    evidence,
    feed,
    hop,
    joined_message,
    log_file,
    mailbox,
    message,
    missed,
    overlap,
    provider_id,
    quarantine,
    recipient,
    saved_search,
    sender,
    sign_in,
    sign_in_attempt,
    source,
    subject,
    task,
    usual_time,
    watch,
)


MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "0004"  # the newest migration: comparing it costs nothing, loading Alembic half a second of every start
TURN = 7_305_362  # the number of PostgreSQL's advisory lock: any that nobody else takes


class NewerDatabase(RuntimeError):
    """The database was made by a newer Postdesk than this one."""


def upgrade(engine: Engine) -> None:
    """Bring the database up to the newest schema; an empty one is created. All of it, or nothing.

    Raises NewerDatabase when it knows a schema that this Postdesk does not.
    """
    with engine.connect() as connection:
        if is_current(connection):
            return
        _take_turn(connection)
        _refuse_newer(_revision(connection))
        _migrate(connection)
        connection.commit()


def is_current(connection: Connection) -> bool:
    """Whether the database is at the newest schema."""
    return _revision(connection) == HEAD


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _take_turn(connection: Connection) -> None:
    """Two processes may start at once."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})


def _refuse_newer(revision: str | None) -> None:
    if revision and revision not in {path.name.partition("_")[0] for path in MIGRATIONS.glob("versions/*.py")}:
        raise NewerDatabase(
            f"The database has schema {revision}, which this version does not know. Start the newer Postdesk again."
        )
