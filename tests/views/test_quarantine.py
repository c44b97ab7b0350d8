"""The quarantine's pages, as whoever looks after the logs gets them."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from console.casework import quarantine
from console.database import db as storage
from console.models.audit_entry import AuditEntry
from tests.casework.set_aside import AFTER, BEFORE, BROKEN, TO, mend, set_aside
from tests.intake.stories import statuses, tell
from tests.people import LUIS, MINA
from tests.servers.engines import KINDS

HOSTILE = BROKEN.replace("alice", "<script>alert(1)</script>\u202e") + "\x1b[2J"


@pytest.fixture
def engine(app: Flask) -> Engine:
    """The console's own."""
    with app.app_context():
        return storage.engine


@pytest.fixture
def _waits(engine: Engine, tmp_path: Path) -> None:
    set_aside(engine, tmp_path)


def reason_key(db: Session) -> str:
    """What stands for the only reason in addresses."""
    [kind] = quarantine.kinds(db)
    return kind.key


def done(db: Session) -> list[tuple[str, str]]:
    """What is on record, but for sign-ins."""
    query = select(AuditEntry.actor, AuditEntry.action).where(AuditEntry.action.startswith("quarantine:"))
    return [(actor, action) for actor, action in db.execute(query.order_by(AuditEntry.id))]


def test_an_empty_quarantine_says_so(lead: FlaskClient) -> None:
    assert "Every line of every log was read." in lead.get("/quarantine/").text


@pytest.mark.usefixtures("_waits")
def test_lines_are_browsed_by_reason(lead: FlaskClient, db: Session) -> None:
    page = lead.get("/quarantine/").text
    assert "The delivery line names no relay" not in page
    assert f"reason={reason_key(db)}" in page
    assert "The delivery line states no status after the recipient." in page
    alike = lead.get(f"/quarantine/?reason={reason_key(db)}").text
    assert "1 line for this reason" in alike
    assert "1 line that could not be read for one reason." in alike
    assert "mail.log</bdi>, line 4" in alike
    assert done(db) == [(LUIS.email, "quarantine:read")] * 2


@pytest.mark.usefixtures("_waits")
def test_a_line_stands_among_its_neighbours(lead: FlaskClient) -> None:
    page = lead.get("/quarantine/1").text
    log = page[page.index('class="card log"') : page.index("</ol>")]
    words = ("size=2000", "delay=1, status=", "removed")
    assert [log.index(word) for word in words] == sorted(log.index(word) for word in words)
    assert log.count("<li") == len([*BEFORE, BROKEN, *AFTER])


@pytest.mark.usefixtures("_waits")
def test_one_line_is_read_again(admin: FlaskClient, engine: Engine, db: Session) -> None:
    mend(engine)
    answer = admin.post("/quarantine/retry", data={"number": 1}, follow_redirects=True)
    assert "1 line can be read now." in answer.text
    assert "Read again." in answer.text
    assert statuses(engine) == {TO: "delivered"}
    assert done(db) == [(MINA.email, "quarantine:retry"), (MINA.email, "quarantine:read")]


@pytest.mark.usefixtures("_waits")
def test_all_of_a_reason_are_read_again(admin: FlaskClient, engine: Engine, db: Session, tmp_path: Path) -> None:
    set_aside(engine, tmp_path, "mx2.log", BROKEN.replace("delay=1", "delay=2"))
    answer = admin.post("/quarantine/retry", data={"reason": reason_key(db)}, follow_redirects=True)
    assert "2 lines still cannot be read." in answer.text


@pytest.mark.usefixtures("_waits")
def test_a_line_is_dismissed_with_a_note_and_stays_to_be_looked_at(admin: FlaskClient, db: Session) -> None:
    answer = admin.post("/quarantine/dismiss", data={"number": 1, "note": "the disk was full"}, follow_redirects=True)
    assert "1 line is dismissed." in answer.text
    assert "the disk was full" in answer.text
    assert "1 line was dismissed</a>" in admin.get("/quarantine/").text
    assert "the disk was full" in admin.get("/quarantine/dismissed").text
    assert quarantine.total(db) == 0


@pytest.mark.usefixtures("_waits")
@pytest.mark.parametrize("which", ["number", "reason"])
def test_a_missing_note_is_told_beside_its_field(admin: FlaskClient, db: Session, which: str) -> None:
    asked = {"number": "1"} if which == "number" else {"reason": reason_key(db)}
    answer = admin.post("/quarantine/dismiss", data=asked | {"note": " "})
    assert answer.status_code == 400
    assert 'id="note-error">Write in at most 500 characters why nobody misses these lines.' in answer.text
    assert quarantine.total(db) == 1


@pytest.mark.usefixtures("_waits")
def test_what_came_in_after_one_looked_is_not_dismissed(
    admin: FlaskClient, engine: Engine, db: Session, tmp_path: Path
) -> None:
    set_aside(engine, tmp_path, "mx2.log", BROKEN.replace("delay=1", "delay=2"))
    admin.post("/quarantine/dismiss", data={"reason": reason_key(db), "newest": 1, "note": "the disk was full"})
    assert [line.id for line in quarantine.lines(db)] == [2]


@pytest.mark.usefixtures("_waits")
def test_what_somebody_else_settled_is_said(admin: FlaskClient, db: Session) -> None:
    asked = {"reason": reason_key(db), "note": "the disk was full"}
    admin.post("/quarantine/dismiss", data=asked)
    for verb in ("dismiss", "retry"):
        assert (
            "Nothing waits there any more" in admin.post(f"/quarantine/{verb}", data=asked, follow_redirects=True).text
        )


@pytest.mark.usefixtures("_waits")
def test_a_lead_looks_and_settles_nothing(lead: FlaskClient) -> None:
    assert "Dismiss" not in lead.get("/quarantine/1").text
    assert lead.post("/quarantine/dismiss", data={"number": 1, "note": "x"}).status_code == 403


def test_text_of_strangers_is_inert(admin: FlaskClient, engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, [*BEFORE, HOSTILE, *AFTER])
    for path in ("/quarantine/", "/quarantine/1"):
        page = admin.get(path).text
        assert "<script>alert" not in page
        assert "\u202e" not in page
        assert ">U+001B<" in page


def test_a_line_of_a_megabyte_is_cut_short(admin: FlaskClient, engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, [*BEFORE, BROKEN + "x" * 1_000_000, *AFTER])
    assert len(admin.get("/quarantine/").text) < 100_000
    assert "more characters" in admin.get("/quarantine/1").text


@pytest.mark.parametrize("database_url", KINDS, indirect=True)
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("?reason=nothing", 200),
        ("?reason=%00", 200),
        ("?before=0", 200),
        ("?before=2147483647", 200),
        ("?before=2147483648", 400),
        ("?before=x", 400),
        ("1", 404),
        ("2147483648", 404),
        ("dismissed?before=-1", 400),
    ],
)
def test_bad_input_is_never_our_failure(admin: FlaskClient, address: str, status: int) -> None:
    assert admin.get(f"/quarantine/{address}").status_code == status


@pytest.mark.parametrize("data", [{}, {"number": "x"}, {"number": "99999999999"}])
def test_a_form_that_names_nothing_is_refused(admin: FlaskClient, data: dict[str, str]) -> None:
    assert admin.post("/quarantine/retry", data=data).status_code == 400
