"""What a message page shows, from log lines to clauses and back."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from console.casework.finding import Finding, finding
from console.casework.investigation import Investigation, find, investigate
from console.diagnosis.network import Network
from console.mail.event import Kind
from console.models.daily import ALL_DOMAINS
from console.models.domain import Domain
from console.models.evidence import Evidence
from console.models.feed import Feed
from console.models.joined_message import JoinedMessage
from console.models.source import Source
from console.models.usual_time import UsualTime
from tests.casework import mailroom
from tests.casework.mailroom import message_named
from tests.intake.postfix_lines import arrival, attempt, line, removed
from tests.servers.engines import KINDS

pytestmark = pytest.mark.parametrize("database_url", KINDS, indirect=True)

UTC = ZoneInfo("UTC")
NOON = 1_795_262_400.0  # 21 November 2026, 12:00 UTC: two hours after the stories


def opened(db: Session, message_id: str) -> Investigation:
    investigation = investigate(db, message_named(db, message_id))
    assert investigation
    return investigation


def found(db: Session, message_id: str, number: int = 0) -> Finding:
    investigation = opened(db, message_id)
    return finding(db, investigation, investigation.copies[number], Network(), NOON, UTC)


def test_every_clause_that_tells_of_something_links_to_the_line_that_says_so(db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered())
    arrived, left, limit = found(db, "4AAAA@app").proofs[:3]
    assert "client=app.example" in arrived.told[0].line
    assert "status=sent" in left.told[0].line
    assert (left.quoted, left.stop) == ("(250 2.0.0 OK queued 4AAAA)", ".")
    assert (limit.clause, limit.told) == ("We cannot see past that.", ())


def test_the_ladder_says_how_far_it_is_proven(db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.refused())
    ladder = found(db, "4BBBB@app").ladder
    assert [rung.reached for rung in ladder] == [True, True, True, False, False]
    assert [rung.words for rung in ladder if rung.here] == ["The address was refused or cannot exist"]


def test_attempts_that_were_put_off_are_one_row(db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.put_off(times=200, words=mailroom.FULL.replace("full", "full {n}")))
    [put_off] = [row for row in found(db, "4CCCC@app").rows if row.kind is Kind.DEFERRED]
    assert (len(put_off.attempts), put_off.different_words) == (200, 200)
    assert all(attempt.told for attempt in put_off.attempts)


def test_a_hop_inside_our_network_is_marked_and_no_delivery(db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.through_a_filter())
    shown = found(db, "filtered@app")
    handed_on, taken = [row for row in shown.rows if row.kind is Kind.DELIVERED]
    assert (handed_on.inside, taken.inside) == (True, False)
    assert shown.verdict.proof == 3


def test_a_message_is_found_by_a_number_that_was_given_up_for_it(db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.through_a_filter())
    number = message_named(db, "filtered@app")
    db.add(JoinedMessage(id=5, message_id=number))
    assert (find(db, number), find(db, 5), find(db, 6)) == (number, number, None)


def test_recipients_with_whom_it_went_wrong_come_first(db: Session, tmp_path: Path) -> None:
    to = {"a@there.example": "sent", "b@there.example": "deferred", "c@there.example": "bounced"}
    mailroom.read_in(db, tmp_path, mailroom.to_several(to))
    assert [copy.address[0] for copy in opened(db, "4DDDD@app").copies] == ["c", "b", "a"]


def test_what_the_queue_did_with_the_others_is_told_apart(db: Session, tmp_path: Path) -> None:
    story = mailroom.to_several({"a@there.example": "sent", "b@there.example": "deferred"})
    expired = line("qmgr", "4DDDD: from=<billing@shop.example>, status=expired, returned to sender", 50)
    mailroom.read_in(db, tmp_path, [*story[:-1], expired])
    copies = opened(db, "4DDDD@app").copies
    of_others = {
        copy.address[0]: row.of_others
        for number, copy in enumerate(copies)
        for row in found(db, "4DDDD@app", number).rows
        if row.kind is Kind.EXPIRED
    }
    assert of_others == {"a": True, "b": False}


def test_a_notice_and_the_message_it_is_about_know_each_other(db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.refused())
    message, notice = message_named(db, "4BBBB@app"), message_named(db, "4BBBBN@mx1")
    assert found(db, "4BBBB@app").notices == {"4BBBBN": notice}
    assert opened(db, "4BBBBN@mx1").notice_about == message


def test_a_message_without_a_known_recipient_waits(db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.only_arrived())
    shown = found(db, "4HHHH@app")
    assert (shown.copy.address, shown.verdict.answer) == ("", "not yet")
    assert (shown.address_lately, shown.domain_lately.days) == ((), ())


def test_facts_come_from_whatever_line_states_them(db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.with_subject("Your invoice"))
    message = opened(db, "4GGGG@app")
    assert (message.subject, message.envelope_sender, message.size) == ("Your invoice", "billing@shop.example", 2000)
    assert message.client == "app.example [198.51.100.9]"
    assert [(hop.source, hop.queue_id) for hop in message.hops] == [("mx1", "4GGGG")]


def last_clause(db: Session, message_id: str) -> str:
    """What is said at the end, where an answer rests on silence."""
    return found(db, message_id).proofs[-1].clause


def learn(db: Session, longest: int) -> None:
    """All mail was decided within a minute, but for one that took so long (in seconds)."""
    db.add(UsualTime(domain_id=ALL_DOMAINS, count=1000, median=1, nearly_all=60, longest=longest))
    domain = db.scalars(select(Domain.id).where(Domain.name == "there.example")).one()
    db.add(UsualTime(domain_id=domain, count=500, median=2, nearly_all=60, longest=longest))
    db.commit()


def follow(db: Session, tmp_path: Path, until: float = NOON, **more: Any) -> None:
    """A feed that reads the mail room's log, which told something every few minutes until its follower last looked."""
    read_at = datetime.fromtimestamp(until, ZoneInfo("UTC"))
    db.add(Feed(name="log", kind="file", place=str(tmp_path / "mail.log"), last_read_at=read_at, **more))
    db.execute(update(Evidence).values(last_at=until))
    db.commit()


