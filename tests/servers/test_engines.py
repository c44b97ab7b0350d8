"""The databases of the tests are fresh, of both kinds, and have what the product needs."""

import pytest
from sqlalchemy import Engine, inspect, text

from console.database import engine_at
from tests.servers.engines import FreshUrl


def test_a_database_has_every_table(engine: Engine) -> None:
    assert {"message", "recipient", "evidence"} <= set(inspect(engine).get_table_names())


@pytest.mark.parametrize("time", ["first", "second"])
def test_nothing_is_left_from_the_test_before(engine: Engine, time: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE left_behind (id INTEGER)"))
    assert "left_behind" in inspect(engine).get_table_names()


@pytest.mark.postgres
def test_postgresql_knows_trigrams(postgresql_database: FreshUrl) -> None:
    engine = engine_at(postgresql_database())
    with engine.begin() as connection:
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
        assert connection.execute(text("SELECT similarity('gmail', 'gmial')")).scalar_one() > 0
    engine.dispose()
