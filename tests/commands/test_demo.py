"""The demo evidence: a real Postfix wrote it, and what really became of each mail is what Postdesk finds."""

import csv
import gzip
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import create_app
from console import settings
from console.commands import demo, demo_mails
from console.database import db as storage
from console.diagnosis import tie
from console.diagnosis.absence import absence
from console.diagnosis.network import Network
from console.diagnosis.reason import UNKNOWN
from console.diagnosis.status import status_of_code
from console.intake.blocks import unpack
from console.intake.coverage import coverage
from console.intake.import_logs import Imported
from console.mail.address import normalise
from console.models.address import Address
from console.models.bounce import BouncedRecipient, BounceMail
from console.models.message import Message
from console.models.quarantine import Quarantined
from console.models.recipient import Recipient
from console.models.source import Source
from tests.servers.engines import FreshUrl

TRUTH = Path(__file__).parents[1] / "evidence" / "demo.truth.tsv.gz"
# What really became of a mail, and the statuses that say so.
SAID = {
    "delivered": {"delivered"},
    "mailbox": {"delivered"},
    "sent": {"sent"},
    "refused": {"hard_bounced", "invalid_address", "soft_bounced", "blocked"},
    "no-domain": {"invalid_address"},
    "null-mx": {"hard_bounced", "invalid_address"},
    "expired": {"expired", "soft_bounced"},
    "deferred": {"deferred", "soft_bounced"},
    "held": {"held"},
    "queued": {"queued"},
    "deleted": {"rejected"},
    "rejected": {"rejected"},
}
STATUSES_TO_SHOW = {
    "blocked",
    "deferred",
    "delivered",
    "expired",
    "hard_bounced",
    "held",
    "invalid_address",
    "queued",
    "rejected",
    "sent",
    "soft_bounced",
}
RETURNED = {"refused", "no-domain", "null-mx", "expired"}
OUR_HOSTS = {"mail.medora.example", "relay.medora.example"}
# What others sent back: what it is, and by what it is known to be about a message.
FROM_OTHERS = {
    ("failed", tie.MESSAGE_ID.name): 6,
    ("failed", tie.NOT_ON_RECORD.name): 1,
    ("feedback_report", tie.MESSAGE_ID.name): 1,
    ("automatic_response", tie.ANSWER.name): 3,
    ("challenge", tie.ANSWER.name): 1,
    ("not_a_bounce", ""): 1,
}


@pytest.fixture(scope="module")
def new_app(sqlite_database: FreshUrl, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Flask]:
    """Makes a console that was never started."""

    def make() -> Flask:
        given = {"data_folder": tmp_path_factory.mktemp("data"), "database_url": sqlite_database()}
        return create_app(settings.read(**given, secret_key="a key that only this test uses, 12"))

    return make


def start(app: Flask) -> Imported | None:
    """What a start of the console loads; the mails are waited for."""
    loaded = demo.load_at_first_start(storage.engine, app.extensions["postdesk_settings"])
    for thread in threading.enumerate():
        if thread.name == demo.BEHIND:
            thread.join(60)
    return loaded


@pytest.fixture(scope="module")
def app(new_app: Callable[[], Flask]) -> Iterator[Flask]:
    """The console with the demo evidence, as at a first start."""
    app = new_app()
    with app.app_context():
        assert start(app)
        yield app
        storage.engine.dispose()


@pytest.fixture
def loaded(app: Flask) -> Iterator[Session]:
    """Its database."""
    with Session(storage.engine) as session:
        yield session


def found(session: Session) -> dict[tuple[str, str], str]:
    """Status by Message-ID and recipient, as far as they are known."""
    query = (
        select(Message.message_id, Address.address, Recipient.status)
        .join_from(Recipient, Message, Message.id == Recipient.message_id)
        .join(Address, Address.id == Recipient.address_id)
    )
    return {
        (message_id or "", address): status_of_code(code).name for message_id, address, code in session.execute(query)
    }


