"""Mail without news for too long, as pages and the terminal show it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from console.models.daily import ALL_DOMAINS
from console.models.domain import Domain
from console.models.evidence import Evidence
from console.models.feed import Feed
from console.models.usual_time import UsualTime
from tests.casework import mailroom
from tests.casework.mailroom import address_named, message_named
from tests.views.test_messages import opened, page

AFTERNOON = datetime(2026, 11, 21, 16, tzinfo=UTC)  # six hours after the stories
PILL = ">Stale</span>"
LATER = "host mx.there.example[192.0.2.1] said: 450 4.3.0 Try again later (in reply to RCPT TO command)"


@pytest.fixture(autouse=True)
def afternoon() -> Iterator[None]:
    """It is four in the afternoon."""
    with time_machine.travel(AFTERNOON, tick=False):
        yield


@pytest.fixture
def waiting(db: Session, tmp_path: Path) -> int:
    """A message that was put off in the morning; its log went on until now without a word of it."""
    mailroom.read_in(db, tmp_path, mailroom.put_off(words=LATER), mailroom.delivered())
    db.add(Feed(name="log", kind="file", place=str(tmp_path / "mail.log"), last_read_at=AFTERNOON))
    db.execute(update(Evidence).values(last_at=int(AFTERNOON.timestamp())))
    known = {"count": 500, "median": 2, "nearly_all": 40, "longest": 900}
    domain = db.scalars(select(Domain.id).where(Domain.name == "there.example")).one()
    db.add_all([UsualTime(domain_id=ALL_DOMAINS, **known), UsualTime(domain_id=domain, **known)])
    db.commit()
    return message_named(db, "4CCCC@app")


@pytest.mark.usefixtures("waiting")
def test_the_word_stands_beside_the_status_of_the_message(agent: FlaskClient, db: Session) -> None:
    shown = opened(agent, db, "4CCCC@app")
    heading = shown[shown.index('class="about"') : shown.index("</h1>")]
    assert PILL in heading
    assert "It should have been decided by 12:04." in heading
    assert "no other mail to there.example took longer than 15 minutes." in heading
    assert PILL not in opened(agent, db, "4AAAA@app")


@pytest.mark.usefixtures("waiting")
def test_it_stands_in_the_lists_too(agent: FlaskClient, db: Session) -> None:
    to_all = agent.post("/search/run", data={"q": "there.example"}, follow_redirects=True).get_data(as_text=True)
    assert to_all.count(PILL) == 1
    assert page(agent, f"/recipients/{address_named(db, 'full@there.example')}").count(PILL) == 1


def test_it_is_searched_for_like_a_status(agent: FlaskClient, db: Session, waiting: int) -> None:
    found = agent.post("/search/run", data={"q": "status:stale"}, follow_redirects=True).get_data(as_text=True)
    assert "1 recipient<" in found
    assert f'href="/messages/{waiting}/' in found
    chosen = agent.post("/search/run", data={"status": "stale"}, follow_redirects=True).get_data(as_text=True)
    assert '<option value="stale" selected>' in chosen


@pytest.mark.usefixtures("waiting")
def test_programs_get_it_under_a_key(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    given = json.loads(run(args=["lookup", "full@there.example", "--json"]).output)
    assert given["stale"] == {"since": "2026-11-21T10:04:05+00:00", "decided_by": "2026-11-21T12:04:05+00:00"}
    assert given["unread"] == []
    assert run(args=["lookup", "full@there.example"]).output.startswith("full@there.example  Deferred, stale")


def test_what_may_be_missing_comes_with_its_remedy(agent: FlaskClient, app: Flask, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.put_off(words=LATER))
    shown = opened(agent, db, "4CCCC@app")
    assert "Later news may be missing: mx1 was not read since 10:04 (no newer log came in)." in shown
    assert "Import its newer log, or follow it." in shown
    assert PILL not in shown
    run = app.test_cli_runner().invoke
    assert "What would close a gap of our records\n  Import its newer log" in run(args=["lookup", "4CCCC"]).output
    given = json.loads(run(args=["lookup", "full@there.example", "--json"]).output)
    [unread] = given["unread"]
    assert (unread["source"], unread["cause"], given["stale"]) == ("mx1", "no_newer_log", None)
    assert given["next_attempt"].startswith("2026-11-21T10:")
