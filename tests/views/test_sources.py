"""The Sources page, as everybody gets it, and the form of a feed, as an admin does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from console.casework import tasks
from console.database import db as storage
from console.models.audit_entry import AuditEntry
from console.models.feed import Feed
from console.models.log_file import LogFile
from console.models.task import Task
from tests.casework.set_aside import set_aside
from tests.intake.postfix_lines import sent
from tests.intake.stories import tell
from tests.servers.engines import KINDS

JUST_AFTER = datetime(2026, 11, 21, 10, 0, 7, tzinfo=UTC)  # tests.intake.postfix_lines end at 10:00:03
HOSTILE = "<script>alert(1)</script>\u202e"
FORM = {"name": "mx1 mail log", "kind": "file", "place": "/var/log/mail.log", "time_zone": "UTC"}


@pytest.fixture
def engine(app: Flask) -> Engine:
    """The console's own."""
    with app.app_context():
        return storage.engine


@pytest.fixture
def _now() -> object:
    with time_machine.travel(JUST_AFTER, tick=False):
        yield


def page(browser: FlaskClient, address: str = "/sources/") -> str:
    """What is shown there."""
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.text


def the_feed(db: Session) -> Feed:
    db.expire_all()
    return db.scalars(select(Feed)).one()


@pytest.mark.parametrize("browser", ["agent", "lead", "admin", "auditor"])
def test_before_the_first_log_everybody_reads_how_to_begin(browser: str, request: pytest.FixtureRequest) -> None:
    shown = page(request.getfixturevalue(browser))
    assert "No log was read yet." in shown
    assert ("Add a feed" in shown) == (browser == "admin")


@pytest.mark.usefixtures("_now")
@pytest.mark.parametrize("database_url", KINDS, indirect=True)
def test_the_sentence_on_top_tells_that_all_is_read(agent: FlaskClient, engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, sent("4A", "one@shop.example", "a@there.example"))
    assert "mx1 is read; newest line 4 seconds ago." in page(agent)
    assert "mx1 is read; newest line 4 seconds ago." in page(agent, "/")


@pytest.mark.usefixtures("_now")
def test_an_error_is_told_with_since_when_and_what_to_do(agent: FlaskClient, db: Session) -> None:
    error = "/var/log/mx2.log may not be read by this user. Give it the right to read the file."
    at = datetime(2026, 11, 21, 9, 10, tzinfo=UTC)
    later = at + timedelta(seconds=8)
    db.add(Feed(name="mx2", kind="file", place="/var/log/mx2.log", error=error, error_since=later, last_read_at=at))
    tasks.tell_alive(db, 12)
    shown = page(agent)
    assert "mx2 has not been read since 09:10: /var/log/mx2.log may not be read by this user." in shown
    assert "Give it the right to read the file." in shown
    assert "mx2 has not been read since 09:10" in page(agent, "/")


@pytest.mark.usefixtures("_now")
def test_of_many_troubles_three_stand_on_top_and_the_rest_below(agent: FlaskClient, db: Session) -> None:
    at = datetime(2026, 11, 21, 9, 10, tzinfo=UTC)
    for number in range(5):
        error = f"/m{number}.log does not exist yet. Check the name of it."
        db.add(Feed(name=f"mx{number}", kind="file", place=f"/m{number}.log", error=error, error_since=at))
    tasks.tell_alive(db, 12)
    top, _, below = page(agent).partition('id="feeds"')
    assert [top.count(f"mx{number} was never read") for number in range(5)] == [1, 1, 1, 0, 0]
    assert "and 2 more things, told below with what to do" in top
    assert (top.count("Check the name of it."), below.count("Check the name of it.")) == (1, 5)


@pytest.mark.usefixtures("_now")
def test_the_page_of_a_feed_tells_how_it_stands_above_its_form(admin: FlaskClient, db: Session) -> None:
    at = datetime(2026, 11, 21, 9, 10, tzinfo=UTC)
    error = "/m.log does not exist yet. Check the name."
    later = at + timedelta(seconds=8)
    told = {"error": error, "error_since": later, "last_read_at": at, "last_line_at": at - timedelta(seconds=5)}
    db.add(Feed(name="mx1", kind="file", place="/m.log", **told))
    db.add(Feed(name="must", kind="expected", place="", expected_hosts=["mx77"]))
    db.commit()
    standing, _, _ = page(admin, "/sources/feeds/1").partition('<form class="stack feed-form')
    for words in ("Not read", error, "09:10", "Looked at 50 min ago", "09:09:55"):
        assert words in standing, words
    assert "1 never seen" in page(admin, "/sources/feeds/2")


