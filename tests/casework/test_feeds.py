"""Feeds as a person defines them, and what is noted of them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from console.casework import feeds, tasks
from console.casework.feed_definition import Definition, FeedRefused
from console.models.audit_entry import AuditEntry
from console.models.task import Task

ACTOR = "mina@seoul.example"
MAIL_LOG = Definition("mx1", "file", "/var/log/mail.log")
NOON, LATER = datetime(2026, 11, 4, 12, tzinfo=UTC), datetime(2026, 11, 4, 12, 0, 10, tzinfo=UTC)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


def audited(session: Session) -> list[tuple[str, str]]:
    return [(entry.action, entry.subject) for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def refused(session: Session, **different: Any) -> str:
    with pytest.raises(FeedRefused) as told:
        feeds.add(session, ACTOR, MAIL_LOG._replace(**different))
    return str(told.value)


def test_every_change_is_on_record(session: Session) -> None:
    feed = feeds.add(session, ACTOR, MAIL_LOG)
    feeds.change(session, ACTOR, feed, MAIL_LOG._replace(time_zone="Europe/Vienna"))
    feeds.disable(session, ACTOR, feed)
    feeds.enable(session, ACTOR, feed)
    feeds.remove(session, ACTOR, feed)
    verbs = ("add", "change", "disable", "enable", "remove")
    assert audited(session) == [(f"feed:{verb}", "feed:mx1") for verb in verbs]
    assert feeds.feeds(session) == []


def test_what_changes_nothing_is_not_on_record(session: Session) -> None:
    feed = feeds.add(session, ACTOR, MAIL_LOG)
    feeds.enable(session, ACTOR, feed)
    feeds.change(session, ACTOR, feed, MAIL_LOG)
    assert audited(session) == [("feed:add", "feed:mx1")]


def test_a_change_tells_what_was_and_what_is(session: Session) -> None:
    feed = feeds.add(session, ACTOR, MAIL_LOG)
    feeds.change(session, ACTOR, feed, MAIL_LOG._replace(name="mx one", expected_hosts=("MX1 ", "mx2")))
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "feed:change")).one()
    assert entry.details == {
        "before": {"name": "mx1", "expected_hosts": []},
        "after": {"name": "mx one", "expected_hosts": ["mx1", "mx2"]},
    }
    assert feeds.find(session, "mx one").expected_hosts == ["mx1", "mx2"]


def test_a_feed_is_what_was_defined(session: Session) -> None:
    wanted = Definition("office", "syslog", "udp:192.168.3.4:5514", "postfix", "Asia/Seoul", ("mx2",), 5 * 86400)
    feeds.add(session, ACTOR, wanted)
    assert feeds.definition_of(feeds.find(session, "office")) == wanted


@pytest.mark.parametrize(
    ("different", "sentence"),
    [
        ({"name": " "}, "A feed needs a name"),
        ({"name": "mx\x1b[2J"}, "A feed needs a name"),
        ({"kind": "pigeon"}, "'pigeon' is not a kind of feed; the kinds are file, journal, syslog, mailbox, expected."),
        ({"place": "mail.log"}, "Name the file by its whole path, such as /var/log/mail.log."),
        (
            {"place": "/mail\u202e.log"},
            "The path has characters that cannot be shown: /mail<U+202E>.log. Type it anew.",
        ),
        ({"place": "/"}, "/ is a folder. Name the log file in it."),
        ({"kind": "syslog", "place": "udp:5514"}, "'udp:5514' is no socket. Name protocol, address and port"),
        ({"kind": "syslog", "place": "udp:127.0.0.1:99999"}, "'udp:127.0.0.1:99999' is no socket."),
        ({"kind": "syslog", "place": "tcp:0.0.0.0:5514"}, "0.0.0.0 can be reached from everywhere."),
        ({"kind": "syslog", "place": "tcp:[::]:5514"}, ":: can be reached from everywhere."),
        ({"kind": "syslog", "place": "tcp:8.8.8.8:5514"}, "8.8.8.8 can be reached from everywhere."),
        ({"kind": "syslog", "place": "tcp:1.2.3:5514"}, "1.2.3 is no network address."),
        ({"kind": "journal"}, "A feed of the kind journal has no place; leave it empty."),
        ({"kind": "expected", "place": ""}, "Name the hosts that are expected to log, or the senders"),
        ({"kind": "mailbox", "place": "imaps://a:b@imap.shop.test"}, "A password has no place here"),
        ({"kind": "mailbox", "place": "imap://a@imap.shop.test"}, "imap.shop.test is another machine"),
        ({"kind": "mailbox", "place": "imaps://a@b.test", "format": "exim"}, "This is asked of logs"),
        ({"kind": "mailbox", "place": "imaps://a@b.test", "expected_hosts": ("mx1",)}, "This is asked of logs"),
        ({"kind": "mailbox", "place": "imaps://a@b.test", "expected_senders": ("a@b.test",)}, "This is asked of logs"),
        ({"expected_senders": ("shop.example",)}, "'shop.example' is not a whole address, such as invoices@"),
        ({"expected_senders": tuple(f"{n}@shop.example" for n in range(21))}, "At most 20 senders can be expected"),
        ({"expected_hosts": ("mx 1",)}, "'mx 1' is not a host name as it stands in a log."),
        ({"format": "x400"}, "'x400' is not a log format; the formats are postfix, exim."),
        ({"time_zone": "Mars"}, "'Mars' is not a time zone"),
        ({"queue_lifetime": 0}, "A mail server gives up after more than nothing and at most 60 days."),
    ],
)
def test_what_cannot_be_followed_is_refused_with_a_sentence(
    session: Session, different: dict[str, Any], sentence: str
) -> None:
    assert refused(session, **different).startswith(sentence)
    assert audited(session) == []


def test_no_two_feeds_have_one_name_or_read_one_place(session: Session) -> None:
    feeds.add(session, ACTOR, MAIL_LOG)
    assert refused(session, place="/var/log/other.log") == "There is a feed 'mx1' already."
    assert refused(session, name="mx2") == "The feed 'mx1' reads that already."


def test_a_mailbox_is_one_however_it_is_reached(session: Session) -> None:
    feeds.add(session, ACTOR, MAIL_LOG._replace(kind="mailbox", place="imaps://bounces@imap.shop.test/INBOX"))
    told = refused(session, name="other", kind="mailbox", place="imap+starttls://bounces@IMAP.shop.test?poll=90")
    assert told == "The feed 'mx1' reads that already."
    feeds.add(session, ACTOR, Definition("other", "mailbox", "imaps://bounces@imap.shop.test/Returns"))


def test_senders_alone_may_be_expected_and_are_kept_as_the_envelope_is(session: Session) -> None:
    senders = ("Invoices@Shop.example", "<invoices@shop.example>", "post@müller.example")
    feeds.add(session, ACTOR, Definition("apps", "expected", expected_senders=senders))
    expected = feeds.definition_of(feeds.find(session, "apps")).expected_senders
    assert expected == ("invoices@shop.example", "post@xn--mller-kva.example")


def test_hosts_may_be_expected_by_several_feeds(session: Session) -> None:
    for name in ("north", "south"):
        feeds.add(session, ACTOR, Definition(name, "expected", expected_hosts=(f"mx.{name}.example",)))
    assert [feed.name for feed in feeds.feeds(session)] == ["north", "south"]


def test_a_file_need_not_exist_yet(session: Session, tmp_path: Path) -> None:
    feeds.add(session, ACTOR, MAIL_LOG._replace(place=str(tmp_path / "later.log")))


def test_a_feed_that_there_is_not(session: Session) -> None:
    with pytest.raises(FeedRefused, match="There is no feed 'mx9'"):
        feeds.find(session, "mx9")


def test_an_error_keeps_the_time_it_began(session: Session) -> None:
    feed = feeds.add(session, ACTOR, MAIL_LOG)
    feeds.note_error(session, feed.id, NOON, "The file does not exist.")
    feeds.note_error(session, feed.id, LATER, "The file may not be read.")
    session.commit()
    assert (feed.error, feed.error_since) == ("The file may not be read.", NOON)


def test_a_feed_that_is_read_has_no_error(session: Session) -> None:
    feed = feeds.add(session, ACTOR, MAIL_LOG)
    feeds.note_error(session, feed.id, NOON, "The file does not exist.")
    feeds.note_read(session, feed.id, LATER, NOON)
    session.commit()
    assert (feed.error, feed.error_since, feed.last_read_at, feed.last_line_at) == ("", None, LATER, NOON)


def test_an_old_line_does_not_make_the_newest_older(session: Session) -> None:
    feed = feeds.add(session, ACTOR, MAIL_LOG)
    feeds.note_read(session, feed.id, LATER, LATER)
    feeds.note_read(session, feed.id, LATER, NOON)
    feeds.note_read(session, feed.id, LATER, None)
    session.commit()
    assert feed.last_line_at == LATER


def test_disabling_ends_the_complaint(session: Session) -> None:
    feed = feeds.add(session, ACTOR, MAIL_LOG)
    feeds.note_error(session, feed.id, NOON, "The file does not exist.")
    session.commit()
    feeds.disable(session, ACTOR, feed)
    feeds.note_error(session, feed.id, LATER, "A late word of the worker.")
    session.commit()
    assert (feed.error, feed.error_since) == ("", None)


def test_a_feed_that_is_removed_leaves_no_lease(session: Session) -> None:
    feed = feeds.add(session, ACTOR, MAIL_LOG)
    tasks.lease(session, feeds.lease_of(feed.id), "a worker", 30)
    feeds.remove(session, ACTOR, feed)
    assert session.scalars(select(Task.name)).all() == []
