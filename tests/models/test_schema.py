"""The schema: migrations and models say the same, on both engines."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from console.diagnosis import status
from console.models import recipient, schema
from console.models.base import Base
from console.models.search_index import owns


def test_the_migrations_make_what_the_models_say(engine: Engine) -> None:
    with engine.connect() as connection:
        options = {"include_name": lambda name, kind, parents: not owns(name), "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []


def test_the_newest_migration_is_the_one_that_is_asked_for() -> None:
    assert ScriptDirectory(str(schema.MIGRATIONS)).get_current_head() == schema.HEAD


def test_an_upgrade_of_what_is_current_does_nothing(engine: Engine) -> None:
    schema.upgrade(engine)
    with engine.connect() as connection:
        assert schema.is_current(connection)


def test_a_database_of_a_newer_postdesk_is_left_alone(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(schema.NewerDatabase, match="Start the newer Postdesk"):
        schema.upgrade(engine)


def test_the_index_of_undelivered_mail_leaves_out_what_is_delivered() -> None:
    assert status.DELIVERED.code == recipient.DELIVERED_CODE
