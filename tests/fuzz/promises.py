"""What must hold for every mail, whoever wrote it. Each promise raises AssertionError where it is broken."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from console.diagnosis.reply_rules import classify
from console.intake.bounces.bounce import Bounce
from console.intake.bounces.events import events_of
from console.intake.bounces.reading import read_bounce
from console.intake.mail_rows import columns_of, recipient_columns
from console.mail.address import normalise
from console.mail.delivery_status import read_delivery_status
from console.mail.disposition_notification import read_disposition_notification
from console.mail.enhanced_status import meaning
from console.mail.event import Rank
from console.mail.feedback_report import read_feedback_report
from console.mail.reply import read_reply
from console.mail.unreadable import UnreadableEvidence
from console.mail.verp import signed_message_id

SECONDS = 1.0  # of processor time, for each started hundred thousand octets
KEY = b"a key that only the tests use"
# A B-tree of PostgreSQL takes 2,704 octets.
INDEXED = frozenset({"recipient", "original_message_id", "queue_id", "rule"})
LONGEST_INDEXED = 2_700
LONGEST_COLUMN = 120_000
_LARGEST_INTEGER = 2**31 - 1

Answer = TypeVar("Answer")


def keep(raw: bytes) -> Bounce | None:
    """All promises about a mail. Returns what it says; None where it is over the limits, which is an answer too."""
    answer = answered(raw)
    assert told(answer) == told(answered(raw)), "the same mail is read in two ways"
    unix, dos = with_line_ends(raw, b"\n"), with_line_ends(raw, b"\r\n")
    assert told(answered(unix)) == told(answered(dos)), "line ends change what a mail says"
    if answer is not None:
        can_be_stored(answer)
        events = in_time(len(raw), lambda: events_of(answer, 1_800_000_000.0, Rank.STRANGER))
        for text in (*answer.head.answers, *(value for event in events for value in event if isinstance(value, str))):
            _is_of_characters(text)
    return answer


def answered(raw: bytes) -> Bounce | None:
    """Nothing but UnreadableEvidence is raised, and soon."""
    try:
        return in_time(len(raw), lambda: read_bounce(raw))
    except UnreadableEvidence:
        return None


def told(answer: Bounce | None) -> object:
    """Everything in it, also what its equality leaves out."""
    return answer and (answer, answer.head, answer.own_subject)


def with_line_ends(raw: bytes, end: bytes) -> bytes:
    return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", end)


def can_be_stored(bounce: Bounce) -> None:
    """In every database: text without NUL and halves of characters, numbers of 32 bits, what is indexed short."""
    for columns in (columns_of(bounce, ""), *recipient_columns(1, bounce)):
        for name, value in columns.items():
            _can_be_stored(name, value)


def _can_be_stored(name: str, value: Any) -> None:
    if isinstance(value, str):
        _is_of_characters(value)
        assert len(value.encode()) <= (LONGEST_INDEXED if name in INDEXED else LONGEST_COLUMN), f"{name} is too long"
    elif value is not None:
        assert abs(value) <= _LARGEST_INTEGER, f"{name} is too large: {value}"


def _is_of_characters(text: str) -> None:
    assert "\0" not in text, f"NUL in {text!r}"
    text.encode("utf-8")  # raises for halves of characters


def keep_words(text: str) -> None:
    """All promises about words of a server, and about whatever stands in a field."""
    size = len(text)
    reply = in_time(size, lambda: read_reply(text))
    assert reply.code is None or 200 <= reply.code <= 599
    ruling = in_time(size, lambda: classify(text, reply.enhanced_status, text))
    assert ruling == classify(text, reply.enhanced_status, text)
    assert ruling.retry_after is None or 0 <= ruling.retry_after <= _LARGEST_INTEGER
    searched = in_time(size, lambda: normalise(text))
    assert searched == text.lower() or len(searched) <= 20_000
    assert in_time(size, lambda: signed_message_id(text, KEY)) == "", "nobody else can sign"
    assert isinstance(in_time(size, lambda: meaning(text)), str)


def keep_fields(text: str) -> None:
    """All promises about the fields of a report, of whichever kind it says that it is."""
    size = len(text)
    report = in_time(size, lambda: read_delivery_status(text))
    assert all(one.status == "" or one.status[0] in "245" for one in report.recipients)
    in_time(size, lambda: read_feedback_report(text))
    in_time(size, lambda: read_disposition_notification(text))


def in_time(octets: int, read: Callable[[], Answer]) -> Answer:
    """A mail takes about a millisecond; that much is for the worst that can be written, which has a second try."""
    begun = time.process_time()
    try:
        return read()
    finally:
        most = SECONDS * (1 + octets // 100_000)
        if time.process_time() - begun > most:
            assert (took := _seconds(read)) < most, f"it took {took:.2f} s"


def _seconds(read: Callable[[], object]) -> float:
    begun = time.process_time()
    with suppress(UnreadableEvidence):
        read()
    return time.process_time() - begun
