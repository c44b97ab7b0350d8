"""Matching by hand, taking off, settling: every figure and every message follows, and two people never collide."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from console.casework import bounces, bounces_figures, bounces_matching, bounces_settling
from console.casework.bounces_matching import Conflict, NotPossible
from console.casework.bounces_report import report
from console.casework.settling import NoteMissing
from console.diagnosis import tie
from console.intake.evidence import told_of
from console.mail.event import Rank
from console.models.audit_entry import AuditEntry
from console.models.bounce import Bin, BounceMail
from console.models.message import Message
from tests.casework.bounce_mails import auto_reply, bounce, letter, take_in
from tests.casework.mailroom import delivered, message_named, out_of_sight, put_off, read_in
from tests.intake.stories import NETWORK, statuses

ANNA, BOB = "anna@graz.example", "bob@lund.example"
TO = "full@there.example"


@pytest.fixture
def message(engine: Engine, tmp_path: Path) -> int:
    """A message that is put off, and one that was taken."""
    with Session(engine) as session:
        read_in(session, tmp_path, put_off(times=1), delivered())
        return message_named(session, "4CCCC@app")


def stamp(engine: Engine, number: int = 1) -> str:
    """What somebody who looks at the mail now has seen."""
    with Session(engine) as session:
        found = report(session, number)
    assert found
    return found.stamp


def match(engine: Engine, message: int, seen: str, actor: str = ANNA) -> int:
    """Match the only mail."""
    with Session(engine) as session:
        return bounces_matching.match(session, actor, NETWORK, 1, message, seen)


def take_off(engine: Engine, seen: str) -> int:
    """Take the only mail off its message."""
    with Session(engine) as session:
        return bounces_matching.take_off(session, ANNA, NETWORK, 1, seen)


def place(engine: Engine) -> tuple[str, int | None, str]:
    """Where the first mail stands."""
    with Session(engine) as session:
        mail = session.scalars(select(BounceMail).where(BounceMail.id == 1)).one()
        return mail.bin, mail.message_id, mail.tied_by


def mails_behind(engine: Engine, message: int) -> list[Rank]:
    """What the mails among the evidence of a message are worth."""
    with Session(engine) as session:
        found = session.get_one(Message, message)
        told = told_of(session.connection(), found.references)
        return [one.event.rank for one in told if one.reference.is_mail]


def done(engine: Engine) -> list[tuple[str, str, str]]:
    """What is on record."""
    with Session(engine) as session:
        query = select(AuditEntry.actor, AuditEntry.action, AuditEntry.subject).order_by(AuditEntry.id)
        return [(actor, action, subject) for actor, action, subject in session.execute(query)]


def test_a_mail_that_is_matched_is_evidence_of_its_message_and_worth_little(engine: Engine, message: int) -> None:
    take_in(engine, bounce(TO, "other@elsewhere"))
    assert match(engine, message, stamp(engine)) == message
    assert place(engine) == (Bin.MATCHED, message, tie.PERSON.name)
    assert mails_behind(engine, message) == [Rank.STRANGER]
    assert done(engine) == [(ANNA, "bounce:match", "bounce:1")]


def test_what_is_undone_is_as_if_it_had_never_been(engine: Engine, message: int) -> None:
    before = statuses(engine)
    take_in(engine, bounce(TO, "4CCCC@app"))
    assert place(engine) == (Bin.MATCHED, message, tie.MESSAGE_ID.name)
    assert take_off(engine, stamp(engine)) == message
    assert place(engine) == (Bin.UNMATCHED, None, tie.SET_ASIDE.name)
    assert (mails_behind(engine, message), statuses(engine)) == ([], before)
    assert done(engine) == [(ANNA, "bounce:unmatch", "bounce:1")]


def test_taking_off_changes_the_status_that_rested_on_the_mail(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        read_in(session, tmp_path, out_of_sight())
    take_in(engine, bounce(TO, "4CCCC@app", queue_id="4CCCC"))
    assert (place(engine)[2], statuses(engine)[TO]) == (tie.QUEUE_ID.name, "invalid_address")
    take_off(engine, stamp(engine))
    assert statuses(engine)[TO] == "sent"


def test_it_can_be_matched_again(engine: Engine, message: int) -> None:
    take_in(engine, bounce(TO, "4CCCC@app"))
    for _ in range(2):
        take_off(engine, stamp(engine))
        match(engine, message, stamp(engine))
    assert (place(engine)[1], len(mails_behind(engine, message))) == (message, 1)


def test_the_second_of_two_people_is_told_and_overwrites_nothing(engine: Engine, message: int) -> None:
    take_in(engine, bounce(TO, "other@elsewhere"))
    seen = stamp(engine)
    with Session(engine) as session:
        other = message_named(session, "4AAAA@app")
    match(engine, message, seen)
    with pytest.raises(Conflict, match="Nothing was changed"):
        match(engine, other, seen, BOB)
    assert place(engine)[1] == message
    assert mails_behind(engine, other) == []


def test_a_mail_that_its_log_tied_meanwhile_stays_there(engine: Engine, message: int, tmp_path: Path) -> None:
    take_in(engine, bounce("late@there.example", "4LATE@app"))
    seen = stamp(engine)
    with Session(engine) as session:
        read_in(session, tmp_path, delivered("late@there.example", "4LATE", 9))
    with pytest.raises(Conflict):
        match(engine, message, seen)
    assert place(engine)[2] == tie.MESSAGE_ID.name


def test_only_what_is_unmatched_is_matched_and_only_to_what_there_is(engine: Engine, message: int) -> None:
    take_in(engine, letter(), bounce(TO, "other@elsewhere"))
    with pytest.raises(NotPossible):
        match(engine, message, stamp(engine))
    with Session(engine) as session, pytest.raises(NotPossible, match="no such message"):
        bounces_matching.match(session, ANNA, NETWORK, 2, 12345, stamp(engine, 2))
    with pytest.raises(NotPossible, match="tied to no message"):
        take_off(engine, stamp(engine))


def test_a_mail_that_was_taken_off_stays_off_when_more_comes_in(engine: Engine, message: int, tmp_path: Path) -> None:
    take_in(engine, auto_reply())
    take_off(engine, stamp(engine))
    with Session(engine) as session:
        read_in(session, tmp_path, delivered("more@there.example", "4MORE", 9))
    assert place(engine)[2] == tie.SET_ASIDE.name


def test_what_nobody_misses_is_dismissed_with_a_note_and_stays_countable(engine: Engine) -> None:
    take_in(engine, bounce())
    with Session(engine) as session:
        bounces_settling.dismiss(session, ANNA, 1, "about  another shop")
        figures = bounces_figures.figures(session)
        assert (figures.of(Bin.UNMATCHED), figures.waiting(Bin.UNMATCHED)) == (1, 0)
        [mail] = bounces.listed(session, bounces.Asked(Bin.UNMATCHED, dismissed=True))
        assert mail.note == "about another shop"
        with pytest.raises(Conflict):
            bounces_settling.dismiss(session, BOB, 1, "me too")


@pytest.mark.parametrize("note", ["", " ", "x" * 501, "a\x1b[2J"])
def test_a_note_is_asked_for(engine: Engine, note: str) -> None:
    take_in(engine, bounce())
    with Session(engine) as session, pytest.raises(NoteMissing):
        bounces_settling.dismiss(session, ANNA, 1, note)


def test_what_was_dismissed_waits_again_once_it_was_matched_and_taken_off(engine: Engine, message: int) -> None:
    take_in(engine, bounce(TO, "other@elsewhere"))
    with Session(engine) as session:
        bounces_settling.dismiss(session, ANNA, 1, "about another shop")
    match(engine, message, stamp(engine))
    take_off(engine, stamp(engine))
    with Session(engine) as session:
        assert bounces_figures.figures(session).waiting(Bin.UNMATCHED) == 1
