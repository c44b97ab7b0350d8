"""Databases for tests, on SQLite and PostgreSQL alike: a test that takes `engine` runs once on each.

Every database is a copy of one that was brought up to the newest schema once per run, so a fresh one costs
milliseconds. tests/conftest.py imports the fixtures.
"""

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text

from console.database import engine_at
from console.models.schema import upgrade
from tests.servers import postgresql

KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
TEMPLATE = "postdesk_template"

FreshUrl = Callable[[], str]


@pytest.fixture(scope="session")
def sqlite_database(tmp_path_factory: pytest.TempPathFactory) -> FreshUrl:
    """Makes fresh SQLite databases; each call gives the URL of another."""
    folder = tmp_path_factory.mktemp("sqlite")
    numbers = itertools.count()
    template = folder / "template.sqlite"
    _bring_up(f"sqlite:///{template}")

    def fresh() -> str:
        path = Path(shutil.copyfile(template, folder / f"{next(numbers)}.sqlite"))
        return f"sqlite:///{path}"

    return fresh


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of the maintenance database of a server that lives as long as the test run."""
    with postgresql.server() as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_database(postgresql_server: str) -> Iterator[FreshUrl]:
    """Makes fresh PostgreSQL databases; each call gives the URL of another."""
    numbers = itertools.count()
    maintenance = engine_at(postgresql_server).execution_options(isolation_level="AUTOCOMMIT")

    def create(name: str, *options: str) -> str:
        with maintenance.connect() as connection:
            connection.execute(text(" ".join(["CREATE DATABASE", name, *options])))
        return make_url(postgresql_server).set(database=name).render_as_string(hide_password=False)

    _bring_up(create(TEMPLATE))
    yield lambda: create(f"test_{next(numbers)}", "TEMPLATE", TEMPLATE, "STRATEGY file_copy")
    maintenance.dispose()


@pytest.fixture(params=KINDS)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A fresh database at the newest schema, for one test."""
    yield from _engine(request)


@pytest.fixture(params=KINDS, scope="module")
def module_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A fresh database at the newest schema, shared by the tests of a module, which leave it as they found it."""
    yield from _engine(request)


def _engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    fresh: FreshUrl = request.getfixturevalue(f"{request.param}_database")
    engine = engine_at(fresh())
    yield engine
    engine.dispose()


def _bring_up(url: str) -> None:
    engine = engine_at(url)
    upgrade(engine)
    engine.dispose()
