"""Bounces in the trail of their message: told again what the log tells, or something new and worth what it is worth."""

from datetime import UTC
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from console.casework.bounces_report import report
from console.casework.finding import Finding, finding
from console.casework.investigation import investigate
from console.casework.trail_rows import Row
from console.diagnosis.network import Network
from console.diagnosis.status import Tone
from console.diagnosis.verdict import Answer
from console.models.recipient import Recipient
from tests.casework.bounce_mails import NOON, auto_reply, bounce, take_in
from tests.casework.mailroom import FULL, delivered, message_named, put_off, read_in, refused
from tests.intake.postfix_lines import line, removed

TO = "full@there.example"
OURS = Network(frozenset({"mx1"}))


def found(engine: Engine, message_id: str) -> Finding:
    """What the page of the message shows."""
    with Session(engine) as session:
        investigation = investigate(session, message_named(session, message_id))
        assert investigation
        return finding(session, investigation, investigation.copies[0], OURS, NOON, UTC)


def told_by_mail(engine: Engine, message_id: str) -> list[Row]:
    """The rows that a mail tells."""
    return [row for row in found(engine, message_id).rows if row.mails]


def test_a_bounce_that_only_a_stranger_tells_of_is_a_doubt(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        read_in(session, tmp_path, delivered())
    take_in(engine, bounce("anna@there.example", "4AAAA@app"))
    [row] = told_by_mail(engine, "4AAAA@app")
    assert (row.title, row.tag, row.tone) == ("A bounce came back: it was not delivered", "unverified", Tone.TROUBLE)
    assert (row.told, row.inside, len(row.mails)) == ((), False, 1)


def test_an_automatic_reply_after_a_bounce_does_not_hide_it(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        read_in(session, tmp_path, delivered())
    take_in(engine, bounce("anna@there.example", "4AAAA@app", "552 5.2.2 mailbox over quota", "5.2.2"))
    take_in(engine, auto_reply(), arrived_at=NOON + 20)
    shown = found(engine, "4AAAA@app")
    assert shown.verdict.answer is Answer.CANNOT_KNOW
    assert [proof.text.partition(" says ")[2] for proof in shown.proofs[-2:]] == [
        "that it was returned: ",
        "that the mailbox answered by itself: ",
    ]
    assert "a mail that we cannot verify says that it came back" in shown.phone


def test_a_bounce_by_our_queue_id_is_believed_as_long_as_nobody_has_got_the_message(
    engine: Engine, tmp_path: Path
) -> None:
    with Session(engine) as session:
        read_in(session, tmp_path, put_off(times=1))
    take_in(engine, bounce(TO, "4CCCC@app", queue_id="4CCCC"))
    [row] = told_by_mail(engine, "4CCCC@app")
    assert (row.tag, row.tone) == ("our queue ID", Tone.BAD)
    assert found(engine, "4CCCC@app").verdict.answer is Answer.NO


def test_it_is_unverified_once_somebody_has_got_it_in_the_trail_and_in_the_verdict(
    engine: Engine, tmp_path: Path
) -> None:
    with Session(engine) as session:
        read_in(session, tmp_path, delivered())
    take_in(engine, bounce("anna@there.example", "4AAAA@app", queue_id="4AAAA"))
    [row] = told_by_mail(engine, "4AAAA@app")
    assert (row.tag, row.tone) == ("unverified", Tone.TROUBLE)
    shown = found(engine, "4AAAA@app").verdict
    assert shown.answer is Answer.CANNOT_KNOW
    assert "An unverified mail of 12:00:00 says that it was returned" in shown.sentence
    with Session(engine) as session:
        page = report(session, 1)
    assert page
    assert page.tie
    assert page.tie.meaning.endswith("Its header tells it to everyone who did: then this is unverified.")


def test_an_unverified_bounce_does_not_date_the_message(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        read_in(session, tmp_path, delivered())
        [before] = session.scalars(select(Recipient.last_at))
    take_in(engine, bounce("anna@there.example", "4AAAA@app", queue_id="4AAAA"))
    with Session(engine) as session:
        assert list(session.scalars(select(Recipient.last_at))) == [before]


def test_an_automatic_reply_is_named_as_one(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        read_in(session, tmp_path, delivered())
    take_in(engine, auto_reply())
    assert [row.title for row in told_by_mail(engine, "4AAAA@app")] == ["An automatic reply came back"]


def test_what_the_log_tells_too_is_one_row_with_both(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        read_in(session, tmp_path, refused())
    rows = len(found(engine, "4BBBB@app").rows)
    take_in(engine, bounce(queue_id="4BBBB"))
    shown = found(engine, "4BBBB@app")
    [row] = [row for row in shown.rows if row.mails]
    assert (len(shown.rows), row.tag, len(row.told), len(row.mails)) == (rows, "", 1, 1)
    assert not any(told.reference.is_mail for proof in shown.proofs for told in proof.told)


def test_a_notice_of_delay_joins_the_attempts_it_is_about(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        read_in(session, tmp_path, put_off(times=3))
    take_in(engine, bounce(TO, "4CCCC@app", FULL, "4.2.2", "delayed", queue_id="4CCCC"))
    [row] = told_by_mail(engine, "4CCCC@app")
    assert (row.title, len(row.attempts), len(row.mails)) == (
        "there.example's server asked us to try again later, 3 times",
        3,
        1,
    )


def test_the_bounce_of_what_expired_is_the_end_that_the_log_tells_of(engine: Engine, tmp_path: Path) -> None:
    gave_up = line("qmgr", "4CCCC: from=<billing@shop.example>, status=expired, returned to sender", 59)
    with Session(engine) as session:
        read_in(session, tmp_path, [*put_off(times=1), gave_up, removed("4CCCC", 59)])
    take_in(engine, bounce(TO, "4CCCC@app", FULL, "4.2.2", queue_id="4CCCC"))
    [row] = told_by_mail(engine, "4CCCC@app")
    assert (row.title, row.tag) == ("Given up after trying again and again", "")
    assert "unverified" not in found(engine, "4CCCC@app").verdict.sentence


def test_what_mails_repeat_is_one_row(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        read_in(session, tmp_path, delivered())
    for minute in range(5):
        words = f"550 5.1.1 <anna@there.example> unknown, ticket 12345{minute}"
        take_in(engine, bounce("anna@there.example", "4AAAA@app", words), arrived_at=NOON + 60 * minute)
    [row] = told_by_mail(engine, "4AAAA@app")
    assert (row.title, len(row.mails)) == ("A bounce came back: it was not delivered, 5 times", 5)
