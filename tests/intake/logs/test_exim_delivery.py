"""Exim: one recipient, and what came of an attempt."""

import pytest

from console.mail.event import Event, Kind
from console.mail.unreadable import UnreadableEvidence
from tests.intake.logs.samples import exim

ID = "1xUq8n-0001pL-2D"
REMOTE = "R=dns T=remote_smtp H=mx.b.test [192.0.2.1]:25"


def only(words: str) -> Event:
    (event,) = exim(f"{ID} {words}")
    return event


def test_every_field_of_a_delivery_has_its_place() -> None:
    event = only(
        "=> alice@accept.test F=<bounces+5001@bounce.shop.test> P=<bounces+5001@bounce.shop.test> R=dns T=smtp S=453 "
        "H=mx.accept.test [127.77.0.11]:25 I=[127.77.0.8]:53423 X=TLS1.3:ECDHE__AES_256_GCM:256 CV=no "
        'DN="CN=mail.shop.test" C="250 2.0.0 Ok: queued as D14F7C1D1362" QT=1m0.072s DT=0.024s'
    )
    assert event == Event(
        at=1795286928.592,
        kind=Kind.DELIVERED,
        queue_id=ID,
        recipient="alice@accept.test",
        transport="smtp",
        remote_mta="mx.accept.test",
        remote_address="127.77.0.11",
        enhanced_status="2.0.0",
        reply="250 2.0.0 Ok: queued as D14F7C1D1362",
        linked_queue_id="D14F7C1D1362",
        delay=60.072,
    )


@pytest.mark.parametrize("flag", ["=>", "->", ">>"])
def test_all_marks_of_a_delivery_are_read(flag: str) -> None:
    event = only(f'{flag} a@b.test {REMOTE} C="250 OK id=10HmbA-000000005vi-0000"')
    assert (event.kind, event.linked_queue_id) == (Kind.DELIVERED, "10HmbA-000000005vi-0000")


@pytest.mark.parametrize(
    ("addresses", "recipient", "original"),
    [
        ("alice@accept.test", "alice@accept.test", ""),
        ("alice@accept.test <sales@exim-local.test>", "alice@accept.test", "sales@exim-local.test"),
        ("support <support@exim-local.test>", "support@exim-local.test", ""),
        ("/var/mail/x <x@b.test>", "x@b.test", ""),
        ("|/usr/bin/procmail -a \"$X\" <x@b.test>", "x@b.test", ""),
        ('john doe@accept.test <"john doe"@accept.test>', '"john doe"@accept.test', ""),
        ("o'brien+x=y/z#1@accept.test", "o'brien+x=y/z#1@accept.test", ""),
        ("userx (page+userx@test.ex) <page+ux@test.ex>", "page+ux@test.ex", ""),
        ("用户@例え.test", "用户@例え.test", ""),
        ("user@[IPv6:2001:db8::1]", "user@[IPv6:2001:db8::1]", ""),
        ('"a R=x T=y"@b.test', '"a R=x T=y"@b.test', ""),
    ],
)  # fmt: skip
def test_recipients_are_found_before_and_behind_aliases(addresses: str, recipient: str, original: str) -> None:
    event = only(f"=> {addresses} {REMOTE}")
    assert (event.recipient, event.original_recipient, event.remote_mta) == (recipient, original, "mx.b.test")


@pytest.mark.parametrize(
    ("fields", "transport"),
    [
        ("a@b.test R=dns T=remote_smtp H=mx [192.0.2.1]", "smtp"),
        ("a@b.test R=x T=dovecot_lmtp H=mx [127.0.0.1]", "lmtp"),
        ("a <a@b.test> R=local T=maildir_home", "local"),
        ("|procmail <a@b.test> R=x T=address_pipe", "pipe"),
        ("a@b.test R=fail", ""),
    ],
)
def test_transports_are_told_in_the_words_of_postfix(fields: str, transport: str) -> None:
    assert only(f"=> {fields}").transport == transport


@pytest.mark.parametrize(
    "words",
    [
        "=> :blackhole: <x@discard.test> R=blackhole",
        "=> /dev/null <x@discard.test> R=forward T=**bypassed**",
        "=> discarded <x@discard.test> R=filter",
        '*> x@discard.test R=ok T=t1 H=a [192.0.2.1] C="delivery bypassed by -N option"',
    ],
)
def test_what_a_rule_throws_away_is_discarded(words: str) -> None:
    event = only(words)
    assert (event.kind, event.recipient) == (Kind.DISCARDED, "x@discard.test")


def test_all_recipients_may_be_discarded_at_once() -> None:
    event = only("=> blackhole (RCPT ACL discarded recipients)")
    assert (event.kind, event.recipient) == (Kind.DISCARDED, "")


