"""Mailboxes that a person defined are fetched by the worker, and the Sources page tells how it goes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from console.database import db as storage
from console.intake.mailbox import followed_mailbox
from console.models.feed import Feed
from console.work.worker import worker_for, working
from tests.intake.mailbox.defined import defined_mailbox
from tests.intake.mailbox.numbered_mails import FEED, bounce, stored
from tests.servers.engines import KINDS
from tests.servers.imap_server import ImapServer
from tests.work import following
from tests.work.following import wait_until

FORM = {"name": FEED, "kind": "mailbox", "time_zone": "UTC"}


@pytest.fixture
def engine(app: Flask) -> Engine:
    """The console's own."""
    with app.app_context():
        return storage.engine


@pytest.fixture
def server(app: Flask, tmp_path: Path) -> Iterator[ImapServer]:
    """A mailbox of two mails that is defined as a feed."""
    with defined_mailbox(app, tmp_path) as one:
        yield one


@pytest.fixture
def worker(app: Flask) -> Iterator[None]:
    with working(worker_for(app.extensions["postdesk_settings"])):
        yield


def feed(engine: Engine) -> Feed:
    return following.feed(engine, 1)


@pytest.mark.parametrize("database_url", KINDS, indirect=True)
@pytest.mark.usefixtures("worker")
def test_the_worker_fetches_what_waits_and_what_comes(engine: Engine, server: ImapServer) -> None:
    wait_until(lambda: stored(engine) == [1, 2], 30)
    server.inbox.add(bounce(3))
    wait_until(lambda: stored(engine) == [1, 2, 3])
    wait_until(lambda: feed(engine).last_read_at and feed(engine).last_line_at)
    assert not feed(engine).error


@pytest.mark.usefixtures("worker")
def test_a_mailbox_that_fails_is_told_on_the_page(
    agent: FlaskClient, engine: Engine, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followed_mailbox, "AFTER_A_BREAK", 0.0)
    wait_until(lambda: feed(engine).last_read_at, 30)
    server.passwords.clear()
    server.hang_up()
    wait_until(lambda: feed(engine).error, 30)
    page = agent.get("/sources/").text
    assert "bounces@shop.test on 127.0.0.1, INBOX: the server refuses the login" in page
    assert "Check the user in the place of the feed, and the secret in its file" in page
    assert "bounces has not been read since " in agent.get("/").text
    assert server.logins == 2


@pytest.mark.usefixtures("worker")
def test_a_mailbox_is_no_log(agent: FlaskClient, engine: Engine, server: ImapServer) -> None:
    wait_until(lambda: stored(engine) == [1, 2] and feed(engine).last_line_at, 30)
    page = agent.get("/sources/").text
    assert "No log was read yet." in page
    assert "newest mail" in page
    assert 'id="hosts"' not in page


def test_a_mailbox_is_added_on_the_page_and_a_password_in_it_is_refused(admin: FlaskClient, engine: Engine) -> None:
    told = admin.post("/sources/feeds/new", data=FORM | {"place": "imaps://bounces:secret@imap.shop.test"})
    assert told.status_code == 400
    assert "A password has no place here" in told.text
    assert admin.post("/sources/feeds/new", data=FORM | {"place": "imaps://bounces@imap.shop.test"}).status_code == 303
    assert feed(engine).kind == "mailbox"
