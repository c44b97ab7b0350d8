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

from console.commands import fetch_bounces
from console.database import db as storage
from console.intake.mailbox import fetching
from console.models.audit_entry import AuditEntry
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
    monkeypatch.setattr(fetch_bounces, "ELSEWHERE", Patience(0.01, 0.01))
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
    monkeypatch.setattr(fetch_bounces, "ELSEWHERE", Patience(0.01, 0.01))
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
