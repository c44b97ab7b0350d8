"""The page of a log line."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.casework import mailroom
from tests.casework.mailroom import message_named
from tests.people import ANNA
from tests.views.test_messages import page, views


def test_a_line_stands_word_for_word_and_leads_to_its_message(agent: FlaskClient, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered())
    shown = page(agent, "/evidence/1/3")
    said = shown[shown.index('id="line"') : shown.index("</li>", shown.index('id="line"'))]
    assert "to=&lt;anna@there.example&gt;, relay=mx.there.example[192.0.2.1]:25, delay=1" in said
    assert f'href="/messages/{message_named(db, "4AAAA@app")}"' in shown
    assert "mail.log" in shown
    assert views(db) == [(ANNA.email, "message:read_evidence", "evidence:1/3")]


def test_a_line_of_a_stranger_is_inert(agent: FlaskClient, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.with_subject(mailroom.HOSTILE))
    shown = page(agent, "/evidence/1/1")
    assert "<script>alert" not in shown
    assert "\u202e" not in shown
    assert "U+202E" in shown


@pytest.mark.parametrize(
    "address", ["/evidence/1/5", "/evidence/2/0", f"/evidence/{10**12}/0", f"/evidence/1/{10**12}"]
)
def test_what_is_not_there_says_so(agent: FlaskClient, db: Session, tmp_path: Path, address: str) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered())
    assert agent.get(address).status_code == 404


def test_an_auditor_reads_no_evidence(auditor: FlaskClient, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered())
    answer = auditor.get("/evidence/1/3")
    assert answer.status_code == 403
    assert "anna@there.example" not in answer.get_data(as_text=True)
