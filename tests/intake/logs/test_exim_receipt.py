"""Exim: what came in, and what was refused."""

import pytest

from console.mail.event import Event, Kind
from console.mail.unreadable import UnreadableEvidence
from tests.intake.logs.samples import exim

ID = "1xUq8n-0001pL-2D"
CHILD = "1xUq8o-0001pl-0c"


def first(words: str) -> Event:
    return exim(f"{ID} <= {words}")[0]


def only(words: str) -> Event:
    (event,) = exim(words)
    return event


def test_an_arrival_tells_all_about_the_message() -> None:
    event, *named = exim(
        f"{ID} <= billing@shop.test H=app1.shop.test [127.77.0.31]:47249 I=[127.77.0.8]:25 P=esmtp L.- S=436 M8S=0 "
        'RT=0.005s id=4e21a541@app.shop.test T="Your order #5002" from <billing@shop.test> for carol@accept.test dave@accept.test'
    )
    assert event == Event(
        at=1795286928.592,
        kind=Kind.RECEIVED,
        queue_id=ID,
        message_id="4e21a541@app.shop.test",
        envelope_sender="billing@shop.test",
        subject="Your order #5002",
        client="app1.shop.test",
        client_address="127.77.0.31",
        size=436,
        recipient_count=2,
    )
    assert [(e.kind, e.recipient) for e in named] == [
        (Kind.DESCRIBED, "carol@accept.test"),
        (Kind.DESCRIBED, "dave@accept.test"),
    ]


def test_a_bounce_is_linked_with_what_it_is_about() -> None:
    notice, arrival = exim(f'{CHILD} <= <> R={ID} U=mail P=local S=2087 id*=E1@exim.test T="Mail delivery failed"')
    assert (notice.kind, notice.queue_id, notice.linked_queue_id) == (Kind.NOTIFIED, ID, CHILD)
    assert (arrival.queue_id, arrival.envelope_sender, arrival.client) == (CHILD, "", "mail")
    assert (notice.reply, arrival.message_id) == ("Mail delivery failed", "E1@exim.test")


@pytest.mark.parametrize(
    ("facts", "client", "address"),
    [
        ("H=app1.shop.test [192.0.2.1]:47249 P=esmtp", "app1.shop.test", "192.0.2.1"),
        ("H=app1.shop.test (helo.test) [192.0.2.1] P=esmtp", "app1.shop.test", "192.0.2.1"),
        ("H=(helo.test) [192.0.2.1] P=esmtp", "", "192.0.2.1"),
        ("H=[192.0.2.1] P=esmtp", "", "192.0.2.1"),
        ("H=[2001:db8::1]:25 P=esmtp", "", "2001:db8::1"),
        ("H=app1.shop.test [192.0.2.1] P=esmtpsa X=TLS1.3:X:256 CV=no A=plain:orders", "orders", "192.0.2.1"),
        ("U=www-data P=local", "www-data", ""),
        ("P=local", "", ""),
    ],
)
def test_a_user_who_signed_in_is_the_client(facts: str, client: str, address: str) -> None:
    event = first(f"a@b.test {facts} S=7")
    assert (event.client, event.client_address, event.size) == (client, address, 7)


@pytest.mark.parametrize(
    ("content", "subject", "recipients"),
    [
        ("", "", None),
        (" for a@b.test", "", 1),
        (' T="hello"', "hello", None),
        (' T="hello" for a@b.test', "hello", 1),
        (' T="a "quoted" word" from <x@y.test> for a@b.test c@d.test', 'a "quoted" word', 2),
        (' T="not for victim@b.test"', "not for victim@b.test", None),
        (' T="x" from <x> for victim@b.test" from <x@y.test> for a@b.test', 'x" from <x> for victim@b.test', 1),
        (' T="hello" for "john doe"@b.test', "hello", 1),
        (' T="cut before the end for victim@b.test', "", None),
        (' T="=?utf-8?Q?Gr=C3=BC=C3=9Fe?="', "Grüße", None),
    ],
)
def test_the_subject_is_the_senders_and_fools_nobody(content: str, subject: str, recipients: int | None) -> None:
    event = first(f"x@y.test H=a.test [192.0.2.1] P=esmtp S=7 id=m@y.test{content}")
    assert (event.subject, event.recipient_count, event.message_id) == (subject, recipients, "m@y.test")


