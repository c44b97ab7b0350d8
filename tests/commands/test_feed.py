"""`flask feed …`: what the worker follows, from a terminal."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from console.casework import feeds
from console.models.base import utc_now
from console.models.feed import Feed
from console.settings import Settings


def run(app: Flask, *words: str, refused: bool = False) -> str:
    told = app.test_cli_runner().invoke(args=["feed", *words])
    assert told.exit_code == (1 if refused else 0), told.output
    return told.output


@pytest.mark.parametrize(
    ("words", "kind", "place"),
    [
        (["/var/log/mail.log"], "file", "/var/log/mail.log"),
        (["udp:127.0.0.1:5514"], "syslog", "udp:127.0.0.1:5514"),
        (["imaps://bounces@imap.shop.test"], "mailbox", "imaps://bounces@imap.shop.test"),
        (["imap+starttls://bounces@imap.shop.test"], "mailbox", "imap+starttls://bounces@imap.shop.test"),
        ([], "journal", ""),
        (["--expect", "mx1", "--expect", "mx2"], "expected", ""),
        (["--expect-sender", "invoices@shop.test"], "expected", ""),
        (["--kind", "journal"], "journal", ""),
    ],
)
def test_the_kind_is_seen_from_the_place(app: Flask, db: Session, words: list[str], kind: str, place: str) -> None:
    assert run(app, "add", "office", *words) == "office is a feed now.\n"
    feed = feeds.find(db, "office")
    assert (feed.kind, feed.place) == (kind, place)


def test_a_file_is_kept_by_its_whole_path(
    app: Flask, db: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run(app, "add", "office", "mail.log")
    assert feeds.find(db, "office").place == str(tmp_path / "mail.log")


def test_how_it_is_read_may_be_said(app: Flask, db: Session) -> None:
    run(app, "add", "mx1", "/m.log", "--format", "exim", "--timezone", "Asia/Seoul", "--gives-up-after", "4.5")
    feed = feeds.find(db, "mx1")
    assert (feed.format, feed.time_zone, feed.queue_lifetime) == ("exim", "Asia/Seoul", 388_800)


def test_what_cannot_be_followed_is_told_in_a_sentence(app: Flask) -> None:
    told = run(app, "add", "mx1", "tcp:0.0.0.0:514", refused=True)
    assert told == "Error: 0.0.0.0 can be reached from everywhere. Choose a loopback or private address.\n"
    assert run(app, "disable", "mx9", refused=True) == "Error: There is no feed 'mx9'.\n"


def test_the_list_tells_how_each_goes(app: Flask, db: Session) -> None:
    for name in ("new", "good", "bad", "off"):
        run(app, "add", name, f"/{name}.log")
    run(app, "disable", "off")
    now = utc_now()
    for name, note in (("good", {"last_read_at": now}), ("bad", {"error": "It is gone.", "error_since": now})):
        for field, value in note.items():
            setattr(feeds.find(db, name), field, value)
    db.commit()
    states = [line.split("\t")[3].partition(" 20")[0] for line in run(app, "list").splitlines()]
    assert states == ["since", "read at", "not read yet", "disabled"]
    assert "UTC: It is gone." in run(app, "list")


def test_a_feed_is_disabled_enabled_and_removed(app: Flask, db: Session) -> None:
    run(app, "add", "mx1", "/m.log")
    run(app, "disable", "mx1")
    assert not feeds.find(db, "mx1").enabled
    run(app, "enable", "mx1")
    db.expire_all()
    assert feeds.find(db, "mx1").enabled
    run(app, "remove", "mx1")
    db.expire_all()
    assert db.query(Feed).all() == []


def test_a_queue_that_is_out_of_reach_is_a_sentence_beside_what_was_done(app: Flask, tmp_path: Path) -> None:
    given: Settings = app.extensions["postdesk_settings"]
    app.extensions["postdesk_settings"] = given.model_copy(update={"queue_url": f"sqlite:///{tmp_path}/none/queue"})
    told = run(app, "add", "mx1", "/m.log").splitlines()
    assert sorted(told) == [
        "It is stored; the queue cannot be reached (unable to open database file), and a worker sees it within a minute.",
        "mx1 is a feed now.",
    ]
