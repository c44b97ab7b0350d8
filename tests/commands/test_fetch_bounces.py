"""`flask fetch-bounces`: mailboxes are fetched from a terminal, once or on and on."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from console.casework import feeds, tasks
from console.commands import fetched_mailbox
from console.database import db as storage
from console.intake.mailbox import fetching
from console.models.audit_entry import AuditEntry
from console.models.feed import Feed
from console.work.feed_thread import Patience
from tests.intake.mailbox.defined import defined_mailbox
from tests.intake.mailbox.numbered_mails import FEED, bounce, stored
from tests.intake.mailbox.test_hostile import bodies_of, breaks_at, breaks_off_in_a_literal, once
from tests.servers.imap_server import ImapServer
from tests.work.following import wait_until


@pytest.fixture
def server(app: Flask, tmp_path: Path) -> Iterator[ImapServer]:
    """A mailbox of two mails that is defined as a feed."""
    with defined_mailbox(app, tmp_path) as one:
        yield one


def fetch(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["fetch-bounces", *words])


def in_the_database(app: Flask) -> list[int]:
    with app.app_context():
        return stored(storage.engine)


def in_trouble(app: Flask) -> str:
    with app.app_context():
        return feeds.find(storage.session, FEED).error


def test_what_waits_is_fetched_and_counted(app: Flask, db: Session, server: ImapServer) -> None:
    server.inbox.add(b"From: eve@there.test\r\nSubject: Lunch?\r\n\r\nAt noon?\r\n")
    told = fetch(app, "--once")
    assert (told.exit_code, told.stdout) == (
        0,
        "bounces: 3 mails fetched: 2 tell what became of a message, 1 is not a bounce.\n",
    )
    assert in_the_database(app) == [1, 2]
    entry = db.query(AuditEntry).filter_by(action="bounce:fetch").one()
    assert (entry.subject, entry.details) == ("feed:bounces", {"mails": 3})


def test_where_nothing_waits_it_says_so(app: Flask, server: ImapServer) -> None:
    fetch(app, "--once")
    assert fetch(app, "--once", FEED).stdout == "bounces: no new mail.\n"


def test_a_mailbox_that_fails_is_told_and_ends_with_an_error(app: Flask, server: ImapServer) -> None:
    server.passwords.clear()
    told = fetch(app, "--once")
    assert told.exit_code == 1
    assert "the server refuses the login" in told.stderr.replace("\n", " ")
    assert told.stdout.startswith(
        "bounces: not read. bounces@shop.test on 127.0.0.1, INBOX: the server refuses the login"
    )


def test_a_mailbox_that_breaks_off_is_told_with_what_was_fetched(
    app: Flask, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetched_mailbox, "ELSEWHERE", Patience(0.01, 0.01))
    monkeypatch.setattr(fetching, "MAILS", 1)
    server.mischief = bodies_of(breaks_at(2))
    told = fetch(app, "--once")
    assert told.exit_code == 1
    assert told.stdout.startswith(
        "bounces: 1 mail fetched: 1 tells what became of a message. The rest was not read. bounces@shop.test on"
    )


def test_what_was_fetched_is_told_as_the_bins_have_it(app: Flask, server: ImapServer) -> None:
    server.inbox.add(b"From: eve@there.test\r\nSubject: Lunch?\r\n\r\nAt noon?\r\n", b"X: y\r\n" * 3000, bounce(1))
    assert fetch(app, "--once").stdout == (
        "bounces: 5 mails fetched: 2 tell what became of a message, 1 is not a bounce, "
        "1 cannot be read and is in quarantine, 1 was known before.\n"
    )


def test_what_it_did_is_noted_at_the_feed(app: Flask, db: Session, server: ImapServer) -> None:
    fetch(app, "--once")
    feed = db.query(Feed).one()
    assert (feed.last_read_at is not None, feed.last_line_at is not None, feed.error) == (True, True, "")
    server.passwords.clear()
    fetch(app, "--once")
    db.expire_all()
    assert "the server refuses the login" in feed.error
    first = feed.error_since
    fetch(app, "--once")
    db.expire_all()
    assert feed.error_since == first is not None


def test_what_fails_on_and_on_is_noted_at_once(app: Flask, server: ImapServer) -> None:
    server.passwords.clear()

    def end() -> None:
        wait_until(lambda: in_trouble(app))
        os.kill(os.getpid(), signal.SIGTERM)

    ending = threading.Thread(target=end)
    ending.start()
    fetch(app)
    ending.join()


def test_where_a_worker_follows_the_mailbox_an_error_is_its_to_tell(
    app: Flask, db: Session, server: ImapServer
) -> None:
    feed = db.query(Feed).one()
    tasks.lease(db, feeds.lease_of(feed.id), "a worker elsewhere", 30)
    fetch(app, "--once")
    server.passwords.clear()
    fetch(app, "--once")
    db.expire_all()
    assert (feed.last_read_at is not None, feed.error) == (True, "")


@pytest.mark.usefixtures("server")
def test_a_name_that_is_no_mailbox_is_told(app: Flask) -> None:
    told = fetch(app, "--once", "nowhere")
    assert told.exit_code == 1
    assert "There is no mailbox 'nowhere'; there are: bounces." in told.output


def test_without_a_mailbox_it_says_how_to_add_one(app: Flask) -> None:
    assert "Add one: flask --app app feed add" in fetch(app).output


@pytest.mark.parametrize("times", [1, 99])
def test_what_breaks_off_is_tried_again_and_comes_in(
    app: Flask, server: ImapServer, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    monkeypatch.setattr(fetched_mailbox, "ELSEWHERE", Patience(0.01, 0.01))
    server.inbox.add(bounce(3))
    server.mischief = bodies_of(once(breaks_off_in_a_literal) if times == 1 else breaks_at(2))
    told = fetch(app, "--once")
    assert "the connection breaks" in told.stderr
    assert told.exit_code == 0
    assert in_the_database(app) == [1, 2, 3] if times == 1 else [1, 3]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_it_goes_on_until_it_is_told_to_end(app: Flask, server: ImapServer, number: signal.Signals) -> None:
    def end() -> None:
        wait_until(lambda: in_the_database(app) == [1, 2])
        server.inbox.add(bounce(3))
        wait_until(lambda: in_the_database(app) == [1, 2, 3])
        time.sleep(0.3)
        os.kill(os.getpid(), number)

    ending = threading.Thread(target=end)
    ending.start()
    told = fetch(app)
    ending.join()
    assert told.stdout == "bounces: 3 mails fetched: 3 tell what became of a message.\n"
