"""The demo evidence: a real Postfix wrote it, and what really became of each mail is what Postdesk finds."""

import csv
import gzip
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import create_app
from console import settings
from console.commands import demo
from console.database import db as storage
from console.diagnosis.status import status_of_code
from console.mail.address import normalise
from console.models.address import Address
from console.models.message import Message
from console.models.quarantine import Quarantined
from console.models.recipient import Recipient
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


@pytest.fixture(scope="module")
def app(sqlite_database: FreshUrl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The console with the demo evidence, as at a first start."""
    given = {"data_folder": tmp_path_factory.mktemp("data"), "database_url": sqlite_database()}
    app = create_app(settings.read(**given, secret_key="a key that only this test uses, 12"))
    with app.app_context():
        assert demo.load_at_first_start(storage.engine, app.extensions["postdesk_settings"])
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


def test_a_second_time_adds_nothing(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["demo"])
    assert "nothing new" in result.output


def test_a_database_that_knows_something_gets_no_demo(app: Flask) -> None:
    assert demo.load_at_first_start(storage.engine, app.extensions["postdesk_settings"]) is None
