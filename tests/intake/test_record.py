"""The one door: what is told once is in once, whatever the order it comes in."""

from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from console.models.daily import ALL_DOMAINS, Daily
from console.models.evidence import Evidence
from console.models.hop import Hop
from console.models.joined_message import JoinedMessage
from console.models.message import Message
from console.models.recipient import Recipient
from tests.intake.postfix_lines import arrival, attempt, line, removed, sent
from tests.intake.stories import count, rows, statuses, tell

ALICE = "alice@there.example"
A, B = "4FAC23D1C1", "4FB7719E02"  # queue IDs


def figures(engine: Engine) -> dict[int, int]:
    """Counts by status, of all domains."""
    with Session(engine) as session:
        query = select(Daily.status, func.sum(Daily.count)).where(Daily.domain_id == ALL_DOMAINS).group_by(Daily.status)
        return {status: total for status, total in session.execute(query) if total}


def counted(engine: Engine) -> dict[int, int]:
    """The same from the recipients themselves."""
    with Session(engine) as session:
        query = select(Recipient.status, func.count()).group_by(Recipient.status)
        return {status: total for status, total in session.execute(query)}  # noqa: C416 - rows are no pairs to mypy


def test_a_message_is_delivered(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, sent(A, "one@shop.example", ALICE))
    [row] = rows(engine)
    assert (row.address, row.status, row.message_id) == (ALICE, "delivered", "one@shop.example")


def test_the_same_file_again_adds_nothing(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, sent(A, "one@shop.example", ALICE))
    again = tell(engine, tmp_path, sent(A, "one@shop.example", ALICE))
    assert (again.lines, count(engine, Message), count(engine, Evidence)) == (0, 1, 1)


def test_a_copy_that_overlaps_adds_only_what_is_new(engine: Engine, tmp_path: Path) -> None:
    first, second = sent(A, "one@shop.example", ALICE), sent(B, "two@shop.example", ALICE, minute=1)
    tell(engine, tmp_path, first)
    copy = tell(engine, tmp_path, [*first[2:], *second], name="mail.log.copy")
    assert (copy.repeated_lines, copy.event_lines) == (len(first) - 2, len(second))
    assert count(engine, Message) == 2


def test_a_line_that_stands_twice_in_a_log_is_kept_twice(engine: Engine, tmp_path: Path) -> None:
    connects = [line("smtpd", "connect from app.example[198.51.100.9]")] * 2
    assert tell(engine, tmp_path, [*connects, *sent(A, "one@shop.example", ALICE)]).irrelevant_lines == 2


def test_a_file_that_grew_is_read_on(engine: Engine, tmp_path: Path) -> None:
    first, second = sent(A, "one@shop.example", ALICE), sent(B, "two@shop.example", ALICE, minute=1)
    tell(engine, tmp_path, first)
    assert tell(engine, tmp_path, [*first, *second]).lines == len(second)


def test_a_renamed_file_is_known_by_its_first_line(engine: Engine, tmp_path: Path) -> None:
    story = sent(A, "one@shop.example", ALICE)
    tell(engine, tmp_path, story)
    assert tell(engine, tmp_path, story, name="mail.log.1").lines == 0


def test_a_file_that_was_written_anew_under_the_same_first_line_is_read_whole(engine: Engine, tmp_path: Path) -> None:
    first = line("smtpd", "connect from app.example[198.51.100.9]")
    tell(engine, tmp_path, [first, *sent(A, "one@shop.example", ALICE)])
    again = tell(engine, tmp_path, [first, *sent(B, "two@shop.example", ALICE, minute=2)])
    assert (again.event_lines, count(engine, Message)) == (5, 2)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_files_does_not_matter(engine: Engine, tmp_path: Path, order: tuple[int, ...]) -> None:
    parts = [
        arrival(A, "one@shop.example"),
        [attempt(A, ALICE, "deferred", "connect to mx.there.example[192.0.2.1]:25: timed out", 5, "4.4.1")],
        [attempt(A, ALICE, "sent", "250 2.0.0 OK", 20), removed(A, 20)],
    ]
    for number in order:
        tell(engine, tmp_path, parts[number], name=f"part{number}")
    assert statuses(engine) == {ALICE: "delivered"}
    assert (count(engine, Message), count(engine, Hop)) == (1, 1)
    assert figures(engine) == counted(engine)


def test_a_deferred_message_is_delivered_later(engine: Engine, tmp_path: Path) -> None:
    later = attempt(A, ALICE, "deferred", "host mx.there.example[192.0.2.1] said: 451 4.7.1 Greylisted", 0, "4.7.1")
    tell(engine, tmp_path, [*arrival(A, "one@shop.example"), later])
    assert statuses(engine) == {ALICE: "deferred"}
    tell(engine, tmp_path, [attempt(A, ALICE, "sent", "250 2.0.0 OK", 15), removed(A, 15)], name="next.log")
    assert statuses(engine) == {ALICE: "delivered"}
    assert figures(engine) == counted(engine)


def test_a_message_whose_recipient_no_line_names_is_there(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, arrival(A, "one@shop.example"))
    assert statuses(engine) == {"": "queued"}
    tell(engine, tmp_path, [attempt(A, ALICE, "sent", "250 2.0.0 OK", 1)], name="next.log")
    assert statuses(engine) == {ALICE: "delivered"}


