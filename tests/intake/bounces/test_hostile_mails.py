"""Mails that somebody wrote to keep the reader busy, or to break what stores the answer."""

import pytest

from console.diagnosis.reply_rules import classify
from console.intake.bounces.reading import read_bounce
from console.mail.address import normalise
from tests.fuzz.promises import in_time, keep
from tests.intake.bounces.mails import mail, report

OCTETS = 99_000
GROUP = "Final-Recipient: rfc822; a{n}@b.example\nAction: failed\nStatus: 5.0.0\n\n"
BEGINNINGS = {
    "notice": b"From: MAILER-DAEMON@x\nSubject: failure notice\n\n",
    "exchange": b"From: MAILER-DAEMON@x\nSubject: failure notice\n\nGenerating server: x\n",
    "exim": b"From: MAILER-DAEMON@x\nSubject: failure notice\n\naddresses that were incorrectly constructed\n\n",
    "aol": b"From: postmaster@aol.com\nSubject: x\n\ncould not be delivered because they are not accepting mail\n\n",
    "sendmail": b"From: MAILER-DAEMON@x\nSubject: x\n\n----- Transcript of session follows -----\n",
    "report": b"From: MAILER-DAEMON@x\nSubject: x\nContent-Type: message/delivery-status\n\n",
    "remote MTA": b"From: MAILER-DAEMON@x\nSubject: x\nContent-Type: message/delivery-status\n\n"
    b"Final-Recipient: rfc822; a@b.example\nStatus: 5.0.0\nRemote-MTA: dns; ",
    "Message-ID": b"From: MAILER-DAEMON@x\nSubject: x\nContent-Type: multipart/mixed; boundary=B\n\n--B\n\nundeliverable\n"
    b"--B\nContent-Type: message/rfc822\n\nMessage-ID: ",
    "gateway": b"From: MAILER-DAEMON@x\nSubject: x\n\nDelivery to the following recipients was aborted after 1 second(s):\n",
    "lost parts": b"From: MAILER-DAEMON@x\nSubject: x\nContent-Type: multipart/mixed\n\n",
}


def repeated(begins: str, words: str) -> bytes:
    """A mail of nearly 100,000 octets that says the same again and again, {n} times."""
    count = OCTETS // len(words)
    return (BEGINNINGS[begins] + "".join(words.replace("{n}", str(n)) for n in range(count)).encode())[:OCTETS]


@pytest.mark.parametrize(
    ("begins", "words"),
    [
        ("notice", GROUP),
        ("notice", "<a{n}@b.example>:\nno\n"),
        ("exchange", "@a"),
        ("exchange", "a@b on Mon 5\n"),
        ("exim", "@a"),
        ("aol", " ab{n}\n"),
        ("sendmail", ">>> RCPT To:<a{n}@b.example>\n<<< 550 x{n}\n"),
        ("report", GROUP),
        ("report", "Final-Recipient: rfc822; a@b.example\n"),
        ("remote MTA", "a."),
        ("lost parts", "Reporting-MTA: x\n"),
        ("Message-ID", " "),
        ("gateway", " "),
    ],
)
def test_whatever_is_repeated_takes_less_than_a_second(begins: str, words: str) -> None:
    keep(repeated(begins, words))


@pytest.mark.parametrize("each", ["<<< 550 x{n}\n", "(in reply to DATA command)\n", "<a{n}@b.example>:\nno\n", "x{n} "])
def test_many_recipients_and_a_long_notice_take_less_than_a_second(each: str) -> None:
    groups = "".join(f"{GROUP.replace('{n}', str(n))[:-1]}Diagnostic-Code: smtp; 550 x{n}\n\n" for n in range(500))
    notice = ">>> RCPT\n" + "".join(each.replace("{n}", str(n)) for n in range(50_000 // len(each)))
    raw = report(f"Reporting-MTA: dns; x\n\n{groups}")
    keep(raw.replace(b"Your message could not be delivered.", notice.encode()))


def test_every_recipient_of_a_long_report_is_read() -> None:
    groups = "".join(GROUP.replace("{n}", str(n)) for n in range(1500))
    assert len(read_bounce(report(f"Reporting-MTA: dns; x\n\n{groups}")).recipients) == 1500


@pytest.mark.parametrize(
    "letters", ["".join(map(chr, range(0x4E00, 0x9000))), "\u0315\u0300" * 15_000], ids=["labels", "accents"]
)
def test_an_address_that_is_too_long_to_be_one_is_not_put_into_another_form(letters: str) -> None:
    assert in_time(1, lambda: normalise(f"A@{letters}")) == f"a@{letters}"


@pytest.mark.parametrize("charset", ["iso-8859-12", "unicode_escape", "idna", "zip", "utf-7", '"', "x" * 5_000])
def test_a_charset_that_nobody_has_is_no_hindrance(charset: str) -> None:
    keep(mail("Caf\u00e9", Content_Type=f"text/plain; charset={charset}"))
    keep(mail("x", f"=?{charset}?q?=41=FF?="))


@pytest.mark.parametrize("value", ["5", "{}", '"a@b"', "[5, [], {}, null]", "[" * 5_000, "9" * 5_000])
def test_a_notification_in_json_of_another_shape_is_read_as_far_as_it_goes(value: str) -> None:
    for name in ("bounce", "delivery", "deliveryDelay", "complaint", "mail"):
        keep(mail(f'{{"notificationType":"Bounce","mail":{{}},"{name}":{value}}}', sender="a@b.example"))
        for list_ in ("recipients", "bouncedRecipients", "delayedRecipients", "complainedRecipients", "headers"):
            keep(
                mail(
                    f'{{"notificationType":"Bounce","mail":{{}},"{name}":{{"{list_}":{value}}}}}', sender="a@b.example"
                )
            )


def test_a_wait_of_years_is_no_wait() -> None:
    assert classify("450 4.7.1 Greylisted, try again in 99999 days").retry_after is None
    assert classify("450 4.7.1 Greylisted, try again in 5 minutes").retry_after == 300


def test_of_what_a_mail_answers_no_more_is_kept_than_a_database_can_be_asked_for() -> None:
    thread = " ".join(f"<{n}@a.example>" for n in range(9_000))
    bounce = read_bounce(
        mail("No.", "Re: x", "a@b.example", References=thread, Cc=thread.replace("<", "").replace(">", ","))
    )
    assert (len(bounce.head.answers), bounce.head.answers[0]) == (100, "8999@a.example")
    assert len(bounce.head.addressed_to) <= 100


def test_what_is_indexed_is_short_enough_for_every_database() -> None:
    letters = "".join(map(chr, range(0x4E00, 0x4E00 + 999)))
    keep(
        report(
            f"Reporting-MTA: x\nX-Postfix-Queue-ID: {letters}\n\nFinal-Recipient: rfc822; {letters}@{letters}\nAction: failed\n"
        )
    )
    keep(mail(f"It could not be delivered.\n\n---- Original message ----\n\nMessage-ID: <{letters}>\nFrom: a@b\n"))
