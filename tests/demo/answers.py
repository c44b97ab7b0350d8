"""What customers' servers, programs and customers themselves send back: by the note of the message it is about.

Each is a letter in `letters/`, of the same name, with places to be filled in. It goes to the envelope sender, as RFC 3834
and 5321 have it, unless it says otherwise.
"""

from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import NamedTuple

from tests.demo.calendar import ZONE, day
from tests.demo.story import Mail

LETTERS = Path(__file__).parent / "letters"
MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0  # seconds


class Answer(NamedTuple):
    """When it comes after the message, and from where."""

    after: float  # seconds
    client: str
    to: str = ""  # instead of the envelope sender
    has_sender: bool = False  # the recipient's own address is its envelope sender; reports have none (RFC 3464, 2)


class Message(NamedTuple):
    """A message of ours as its recipient has it."""

    mail: Mail
    message_id: str
    queue_id: str
    content: bytes


ANSWERS = {
    "late-report": Answer(190, "mx1.webpost.example"),
    "late-exim": Answer(4 * MINUTE, "mx1.webpost.example"),
    "late-qmail": Answer(47 * MINUTE, "mx1.marienhospital.example"),
    "late-exchange": Answer(6 * HOUR, "mx1.uniklinik-west.example"),
    "late-forwarded": Answer(2 * DAY, "mx1.postfach24.example"),
    "late-odd-words": Answer(9 * MINUTE, "mx1.gesundheitsamt.example"),
    "away": Answer(40, "mx1.stadtklinik.example"),
    "received": Answer(2 * MINUTE, "mx1.gesundheitsamt.example"),
    "sieve": Answer(30, "mx1.orthozentrum.example"),
    "complaint": Answer(9 * HOUR, "mx1.webpost.example", to="complaints@medora.example"),
    "customer": Answer(14 * HOUR, "mx1.postmail.example", has_sender=True),
    "challenge": Answer(MINUTE, "mx1.orthozentrum.example"),
}
FORGED = Mail(day(6, "04:17"), "billing@medora.example", ("kasse@landapotheke.example",), "Open invoice, pay today")


def answer_to(message: Message) -> Mail | None:
    """What comes back because of it, if anything."""
    answer = ANSWERS.get(message.mail.note)
    if answer is None:
        return None
    return _written(message, answer, message.mail.note)


def backscatter() -> Mail:
    """A bounce about a message that others sent in our name."""
    return _written(Message(FORGED, "", "", b""), Answer(0, "mx1.landapotheke.example"), "backscatter")


def _written(message: Message, answer: Answer, letter: str) -> Mail:
    mail, at = message.mail, message.mail.at + answer.after
    to, recipient = answer.to or mail.sender, mail.recipients[0]
    returned = _received(message, answer.client) + message.content.decode().replace("\r\n", "\n")
    text = (LETTERS / f"{letter}.eml").read_text("utf-8")
    filled = text.format(
        to=to,
        sender=mail.sender,
        recipient=recipient,
        subject=mail.subject,
        message_id=message.message_id,
        date=_date(at),
        sent_date=_date(mail.at),
        number=int(at) % 10**8,
        original=returned,
        header=returned.partition("\n\n")[0] + "\n",
    )
    sender = recipient if answer.has_sender else ""
    raw = filled.encode().replace(b"\n", b"\r\n")
    return Mail(at, sender, (to,), letter, answer.client, raw=raw)


def _received(message: Message, host: str) -> str:
    """The trace fields (RFC 5321, 4.4) that were added on the way."""
    mail = message.mail
    return (
        f"Received: from mail.medora.example (mail.medora.example [192.0.2.10])\n\tby {host} with ESMTP; {_date(mail.at + 1)}\n"
        f"Received: from {mail.client} ({mail.client})\n"
        f"\tby mail.medora.example (Postfix) with ESMTP id {message.queue_id}; {_date(mail.at)}\n"
    )


def _date(at: float) -> str:
    return format_datetime(datetime.fromtimestamp(int(at), ZONE))
