"""Mails of a bounce mailbox: each is in once, with its message where it names one, and worth what that proves."""

from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from console.diagnosis import tie
from console.diagnosis.network import Network
from console.intake.bounces.limits import LIMITS
from console.intake.evidence import told_of
from console.intake.import_logs import import_logs
from console.intake.keep import Overtaken
from console.intake.mails import Mail, MailDoor, Position
from console.intake.tying import MOST_MAILS
from console.mail.event import Event, Rank
from console.mail.verp import signed_sender
from console.models.bounce import Bin, BouncedRecipient, BounceMail
from console.models.mailbox import Mailbox
from console.models.message import Message
from tests.intake.mails import KEY, TEN, answer, letter, mail, places, receive, record, report
from tests.intake.postfix_lines import arrival, attempt, removed, sent
from tests.intake.stories import NETWORK, count, rows, statuses, tell

ALICE, BOB = "alice@there.example", "bob@there.example"
ONE, TWO = "one@shop.example", "two@shop.example"  # Message-IDs
A, B = "4FAC23D1C1", "4FB7719E02"  # queue IDs
OUR_HOST = "mx1.shop.example"


def events(engine: Engine) -> list[Event]:
    """Everything that is told of the only message, in the order of its evidence."""
    with Session(engine) as session:
        message = session.scalars(select(Message)).one()
        return [told.event for told in told_of(session.connection(), message.references)]


def test_a_bounce_by_message_id_is_in_the_trail_and_overturns_nothing(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, sent(A, ONE, ALICE))
    [place] = receive(engine, report(ALICE, ONE))
    assert (place.bin, place.tied_by) == (Bin.MATCHED, tie.MESSAGE_ID.name)
    assert (events(engine)[-1].rank, events(engine)[-1].recipient) == (Rank.STRANGER, ALICE)
    assert statuses(engine) == {ALICE: "delivered"}


def test_a_bounce_that_comes_before_its_message_is_tied_when_that_comes_in(engine: Engine, tmp_path: Path) -> None:
    assert receive(engine, report(ALICE, ONE)) == [(Bin.UNMATCHED, tie.NOT_ON_RECORD.name, None)]
    tell(engine, tmp_path, sent(B, TWO, BOB))
    assert places(engine)[0].bin == Bin.UNMATCHED
    tell(engine, tmp_path, sent(A, ONE, ALICE), name="more.log")
    assert places(engine)[0].tied_by == tie.MESSAGE_ID.name
    assert statuses(engine) == {ALICE: "delivered", BOB: "delivered"}


@pytest.mark.parametrize("order", list(permutations(("log", "more", "mail"))), ids="-".join)
def test_the_outcome_is_the_same_in_any_order(engine: Engine, tmp_path: Path, order: tuple[str, ...]) -> None:
    handed_on = attempt(A, ALICE, "sent", "250 2.0.0 Ok", relay="127.0.0.1[127.0.0.1]:10024")
    first = [*arrival(A, ONE), handed_on]
    steps: dict[str, Callable[[], object]] = {
        "log": lambda: tell(engine, tmp_path, first),
        "more": lambda: tell(engine, tmp_path, sent(B, TWO, BOB), name="other.log"),
        "mail": lambda: receive(engine, report(ALICE, ONE, reporting_mta=OUR_HOST, **{"X-Postfix-Queue-ID": A})),
    }
    for step in order:
        steps[step]()
    assert statuses(engine) == {ALICE: "invalid_address", BOB: "delivered"}


def test_what_our_own_log_tells_too_is_one_event_with_two_pieces_of_evidence(engine: Engine, tmp_path: Path) -> None:
    said = attempt(A, ALICE, "bounced", "host mx[192.0.2.1] said: 550 5.1.1 User unknown", dsn="5.1.1")
    tell(engine, tmp_path, [*arrival(A, ONE), said, removed(A)])
    before = events(engine)
    [place] = receive(engine, report(ALICE, ONE, reporting_mta=OUR_HOST, **{"X-Postfix-Queue-ID": A}))
    assert place.tied_by == tie.QUEUE_ID.name
    assert len(events(engine)) == len(before) + 1
    assert set(events(engine)) == set(before)


def test_the_queue_id_of_somebody_elses_server_is_not_ours(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, sent(A, ONE, ALICE))
    [place] = receive(engine, report(ALICE, reporting_mta="mx.there.example", **{"X-Postfix-Queue-ID": A}))
    assert (place.bin, place.tied_by) == (Bin.UNMATCHED, tie.NOT_ON_RECORD.name)


def test_a_bounce_to_a_signed_sender_is_believed(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, sent(A, "7f3k9q2mzc41@shop.example", ALICE))
    to = signed_sender("bounces@shop.example", "7f3k9q2mzc41", KEY)
    [place] = receive(engine, report("forwarded@elsewhere.example", to=to))
    assert place.tied_by == tie.ENVELOPE_SENDER.name
    assert statuses(engine) == {ALICE: "invalid_address"}


