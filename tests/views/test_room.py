"""Pages while nothing can be stored."""

import sqlite3
import time
from contextlib import closing

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console import database
from console.database import db as storage
from console.models.audit_entry import AuditEntry
from tests.servers.small_disk import Disk

A_LOT = " ".join(f"{number}{'x' * 900}" for number in range(40))  # more than fits on the pages that there are


@pytest.fixture
def disk(app: Flask) -> Disk:
    """The disk on which the console's database lies."""
    with app.app_context():
        return Disk(storage.engine)


@pytest.fixture
def full(disk: Disk, agent: FlaskClient) -> FlaskClient:
    """The browser of an agent, after somebody met a full disk."""
    disk.full = True
    assert agent.post("/search/run", data={"q": A_LOT}).status_code == 503
    return agent


def test_a_change_is_refused_with_words_and_a_time(full: FlaskClient) -> None:
    answer = full.post("/search/run", data={"q": A_LOT})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "There is no room to store this" in answer.text


@pytest.mark.parametrize("page", ["/", "/sources/", "/profile/"])
def test_pages_are_shown_and_say_since_when(full: FlaskClient, page: str) -> None:
    answer = full.get(page)
    assert answer.status_code == 200
    assert "Nothing can be stored since" in answer.text
    assert "the disk is full" in answer.text


def test_what_was_read_meanwhile_is_on_record_afterwards(db: Session, disk: Disk, agent: FlaskClient) -> None:
    result = agent.post("/search/run", data={"q": "bob"}).headers["Location"]
    newest = db.scalar(select(func.max(AuditEntry.id)))
    db.rollback()
    disk.full = True
    assert agent.post("/search/run", data={"q": A_LOT}).status_code == 503
    assert agent.get(result).status_code == 200
    disk.full = False
    assert "Nothing can be stored" not in agent.get("/").text
    assert db.scalars(select(AuditEntry.action).where(AuditEntry.id > newest)).all() == ["search:read"]


def test_strangers_are_told_nothing(full: FlaskClient, client: FlaskClient) -> None:
    assert "Nothing can be stored" not in client.get("/sign-in").text


def test_a_database_that_another_program_holds_is_waited_for_and_then_told_in_words(
    app: Flask, agent: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 1)
    with app.app_context():
        engine = storage.engine
    engine.dispose()
    with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        answer = agent.post("/search/run", data={"q": "bob"})
        waited = time.monotonic() - began
        other.execute("ROLLBACK")
    assert waited >= 1
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "The database does not answer" in answer.text
    assert "locked" not in answer.text
    assert agent.post("/search/run", data={"q": "bob"}).status_code == 303