def test_a_deferral_keeps_the_words_of_the_server() -> None:
    event = only(
        "== temp.fred@full.test R=dns T=smtp defer (-44) H=mx.full.test [127.77.0.13]:25 I=[127.77.0.8]:32907 DT=0.000s: "
        r"SMTP error from remote mail server after RCPT TO:<temp.fred@full.test>: 452-4.2.2 over quota.\n452 4.2.2 see x"
    )
    words = (
        "SMTP error from remote mail server after RCPT TO:<temp.fred@full.test>: 452-4.2.2 over quota. 452 4.2.2 see x"
    )
    assert (event.kind, event.reply, event.enhanced_status) == (Kind.DEFERRED, words, "4.2.2")
    assert (event.remote_mta, event.remote_address) == ("mx.full.test", "127.77.0.13")


def test_a_deferral_without_a_server_keeps_the_systems_word() -> None:
    event = only(
        "== a@b.test R=dns T=smtp defer (110): Connection timed out H=mx.b.test [192.0.2.1]:25 DT=5s: "
        "SMTP timeout after initial connection"
    )
    assert (event.remote_mta, event.reply) == (
        "mx.b.test",
        "Connection timed out: SMTP timeout after initial connection",
    )
    assert only("== a@b.test R=dns T=smtp defer (110): Connection timed out").reply == "Connection timed out"


@pytest.mark.parametrize(
    "words",
    [
        "routing defer (-52) DT=0.000s: retry time not reached",
        "R=dns T=smtp defer (-54) DT=0.000s: retry time not reached for any host for 'b.test'",
    ],
)
def test_an_attempt_that_exim_skipped_has_no_reply(words: str) -> None:
    event = only(f"== a@b.test {words}")
    assert (event.kind, event.recipient, event.reply) == (Kind.DEFERRED, "a@b.test", "")


def test_a_failure_keeps_the_words_without_the_times() -> None:
    event = only(
        "** bob@nouser.test <sales@shop.test> F=<b@c.test> P=<b@c.test> R=dns T=smtp H=mx.nouser.test [127.77.0.12]:25 "
        "I=[127.77.0.8]:34615: SMTP error from remote mail server after RCPT TO:<bob@nouser.test>: 550 5.1.1 no such user DT=0.000s"
    )
    assert (event.kind, event.recipient, event.original_recipient) == (
        Kind.FAILED,
        "bob@nouser.test",
        "sales@shop.test",
    )
    assert event.reply == "SMTP error from remote mail server after RCPT TO:<bob@nouser.test>: 550 5.1.1 no such user"
    assert event.enhanced_status == "5.1.1"


@pytest.mark.parametrize(
    ("words", "reply"),
    [
        ("** quin@nomx.test F=<a@b.test>: Unrouteable address DT=0.000s", "Unrouteable address"),
        ("** quin@nomx.test : Unrouteable address", "Unrouteable address"),
        ("** quin@nomx.test R=retired: Mailbox has moved", "Mailbox has moved"),
        ("** quin@nomx.test mua_wrapper forced failure", "mua_wrapper forced failure"),
    ],
)
def test_a_failure_without_a_server_keeps_exims_words(words: str, reply: str) -> None:
    event = only(words)
    assert (event.kind, event.recipient, event.reply) == (Kind.FAILED, "quin@nomx.test", reply)


@pytest.mark.parametrize(
    "words",
    [": retry timeout exceeded", " R=dns T=smtp H=mx [192.0.2.1]: SMTP error: 451 later: retry timeout exceeded"],
)
def test_what_exim_gave_up_has_expired(words: str) -> None:
    event = only(f"** judy@timeout.test{words}")
    assert (event.kind, event.recipient) == (Kind.EXPIRED, "judy@timeout.test")


@pytest.mark.parametrize(
    "said",
    [
        "550 5.1.1 no: retry timeout exceeded",
        "550 5.1.1 => victim@b.test R=dns T=smtp",
        '550 5.1.1 C="250 2.0.0 Ok"',
        "550 5.1.1 H=evil [192.0.2.66]: 250 2.0.0 Ok",
    ],
)
def test_the_words_of_a_server_are_never_read_for_a_status(said: str) -> None:
    event = only(f"** a@b.test {REMOTE}: SMTP error from remote mail server after RCPT TO:<a@b.test>: {said}")
    assert (event.kind, event.recipient, event.remote_mta) == (Kind.FAILED, "a@b.test", "mx.b.test")
    assert event.enhanced_status == "5.1.1"
    assert event.reply.endswith(said)


def test_a_confirmation_may_hold_quotes() -> None:
    assert only(f'=> a@b.test {REMOTE} C="250 ok "so be it" R=x" QT=2s').reply == '250 ok "so be it" R=x'


def test_a_line_without_a_recipient_says_so() -> None:
    with pytest.raises(UnreadableEvidence, match="does not name a recipient"):
        exim(f"{ID} =>")
