"""Postfix: one recipient, and what came of an attempt."""

import pytest

from console.mail.event import Event, Kind
from console.mail.unreadable import UnreadableEvidence
from tests.intake.logs.samples import a_reader, postfix

USUAL = "relay=mx.there.test[192.0.2.1]:25, delay=0.03, delays=0.01/0.01/0.01/0, dsn=2.0.0, status=sent (250 2.0.0 Ok)"


def delivery(fields: str, daemon: str = "smtp") -> Event:
    (event,) = postfix(f"AF4AD2861BF: {fields}", daemon)
    return event


def to(address: str) -> str:
    return delivery(f"to=<{address}>, {USUAL}").recipient


def test_every_field_of_a_delivery_has_its_place() -> None:
    event = delivery(
        "to=<alice@accept.test>, relay=mx.accept.test[127.77.0.11]:25, delay=0.03, delays=0.01/0.01/0.01/0, "
        "dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 13AAF4A21D89)"
    )
    assert event == Event(
        at=1795285430.0,
        kind=Kind.DELIVERED,
        reporting_mta="mail",
        queue_id="AF4AD2861BF",
        recipient="alice@accept.test",
        transport="smtp",
        remote_mta="mx.accept.test",
        remote_address="127.77.0.11",
        enhanced_status="2.0.0",
        reply="250 2.0.0 Ok: queued as 13AAF4A21D89",
        linked_queue_id="13AAF4A21D89",
        delay=0.03,
    )


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("sent", Kind.DELIVERED),
        ("deferred", Kind.DEFERRED),
        ("bounced", Kind.FAILED),
        ("expired", Kind.EXPIRED),
        ("SOFTBOUNCE", Kind.DEFERRED),
        ("deliverable", Kind.PROBED),
        ("undeliverable", Kind.PROBED),
        ("undeliverable-but-not-cached", Kind.PROBED),
    ],
)
def test_each_status_is_a_kind(status: str, kind: Kind) -> None:
    assert delivery(f"to=<a@b.test>, relay=none, delay=1, delays=0/0/1/0, dsn=4.4.1, status={status} (x)").kind is kind


@pytest.mark.parametrize("field", ["tls=dane, ", "tls=may:none, ", "tls=dane/requiretls?, ", "conn_use=2, "])
def test_fields_of_some_releases_do_not_disturb_the_others(field: str) -> None:
    event = delivery(
        f"to=<a@b.test>, relay=mx.b.test[192.0.2.1]:25, {field}delay=3.6, delays=0/0/1/0, {field}dsn=2.1.5, "
        "status=sent (250 2.0.0 Ok)"
    )
    assert (event.delay, event.enhanced_status, event.remote_mta) == (3.6, "2.1.5", "mx.b.test")


def test_old_releases_have_fewer_fields_and_no_brackets() -> None:
    event = delivery("to=a@b.test, orig_to=root, relay=local, delay=2, status=sent (mailbox)", "local")
    assert (event.recipient, event.original_recipient, event.delay, event.reply) == ("a@b.test", "root", 2.0, "mailbox")
    assert event.enhanced_status == ""


def test_an_alias_is_told_with_the_address_before_it() -> None:
    event = delivery(f"to=<alice@accept.test>, orig_to=<sales@shop.test>, {USUAL}")
    assert (event.recipient, event.original_recipient) == ("alice@accept.test", "sales@shop.test")


@pytest.mark.parametrize(
    "address",
    [
        "o'brien+x=y/z#1@accept.test",
        '"john doe"@accept.test',
        '"od,d <sender>"@bounce.shop.test',
        r'"quo\"te, and > more"@b.test',
        '"x>, relay=evil.test[192.0.2.66]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (ok"@victim.test',
        "john doe@accept.test",
        "odd, name@accept.test",
        "odd>name@accept.test",
        "用户@例え.test",
        "",
    ],
)
def test_an_address_ends_where_it_ends(address: str) -> None:
    assert to(address) == address


@pytest.mark.parametrize(
    "address", ['"a>, orig_to=<b"@c.test', '"a>, relay=none, delay=1, dsn=5.0.0, status=bounced (x"@c.test']
)
def test_so_does_the_address_before_aliases(address: str) -> None:
    event = delivery(f"to=<x@y.test>, orig_to=<{address}>, {USUAL}")
    assert (event.recipient, event.original_recipient, event.kind) == ("x@y.test", address, Kind.DELIVERED)


@pytest.mark.parametrize(
    "words",
    [
        "host mx.there.test[192.0.2.1] said: 550 5.1.1 to=<victim@b.test>, relay=none, dsn=2.0.0, status=sent (250 ok)",
        "host mx said: 550 dsn=2.0.0, status=sent (ok) status=deferred",
        "host mx said: 550 >, relay=x[1.1.1.1]:25, delay=1, delays=1/1/1/1, dsn=2.0.0, status=sent (250 2.0.0 Ok",
        "host mx said: 550 queued as AF4AD2861BF",
        "host mx said: 550 AF4AD2861BF: to=<victim@b.test>, relay=none, delay=0, delays=0/0/0/0, dsn=2.0.0, status=sent (x)",
    ],
)
def test_the_words_of_a_server_are_never_read_for_a_status(words: str) -> None:
    event = delivery(
        f"to=<a@b.test>, relay=mx.there.test[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced ({words})"
    )
    assert (event.kind, event.recipient, event.enhanced_status) == (Kind.FAILED, "a@b.test", "5.1.1")
    assert (event.reply, event.linked_queue_id, event.remote_mta) == (words, "", "mx.there.test")