def test_a_forged_signature_is_worth_nothing(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, sent(A, "7f3k9q2mzc41@shop.example", ALICE))
    to = signed_sender("bounces@shop.example", "7f3k9q2mzc41", b"a guess")
    [place] = receive(engine, report(ALICE, to=to))
    assert (place.bin, place.tied_by) == (Bin.UNMATCHED, tie.NAMES_NOTHING.name)
    assert statuses(engine) == {ALICE: "delivered"}


def test_a_bounce_of_one_recipient_says_nothing_of_the_others(engine: Engine, tmp_path: Path) -> None:
    both = [attempt(A, to, "sent", "250 2.0.0 OK", relay="smtp.provider.example[192.0.2.9]:25") for to in (ALICE, BOB)]
    tell(engine, tmp_path, [*arrival(A, ONE), *both, removed(A)])
    receive(engine, report(ALICE, ONE))
    assert [event.recipient for event in events(engine) if event.rank is Rank.STRANGER] == [ALICE]


def test_a_bounce_about_somebody_else_is_not_tied(engine: Engine, tmp_path: Path) -> None:
    both = [attempt(A, to, "sent", "250 2.0.0 OK") for to in (ALICE, BOB)]
    tell(engine, tmp_path, [*arrival(A, ONE), *both, removed(A)])
    [place] = receive(engine, report("mallory@evil.example", ONE))
    assert (place.bin, place.tied_by) == (Bin.UNMATCHED, tie.OTHER_RECIPIENT.name)
    assert {row.address for row in rows(engine)} == {ALICE, BOB}


def test_twins_of_a_message_id_are_told_apart_by_the_recipient(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, [*sent(A, ONE, ALICE), *sent(B, ONE, BOB, minute=1)])
    [place] = receive(engine, report(BOB, ONE))
    assert place.bin == Bin.MATCHED
    tell(engine, tmp_path, sent("4FC0019E03", ONE, BOB, minute=2), name="more.log")
    [twin] = receive(engine, report(BOB, ONE))
    assert (twin.bin, twin.tied_by) == (Bin.UNMATCHED, tie.SEVERAL_MESSAGES.name)


def test_a_mail_older_than_the_message_is_not_about_it(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, sent(A, ONE, ALICE))
    [place] = receive(engine, report(ALICE, ONE), after=-3 * 86400)
    assert place.bin == Bin.UNMATCHED


def test_an_automatic_answer_belongs_to_what_it_answers(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, sent(A, ONE, ALICE))
    [place] = receive(engine, answer(ALICE, ONE))
    assert (place.bin, place.tied_by) == (Bin.MATCHED, tie.ANSWER.name)
    assert statuses(engine) == {ALICE: "delivered"}


def test_other_mail_is_kept_and_touches_nothing(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, sent(A, ONE, ALICE))
    fields = {"In-Reply-To": f"<{ONE}>"}
    assert receive(engine, letter(ALICE, "Re: Your invoice", **fields)) == [(Bin.NOT_A_BOUNCE, "", None)]
    assert len(events(engine)) == 5


def test_a_probe_stays_no_mail_when_its_report_comes(engine: Engine, tmp_path: Path) -> None:
    said = attempt(A, ALICE, "undeliverable", "host mx[192.0.2.1] said: 550 5.1.1 User unknown", dsn="5.1.1")
    tell(engine, tmp_path, [*arrival(A, ONE), said, removed(A)])
    receive(engine, report(ALICE, ONE, reporting_mta=OUR_HOST, **{"X-Postfix-Queue-ID": A}))
    assert rows(engine) == []


def test_the_same_mail_is_in_once_whatever_its_number_and_mailbox(engine: Engine) -> None:
    raw = report(ALICE, ONE)
    record(engine, mail(raw, uid=5, uid_validity=1))
    record(engine, mail(raw, uid=1, uid_validity=2), mail(raw, uid=2, uid_validity=2))
    record(engine, mail(raw), mailbox="copies")
    assert count(engine, BounceMail) == 1
    with Session(engine) as session:
        counts = session.execute(select(Mailbox.mail_count, Mailbox.repeated_count).order_by(Mailbox.id))
        assert [tuple(row) for row in counts] == [(3, 2), (1, 1)]
        assert session.execute(select(BounceMail.uid_validity)).scalar_one() == 2


def test_two_readers_of_a_mailbox_store_nothing_twice(engine: Engine) -> None:
    door = MailDoor(engine, NETWORK, "bounces")
    record(engine, mail(report(ALICE, ONE), uid=1))
    with pytest.raises(Overtaken, match="Another program reads bounces too"):
        door.record([mail(report(BOB, TWO), uid=2)], Position(0, 0), Position(1, 2))
    door.close()
    assert (count(engine, BounceMail), door.position()) == (1, Position(1, 1))


