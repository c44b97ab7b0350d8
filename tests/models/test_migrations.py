"""Databases of an older Postdesk: what they hold is the same afterwards, in the new terms."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

from console.database import engine_at
from console.models import schema

TIME = "2026-11-21 10:00:00"


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Engine]:
    """A database of the first release."""
    engine = engine_at(f"sqlite:///{tmp_path / 'old.sqlite'}")
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    yield engine
    engine.dispose()


def test_blank_lines_are_told_apart_and_kinds_are_named(old: Engine) -> None:
    with old.begin() as connection:
        columns = "id, path, fingerprint, format, offset, tail, line_count, event_lines, irrelevant_lines"
        connection.exec_driver_sql(
            f"INSERT INTO log_file ({columns}, repeated_lines, quarantined_lines, last_read_at) "
            f"VALUES (1, 'mail.log', 'f', 'postfix', 9, 't', 9, 4, 3, 1, 1, '{TIME}')"
        )
        connection.exec_driver_sql("INSERT INTO source (id, name, format) VALUES (1, 'mx1', 'postfix')")
        connection.exec_driver_sql("INSERT INTO evidence VALUES (1, 1, 1, 0, 9, 'UTC', 5, 500, x'00')")
        connection.exec_driver_sql(
            "INSERT INTO quarantine (id, log_file_id, line_number, reason, content, quarantined_at) "
            f"VALUES (1, 1, 9, 'It begins with “Foo”.', x'00', '{TIME}')"
        )
    schema.upgrade(old)
    with old.connect() as connection:
        figures = connection.execute(text("SELECT event_lines, irrelevant_lines, blank_lines FROM log_file")).one()
        assert tuple(figures) == (4, 1, 2)
        assert connection.scalar(text("SELECT kind FROM quarantine")) == "It begins with “…”."
