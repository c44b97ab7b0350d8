"""Health, for programs."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from console.database import db as storage
from tests.servers.engines import KINDS


@pytest.mark.parametrize("database_url", KINDS, indirect=True)
def test_a_console_that_works_says_so(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json == {"status": "ok", "database": "ok", "migrations": "ok", "quarantine": 0}


def test_a_database_of_another_version_is_not_ready(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), storage.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert ready.json is not None
    assert ready.json["migrations"] == "not those of this version"


def test_without_a_database_it_lives_and_is_not_ready(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), storage.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE quarantine")
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
