"""Bounces as a list, in figures that add up, and one by one."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from console.casework import bounces, bounces_figures, bounces_settling, feeds
from console.casework.bounces import Asked, Listed
from console.casework.bounces_proposals import proposals
from console.casework.bounces_report import MOST_TOLD, BounceReport, report
from console.casework.bounces_sentence import sentence
from console.casework.bounces_source import source
from console.casework.feed_definition import Definition
from console.diagnosis import tie
from console.diagnosis.status import Tone
from console.models.bounce import Bin
from tests.casework.bounce_mails import (
    MAILBOX,
    NOON,
    UNREADABLE,
    auto_reply,
    bounce,
    hostile,
    letter,
    take_in,
)
from tests.casework.mailroom import delivered, read_in, refused, to_several

NOW = NOON + 60
OTHER_MAILBOX = "returns@shop.example on imap.shop.example, INBOX"


def one(engine: Engine, number: int = 1) -> BounceReport:
    """The mail with this id."""
    with Session(engine) as session:
        found = report(session, number)
    assert found
    return found


def listed(engine: Engine, *asked: object, before: int | None = None, limit: int = 50) -> list[Listed]:
    """A page of the list."""
    with Session(engine) as session:
        return bounces.listed(session, Asked(*asked), before, limit)  # type: ignore[arg-type]


def headline(engine: Engine) -> tuple[str, Tone]:
    """The sentence on top."""
    with Session(engine) as session:
        told = bounces_figures.headline(bounces_figures.figures(session), NOW, UTC)
    return told.sentence, told.tone


@pytest.fixture
def _ten(engine: Engine, tmp_path: Path) -> None:
    """One that is matched, four that are not, two that are no bounces, one that cannot be read, and two copies."""
    with Session(engine) as session:
        read_in(session, tmp_path, delivered(), refused())
    unknown = [bounce(f"{name}@there.example", f"{name}@elsewhere") for name in ("ada", "bob", "cyd")]
    take_in(engine, bounce(), hostile(), letter(), letter("Dinner?"), *unknown)
    take_in(engine, bounce(text="So long"), mailbox=OTHER_MAILBOX, oversized=True)
    take_in(engine, bounce(), letter(), mailbox=OTHER_MAILBOX)


@pytest.mark.usefixtures("_ten")
def test_the_bins_add_up_to_the_mails_that_were_fetched(engine: Engine) -> None:
    with Session(engine) as session:
        figures = bounces_figures.figures(session)
    here, other = figures.mailboxes
    assert [here.bins[which] for which in Bin] == [1, 4, 2, 0]
    assert (other.mails, other.repeated, other.bins[Bin.UNREADABLE]) == (3, 2, 1)
    assert all(mailbox.adds_up for mailbox in figures.mailboxes)


@pytest.mark.usefixtures("_ten")
def test_the_sentence_on_top_says_what_waits(engine: Engine) -> None:
    told, tone = headline(engine)
    assert told.startswith("4 mails wait to be matched to their message, and 1 mail could not be read. All 2 mailboxes")
    assert tone is Tone.TROUBLE


def test_where_nothing_waits_the_sentence_says_so(engine: Engine) -> None:
    take_in(engine, letter())
    assert headline(engine)[0].startswith(f"Nothing waits for a person. {MAILBOX} was last read ")


def test_where_no_mailbox_was_read_the_sentence_says_what_to_do(engine: Engine) -> None:
    assert headline(engine) == (bounces_figures.NONE_YET, Tone.NEUTRAL)


def test_a_mailbox_that_cannot_be_read_is_named_the_worst_first(engine: Engine) -> None:
    take_in(engine, letter())
    with Session(engine) as session:
        for name in ("closed", "broken", "fine", "new"):
            place = MAILBOX if name == "fine" else f"{name}@shop.example on imap.shop.example, INBOX"
            url = f"imaps://{place.partition(' ')[0].replace('@', '%40')}@imap.shop.example/INBOX"
            number = feeds.add(session, "mina@seoul.example", Definition(name, "mailbox", url)).id
            if name in ("broken", "fine"):
                feeds.note_read(session, number, datetime.fromtimestamp(NOON, UTC), None)
            if name in ("closed", "broken"):
                feeds.note_error(
                    session, number, datetime.fromtimestamp(NOON + 9, UTC), f"{place}: it is {name}. Mend it."
                )
        session.commit()
        figures = bounces_figures.figures(session)
    assert headline(engine) == (
        "Nothing waits for a person. closed was never read: it is closed. broken and new are not read either. "
        "fine was last read at 12:00:00.",
        Tone.TROUBLE,
    )
    assert [(one.feed, one.mails) for one in figures.mailboxes] == [
        ("fine", 1),
        ("broken", 0),
        ("closed", 0),
        ("new", 0),
    ]


def test_mails_that_were_dismissed_are_told_where_the_bin_still_counts_them(engine: Engine) -> None:
    take_in(engine, bounce(), hostile())
    with Session(engine) as session:
        bounces_settling.dismiss(session, "anna@linz.example", 1, "about another shop")
    assert headline(engine)[0].startswith("1 mail waits to be matched to its message (1 was dismissed).")


@pytest.mark.usefixtures("_ten")
def test_the_list_is_newest_first_and_goes_on_where_a_page_ended(engine: Engine) -> None:
    first = listed(engine, Bin.UNMATCHED, limit=3)
    rest = listed(engine, Bin.UNMATCHED, before=first[-1].id, limit=3)
    assert [mail.recipients for mail in first + rest] == [
        ("cyd@there.example",), ("bob@there.example",), ("ada@there.example",), ("ghost@there.example",)
    ]  # fmt: skip


@pytest.mark.usefixtures("_ten")
def test_the_list_is_narrowed_by_cause_and_kind(engine: Engine) -> None:
    assert len(listed(engine, Bin.UNMATCHED, False, tie.NOT_ON_RECORD.name)) == 3
    assert len(listed(engine, Bin.UNMATCHED, False, tie.NAMES_NOTHING.name)) == 1
    assert listed(engine, Bin.UNMATCHED, False, "", "delayed") == []


@pytest.mark.usefixtures("_ten")
def test_a_row_says_why_the_mail_is_where_it_is(engine: Engine) -> None:
    matched, unread = listed(engine, Bin.MATCHED)[0], listed(engine, Bin.UNREADABLE)[0]
    assert (matched.tie, matched.untied, matched.reasons[0].name) == (tie.MESSAGE_ID, None, "no_such_user")
    assert unread.trouble == UNREADABLE


def test_one_mail_in_a_sentence(engine: Engine) -> None:
    take_in(engine, bounce(), auto_reply(), letter())
    assert [sentence(one(engine, number), NOW, UTC) for number in (1, 2, 3)] == [
        "mx.there.example says that mail to nobody@there.example was not delivered, and will not be tried again. "
        "The reason: no such mailbox. It came at 12:00:00.",
        "anna@there.example answered automatically. It came at 12:00:00.",
        "It is not a bounce: an ordinary mail from bea@there.example. It came at 12:00:00.",
    ]


def test_an_address_that_cannot_be_one_is_an_unknown_recipient_and_stands_word_for_word(engine: Engine) -> None:
    named = '"><script>alert(1);</script>@evil.example'
    take_in(engine, bounce(named, "x@elsewhere"))
    [told] = one(engine).told
    assert (told.recipient, told.written_as) == ("", f"rfc822; {named}")
    assert "says that mail to an unknown recipient was not delivered" in sentence(one(engine), NOW, UTC)


def test_of_a_message_to_several_the_recipients_that_the_mail_is_about_are_named(
    engine: Engine, tmp_path: Path
) -> None:
    with Session(engine) as session:
        read_in(session, tmp_path, to_several({"a@there.example": "sent", "b@there.example": "sent"}))
    take_in(engine, bounce("b@there.example", "4DDDD@app"), auto_reply("a@there.example", "4DDDD@app"))
    assert [[copy.address for copy in one(engine, number).copies] for number in (1, 2)] == [
        ["b@there.example"],
        ["a@there.example"],
    ]


def test_of_a_mail_that_names_nobody_all_recipients_of_its_message_are_listed(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        read_in(session, tmp_path, to_several({"a@there.example": "sent", "b@there.example": "sent"}))
    take_in(engine, bounce("<nobody>@", "4DDDD@app"))
    assert {copy.address for copy in one(engine).copies} == {"a@there.example", "b@there.example"}


def test_what_a_mail_says_stands_field_by_field(engine: Engine) -> None:
    take_in(engine, bounce(words="550 5.7.1 blocked, see https://www.spamhaus.org/query/ip/192.0.2.7", status="5.7.1"))
    [told] = one(engine).told
    assert (told.action, told.enhanced_status, told.reply_code, told.reason.name) == (
        "failed",
        "5.7.1",
        550,
        "ip_blocked",
    )
    assert told.diagnostic.startswith("550 5.7.1 blocked, see https://")
    assert told.rule


def test_the_source_is_word_for_word_piece_by_piece(engine: Engine) -> None:
    raw = bounce(text="Grüße " + "x" * 100_000)
    take_in(engine, raw)
    with Session(engine) as session:
        first = source(session, 1)
        assert first
        assert first.next
        second = source(session, 1, first.next)
    assert second
    assert (first.text + second.text).encode() == raw
    assert second.next is None


def test_of_a_mail_that_cannot_be_read_the_beginning_is_shown(engine: Engine) -> None:
    take_in(engine, bounce(), oversized=True)
    mail = one(engine)
    assert (mail.letter, mail.understood) == (None, None)
    assert mail.beginning.startswith("From: MAILER-DAEMON@mx.example\n")
    assert sentence(mail, NOW, UTC) == f"{UNREADABLE} It came at 12:00:00."


def test_mails_about_an_address_that_are_tied_to_nothing_are_told_of(engine: Engine) -> None:
    take_in(engine, bounce("ada@there.example", "x@elsewhere"), bounce("ada@there.example", "y@elsewhere"), hostile())
    with Session(engine) as session:
        found = bounces.untraced(session, "ada@there.example")
        nothing = bounces.untraced(session, "bob@there.example")
    assert [mail.id for mail in found.mails] == [2, 1]
    assert found.sentence == (
        "2 mails in our bounce mailboxes speak of this address, and we could not tie them to a message."
    )
    assert (nothing.mails, nothing.sentence) == ((), "")


def test_a_mail_that_names_thousands_is_shown_within_limits(engine: Engine) -> None:
    fields = "".join(f"\n\nFinal-Recipient: rfc822; r{n}@x.example\nAction: failed\nStatus: 5.1.1" for n in range(5000))
    take_in(engine, bounce(words=f"550 5.1.1 User unknown{fields}"))
    mail, [row] = one(engine), listed(engine, Bin.UNMATCHED)
    assert (mail.told_count, len(mail.told)) == (5001, MOST_TOLD)
    assert "mail to 5,001 recipients was not delivered" in sentence(mail, NOW, UTC)
    assert (row.recipients, row.recipient_count) == (("nobody@there.example", "r0@x.example", "r1@x.example"), 5001)
    with Session(engine) as session:
        assert proposals(session, mail) == []
