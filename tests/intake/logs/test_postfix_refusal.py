"""Postfix: what it refuses, holds, throws away, or was told to log."""

import pytest

from console.mail.event import Event, Kind
from console.mail.unreadable import UnreadableEvidence
from tests.intake.logs.samples import postfix

END = "; from=<billing@shop.test> to=<ann@accept.test> proto=ESMTP helo=<app1.shop.test>"
CLIENT = "app1.shop.test[127.77.0.31]"


def only(words: str, daemon: str = "smtpd") -> Event:
    (event,) = postfix(words, daemon)
    return event


def first_of(words: str) -> Event:
    """What a line of cleanup tells of the whole message; a second event only names a recipient of it."""
    told, *named = postfix(words, "cleanup")
    assert [(event.kind, bool(event.recipient)) for event in named] == [(Kind.DESCRIBED, True)]
    return told


def test_a_refused_recipient_is_told_with_the_whole_reply() -> None:
    words = "550 5.1.1 <ann@accept.test>: Recipient address rejected: User unknown; see http://a.test"
    assert only(f"NOQUEUE: reject: RCPT from {CLIENT}: {words}{END}") == Event(
        at=1795285430.0,
        kind=Kind.REJECTED,
        reporting_mta="mail",
        recipient="ann@accept.test",
        enhanced_status="5.1.1",
        reply=words,
        envelope_sender="billing@shop.test",
        client="app1.shop.test",
        client_address="127.77.0.31",
    )


def test_postscreen_writes_it_with_commas() -> None:
    event = only(
        "NOQUEUE: reject: RCPT from [127.77.0.66]:52585: 550 5.7.1 Service unavailable; client [127.77.0.66] blocked "
        "using bl.lab.test; from=<x@nomx.test>, to=<support@shop.test>, proto=ESMTP, helo=<spammer.bad.test>",
        "postscreen",
    )
    assert (event.recipient, event.envelope_sender) == ("support@shop.test", "x@nomx.test")
    assert (event.client, event.client_address) == ("", "127.77.0.66")


def test_a_recipient_refused_when_others_were_taken_keeps_the_queue_id() -> None:
    event = only(f"AF4AD2861BF: reject: RCPT from {CLIENT}: 550 5.1.1 <ann@accept.test>: unknown{END}")
    assert (event.queue_id, event.recipient) == ("AF4AD2861BF", "ann@accept.test")


@pytest.mark.parametrize("daemon", ["smtpd", "cleanup"])
def test_a_milter_refuses_with_its_own_words(daemon: str) -> None:
    event = only(
        f"6D4C7286235: milter-reject: END-OF-MESSAGE from {CLIENT}: 5.7.1 Blocked by SpamAssassin{END}", daemon
    )
    assert (event.kind, event.queue_id, event.recipient) == (Kind.REJECTED, "6D4C7286235", "ann@accept.test")
    assert (event.enhanced_status, event.reply) == ("5.7.1", "5.7.1 Blocked by SpamAssassin")


def test_a_header_check_refuses_with_the_words_behind() -> None:
    event = only(
        f"65B50286234: reject: header Subject: FORBIDDEN #1 from {CLIENT}{END}: 5.7.1 forbidden subject", "cleanup"
    )
    assert (event.kind, event.subject, event.reply) == (Kind.REJECTED, "FORBIDDEN #1", "5.7.1 forbidden subject")
    assert (event.recipient, event.enhanced_status) == ("ann@accept.test", "5.7.1")


def test_the_proxy_filter_refuses_too() -> None:
    event = only(f"proxy-reject: END-OF-MESSAGE: 550 5.7.0 Reject, id=93631a - INFECTED{END}")
    assert (event.kind, event.recipient, event.reply) == (
        Kind.REJECTED,
        "ann@accept.test",
        "550 5.7.0 Reject, id=93631a - INFECTED",
    )


def test_a_hold_is_of_the_whole_message() -> None:
    event = first_of(f"67470286234: hold: header Subject: HOLDME from {CLIENT}{END}: held for review")
    assert (event.kind, event.recipient, event.reply) == (Kind.HELD, "", "held for review")
    assert only(f"AF4AD2861BF: hold: RCPT from {CLIENT}: <ann@accept.test>: triggers HOLD{END}").recipient == ""


def test_what_a_rule_discards_is_told() -> None:
    event = only(f"NOQUEUE: discard: RCPT from {CLIENT}: <ann@accept.test>: triggers DISCARD action{END}")
    assert (event.kind, event.recipient) == (Kind.DISCARDED, "ann@accept.test")
    assert first_of(f"AF4AD2861BF: discard: header X: y from {CLIENT}{END}").recipient == ""


