"""The page of a message, as its readers get it."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.models.account import Account
from console.models.audit_entry import AuditEntry
from console.models.joined_message import JoinedMessage
from tests.casework import mailroom
from tests.casework.mailroom import address_named, message_named
from tests.people import ANNA


def page(browser: FlaskClient, address: str) -> str:
    """What is shown there."""
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def opened(browser: FlaskClient, db: Session, message_id: str) -> str:
    """The page of a message."""
    return page(browser, f"/messages/{message_named(db, message_id)}")


def views(db: Session) -> list[tuple[str, str, str]]:
    """Who saw what."""
    query = select(AuditEntry.actor, AuditEntry.action, AuditEntry.subject).order_by(AuditEntry.id)
    query = query.where(AuditEntry.action.not_like("sign_in:%"))
    return [tuple(row) for row in db.execute(query)]  # type: ignore[misc]


def test_the_verdict_is_the_heading(agent: FlaskClient, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered())
    shown = opened(agent, db, "4AAAA@app")
    heading = shown[shown.index("<h1") : shown.index("</h1>")]
    assert "Yes." in heading
    assert "took it" in heading
    assert 'href="/evidence/1/' in heading


def test_nothing_personal_is_in_the_title_or_the_address(agent: FlaskClient, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered())
    assert "<title>Message · Postdesk</title>" in opened(agent, db, "4AAAA@app")


def test_of_several_recipients_the_one_it_went_wrong_with_is_opened(
    agent: FlaskClient, db: Session, tmp_path: Path
) -> None:
    to = {"anna@there.example": "sent", "nobody@there.example": "bounced"}
    mailroom.read_in(db, tmp_path, mailroom.to_several(to))
    number = message_named(db, "4DDDD@app")
    assert 'class="answer">No.<' in page(agent, f"/messages/{number}")
    anna = page(agent, f"/messages/{number}/{address_named(db, 'anna@there.example')}")
    assert 'class="answer">Yes.<' in anna
    assert "Also to 1 other" in anna


def test_five_hundred_recipients_fit_on_a_page(agent: FlaskClient, db: Session, tmp_path: Path) -> None:
    to = {f"r{number:03}@there.example": "sent" for number in range(499)} | {"nobody@there.example": "bounced"}
    mailroom.read_in(db, tmp_path, mailroom.to_several(to))
    shown = opened(agent, db, "4DDDD@app")
    assert 'class="answer">No.<' in shown
    assert "487 more" in shown


def test_two_hundred_retries_are_folded(agent: FlaskClient, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.put_off(times=200))
    shown = opened(agent, db, "4CCCC@app")
    assert shown.count("data-row>") == 2
    assert "200 attempts in" in shown
    assert shown.count("the same answer</span>") == 199


def test_text_of_strangers_is_inert(agent: FlaskClient, db: Session, tmp_path: Path) -> None:
    refusal = (
        "host mx.there.example[192.0.2.1] said: 550 5.1.1 <img src=x onerror=alert(1)>\u202e (in reply to RCPT TO)"
    )
    mailroom.read_in(db, tmp_path, mailroom.with_subject(mailroom.HOSTILE), mailroom.refused(words=refusal, minute=9))
    for message_id in ("4GGGG@app", "4BBBB@app"):
        shown = opened(agent, db, message_id)
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert "\u202e" not in shown
        assert 'class="unseen" title="right-to-left override">U+202E<' in shown


def test_the_reply_can_be_read_and_selected_without_script(agent: FlaskClient, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.refused())
    shown = opened(agent, db, "4BBBB@app")
    reply = shown[shown.index('<textarea class="form-control" id="reply"') : shown.index("</textarea>")]
    assert "could not be delivered" in reply


def test_a_notice_links_to_its_message_and_back(agent: FlaskClient, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.refused())
    message, notice = message_named(db, "4BBBB@app"), message_named(db, "4BBBBN@mx1")
    assert f'href="/messages/{notice}"' in page(agent, f"/messages/{message}")
    assert f'href="/messages/{message}">Open that message' in page(agent, f"/messages/{notice}")


def test_a_message_in_the_queue_names_no_recipient(agent: FlaskClient, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.only_arrived())
    shown = opened(agent, db, "4HHHH@app")
    assert "To a recipient that our log does not name yet" in shown
    assert "Not yet." in shown


def test_times_are_of_the_readers_zone_with_utc_beside(agent: FlaskClient, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered())
    db.scalars(select(Account).where(Account.email == ANNA.email)).one().time_zone = "Asia/Tokyo"
    db.commit()
    shown = opened(agent, db, "4AAAA@app")
    assert "Times in Asia/Tokyo, UTC beside them." in shown
    assert "19:00:00" in shown
    assert ">10:00:00</time> UTC" in shown


def test_every_view_is_on_record(agent: FlaskClient, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered())
    number = message_named(db, "4AAAA@app")
    opened(agent, db, "4AAAA@app")
    assert views(db) == [(ANNA.email, "message:read", f"message:{number}")]


def test_a_number_that_was_given_up_leads_to_the_message(agent: FlaskClient, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered())
    number = message_named(db, "4AAAA@app")
    db.add(JoinedMessage(id=5, message_id=number))
    db.commit()
    answer = agent.get("/messages/5/1")
    assert (answer.status_code, answer.location) == (303, f"/messages/{number}/1")


@pytest.mark.parametrize(
    "address", ["/messages/7", "/messages/0", f"/messages/{10**30}", "/messages/-1", "/messages/x"]
)
def test_what_is_not_there_says_so_and_nothing_more(agent: FlaskClient, address: str) -> None:
    answer = agent.get(address)
    assert answer.status_code == 404
    assert "There is nothing here" in answer.get_data(as_text=True)


def test_a_recipient_of_another_message_is_not_there(agent: FlaskClient, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered(), mailroom.refused())
    other = address_named(db, "nobody@there.example")
    assert agent.get(f"/messages/{message_named(db, '4AAAA@app')}/{other}").status_code == 404
    assert views(db) == []


def test_an_auditor_sees_no_message(auditor: FlaskClient, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered())
    answer = auditor.get(f"/messages/{message_named(db, '4AAAA@app')}")
    assert answer.status_code == 403
    assert "anna@there.example" not in answer.get_data(as_text=True)