@pytest.mark.usefixtures("_now")
def test_the_picture_of_a_source_has_its_figures(agent: FlaskClient, engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, sent("4A", "one@shop.example", "a@there.example"))
    shown = page(agent)
    assert shown.count('class="all"') == 14
    assert "<title>21 Nov: read from its first line on</title>" in shown
    assert '<th scope="row">21 Nov</th><td>Read from its first line on</td><td class="number">3 s</td>' in shown
    assert shown.count("<td>Before the first line</td>") == 13


def test_lines_add_up_or_it_is_said(agent: FlaskClient, engine: Engine, tmp_path: Path) -> None:
    set_aside(engine, tmp_path)
    shown = page(agent)
    assert "Adds up" in shown
    figures = ("5", "4", "0", "0", "0", "1", "0", "1")
    assert "".join(f'<td class="number">{figure}</td>' for figure in figures) in shown
    with engine.begin() as connection:
        connection.execute(update(LogFile).values(line_count=9))
    shown = page(agent)
    assert "The lines do not add up." in shown
    assert "9 lines were read, and what came of them adds up to 5." in shown


def test_lines_in_the_quarantine_are_a_way_there_for_whoever_may_go(
    agent: FlaskClient, lead: FlaskClient, engine: Engine, tmp_path: Path
) -> None:
    set_aside(engine, tmp_path)
    assert "1 line could not be read" in page(agent)
    assert 'href="/quarantine/"' not in page(agent)
    assert 'href="/quarantine/"' in page(lead)


def test_a_sender_that_was_never_seen_is_told_on_top_and_with_its_remedy(agent: FlaskClient, db: Session) -> None:
    db.add(Feed(name="apps", kind="expected", place="", expected_senders=["invoices@shop.example"]))
    db.commit()
    shown = page(agent)
    assert shown.count("invoices@shop.example has never sent anything that we know of.") == 2
    assert "1 never seen" in shown
    assert "as the envelope has it, which may not be the From that people see" in shown


@pytest.mark.usefixtures("_now")
def test_a_sender_that_sends_as_usual_has_a_line_of_its_own(
    agent: FlaskClient, db: Session, engine: Engine, tmp_path: Path
) -> None:
    tell(engine, tmp_path, sent("4A", "one@shop.example", "a@there.example"))
    db.add(Feed(name="apps", kind="expected", place="", expected_senders=["billing@shop.example"]))
    db.commit()
    shown = page(agent)
    assert "1 expected sender" in shown
    assert "newest mail" in shown
    assert "Its mail comes as it usually does." in shown


@pytest.mark.usefixtures("_now")
def test_no_trace_is_no_plain_no_where_an_expected_sender_was_never_seen(
    agent: FlaskClient, db: Session, engine: Engine, tmp_path: Path
) -> None:
    tell(engine, tmp_path, sent("4A", "one@shop.example", "a@there.example"))
    asked = {"data": {"q": "b@there.example"}, "follow_redirects": True}
    assert "No trace, and our records are complete" in agent.post("/search/run", **asked).text
    db.add(Feed(name="apps", kind="expected", place="", expected_senders=["invoices@shop.example"]))
    db.commit()
    said = agent.post("/search/run", **asked).text
    assert "No trace, but we cannot say: invoices@shop.example has never sent anything that we know of." in said


def test_tasks_tell_how_they_went(agent: FlaskClient, db: Session) -> None:
    db.add(
        Task(name="clean up", failures=5, error="The disk is full. Make room.", milliseconds=1234, began_at=JUST_AFTER)
    )
    db.commit()
    shown = page(agent)
    assert "Failed 5 times" in shown
    assert "took 1,234 ms" in shown
    assert "The worker’s task “clean up” fails." in shown


