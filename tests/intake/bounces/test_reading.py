"""Makers in their own words, what is no bounce, and any bytes at all."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.diagnosis.reason import IP_BLOCKED, MAILBOX_FULL, NO_SUCH_USER, RECIPIENT_POLICY
from console.intake.bounces.bounce import Bounce, BounceKind
from console.intake.bounces.reading import read_bounce
from console.mail.unreadable import UnreadableEvidence
from tests.intake.bounces.mails import RETURNED, mail, report

EXIM = """\
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ann@example.net
    SMTP error from remote mail server after RCPT TO:<ann@example.net>:
    host mx.example.net [192.0.2.1]: 550 5.1.1 No such user here

------ This is a copy of the message, including all the headers. ------

"""
QMAIL = """\
Hi. This is the qmail-send program at example.com.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ann@example.net>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 No such user here
Giving up on 192.0.2.1.

--- Below this line is a copy of the message.

"""
SENDMAIL = """\
   ----- The following addresses had permanent fatal errors -----
<ann@example.net>
    (reason: 550 5.1.1 No such user here)

   ----- Transcript of session follows -----
... while talking to mx.example.net.:
>>> RCPT To:<ann@example.net>
<<< 550 5.1.1 No such user here

   ----- Original message follows -----

"""
POSTFIX = """\
This is the mail system at host mx.example.com.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<ann@example.net>: host mx.example.net[192.0.2.1] said: 550 5.1.1 No such
    user here (in reply to RCPT TO command)

"""
EXCHANGE = """\
Delivery has failed to these recipients or groups:

ann@example.net<mailto:ann@example.net>
The email address you entered couldn't be found.

Diagnostic information for administrators:

Generating server: mail.example.com

ann@example.net
Remote Server returned '550 5.1.1 No such user here'

Original message headers:

"""
GMAIL = """\
Delivery to the following recipient failed permanently:

     ann@example.net

Technical details of permanent failure:
Google tried to deliver your message, but it was rejected by the server for the recipient domain example.net.
The error that the other server returned was:
550 5.1.1 No such user here

----- Original message -----

"""
UNHEARD_OF = """\
Dear sender, our machine could not deliver your letter to ann@example.net. The reason:
550 5.1.1 No such user here

--- original message follows ---

"""


@pytest.mark.parametrize(
    ("maker", "words"),
    [
        ("exim", EXIM),
        ("qmail", QMAIL),
        ("sendmail", SENDMAIL),
        ("postfix", POSTFIX),
        ("exchange", EXCHANGE),
        ("google", GMAIL),
        ("generic", UNHEARD_OF),
    ],
)
def test_makers_are_read_in_their_own_words(maker: str, words: str) -> None:
    bounce = read_bounce(mail(words + RETURNED))
    (ann,) = bounce.recipients
    assert (bounce.kind, bounce.maker, ann.recipient) == (BounceKind.FAILED, maker, "ann@example.net")
    assert (ann.reply_code, ann.enhanced_status, ann.reason) == (550, "5.1.1", NO_SUCH_USER)
    assert bounce.original_message_id == "order-1@example.com"


def test_an_old_sendmail_is_believed_less_than_the_server_whose_words_it_shows() -> None:
    words = """\
   ----- Transcript of session follows -----
While talking to mx.example.net:
>>> MAIL From:<shop@example.com>
<<< 501 <shop@example.com>... no access from mail server [192.0.2.1] which is an open relay.
554 <ann@example.net>... Remote protocol error

   ----- Unsent message follows -----
"""
    (ann,) = read_bounce(mail(words + RETURNED)).recipients
    assert (ann.recipient, ann.reply_code, ann.command, ann.reason) == ("ann@example.net", 554, "MAIL", IP_BLOCKED)


def test_a_list_that_takes_no_post_from_outside_is_the_recipient() -> None:
    words = "You are not a member of this mailing list <talk@example.net>.\n\nIf you know the general guide of this list, …\n"
    subject = "You shop@example.com are not member (talk ML)"
    (talk,) = read_bounce(
        mail(words, subject, "talk-admin@example.net", X_MLServer="fml [fml 4.0.3 release]")
    ).recipients
    assert (talk.recipient, talk.reason) == ("talk@example.net", RECIPIENT_POLICY)


def test_what_a_list_passes_on_is_no_refusal_by_it() -> None:
    words = "> You are not a member of this mailing list <talk@example.net>.\n\nI am told this, too.\n"
    post = mail(words, "[talk:0042] not member?", "Ann <ann@example.net>", X_MLServer="fml [fml 4.0.3 release]")
    assert read_bounce(post).kind is BounceKind.NOT_A_BOUNCE


def test_a_delay_in_prose_is_no_failure() -> None:
    words = EXIM.replace("could not be delivered to", "has not yet been delivered to").replace(
        "This is a permanent error.", ""
    )
    assert read_bounce(mail(words + RETURNED, "Warning: message 1abc-2 delayed 24 hours")).kind is BounceKind.DELAYED


EXIM_OF_A_PIPE = """\
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  pipe to |/usr/local/bin/orders
    generated by {name}

