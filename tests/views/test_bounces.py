"""The pages of bounces, as those get them who match, who settle, and who may not."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from console.casework import feeds
from console.casework.bounces_report import report
from console.casework.feed_definition import Definition
from console.database import db as storage
from console.models.audit_entry import AuditEntry
from console.models.bounce import BounceMail
from console.models.message import MAIL
from tests.casework.bounce_mails import MAILBOX, NEVER_HEARD, UNREADABLE, auto_reply, bounce, hostile, letter, take_in
from tests.casework.mailroom import address_named, delivered, message_named, put_off, read_in, refused
from tests.people import ANNA, LUIS

TO = "full@there.example"


@pytest.fixture
def engine(app: Flask) -> Engine:
    """The console's own."""
    with app.app_context():
        return storage.engine


@pytest.fixture
def message(db: Session, tmp_path: Path) -> int:
    """A message that is put off, besides one that was taken."""
    read_in(db, tmp_path, put_off(times=1), delivered())
    return message_named(db, "4CCCC@app")


def stamp(db: Session, number: int = 1) -> str:
    """What a form about the mail carries."""
    db.rollback()
    found = report(db, number)
    assert found
    db.rollback()
    return found.stamp


def done(db: Session) -> list[tuple[str, str]]:
    """What is on record of bounces."""
    query = select(AuditEntry.actor, AuditEntry.action).where(AuditEntry.action.startswith("bounce:"))
    return [(actor, action) for actor, action in db.execute(query.order_by(AuditEntry.id))]


def test_without_a_mailbox_the_page_says_what_to_do(agent: FlaskClient) -> None:
    page = agent.get("/bounces/").text
    assert "No bounce mailbox has been read yet." in page
    assert "No mail yet" in page


def test_the_bins_stand_on_top_with_their_counts(agent: FlaskClient, engine: Engine, db: Session) -> None:
    take_in(engine, bounce(), letter(), hostile())
    page = agent.get("/bounces/").text
    assert "2 mails wait to be matched to their message." in page
    for words in ("Unmatched <strong>2", "Matched <strong>0", "Not a bounce <strong>1", "In quarantine <strong>0"):
        assert words in page
    assert MAILBOX in page
    assert done(db) == [(ANNA.email, "bounce:read")]


def test_a_mailbox_that_was_never_read_is_named_and_listed(agent: FlaskClient, db: Session) -> None:
    place = "imaps://returns%40shop.example@imap.shop.example/INBOX"
    feeds.add(db, LUIS.email, Definition("returns", "mailbox", place))
    page = agent.get("/bounces/").text
    assert "returns was never read." in page
    assert "returns@shop.example on imap.shop.example, INBOX" in page
    assert 'href="/sources/">Sources: since when, and what to do' in page


def test_the_list_goes_on_where_a_page_ended(agent: FlaskClient, engine: Engine) -> None:
    take_in(engine, *(letter(f"Lunch {number}?") for number in range(60)))
    first = agent.get("/bounces/?bin=not+a+bounce").text
    assert "before=11" in first
    second = agent.get("/bounces/?bin=not+a+bounce&before=11").text
    assert ("Lunch 59?" in first, "Lunch 9?" in first, "Lunch 9?" in second) == (True, False, True)


@pytest.mark.parametrize(
    "address", ["?bin=none", "?kind=none", "?bin=matched&why=%00", "?before=x", "?mailbox=-1", "?before=99999999999"]
)
def test_what_the_address_cannot_ask_for_is_refused(agent: FlaskClient, address: str) -> None:
    assert agent.get(f"/bounces/{address}").status_code == 400


def test_one_bounce_says_what_it_says_and_leads_to_its_message(
    agent: FlaskClient, engine: Engine, message: int
) -> None:
    take_in(engine, bounce(TO, "4CCCC@app"))
    page = agent.get("/bounces/1").text
    assert "mx.there.example says that mail to full@there.example was not delivered" in page
    assert "words.no-such-user" in page
    assert "Message-ID, unverified" in page
    assert f"/messages/{message}/" in page