@pytest.mark.parametrize("sender", ["a@b.test", '"john doe"@b.test', '"a H=evil [1.2.3.4] for victim@c.test"@b.test'])
def test_a_sender_is_whole(sender: str) -> None:
    event = first(f"{sender} H=a.test [192.0.2.1] P=esmtp S=7")
    assert (event.envelope_sender, event.client) == (sender, "a.test")


def test_an_arrival_without_a_sender_is_unreadable() -> None:
    with pytest.raises(UnreadableEvidence, match="does not name its sender"):
        exim(f'{ID} <= "never closed')


@pytest.mark.parametrize(
    ("words", "sender", "recipient", "reply"),
    [
        ("H=a.test [192.0.2.1]:33641 I=[192.0.2.8]:25 F=<s@t.test> rejected RCPT <r@u.test>: Unrouteable address", "s@t.test", "r@u.test", "Unrouteable address"),
        ("H=a.test [192.0.2.1] X=TLS1.3:X CV=no F=<s@t.test> A=plain:x rejected RCPT <r@u.test>: no", "s@t.test", "r@u.test", "no"),
        ("H=a.test [192.0.2.1] F=<s@t.test> temporarily rejected RCPT <r@u.test>: later", "s@t.test", "r@u.test", "temporarily rejected: later"),
        ("H=(x) [192.0.2.1] F=s@t.test rejected RCPT r@u.test: relay not permitted", "s@t.test", "r@u.test", "relay not permitted"),
        ("U=CALLER F=<> rejected RCPT <r@u.test>", "", "r@u.test", ""),
        ("U=CALLER rejected MAIL <s@t.test>: no", "s@t.test", "", "no"),
    ],
)  # fmt: skip
def test_a_refused_recipient_or_sender_is_told(words: str, sender: str, recipient: str, reply: str) -> None:
    event = only(words)
    assert (event.kind, event.queue_id) == (Kind.REJECTED, "")
    assert (event.envelope_sender, event.recipient, event.reply) == (sender, recipient, reply)


@pytest.mark.parametrize(
    ("words", "reply"),
    [
        ("H=a.test [192.0.2.1]:55759 I=[192.0.2.8]:25 F=<s@t.test> rejected after DATA: 999 spam points", "999 spam points"),
        ("rejected from <s@t.test> H=a.test [192.0.2.1]:39061: message too big: read=2 max=1", "message too big: read=2 max=1"),
        ("F=s@t.test H=a.test [192.0.2.1] P=esmtp temporarily rejected by local_scan(): Local problem", "temporarily rejected: Local problem"),
    ],
)  # fmt: skip
def test_a_message_refused_after_data_has_an_id(words: str, reply: str) -> None:
    event = only(f"{ID} {words}")
    assert (event.kind, event.queue_id, event.recipient) == (Kind.REJECTED, ID, "")
    assert (event.envelope_sender, event.reply, event.client_address) == ("s@t.test", reply, "192.0.2.1")


def test_an_address_cannot_pass_for_a_refusal() -> None:
    event = only('H=a.test [192.0.2.1] F=<"x rejected RCPT <victim@b.test>: y"@t.test> rejected RCPT <r@u.test>: no')
    assert event.recipient == "r@u.test"


@pytest.mark.parametrize(
    "words",
    [
        f"{ID} H=mx.b.test [192.0.2.1]: SMTP error from remote mail server after RCPT TO:<a@b.test>: 550 rejected by policy",
        f"{ID} H=mx.b.test [192.0.2.1]: 550 F=<s@t.test> rejected RCPT <victim@b.test>: x",
        "H=a.test [192.0.2.1] Warning: F=<s@t.test> rejected RCPT <victim@b.test>: x",
    ],
)
def test_what_other_servers_say_is_no_refusal_of_ours(words: str) -> None:
    assert exim(words) == ()
