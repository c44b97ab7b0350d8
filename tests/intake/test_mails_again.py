"""Reading stored mails again: what was understood follows the rules, what a person decided stands."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from console.casework import bounces_matching, bounces_settling
from console.casework.bounces_report import report
from console.casework.bounces_settling import MailsReadAgain
from console.diagnosis import tie
from console.diagnosis.reply_rules import edition
from console.intake.reparse import Reparsed, reparse
from console.intake.tying import MOST_MAILS
from console.mail.verp import signed_sender
from console.models.bounce import Bin, BouncedRecipient, BounceMail
from console.models.message import Message
from tests.casework.bounce_mails import bounce, letter, take_in
from tests.casework.mailroom import delivered, out_of_sight, put_off, read_in
from tests.intake.mails import KEY, mail, receive, record
from tests.intake.mails import report as dsn
from tests.intake.postfix_lines import sent
from tests.intake.stories import NETWORK, statuses, tell

TO = "full@there.example"


def change(engine: Engine, model: type, number: int = 1, **values: object) -> None:
    """As if the mail had been read under other rules."""
    with engine.begin() as connection:
        connection.execute(update(model).where(model.id == number).values(values))  # type: ignore[attr-defined]


def stored(engine: Engine, number: int = 1) -> BounceMail:
    """The row of a mail."""
    with Session(engine) as session:
        return session.scalars(select(BounceMail).where(BounceMail.id == number)).one()


def read_all_again(engine: Engine) -> Reparsed:
    """`flask reparse`."""
    *_, done = reparse(engine, NETWORK)
    return done


def stamp(session: Session) -> str:
    """What somebody who looks at the first mail has seen."""
    found = report(session, 1)
    assert found
    return found.stamp


def test_what_is_read_as_before_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        read_in(session, tmp_path, put_off(times=1))
    take_in(engine, bounce(TO, "4CCCC@app"), letter(), bounce(TO, "x@elsewhere"))
    assert read_all_again(engine) == Reparsed(mails=3, messages=1, of=4)


def test_rows_follow_the_rules(engine: Engine) -> None:
    take_in(engine, bounce())
    change(engine, BounceMail, subject="Misread", read_under="0")
    change(engine, BouncedRecipient, reason=0, rule="older", recipient="")
    assert read_all_again(engine).changed_mails == 1
    with Session(engine) as session:
        [recipient] = session.scalars(select(BouncedRecipient))
        assert (recipient.recipient, recipient.rule) == ("nobody@there.example", "words.no-such-user")
    assert (stored(engine).subject, stored(engine).read_under) == ("Undelivered Mail Returned to Sender", edition())


def test_a_mail_that_turns_out_to_be_a_bounce_joins_its_message(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        read_in(session, tmp_path, out_of_sight())
    take_in(engine, bounce(TO, "4CCCC@app", queue_id="4CCCC"))
    with Session(engine) as session:
        bounces_matching.take_off(session, "anna", NETWORK, 1, stamp(session))
    change(engine, BounceMail, bin=Bin.NOT_A_BOUNCE, tied_by="", kind="not_a_bounce")
    assert statuses(engine) == {TO: "sent"}
    assert read_all_again(engine).changed_mails == 1
    assert (stored(engine).tied_by, statuses(engine)) == (tie.QUEUE_ID.name, {TO: "invalid_address"})


def test_a_mail_that_turns_out_to_be_none_leaves_its_message(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        read_in(session, tmp_path, delivered())
        message = session.scalars(select(Message.id)).one()
    take_in(engine, letter())
    change(engine, BounceMail, bin=Bin.MATCHED, message_id=message, tied_by=tie.MESSAGE_ID.name, kind="failed")
    read_all_again(engine)
    assert (stored(engine).bin, stored(engine).message_id) == (Bin.NOT_A_BOUNCE, None)


def test_what_a_person_decided_stands(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        read_in(session, tmp_path, delivered(TO), put_off(times=1))
        other = session.scalars(select(Message.id).where(Message.message_id == "4AAAA@app")).one()
    take_in(engine, bounce(TO, "4CCCC@app"))
    with Session(engine) as session:
        bounces_matching.take_off(session, "anna", NETWORK, 1, stamp(session))
    read_all_again(engine)
    assert stored(engine).tied_by == tie.SET_ASIDE.name
    with Session(engine) as session:
        bounces_matching.match(session, "anna", NETWORK, 1, other, stamp(session))
    read_all_again(engine)
    assert (stored(engine).tied_by, stored(engine).message_id) == (tie.PERSON.name, other)


def test_a_mail_that_can_be_read_by_now_is_sorted(engine: Engine) -> None:
    take_in(engine, bounce())
    change(engine, BounceMail, bin=Bin.UNREADABLE, tied_by="", kind="", trouble="Reading it took too long.")
    with Session(engine) as session:
        *_, done = bounces_settling.retry(session, "mina", NETWORK)
    assert done == MailsReadAgain(read=1)
    assert (stored(engine).bin, stored(engine).trouble) == (Bin.UNMATCHED, "")


@pytest.mark.parametrize("seconds", [None, 15.0])
def test_what_still_cannot_be_read_waits(engine: Engine, seconds: float | None) -> None:
    take_in(engine, bounce(), bounce(text="another"), oversized=True)
    with Session(engine) as session:
        *_, done = bounces_settling.retry(session, "mina", NETWORK, seconds=seconds)
    assert done == MailsReadAgain(waiting=2)
    assert done.sentence == "2 mails still cannot be read."
    assert stored(engine).trouble.startswith("The mail has 62,914,560 octets")


def test_the_signature_of_a_mail_that_could_not_be_read_is_checked_when_it_can(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, sent("4FAC23D1C1", "7f3k9q2mzc41@shop.example", "alice@there.example"))
    to = signed_sender("bounces@shop.example", "7f3k9q2mzc41", KEY)
    receive(engine, dsn("alice@there.example", to=to))
    change(engine, BounceMail, bin=Bin.UNREADABLE, tied_by="", trouble="Reading it took too long.", message_id=None)
    change(engine, BounceMail, signed=False, original_message_id="")
    with Session(engine) as session:
        list(bounces_settling.retry(session, "mina", NETWORK, key=KEY))
    assert stored(engine).tied_by == tie.ENVELOPE_SENDER.name


def test_as_many_mails_of_a_message_as_there_may_be_stay_with_it(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, sent("4FAC23D1C1", "one@shop.example", "alice@there.example"))
    record(engine, *(mail(dsn("alice@there.example", "one@shop.example")) for _ in range(MOST_MAILS)))
    assert read_all_again(engine).changed_mails == 0