The following text was generated during the delivery attempt:

No such order
"""


def test_what_exim_says_of_a_pipe_begins_with_what_failed() -> None:
    raw = mail(
        EXIM_OF_A_PIPE.format(name="orders"), sender="Mailer-Daemon@mx.example", X_Failed_Recipients="ann@example.net"
    )
    [told] = read_bounce(raw).recipients
    assert told.recipient == "ann@example.net"
    assert told.diagnostic.startswith("pipe to |/usr/local/bin/orders generated by orders The following text")


def test_a_placeholder_for_no_words_is_no_cause() -> None:
    [told] = read_bounce(mail("<<< No Message Collected >>>\n", return_path="<>")).recipients
    assert (told.recipient, told.diagnostic) == ("", "")


def test_the_words_on_a_recipient_begin_with_a_whole_line() -> None:
    lines = "".join(f"line {number} of a paragraph that goes on and on\n" for number in range(20))
    [told] = read_bounce(mail(f"Delivery failed.\n\n{lines}to ann@example.net gronk", return_path="<>")).recipients
    assert told.diagnostic.startswith("line 1")
    assert told.diagnostic.endswith("to ann@example.net gronk")


def test_every_recipient_of_a_notice_is_read() -> None:
    words = QMAIL.replace("--- Below", "<bob@example.net>:\nMailbox is full. (#5.2.2)\n\n--- Below")
    assert [one.reason for one in read_bounce(mail(words + RETURNED)).recipients] == [NO_SUCH_USER, MAILBOX_FULL]


def test_ses_tells_in_json() -> None:
    json = (
        '{"notificationType":"Bounce","bounce":{"bouncedRecipients":[{"emailAddress":"ann@example.net","action":"failed",'
        '"status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 No such user"}]},"mail":{"messageId":"x","headers":'
        '[{"name":"Message-ID","value":"<order-1@example.com>"}]}}'
    )
    bounce = read_bounce(mail(json, "AWS Notification Message", "no-reply@sns.amazonaws.com"))
    assert (bounce.maker, bounce.recipients[0].recipient, bounce.original_message_id) == (
        "ses",
        "ann@example.net",
        "order-1@example.com",
    )


def test_somebody_who_asks_about_a_bounce_is_no_bounce() -> None:
    words = "Hello, I got this back, can you help?\n\n> " + EXIM.replace("\n", "\n> ")
    assert read_bounce(mail(words, "Re: Mail delivery failed", "Ann <ann@example.net>")).kind is BounceKind.NOT_A_BOUNCE


def test_a_report_that_somebody_pasted_into_a_mail_is_no_bounce() -> None:
    words = "Look at this:\n\nFinal-Recipient: rfc822; bob@example.net\nAction: failed\nStatus: 5.1.1\n"
    assert read_bounce(mail(words, "Re: help", "Ann <ann@example.net>")).kind is BounceKind.NOT_A_BOUNCE


def test_a_feedback_report_is_no_bounce() -> None:
    fields = "Feedback-Type: abuse\nVersion: 1\nUser-Agent: x/1\nOriginal-Rcpt-To: <ann@example.net>\n"
    bounce = read_bounce(
        report(
            fields, "message/feedback-report", content_type="multipart/report; report-type=feedback-report; boundary=B"
        )
    )
    assert (bounce.kind, bounce.feedback_type, bounce.recipients[0].recipient) == (
        BounceKind.FEEDBACK_REPORT,
        "abuse",
        "ann@example.net",
    )


def test_a_notice_that_mail_was_read_is_no_bounce() -> None:
    fields = "Final-Recipient: rfc822; ann@example.net\nDisposition: manual-action/MDN-sent-manually; displayed\nOriginal-Message-ID: <a@b>\n"
    bounce = read_bounce(
        report(
            fields,
            "message/disposition-notification",
            content_type="multipart/report; report-type=disposition-notification; boundary=B",
        )
    )
    assert (bounce.kind, bounce.original_message_id) == (BounceKind.DISPOSITION_NOTIFICATION, "a@b")


def test_out_of_office_is_an_automatic_response() -> None:
    for subject in (
        "Out of office: your order",
        "Automatische Antwort: Ihre Bestellung",
        "=?utf-8?B?6Ieq5Yqo5Zue5aSNOiDorqLljZU=?=",
    ):
        raw = mail("I am away.", subject, "Ann <ann@example.net>", Auto_Submitted="auto-replied")
        assert read_bounce(raw).kind is BounceKind.AUTOMATIC_RESPONSE


def test_a_challenge_delivers_nothing_and_fails_nothing() -> None:
    words = "To deliver it, please click the link below to confirm that your message was sent by a human."
    raw = mail(words, "Please confirm your message", "Ann <ann@example.net>")
    assert read_bounce(raw).kind is BounceKind.CHALLENGE


def answered(raw: bytes) -> Bounce | UnreadableEvidence:
    begun = time.process_time()
    try:
        return read_bounce(raw)
    except UnreadableEvidence as refusal:
        return refusal
    finally:
        assert time.process_time() - begun < 2


@given(st.binary(max_size=3000))
def test_any_bytes_have_an_answer(raw: bytes) -> None:
    answered(raw)


@given(st.binary(max_size=60), st.integers(0, 1400), st.sampled_from([EXIM, QMAIL, SENDMAIL, EXCHANGE, GMAIL, ""]))
def test_damaged_mails_have_an_answer(noise: bytes, at: int, words: str) -> None:
    whole = mail(words + RETURNED) if words else report()
    answered(whole[:at] + noise + whole[at:])


HOSTILE = {
    "many encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 20_000 + b"\n\nx",
    "many header lines": b"X: y\n" * 300_000 + b"\nx",
    "many parameters": b"Content-Type: multipart/mixed; " + b"a=b; " * 10_000 + b"\n\nx",
    "many empty parts": b"Content-Type: multipart/mixed; boundary=B\n\n" + b"--B\n\n" * 200_000,
    "nested multiparts": b"".join(
        b"Content-Type: multipart/mixed; boundary=B%d\n\n--B%d\n" % (n, n) for n in range(3000)
    ),
    "one boundary for all": b"Content-Type: multipart/mixed; boundary=B\n\n"
    + b"--B\nContent-Type: multipart/mixed; boundary=B\n\n" * 3000,
    "nested mails": b"Content-Type: message/rfc822\n\n" * 5000,
    "brackets": b"From: " + b"(" * 20_000 + b"\nSubject: Undeliverable\n\n" + b"<" * 200_000,
    "addresses": b"From: MAILER-DAEMON@x\nSubject: failure notice\n\n" + b"<a@b.example>:\n" * 20_000,
    "one long word": b"From: MAILER-DAEMON@x\nSubject: failure notice\n\n" + b"a" * 400_000 + b"@" * 1000,
    "long blanks": b"From: MAILER-DAEMON@x\nSubject: failure notice\n\n" + b" " * 400_000,
    "long blank lines": b"From: MAILER-DAEMON@x\nSubject: failure notice\n\n"
    + b" \n" * 200_000
    + b"Final-Recipient: x",
    "delivery to to to": b"From: MAILER-DAEMON@x\nSubject: failure notice\n\n" + b"delivery to " * 30_000,
    "tags": b"From: MAILER-DAEMON@x\nSubject: x\nContent-Type: text/html\n\n" + b"<style <a <!-- " * 20_000,
    "stars": b"From: MAILER-DAEMON@x\nSubject: x\n\n" + b"*" * 400_000,
    "stars and arrows": b"From: MAILER-DAEMON@x\nSubject: x\n\n" + b"> *" * 130_000,
    "subject of signs": b"From: MAILER-DAEMON@x\nSubject: " + b"@" * 100_000 + b"\n\nx",
    "subject of brackets": b"From: a@b.example\nSubject: " + b"[a] " * 25_000 + b"\n\nx",
    "addresses of Exchange": b"From: postmaster@x\nSubject: x\n\nGenerating server: x\n" + b"a@" * 200_000,
    "addresses of Sendmail": b"From: postmaster@x\nSubject: x\n\n----- The following addresses had x -----\n"
    + b"<a@" * 100_000,
    "addresses of Google": b"From: mailer-daemon@googlemail.com\nSubject: x\n\nGoogle Groups\n" + b"    a@" * 60_000,
    "addresses of nobody": b"From: MAILER-DAEMON@x\nSubject: failure notice\n\n" + b"your message to a@" * 20_000,
    "replies": b"From: MAILER-DAEMON@x\nSubject: failure notice\n\nx@y.example\n" + b"said: 550 " * 40_000,
    "message ids": b"From: MAILER-DAEMON@x\nSubject: failure notice\n\n" + b"> " * 200_000 + b"Message-ID",
    "dashes": b"From: MAILER-DAEMON@x\nSubject: x\n\n" + b"-" * 400_000,
    "session": b"From: MAILER-DAEMON@x\nSubject: failure notice\n\n----- Transcript of session follows -----\n"
    + b">>> RCPT\n<<< 550 x\n" * 10_000,
    "fields": b"From: MAILER-DAEMON@x\nSubject: x\n\nReporting-MTA: x\n" + b"Reporting-MTA: y\n" * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mails_are_answered_in_time(name: str) -> None:
    answered(HOSTILE[name])
