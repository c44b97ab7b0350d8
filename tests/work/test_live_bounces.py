"""From a real Postfix through a real Dovecot to the page: what comes back by mail stands in the trail of its message."""

import json
import re
import tarfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from console import secret_key
from console.casework import feeds
from console.casework.feed_definition import Definition
from console.database import db as storage
from console.intake.import_logs import import_logs
from console.mail.verp import signed_sender
from console.models.bounce import Bin, BounceMail
from console.models.hop import Hop
from console.models.recipient import Recipient
from console.work.worker import worker_for, working
from tests.intake.mails import report
from tests.intake.stories import NETWORK
from tests.servers.engines import KINDS
from tests.servers.mail_lab import BOUNCES, PASSWORD, MailLab
from tests.work.following import MINA, add_feed
from tests.work.test_live import pasted

EVIDENCE = Path(__file__).parents[1] / "evidence"
LOGS = ("mail.log.gz", "mail2.log.gz")
FEED = "bounces"

pytestmark = [pytest.mark.lab, pytest.mark.parametrize("database_url", KINDS, indirect=True)]


@pytest.fixture(autouse=True)
def authority(mail_lab: MailLab, monkeypatch: pytest.MonkeyPatch) -> None:
    """The console trusts the authority that signed Dovecot's certificate."""
    monkeypatch.setenv("POSTDESK_MAILBOX_CA", str(mail_lab.authority.certificate))


def define(app: Flask, mail_lab: MailLab, user: str = BOUNCES) -> None:
    """A mailbox that is fetched over IMAPS."""
    secrets = Path(app.extensions["postdesk_settings"].mailbox_secrets)
    secrets.mkdir(exist_ok=True)
    secret = secrets / f"{FEED}.password"
    secret.touch(0o600)
    secret.write_text(PASSWORD)
    place = f"imaps://{user.replace('@', '%40')}@{mail_lab.dovecot.address}:993/INBOX?poll=10&idle=yes"
    with app.app_context():
        feeds.add(storage.session, MINA, Definition(FEED, "mailbox", place))


@pytest.fixture
def live(app: Flask, mail_lab: MailLab) -> Iterator[None]:
    """A worker follows the log and the mailbox."""
    define(app, mail_lab)
    with app.app_context():
        add_feed(storage.engine, mail_lab.log)
    with working(worker_for(app.extensions["postdesk_settings"])):
        yield


def page_with(browser: FlaskClient, message_id: str, *words: str) -> str:
    """The page of a message, once it says all of this."""
    until = time.monotonic() + 30
    while not all(one in (page := pasted(browser, message_id)) for one in words):
        assert time.monotonic() < until, page
        time.sleep(0.2)
    return page


@pytest.mark.usefixtures("live")
def test_our_own_notice_is_a_second_witness_of_what_the_log_says(agent: FlaskClient, mail_lab: MailLab) -> None:
    message_id = mail_lab.send("bob@nouser.test")
    told = "refused it for good"  # by the log, which may be read after the notice
    page = page_with(agent, message_id, 'class="answer">No.<', "/bounces/", told)
    assert page.count(told) == 1


@pytest.mark.usefixtures("live")
def test_a_late_bounce_of_a_stranger_is_told_and_overturns_nothing(agent: FlaskClient, mail_lab: MailLab) -> None:
    message_id = mail_lab.send("alice@accept.test")
    page_with(agent, message_id, 'class="answer">Yes.<')
    mail_lab.submit("", [BOUNCES], report("alice@accept.test", message_id, reporting_mta="mx.accept.test"))
    page = page_with(agent, message_id, "An unverified mail of")
    assert 'class="answer">We cannot know.<' in page
    assert "Delivered" in page
    assert "that it was returned" in page


@pytest.mark.usefixtures("live")
def test_a_late_bounce_to_a_signed_sender_is_the_answer(agent: FlaskClient, app: Flask, mail_lab: MailLab) -> None:
    token, key = f"t{time.time_ns()}", secret_key.of(app.extensions["postdesk_settings"]).encode()
    sender = signed_sender(BOUNCES, token, key)
    message_id = mail_lab.send("alice@accept.test", sender=sender, message_id=f"{token}@shop.test")
    page_with(agent, message_id, 'class="answer">Yes.<')
    mail_lab.submit("", [sender], report("alice@accept.test", to=sender, reporting_mta="mx.accept.test"))
    page_with(agent, message_id, 'class="answer">No.<', "It was returned")


@cache
def reports() -> tuple[dict[str, bytes], list[dict[str, Any]]]:
    """The reports that a whole day of the lab brought, and what is known of each."""
    with tarfile.open(EVIDENCE / "bounces" / "postfix.tar.gz") as archive:
        files = {one.name: content.read() for one in archive if (content := archive.extractfile(one))}
    return files, json.loads(files.pop("truth.json"))


def queue_ids_by_mail(db: Session) -> dict[str, set[str]]:
    """The queue IDs of the message of each matched mail, by the Message-ID of the mail."""
    query = select(BounceMail.own_message_id, Hop.queue_id).join(Hop, Hop.message_id == BounceMail.message_id)
    found: dict[str, set[str]] = {}
    for message_id, queue_id in db.execute(query.where(BounceMail.bin == Bin.MATCHED)):
        found.setdefault(message_id, set()).add(queue_id)
    return found


def test_every_report_of_the_laboratory_is_tied_to_the_message_that_came_back(
    app: Flask, db: Session, agent: FlaskClient, mail_lab: MailLab
) -> None:
    files, truth = reports()
    with app.app_context():
        list(import_logs(storage.engine, [str(EVIDENCE / "postfix-lab" / name) for name in LOGS], network=NETWORK))
    user = f"{time.time_ns()}@shop.test"
    mail_lab.dovecot.admit(user, PASSWORD)
    mail_lab.dovecot.deliver(user, *files.values())
    define(app, mail_lab, user)
    told = app.test_cli_runner().invoke(args=["fetch-bounces", "--once"])
    assert f"bounces: {len(files)} mails fetched" in told.output
    tied = queue_ids_by_mail(db)
    known = [one for one in truth if one["original_queue_id"]]
    wrong = [one["file"] for one in known if one["original_queue_id"] not in tied.get(own_id(files[one["file"]]), ())]
    assert not wrong
    for one in known:
        assert is_shown(agent, db, own_id(files[one["file"]])), one["file"]


def is_shown(browser: FlaskClient, db: Session, own_message_id: str) -> bool:
    """Whether the trail of a recipient leads to the mail."""
    mail = db.scalars(select(BounceMail).where(BounceMail.own_message_id == own_message_id)).one()
    addresses = db.scalars(select(Recipient.address_id).where(Recipient.message_id == mail.message_id))
    pages = (browser.get(f"/messages/{mail.message_id}/{address}").get_data(as_text=True) for address in addresses)
    return any(f"/bounces/{mail.id}" in page for page in pages)


def own_id(raw: bytes) -> str:
    """The Message-ID of a mail."""
    found = re.search(rb"^Message-ID: *<([^>]*)>", raw, re.IGNORECASE | re.MULTILINE)
    return found[1].decode() if found else ""