def test_an_answer_that_may_change_says_when_our_records_end(db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.put_off())
    assert last_clause(db, "4CCCC@app") == (
        "Later news may be missing: mx1 was not read since 10:04 (no newer log came in)."
    )


def test_an_answer_that_rests_on_silence_names_the_gaps_of_our_records(db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.put_off(), mailroom.delivered(minute=50))
    assert "mx1 was silent 10:04–10:50; how long is usual there is not known yet" in last_clause(db, "4CCCC@app")
    assert last_clause(db, "4AAAA@app") == "We cannot see past that."


def test_silence_means_silence_where_our_records_are_whole(db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.put_off())
    follow(db, tmp_path)
    assert last_clause(db, "4CCCC@app") == "No later news has come, and our records are complete to now."


def test_what_another_host_did_not_tell_is_of_no_account(db: Session, tmp_path: Path) -> None:
    elsewhere = [line("smtpd", "connect from app.example[198.51.100.9]", minute, host="mx2") for minute in (0, 50)]
    mailroom.read_in(db, tmp_path, mailroom.put_off(), elsewhere)
    assert "mx2" not in last_clause(db, "4CCCC@app")


def test_what_went_on_inside_our_network_may_be_in_any_log_of_ours(db: Session, tmp_path: Path) -> None:
    handed_on = attempt("4JJJJ", "anna@there.example", "sent", "250 2.0.0 Ok: queued as 9", relay="mx2[10.0.0.2]:25")
    elsewhere = [line("smtpd", "connect from app.example[198.51.100.9]", host="mx2")]
    mailroom.read_in(db, tmp_path, [*arrival("4JJJJ", "4JJJJ@app"), handed_on, removed("4JJJJ")], elsewhere)
    message = opened(db, "4JJJJ@app")
    shown = finding(db, message, message.copies[0], Network(frozenset({"mx1", "mx2"})), NOON, UTC)
    assert [one.source for one in shown.verdict.outlook.unread] == ["mx1", "mx2"]


def test_a_message_without_news_for_longer_than_ever_is_stale(db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.only_arrived(minute=6), mailroom.put_off())
    follow(db, tmp_path)
    learn(db, 600)
    assert found(db, "4CCCC@app").verdict.outlook.stale is None
    db.execute(update(Evidence).values(last_at=NOON + 300))
    db.execute(update(Feed).values(last_read_at=datetime.fromtimestamp(NOON + 300, ZoneInfo("UTC"))))
    message = opened(db, "4CCCC@app")
    late = finding(db, message, message.copies[0], Network(), NOON + 300, UTC).verdict
    assert late.outlook.stale
    assert "It should have been decided by 12:04." in late.sentence
    assert "no other mail to there.example took longer than 10 minutes" in late.sentence


@pytest.mark.parametrize(("set_for_feed", "told"), [(None, "26 November 10:02"), (2 * 86400, "23 November 10:02")])
def test_a_message_that_is_put_off_tells_when_our_mail_server_gives_up(
    db: Session, tmp_path: Path, set_for_feed: int | None, told: str
) -> None:
    mailroom.read_in(db, tmp_path, mailroom.put_off())
    follow(db, tmp_path, queue_lifetime=set_for_feed)
    db.execute(update(Source).values(queue_lifetime=5 * 86400))
    db.commit()
    assert f"our mail server gives up about {told}." in found(db, "4CCCC@app").verdict.sentence