def test_a_long_subject_is_folded_and_the_rules_are_told_in_words(agent: FlaskClient, engine: Engine) -> None:
    take_in(engine, bounce(subject="Words " * 150))
    page = agent.get("/bounces/1").text
    assert f"<summary><span>{('Words ' * 20)}…</span>" in page.replace('<bdi class="inert">', "").replace("</bdi>", "")
    assert "<dd>the rules for delivery reports (RFC 3464), edition " in page


def test_nothing_of_a_hostile_mail_is_markup(agent: FlaskClient, engine: Engine) -> None:
    take_in(engine, hostile())
    for path in ("/bounces/", "/bounces/1", "/bounces/1/source"):
        page = agent.get(path).text
        assert "<script>alert" not in page
        assert page.count("<img") == page.count('<img src="/static/postdesk.svg')
        assert "\u202e" not in page
    assert "U+202E" in page


def test_the_source_is_a_page_of_its_own_and_on_record(agent: FlaskClient, engine: Engine, db: Session) -> None:
    take_in(engine, bounce(text="Grüße"))
    answer = agent.get("/bounces/1/source")
    assert "Original-Envelope-Id: order+2D1" in answer.text
    assert answer.content_type.startswith("text/html")
    assert done(db) == [(ANNA.email, "bounce:read_source")]


def test_what_is_not_there_is_not_found(agent: FlaskClient) -> None:
    assert {agent.get(f"/bounces/{path}").status_code for path in ("7", "7/source", "2147483648")} == {404}
    assert agent.post("/bounces/7/match", data={"message": 1}).status_code == 404


def test_a_bounce_is_matched_by_hand_and_taken_off_again(
    agent: FlaskClient, engine: Engine, db: Session, message: int
) -> None:
    take_in(engine, bounce(TO, "other@elsewhere"))
    assert "Sent to the address that the mail speaks of" in agent.get("/bounces/1").text
    data = {"message": message, "seen": stamp(db)}
    assert "Matched by hand, unverified" in agent.post("/bounces/1/match", data=data, follow_redirects=True).text
    page = agent.post("/bounces/1/unmatch", data={"seen": stamp(db)}, follow_redirects=True).text
    assert "Taken off its message by hand" in page
    assert [action for _, action in done(db) if action != "bounce:read"] == ["bounce:match", "bounce:unmatch"]


def test_who_was_too_late_sees_how_it_stands(
    agent: FlaskClient, lead: FlaskClient, engine: Engine, db: Session, message: int
) -> None:
    take_in(engine, bounce(TO, "other@elsewhere"))
    seen, other = stamp(db), message_named(db, "4AAAA@app")
    agent.post("/bounces/1/match", data={"message": message, "seen": seen})
    answer = lead.post("/bounces/1/match", data={"message": other, "seen": seen})
    assert answer.status_code == 409
    assert "Nothing was changed" in answer.text
    assert f"/messages/{message}/" in answer.text


def test_a_message_is_looked_for_without_a_name_in_the_address(
    agent: FlaskClient, engine: Engine, message: int
) -> None:
    take_in(engine, bounce("ghost@there.example", "other@elsewhere"))
    answer = agent.post("/bounces/1/candidates", data={"q": "anna@there.example"})
    assert "1 message found" in answer.text
    assert agent.post("/bounces/1/candidates", data={"q": " "}).status_code == 400


def test_a_mail_that_cannot_be_read_shows_why_and_how_it_begins(lead: FlaskClient, engine: Engine) -> None:
    take_in(engine, bounce(), oversized=True)
    page = lead.get("/bounces/1").text
    assert UNREADABLE in page
    assert "From: MAILER-DAEMON@mx.example" in page
    assert "1 mail still cannot be read." in lead.post("/bounces/retry", data={"number": 1}, follow_redirects=True).text


def test_a_lead_dismisses_with_a_note(lead: FlaskClient, engine: Engine, db: Session) -> None:
    take_in(engine, bounce())
    assert lead.post("/bounces/1/dismiss", data={"note": " "}).status_code == 400
    page = lead.post("/bounces/1/dismiss", data={"note": "of another shop"}, follow_redirects=True).text
    assert "of another shop" in page
    assert "Nothing waits for a person (1 was dismissed)." in lead.get("/bounces/").text
    assert "of another shop" in lead.get("/bounces/?bin=unmatched&dismissed=yes").text
    assert lead.post("/bounces/1/dismiss", data={"note": "again"}).status_code == 409
    assert (LUIS.email, "bounce:dismiss") in done(db)


