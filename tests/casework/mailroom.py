"""A mail room for tests of verdicts and pages: what Postfix logged about a few messages, read in."""

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from console.models.address import Address
from console.models.message import Message
from tests.intake.postfix_lines import arrival, attempt, line, removed
from tests.intake.stories import tell

FULL = "host mx.there.example[192.0.2.1] said: 452 4.2.2 Mailbox is full (in reply to RCPT TO command)"
UNKNOWN = "host mx.there.example[192.0.2.1] said: 550 5.1.1 User unknown (in reply to RCPT TO command)"
HOSTILE = "<script>alert(1)</script> \u202edetrevni " + "W" * 300

Lines = list[str]


def read_in(db: Session, folder: Path, *stories: Iterable[str]) -> None:
    """Import the stories as one log, in the order of their times."""
    engine = db.get_bind()
    assert isinstance(engine, Engine)
    lines = sorted(chain.from_iterable(stories), key=lambda one: one.split(maxsplit=1)[0])
    imported = tell(engine, folder, lines)
    assert not imported.quarantined_lines, lines


def message_named(db: Session, message_id: str) -> int:
    """The number of the message with this Message-ID."""
    return db.scalars(select(Message.id).where(Message.message_id == message_id)).one()


def address_named(db: Session, address: str) -> int:
    """The number of the address."""
    return db.scalars(select(Address.id).where(Address.address == address)).one()


def delivered(to: str = "anna@there.example", queue_id: str = "4AAAA", minute: int = 0) -> Lines:
    """Taken by their server."""
    said = attempt(queue_id, to, "sent", f"250 2.0.0 OK queued {queue_id}", minute)
    return [*arrival(queue_id, f"{queue_id}@app", minute), said, removed(queue_id, minute)]


def refused(to: str = "nobody@there.example", queue_id: str = "4BBBB", minute: int = 1, words: str = UNKNOWN) -> Lines:
    """Refused for good; the sender gets a notice."""
    notice = f"{queue_id}N"
    return [
        *arrival(queue_id, f"{queue_id}@app", minute),
        attempt(queue_id, to, "bounced", words, minute, "5.1.1"),
        line("cleanup", f"{notice}: message-id=<{notice}@mx1>", minute, 2),
        line("bounce", f"{queue_id}: sender non-delivery notification: {notice}", minute, 2),
        line("qmgr", f"{notice}: from=<>, size=2500, nrcpt=1 (queue active)", minute, 2),
        line("virtual", f"{notice}: to=<billing@shop.example>, relay=virtual, delay=0, delays=0/0/0/0, dsn=2.0.0, "
             "status=sent (delivered to maildir)", minute, 3),
        removed(notice, minute),
        removed(queue_id, minute),
    ]  # fmt: skip


def put_off(to: str = "full@there.example", queue_id: str = "4CCCC", times: int = 3, words: str = FULL) -> Lines:
    """Asked to try again so many times, and still in the queue."""
    attempts = [
        attempt(queue_id, to, "deferred", words.replace("{n}", str(number)), 2 + number % 57, "4.2.2").replace(
            ":02+", f":{5 + number // 57:02}+"
        )
        for number in range(times)
    ]
    return [*arrival(queue_id, f"{queue_id}@app", 2), *attempts]


def to_several(recipients: dict[str, str], queue_id: str = "4DDDD", minute: int = 3) -> Lines:
    """One message to several recipients, each with the status that Postfix gives it."""
    said = {"sent": ("250 2.0.0 OK", "2.0.0"), "bounced": (UNKNOWN, "5.1.1"), "deferred": (FULL, "4.2.2")}
    return [
        *arrival(queue_id, f"{queue_id}@app", minute),
        *(attempt(queue_id, to, status, said[status][0], minute, said[status][1]) for to, status in recipients.items()),
        removed(queue_id, minute),
    ]


def through_a_filter(to: str = "anna@there.example", minute: int = 4) -> Lines:
    """Passed to a content filter of ours and back, then taken."""
    handed_on = attempt(
        "4EEEE", to, "sent", "250 2.0.0 Ok: queued as 4FFFF", minute, relay="127.0.0.1[127.0.0.1]:10024"
    )
    return [
        *arrival("4EEEE", "filtered@app", minute),
        handed_on,
        removed("4EEEE", minute),
        *(one.replace(":00+", ":03+").replace(":01+", ":03+") for one in arrival("4FFFF", "filtered@app", minute)),
        attempt("4FFFF", to, "sent", "250 2.0.0 OK at last", minute).replace(":02+", ":04+"),
        removed("4FFFF", minute).replace(":03+", ":04+"),
    ]


def out_of_sight(to: str = "full@there.example", queue_id: str = "4CCCC", minute: int = 2) -> Lines:
    """Passed to a filter of ours whose log nobody reads: what a mail says of it decides."""
    handed_on = attempt(queue_id, to, "sent", "250 2.0.0 Ok", minute, relay="127.0.0.1[127.0.0.1]:10024")
    return [*arrival(queue_id, f"{queue_id}@app", minute), handed_on, removed(queue_id, minute)]


def with_subject(subject: str, to: str = "anna@there.example", queue_id: str = "4GGGG", minute: int = 5) -> Lines:
    """A delivered message whose subject a header check logs."""
    logged = line(
        "cleanup",
        f"{queue_id}: warning: header Subject: {subject} from app.example[198.51.100.9]; from=<billing@shop.example> "
        f"to=<{to}> proto=ESMTP helo=<app.example>",
        minute,
    )
    start, *rest = delivered(to, queue_id, minute)
    return [start, logged, *rest]


def only_arrived(queue_id: str = "4HHHH", minute: int = 6) -> Lines:
    """In the queue; the log names no recipient yet."""
    return arrival(queue_id, f"{queue_id}@app", minute)
