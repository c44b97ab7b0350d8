"""Mails as they come into a bounce mailbox, and putting them through the door."""

from email.message import EmailMessage
from itertools import count
from typing import NamedTuple

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from console.diagnosis.network import Network
from console.intake.bounces.reading_child import ReadingChild
from console.intake.mails import Mail, MailDoor, Position, Taken
from console.models.bounce import BounceMail
from tests.intake.stories import NETWORK

KEY = b"a key of this installation"
TEN = 1_795_255_200.0  # 2026-11-21 10:00:00 UTC, when the stories in `postfix_lines` begin
REPORT = """\
From: Mail Delivery System <mailer-daemon@{reporting_mta}>
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce-{number}@{reporting_mta}>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: text/plain

Your message could not be delivered.

--part
Content-Type: message/delivery-status

{fields}
--part
Content-Type: text/rfc822-headers

Subject: Your invoice
{message_id}
--part--
"""
_numbers = count(1)
_child = ReadingChild()  # it ends with the tests


class Sorted(NamedTuple):
    """Where a mail was put."""

    bin: str
    tied_by: str
    message_id: int | None


def mail(raw: bytes, after: float = 600, uid: int = 0, uid_validity: int = 1) -> Mail:
    """A mail that came so many seconds after ten o'clock."""
    return Mail(uid_validity, uid or next(_numbers), TEN + after, raw, len(raw))


def record(engine: Engine, *mails: Mail, mailbox: str = "bounces", network: Network = NETWORK) -> list[Taken]:
    """Put mails through the door, after what is in."""
    door = MailDoor(engine, network, mailbox, KEY, _child)
    return door.record(mails, door.position(), Position(mails[-1].uid_validity, mails[-1].uid))


def receive(engine: Engine, *raws: bytes, after: float = 600, network: Network = NETWORK) -> list[Sorted]:
    """The same for mails as they were written; where each was put."""
    record(engine, *(mail(raw, after) for raw in raws), network=network)
    return places(engine)[-len(raws) :]


def places(engine: Engine) -> list[Sorted]:
    """Where each mail is, in the order in which they came."""
    with Session(engine) as session:
        query = select(BounceMail.bin, BounceMail.tied_by, BounceMail.message_id).order_by(BounceMail.id)
        return [Sorted(*row) for row in session.execute(query)]


def report(
    recipient: str,
    message_id: str = "",
    *,
    to: str = "bounces@shop.example",
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = "550 5.1.1 User unknown",
    reporting_mta: str = "mx.there.example",
    **of_message: str,
) -> bytes:
    """A delivery status notification (RFC 3464) that returns the header of the message."""
    whole = {"Reporting-MTA": f"dns; {reporting_mta}", **of_message}
    one = {
        "Final-Recipient": f"rfc822; {recipient}",
        "Action": action,
        "Status": status,
        "Diagnostic-Code": f"smtp; {diagnostic}",
    }
    return REPORT.format(
        reporting_mta=reporting_mta,
        to=to,
        number=next(_numbers),
        fields="\n".join(_fields(group) for group in (whole, one)),
        message_id=f"Message-ID: <{message_id}>\n" if message_id else "",
    ).encode()


def _fields(group: dict[str, str]) -> str:
    return "".join(f"{name}: {value}\n" for name, value in group.items())


def answer(sender: str, message_id: str, subject: str = "Out of office") -> bytes:
    """An automatic response (RFC 3834)."""
    return letter(
        sender,
        subject,
        **{"Auto-Submitted": "auto-replied", "In-Reply-To": f"<{message_id}>", "References": f"<{message_id}>"},
    )


def letter(sender: str, subject: str, text: str = "Hello.\n", **fields: str) -> bytes:
    """Any other mail."""
    written = EmailMessage()
    written["From"], written["To"], written["Subject"] = sender, "bounces@shop.example", subject
    written["Message-ID"] = f"<letter-{next(_numbers)}@there.example>"
    for name, value in fields.items():
        written[name] = value
    written.set_content(text)
    return written.as_bytes()