@pytest.mark.parametrize("action", ["warning", "info"])
@pytest.mark.parametrize(
    ("logged", "subject"),
    [
        ("WARNME #1055", "WARNME #1055"),
        ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("a letter from home[1]; from=me", "a letter from home[1]; from=me"),
    ],
)
def test_a_logged_subject_describes_the_message(action: str, logged: str, subject: str) -> None:
    event = first_of(f"6A6BD286235: {action}: header Subject: {logged} from {CLIENT}{END}: looks odd")
    assert (event.kind, event.subject, event.recipient, event.reply) == (Kind.DESCRIBED, subject, "", "")


def test_a_subject_of_local_mail_is_read_too() -> None:
    words = "D95341E50350: info: header Subject: hello from local; from=<a@b.test> to=<c@d.test>"
    assert first_of(words).subject == "hello"


def test_a_logged_header_names_a_recipient_before_any_delivery() -> None:
    _, named = postfix(f"6A6BD286235: info: header Subject: hello from {CLIENT}{END}", "cleanup")
    assert (named.kind, named.queue_id, named.recipient) == (Kind.DESCRIBED, "6A6BD286235", "ann@accept.test")


@pytest.mark.parametrize(
    "words",
    [
        f"6A6BD286235: info: header X-Campaign: spring from {CLIENT}{END}: campaign",
        f"6A6BD286235: replace: header Received: x from {CLIENT}{END}: Received: y",
        f"6A6BD286235: prepend: header X-Spam: Yes, score=1 from {CLIENT}{END}: X-Spam: Yes",
        f"NOQUEUE: reject_warning: RCPT from {CLIENT}: 553 5.7.1 x{END}",
        f"NOQUEUE: warn: RCPT from {CLIENT}: x{END}",
        f"NOQUEUE: filter: RCPT from {CLIENT}: x{END}",
        "NOQUEUE: reject: CONNECT from unknown[192.0.2.114]: 450 4.7.25 Client host rejected; proto=SMTP",
        "NOQUEUE: reject: EHLO from x.test[192.0.2.1]: 504 5.5.2 <User>: Helo rejected; proto=SMTP helo=<User>",
        "NOQUEUE: reject: VRFY from x.test[192.0.2.1]: 550 5.1.1 x; proto=SMTP helo=<User>",
        f"proxy-accept: END-OF-MESSAGE: 250 2.0.0 Ok: queued as A81DB28623D{END}",
    ],
)
def test_actions_without_effect_on_a_message_are_irrelevant(words: str) -> None:
    assert postfix(words, "cleanup" if words[0] == "6" else "smtpd") == ()


def test_a_refused_sender_is_told_without_a_recipient() -> None:
    event = only("NOQUEUE: reject: MAIL from x.test[192.0.2.1]: 550 5.7.1 no; from=<a@b.test> proto=ESMTP helo=<x>")
    assert (event.envelope_sender, event.recipient) == ("a@b.test", "")


@pytest.mark.parametrize(
    "local_part",
    [
        "a; from=<x> to=<victim@b.test> proto=ESMTP helo=<h>",
        "a>: x; from=<x@y.test> to=<victim@b.test> proto=ESMTP helo=<h",
    ],
)
def test_an_address_cannot_pass_for_the_end_of_the_line(local_part: str) -> None:
    end = f'; from=<"{local_part}"@evil.test> to=<real@b.test> proto=ESMTP helo=<h>'
    event = only(f'NOQUEUE: reject: RCPT from {CLIENT}: 554 5.7.1 <"{local_part}"@evil.test>: Sender rejected{end}')
    assert (event.recipient, event.envelope_sender) == ("real@b.test", f'"{local_part}"@evil.test')


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("NOQUEUE: reject: Unsupported", "smtpd says what Postdesk does not know"),
        (f"NOQUEUE: reject: RCPT from {CLIENT}: 554 5.7.1 Service unavailable", "without sender and recipient"),
        ("proxy-reject: END-OF-MESSAGE: 550 5.7.0 Reject", "does not name the recipient"),
        (f"NOQUEUE: explode: RCPT from {CLIENT}: x{END}", "does not know"),
    ],
)
def test_a_refusal_that_does_not_fit_says_at_what_it_stumbled(words: str, reason: str) -> None:
    with pytest.raises(UnreadableEvidence, match=reason):
        postfix(words, "smtpd")
