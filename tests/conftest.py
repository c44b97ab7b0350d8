"""The few fixtures that all tests share; everything else comes from builders."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import create_app
from console import settings
from console.database import db as storage
from tests import people
from tests.servers.engines import FreshUrl

SECRET_KEY = "a key that only the tests use, 1234"
NOW = datetime(2026, 11, 4, 14, 2, 11, tzinfo=UTC)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database: SQLite, or what the test asks for by `parametrize("database_url", KINDS, indirect=True)`."""
    fresh: FreshUrl = request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_database")
    return fresh()


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The console on a fresh database, with the accounts of `tests.people`."""
    app = create_app(settings.read(data_folder=tmp_path, database_url=database_url, secret_key=SECRET_KEY))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.extensions["security"].pwd_context.update(argon2__rounds=1, argon2__memory_cost=64)  # quick, and no secret here
    people.hire(app)
    yield app
    with app.app_context():
        storage.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser in which nobody has signed in."""
    return app.test_client()


@pytest.fixture
def agent(app: Flask) -> FlaskClient:
    """The browser of Anna, an agent."""
    return people.signed_in(app, people.ANNA)


@pytest.fixture
def lead(app: Flask) -> FlaskClient:
    """The browser of Luis, a team lead."""
    return people.signed_in(app, people.LUIS)


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    """The browser of Mina, an admin."""
    return people.signed_in(app, people.MINA)


@pytest.fixture
def auditor(app: Flask) -> FlaskClient:
    """The browser of Otto, an auditor."""
    return people.signed_in(app, people.OTTO)


@pytest.fixture
def db(app: Flask) -> Iterator[Session]:
    """A session of its own on the console's database, to arrange what a page shows and to see what it did."""
    with app.app_context():
        engine = storage.engine
    with Session(engine) as session:
        yield session


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock stands at 4 November 2026, 14:02:11 UTC, until it is moved."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