def test_a_mail_over_the_limit_is_set_aside_and_the_next_one_is_read(engine: Engine) -> None:
    large = Mail(1, 1, TEN, b"Subject: large\n\n", LIMITS.octets + 1)
    many = mail(b"".join(b"X-Field: value\n" for _ in range(5000)) + b"\n", uid=2)
    taken = record(engine, large, many, mail(report(ALICE, ONE), uid=3))
    assert [place.bin for place in places(engine)] == [Bin.UNREADABLE, Bin.UNREADABLE, Bin.UNMATCHED]
    assert [one.is_identified for one in taken] == [False, False, True]
    with Session(engine) as session:
        reasons = list(session.scalars(select(BounceMail.trouble).order_by(BounceMail.id)))
    assert "Its beginning is kept" in reasons[0]
    assert "4,999 lines" in reasons[1]


def test_a_mail_that_the_server_never_gave_is_on_record_with_the_reason(engine: Engine) -> None:
    record(engine, Mail(1, 7, TEN, b"", 2000, "The server did not give this mail."))
    assert places(engine) == [(Bin.UNREADABLE, "", None)]


def test_what_a_stranger_writes_can_be_stored(engine: Engine) -> None:
    odd = b"Subject: =?utf-8?b?AABhAO2ggA==?=\nFrom: \0\xff\xfe <x@y.example>\n\n\0\xff"
    record(engine, mail(odd), mail(report("odd\x07\udcff@there.example".encode("utf-8", "replace").decode(), ONE)))
    assert len(places(engine)) == 2


def test_identified_mails_are_known_by_their_numbers(engine: Engine) -> None:
    record(engine, mail(report(ALICE, ONE), uid=1), mail(letter(BOB, "Hello"), uid=2))
    door = MailDoor(engine, NETWORK, "bounces")
    assert door.identified(1, [1, 2, 3]) == {1}
    assert door.identified(2, [1]) == set()
    door.close()


def test_every_recipient_of_a_report_is_a_row(engine: Engine) -> None:
    record(engine, mail(report(ALICE, ONE, diagnostic="552 5.2.2 Mailbox full", status="5.2.2")))
    with Session(engine) as session:
        row = session.scalars(select(BouncedRecipient)).one()
        assert (row.recipient, row.action, row.enhanced_status, row.reply_code) == (ALICE, "failed", "5.2.2", 552)
        assert session.scalar(select(func.count()).select_from(BouncedRecipient)) == 1


SES_ID = "0100018f2e3d4c5b-1a2b3c4d-0011-2233-4455-66778899aabb-000000"
PROVIDER = "email-smtp.eu-west-1.amazonaws.test"
SENDS_BY_PROVIDER = Network(smart_hosts=frozenset({PROVIDER}))


def hand_to_provider(engine: Engine, folder: Path, reply: str) -> None:
    """A message that a provider of ours took, with these words."""
    said = attempt(A, ALICE, "sent", reply, relay=f"{PROVIDER}[192.0.2.9]:587")
    path = folder / "provider.log"
    path.write_text("".join(f"{line}\n" for line in (*arrival(A, ONE), said, removed(A))))
    list(import_logs(engine, [str(path)], network=SENDS_BY_PROVIDER))


@pytest.mark.parametrize("is_first", [True, False], ids=["log first", "mail first"])
@pytest.mark.parametrize(
    ("reply", "named"),
    [
        (f"250 Ok {SES_ID}", {"message_id": f"{SES_ID}@eu-west-1.amazonses.com"}),
        ("250 2.0.0 Ok: queued as 7C1D22F9A0", {"X-Postfix-Queue-ID": "7C1D22F9A0"}),
    ],
    ids=["SES", "Postfix"],
)
def test_a_bounce_that_names_only_our_providers_id_finds_its_message(
    engine: Engine, tmp_path: Path, reply: str, named: dict[str, str], is_first: bool
) -> None:
    steps: list[Callable[[], object]] = [
        lambda: hand_to_provider(engine, tmp_path, reply),
        lambda: receive(engine, report(ALICE, **named), network=SENDS_BY_PROVIDER),
    ]
    for step in steps if is_first else reversed(steps):
        step()
    assert (places(engine)[0].bin, places(engine)[0].tied_by) == (Bin.MATCHED, tie.PROVIDER_ID.name)
    assert statuses(engine) == {ALICE: "invalid_address"}


def test_what_the_recipients_server_called_it_is_no_id_of_a_provider(engine: Engine, tmp_path: Path) -> None:
    said = attempt(A, ALICE, "sent", "250 2.0.0 Ok: queued as 7C1D22F9A0")
    tell(engine, tmp_path, [*arrival(A, ONE), said, removed(A)])
    [place] = receive(engine, report(ALICE, **{"X-Postfix-Queue-ID": "7C1D22F9A0"}))
    assert place.bin == Bin.UNMATCHED


def test_a_flood_of_mails_about_one_message_is_left_out(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, sent(A, ONE, ALICE))
    record(engine, *(mail(report(ALICE, ONE)) for _ in range(MOST_MAILS)))
    [place] = receive(engine, report(ALICE, ONE))
    assert (place.bin, place.tied_by) == (Bin.UNMATCHED, tie.TOO_MANY.name)