def test_a_feed_is_added_changed_switched_off_and_removed(admin: FlaskClient, db: Session) -> None:
    asked = FORM | {"expected_hosts": "mx1, MX2\nmx3", "expected_senders": "a@b.test\nc@b.test", "queue_lifetime": "5"}
    assert "mx1 mail log is a feed now." in admin.post("/sources/feeds/new", data=asked, follow_redirects=True).text
    feed = the_feed(db)
    assert (feed.expected_hosts, feed.queue_lifetime, feed.enabled) == (["mx1", "mx2", "mx3"], 432000, True)
    address = f"/sources/feeds/{feed.id}"
    form = page(admin, address)
    assert 'value="/var/log/mail.log"' in form
    assert ">mx1\nmx2\nmx3</textarea>" in form
    assert ">a@b.test\nc@b.test</textarea>" in form
    assert 'name="queue_lifetime" inputmode="decimal" maxlength="12" autocomplete="off" value="5"' in form
    admin.post(address, data=FORM | {"time_zone": "Europe/Vienna", "format": "postfix"})
    feed = the_feed(db)
    assert (feed.time_zone, feed.format, feed.expected_hosts, feed.queue_lifetime) == (
        "Europe/Vienna",
        "postfix",
        [],
        None,
    )
    admin.post(f"{address}/disable")
    assert not the_feed(db).enabled
    assert "Switched off" in page(admin)
    admin.post(f"{address}/enable")
    assert the_feed(db).enabled
    assert "is no feed any more" in admin.post(f"{address}/remove", follow_redirects=True).text
    assert db.scalars(select(Feed)).all() == []
    verbs = db.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("feed:")).order_by(AuditEntry.id))
    assert verbs.all() == ["feed:add", "feed:change", "feed:disable", "feed:enable", "feed:remove"]


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"name": " "}, "name", "A feed needs a name"),
        ({"kind": "carrier pigeon"}, "kind", "is not a kind of feed"),
        ({"place": "mail.log"}, "place", "Name the file by its whole path"),
        ({"kind": "syslog", "place": "udp:8.8.8.8:514"}, "place", "can be reached from everywhere"),
        ({"kind": "expected", "place": ""}, "expected_hosts", "Name the hosts that are expected"),
        ({"expected_senders": "@b.test"}, "expected_senders", "is not a whole address"),
        ({"expected_senders": "a@b.test " * 9000}, "expected_senders", "too long for one feed"),
        ({"expected_hosts": "mx 1;--"}, "expected_hosts", "is not a host name"),
        ({"expected_hosts": "mx " * 9000}, "expected_hosts", "too long for one feed"),
        ({"format": "sendmail"}, "format", "is not a log format"),
        ({"time_zone": "Mars/Olympus"}, "time_zone", "is not a time zone"),
        ({"queue_lifetime": "five"}, "queue_lifetime", "Write the days as a number"),
        ({"queue_lifetime": "nan"}, "queue_lifetime", "Write the days as a number"),
        ({"queue_lifetime": "-1"}, "queue_lifetime", "at most 60 days"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(
    admin: FlaskClient, db: Session, wrong: dict[str, str], field: str, words: str
) -> None:
    answer = admin.post("/sources/feeds/new", data=FORM | wrong)
    assert answer.status_code == 400
    told = answer.text[answer.text.index(f'id="{field}-error"') :]
    assert words in told[:400]
    assert db.scalars(select(Feed)).all() == []


def test_what_was_typed_stays_in_the_form(admin: FlaskClient) -> None:
    answer = admin.post("/sources/feeds/new", data=FORM | {"name": HOSTILE, "place": "mail.log", "queue_lifetime": "5"})
    assert 'value="mail.log"' in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text
    assert "<script>alert" not in answer.text


def test_a_feed_cannot_take_the_place_of_another(admin: FlaskClient, db: Session) -> None:
    admin.post("/sources/feeds/new", data=FORM)
    admin.post("/sources/feeds/new", data=FORM | {"name": "other", "place": "/var/log/other.log"})
    other = db.scalars(select(Feed.id).where(Feed.name == "other")).one()
    answer = admin.post(f"/sources/feeds/{other}", data=FORM | {"name": "other"})
    assert (answer.status_code, "reads that already" in answer.text) == (400, True)


@pytest.mark.parametrize("verb", ["", "/enable", "/disable", "/remove"])
def test_only_an_admin_defines_feeds(lead: FlaskClient, db: Session, verb: str) -> None:
    db.add(Feed(name="mx1", kind="file", place="/var/log/mail.log"))
    db.commit()
    assert lead.post(f"/sources/feeds/1{verb}", data=FORM).status_code == 403
    assert "/sources/feeds/" not in page(lead)
    assert (the_feed(db).enabled, the_feed(db).name) == (True, "mx1")


@pytest.mark.parametrize("number", ["7", "0", "2147483648", "x"])
def test_a_feed_that_is_not_there_is_not_found(admin: FlaskClient, number: str) -> None:
    assert admin.get(f"/sources/feeds/{number}").status_code == 404
    assert admin.post(f"/sources/feeds/{number}/remove").status_code == 404


def test_text_of_strangers_is_inert(admin: FlaskClient, engine: Engine, db: Session, tmp_path: Path) -> None:
    host = HOSTILE.replace("/", "")
    tell(engine, tmp_path, sent("4A", "one@shop.example", "a@there.example", host=host), name="<b>x\u202e.log")
    db.add(
        Feed(name=HOSTILE, kind="file", place=f"/var/{HOSTILE}", error=f"{HOSTILE}. {HOSTILE}", error_since=JUST_AFTER)
    )
    db.commit()
    for address in ("/sources/", "/", "/sources/feeds/1"):
        shown = page(admin, address)
        assert "<script>alert" not in shown
        assert "<b>x" not in shown
