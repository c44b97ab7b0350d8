"""Postfix: whose lines are its own, and what it says that is no event."""

import pytest

from console.intake.logs.postfix_chatter import SILENT_DAEMONS
from console.mail.unreadable import UnreadableEvidence
from tests.intake.logs.samples import a_reader, postfix

DELIVERY = (
    "AF4AD2861BF: to=<alice@accept.test>, relay=mx.accept.test[127.77.0.11]:25, delay=0.03, delays=0/0/0/0, "
    "dsn=2.0.0, status=sent (250 2.0.0 Ok)"
)


def lines_of(program: str) -> tuple[object, ...]:
    return a_reader("postfix").read(f"Nov 21 18:23:50 mail {program}: {DELIVERY}").events


@pytest.mark.parametrize(
    "program",
    [
        "sshd[7]",
        "dovecot",
        "rspamd[7]",
        "exim[7]",
        "smtp[7]",
        "myapp/smtp[7]",
        "sudo[7]: postfix/smtp[7]",
        "postfix-policyd[7]",
        "kernel",
    ],
)
def test_another_program_is_not_believed(program: str) -> None:
    assert lines_of(program) == ()


@pytest.mark.parametrize("program", ["postfix/smtp[7]", "postfix/smtp", "postfix-out/smtp[7]", "postfix", "postfix[7]"])
def test_postfix_is(program: str) -> None:
    assert len(lines_of(program)) == 1


@pytest.mark.parametrize("daemon", sorted(SILENT_DAEMONS))
def test_daemons_that_never_speak_of_a_fate_are_irrelevant(daemon: str) -> None:
    assert postfix(DELIVERY, daemon) == ()


@pytest.mark.parametrize(
    ("daemon", "words"),
    [
        ("smtpd", "connect from localhost[127.0.0.1]"),
        ("smtpd", "disconnect from unknown[127.77.0.66] ehlo=1 quit=1 commands=2"),
        ("smtpd", "lost connection after DATA (0 bytes) from app1.shop.test[127.77.0.31]"),
        ("smtpd", "timeout after END-OF-MESSAGE from localhost[127.0.0.1]"),
        ("smtpd", "too many errors after RCPT from example.com[192.0.2.11]"),
        ("smtpd", "improper command pipelining after AUTH from unknown[192.0.2.11]: QUIT"),
        ("smtpd", "bare <LF> received after CONNECT from example.net[192.0.2.4]"),
        ("smtpd", "discarding EHLO keywords: CHUNKING ETRN DSN"),
        ("smtpd", "Anonymous TLS connection established from a.test[192.0.2.4]: TLSv1.3 with cipher X (256/256 bits)"),
        ("smtpd", "SSL_accept error from unknown[192.0.2.7]: lost connection"),
        ("smtpd", "warning: unknown[192.0.2.7]: SASL LOGIN authentication failed: UGFzc3dvcmQ6"),
        ("smtpd", "warning: non-SMTP command from unknown[192.0.2.7]: GET / HTTP/1.1"),
        ("smtpd", "NOQUEUE: client=app2.shop.test[127.77.0.32]"),
        ("smtpd", "match_hostname: unknown ~? 127.0.0.0/8"),
        ("smtpd", "> unknown[192.0.2.7]: 250 2.1.0 Ok"),
        ("smtpd", ""),
        ("smtp", "connect to mx.refused.test[127.77.0.17]:25: Connection refused"),
        ("smtp", "Untrusted TLS connection established to mx.a.test[192.0.2.1]:25: TLSv1.2"),
        ("smtp", "SSL_connect error to mx.badtls.test[127.77.0.24]:25: -1"),
        ("smtp", "certificate verification failed for mx.a.test[192.0.2.1]:25: untrusted issuer /C=de"),
        ("smtp", "mx.a.test[192.0.2.1]:25: Matched subjectAltName: mx.a.test"),
        ("smtp", "Host offered STARTTLS: [mx.a.test]"),
        ("smtp", "AF4AD2861BF: host mx.a.test[192.0.2.1] said: 450 4.3.2 try again (in reply to RCPT TO command)"),
        ("smtp", "AF4AD2861BF: host mx.a.test[192.0.2.1] refused to talk to me: 450 4.3.2 try again later"),
        ("smtp", "AF4AD2861BF: lost connection with mx.a.test[192.0.2.1] while sending RCPT TO"),
        ("smtp", "AF4AD2861BF: Cannot start TLS: handshake failure"),
        ("smtp", "AF4AD2861BF: enabling PIX workarounds: disable_esmtp delay_dotcrlf for mx.a.test[192.0.2.1]:25"),
        ("smtp", "AF4AD2861BF: SASL authentication failed; server x.test[192.0.2.1] said: 535 5.7.8 Error"),
        ("qmgr", "AF4AD2861BF: skipped, still being delivered"),
        ("qmgr", "warning: connect to transport private/x: No such file or directory"),
        ("postsuper", "Deleted: 1 message"),
        ("postsuper", "AF4AD2861BF: expired"),
        ("bounce", "warning: [built-in]: template lacks a field"),
        ("postscreen", "PASS NEW [127.77.0.41]:52749"),
        ("postscreen", r"PREGREET 21 after 0.01 from [127.77.0.67]:56347: EHLO early.bad.test\r\n"),
        ("postscreen", "cache btree:/var/lib/postfix/postscreen_cache full cleanup: retained=0 dropped=0 entries"),
        ("a-daemon-of-tomorrow", "something new"),
    ],
)
def test_known_chatter_is_irrelevant(daemon: str, words: str) -> None:
    assert postfix(words, daemon) == ()


@pytest.mark.parametrize(
    ("daemon", "words"),
    [
        ("smtpd", "something new"),
        ("smtp", "AF4AD2861BF: something new"),
        ("smtp", "AF4AD2861BF: user@b.test, relay=none, delay=1, dsn=4.0.0, status=deferred (x)"),
        ("qmgr", "AF4AD2861BF: from=<a@b.test>, size=many, nrcpt=1"),
        ("qmgr", "4jX0yv2d4qzNBfg: removed by hand"),
        ("cleanup", "AF4AD2861BF: messages"),
        ("bounce", "AF4AD2861BF: sender notification"),
        ("pickup", "AF4AD2861BF: uid=x"),
        ("a-daemon-of-tomorrow", "AF4AD2861BF: something new"),
        ("", "AF4AD2861BF: something new"),
    ],
)
def test_new_words_are_told_apart_from_chatter(daemon: str, words: str) -> None:
    with pytest.raises(UnreadableEvidence, match="says what Postdesk does not know: “"):
        postfix(words, daemon)


@pytest.mark.parametrize("queue_id", ["AF4AD2861BF", "4104E3D", "13AAF4A21D89", "4jX0yv2d4qzNBfg", "cyrbs0v8wz8b23"])
def test_queue_ids_may_be_short_or_long(queue_id: str) -> None:
    (event,) = postfix(f"{queue_id}: removed", "qmgr")
    assert event.queue_id == queue_id