def test_a_queue_id_used_again_is_another_message(engine: Engine, tmp_path: Path) -> None:
    bob = "bob@there.example"
    tell(engine, tmp_path, [*sent(A, "one@shop.example", ALICE), *sent(A, "two@shop.example", bob, minute=30)])
    assert [(row.address, row.message_id) for row in rows(engine)] == [
        (ALICE, "one@shop.example"),
        (bob, "two@shop.example"),
    ]


def test_a_queue_id_used_again_in_another_file_is_another_message(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, sent(A, "one@shop.example", ALICE))
    tell(engine, tmp_path, sent(A, "two@shop.example", ALICE, minute=30), name="next.log")
    assert count(engine, Message) == 2


def test_the_same_queue_id_on_two_hosts_is_two_messages(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, sent(A, "one@shop.example", ALICE))
    tell(engine, tmp_path, sent(A, "two@shop.example", ALICE, host="mx2"), name="mx2.log")
    assert count(engine, Message) == 2


def two_hops(message_id: str = "one@shop.example") -> tuple[list[str], list[str]]:
    """mx1 hands the message to mx2, where it is refused in the end."""
    relay = "mx2[10.0.0.2]:25"
    handed_over = attempt(A, ALICE, "sent", f"250 2.0.0 Ok: queued as {B}", relay=relay)
    refusal = "host mx.there.example[192.0.2.1] said: 550 5.1.1 User unknown (in reply to RCPT TO command)"
    on_mx1 = [*arrival(A, message_id), handed_over, removed(A)]
    on_mx2 = [
        *arrival(B, message_id, host="mx2", client="mx1"),
        attempt(B, ALICE, "bounced", refusal, 1, "5.1.1", host="mx2"),
        removed(B, 1, host="mx2"),
    ]
    return on_mx1, on_mx2


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_hops_are_one_message_in_either_order(engine: Engine, tmp_path: Path, order: tuple[int, int]) -> None:
    logs = two_hops()
    for number in order:
        tell(engine, tmp_path, logs[number], name=f"mx{number}.log")
    assert statuses(engine) == {ALICE: "invalid_address"}
    assert (count(engine, Message), count(engine, Hop)) == (1, 2)
    assert figures(engine) == counted(engine)


def test_two_hops_in_one_file_are_one_message(engine: Engine, tmp_path: Path) -> None:
    on_mx1, on_mx2 = two_hops()
    tell(engine, tmp_path, [*on_mx1, *on_mx2])
    assert (statuses(engine), count(engine, Message)) == ({ALICE: "invalid_address"}, 1)


def test_the_same_message_id_alone_joins_nothing(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, sent(A, "one@shop.example", ALICE))
    tell(engine, tmp_path, sent(B, "one@shop.example", ALICE, minute=30), name="next.log")
    assert count(engine, Message) == 2


def test_the_id_of_a_message_that_was_joined_to_another_leads_there(engine: Engine, tmp_path: Path) -> None:
    on_mx1, on_mx2 = two_hops()
    tell(engine, tmp_path, on_mx2, name="mx2.log")
    with Session(engine) as session:
        before = session.scalar(select(Message.id))
    tell(engine, tmp_path, on_mx1, name="mx1.log")
    with Session(engine) as session:
        now = session.scalar(select(Message.id))
        kept = session.scalar(select(JoinedMessage.message_id).where(JoinedMessage.id == before))
        assert now in (before, kept)


def test_a_message_put_back_under_another_queue_id_stays_one(engine: Engine, tmp_path: Path) -> None:
    requeued = [
        *arrival(A, "one@shop.example"),
        line("postsuper", f"{A}: requeued", 5),
        line("pickup", f"{B}: uid=102 from=<billing@shop.example> orig_id={A}", 6),
        line("cleanup", f"{B}: message-id=<one@shop.example>", 6),
    ]
    tell(engine, tmp_path, requeued)
    tell(engine, tmp_path, [attempt(B, ALICE, "sent", "250 2.0.0 OK", 7), removed(B, 7)], name="next.log")
    assert (statuses(engine), count(engine, Message)) == ({ALICE: "delivered"}, 1)


def test_refusals_without_a_queue_id_are_messages_of_their_own(engine: Engine, tmp_path: Path) -> None:
    refusal = (
        "NOQUEUE: reject: RCPT from app.example[198.51.100.9]: 554 5.7.1 <{}>: Relay access denied; "
        "from=<billing@shop.example> to=<{}> proto=ESMTP helo=<app.example>"
    )
    people = (ALICE, "bob@there.example")
    tell(engine, tmp_path, [line("smtpd", refusal.format(person, person)) for person in people])
    assert statuses(engine) == dict.fromkeys(people, "rejected")


def test_an_address_that_was_only_tested_was_sent_nothing(engine: Engine, tmp_path: Path) -> None:
    probe = attempt(
        A, ALICE, "undeliverable", "host mx.there.example[192.0.2.1] said: 550 5.1.1 User unknown", 0, "5.1.1"
    )
    tell(engine, tmp_path, [*arrival(A, "one@shop.example"), probe, removed(A)])
    assert statuses(engine) == {}
