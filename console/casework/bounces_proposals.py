"""Messages that a mail without a message may be about, each with a sentence why; a person decides.

What the mail names comes first: a Message-ID or queue ID that was not proof enough by itself. Then mail to the address it
speaks of from before it came, the same subject first, and of these the nearest in time.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.casework.bounces_messages import Copy, copies
from console.casework.bounces_report import BounceReport
from console.casework.investigation import find
from console.diagnosis.moment import DAY, span
from console.intake.tying import CLOCKS_DIFFER
from console.models.address import Address
from console.models.hop import Hop
from console.models.message import Message
from console.models.recipient import Recipient
from console.models.time_id import first_id_at
from console.search import BadSearch, page, parse

WINDOW = 30 * DAY  # before the mail came
LOOKED_AT = 200  # newest rows of an address in the window
PROPOSED = 10
FOUND = 20


class Proposal(NamedTuple):
    """A message that may be meant."""

    copy: Copy
    why: str


def proposals(session: Session, report: BounceReport) -> list[Proposal]:
    """The likeliest first, each message once."""
    found: dict[int, Proposal] = {}
    for proposal in (*_named(session, report), *_sent_before(session, report)):
        found.setdefault(proposal.copy.message, proposal)
    return list(found.values())[:PROPOSED]


def search(session: Session, question: str, zone: ZoneInfo, now: float) -> list[Copy]:
    """Messages that a number, the address of a page, an ID or an e-mail address names. Raises BadSearch.

    `now` is seconds since 1970 UTC.
    """
    if (number := _number(session, question)) is not None:
        return _each_once(copies(session, [Recipient.message_id == number], FOUND))
    criteria = parse(question, zone, now)
    if not criteria:
        raise BadSearch("Name a message by its number, its Message-ID, its queue ID or its recipient.")
    rows = page(session, criteria, size=FOUND).rows
    return _each_once(copies(session, [Recipient.id.in_([row.id for row in rows])], FOUND)) if rows else []


def _named(session: Session, report: BounceReport) -> Iterator[Proposal]:
    for copy in _by_ids(session, report):
        same = copy.message_id == report.original_message_id != ""
        name = "Message-ID" if same else "queue ID"
        other = "" if _is_of(copy, report) else ", but it went to somebody else"
        yield Proposal(copy, f"It has the {name} that the mail names{other}.")


def _by_ids(session: Session, report: BounceReport) -> list[Copy]:
    messages: set[int] = set()
    if report.original_message_id:
        query = select(Message.id).where(Message.message_id == report.original_message_id).limit(PROPOSED)
        messages.update(session.scalars(query))
    if report.queue_id:
        queue = select(Hop.message_id).where(Hop.queue_id == report.queue_id).order_by(Hop.began_at.desc())
        messages.update(session.scalars(queue.limit(PROPOSED)))
    found = copies(session, [Recipient.message_id.in_(messages)], LOOKED_AT) if messages else []
    return sorted(found, key=lambda copy: not _is_of(copy, report))


def _sent_before(session: Session, report: BounceReport) -> list[Proposal]:
    """Mail to the address that the mail speaks of."""
    if not (names := _names(report)):
        return []
    addresses = list(session.scalars(select(Address.id).where(Address.address.in_(names))))
    until = first_id_at(report.arrived_at + CLOCKS_DIFFER)
    in_window = Recipient.id.between(first_id_at(max(report.arrived_at - WINDOW, 0)), until)
    found = [
        copy
        for column in (Recipient.address_id, Recipient.original_address_id)  # each has an index; an OR of both has none
        for address in addresses
        for copy in copies(session, [column == address, in_window], LOOKED_AT)
    ]
    found.sort(key=lambda copy: (not _same_subject(copy, report), abs(report.arrived_at - copy.at)))
    return [Proposal(copy, _why(copy, report)) for copy in found]


def _why(copy: Copy, report: BounceReport) -> str:
    distance = report.arrived_at - copy.at
    when = (
        f"{span(distance)} before this mail came"
        if distance >= 0
        else f"{span(-distance)} after this mail, by its clock"
    )
    also = ", with the same subject" if _same_subject(copy, report) else ""
    return f"Sent to the address that the mail speaks of, {when}{also}."


def _names(report: BounceReport) -> set[str]:
    return {name for one in report.told for name in (one.recipient, one.original_recipient) if name}


def _is_of(copy: Copy, report: BounceReport) -> bool:
    return bool({copy.address, copy.original_address} & _names(report))


def _same_subject(copy: Copy, report: BounceReport) -> bool:
    """Answers put a word before the subject of what they answer."""
    subject = " ".join(copy.subject.lower().split())
    theirs = " ".join(f"{report.original_subject or report.subject}".lower().split())
    return bool(subject) and (subject == theirs if report.original_subject else subject in theirs)


def _number(session: Session, question: str) -> int | None:
    """The message whose number, or whose page's address, this is."""
    text = question.strip()
    if "/messages/" in text:
        text = text.rpartition("/messages/")[2].partition("/")[0]
    return find(session, int(text)) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _each_once(found: Iterable[Copy]) -> list[Copy]:
    return list({copy.message: copy for copy in reversed(list(found))}.values())[::-1]
