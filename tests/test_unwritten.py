"""The disk is full: what was read is put on record later, and nothing else is stored meanwhile."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from console import audit, shortage, unwritten
from console.audit import Action
from console.database import engine_at
from console.models.audit_entry import AuditEntry
from console.models.base import utc_now
from tests.servers.engines import FreshUrl
from tests.servers.small_disk import Disk

ANNA = "anna@graz.example"
A_LOT = {"words": "x" * 500_000}


@pytest.fixture
def engine(sqlite_database: FreshUrl) -> Iterator[Engine]:
    engine = engine_at(sqlite_database())
    yield engine
    engine.dispose()


@pytest.fixture
def disk(engine: Engine) -> Disk:
    return Disk(engine)


@pytest.fixture
def full(engine: Engine, disk: Disk) -> Engine:
    """The database, after somebody has met the shortage."""
    disk.full = True
    with pytest.raises(OperationalError):
        record(engine, Action.SEARCH_RUN, **A_LOT)
    return engine


def record(engine: Engine, action: Action, subject: str = "", **details: str) -> None:
    with Session(engine) as session:
        audit.record(session, ANNA, action, subject, **details)
        session.commit()


def recorded(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_database_with_room_is_in_no_shortage(engine: Engine) -> None:
    assert shortage.shortage_at(engine) is None


def test_whoever_fails_to_write_notices_the_shortage(full: Engine) -> None:
    noticed = shortage.shortage_at(full)
    assert noticed is not None
    assert noticed.cause == "the disk is full"
    assert utc_now() - noticed.since < timedelta(seconds=60)


def test_what_was_read_is_on_record_once_there_is_room(full: Engine, disk: Disk) -> None:
    record(full, Action.MESSAGE_READ, "message:1")
    assert recorded(full) == []
    disk.full = False
    unwritten.write(full)
    assert recorded(full) == [Action.MESSAGE_READ]
    assert shortage.shortage_at(full) is None


def test_what_still_cannot_be_written_goes_on_waiting(
    full: Engine, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unwritten, "TRIED_EVERY", 0.0)
    record(full, Action.MESSAGE_READ, "message:1", **A_LOT)
    unwritten.write(full)
    assert recorded(full) == []
    disk.full = False
    unwritten.write(full)
    unwritten.write(full)
    assert recorded(full) == [Action.MESSAGE_READ]


def test_a_change_never_waits(full: Engine) -> None:
    with pytest.raises(OperationalError):
        record(full, Action.ACCOUNT_DISABLE, "account:7", **A_LOT)


def test_when_too_many_wait_nothing_more_is_shown(full: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unwritten, "MOST", 1)
    record(full, Action.MESSAGE_READ, "message:1")
    with pytest.raises(OperationalError):
        record(full, Action.MESSAGE_READ, "message:2", **A_LOT)


def test_a_shortage_that_nobody_meets_any_more_is_over(full: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shortage, "FORGOTTEN_AFTER", -1.0)
    assert shortage.shortage_at(full) is None