def truth() -> list[dict[str, str]]:
    """What really became of each mail: see tests/demo/truth.py."""
    with gzip.open(TRUTH, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_every_mail_ends_as_it_really_did(loaded: Session) -> None:
    statuses, wrong = found(loaded), []
    for row in truth():
        message_id, address = row["message_id"], normalise(row["recipient"])
        # Refused at RCPT, a mail has no Message-ID yet; of one that waits, no line may name the recipient.
        keys = ((message_id, address), ("", address), (message_id, ""))
        status = next((statuses[key] for key in keys if key in statuses), None)
        if status not in SAID[row["final"]]:
            wrong.append((row, status))
    assert wrong == []


def test_every_page_has_something_to_show(loaded: Session) -> None:
    assert set(found(loaded).values()) >= STATUSES_TO_SHOW


def test_it_ends_now(loaded: Session) -> None:
    latest = loaded.scalar(select(func.max(Recipient.last_at)))
    assert latest is not None
    assert 0 <= time.time() - latest < 60


def test_every_line_is_read(loaded: Session) -> None:
    assert loaded.scalars(select(Quarantined)).all() == []


def mails(session: Session) -> Sequence[BounceMail]:
    """The mails of the bounce mailbox, as they came."""
    return session.scalars(select(BounceMail).order_by(BounceMail.id)).all()


def test_every_report_of_our_own_servers_is_tied_by_its_queue_id(loaded: Session) -> None:
    ours = [mail for mail in mails(loaded) if mail.reporting_mta in OUR_HOSTS]
    assert {mail.tied_by for mail in ours} == {tie.QUEUE_ID.name}
    assert {mail.kind for mail in ours} == {"failed", "delayed", "relayed"}


def test_what_others_sent_back_is_in_its_bin(loaded: Session) -> None:
    others = [mail for mail in mails(loaded) if mail.reporting_mta not in OUR_HOSTS]
    assert Counter((mail.kind, mail.tied_by) for mail in others) == FROM_OTHERS


def test_every_mail_is_tied_to_the_message_that_it_returns_or_answers(loaded: Session) -> None:
    tied = select(BounceMail.id, BounceMail.content, Message.message_id)
    rows = loaded.execute(tied.join(Message, Message.id == BounceMail.message_id)).all()
    assert [number for number, content, named in rows if f"<{named}>".encode() not in unpack(content)] == []


def test_whoever_really_got_nothing_is_named_by_a_report(loaded: Session) -> None:
    query = (
        select(Message.message_id, BouncedRecipient.recipient)
        .join_from(BouncedRecipient, BounceMail, BounceMail.id == BouncedRecipient.bounce_id)
        .join(Message, Message.id == BounceMail.message_id)
        .where(BouncedRecipient.action == "failed")
    )
    told = {(message_id, recipient) for message_id, recipient in loaded.execute(query)}
    due = {(row["message_id"], normalise(row["recipient"])) for row in truth() if row["final"] in RETURNED}
    assert len(due) > 100
    assert due - told == set()


def test_one_bounce_says_what_no_rule_knows(loaded: Session) -> None:
    query = select(BouncedRecipient.recipient).where(BouncedRecipient.reason == UNKNOWN.code)
    assert loaded.scalars(query).all() == ["archiv@gesundheitsamt.example"]


def test_mails_and_their_dates_are_moved_with_the_log(loaded: Session) -> None:
    for mail in mails(loaded):
        date = message_from_bytes(unpack(mail.content))["Date"]
        assert abs(parsedate_to_datetime(date).timestamp() - mail.arrived_at) < 120
    assert max(mail.arrived_at for mail in mails(loaded)) <= time.time()


def test_no_trace_is_proven(loaded: Session) -> None:
    now = time.time()
    covered = coverage(loaded.connection(), 0, now, now)
    said = absence(covered, None, None, now, UTC).sentence
    assert re.fullmatch("No trace, and our records are complete from .* to now on 2 sources.", said)


def test_a_second_time_adds_nothing(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["demo"])
    assert result.output.count("nothing new") == len(("log", "mails"))


def test_the_next_start_loads_the_mails_that_one_did_not_come_to(new_app: Callable[[], Flask]) -> None:
    app = new_app()
    with app.app_context(), Session(storage.engine) as session:
        path = demo.path_in(app.extensions["postdesk_settings"])
        demo.load_log(storage.engine, Network(), path)
        assert start(app) is None
        assert len(mails(session)) == len(list(demo_mails.arrived()))
        storage.engine.dispose()


def test_a_database_that_knows_something_else_gets_no_demo(new_app: Callable[[], Flask]) -> None:
    app = new_app()
    with app.app_context(), Session(storage.engine) as session:
        session.add(Source(name="mx1", format="postfix"))
        session.commit()
        assert start(app) is None
        assert mails(session) == []
        storage.engine.dispose()
