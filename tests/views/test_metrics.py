"""Figures for Prometheus."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.orm import Session

from app import create_app
from console import settings
from console.casework import feeds, tasks
from console.casework.feed_definition import Definition
from console.database import db as storage
from console.models.base import utc_now
from tests.casework.bounce_mails import bounce, letter, take_in
from tests.conftest import SECRET_KEY
from tests.intake.postfix_lines import line, sent
from tests.intake.stories import tell
from tests.servers.engines import KINDS

ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}
TOKEN = "a token of the tests"

Samples = dict[tuple[str, ...], float]
Console = Callable[..., FlaskClient]


def samples(client: FlaskClient) -> Samples:
    """Every sample by its name and the values of its labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.text)
    return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


@pytest.fixture
def console(database_url: str, tmp_path: Path) -> Console:
    """A browser before a console with these settings."""

    def start(**given: object) -> FlaskClient:
        app = create_app(settings.read(data_folder=tmp_path, database_url=database_url, secret_key=SECRET_KEY, **given))
        return app.test_client()

    return start


@pytest.mark.parametrize("database_url", KINDS, indirect=True)
def test_lines_are_counted_by_feed_and_by_what_they_came_to(
    app: Flask, client: FlaskClient, db: Session, tmp_path: Path
) -> None:
    feeds.add(db, "mina@seoul.example", Definition("mx1 log", "file", str(tmp_path / "mail.log")))
    with app.app_context():
        engine = storage.engine
    good = sent("4XABCDEFGHz1", "1@shop.example", "bob@linz.example")
    tell(engine, tmp_path, good, name="mail.log.1")
    tell(engine, tmp_path, [line("smtpd", "connect from unknown[192.0.2.1]", 30), "no log line at all\x00"])
    tell(engine, tmp_path, [line("smtpd", "connect from unknown[192.0.2.9]", 40)], name="elsewhere.log")
    found = samples(client)
    assert found["postdesk_lines_total", "event", "mx1 log"] == len(good)
    assert found["postdesk_lines_total", "irrelevant", "mx1 log"] == 1
    assert found["postdesk_lines_total", "quarantined", "mx1 log"] == 1
    assert found["postdesk_lines_total", "irrelevant", "imported"] == 1
    assert found["postdesk_quarantine_lines",] == 1


def test_todays_recipients_are_counted_by_status(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    now = utc_now().isoformat(timespec="seconds")
    lines = [f"{now}{one[25:]}" for one in sent("4XABCDEFGHz1", "1@shop.example", "bob@linz.example")]
    with app.app_context():
        tell(storage.engine, tmp_path, lines)
    assert samples(client)["postdesk_recipients_today", "delivered"] == 1


def test_feeds_tell_how_far_behind_they_are(client: FlaskClient, db: Session) -> None:
    feed = feeds.add(db, "mina@seoul.example", Definition("mx1", "file", "/var/log/mail.log"))
    feeds.note_read(db, feed.id, utc_now() - timedelta(seconds=90), None)
    feeds.note_error(db, feed.id, utc_now(), "The file does not exist.")
    db.commit()
    found = samples(client)
    assert found["postdesk_feed_lag_seconds", "mx1"] == pytest.approx(90, abs=10)
    assert found["postdesk_feed_failing", "mx1"] == 1
    assert found["postdesk_worker_up",] == 0


def test_tasks_tell_their_last_success(client: FlaskClient, db: Session) -> None:
    tasks.tell_alive(db, 250)
    found = samples(client)
    assert found["postdesk_task_last_success_timestamp_seconds", "follow feeds"] == pytest.approx(
        utc_now().timestamp(), abs=10
    )
    assert found["postdesk_task_seconds", "follow feeds"] == 0.25
    assert found["postdesk_worker_up",] == 1


def test_requests_are_timed_by_route_and_not_by_address(agent: FlaskClient, client: FlaskClient) -> None:
    agent.get("/messages/12345")
    agent.get("/bob@linz.example")
    told = client.get("/metrics").text
    assert 'route="/messages/<' in told
    assert 'route="none"' in told
    assert "12345" not in told
    assert "@" not in told


def test_an_address_in_the_name_of_a_feed_is_not_told(client: FlaskClient, db: Session) -> None:
    feeds.add(db, "mina@seoul.example", Definition("log of bob@linz.example", "file", "/var/log/mail.log"))
    assert "bob@" not in client.get("/metrics").text
    assert ("postdesk_feed_failing", "log of [address]") in samples(client)


def test_without_its_database_it_says_so(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), storage.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE feed")
    assert samples(client)["postdesk_database_up",] == 0


def test_figures_are_for_this_machine(client: FlaskClient) -> None:
    assert client.get("/metrics", environ_overrides=ELSEWHERE).status_code == 401
    assert client.get("/metrics", environ_overrides={"REMOTE_ADDR": "::1"}).status_code == 200


def test_with_a_token_only_the_token_counts(console: Console) -> None:
    client = console(metrics_token=TOKEN)
    for authorization, status in (("", 401), ("Bearer something else", 401), (f"Bearer {TOKEN}", 200)):
        assert client.get("/metrics", headers={"Authorization": authorization}).status_code == status
    assert (
        client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, environ_overrides=ELSEWHERE).status_code
        == 200
    )


def test_behind_a_proxy_that_is_not_named_a_token_is_needed(console: Console) -> None:
    assert console(secure_cookies=True).get("/metrics").status_code == 401


def test_a_token_that_is_easy_to_guess_is_refused() -> None:
    with pytest.raises(settings.BadSettings, match=r"POSTDESK_METRICS_TOKEN: is 6 characters long; 16 or more"):
        settings.read(metrics_token="secret")


def test_mails_are_counted_by_bin(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        take_in(storage.engine, bounce(), oversized=True)
        take_in(storage.engine, letter())
    found = samples(client)
    assert found["postdesk_mails", "unreadable"] == 1
    assert found["postdesk_mails", "not a bounce"] == 1
    assert found["postdesk_mails", "matched"] == 0
    assert found["postdesk_quarantine_mails",] == 1
