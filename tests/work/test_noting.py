"""What came of looking is noted, whoever else notes something at the same feed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from console.casework import feeds
from console.work import noting
from console.work.feed_thread import Note
from console.work.noting import Noting
from tests.work.following import add_feed, feed

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
CLOSED = "The door is closed."


def test_an_error_that_goes_on_is_noted_again_after_somebody_else_read_the_feed(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noting, "NOTE_EVERY", 0.0)
    number, ours = add_feed(engine, tmp_path / "mail.log"), Noting()
    failing = Note(read_at=NOON).after_error(NOON, CLOSED)
    with Session(engine) as session:
        ours.write(session, {number: failing})
        feeds.note_read(session, number, LATER, None)
        session.commit()
        ours.write(session, {number: failing})
        assert feed(engine, number).error == ""
        ours.write(session, {number: failing.after_error(LATER, CLOSED)})
    noted = feed(engine, number)
    assert (noted.error, noted.error_since, noted.last_read_at) == (CLOSED, NOON, LATER)
