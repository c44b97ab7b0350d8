"""Exim: messages, what becomes of them, and whose lines are its own."""

import pytest

from console.mail.event import Event, Kind
from tests.intake.logs.samples import a_reader, exim

ID = "1xUq8n-0001pL-2D"
NEW_ID = "10HmbA-000000005vi-0000"
AT = 1795286928.592


def only(words: str) -> Event:
    (event,) = exim(words)
    return event


@pytest.mark.parametrize("message_id", [ID, NEW_ID])
@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Completed", Kind.REMOVED),
        ("Completed QT=0.086s", Kind.REMOVED),
        ("Frozen (delivery error message)", Kind.HELD),
        ("Frozen", Kind.HELD),
        ("frozen by root", Kind.HELD),
        ("Unfrozen by errmsg timer", Kind.RELEASED),
        ("unfrozen by root", Kind.RELEASED),
        ("removed by root", Kind.DELETED),
        ("cancelled by root", Kind.DELETED),
        ("cancelled by timeout_frozen_after", Kind.EXPIRED),
    ],
)
def test_the_state_of_a_message_is_told_under_old_and_new_ids(message_id: str, words: str, kind: Kind) -> None:
    event = only(f"{message_id} {words}")
    assert (event.at, event.kind, event.queue_id, event.recipient) == (AT, kind, message_id, "")


@pytest.mark.parametrize(
    "stamp",
    [
        "2026-11-21 18:48:48.592 ",
        "2026-11-21 18:48:48.592 [7021] ",
        "2026-11-21 19:48:48.592 +0100 ",
        "2026-11-21 19:48:48.592 +0100 [7021] ",
        "2026-11-21 16:48:48.592 -0200 [7021] ",
    ],
)
def test_exim_has_stamps_of_its_own(stamp: str) -> None:
    log = a_reader()
    entry = log.read(f"{stamp}{ID} Completed")
    assert (entry.at, entry.host, log.format) == (AT, "", "exim")
    assert len(entry.events) == 1


@pytest.mark.parametrize(
    "head",
    [
        "Nov 21 18:48:48 mx exim[7021]: ",
        "Nov 21 18:48:48 mx exim4[7021]: 2026-11-21 18:48:48 ",
        "Nov 21 18:48:48 mx exim: 2026-11-21 18:48:48.592 +0000 [7021] ",
        "2026-11-21T18:48:48Z mx exim[7021]: [7021] ",
        "2026-11-21 18:48:48 mx exim[7021]: ",
        r"Nov 21 18:48:48 mx exim[7021]: [1\2] ",
    ],
)
def test_exim_is_read_under_a_syslog_too(head: str) -> None:
    log = a_reader()
    entry = log.read(f"{head}{ID} => a@b.test R=dns T=smtp H=mx.b.test [192.0.2.1]")
    assert (entry.at, entry.host, log.format) == (1795286928.0, "mx", "exim")
    assert [event.recipient for event in entry.events] == ["a@b.test"]


def test_the_rest_of_a_line_that_was_split_for_the_syslog_says_nothing() -> None:
    assert not a_reader("exim").read(f"Nov 21 18:48:48 mx exim[7021]: [2/2] {ID} => a@b.test").events


@pytest.mark.parametrize(
    "words",
    [
        f"{ID} Message is frozen",
        f"{ID} Spool file for {ID} is locked (another process is handling this message)",
        f"{ID} H=mx.refused.test [127.77.0.17]:25 Connection refused",
        f"{ID} H=mx.rate.test [127.77.0.15]:25: SMTP error from remote mail server after MAIL FROM:<a@b>: 421 later",
        f"{ID} zed@nouser.test: error ignored",
        f"{ID} no immediate delivery: queued by ACL",
        f"{ID} DKIM: d=b.test s=1 c=relaxed/relaxed a=rsa-sha256 [verification succeeded]",
        "Start queue run: pid=7023",
        "exim 4.96 daemon started: pid=7021, -q5s, listening for SMTP on [127.77.0.8]:25",
        "SMTP connection from [127.77.0.31]:47249 I=[127.77.0.8]:25 (TCP/IP connection count = 1)",
        'SMTP syntax error in "GET / HTTP/1.1" H=[127.77.0.66]:34633 unrecognized command',
        "no host name found for IP address 127.77.0.66",
        "login authenticator failed for (x) [192.0.2.1]: 535 Incorrect authentication data",
        'H=t.test [192.0.2.1] temporarily rejected connection in "connect" ACL: "Host is ratelimited"',
        "H=(x.y.z) [10.9.8.10] rejected EHLO or HELO x.y.z",
        "any words at all that a configuration logs",
        f"any words with {ID} => a@b.test in the middle",
    ],
)
def test_remarks_are_irrelevant(words: str) -> None:
    assert exim(words) == ()


def test_headers_under_a_line_of_the_rejectlog_are_part_of_it() -> None:
    log = a_reader("exim")
    log.read(f"2026-11-21 18:48:58.149 [7497] {ID} H=a.test [192.0.2.1] F=<a@b.test> rejected after DATA: spam")
    for line in ("Envelope-to: <ann@accept.test>", "P Received: from a.test", "\tby exim.shop.test", "  Subject: x", "I Message-ID: <a@b>"):  # fmt: skip
        assert log.read(line).events == ()


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-21 18:48:48 INFO request handled in 3 ms",
        "2026-11-21 18:48:48,123 something else",
        "2026-11-21 18:48:48 [error] 7#7: *1 open() failed",
    ],
)
def test_a_log_of_another_kind_with_the_same_stamps_is_not_taken_for_exims(line: str) -> None:
    log = a_reader()
    log.read(line)
    assert log.format is None
