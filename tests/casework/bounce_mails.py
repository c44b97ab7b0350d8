"""A bounce mailbox for tests of the pages: mails written here, taken in through the one door."""

from base64 import b64encode
from datetime import UTC, datetime

from sqlalchemy import Engine

from console.diagnosis.network import Network
from console.intake.mails import Mail, MailDoor
from tests.intake.bounces.mails import FIELDS, mail

MAILBOX = "bounces@shop.example on imap.shop.example, INBOX"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC).timestamp()  # two hours after the stories of `mailroom`
OVERSIZED = 60 * 1024 * 1024  # octets that the server names; only the beginning is fetched
NEVER_HEARD = "999 the frobnicator said nay to your gronk (4711)"
HOSTILE = '<script>alert(1)</script><img src="https://evil.example/x.png" onerror="alert(2)"> \u202edetrevni \x1b[2J'
UNREADABLE = "The mail has 62,914,560 octets; at most 52,428,800 are read. Its beginning is kept."

RETURNED = """\
From: Shop <billing@shop.example>
To: {to}
Subject: {subject}
Message-ID: <{message_id}>

Thank you.
"""
REPORT = """\
This is a report.

--B
Content-Type: text/plain; charset=utf-8

{words}

--B
Content-Type: message/delivery-status

{fields}

--B
Content-Type: message/rfc822

{returned}
--B--
"""


def bounce(
    to: str = "nobody@there.example",
    message_id: str = "4BBBB@app",
    words: str = "550 5.1.1 User unknown",
    status: str = "5.1.1",
    action: str = "failed",
    subject: str = "Your order",
    queue_id: str = "",
    text: str = "Your message could not be delivered.",
) -> bytes:
    """A report of RFC 3464 about one recipient. Without `queue_id` it names its message by Message-ID alone."""
    fields = FIELDS.partition("Arrival-Date")[0].replace("X-Postfix-Queue-ID: ABC123\n", "")
    fields = fields.replace("mx.example.com", "mx1" if queue_id else "mx.there.example")
    if queue_id:
        fields += f"X-Postfix-Queue-ID: {queue_id}\n"
    fields += f"\nFinal-Recipient: rfc822; {to}\nAction: {action}\nStatus: {status}\nDiagnostic-Code: smtp; {words}"
    returned = RETURNED.format(to=to, subject=subject, message_id=message_id)
    return mail(
        REPORT.format(words=text, fields=fields, returned=returned),
        Content_Type='multipart/report; report-type=delivery-status; boundary="B"',
        Message_ID=f"<notice-{to}-{message_id}>",
    )


def auto_reply(sender: str = "anna@there.example", answers: str = "4AAAA@app") -> bytes:
    """An absence note."""
    return mail(
        "I am away until Monday.",
        subject="Automatic reply: Your order",
        sender=f"Anna <{sender}>",
        In_Reply_To=f"<{answers}>",
        Auto_Submitted="auto-replied",
    )


def letter(subject: str = "Lunch?") -> bytes:
    """No bounce."""
    return mail("Shall we have lunch on Friday?", subject=subject, sender="Bea <bea@there.example>")


def hostile() -> bytes:
    """A bounce that would do things if it were shown as it is, with an attachment."""
    body = (
        f"--B\nContent-Type: text/html; charset=utf-8\n\n<p>Delivery failed: ghost@there.example</p>{HOSTILE}\n"
        "<p>550 5.1.1 no such user</p>\n"
        f'--B\nContent-Type: application/zip; name="x.zip"\nContent-Transfer-Encoding: base64\n'
        f'Content-Disposition: attachment; filename="<b>invoice\u202egpj</b>.exe"\n\n{b64encode(b"PK" * 600).decode()}\n'
        "--B--\n"
    )
    return mail(
        body,
        subject=f"Delivery failed {'W' * 300} {HOSTILE}".replace("\x1b", ""),
        sender=f'"{"M" * 120}" <MAILER-DAEMON@{"sub." * 40}there.example>',
        Content_Type='multipart/mixed; boundary="B"',
    )


def take_in(
    engine: Engine, *raws: bytes, mailbox: str = MAILBOX, arrived_at: float = NOON, oversized: bool = False
) -> None:
    """The mails come in at `arrived_at` (seconds since 1970 UTC); of oversized ones only the beginning."""
    door = MailDoor(engine, Network(), mailbox)
    after = door.position()
    mails = [
        Mail(7, after.uid + number, arrived_at, raw, OVERSIZED if oversized else len(raw))
        for number, raw in enumerate(raws, 1)
    ]
    door.record(mails, after, after._replace(uid_validity=7, uid=after.uid + len(raws)))
    door.close()
