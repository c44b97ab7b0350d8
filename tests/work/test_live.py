"""From a real Postfix to the page: what became of a message is told within ten seconds of handing it in."""

import time
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from console.database import db as storage
from console.work.worker import worker_for, working
from tests.servers.engines import KINDS
from tests.servers.mail_lab import MailLab
from tests.work.following import add_feed, feed, wait_until

PROMISED = 10.0  # seconds

pytestmark = [pytest.mark.lab, pytest.mark.parametrize("database_url", KINDS, indirect=True)]


@pytest.fixture(autouse=True)
def followed(app: Flask, mail_lab: MailLab) -> Iterator[None]:
    """A worker follows the log of the mail system, and has read what stood there."""
    with app.app_context():
        engine = storage.engine
    number = add_feed(engine, mail_lab.log)
    with working(worker_for(app.extensions["postdesk_settings"])):
        wait_until(lambda: feed(engine, number).last_read_at)
        yield


def pasted(browser: FlaskClient, words: str) -> str:
    """The page that the box on the home page leads to."""
    answer = browser.post("/search/run", data={"q": words}, follow_redirects=True)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def told_in_time(browser: FlaskClient, mail_lab: MailLab, recipient: str, answer: str) -> str:
    """Hand in a message, and look for it until its page answers so."""
    until = time.monotonic() + PROMISED
    message_id = mail_lab.send(recipient)
    while f'class="answer">{answer}<' not in (page := pasted(browser, message_id)):
        assert time.monotonic() < until, page
        time.sleep(0.1)
    return page


def test_a_message_that_was_delivered_is_told_to_be(agent: FlaskClient, mail_lab: MailLab) -> None:
    page = told_in_time(agent, mail_lab, "alice@accept.test", "Yes.")
    assert "mx.accept.test" in page


def test_a_message_that_was_refused_is_told_with_what_their_server_said(agent: FlaskClient, mail_lab: MailLab) -> None:
    page = told_in_time(agent, mail_lab, "bob@nouser.test", "No.")
    assert "550 5.1.1 &lt;bob@nouser.test&gt;: Recipient address rejected: User unknown" in page
