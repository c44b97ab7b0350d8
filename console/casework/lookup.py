"""One question, the whole answer: the newest message that an address or ID names, or why there is none."""

from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from console import audit
from console.audit import Action
from console.casework.absent import Absent, absent
from console.casework.finding import Finding, finding
from console.casework.investigation import Copy, Investigation, find, investigate
from console.diagnosis.network import Network
from console.diagnosis.reason import Reason
from console.diagnosis.status import Status
from console.search import BadSearch, Row, page, parse

OTHERS = 20


class Other(NamedTuple):
    """Another message, or another recipient, that the question names too."""

    message: int
    recipient: str
    status: Status
    reason: Reason
    first_at: int  # seconds since 1970 UTC
    about: str  # subject or sender
    stale: bool = False  # no news for longer than is usual


@dataclass(frozen=True, slots=True)
class Answered:
    """The newest message, and the others."""

    investigation: Investigation
    finding: Finding
    others: tuple[Other, ...]
    count: str  # of all recipients that the question names, in words


class Asked(NamedTuple):
    """Who asks, and how the answer is to be worded."""

    actor: str
    network: Network
    now: float  # seconds since 1970 UTC
    zone: ZoneInfo  # of times in sentences


def look_up(session: Session, asked: Asked, question: str) -> Answered | Absent:
    """Answer, with who asked on record. Raises BadSearch for what cannot be asked."""
    if number := _number(session, question):
        investigation = _investigation(session, number)
        others = (_other_copy(investigation, copy) for copy in investigation.copies[1:])
        found = _finding(session, asked, investigation, investigation.copies[0])
        return Answered(investigation, found, tuple(others), f"{len(investigation.copies):,}")
    criteria = parse(question, asked.zone, asked.now)
    if not criteria:
        raise BadSearch("Name an address or an ID.")
    results = page(session, criteria, size=OTHERS + 1)
    if not results.rows:
        audit.record(session, asked.actor, Action.SEARCH_RUN, criteria=results.criteria.as_json())
        session.commit()
        return absent(session, results, asked.now, asked.zone)
    newest = results.rows[0]
    investigation = _investigation(session, newest.message)
    # Of a message that was asked for, the recipient with whom it went wrong.
    copy = investigation.copies[0] if results.criteria.ids else investigation.copy(newest.address_id)
    copy = copy or investigation.copies[0]
    others = (_other_row(row) for row in results.rows if row.id != copy.id)
    found = _finding(session, asked, investigation, copy)
    return Answered(investigation, found, tuple(others), results.count.words)


def _number(session: Session, question: str) -> int | None:
    """The message whose number, as in the address of its page, this is."""
    digits = question.strip()
    return find(session, int(digits)) if digits.isascii() and digits.isdigit() and len(digits) < 19 else None


def _investigation(session: Session, number: int) -> Investigation:
    investigation = investigate(session, number)
    if investigation is None:
        raise LookupError(f"message {number} is listed and not there")
    return investigation


def _finding(session: Session, asked: Asked, investigation: Investigation, copy: Copy) -> Finding:
    found = finding(session, investigation, copy, asked.network, asked.now, asked.zone)
    audit.record(session, asked.actor, Action.MESSAGE_READ, f"message:{investigation.id}", address=copy.address_id)
    session.commit()
    return found


def _other_copy(investigation: Investigation, copy: Copy) -> Other:
    about = investigation.subject or investigation.envelope_sender or ""
    return Other(investigation.id, copy.address, copy.status, copy.reason, investigation.at, about, copy.stale)


def _other_row(row: Row) -> Other:
    about = row.subject or row.sender or ""
    return Other(row.message, row.recipient, row.status, row.reason, row.first_at, about, row.stale is not None)