def test_a_reply_over_several_lines_is_kept_whole() -> None:
    words = (
        "host mx.nouser.test[127.77.0.12] said: 550-5.1.1 The email account that you tried to reach does not exist. "
        "550-5.1.1 Please try again 550 5.1.1 https://support.example.com - gsmtp (in reply to RCPT TO command)"
    )
    line = f"to=<a@b.test>, relay=mx[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced ({words})"
    assert delivery(line).reply == words


def test_a_line_that_the_syslog_cut_keeps_all_that_is_left() -> None:
    line = "to=<a@b.test>, relay=mx[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (host mx said: 55"
    assert delivery(line).reply == "host mx said: 55"


@pytest.mark.parametrize(
    ("relay", "name", "address"),
    [
        ("mx.b.test[192.0.2.1]:25", "mx.b.test", "192.0.2.1"),
        ("mx.b.test[2001:db8::1]:25", "mx.b.test", "2001:db8::1"),
        ("127.0.0.1[127.0.0.1]:10024", "127.0.0.1", "127.0.0.1"),
        ("mail.shop.test[private/dovecot-lmtp]", "", ""),
        ("mail.shop.test[/var/run/dovecot/lmtp]", "", ""),
        ("none", "", ""),
        ("local", "", ""),
        ("dovecot", "", ""),
    ],
)
def test_the_relay_is_a_host_or_none(relay: str, name: str, address: str) -> None:
    event = delivery(f"to=<a@b.test>, relay={relay}, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (ok)")
    assert (event.remote_mta, event.remote_address) == (name, address)


@pytest.mark.parametrize(
    ("program", "transport"),
    [
        ("postfix/smtp", "smtp"),
        ("postfix/relay/smtp", "smtp"),
        ("postfix-out/smtp", "smtp"),
        ("postfix/amavis/smtp", "smtp"),
        ("postfix/lmtp", "lmtp"),
        ("postfix/virtual", "virtual"),
        ("postfix/local", "local"),
        ("postfix/pipe", "pipe"),
        ("postfix/error", "error"),
        ("postfix/retry", "retry"),
    ],
)
def test_the_delivery_agent_is_the_last_part_of_the_program(program: str, transport: str) -> None:
    line = f"2026-11-21T18:23:50Z mail {program}[7]: AF4AD2861BF: to=<a@b.test>, {USUAL}"
    assert [event.transport for event in a_reader().read(line).events] == [transport]


@pytest.mark.parametrize(
    ("relay", "transport"),
    [
        ("mx.b.test[192.0.2.1]:25", "smtp"),
        ("127.0.0.1[127.0.0.1]:24", "lmtp"),
        ("mail[private/dovecot-lmtp]", "lmtp"),
        ("virtual", "virtual"),
        ("dovecot", "pipe"),
        ("none", "discard"),
    ],
)
def test_where_the_syslog_cut_the_daemon_the_relay_tells_the_agent(relay: str, transport: str) -> None:
    words = f"AF4AD2861BF: to=<a@b.test>, relay={relay}, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (ok)"
    (event,) = a_reader().read(f"<22>1 2026-11-21T18:23:50Z mail postfix 7 - - {words}").events
    assert event.transport == transport


def test_what_a_rule_throws_away_is_discarded() -> None:
    assert (
        delivery("to=<x@d.test>, relay=none, delay=0, delays=0/0/0/0, dsn=2.0.0, status=sent (d.test)", "discard").kind
        is Kind.DISCARDED
    )
    words = "to=<x@d.test>, relay=local, delay=0, delays=0/0/0/0, dsn=2.0.0, status=sent (delivered to file: /dev/null)"
    assert delivery(words, "local").kind is Kind.DISCARDED


def test_mail_that_local_forwards_goes_on_under_another_id() -> None:
    words = "to=<a@shop.test>, relay=local, delay=0, delays=0/0/0/0, dsn=2.0.0, status=sent (forwarded as B55272861C1)"
    assert delivery(words, "local").linked_queue_id == "B55272861C1"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ("to=<a@b.test>, relay=none, delay=1, dsn=4.0.0, status=lost (x)", "the status “lost”"),
        ("to=<a@b.test>, relay=none, delay=1, dsn=4.0.0", "states no status"),
        ("to=<a@b.test>", "where the recipient’s address ends"),
        ("to=<a@b.test>, orig_to=<c@d.test>", "where the recipient’s address ends"),
        ("to=a@b.test", "where the recipient’s address ends"),
    ],
)
def test_a_delivery_that_does_not_fit_says_at_what_it_stumbled(fields: str, reason: str) -> None:
    with pytest.raises(UnreadableEvidence, match=reason):
        delivery(fields)


@pytest.mark.parametrize("delay", ["nan", "inf", "-1", "1e999", "soon", ""])
def test_a_delay_that_is_no_time_is_left_out(delay: str) -> None:
    assert (
        delivery(f"to=<a@b.test>, relay=none, delay={delay}, delays=0/0/0/1, dsn=4.0.0, status=deferred (x)").delay
        is None
    )