def test_an_agent_is_offered_no_more_than_an_agent_may(agent: FlaskClient, engine: Engine) -> None:
    take_in(engine, bounce("x@there.example", "u@app", NEVER_HEARD, "5.0.0"))
    assert "Dismiss" not in agent.get("/bounces/1").text
    assert "Try a rule" not in agent.get("/bounces/texts").text


def test_texts_that_no_rule_matched_are_listed_and_a_rule_is_tried(lead: FlaskClient, engine: Engine) -> None:
    take_in(engine, *(bounce(f"{to}@there.example", f"{to}@app", NEVER_HEARD, "5.0.0") for to in "xyz"))
    assert "1 text in 3 mails" in lead.get("/bounces/texts").text
    filled = lead.post("/bounces/texts/try", data={"fill": "yes", "words": "nay to your gronk"}).text
    assert ">nay to your gronk</textarea>" in filled
    tried = lead.post("/bounces/texts/try", data={"words": "nay to your gronk", "reason": "mailbox_full"}).text
    assert "<strong>3 mails</strong> of those held would get the reason <strong>Mailbox is full" in tried
    assert "words = [&#34;nay to your gronk&#34;]" in tried


def test_a_rule_that_cannot_be_is_refused_with_what_to_do(lead: FlaskClient, engine: Engine) -> None:
    take_in(engine, bounce("x@there.example", "u@app", NEVER_HEARD, "5.0.0"))
    answer = lead.post("/bounces/texts/try", data={"words": "no", "reason": "none"})
    assert answer.status_code == 400
    assert "is not one of ours" in answer.text


def test_mails_read_under_older_rules_are_hinted_at(agent: FlaskClient, engine: Engine, db: Session) -> None:
    take_in(engine, bounce())
    assert "older rules" not in agent.get("/bounces/").text
    db.query(BounceMail).update({"read_under": "0"})
    db.commit()
    assert "1 mail was read under older rules." in agent.get("/bounces/").text


def test_the_trail_shows_a_bounce_as_what_it_is_worth(
    agent: FlaskClient, engine: Engine, db: Session, tmp_path: Path
) -> None:
    read_in(db, tmp_path, delivered(), refused())
    taken, returned = message_named(db, "4AAAA@app"), message_named(db, "4BBBB@app")
    take_in(engine, bounce("anna@there.example", "4AAAA@app"), auto_reply(), bounce(queue_id="4BBBB"))
    page = agent.get(f"/messages/{taken}").text
    assert page.index("A bounce came back: it was not delivered") < page.index("unverified</span>")
    assert "An automatic reply came back" in page
    assert 'href="/bounces/1"' in page
    both = agent.get(f"/messages/{returned}").text
    assert "A bounce came back" not in both
    assert 'Also told by a <a href="/bounces/3">' in both


def test_evidence_that_is_a_mail_leads_to_it(agent: FlaskClient) -> None:
    assert agent.get(f"/evidence/7/{MAIL}").location == "/bounces/7"


def test_what_could_not_be_tied_is_told_of_beside_its_address(
    agent: FlaskClient, engine: Engine, db: Session, message: int
) -> None:
    take_in(engine, bounce(TO, "other@elsewhere"), bounce("ghost@there.example", "other@elsewhere"))
    page = agent.get(f"/recipients/{address_named(db, TO)}").text
    assert "1 mail about this address, tied to no message" in page
    nothing = agent.post("/search/run", data={"q": "ghost@there.example"}, follow_redirects=True).text
    assert "1 mail in our bounce mailboxes speaks of this address, and we could not tie it to a message." in nothing
    assert 'href="/bounces/2"' in nothing


def test_the_audit_trail_leads_to_the_bounce_and_tells_of_its_match(
    admin: FlaskClient, engine: Engine, db: Session, message: int
) -> None:
    take_in(engine, bounce(TO, "other@elsewhere"))
    admin.post("/bounces/1/match", data={"message": message, "seen": stamp(db)})
    page = admin.get("/audit/").text
    assert "Matched a bounce by hand" in page
    assert '<a href="/bounces/1">bounce 1</a>' in page
