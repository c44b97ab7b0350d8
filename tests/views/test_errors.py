"""Error pages."""

import re

import pytest
from flask import Flask, abort, request
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from tests import people
from tests.people import ANNA

SECRET = "bob@linz.example"


@pytest.fixture
def broken(app: Flask) -> FlaskClient:
    """A console whose profile page fails in the way that ?how= says."""

    def fail(how: str) -> None:
        if how == "database":
            raise OperationalError("SELECT 1", {"address": SECRET}, Exception("database is locked"))
        if how == "unexpected":
            raise ValueError(SECRET)
        abort(int(how))

    @app.before_request
    def _fail() -> None:
        if "how" in request.args:
            fail(request.args["how"])

    return people.signed_in(app, ANNA)


@pytest.mark.parametrize("status", [400, 403, 404, 413, 429, 500, 503])
def test_every_error_has_words_and_an_id(broken: FlaskClient, status: int) -> None:
    answer = broken.get(f"/profile/?how={status}")
    shown = re.search(r"Error (\d+) · id <code>(\w+)</code>", answer.text)
    assert answer.status_code == status
    assert shown is not None
    assert shown.groups() == (str(status), answer.headers["X-Request-Id"])


@pytest.mark.parametrize(("how", "status"), [("database", 503), ("unexpected", 500)])
def test_a_failure_shows_nothing_of_what_failed(broken: FlaskClient, how: str, status: int) -> None:
    answer = broken.get(f"/profile/?how={how}")
    assert answer.status_code == status
    assert SECRET not in answer.text
    assert ANNA.email not in answer.text


def test_the_address_of_a_button_is_not_a_matter_of_rights(admin: FlaskClient) -> None:
    answer = admin.get("/sources/feeds/1/enable")
    assert answer.status_code == 405
    assert "This address cannot be opened so" in answer.text
    assert "not open to you" not in answer.text


def test_a_database_that_does_not_answer_asks_to_come_back(broken: FlaskClient) -> None:
    assert broken.get("/profile/?how=database").headers["Retry-After"] == "10"


def test_a_program_gets_json(client: FlaskClient) -> None:
    answer = client.get("/nowhere", headers={"Accept": "application/json"})
    assert answer.json == {
        "error": "There is nothing here",
        "advice": "The link may be cut off, or what it led to is no longer kept.",
        "request": answer.headers["X-Request-Id"],
    }


def test_a_request_that_is_too_large_is_refused(agent: FlaskClient) -> None:
    assert agent.post("/profile/time-zone", data={"time_zone": "x" * 3_000_000}).status_code == 413
